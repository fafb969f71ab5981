"""How allauth behaves here: accounts are made by invitation, not by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes public sign-up: an owner adds people to a programme."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the same answer for all
        return False
