"""The programme's register of organisations, with the other names people call them by."""

import unicodedata
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models.programmes import Area, Programme, Theme
from organisations.models.scoping import ScopedManager


def normalise(name: str) -> str:
    """Return the form names are matched in: no case, accents' composition or extra spaces.

    >>> normalise("  Manchester   City COUNCIL ")
    'manchester city council'
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Organisation(models.Model):
    """A council, charity, NHS body, police force… A team is an organisation with a parent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="organisations")
    name = models.CharField(_("name"), max_length=200)
    # Kept beside the name so that "one organisation per name" holds whatever the case or spacing.
    # Longer than the name at times: "ß" becomes "ss", and one letter may become eighteen.
    normalised_name = models.TextField(editable=False)
    short_name = models.CharField(_("short name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    public_body = models.BooleanField(_("public body"), null=True, blank=True)
    # False for "local partners": a group whose members nobody has named, which is itself a finding.
    named = models.BooleanField(_("named"), default=True)
    draft = models.BooleanField(_("draft"), default=False)
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="teams",
        verbose_name=_("part of"),
    )
    areas = models.ManyToManyField(Area, blank=True, related_name="organisations", verbose_name=_("areas"))
    themes = models.ManyToManyField(Theme, blank=True, related_name="organisations", verbose_name=_("themes"))
    notes = models.TextField(_("notes"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "normalised_name"], name="one_organisation_per_name"
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="organisation_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.normalised_name = normalise(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class OrganisationAlias(models.Model):
    """Another name for an organisation ("MCC"), unique in its programme so that it always resolves."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("other name"), max_length=200)
    normalised_name = models.TextField(editable=False)

    objects = ScopedManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "normalised_name"], name="one_organisation_per_alias"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.normalised_name = normalise(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
