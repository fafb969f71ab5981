"""The programme (the tenancy) with its areas and themes."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models.scoping import ScopedManager


class Programme(models.Model):
    """The tenancy: everything else belongs to one programme and is invisible from every other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    description = models.TextField(_("what it is"), blank=True)
    # True once one of its maps has been opened to everybody: only then do strangers' queries reach it.
    has_open_maps = models.BooleanField(default=False)
    # Raised by every redaction: a picture whose words were read before it must not be kept.
    redactions = models.PositiveIntegerField(default=0, editable=False)
    # The number of the last change in the register's log.
    register_seq = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def programme_id(self) -> uuid.UUID:
        """Return its own id, so that a programme can be asked about like anything inside it."""
        return self.id


class Area(models.Model):
    """A place: a council or combined authority area, with its ONS code when known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="areas")
    name = models.CharField(_("name"), max_length=200)
    ons_code = models.CharField(_("ONS code"), max_length=9, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="one_area_per_name")]

    def __str__(self) -> str:
        return self.name


class Theme(models.Model):
    """A part of public life: health and social care, welfare, criminal justice, housing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="themes")
    code = models.SlugField(max_length=40)
    name = models.CharField(_("name"), max_length=200)

    objects = ScopedManager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="one_theme_per_code")]

    def __str__(self) -> str:
        return self.name
