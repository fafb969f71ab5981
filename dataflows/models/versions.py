"""Published versions: immutable, numbered, each the whole map as canonical JSON with its hash and seal."""

import hashlib
import uuid

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from dataflows.models.maps import Map
from organisations.models import Programme, User
from organisations.models.append_only import append_only
from organisations.models.scoping import ScopedManager


def seal_of(*, previous: str, number: int, sha256: str, layout: str, note: str) -> str:
    """Return the seal of a version: a hash over the seal before it, its number, hash, layout and note.

    So a version cannot be altered, swapped or taken out without every later seal being wrong.

    Examples
    --------
    >>> seal_of(previous="", number=1, sha256="", layout="", note="")[:12]
    '2652dffd8cc6'
    """
    parts = [previous, str(number), sha256, *(_digest(text) for text in (layout, note))]
    return _digest("\n".join(parts))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@append_only(redactable=frozenset({"document", "sha256", "note", "seal"}))
class Version(models.Model):
    """A snapshot of a map with its layout. The database refuses to change or delete one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    schema_version = models.PositiveSmallIntegerField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    # Covers what the hash does not, and the version before: see `seal_of`.
    seal = models.CharField(max_length=64)
    # Where everything stands, for ever; empty when the map could not be drawn on the day.
    layout = models.TextField(blank=True)
    note = models.TextField(_("what is new"), blank=True)
    # The last day on which reviews are asked for; none when it was not said.
    comments_until = models.DateField(_("comments are asked for until"), null=True, blank=True)
    map_seq = models.PositiveBigIntegerField()
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["map", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.map} v{self.number}"

    def seal_after(self, previous: "Version | None") -> str:
        """Return the seal that it must have when ``previous`` is the version before it."""
        return seal_of(
            previous=previous.seal if previous else "",
            number=self.number,
            sha256=self.sha256,
            layout=self.layout,
            note=self.note,
        )

    @property
    def asks_for_comments(self) -> bool:
        """Say whether the last day on which comments are asked for has not passed."""
        return self.comments_until is not None and self.comments_until >= localdate()

    @property
    def is_open(self) -> bool:
        """Say whether anybody may read it: so, when its map has been opened up to it or further."""
        return self.map.open_number is not None and self.number <= self.map.open_number
