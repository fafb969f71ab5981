"""Acts on a map: who did what in one step, so that it has one effect, a name and one undo; and lineage."""

import uuid

from django.db import models
from django.utils import timezone

from dataflows.models.maps import Map
from organisations.models import Programme
from organisations.models.append_only import append_only
from organisations.models.scoping import ScopedManager


@append_only()
class Act(models.Model):
    """The head of one edit; its changes are in the log under the same ``edit``.

    ``edit`` is the id that the client made: the same edit sent twice has one effect. ``asked`` is a keyed
    hash of what was asked under it. ``undoes`` names the edit that this one takes back; undoing that is to
    do it again. Acts of one map come in the order of their keys: each waits for the one before to commit.
    """

    class Kind(models.TextChoices):
        EDIT = "edit"
        UNDO = "undo"
        REDO = "redo"
        IMPORT = "import"
        # A name that follows the register's: nobody edited this map, so nobody undoes it here.
        FOLLOW = "follow"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="acts")
    edit = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=20, choices=Kind)
    undoes = models.UUIDField(null=True, blank=True)
    asked = models.CharField(max_length=64, blank=True)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["map", "edit"], name="one_act_per_edit")]
        indexes = [
            models.Index(fields=["map", "actor_id"], name="acts_of_a_person"),
            models.Index(fields=["map", "undoes"], name="acts_undoing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.edit}"


@append_only()
class Lineage(models.Model):
    """Which element became which: one row for each merged into another, split off one, or added again.

    What hangs on ``origin`` (a comment, say) follows it to ``result`` on every later version. A merge or
    split that is undone keeps its rows: the elements are as before then, and nothing has to be followed.
    """

    class Kind(models.TextChoices):
        MERGED = "merged"
        SPLIT = "split"
        # Removed, and added again as another: somebody has said so.
        AGAIN = "again"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="lineage")
    edit = models.UUIDField()
    kind = models.CharField(max_length=20, choices=Kind)
    element_kind = models.CharField(max_length=20)
    origin = models.UUIDField()
    result = models.UUIDField()

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["map", "origin"], name="what_became_of_an_element"),
            models.Index(fields=["map", "result"], name="what_an_element_was"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.origin} → {self.result}"
