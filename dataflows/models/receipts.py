"""What an import kept, matched, guessed, left loose and dropped: kept for as long as the map is."""

import uuid

from django.db import models

from dataflows.models.maps import Map
from organisations.models import Programme, User
from organisations.models.scoping import ScopedManager


class ImportReceipt(models.Model):
    """The receipt of one import. ``edit`` is the id its changes carry in the log: one undo step.

    ``source`` holds the file while the import is only a preview, so that what is imported is what was shown;
    ``sheets`` are the sheets or pages of it that were chosen, or none for all; ``columns`` says what somebody
    matched by hand: sheet -> column -> fact, by numbers from 0. ``label`` is what people call the source: a
    later import under the same name is merged with this one.
    """

    class State(models.TextChoices):
        PREVIEW = "preview"
        IMPORTED = "imported"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="receipts")
    state = models.CharField(max_length=20, choices=State, default=State.PREVIEW)
    file_name = models.CharField(max_length=200)
    source = models.BinaryField(default=bytes)
    columns = models.JSONField(default=dict)
    sheets = models.JSONField(default=list)
    label = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)
    content = models.JSONField(default=dict)
    edit = models.UUIDField(default=uuid.uuid4, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    imported_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.map}"

    @property
    def matching(self) -> dict[int, dict[int, str]]:
        """Return ``columns`` with numbers for its keys, which JSON has as text."""
        return {
            int(sheet): {int(column): fact for column, fact in facts.items()}
            for sheet, facts in self.columns.items()
        }
