"""Drawn pictures, each kept under the hash of everything that determines it."""

from django.db import models
from django.utils import timezone

from organisations.models import Programme
from organisations.models.scoping import ScopedManager


class Picture(models.Model):
    """One drawing: the SVG, where everything stands, and what drew it. Equal content is drawn once.

    ``key`` is ``dataflows.render.draw.drawing_key``: a hash of the content, so it never goes stale. A
    drawing that failed keeps its one sentence in ``failure`` and has no SVG. ``rung`` says which way of
    drawing it took (``dataflows.render.rungs``), ``used_on`` when it was last shown: what nobody has used for
    long is forgotten, and drawn again when somebody asks.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    svg = models.TextField(blank=True)
    layout = models.TextField(blank=True)
    engine = models.CharField(max_length=40, blank=True)
    engine_version = models.CharField(max_length=80, blank=True)
    rung = models.CharField(max_length=40, blank=True)
    element_count = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField(default=timezone.localdate)

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="one_picture_per_content")]
        indexes = [models.Index(fields=["programme", "used_on"], name="picture_used")]

    def __str__(self) -> str:
        return f"{self.key[:12]} {self.engine} {self.rung}"
