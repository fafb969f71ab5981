"""Addresses of a person's own account."""

from django.urls import path

from organisations.views import account, demo

urlpatterns = [
    path("account/me/", account.account, name="account"),
    path("account/demo/", demo.demo_sign_in, name="demo_sign_in"),
]
