"""What different people say about a flow (practice claims), and what they suggest (proposals)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dataflows.models.comments import Comment
from dataflows.models.elements import Flow
from dataflows.models.maps import Map
from organisations.models import Organisation, Programme, User
from organisations.models.scoping import ScopedManager


class PracticeClaim(models.Model):
    """One account of a flow, by an organisation, never a named worker. Disagreement is not averaged away."""

    class Kind(models.TextChoices):
        POLICY = "policy", _("Policy says")
        USUAL = "usual", _("Usually happens")
        SOMETIMES = "sometimes", _("Sometimes, because…")
        EXPERIENCED = "experienced", _("Experienced by people")
        WANTED = "wanted", _("We want")
        NOT_KNOWN = "not_known", _("Not known")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="claims")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_on = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=20, blank=True)
    # "We want" has somebody who will see to it, and a date.
    wanted_by = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    wanted_for = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class Proposal(models.Model):
    """A change somebody suggests: from a comment, from a phone in a workshop, or in answer to a question."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        SET_ASIDE = "set_aside", _("Set aside")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=20)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    comment = models.ForeignKey(
        Comment, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_state_display()})"
