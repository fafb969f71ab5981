"""Checking what somebody wants a row of the register to hold, fact by fact, before anything is stored."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from dataflows.formats.cells import INVISIBLE, shows, unkeepable
from dataflows.models.register_kinds import Fact, RegisterKind, Shape
from organisations.errors import BadInput
from organisations.models import Organisation, Programme
from organisations.models.organisations import normalise

MOST_NAMES: Final = 50
MOST_READERS: Final = 100


def checked(kind: RegisterKind, values: Mapping[str, Any], *, programme: Programme) -> dict[str, Any]:
    """Return the values in the shapes that ``Shape`` says, tidied.

    Raises
    ------
    BadInput
        A fact is not one of this kind's, or its value cannot be kept: one sentence that names the fact.
    """
    tidy: dict[str, Any] = {}
    for name, value in values.items():
        try:
            fact = kind.fact(name)
        except KeyError as error:
            raise BadInput(
                _("There is no such fact in the register: “%(name)s”.") % {"name": name[:80]}
            ) from error
        tidy[name] = _CHECKS[fact.shape](fact, value, programme)
        if fact.required and not tidy[name]:
            raise BadInput(_("“%(fact)s” cannot be left empty.") % {"fact": fact.label})
    return tidy


def _line(fact: Fact, value: Any, _programme: Programme) -> str:
    line = " ".join(_kept(fact, value).split())
    return line if shows(line) else ""


def _text(fact: Fact, value: Any, _programme: Programme) -> str:
    return _kept(fact, value).replace("\r\n", "\n").strip()


def _kept(fact: Fact, value: Any) -> str:
    """Return a text of this fact as it was given."""
    if not isinstance(value, str):
        raise BadInput(_("“%(fact)s” has to be a text.") % {"fact": fact.label})
    if len(value) > fact.longest:
        raise BadInput(
            _("“%(fact)s” can have at most %(most)d characters.") % {"fact": fact.label, "most": fact.longest}
        )
    if found := unkeepable(value):
        raise BadInput(
            _("“%(fact)s” holds a character that cannot be kept (%(found)s): type it again.")
            % {"fact": fact.label, "found": found}
        )
    return INVISIBLE.sub("", value)


def _code(fact: Fact, value: Any, _programme: Programme) -> str:
    if value != "" and value not in fact.choices:
        raise BadInput(_("“%(fact)s” cannot be that: choose from the list.") % {"fact": fact.label})
    return str(value)


def _flag(fact: Fact, value: Any, _programme: Programme) -> bool:
    if not isinstance(value, bool):
        raise BadInput(_("“%(fact)s” has to be yes or no.") % {"fact": fact.label})
    return value


def _known(fact: Fact, value: Any, programme: Programme) -> bool | None:
    return None if value is None else _flag(fact, value, programme)


def _date(fact: Fact, value: Any, _programme: Programme) -> str:
    if value in ("", None):
        return ""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise BadInput(_("“%(fact)s” has to be a date such as 2026-11-30.") % {"fact": fact.label}) from error


def _one(fact: Fact, value: Any, programme: Programme) -> str:
    if value in ("", None):
        return ""
    return _ids(fact, [value], programme)[0]


def _many(fact: Fact, value: Any, programme: Programme) -> list[str]:
    if not isinstance(value, list | tuple):
        raise BadInput(_("“%(fact)s” has to be a list.") % {"fact": fact.label})
    return sorted(set(_ids(fact, value, programme)))


def _ids(fact: Fact, values: Any, programme: Programme) -> list[str]:
    """Return the ids as text; every one has to be a row of this programme."""
    try:
        wanted = [UUID(str(value)) for value in values]
    except ValueError as error:
        raise BadInput(_unknown(fact)) from error
    if fact.model is None:
        raise TypeError(f"{fact.name} points at nothing.")
    rows = fact.model._default_manager.filter(programme_id=programme.pk, pk__in=wanted)
    if rows.count() != len(set(wanted)):
        raise BadInput(_unknown(fact))
    return [str(pk) for pk in wanted]


def _unknown(fact: Fact) -> str:
    return _("“%(fact)s” names something that is not in this register.") % {"fact": fact.label}


def _names(fact: Fact, value: Any, programme: Programme) -> list[str]:
    if not isinstance(value, list | tuple) or len(value) > MOST_NAMES:
        raise BadInput(
            _("“%(fact)s” has to be a list of at most %(most)d names.")
            % {"fact": fact.label, "most": MOST_NAMES}
        )
    names = [_line(fact, one, programme) for one in value]
    return sorted({normalise(name): name for name in names if name}.values())


def _readers(fact: Fact, value: Any, programme: Programme) -> list[dict[str, str]]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, Mapping) for one in value):
        raise BadInput(_("“%(fact)s” has to be a list.") % {"fact": fact.label})
    if len(value) > MOST_READERS:
        raise BadInput(
            _("“%(fact)s” can be a list of at most %(most)d.") % {"fact": fact.label, "most": MOST_READERS}
        )
    role = Fact(name="role", label=_("Role"))
    notes = Fact(name="notes", label=_("Notes"), shape=Shape.TEXT)
    reader = Fact(name="organisation", label=fact.label, shape=Shape.ONE, model=Organisation)
    readers = [
        {
            "organisation": _one(reader, one.get("organisation", ""), programme),
            "role": _line(role, one.get("role", ""), programme),
            "notes": _text(notes, one.get("notes", ""), programme),
        }
        for one in value
    ]
    return [one for one in readers if any(one.values())]


_CHECKS: Final[Mapping[Shape, Callable[[Fact, Any, Programme], Any]]] = {
    Shape.LINE: _line,
    Shape.TEXT: _text,
    Shape.CODE: _code,
    Shape.FLAG: _flag,
    Shape.KNOWN: _known,
    Shape.DATE: _date,
    Shape.ONE: _one,
    Shape.MANY: _many,
    Shape.NAMES: _names,
    Shape.READERS: _readers,
}
