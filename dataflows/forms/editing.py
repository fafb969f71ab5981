"""Forms that change a draft. What they show, and from when, goes along: nobody's change is overwritten."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dataflows.forms.maps import missing
from dataflows.graph.vocabulary import NODE_KINDS
from dataflows.language.facts import FLOW_FACTS
from dataflows.language.words import NOT_RECORDED
from dataflows.services import edit_kinds as kinds
from dataflows.services.flow_values import LONGEST_TEXT

ENDS: Final = ("source", "target")
# Facts that take several lines.
TEXTS: Final = ("purpose", "if_not_shared", "necessity", "safeguard", "evidence_source", "notes")
# What a new flow is asked for: the rest can wait.
FIRST_FACTS: Final = ("source", "target", "data_types", "channel", "purpose")
GROUPS: Final = (
    (_("Who and what"), ("source", "target", "data_types", "identifiability")),
    (_("How and when"), ("channel", "journey_stage", "trigger", "frequency")),
    (_("Why"), ("purpose", "if_not_shared", "necessity")),
    (_("The person"), ("person_told", "person_choice", "consistency")),
    (_("What the sender relies on"), tuple(f for f in FLOW_FACTS if f.startswith("sender_"))),
    (_("What the receiver relies on"), tuple(f for f in FLOW_FACTS if f.startswith("receiver_"))),
    (_("Safeguards"), ("confidentiality_route", "agreement", "safeguard", "dpia_reference")),
    (_("How we know"), ("evidence", "evidence_source", "confidence", "review_date", "ref", "notes")),
)


class DraftForm(forms.Form):
    """What every form that changes a draft carries: its own id, and what the page showed, from when."""

    mark_optional = False

    edit = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, seq: int, values: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(values)
        self.initial.update(edit=uuid4(), seen=seq, shown=json.dumps(dict(values)))

    def changed_values(self) -> dict[str, str]:
        """Return what differs from what the page showed. Call on a valid form."""
        try:
            shown = json.loads(self.data.get("shown") or "{}")
        except (ValueError, RecursionError):
            shown = {}
        shown = shown if isinstance(shown, dict) else {}
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in DraftForm.base_fields and str(value) != shown.get(name, "")
        }

    def show_again(self, *, seq: int, texts: Mapping[str, str] | None = None) -> None:
        """Let what was typed be sent once more, as an act of its own that knows what there is by now."""
        changed: Any = self.data.copy()  # type: ignore[attr-defined]  # what was posted, not any mapping
        changed["seen"], changed["edit"] = str(seq), str(uuid4())
        changed.update(texts or {})
        self.data = changed


class FlowForm(DraftForm):
    """Every fact of a flow, or those that a new one is asked for first."""

    def __init__(
        self, *args: Any, stages: Sequence[str], facts: Iterable[str] = FLOW_FACTS, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for fact in facts:
            self.fields[fact] = flow_field(fact, stages)
        self.has_groups = len(self.visible_fields()) > len(FIRST_FACTS)

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the visible fields under their headings."""
        return [(heading, [self[fact] for fact in facts if fact in self.fields]) for heading, facts in GROUPS]

    def edits_of(self, element: UUID) -> list[kinds.TypedEdit]:
        """Return what has to be done to a flow so that it says this. Call on a valid form."""
        seen = self.cleaned_data["seen"]
        return [
            kinds.ReEnd(element=element, end=fact, to=value, seen=seen)
            if fact in ENDS
            else kinds.SetFact(element=element, fact=fact, value=value, seen=seen)
            for fact, value in self.changed_values().items()
        ]

    def connects(self) -> kinds.Connect:
        """Return the new flow that this form tells of. Call on a valid form."""
        facts = {fact: self.cleaned_data[fact] for fact in self.fields if fact in FLOW_FACTS}
        source, target = (facts.pop(end) for end in ENDS)
        # The same form sent again makes the same flow.
        return kinds.Connect(
            id=self.cleaned_data["edit"],
            source=source,
            target=target,
            facts={fact: value for fact, value in facts.items() if value},
        )


class NodeForm(DraftForm):
    """What a map says of a node itself; what its organisation or storage is stands in the register."""

    name = forms.CharField(label=_("Name"), max_length=200, error_messages=missing(_("Give it a name.")))
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, homes: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if homes:
            choices = [(name, name) for name in homes]
            self.fields["parent"] = forms.ChoiceField(label=_("In which organisation"), choices=choices)

    def edits_of(self, element: UUID) -> list[kinds.TypedEdit]:
        """Return what has to be done to a node so that it says this. Call on a valid form."""
        seen = self.cleaned_data["seen"]
        edits: list[kinds.TypedEdit] = []
        for name, value in self.changed_values().items():
            if name == "name":
                edits.append(kinds.Rename(element=element, name=value, seen=seen))
            elif name == "parent":
                edits.append(kinds.MoveStorage(element=element, to=value, seen=seen))
            else:
                edits.append(kinds.SetFact(element=element, fact=name, value=value, seen=seen))
        return edits


class NewNodeForm(NodeForm):
    """Something new on a map: an organisation, a storage in one, a meeting, or the person."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    within = forms.CharField(
        label=_("In which organisation?"),
        required=False,
        max_length=200,
        help_text=_("Only for a storage"),
        widget=forms.TextInput(attrs={"list": "known-ends", "autocomplete": "off"}),
    )
    field_order = ("kind", "name", "within", "notes")

    def __init__(self, *args: Any, has_person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [
            (code, gettext(label)) for code, label in NODE_KINDS.items() if code != "person" or not has_person
        ]
        self.initial.setdefault("kind", "organisation")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == "storage" and not cleaned.get("within"):
            self.add_error("within", _("A storage stands in an organisation: say in which."))
        return cleaned

    def adds(self) -> kinds.AddNode:
        """Return the new node that this form tells of. Call on a valid form."""
        said = {name: self.cleaned_data[name] for name in ("kind", "name", "within", "notes")}
        return kinds.AddNode(id=self.cleaned_data["edit"], **said)


def flow_field(fact: str, stages: Sequence[str]) -> forms.Field:
    """Return the field for one fact of a flow."""
    label, choices = FLOW_FACTS[fact]
    named: dict[str, Any] = {"label": gettext(label), "required": fact in ENDS}
    if choices is not None or fact == "journey_stage":
        given = [(code, gettext(words)) for code, words in (choices or {}).items()]
        given = given or [(stage, stage) for stage in stages]
        blank = [] if fact == "evidence" else [("", gettext(NOT_RECORDED))]
        return forms.ChoiceField(choices=[*blank, *given], **named)
    if fact == "review_date":
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), max_length=40, **named)
    if fact in TEXTS:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=LONGEST_TEXT, **named)
    listed = {"source": "ends", "target": "ends"}.get(fact, fact)
    field = forms.CharField(
        max_length=4000 if fact == "data_types" else 200,
        widget=forms.TextInput(attrs={"list": f"known-{listed}", "autocomplete": "off"}),
        error_messages=missing(_("Say who it is: an organisation, or the person.")),
        **named,
    )
    if fact == "data_types":
        field.help_text = gettext("With a semicolon between: name; case notes")
    return field


class ChoosingForm(DraftForm):
    """Which of several: what an element is the same as, what goes with a new one."""

    chosen = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, error_messages=missing(_("Choose at least one."))
    )

    def __init__(
        self, *args: Any, label: str, choices: Sequence[tuple[str, str]], named: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, values={}, **kwargs)
        chosen: Any = self.fields["chosen"]
        chosen.label, chosen.choices = label, choices
        if named:
            self.fields["name"] = forms.CharField(
                label=named,
                max_length=200,
                error_messages=missing(_("Give it a name.")),
                widget=forms.TextInput(attrs={"list": "known-ends", "autocomplete": "off"}),
            )
            self.order_fields(["name", "chosen"])

    @property
    def ids(self) -> tuple[UUID, ...]:
        """Return what was chosen. Call on a valid form."""
        return tuple(UUID(pk) for pk in self.cleaned_data["chosen"])
