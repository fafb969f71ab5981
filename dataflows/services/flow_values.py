"""Reading what somebody typed for one fact of a flow, into what its row holds."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from dataflows.formats import closed_lists as lists
from dataflows.formats.cells import INVISIBLE, KnownNames, day_of, names_in, shows, unkeepable
from dataflows.formats.closed import ClosedList
from dataflows.formats.limits import LABEL_LIMIT, MAX_NAMES
from dataflows.language.facts import FLOW_FACTS
from dataflows.language.purpose import keep_purpose
from dataflows.models import Agreement, DataType, Flow, JourneyStage
from dataflows.services.names import tidy_name
from dataflows.services.register import Register
from organisations.errors import BadInput

LONGEST_TEXT: Final = 20_000

_CLOSED: Final[Mapping[str, ClosedList]] = {
    "identifiability": lists.IDENTIFIABILITY,
    "confidentiality_route": lists.CONFIDENTIALITY,
    "person_told": lists.TOLD,
    "person_choice": lists.CHOICE,
    "consistency": lists.PRACTICE,
    "evidence": lists.EVIDENCE,
    "confidence": lists.CONFIDENCE,
    **{
        f"{side}_{fact}": closed
        for side in ("sender", "receiver")
        for fact, closed in (
            ("role", lists.ROLE),
            ("regime", lists.REGIME),
            ("lawful_basis", lists.LAWFUL_BASIS),
            ("article_9", lists.ARTICLE_9),
            ("schedule_1", lists.SCHEDULE_1),
        )
    },
}
_DATA_TYPES: Final = "data_types"


def label_of(fact: str) -> str:
    """Return what pages call a fact of a flow."""
    return _(FLOW_FACTS[fact][0])


def read_value(fact: str, value: Any, *, register: Callable[[], Register]) -> Any:
    """Return a fact's value as a flow's row holds it: text, a code, a day, rows of the register.

    ``register`` is asked only for facts that need it; names that it did not know are added to it.

    Raises
    ------
    BadInput
        With one sentence that names the fact.
    """
    if fact == _DATA_TYPES:
        return _data_types(value, register())
    text = _text(fact, value)
    if fact in _CLOSED:
        return _code(fact, text)
    if fact == "review_date":
        return _day(fact, text)
    if fact == "agreement":
        return _agreement(text, register()) if text else None
    if fact == "journey_stage":
        return _stage(fact, text, register()) if text else None
    if fact == "purpose":
        return keep_purpose(text)
    return text


def _text(fact: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(_("“%(fact)s” has to be a text.") % {"fact": label_of(fact)})
    if found := unkeepable(value):
        raise BadInput(
            _("“%(fact)s” holds a character that cannot be kept (%(found)s): type it again.")
            % {"fact": label_of(fact), "found": found}
        )
    longest: int = getattr(Flow._meta.get_field(fact), "max_length", None) or LONGEST_TEXT
    plain = INVISIBLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    text = " ".join(plain.split()) if longest <= LABEL_LIMIT else plain
    if len(text) > longest:
        raise BadInput(
            _("“%(fact)s” can have at most %(most)d characters.") % {"fact": label_of(fact), "most": longest}
        )
    return text if shows(text) else ""


def _code(fact: str, text: str) -> str:
    closed = _CLOSED[fact]
    if not text:
        # How a flow is known of always has an answer; nobody having said is one.
        return "assumed" if fact == "evidence" else ""
    found = closed.find(text)
    if found is None or found.guessed:
        said = _("“%(value)s” is not one of the words for “%(fact)s”.") % {
            "value": text[:80],
            "fact": label_of(fact),
        }
        hint = (
            _("Did you mean “%(label)s”?") % {"label": _(found.label)} if found else _("Choose one of them.")
        )
        raise BadInput(f"{said} {hint}")
    return found.code


def _day(fact: str, text: str) -> date | None:
    if not text:
        return None
    day = day_of(text)
    if day is None:
        raise BadInput(_("“%(fact)s” has to be a date such as 2026-11-30.") % {"fact": label_of(fact)})
    return date.fromisoformat(day.iso)


def _agreement(text: str, register: Register) -> Agreement:
    known = next((one for one in register.agreements.values() if str(one.pk) == text), None)
    return known or register.agreement(text)[0]


def _stage(fact: str, text: str, register: Register) -> JourneyStage:
    found = register.known_stage(text)
    if found is None:
        raise BadInput(
            _("“%(value)s” is not one of the words for “%(fact)s”. Choose one of them.")
            % {"value": text[:80], "fact": label_of(fact)}
        )
    return found


def _data_types(value: Any, register: Register) -> list[DataType]:
    """Return what is carried: names, or ids of data types, listed or in one text."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        raise BadInput(_("“%(fact)s” has to be a list of names.") % {"fact": label_of(_DATA_TYPES)})
    by_id = {str(one.pk): one for one in register.data_types.values()}
    known = KnownNames.of([one.name for one in register.data_types.values()])
    names = [
        name
        for one in given
        for name in ((one,) if one in by_id or not isinstance(value, str) else names_in(one, known).names)
    ]
    if len(names) > MAX_NAMES:
        raise BadInput(_("A flow can carry at most %(most)d kinds of data.") % {"most": MAX_NAMES})
    missing = _("Say what moves: each name has to show something.")
    types = [by_id.get(name) or register.data_type(tidy_name(name, missing=missing))[0] for name in names]
    return list(dict.fromkeys(types))
