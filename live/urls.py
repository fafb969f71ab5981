"""The addresses of news. A stream's is served apart in production, by whatever holds streams."""

from django.urls import path

from live import views

urlpatterns = [
    path("live/", views.stream, name="live"),
    path("since/", views.since, name="since"),
]
