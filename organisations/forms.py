"""allauth's forms in the words of our pages."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import ApiToken, Programme
from organisations.models.people import Digest


class _EMail(forms.Form):
    """Says "e-mail address" wherever one is asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.EmailField):
                field.label = _("E-mail address")


class SignIn(_EMail, LoginForm):
    """Signing in with a password."""


class AskForCode(_EMail, RequestLoginCodeForm):
    """Asking for a sign-in code."""


class AskForNewPassword(_EMail, ResetPasswordForm):
    """Asking for a link that sets a new password."""


class AddAddress(_EMail, AddEmailForm):
    """Adding an address to an account."""


class TokenForm(forms.Form):
    """Makes a key for one's own programs."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        help_text=_("For example: Monthly import from the case system"),
        error_messages={"required": _("Say what the token is for.")},
    )
    scope = forms.ChoiceField(
        label=_("What it may do"),
        choices=ApiToken.Scope.choices,
        widget=forms.RadioSelect,
        help_text=_("Never more than you may do yourself"),
        error_messages={"required": _("Choose what the token may do.")},
    )
    only_in = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("In all programmes I belong to"),
    )
    days = forms.TypedChoiceField(
        label=_("How long it lasts"),
        choices=[(7, _("A week")), (30, _("30 days")), (90, _("90 days")), (365, _("A year"))],
        coerce=int,
        initial=90,
    )

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["only_in"]
        field.queryset = programmes


class DigestForm(forms.Form):
    """How often to be told by e-mail what happened."""

    # "Never" is a choice like the others.
    mark_optional = False

    digest = forms.ChoiceField(
        label=_("Tell me by e-mail what happened in my programmes"),
        required=False,
        choices=[("", _("Never")), *Digest.choices],
        widget=forms.RadioSelect,
    )
