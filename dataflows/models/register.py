"""The programme's register that maps draw on: data types, storage, agreements, journey stages."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dataflows.graph.vocabulary import SENSITIVITIES
from organisations.models import Organisation, Programme
from organisations.models.scoping import ScopedManager

_SENSITIVITY_CHOICES = list(SENSITIVITIES.items())


class DataType(models.Model):
    """What moves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="data_types")
    name = models.CharField(_("name"), max_length=200)
    normalised_name = models.TextField(editable=False)
    sensitivity = models.CharField(_("sensitivity"), max_length=20, choices=_SENSITIVITY_CHOICES, blank=True)
    category = models.CharField(_("category"), max_length=200, blank=True)
    could_hurt = models.BooleanField(_("could hurt"), default=False)
    dpv_concept = models.CharField(_("DPV concept"), max_length=200, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "normalised_name"], name="one_data_type_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class Storage(models.Model):
    """Where an organisation keeps data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="storages")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="storages")
    name = models.CharField(_("name"), max_length=200)
    normalised_name = models.TextField(editable=False)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    location = models.CharField(_("where it is hosted"), max_length=200, blank=True)
    access_note = models.TextField(_("who can open it, in words"), blank=True)
    security = models.TextField(_("how it is protected"), blank=True)
    retention = models.TextField(_("how long it is kept"), blank=True)
    notes = models.TextField(_("notes"), blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "normalised_name"], name="one_storage_per_organisation_and_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AccessRow(models.Model):
    """Somebody who can open a storage; without an organisation, a reader nobody has named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    storage = models.ForeignKey(Storage, on_delete=models.CASCADE, related_name="access_rows")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    role = models.CharField(_("role"), max_length=200, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    position = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.organisation or _('somebody not named')}: {self.role}"


class Agreement(models.Model):
    """A paper that flows rest on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="agreements")
    name = models.CharField(_("name"), max_length=200)
    normalised_name = models.TextField(editable=False)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    review_date = models.DateField(_("review date"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "normalised_name"], name="one_agreement_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class JourneyStage(models.Model):
    """One stage of the programme's journey, with the other words people use for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="journey_stages")
    name = models.CharField(_("name"), max_length=200)
    aliases = models.JSONField(_("other words for it"), default=list, blank=True)
    position = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="one_stage_per_name")]

    def __str__(self) -> str:
        return self.name
