"""Sending a review: what one person saw of a version, over a link and without an account, all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dataflows.language.plain import plain_flow
from dataflows.language.suggested import SUGGESTED, change_in_words
from dataflows.language.typed import typed_values
from dataflows.models import Comment, Proposal, Review, ReviewAddress, ReviewLink
from dataflows.selectors.review_links import OpenedLink
from dataflows.selectors.sentences import element_kind_of, sentence_of
from dataflows.services.comments import clean_text, hold_map
from dataflows.services.flow_values import label_of, read_value
from dataflows.services.personal import likely_in
from dataflows.services.register import Register
from organisations.errors import BadInput, Busy, Conflict
from organisations.permissions import Actor, Permission, nothing_here, require
from organisations.services.audit import record

LONGEST_ROLE: Final = 80
LONGEST_LIST: Final = 4000
# More than any room sends; what is more comes from a program.
AN_HOUR: Final = 60


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says of one element, or (``None``) of the whole; ``facts`` are suggested, as typed."""

    element: UUID | None
    kind: str
    text: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Changes:
    """Suggested values by fact, beside what the version says. Both as typed."""

    was: Mapping[str, str]
    to: Mapping[str, str]

    @property
    def in_words(self) -> str:
        return "\n".join(
            change_in_words(fact, self.was[fact], value, translate=_) for fact, value in self.to.items()
        )


Made = tuple[Comment, Changes]


class SaidBadly(BadInput):
    """One thing that was said cannot be kept; ``element`` says which. Nothing was stored."""

    def __init__(self, sentence: str, element: UUID | None, *, personal: bool = False) -> None:
        super().__init__(sentence)
        self.element, self.personal = element, personal


@transaction.atomic
def send_review(
    *,
    actor: Actor,
    link: ReviewLink,
    verdict: str,
    said: Sequence[Said] = (),
    right: Iterable[UUID] = (),
    role: str = "",
    email: str = "",
    request_id: UUID,
    sure: bool = False,
) -> Review:
    """Store a review with its comments and suggestions. Recorded.

    The same ``request_id`` sent again returns the review that it made the first time.

    Raises
    ------
    Conflict
        The form was sent before, with something else in it.
    NotVisible
        The link has ended, or does not open something that was spoken of.
    BadInput
        There is no verdict, the role or the address is not one, or (:class:`SaidBadly`) something that was
        said cannot be kept, or looks like somebody's data and nobody is ``sure``.
    Busy
        More reviews came over this link than people send.
    """
    require(actor, Permission.REVIEW, on=link)
    if not link.is_alive:
        raise nothing_here()
    if verdict not in Review.Verdict.values:
        raise BadInput(_("Choose what you see: does this match what happens?"))
    opened = _held_open(actor, link)
    review = Review(
        programme_id=link.programme_id,
        map_id=link.map_id,
        version=link.version,
        link=link,
        role=_role(role),
        verdict=verdict,
        right=sorted({str(pk) for pk in right}),
        request_id=request_id,
    )
    if not opened.elements.issuperset(review.right):
        raise nothing_here()
    made = [_made(opened, review, one) for one in said]
    if (earlier := Review.objects.filter(link=link, request_id=request_id).first()) is not None:
        return _the_same(earlier, review, made)
    _refuse_too_many(link)
    if not sure:
        _refuse_personal(link, made)
    _store(review, made, email.strip())
    record(
        actor=actor,
        action="review.send",
        on=review,
        programme=link.programme,
        detail={"verdict": verdict, "comments": len(made), "right": len(review.right)},
    )
    return review


def _held_open(actor: Actor, link: ReviewLink) -> OpenedLink:
    """Return what a link opens, read while nothing of the map is redacted."""
    hold_map(link.version)
    link.version.refresh_from_db(fields=["document"])
    return OpenedLink(actor, link)


def _the_same(earlier: Review, review: Review, made: Sequence[Made]) -> Review:
    """Return the review that was sent before, or refuse another one that came in the same form."""
    texts = sorted(comment.text for comment, _changes in made)
    said = sorted(Comment.objects.filter(review=earlier, parent=None).values_list("text", flat=True))
    if (earlier.verdict, sorted(earlier.right), said) != (review.verdict, review.right, texts):
        raise Conflict(
            _("This form has been sent already, with other words. Open the link again to say more.")
        )
    return earlier


def _refuse_too_many(link: ReviewLink) -> None:
    lately = Review.objects.filter(link=link, sent_at__gt=timezone.now() - timedelta(hours=1))
    if lately.count() >= AN_HOUR:
        raise Busy(_("Very many reviews have come over this link. Send yours again in an hour."))


def _role(role: str) -> str:
    role = " ".join(role.split())
    if len(role) > LONGEST_ROLE or "\x00" in role:
        raise BadInput(_("Your role can have at most %(most)d characters.") % {"most": LONGEST_ROLE})
    return role


def _made(opened: OpenedLink, review: Review, one: Said) -> Made:
    """Return the comment and the suggested changes that one thing said becomes, not stored yet."""
    if one.element is not None and str(one.element) not in opened.elements:
        raise nothing_here()
    if one.kind not in Comment.Kind.values:
        raise SaidBadly(_("Choose what kind of comment this is."), one.element)
    try:
        changes = _changes(opened, one)
        text = clean_text(one.text.strip() or changes.in_words)
    except BadInput as error:
        raise SaidBadly(str(error), one.element) from error
    # Something that is missing from the whole is missing around those who miss it.
    element = one.element or (UUID(opened.places[0]) if opened.places else None)
    comment = Comment(
        programme_id=review.programme_id,
        map_id=review.map_id,
        version=review.version,
        review=review,
        organisation=review.link.organisation,
        element_kind=element_kind_of(opened.graph, element) if element else "",
        element_id=element,
        sentence=_as_read(opened, element) if element else "",
        kind=one.kind,
        text=text,
    )
    return comment, changes


def _as_read(opened: OpenedLink, element: UUID) -> str:
    flow = opened.graph.flows_by_id.get(str(element))
    if opened.link.is_lived and flow is not None:
        return plain_flow(opened.graph, flow, translate=_).text
    return sentence_of(opened.graph, element)


def _changes(opened: OpenedLink, one: Said) -> Changes:
    """Return what is suggested and differs from what was read."""
    flow = opened.graph.flows_by_id.get(str(one.element))
    if not one.facts or flow is None:
        return Changes({}, {})
    values = typed_values(opened.graph, flow)
    if unknown := one.facts.keys() - {*SUGGESTED}:
        raise BadInput(_("“%(fact)s” is not a fact that can be suggested.") % {"fact": min(unknown)[:40]})
    read = {fact: _suggested(fact, value) for fact, value in one.facts.items()}
    to = {fact: value for fact, value in read.items() if value != values[fact]}
    return Changes({fact: values[fact] for fact in to}, to)


def _suggested(fact: str, value: str) -> str:
    if fact != "data_types":
        return str(read_value(fact, value, register=_no_register))
    if len(value) > LONGEST_LIST or "\x00" in value:
        raise BadInput(
            _("“%(fact)s” can have at most %(most)d characters.")
            % {"fact": label_of(fact), "most": LONGEST_LIST}
        )
    return value.strip()


def _no_register() -> Register:
    raise AssertionError("No fact that is read here needs the register.")


def _refuse_personal(link: ReviewLink, made: Sequence[Made]) -> None:
    texts = [(comment, text) for comment, changes in made for text in (comment.text, *changes.to.values())]
    for number, found, kind in likely_in(link.map, [text for _comment, text in texts]):
        raise SaidBadly(
            _("“%(text)s” looks like %(kind)s. Nothing is sent yet: take it out, or say that it may stay.")
            % {"text": found, "kind": kind},
            texts[number][0].element_id,
            personal=True,
        )


def _store(review: Review, made: Iterable[Made], email: str) -> None:
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise BadInput(_("That is not an e-mail address. Leave it empty if you want none.")) from error
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This review has been sent already.")) from error
    if email:
        ReviewAddress.objects.create(review=review, programme_id=review.programme_id, email=email)
    for comment, changes in made:
        comment.save(force_insert=True)
        if changes.to:
            Proposal.objects.create(
                programme_id=review.programme_id,
                map_id=review.map_id,
                kind="facts",
                payload={"was": dict(changes.was), "to": dict(changes.to)},
                comment=comment,
                organisation=review.link.organisation,
            )
