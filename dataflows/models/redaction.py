"""Redactions: the one way that something immutable forgets a name typed by mistake."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dataflows.models.maps import Map
from organisations.models import Programme, User
from organisations.models.append_only import being_redacted, guarded, unchanged
from organisations.models.scoping import ScopedManager

# The id that no redaction has, so that what points to it cannot be committed.
NOBODY = uuid.UUID(int=0)

_ASKED = ["id", "programme_id", "map_id", "asked_by_id", "asked_at"]
_DECIDED = ["state", "text", "decided_by_id", "decided_at", "touched", "unfinished_id"]


def _may_come(_same: str) -> str:
    return "NEW.state = 'asked' AND NEW.decided_by_id IS NULL"


def _may_change(same: str) -> str:
    """Return SQL for the only ways on: asked, applying, applied; or asked, refused."""
    rewriting_nothing = unchanged(["text", "reason", "touched"], same)
    ways = (
        f"OLD.state = 'asked' AND NEW.state = 'applying' AND {rewriting_nothing}",
        "OLD.state = 'applying' AND NEW.state = 'applied' AND NEW.text = '' AND "
        + unchanged(["reason", "decided_by_id", "decided_at"], same),
        "OLD.state = 'asked' AND NEW.state = 'refused' AND NEW.text = '' AND " + unchanged(["reason"], same),
        f"{being_redacted()} AND {unchanged(_DECIDED, same)}",
    )
    return f"{unchanged(_ASKED, same)} AND ({' OR '.join(f'({way})' for way in ways)})"


@guarded(insert=_may_come, update=_may_change)
class Redaction(models.Model):
    """Two people agree to replace a text by a tombstone everywhere in a programme. The text itself is not
    kept here once decided: only what was touched, and each version's hash and seal before and after.

    While a row is ``applying`` the append-only triggers let the named text columns of its programme change,
    and nothing else. It then points to a row that cannot exist: the database refuses to commit that.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="redactions")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    text = models.TextField(blank=True)
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    touched = models.JSONField(default=list)
    unfinished = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("asked_by"))
                | models.Q(state="refused"),
                name="redaction_takes_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", decided_by__isnull=True)
                | (~models.Q(state="asked") & models.Q(decided_by__isnull=False)),
                name="redaction_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state="applying", unfinished=NOBODY)
                    | (~models.Q(state="applying") & models.Q(unfinished__isnull=True))
                )
                & ~models.Q(id=NOBODY),
                name="redaction_is_finished_before_commit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.map}: {self.get_state_display()}"

    @property
    def places(self) -> int:
        """Return from how many places the words were removed; versions only sealed anew are none."""
        return sum(bool(note.get("columns")) for note in self.touched)

    @property
    def went_with(self) -> bool:
        """Say whether nobody decided on it: its words were removed along with another redaction's."""
        return self.state == self.State.REFUSED and any("redaction" in note for note in self.touched)
