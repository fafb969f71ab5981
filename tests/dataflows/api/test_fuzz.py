"""Every operation of the API, asked what its own description allows and what it does not: never a 5xx.

The cases are schemathesis's; who asks, and for which of the programme's things, is ours, since made-up ids
would meet nothing but 404.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from django_scopes import scopes_disabled
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation

from tests.architecture.test_matrix import say
from tests.people import Tenant, World, make_world

# What stands first is drawn most often.
ASKING = ("token", "council_staff", "owner", "viewer", "guest")
SAMPLED, FULL = 30, 400
FILE = b"from organisation,to organisation,data types\nShelter,GP,Name\n"


def description() -> Any:
    """The description as programs get it."""
    generated = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return schemathesis.openapi.from_dict(json.loads(json.dumps(generated, default=str)))


OPERATIONS: list[APIOperation] = [found.ok() for found in description().get_all_operations()]


@dataclass
class Asked:
    """Who asks, and what there is to ask for; counts what was answered."""

    clients: Mapping[str, Client]
    here: Tenant
    answers: Counter[int] = field(default_factory=Counter)

    def known(self) -> dict[str, list[str]]:
        """Ids of things that are there, by the name that addresses have for them."""
        here = self.here
        return {
            "map_id": [str(here.map.pk)],
            "programme_id": [str(here.programme.pk)],
            "receipt_id": [str(here.receipt.pk)],
            "number": ["1"],
            "format_name": ["csv", "json", "xlsx", "drawio"],
            "row_id": [
                str(pk)
                for pk in (
                    here.organisation.pk, here.data_type.pk, here.storage.storage_id, here.agreement.pk,
                )
            ],
        }  # fmt: skip

    def ask(self, data: st.DataObject, operation: APIOperation) -> None:
        """Send one request; whatever it does is taken back."""
        mode = data.draw(st.sampled_from(list(GenerationMode)))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        actor = data.draw(st.sampled_from(ASKING))
        path = self._path(data, case)
        body, kind = self._body(data, case)
        # Made-up tokens and sessions would meet nothing but 401.
        headers = {
            str(name): _latin(value)
            for name, value in (case.headers or {}).items()
            if str(name).lower() not in ("authorization", "cookie")
        }
        if data.draw(st.booleans()):
            headers |= {"If-Match": "*"}
        with transaction.atomic():
            answer = self.clients[actor].generic(
                operation.method.upper(), path, body, content_type=kind, headers=headers
            )
            transaction.set_rollback(True)
        self.answers[answer.status_code] += 1
        assert answer.status_code < 500, f"{actor}: {operation.method} {path} {body[:500]!r} {headers}"
        if answer.status_code >= 400:
            assert answer["Content-Type"] in ("application/problem+json", "text/html; charset=utf-8"), path

    def _path(self, data: st.DataObject, case: Any) -> str:
        path, known = case.path, self.known()
        for name, made_up in (case.path_parameters or {}).items():
            there = known.get(name, [])
            value = data.draw(st.sampled_from([*there, *there, str(made_up)]))
            path = path.replace(f"{{{name}}}", quote(str(value), safe="", errors="replace"))
        query = {str(name): value for name, value in (case.query or {}).items()}
        return f"{path}?{urlencode(query, doseq=True, errors='replace')}" if query else path

    def _body(self, data: st.DataObject, case: Any) -> tuple[bytes, str]:
        body, kind = case.body, case.media_type or "application/json"
        if isinstance(body, dict) and "json" in kind:
            if data.draw(st.booleans()):
                body = {**body, "programme": str(self.here.programme.pk)}
            for name in ("organisation", "parent"):
                if name in body and data.draw(st.booleans()):
                    body = {**body, name: str(self.here.organisation.pk)}
            return _json(body), kind
        if "json" in kind and not isinstance(body, bytes):
            return (_json(body) if isinstance(body, str | int | float | list | None) else b""), kind
        given_file = body if isinstance(body, bytes) else b""
        return data.draw(st.sampled_from([FILE, given_file])), "application/octet-stream"


def _json(body: Any) -> bytes:
    return json.dumps(body, default=str).encode("utf-8", "surrogatepass")


def _latin(value: Any) -> str:
    """A header can only hold these."""
    return str(value).encode("latin-1", "replace").decode("latin-1").replace("\n", " ").replace("\r", " ")


@pytest.fixture
def asked(db: None) -> Iterator[Asked]:
    world: World = make_world()
    clients = {actor: world.client(actor, raise_request_exception=False) for actor in ASKING}
    with scopes_disabled():
        yield Asked(clients, world.riverside)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.definition.raw["operationId"])
def test_no_request_breaks_it(operation: APIOperation, asked: Asked, request: pytest.FixtureRequest, capsys):
    examples = FULL if request.config.getoption("--long") else SAMPLED

    @settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        asked.ask(data, operation)

    ask()
    total = sum(asked.answers.values())
    assert total, "nothing was asked"
    said = ", ".join(f"{status}: {count}" for status, count in sorted(asked.answers.items()))
    say(f"{operation.definition.raw['operationId']}: {total} requests ({said}), no 5xx", capsys)
