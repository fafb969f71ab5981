"""Forms of the register: looking for rows, changing one, changing many."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dataflows.forms.register_fields import (
    FIELDS,
    NOT_RECORDED,
    READ,
    YES_NO,
    choice_of,
    codes_of,
    fact_of_reader,
    rows_to_choose,
    shown,
)
from dataflows.models.register_kinds import LONGEST_TEXT, Fact, RegisterKind, Shape
from dataflows.selectors.register_lists import BLANK, Sought, columns_sorted
from dataflows.services.register_values import MOST_READERS
from organisations.models import Programme

SPARE_READERS: Final = 2
_ANY: Final = ("", _("Any"))


class FilterForm(forms.Form):
    """What is looked for in one of the register's lists. What it does not know, it leaves out."""

    mark_optional = False

    q = forms.CharField(label=_("Find"), required=False, max_length=200)

    def __init__(self, *args: Any, kind: RegisterKind, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for fact in kind.facts:
            if choices := self._choices(fact, programme):
                self.fields[fact.name] = forms.ChoiceField(
                    label=fact.label, choices=[_ANY, *choices], required=False
                )
        self.fields["missing"] = forms.ChoiceField(
            label=_("Not recorded"),
            choices=[("", _("Anything")), *((one.name, one.label) for one in _can_be_blank(kind))],
            required=False,
        )
        self.fields["use"] = forms.ChoiceField(
            label=_("On maps"),
            choices=[_ANY, ("used", _("Used on a map")), ("unused", _("Not used anywhere"))],
            required=False,
        )
        labels = {fact.name: fact.label for fact in kind.facts} | {"uses": _("How much it is used")}
        backwards = gettext("%(what)s, the other way round")
        self.fields["sort"] = forms.ChoiceField(
            label=_("Sort by"),
            choices=[
                choice
                for name in columns_sorted(kind)
                for choice in ((name, labels[name]), (f"-{name}", backwards % {"what": labels[name]}))
            ],
            required=False,
        )

    @staticmethod
    def _choices(fact: Fact, programme: Programme) -> list[tuple[str, Any]]:
        if fact.shape is Shape.CODE:
            return [*codes_of(fact), (BLANK, NOT_RECORDED)]
        if fact.name in ("draft", "could_hurt"):
            return list(YES_NO)
        if fact.shape is Shape.KNOWN:
            return [*YES_NO, (BLANK, NOT_RECORDED)]
        if fact.shape is Shape.DATE:
            return [("due", _("Due now")), ("soon", _("Due within 90 days")), (BLANK, NOT_RECORDED)]
        if fact.shape is Shape.MANY:
            return rows_to_choose(fact, programme)
        return []

    def sought(self) -> Sought:
        """Return what is looked for; a choice that is not in its list counts as none."""
        self.is_valid()
        chosen = self.cleaned_data
        facts = {fact.name: chosen[fact.name] for fact in self.kind.facts if chosen.get(fact.name)}
        return Sought(
            words=chosen.get("q", ""),
            facts=facts,
            missing=chosen.get("missing", ""),
            use=chosen.get("use", ""),
            sort=chosen.get("sort") or "name",
        )

    def query(self) -> dict[str, str]:
        """Return the parameters that are set, to keep or to put in an address."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _can_be_blank(kind: RegisterKind) -> list[Fact]:
    never = (Shape.FLAG, Shape.NAMES)
    return [fact for fact in kind.facts if not fact.required and fact.shape not in never]


class RowForm(forms.Form):
    """Every fact of one row. ``seen`` holds what the page showed, so that nobody's change is overwritten."""

    edit = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(
        self,
        *args: Any,
        kind: RegisterKind,
        programme: Programme,
        values: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.initial.update(shown(kind, values), seen=json.dumps(values))
        for fact in kind.facts:
            if fact.shape is Shape.READERS:
                self.readers = self._add_readers(fact, programme, values.get(fact.name, []))
            else:
                self.fields[fact.name] = FIELDS[fact.shape](fact, programme)

    def _add_readers(self, fact: Fact, programme: Programme, readers: list[dict[str, str]]) -> int:
        """Add three fields for each reader that there is, and for a few more."""
        organisations = rows_to_choose(fact_of_reader(fact), programme)
        before = self._seen().get(fact.name, []) if self.is_bound else readers
        shown = min(len(before), MOST_READERS) if isinstance(before, list) else 0
        count = max(len(readers), shown) + SPARE_READERS
        for number in range(count):
            reader = readers[number] if number < len(readers) else {}
            label = {"number": number + 1}
            self.fields[f"reader_{number}_organisation"] = forms.ChoiceField(
                label=_("Reader %(number)d: organisation") % label,
                choices=[("", _("Nobody has said which")), *organisations],
                required=False,
                initial=reader.get("organisation", ""),
            )
            self.fields[f"reader_{number}_role"] = forms.CharField(
                label=_("Reader %(number)d: who there") % label,
                max_length=200,
                required=False,
                initial=reader.get("role", ""),
            )
            self.fields[f"reader_{number}_notes"] = forms.CharField(
                label=_("Reader %(number)d: notes") % label,
                max_length=LONGEST_TEXT,
                required=False,
                # A line alone would lose the breaks of what came in another way.
                widget=forms.Textarea(attrs={"rows": 1}),
                initial=reader.get("notes", ""),
            )
        return count

    def leave_out_choice(self, name: str, value: str) -> None:
        """Take one choice out of a field: nothing is a part of itself."""
        field: Any = self.fields[name]
        field.choices = [choice for choice in field.choices if choice[0] != value]

    def show_again(self, values: Mapping[str, Any]) -> None:
        """Let the page be shown again with what was typed, knowing what the row holds by now."""
        _send_anew(self, json.dumps(values))

    def changed_values(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what differs from what the page showed, and what it showed of that. Call on a valid form."""
        seen = self._seen()
        values = {name: value for name, value in self.values().items() if seen.get(name, None) != value}
        return values, {name: seen[name] for name in values if name in seen}

    def values(self) -> dict[str, Any]:
        """Return every fact in the shape that ``Shape`` says. Call on a valid form."""
        values: dict[str, Any] = {}
        for fact in self.kind.facts:
            if fact.shape is Shape.READERS:
                values[fact.name] = self._readers()
            elif fact.name in self.fields:
                values[fact.name] = READ[fact.shape](self.cleaned_data[fact.name])
        return values

    def _readers(self) -> list[dict[str, str]]:
        rows = [
            {
                "organisation": self.cleaned_data[f"reader_{number}_organisation"],
                "role": " ".join(self.cleaned_data[f"reader_{number}_role"].split()),
                "notes": READ[Shape.TEXT](self.cleaned_data[f"reader_{number}_notes"]),
            }
            for number in range(self.readers)
        ]
        return [row for row in rows if any(row.values())]

    def _seen(self) -> dict[str, Any]:
        """Return what the page showed when it was made; nothing when that cannot be read any more."""
        try:
            seen = json.loads(self.data.get("seen") or "{}")
        except (ValueError, RecursionError):
            return {}
        return seen if isinstance(seen, dict) else {}

    def reader_rows(self) -> list[list[forms.BoundField]]:
        """Return the fields of each reader, for the page to lay out in rows."""
        parts = ("organisation", "role", "notes")
        return [[self[f"reader_{number}_{part}"] for part in parts] for number in range(self.readers)]

    def plain_fields(self) -> list[forms.BoundField]:
        """Return the visible fields but for those of readers."""
        return [field for field in self.visible_fields() if not field.name.startswith("reader_")]


def _send_anew(form: forms.Form, seen: str) -> None:
    """Let what was typed be sent once more: as an act of its own, knowing what there is by now."""
    changed: Any = form.data.copy()  # type: ignore[attr-defined]  # what was posted, not any mapping
    changed["seen"], changed["edit"] = seen, str(uuid4())
    form.data = changed


class BulkForm(forms.Form):
    """Facts to be given to many rows at once: what is left alone stays as it is in each.

    ``seen`` is the number of the register's last change when the rows were chosen.
    """

    mark_optional = False

    edit = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)

    def __init__(self, *args: Any, kind: RegisterKind, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.initial.update(edit=uuid4(), seen=programme.register_seq)
        for fact in kind.in_bulk:
            self.fields[fact.name] = _bulk_field(fact, programme)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.values():
            raise forms.ValidationError(_("Choose at least one thing to change."))
        return cleaned

    def show_again(self) -> None:
        """As of a row: what was chosen stays, knowing what has been done by now."""
        _send_anew(self, str(self.initial["seen"]))

    def values(self) -> dict[str, Any]:
        """Return the facts to give, in the shape that ``Shape`` says; of many, what to add."""
        values: dict[str, Any] = {}
        for fact in self.kind.in_bulk:
            given = self.cleaned_data.get(fact.name)
            if given in (None, "", []):
                continue
            read: Callable[[Any], Any] = _BULK_READ.get(fact.shape, str)
            values[fact.name] = read(given)
        return values

    def values_for(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values for a row that holds ``kept``: what it has of many stays beside what is added."""
        return {
            name: sorted({*kept[name], *value}) if isinstance(value, list) else value
            for name, value in self.values().items()
        }


def _as_choice(given: Any) -> str:
    return "" if given == BLANK else str(given)


def _as_known(given: Any) -> bool | None:
    return None if given == BLANK else given == "yes"


_BULK_READ: Final[Mapping[Shape, Callable[[Any], Any]]] = {
    Shape.FLAG: _as_known,
    Shape.KNOWN: _as_known,
    Shape.CODE: _as_choice,
    Shape.ONE: _as_choice,
    Shape.MANY: sorted,
}


def _bulk_field(fact: Fact, programme: Programme) -> forms.Field:
    leave = ("", _("Leave as it is"))
    if fact.shape is Shape.CODE:
        return choice_of(fact, [leave, *codes_of(fact), (BLANK, NOT_RECORDED)])
    if fact.shape is Shape.FLAG:
        return choice_of(fact, [leave, *YES_NO])
    if fact.shape is Shape.KNOWN:
        return choice_of(fact, [leave, *YES_NO, (BLANK, NOT_RECORDED)])
    if fact.shape is Shape.ONE:
        return choice_of(fact, [leave, (BLANK, _("Nothing")), *rows_to_choose(fact, programme)])
    field = FIELDS[fact.shape](fact, programme)
    field.required = False
    added = fact.shape is Shape.MANY
    field.help_text = _("Ticked ones are added") if added else _("Left empty, it stays as it is")
    return field
