"""Forms of the map pages: they check what people typed, services decide what happens."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from dataflows.formats.csv_flows import FLOW_FIELDS, Peek
from dataflows.formats.limits import MAX_BYTES
from dataflows.models import Comment
from dataflows.models.comments import ANSWERS


def missing(sentence: Any) -> dict[str, Any]:
    """Return the error of a field that is needed and was left out, as a sentence of its own."""
    return {"required": sentence}


class MapForm(forms.Form):
    """Starts a map."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("For example: Northmoor, adult services"),
        error_messages=missing(_("Give the map a name.")),
    )
    area = forms.CharField(
        label=_("Area"), max_length=200, required=False, help_text=_("The council or combined authority area")
    )
    description = forms.CharField(
        label=_("What it shows"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CopyForm(MapForm):
    """Starts a map as a copy of another."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class UploadForm(forms.Form):
    """A flow list, as a file or pasted."""

    # One of the two is needed, so "(optional)" beside both would mislead.
    mark_optional = False

    file = forms.FileField(
        label=_("Flow list or drawing"),
        required=False,
        error_messages={"empty": _("The file is empty.")},
        help_text=_(
            "At most 5 MB and 20,000 rows: XLSX, CSV, draw.io, Threat Dragon, OTM, Fides or DOT; into an "
            "empty map also a map document (JSON)"
        ),
    )
    pasted = forms.CharField(
        label=_("Or paste rows from a spreadsheet, or lines"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("Cells with their header row, or one flow a line: Shelter > Council: name by e-mail"),
    )
    label = forms.CharField(
        label=_("What do you call this source?"),
        required=False,
        max_length=200,
        help_text=_(
            "Under the same name a later import finds its rows again. Left empty, it is the file’s name"  # noqa: RUF001
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "")
        if not self.errors and bool(file) == bool(pasted.strip()):
            message = (
                _("Choose one: a file, or pasted rows.") if file else _("Choose a file, or paste some rows.")
            )
            self.add_error("file", message)
        if file and file.size > MAX_BYTES:
            self.add_error("file", _("The file is larger than 5 MB. Split it and import the parts."))
        return cleaned

    def as_file(self) -> tuple[str, bytes]:
        """Return the name and bytes of what was given. Call on a valid form."""
        if file := self.cleaned_data["file"]:
            return file.name, file.read()
        return str(_("pasted rows")), self.cleaned_data["pasted"].encode()


class CompareWithForm(forms.Form):
    """A file to compare a map with."""

    file = forms.FileField(
        label=_("A file"),
        error_messages=missing(_("Choose a file.")) | {"empty": _("The file is empty.")},
        help_text=_("At most 5 MB: a map document, or any file that can be imported. It is not kept"),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return file

    def as_file(self) -> tuple[str, bytes]:
        """Return the name and bytes of what was given. Call on a valid form."""
        file = self.cleaned_data["file"]
        return file.name, file.read()


class ColumnsForm(forms.Form):
    """One choice per column of a sheet: which fact it holds. ``chosen`` is what somebody said before."""

    mark_optional = False

    def __init__(self, *args: Any, peek: Peek, chosen: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Keep in the notes")), *FLOW_FIELDS.items()]
        for index, header in enumerate(peek.headers):
            examples = [row[index] for row in peek.sample if index < len(row) and row[index].strip()]
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=header or _("Column %(number)d") % {"number": index + 1},
                choices=choices,
                required=False,
                initial=chosen.get(index, peek.fields[index]),
                # Help texts are markup in Django, and this one comes out of somebody's file.
                help_text=escape(_("For example: %(value)s") % {"value": examples[0][:80]})
                if examples
                else "",
            )

    def columns(self) -> dict[int, str]:
        """Return the chosen fact of each column. Call on a valid form."""
        return {int(name.removeprefix("column_")): value for name, value in self.cleaned_data.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [value for value in cleaned.values() if value]
        for name, value in list(cleaned.items()):
            if value and chosen.count(value) > 1:
                said = _("Two columns cannot hold “%(fact)s”. Keep one of them in the notes.")
                self.add_error(name, said % {"fact": FLOW_FIELDS[value]})
        return cleaned


class LooseEndForm(forms.Form):
    """Says who the missing end of a flow is."""

    mark_optional = False

    def __init__(self, *args: Any, lacks_sender: bool, lacks_receiver: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {"sender": (lacks_sender, _("Who sends?")), "receiver": (lacks_receiver, _("Who receives?"))}
        for name, (lacks, label) in asked.items():
            if lacks:
                self.fields[name] = forms.CharField(
                    label=label,
                    max_length=200,
                    help_text=_(
                        "An organisation, or “The person”. One that nobody knows yet becomes a draft"
                    ),
                    error_messages=missing(_("Say who it is: an organisation, or the person.")),
                    widget=forms.TextInput(attrs={"list": "known-organisations", "autocomplete": "off"}),
                )


class PublishForm(forms.Form):
    """What is new, and the fingerprint of the draft that was looked at."""

    note = forms.CharField(
        label=_("What is new in this version?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences for the people who will read it"),
    )
    comments_until = forms.DateField(
        label=_("Until when do you ask for comments?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day. Review links and the version say so; later comments are kept too"),
        error_messages={"invalid": _("That is not a date.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class ReviewDateForm(forms.Form):
    """When a map is to be looked at again; empty: nobody has said."""

    review_date = forms.DateField(required=False)


class RestoreForm(forms.Form):
    """A version to be the draft, and the draft that was looked at."""

    edit = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)


class OpenForm(forms.Form):
    """Safe to publish? Asked before anything becomes public."""

    refuges = forms.BooleanField(
        label=_("It does not show where a refuge or another safe address is."),
        error_messages=missing(_("Check it for refuges and safe addresses, then tick this.")),
    )
    policing = forms.BooleanField(
        label=_("It does not give away how the police work in a way that could hurt people."),
        error_messages=missing(_("Check what it says of policing, then tick this.")),
    )
    small = forms.BooleanField(
        label=_("Nobody can be picked out, for example in a service with two workers."),
        error_messages=missing(_("Check that nobody can be picked out, then tick this.")),
    )
    up_to = forms.IntegerField(widget=forms.HiddenInput)


class CommentForm(forms.Form):
    """A comment on an element of a version."""

    kind = forms.ChoiceField(
        label=_("What would you like to say?"),
        choices=Comment.Kind.choices,
        widget=forms.RadioSelect,
        error_messages=missing(_("Choose what kind of comment it is.")),
    )
    text = forms.CharField(
        label=_("In your words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Please do not name anybody. Speak about what usually happens."),
        error_messages=missing(_("Write what you want to say.")),
    )
    element_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ReplyForm(forms.Form):
    """An answer in a thread."""

    text = forms.CharField(
        label=_("Your reply"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=missing(_("Write your reply.")),
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class AnswerForm(forms.Form):
    """What became of a comment."""

    kind = forms.ChoiceField(
        label=_("What became of it"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages=missing(_("Choose what became of it.")),
    )
    text = forms.CharField(
        label=_("In one sentence, for those who said it"),
        max_length=400,
        help_text=_("For example: We now say that it goes by telephone on Mondays."),
        error_messages=missing(_("Write one sentence that says what became of it.")),
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class RedactionForm(forms.Form):
    """A text to be removed from everything about a map, and why."""

    text = forms.CharField(
        label=_("The exact words to remove"),
        max_length=200,
        error_messages=missing(_("Give the words to remove.")),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Do not repeat the words here: the reason is kept"),
        error_messages=missing(_("Say why this has to be removed.")),
    )
