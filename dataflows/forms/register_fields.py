"""How each shape of a register's fact is asked for in a form, shown there, and read back."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dataflows.forms.maps import missing
from dataflows.models.register_kinds import Fact, RegisterKind, Shape
from organisations.models import Organisation, Programme

YES_NO: Final = [("yes", _("Yes")), ("no", _("No"))]
NOT_RECORDED: Final = _("Not recorded yet")


def codes_of(fact: Fact) -> list[tuple[str, str]]:
    """Return the codes that a fact may have, with their labels in the reader's language."""
    return [(code, gettext(label)) for code, label in fact.choices.items()]


def rows_to_choose(fact: Fact, programme: Programme) -> list[tuple[str, str]]:
    """Return the rows that a fact may point at, by name."""
    if fact.model is None:
        raise TypeError(f"{fact.name} points at nothing.")
    rows = fact.model._default_manager.filter(programme=programme).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def fact_of_reader(fact: Fact) -> Fact:
    """Return the fact that says which organisation a reader is."""
    return Fact(name="organisation", label=fact.label, shape=Shape.ONE, model=Organisation)


def choice_of(fact: Fact, choices: list[tuple[str, Any]]) -> forms.Field:
    return forms.ChoiceField(label=fact.label, help_text=fact.help, choices=choices, required=False)


def _line(fact: Fact, _programme: Programme) -> forms.Field:
    return forms.CharField(
        label=fact.label,
        help_text=fact.help,
        max_length=fact.longest,
        required=fact.required,
        error_messages=missing(_("Give it a name.")),
    )


def _text(fact: Fact, _programme: Programme) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=fact.label, help_text=fact.help, max_length=fact.longest, required=False, widget=area
    )


def _names(fact: Fact, _programme: Programme) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
    return forms.CharField(label=fact.label, help_text=fact.help, required=False, widget=area)


def _code(fact: Fact, _programme: Programme) -> forms.Field:
    return choice_of(fact, [("", NOT_RECORDED), *codes_of(fact)])


def _flag(fact: Fact, _programme: Programme) -> forms.Field:
    return forms.BooleanField(label=fact.label, help_text=fact.help, required=False)


def _known(fact: Fact, _programme: Programme) -> forms.Field:
    return choice_of(fact, [("", NOT_RECORDED), *YES_NO])


def _date(fact: Fact, _programme: Programme) -> forms.Field:
    day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=fact.label, help_text=fact.help, required=False, widget=day)


def _one(fact: Fact, programme: Programme) -> forms.Field:
    field = choice_of(
        fact, [("", _("Choose one") if fact.required else _("Nothing")), *rows_to_choose(fact, programme)]
    )
    field.required = fact.required
    field.error_messages.update(missing(_("Choose one for “%(fact)s”.") % {"fact": fact.label}))
    return field


def _many(fact: Fact, programme: Programme) -> forms.Field:
    return forms.MultipleChoiceField(
        label=fact.label,
        help_text=fact.help,
        choices=rows_to_choose(fact, programme),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


FIELDS: Final[Mapping[Shape, Callable[[Fact, Programme], forms.Field]]] = {
    Shape.LINE: _line,
    Shape.TEXT: _text,
    Shape.CODE: _code,
    Shape.FLAG: _flag,
    Shape.KNOWN: _known,
    Shape.DATE: _date,
    Shape.ONE: _one,
    Shape.MANY: _many,
    Shape.NAMES: _names,
}
# A field's cleaned value -> the fact's.
READ: Final[Mapping[Shape, Callable[[Any], Any]]] = {
    Shape.LINE: lambda given: " ".join(given.split()),
    Shape.TEXT: lambda given: given.replace("\r\n", "\n").strip(),
    Shape.CODE: str,
    Shape.FLAG: bool,
    Shape.KNOWN: lambda given: {"yes": True, "no": False}.get(given),
    Shape.DATE: lambda given: given.isoformat() if given else "",
    Shape.ONE: str,
    Shape.MANY: sorted,
    Shape.NAMES: lambda given: sorted(filter(None, (" ".join(line.split()) for line in given.splitlines()))),
}


def shown(kind: RegisterKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row's values as the fields show them."""
    initial = dict(values)
    for fact in kind.facts:
        if fact.name not in initial:
            continue
        if fact.shape is Shape.KNOWN:
            initial[fact.name] = {True: "yes", False: "no"}.get(initial[fact.name], "")
        if fact.shape is Shape.NAMES:
            initial[fact.name] = "\n".join(initial[fact.name])
    return initial
