"""Interviews: lines that one person's words became, kept beside the map, then merged as any list is."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dataflows.capture.parse import LONGEST
from dataflows.formats.cells import unkeepable
from dataflows.models import ImportReceipt, Interview, InterviewLine, Map
from dataflows.services.importing import Choices, SourceFile, start_preview
from dataflows.services.names import tidy_name
from dataflows.services.personal import likely_in
from organisations.errors import BadInput, SentOtherwise
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record

MOST_LINES = 200


@transaction.atomic
def start_interview(*, actor: Actor, map_: Map, label: str) -> Interview:
    """Begin an interview with somebody in a role. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    BadInput
        The label cannot be kept, or looks like somebody's data.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    label = tidy_name(label, missing=_("Say who is asked, by their role: housing officer, say."))
    _refuse_personal(map_, label)
    interview = Interview.objects.create(
        programme_id=map_.programme_id,
        map=map_,
        label=label,
        held_by_id=UUID(actor.id) if actor.is_signed_in else None,
    )
    _record(actor, "interview.start", interview)
    return interview


@transaction.atomic
def note_line(
    *, actor: Actor, interview: Interview, line_id: UUID, text: str, sure: bool = False
) -> InterviewLine:
    """Keep a line of an interview, whatever it says; sent twice it is kept once. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change the interview's map.
    BadInput
        It cannot be kept, there are too many, or it looks like somebody's data and nobody is ``sure``.
    """
    require(actor, Permission.MAP_EDIT, on=interview.map)
    text = " ".join(text.split())
    if not text:
        raise BadInput(_("Type who sends what to whom."))
    if len(text) > LONGEST or unkeepable(text):
        raise BadInput(
            _("A line has at most %(most)d characters, and none that cannot be kept.") % {"most": LONGEST}
        )
    if not sure:
        _refuse_personal(interview.map, text)
    known = InterviewLine.objects.filter(pk=line_id, interview=interview).first()
    if known is not None and known.text != text:
        raise SentOtherwise(_("Something else was sent under the id of this line before."))
    if known is not None:
        return known
    if InterviewLine.objects.filter(interview=interview).count() >= MOST_LINES:
        raise BadInput(_("This interview is full: merge it and begin another."))
    line, _made = InterviewLine.objects.get_or_create(
        pk=line_id,
        defaults={"programme_id": interview.programme_id, "interview": interview, "text": text},
    )
    if line.interview_id != interview.pk:
        raise BadInput(_("Something else has this id already."))
    _record(actor, "interview.line", interview)
    return line


@transaction.atomic
def forget_line(*, actor: Actor, interview: Interview, line_id: UUID) -> None:
    """Take a line out of an interview; what is gone already is no error. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change the interview's map.
    """
    require(actor, Permission.MAP_EDIT, on=interview.map)
    InterviewLine.objects.filter(interview=interview, pk=line_id).delete()
    _record(actor, "interview.forget_line", interview)


@transaction.atomic
def merge_interview(*, actor: Actor, interview: Interview) -> ImportReceipt:
    """Preview what the lines of an interview would do to the map; that becomes the receipt. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change the interview's map.
    BadInput
        It has no line.
    """
    require(actor, Permission.MAP_EDIT, on=interview.map)
    texts = list(InterviewLine.objects.filter(interview=interview).values_list("text", flat=True))
    if not texts:
        raise BadInput(_("There is nothing to merge yet."))
    # A line that begins like a remark is a line all the same.
    lines = (f" {text}" if text.startswith("#") else text for text in texts)
    data = "\n".join(["# evidence: interview", *lines]).encode()
    label = _("Interview: %(who)s") % {"who": interview.label}
    interview.receipt = start_preview(
        actor=actor,
        map_=interview.map,
        file=SourceFile(name=f"{label[:190]}.txt", data=data),
        # Merged once more after it went on, its lines find what they became.
        choices=Choices(label=label[:200]),
    )
    interview.save(update_fields=["receipt"])
    _record(actor, "interview.merge", interview)
    return interview.receipt


@transaction.atomic
def discard_interview(*, actor: Actor, interview: Interview) -> None:
    """Forget an interview with its lines; what was merged stays on the map. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change the interview's map.
    """
    require(actor, Permission.MAP_EDIT, on=interview.map)
    _record(actor, "interview.discard", interview)
    interview.delete()


def _refuse_personal(map_: Map, text: str) -> None:
    for _number, found, kind in likely_in(map_, [text]):
        said = {"text": found, "kind": kind}
        raise LooksPersonalLine(_("“%(text)s” looks like %(kind)s. Nothing is stored yet.") % said)


class LooksPersonalLine(BadInput):
    """A line looks like somebody's data; whoever typed it can say that it is nobody's."""


def _record(actor: Actor, action: str, interview: Interview) -> None:
    record(actor=actor, action=action, on=interview, programme=interview.map.programme)
