"""The edit log: numbers without gaps, whoever writes at the same time."""

import pytest
from django.db import transaction
from django_scopes import scope

from dataflows.models import Change, Flow, Map
from dataflows.services.elements import remove_nodes, start_edit
from dataflows.services.facts import set_fact
from dataflows.services.log import Edit
from tests.people import SYSTEM, make_tenant

THREADS, EDITS = 8, 10


@pytest.mark.django_db(transaction=True)
def test_the_log_has_no_gap_when_eight_write_at_once(at_once):
    tenant = make_tenant("Harbour")
    programmes = [tenant.programme]

    def act(number: int) -> list[int]:
        seen = []
        with scope(programme=programmes):
            for turn in range(EDITS):
                with transaction.atomic():
                    map_ = Map.objects.get(pk=tenant.map.pk)
                    edit = start_edit(actor=SYSTEM, map_=map_)
                    flow = Flow.objects.get(pk=tenant.flow.pk)
                    for fact in ("channel", "frequency")[: 1 + turn % 2]:
                        set_fact(edit=edit, flow=flow, fact=fact, value=f"{number}/{turn}")
                    seen.append(edit.write())
        return seen

    seen = at_once(THREADS, act)
    with scope(programme=programmes):
        numbers = list(
            Change.objects.filter(map=tenant.map, field__in=["channel", "frequency"]).values_list(
                "seq", flat=True
            )
        )
        last = Map.objects.get(pk=tenant.map.pk).seq
    assert numbers == list(range(1, THREADS * EDITS * 3 // 2 + 1))
    assert last == len(numbers)
    assert all(mine == sorted(mine) for mine in seen)


@pytest.mark.django_db(transaction=True)
def test_the_log_is_only_written_with_the_change_itself():
    with pytest.raises(RuntimeError, match="in the transaction"):
        Edit(actor=SYSTEM, map=Map()).write()


def test_an_edit_that_fails_leaves_no_number_behind(riverside, owner):
    seq = riverside.map.seq

    def fail() -> None:
        edit = start_edit(actor=owner, map_=riverside.map)
        set_fact(edit=edit, flow=riverside.flow, fact="channel", value="by hand")
        edit.write()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail()
    assert Map.objects.get(pk=riverside.map.pk).seq == seq
    assert not Change.objects.filter(map=riverside.map, after="by hand").exists()


def test_setting_what_is_set_already_is_no_change(riverside, owner):
    edit = start_edit(actor=owner, map_=riverside.map)
    set_fact(edit=edit, flow=riverside.flow, fact="channel", value=riverside.flow.channel)
    assert edit.write() == riverside.map.seq == 0


def test_a_node_is_not_removed_with_flows_on_it(riverside, owner):
    edit = start_edit(actor=owner, map_=riverside.map)
    with pytest.raises(ValueError, match="flows"):
        remove_nodes(edit=edit, nodes=[riverside.flow.source])
