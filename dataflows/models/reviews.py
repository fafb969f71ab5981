"""Review links, with which somebody without an account reads a version, and the reviews sent over them."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dataflows.models.maps import Map
from dataflows.models.versions import Version
from organisations.models import Organisation, Programme, User
from organisations.models.append_only import append_only
from organisations.models.scoping import ScopedManager

# Answers come with the next version, which may be long after a link has ended.
TELLS_FOR: Final = timedelta(days=365)


class ReviewLink(models.Model):
    """Opens one version to whoever holds its address: what is about one organisation, or all in plain words.

    The address itself is not kept: it is the id with our signature (``selectors/review_links.py``).
    """

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("An organisation")
        LIVED = "lived", _("People with lived experience")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="review_links")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="review_links")
    kind = models.CharField(_("for whom"), max_length=20, choices=Kind)
    # An organisation's link whose organisation has gone opens nothing.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    label = models.CharField(_("who gets it"), max_length=80, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    # How often somebody asked for what it does not open, or asked after it had ended.
    refused = models.PositiveIntegerField(default=0)
    # The form's own id: the same form sent twice makes one link.
    request_id = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = ScopedManager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.map} v{self.version.number}: {self.for_whom}"

    @property
    def is_lived(self) -> bool:
        """Say whether it is for people with lived experience, in plain words."""
        return self.kind == self.Kind.LIVED

    @property
    def for_whom(self) -> str:
        """Return whom it is for, in words."""
        return str(self.organisation.name if self.organisation else self.get_kind_display())

    @property
    def tells(self) -> bool:
        """Say whether it still says what became of what was sent over it."""
        has_reader = self.is_lived or self.organisation_id is not None
        return has_reader and self.revoked_at is None and self.tells_until > timezone.now()

    @property
    def tells_until(self) -> datetime:
        return self.expires_at + TELLS_FOR

    @property
    def is_alive(self) -> bool:
        """Say whether it still opens what is to be reviewed."""
        return self.tells and self.expires_at > timezone.now()


@append_only(redactable=frozenset({"role"}))
class Review(models.Model):
    """What one person saw, sent together: a verdict, what was right, and comments. Never a sign-off."""

    class Verdict(models.TextChoices):
        MATCHES = "matches", _("Matches what we do")
        MOSTLY = "mostly", _("Mostly")
        NOT_US = "not_us", _("Not us")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="reviews")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    link = models.ForeignKey(ReviewLink, on_delete=models.PROTECT, related_name="reviews")
    role = models.CharField(_("your role"), max_length=80, blank=True)
    verdict = models.CharField(_("what I see"), max_length=20, choices=Verdict)
    # Ids of the elements that were said to be right.
    right = models.JSONField(default=list)
    sent_at = models.DateTimeField(auto_now_add=True)
    request_id = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = ScopedManager()

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"{self.verdict} ({self.link.for_whom})"


class ReviewAddress(models.Model):
    """Where to write, once, what became of a review. The row is removed when that message has been sent."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="address")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail"))

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.review_id)
