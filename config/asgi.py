"""The ASGI entry point: the embedded server and, in production, the live streams."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

pages = get_asgi_application()

# Only now: it imports models.
from live.asgi import Streams  # noqa: E402
from live.hub import hub  # noqa: E402

application = Streams(pages, hub)
