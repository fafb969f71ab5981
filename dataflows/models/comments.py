"""Comments: what people said about an element of a version, the replies, and what became of each."""

import uuid

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dataflows.models.maps import Map
from dataflows.models.reviews import Review
from dataflows.models.versions import Version
from organisations.models import Organisation, Programme, User
from organisations.models.append_only import append_only
from organisations.models.scoping import ScopedManager


class Comment(models.Model):
    """Hangs on (map, version seen, element, optional field) plus the sentence that was read."""

    class Kind(models.TextChoices):
        NOT_RIGHT = "not_right", _("That's not right")
        MISSING = "missing", _("Something is missing")
        DEPENDS = "depends", _("It depends")
        NOT_UNDERSTOOD = "not_understood", _("I don't understand")
        WORRIES_ME = "worries_me", _("This worries me")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="comments")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="comments")
    # What it hangs on. No element: it is about the version as a whole.
    element_kind = models.CharField(max_length=20, blank=True)
    element_id = models.UUIDField(null=True, blank=True)
    field = models.CharField(max_length=40, blank=True)
    sentence = models.TextField(blank=True)
    # A reply has a parent and no kind of its own.
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    kind = models.CharField(_("what kind of comment"), max_length=20, choices=Kind, blank=True)
    text = models.TextField(_("comment"), max_length=4000)
    # A member, or nobody whom we know: then the review says over which link it came.
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # The form's own id: the same comment sent twice is stored once.
    request_id = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = ScopedManager()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["map", "element_id"], name="comments_of_an_element")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def said_by(self) -> str:
        """Return who said it, as far as we know: a member's name, or in what role somebody wrote."""
        if self.author is not None:
            return str(self.author.name)
        if self.review is not None and self.review.role:
            return self.review.role
        if self.review is not None and self.review.link.is_lived:
            return gettext("Somebody with lived experience")
        return gettext("Somebody who works there")

    @property
    def initials(self) -> str:
        """Return the initials beside the name; of somebody unknown, none but a mark."""
        return self.author.initials if self.author is not None else "?"

    @property
    def moderation(self) -> "Moderation | None":
        """Return why the words are not shown to everybody, or ``None`` while they are."""
        last = max(self.moderations.all(), key=lambda one: one.pk, default=None)
        return None if last is None or not last.hides else last

    @property
    def outcome(self) -> "Outcome | None":
        """Return how this thread was answered, or ``None`` while it is not, or not any more."""
        last = max(self.outcomes.all(), key=lambda one: one.pk, default=None)
        return None if last is None or last.kind == last.Kind.REOPENED else last


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
    # Opened again over a review link: then the thread's review says over which, and nobody is named.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # The form's own id: the same answer sent twice is stored once.
    request_id = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:60]}"


@append_only(redactable=frozenset({"reason"}))
class Moderation(models.Model):
    """A comment's words taken out of sight, or shown again, with the reason. Nothing is deleted by it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="moderations")
    hides = models.BooleanField()
    reason = models.CharField(_("why"), max_length=400)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{'hidden' if self.hides else 'shown'}: {self.reason[:60]}"


ANSWERS = tuple((kind.value, kind.label) for kind in Outcome.Kind if kind != Outcome.Kind.REOPENED)
