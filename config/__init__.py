"""Wiring only: settings, URLs, servers and checks. No app imports anything from here."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
