"""Forms about comments that change more than the comment."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dataflows.forms.maps import missing


class AcceptForm(forms.Form):
    """Accepting what somebody suggests, with the sentence that answers it."""

    text = forms.CharField(
        label=_("In one sentence, for those who said it"),
        max_length=400,
        initial=_("We changed it as you suggested."),
        error_messages=missing(_("Write one sentence that says what became of it.")),
    )
    sure = forms.BooleanField(label=_("This is nobody's data: keep it"), required=False)
    edit = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)

    def __init__(self, *args: Any, seq: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seq
        # Asked only where it is in doubt.
        self.fields["sure"].widget = forms.HiddenInput()

    def ask_again(self, *, seq: int, personal: bool) -> None:
        """Let it be sent once more by whoever has read what stands in the way."""
        changed: Any = self.data.copy()  # type: ignore[attr-defined]  # what was posted, not any mapping
        changed["seen"] = str(seq)
        self.data = changed
        if personal:
            self.fields["sure"].widget = forms.CheckboxInput()


class ModerateForm(forms.Form):
    """Why a comment is hidden, or shown again."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=400,
        help_text=_("Everybody who reads comments reads this. Do not repeat the words"),
        error_messages=missing(_("Say why.")),
    )
    # What was asked for when the page was opened: pressed twice, it is not undone.
    hides = forms.TypedChoiceField(
        coerce=lambda value: value == "yes", choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput
    )


class SignOffForm(forms.Form):
    """A named member's word for their organisation."""

    sure = forms.BooleanField(
        label=_("I have read these flows, and I may say this for my organisation. My name is shown with it."),
        error_messages=missing(_("Tick this to say that you have read them and may sign.")),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=400)
    # What was read, which may not be the newest any more when this is sent.
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def read_again(self, number: int) -> None:
        """Ask anew about the newest version, with the note and without the tick."""
        changed: Any = self.data.copy()  # type: ignore[attr-defined]  # what was posted, not any mapping
        changed["number"] = str(number)
        changed.pop("sure", None)
        self.data = changed
