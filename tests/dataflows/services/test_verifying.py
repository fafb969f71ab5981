"""`manage.py verify_versions` finds whatever was altered, swapped or taken out behind the triggers' back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dataflows.models import Version
from tests.append_only import drop_triggers
from tests.factories.dataflows import VersionFactory


@pytest.fixture
def third(riverside) -> Version:
    second = VersionFactory(map=riverside.map, number=2, parent=riverside.version)
    return VersionFactory(map=riverside.map, number=3, parent=second)


def verify() -> str:
    said = StringIO()
    call_command("verify_versions", stdout=said)
    return said.getvalue()


def test_all_is_well(world, third):
    assert "All 4 versions are as they were published" in verify()


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"document": "{}"}, "does not have its hash"),
        ({"sha256": "0" * 64}, "does not have its hash"),
        ({"layout": '{"moved": 1}'}, "seal is broken"),
        ({"note": "Rewritten"}, "seal is broken"),
        ({"number": 7}, "before it is missing"),
        ({"parent": None}, "another version"),
    ],
)
def test_what_was_altered_is_named(riverside, third, values, fault):
    drop_triggers()  # as somebody with the database's own password could
    Version.objects.filter(pk=third.pk).update(**values)
    with pytest.raises(CommandError, match=fault) as stopped:
        verify()
    assert str(third.pk) in str(stopped.value)
    assert "1 of 4 versions are broken" in str(stopped.value)
    assert stopped.value.returncode == 1


def test_a_version_taken_out_is_missed_by_the_next(riverside, third):
    drop_triggers()
    second = third.parent
    Version.objects.filter(pk=third.pk).update(parent=riverside.version)
    Version.objects.filter(pk=second.pk)._raw_delete("default")
    with pytest.raises(CommandError, match="before it is missing"):
        verify()
