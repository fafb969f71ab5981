"""What tests of streams share: the programme that their maps are in."""

from tests.dataflows.services.conftest import _in_riverside  # noqa: F401 - a fixture for every test here
