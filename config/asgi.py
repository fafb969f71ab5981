"""The ASGI entry point: the embedded server and, in production, the live streams.

Pages are Django's WSGI application in a few threads, as under gunicorn: under ASGI a request changes threads
for each middleware, which doubles what an edit costs. (docs/adr/0024-streams-in-front-of-django.md)
"""

from typing import Final

from a2wsgi import WSGIMiddleware

from config.wsgi import application as django

# Some of these may wait for a picture; each has a connection to the database.
THREADS: Final = 16

pages = WSGIMiddleware(django, workers=THREADS)  # type: ignore[arg-type]

# Only now: they import models.
from live.asgi import Streams  # noqa: E402
from live.hub import hub  # noqa: E402

application = Streams(pages, hub)
