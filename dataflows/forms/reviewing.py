"""The review that somebody sends over a link: a card for each flow, then what they see of the whole."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dataflows.forms.editing import flow_field
from dataflows.forms.maps import missing
from dataflows.language.suggested import SUGGESTED
from dataflows.models import Comment, Review
from dataflows.services.review_links import LONGEST_LABEL
from dataflows.services.reviewing import LONGEST_ROLE, Said
from organisations.models import Organisation

RIGHT: Final = "right"
_IN_YOUR_WORDS: Final = _("In your words")


class CardForm(forms.Form):
    """What somebody says of one flow; without ``values`` they are not asked for single facts."""

    mark_optional = False

    kind = forms.ChoiceField(
        label=_("Is this what happens?"),
        required=False,
        widget=forms.RadioSelect(attrs={"class": "dl-kinds"}),
    )
    text = forms.CharField(
        label=_IN_YOUR_WORDS,
        required=False,
        max_length=4000,
        # The style sheet asks whether something has been written, and can only ask about the placeholder.
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": " "}),
        help_text=_("Please do not name anybody. Speak about what usually happens."),
    )

    def __init__(self, data: Any = None, *, element: UUID, values: Mapping[str, str]) -> None:
        super().__init__(data, prefix=str(element))
        self.element = element
        kind: Any = self.fields["kind"]
        kind.choices = [(RIGHT, gettext("That's right")), *Comment.Kind.choices]
        # Browsers send a line's end in two characters: without this every such text would be a suggestion.
        self.initial.update({fact: value.replace("\r\n", "\n") for fact, value in values.items()})
        for fact in SUGGESTED if values else ():
            self.fields[fact] = flow_field(fact, ())
            self.fields[fact].widget.attrs.pop("list", None)

    @property
    def suggestions(self) -> list[forms.BoundField]:
        """Return the fields of facts, but for the one that "It depends" opens."""
        return [self[fact] for fact in SUGGESTED if fact in self.fields and fact != "consistency"]

    @property
    def suggests(self) -> bool:
        """Say whether another value than the map's has been typed for a fact."""
        return self.is_bound and any(field.name in self.changed_data for field in self.suggestions)

    @property
    def is_right(self) -> bool:
        return bool(self.cleaned_data.get("kind") == RIGHT)

    def clean(self) -> dict[str, Any]:
        """Refuse that it is right and yet something else: nobody could say which was meant."""
        cleaned = super().clean() or {}
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = value.replace("\r\n", "\n")
        if cleaned.get("kind") == RIGHT and (cleaned.get("text") or self._facts(cleaned)):
            self.add_error(
                "text",
                gettext("You say it is right, and wrote something too. Choose what kind it is, or empty it."),
            )
        return cleaned

    def _facts(self, cleaned: Mapping[str, Any]) -> dict[str, str]:
        """Return the values that differ from the map's; what was not sent is not meant to be empty."""
        asked = (fact for fact in SUGGESTED if fact in self.fields and self.add_prefix(fact) in self.data)
        sent = {fact: cleaned[fact] for fact in asked if fact in cleaned}
        return {fact: value for fact, value in sent.items() if value != self.initial.get(fact, "")}

    def said(self) -> Said | None:
        """Return what was said; ``None``: that it is right, or nothing. Call on a valid form."""
        facts = self._facts(self.cleaned_data)
        kind, text = self.cleaned_data["kind"], self.cleaned_data["text"]
        if not (text or facts) and kind in {"", RIGHT}:
            return None
        # Whoever only suggests another wording has said what kind of comment that is.
        kind = Comment.Kind.NOT_RIGHT if facts and not kind else kind
        return Said(element=self.element, kind=kind, text=text, facts=facts)


class ReviewForm(forms.Form):
    """What is said of the whole, and who says it, as far as they wish."""

    lacks = forms.CharField(
        label=_("Is something missing? Say it in a sentence"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    verdict = forms.ChoiceField(
        label=_("What I see"),
        choices=Review.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages=missing(_("Choose what you see: does this match what happens?")),
    )
    role = forms.CharField(
        label=_("Your role"),
        required=False,
        max_length=LONGEST_ROLE,
        help_text=_("For example: support worker. Not your name"),
    )
    email = forms.EmailField(
        label=_("Where should we write what became of it?"),
        required=False,
        help_text=_("An e-mail address. We write once, and then forget the address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("That is not an e-mail address. Leave it empty if you want none.")},
    )
    sure = forms.BooleanField(label=_("This is nobody's data: it may stay"), required=False)
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, lived: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_sure = False
        if lived:
            del self.fields["role"]
            verdict: Any = self.fields["verdict"]
            verdict.choices = [
                (Review.Verdict.MATCHES, _("Matches what I have seen")),
                (Review.Verdict.MOSTLY, _("Mostly")),
                (Review.Verdict.NOT_US, _("Not what I have seen")),
            ]

    def asked(self) -> Iterator[forms.BoundField]:
        """Return the fields in order; whether something may stay is asked only when it is in doubt."""
        asks_sure = self.asks_sure or bool(self["sure"].value())
        return (field for field in self.visible_fields() if field.name != "sure" or asks_sure)

    def lacking(self) -> Sequence[Said]:
        """Return what was said to be missing. Call on a valid form."""
        text = self.cleaned_data["lacks"]
        return [Said(element=None, kind=Comment.Kind.MISSING, text=text)] if text else []


class LinkForm(forms.Form):
    """A new review link."""

    for_whom = forms.ChoiceField(
        label=_("For whom is it?"),
        help_text=_("An organisation sees the flows that it is in. Nobody sees more over a link"),
        error_messages=missing(_("Choose for whom the link is.")),
    )
    label = forms.CharField(
        label=_("Who gets it?"),
        required=False,
        max_length=LONGEST_LABEL,
        help_text=_("A note for you, for example: outreach team. Not a person's name"),
    )
    days = forms.TypedChoiceField(
        label=_("How long should it work?"),
        coerce=int,
        choices=[(7, _("A week")), (14, _("Two weeks")), (28, _("Four weeks")), (91, _("Three months"))],
        initial=14,
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    LIVED = "lived"

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["for_whom"]
        self.organisations = {str(one.pk): one for one in organisations}
        field.choices = [
            ("", _("Choose")),
            (self.LIVED, _("People with lived experience, in plain words")),
            *((pk, one.name) for pk, one in self.organisations.items()),
        ]

    def organisation(self) -> Organisation | None:
        """Return for which organisation it is; ``None``: for lived experience. Call on a valid form."""
        return self.organisations.get(self.cleaned_data["for_whom"])
