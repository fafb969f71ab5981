"""What became of a comment: how it was answered, in one sentence, and whether it was opened again."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dataflows.models.comments import Comment
from dataflows.models.maps import Map
from organisations.models import Programme, User
from organisations.models.append_only import append_only
from organisations.models.scoping import ScopedManager


@append_only(redactable=frozenset({"text"}))
class Outcome(models.Model):
    """One answer to a thread, or its being opened again; the last one holds, and all of them stay."""

    class Kind(models.TextChoices):
        CHANGED = "changed", _("Changed the map")
        ALREADY_THERE = "already_there", _("Already there")
        VARIES = "varies", _("Recorded as varying")
        DISPUTED = "disputed", _("Disputed, both accounts shown")
        NOT_CHANGED = "not_changed", _("Not changed, because…")
        NEED_MORE = "need_more", _("Need to know more")
        REOPENED = "reopened", _("Opened again")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # The form's own id: the same answer sent twice is stored once.
    request_id = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:60]}"


ANSWERS = tuple((kind.value, kind.label) for kind in Outcome.Kind if kind != Outcome.Kind.REOPENED)
