"""How allauth behaves here: accounts are made by invitation, and second-factor secrets are kept encrypted."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes public sign-up: an owner adds people to a programme."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the same answer for all
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps authenticator secrets and recovery seeds encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    """Return the lock: the first of ``FIELD_KEYS`` closes, any of them opens, so that keys can be changed."""
    keys = (hashlib.sha256(b"daylight field " + key.encode()).digest() for key in settings.FIELD_KEYS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
