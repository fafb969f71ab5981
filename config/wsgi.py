"""The WSGI entry point: pages and API in production."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.limits import keep_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# The first page would load every view.
_ = get_resolver().url_patterns
keep_loaded()
