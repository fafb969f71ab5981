"""A world to follow live: maps with flows, and people who are signed in. Run in a server's own environment.

``python -m bench.live_world --rooms 2 --people 20 --flows 60`` writes rows and prints one line of JSON: the
name of the session's cookie, a session for each person, and each map with the ids of its flows.
"""

import argparse
import json
from typing import Any
from uuid import uuid4


def sessions_of(programmes: list[Any], count: int) -> tuple[list[str], list[str]]:
    """Make people who may edit everything, sign them in; return their ids and the keys of their sessions."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from organisations.models import Membership, Role, User  # noqa: PLC0415

    people, keys = [], []
    for number in range(count):
        user = User.objects.create(email=f"{uuid4().hex}@example.org", name=f"Listener {number}")
        Membership.objects.bulk_create(
            Membership(programme=programme, user=user, role=Role.FACILITATOR) for programme in programmes
        )
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        people.append(str(user.pk))
        keys.append(str(session.session_key))
    return people, keys


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rooms", type=int, default=1)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--flows", type=int, default=60)
    options = parser.parse_args()

    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django_scopes import scopes_disabled  # noqa: PLC0415

    from bench.maps import stored_map  # noqa: PLC0415
    from dataflows.models import Flow  # noqa: PLC0415
    from organisations.permissions import SystemActor  # noqa: PLC0415
    from organisations.services.programmes import create_programme  # noqa: PLC0415

    actor = SystemActor(id="bench")
    with scopes_disabled():
        programmes, maps = [], []
        for _number in range(options.rooms):
            programme = create_programme(actor=actor, name=f"Bench {uuid4().hex[:8]}")
            programmes.append(programme)
            map_ = stored_map(actor, programme, options.flows)
            flows = [str(pk) for pk in Flow.objects.filter(map=map_).values_list("pk", flat=True)]
            map_.refresh_from_db()
            maps.append({"id": str(map_.pk), "seq": map_.seq, "flows": flows})
        people, sessions = sessions_of(programmes, options.people)
    print(
        json.dumps(
            {"people": people, "cookie": settings.SESSION_COOKIE_NAME, "sessions": sessions, "maps": maps}
        )
    )


if __name__ == "__main__":
    main()
