"""Addresses of a person's own account."""

from django.urls import path

from organisations.views import account, demo, tokens

urlpatterns = [
    path("account/me/", account.account, name="account"),
    path("account/tokens/", tokens.index, name="tokens"),
    path("account/tokens/<uuid:token_id>/revoke/", tokens.revoke, name="token_revoke"),
    path("account/demo/", demo.demo_sign_in, name="demo_sign_in"),
]
