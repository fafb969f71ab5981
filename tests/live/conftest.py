"""What tests of streams share: the programme that their maps are in."""

from collections.abc import Iterator

import pytest
from django_scopes import scope

from tests.people import Tenant


@pytest.fixture(autouse=True)
def _in_riverside(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run inside Riverside where a test is about it, as a request of one of its members does."""
    if "riverside" not in request.fixturenames:
        yield
        return
    tenant: Tenant = request.getfixturevalue("riverside")
    with scope(programme=[tenant.programme]):
        yield
