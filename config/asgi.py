"""The ASGI entry point: the embedded server and, in production, the live streams.

Pages are Django's WSGI application in a few threads, as under gunicorn: under ASGI a request changes threads
for each middleware, which doubles what an edit costs. (docs/adr/0024-streams-in-front-of-django.md)
"""

import os
from typing import Final

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Some of these may wait for a picture; each has a connection to the database.
THREADS: Final = 16

pages = WSGIMiddleware(get_wsgi_application(), workers=THREADS)  # type: ignore[arg-type]

# Only now: they import models.
from live.asgi import Streams  # noqa: E402
from live.hub import hub  # noqa: E402

application = Streams(pages, hub)
