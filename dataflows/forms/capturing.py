"""The capture bar's forms: a line, an answer to what was missing, and what a new name is the same as."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from dataflows.capture.parse import LONGEST
from dataflows.forms.maps import missing
from dataflows.services.editing import MOST_AT_ONCE


class Ids(forms.CharField):
    """Ids with commas between, as a page carries them; what is none is left out."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        found: list[UUID] = []
        for part in str(value or "").split(",")[:MOST_AT_ONCE]:
            try:
                found.append(UUID(part.strip()))
            except ValueError:
                continue
        return found

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class LineForm(forms.Form):
    """One typed line, and the flows that were drawn before it."""

    mark_optional = False

    edit = forms.UUIDField(widget=forms.HiddenInput)
    last = Ids(required=False)
    line = forms.CharField(
        label=_("Who sends what to whom?"),
        max_length=LONGEST,
        strip=False,
        error_messages={
            **missing(_("Type who sends what to whom.")),
            "max_length": _("This line is too long for one flow. Write a line for each flow."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("edit", uuid4())

    def show_again(self, line: str = "") -> None:
        """Let the line be sent once more as an act of its own, as it was typed or as it is now."""
        changed: Any = self.data.copy()  # type: ignore[attr-defined]  # what was posted, not any mapping
        changed["edit"] = str(uuid4())
        if line:
            changed["line"] = line
        self.data = changed


class AnswerForm(forms.Form):
    """One fact of flows that were just drawn."""

    edit = forms.UUIDField()
    flows = Ids()
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    fact = forms.CharField(max_length=40)
    value = forms.CharField(max_length=4_000)


class SameForm(forms.Form):
    """What a new name on the map is the same as; ``flows`` are shown again after it."""

    edit = forms.UUIDField()
    element = forms.UUIDField()
    other = forms.UUIDField()
    flows = Ids(required=False)


class InterviewForm(forms.Form):
    """Who is asked."""

    label = forms.CharField(
        label=_("Who is asked?"),
        max_length=200,
        help_text=_("Their role, not their name: housing officer, say"),
        error_messages=missing(_("Say who is asked, by their role: housing officer, say.")),
    )


class PhotoForm(forms.Form):
    """A photo of the wall."""

    photo = forms.FileField(
        label=_("Photo of the wall"),
        help_text=_("JPEG or PNG, at most 12 MB. Where and by what it was taken is not kept"),
        error_messages={
            **missing(_("Choose a photo.")),
            "empty": _("The file is empty."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png"}),
    )
