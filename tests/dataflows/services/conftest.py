"""What tests of services share: the programme they act in, and pictures that need no engine."""

from collections.abc import Iterator

import pytest
from django_scopes import scope

from dataflows.models import Picture
from dataflows.services import drawing, versions
from organisations.permissions import Actor
from tests.people import Tenant


@pytest.fixture(autouse=True)
def _in_riverside(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run inside Riverside, as a request of one of its members does."""
    if "riverside" not in request.fixturenames:
        yield
        return
    tenant: Tenant = request.getfixturevalue("riverside")
    with scope(programme=[tenant.programme]):
        yield


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are tested elsewhere: here a map has none, and nobody waits for one."""

    def no_picture(**_what: object) -> Picture:
        return Picture(failure="Not drawn in this test.")

    monkeypatch.setattr(versions, "ensure_picture", no_picture)
    monkeypatch.setattr(drawing, "ensure_picture", no_picture)


@pytest.fixture
def owner(riverside: Tenant) -> Actor:
    return riverside.actor("owner")


@pytest.fixture
def staff(riverside: Tenant) -> Actor:
    return riverside.actor("council_staff")


@pytest.fixture
def partner(riverside: Tenant) -> Actor:
    return riverside.actor("partner")
