"""The draft's rows: nodes, and flows with all their facts. The meaning of each: docs/formats."""

import uuid

from django.db import models

from dataflows.graph.vocabulary import NODE_KINDS
from dataflows.models.maps import Map
from dataflows.models.register import Agreement, DataType, JourneyStage, Storage
from organisations.models import Organisation, Programme
from organisations.models.scoping import ScopedManager


class Node(models.Model):
    """A person, organisation, storage or meeting on one map; what it is stands in the register."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="nodes")
    kind = models.CharField(max_length=20, choices=list(NODE_KINDS.items()))
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="nodes"
    )
    storage = models.ForeignKey(
        Storage, on_delete=models.PROTECT, null=True, blank=True, related_name="nodes"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    notes = models.TextField(blank=True)
    # Creation order: the picture and every list keep to it.
    position = models.PositiveIntegerField()

    objects = ScopedManager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["map", "position"], name="one_node_per_position"),
            models.UniqueConstraint(
                fields=["map", "organisation"],
                condition=models.Q(kind="organisation"),
                name="an_organisation_once_per_map",
            ),
            models.UniqueConstraint(
                fields=["map", "storage"], condition=models.Q(kind="storage"), name="a_storage_once_per_map"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Flow(models.Model):
    """A directed link between two nodes, answering who, what, where, how, when and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="flows")
    position = models.PositiveIntegerField()
    ref = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="flows_out")
    target = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="flows_in")
    data_types = models.ManyToManyField(DataType, through="FlowDataType", related_name="flows")
    identifiability = models.CharField(max_length=30, blank=True)
    channel = models.CharField(max_length=200, blank=True)
    journey_stage = models.ForeignKey(
        JourneyStage, on_delete=models.PROTECT, null=True, blank=True, related_name="flows"
    )
    trigger = models.CharField(max_length=200, blank=True)
    frequency = models.CharField(max_length=200, blank=True)
    purpose = models.TextField(blank=True)
    if_not_shared = models.TextField(blank=True)
    necessity = models.TextField(blank=True)
    sender_role = models.CharField(max_length=20, blank=True)
    sender_regime = models.CharField(max_length=20, blank=True)
    sender_lawful_basis = models.CharField(max_length=40, blank=True)
    sender_article_9 = models.CharField(max_length=20, blank=True)
    sender_schedule_1 = models.CharField(max_length=20, blank=True)
    sender_law = models.CharField(max_length=200, blank=True)
    receiver_role = models.CharField(max_length=20, blank=True)
    receiver_regime = models.CharField(max_length=20, blank=True)
    receiver_lawful_basis = models.CharField(max_length=40, blank=True)
    receiver_article_9 = models.CharField(max_length=20, blank=True)
    receiver_schedule_1 = models.CharField(max_length=20, blank=True)
    receiver_law = models.CharField(max_length=200, blank=True)
    confidentiality_route = models.CharField(max_length=20, blank=True)
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="flows"
    )
    safeguard = models.TextField(blank=True)
    dpia_reference = models.CharField(max_length=200, blank=True)
    person_told = models.CharField(max_length=20, blank=True)
    person_choice = models.CharField(max_length=20, blank=True)
    consistency = models.CharField(max_length=30, blank=True)
    evidence = models.CharField(max_length=20, default="assumed")
    evidence_source = models.TextField(blank=True)
    confidence = models.CharField(max_length=20, blank=True)
    review_date = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["map", "position"], name="one_flow_per_position")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class FlowDataType(models.Model):
    """One thing that a flow carries, in the order it was written."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="carried")
    data_type = models.ForeignKey(DataType, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    objects = ScopedManager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["flow", "data_type"], name="a_data_type_once_per_flow")
        ]

    def __str__(self) -> str:
        return str(self.data_type)
