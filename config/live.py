"""The live service of production: `python -m config.live` serves streams until a signal ends it."""

import argparse
import os
import socket
import sys
from collections.abc import Sequence

import django


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="config.live", description="Serve live streams.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # Only now: they import models.
    from django.conf import settings  # noqa: PLC0415

    from config.serving import Server, prepare_listener  # noqa: PLC0415
    from live.ears import Ear  # noqa: PLC0415
    from live.hub import hub  # noqa: PLC0415

    with socket.create_server((options.host, options.port), backlog=1024) as listener:
        prepare_listener(listener)
        ear = Ear(hub, settings.LIVE_NUDGES)
        ear.start()
        Server().run(sockets=[listener])
        ear.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
