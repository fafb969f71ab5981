"""Second-factor secrets: encrypted at rest, readable after a change of keys, unreadable without one."""

import pytest
from allauth.mfa.adapter import get_adapter
from cryptography.fernet import InvalidToken


def test_secrets_are_not_kept_in_the_clear():
    kept = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert get_adapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"


def test_keys_can_be_changed(settings):
    settings.FIELD_KEYS = ["old"]
    kept = get_adapter().encrypt("secret")
    settings.FIELD_KEYS = ["new", "old"]
    assert get_adapter().decrypt(kept) == "secret"
    settings.FIELD_KEYS = ["new"]
    with pytest.raises(InvalidToken):
        get_adapter().decrypt(kept)
