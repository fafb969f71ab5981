"""The address of streams."""

from django.urls import path

from live import views

urlpatterns = [path("live/", views.stream, name="live")]
