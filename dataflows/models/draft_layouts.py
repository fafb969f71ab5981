"""Where everything stands on the picture of a draft, so that the next picture can leave it there."""

from django.db import models

from dataflows.models.maps import Map
from organisations.models import Programme
from organisations.models.scoping import ScopedManager


class DraftLayout(models.Model):
    """The positions that a view of a draft was drawn with last: ids and numbers, nothing that anybody wrote.

    ``former`` are those that were there until somebody tidied or nudged, to put back. ``anew`` counts how
    often that happened: content that was drawn before is drawn again then. An empty ``layout`` asks for a
    whole one.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="draft_layouts")
    view = models.CharField(max_length=80)
    layout = models.TextField(blank=True)
    former = models.TextField(blank=True)
    anew = models.PositiveIntegerField(default=0)
    # The number of the draft's log that the newest picture shows, and how many have been drawn.
    drawn = models.PositiveBigIntegerField(default=0)
    drawings = models.PositiveBigIntegerField(default=0)
    # Pairs of ids: what somebody moved above what, which a tidied picture keeps.
    hints = models.JSONField(default=list, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["map", "view"], name="one_layout_per_view_of_a_draft")]

    def __str__(self) -> str:
        return f"{self.map} {self.view}"
