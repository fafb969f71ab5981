"""allauth's forms in the words of our pages."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _


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
