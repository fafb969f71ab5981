"""Imports: every row accounted for, nothing overwritten, one step to take back, one at a time."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from dataflows.formats.document import canonical_json
from dataflows.models import Agreement, Change, DataType, Flow, ImportReceipt, Map, Node
from dataflows.selectors.documents import draft_document
from dataflows.services import importing
from dataflows.services.elements import start_edit
from dataflows.services.facts import set_fact
from dataflows.services.importing import (
    Choices,
    RegisterFiles,
    SourceFile,
    import_flows,
    plan_import,
    start_preview,
)
from dataflows.services.maps import create_map
from dataflows.services.undoing import undo_import
from organisations.errors import BadInput, Conflict, NotAllowed, NotVisible
from organisations.models import AuditEntry, Organisation, Theme
from organisations.services.programmes import THEMES
from tests.people import SYSTEM, make_tenant, rows_of

SAMPLE = Path(settings.BASE_DIR) / "sample"
TWO_ROWS = b"""\
ref,from organisation,to organisation,data types,purpose
A1,Shelter,GP,Name,help
A2,GP,Shelter,Needs,plan
"""


def sheet(data: bytes, name: str = "flows.csv") -> SourceFile:
    return SourceFile(name=name, data=data)


def sample_files(folder: Path) -> RegisterFiles:
    """The register's sheets that stand beside a sample flow list."""
    found = {
        part: SourceFile(name=path.name, data=path.read_bytes())
        for part in ("organisations", "data_types", "storage", "access")
        if (path := folder / f"{part}.csv").exists()
    }
    return RegisterFiles(**found)


def sample(name: str) -> Path:
    path = next(iter(SAMPLE.rglob(f"{name}.csv")), None)
    if path is None:
        pytest.fail(f"The sample programme has no {name}.csv.")
    return path


@pytest.fixture
def map_(riverside, owner) -> Map:
    return create_map(actor=owner, programme=riverside.programme, name="A new map")


SAMPLES = [("manchester", 14), ("lancashire", 6), ("redcar-and-cleveland", 5), ("flows", 30)]


@pytest.mark.parametrize(("name", "rows"), SAMPLES, ids=[name for name, _rows in SAMPLES])
def test_every_row_of_the_sample_maps_is_kept_and_matched_the_second_time(map_, owner, name, rows):
    for code, label in THEMES:
        Theme.objects.get_or_create(programme=map_.programme, code=code, defaults={"name": label})
    path = sample(name)
    given = {"file": sheet(path.read_bytes(), path.name), "register_files": sample_files(path.parent)}
    first = import_flows(actor=owner, map_=map_, **given)
    assert (first.content["kept"], first.content["matched"]) == (rows, 0)
    assert (first.content["unattached"], first.content["dropped"]) == ([], [])
    assert Flow.objects.filter(map=map_).count() == rows
    before, seq = canonical_json(draft_document(map_)), map_.seq

    second = import_flows(actor=owner, map_=map_, **given)
    assert (second.content["kept"], second.content["matched"]) == (0, rows)
    assert second.content["dropped"] == []
    map_.refresh_from_db()
    assert (canonical_json(draft_document(map_)), map_.seq) == (before, seq)


def test_what_was_guessed_is_said(map_, owner):
    path = sample("flows")
    receipt = import_flows(
        actor=owner,
        map_=map_,
        file=sheet(path.read_bytes(), path.name),
        register_files=sample_files(path.parent),
    )
    assert [
        item for item in receipt.content["guessed"] if (item["ref"], item["value"]) == ("NM-21", "Sometimes")
    ]


def test_an_import_never_overwrites_and_says_so(map_, owner):
    import_flows(actor=owner, map_=map_, file=sheet(TWO_ROWS))
    edit = start_edit(actor=owner, map_=map_)
    set_fact(edit=edit, flow=Flow.objects.get(map=map_, ref="A1"), fact="purpose", value="find a home")
    edit.write()
    again = import_flows(actor=owner, map_=map_, file=sheet(TWO_ROWS))
    assert Flow.objects.get(map=map_, ref="A1").purpose == "find a home"
    (differs,) = again.content["differs"]
    assert (differs["column"], differs["value"], differs["became"]) == ("purpose", "help", "find a home")
    assert "find a home" in differs["reason"]


def test_a_blank_is_filled_and_undoing_blanks_it_again(map_, owner):
    import_flows(actor=owner, map_=map_, file=sheet(TWO_ROWS))
    with_channel = b"ref,from organisation,to organisation,data types,channel\nA1,Shelter,GP,Name,e-mail\n"
    receipt = import_flows(actor=owner, map_=map_, file=sheet(with_channel))
    assert Flow.objects.get(map=map_, ref="A1").channel == "e-mail"
    undo_import(actor=owner, receipt=receipt)
    assert Flow.objects.get(map=map_, ref="A1").channel == ""


def test_a_preview_stores_nothing_but_the_file(riverside, map_, owner):
    before = {(type(row), row.pk) for row in rows_of(riverside.programme)}
    seq = map_.seq
    preview = start_preview(actor=owner, map_=map_, file=sheet(TWO_ROWS))
    plan = plan_import(map_=map_, file=sheet(bytes(preview.source)))
    assert len(plan.new) == 2
    after = {(type(row), row.pk) for row in rows_of(riverside.programme)}
    assert after - before == {(ImportReceipt, preview.pk), (AuditEntry, AuditEntry.objects.latest("pk").pk)}
    map_.refresh_from_db()
    assert map_.seq == seq


def test_a_preview_is_imported_once(map_, owner):
    preview = start_preview(actor=owner, map_=map_, file=sheet(TWO_ROWS))
    receipt = import_flows(actor=owner, map_=map_, file=sheet(TWO_ROWS), preview=preview)
    assert receipt == preview
    assert bytes(ImportReceipt.objects.get(pk=receipt.pk).source) == b""
    with pytest.raises(Conflict, match="already"):
        import_flows(actor=owner, map_=map_, file=sheet(TWO_ROWS), preview=preview)
    assert Flow.objects.filter(map=map_).count() == 2


def test_rows_left_out_are_listed_as_dropped(map_, owner):
    receipt = import_flows(
        actor=owner, map_=map_, file=sheet(TWO_ROWS), choices=Choices(rows={"3": frozenset({"leave_out"})})
    )
    assert [flow.ref for flow in Flow.objects.filter(map=map_)] == ["A1"]
    assert [item["ref"] for item in receipt.content["dropped"]] == ["A2"]


def test_undo_takes_back_the_whole_import_and_the_log_keeps_both(map_, owner):
    empty = canonical_json(draft_document(map_))
    receipt = import_flows(actor=owner, map_=map_, file=sheet(TWO_ROWS))
    added = Change.objects.filter(map=map_, edit=receipt.edit).count()
    assert undo_import(actor=owner, receipt=receipt) == added == 4
    assert canonical_json(draft_document(map_)) == empty
    log = list(Change.objects.filter(map=map_))
    assert [change.seq for change in log] == list(range(1, 9))
    assert {change.action for change in log[4:]} == {"remove"}
    with pytest.raises(Conflict, match="undone already"):
        undo_import(actor=owner, receipt=receipt)


def test_undo_asks_when_somebody_has_built_on_the_import(map_, owner):
    receipt = import_flows(actor=owner, map_=map_, file=sheet(TWO_ROWS))
    edit = start_edit(actor=owner, map_=map_)
    set_fact(edit=edit, flow=Flow.objects.get(map=map_, ref="A1"), fact="purpose", value="find a home")
    edit.write()
    with pytest.raises(Conflict):
        undo_import(actor=owner, receipt=receipt)
    assert Flow.objects.filter(map=map_).count() == 2


@pytest.mark.parametrize("gone", [Agreement, DataType])
def test_undo_says_when_what_was_before_is_not_there_any_more(map_, owner, gone):
    def bring(words: str) -> ImportReceipt:
        heads = "ref,from organisation,to organisation,data types,agreement\n"
        return import_flows(actor=owner, map_=map_, file=sheet((heads + "A1,Shelter,GP," + words).encode()))

    bring("Old data,Old paper\n")
    later = bring("New data,New paper\n")
    kept = canonical_json(draft_document(map_))
    gone.objects.get(name__startswith="Old").delete()
    with pytest.raises(Conflict, match="cannot be given back"):
        undo_import(actor=owner, receipt=later)
    assert canonical_json(draft_document(map_)) == kept
    assert ImportReceipt.objects.get(pk=later.pk).undone_at is None


def test_an_import_that_changed_nothing_is_undone_once(map_, owner):
    import_flows(actor=owner, map_=map_, file=sheet(TWO_ROWS))
    again = import_flows(actor=owner, map_=map_, file=sheet(TWO_ROWS))
    assert undo_import(actor=owner, receipt=again) == 0
    with pytest.raises(Conflict, match="undone already"):
        undo_import(actor=owner, receipt=again)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"one,two\n1,2\n", TWO_ROWS + b"A3,\x00,GP,Name,x\n", b"x" * 6_000_000]
)
def test_a_file_that_cannot_be_used_stores_nothing(riverside, map_, owner, data):
    before = len(list(rows_of(riverside.programme)))
    with pytest.raises(BadInput) as error:
        import_flows(actor=owner, map_=map_, file=sheet(data))
    assert len(str(error.value)) < 300
    assert len(list(rows_of(riverside.programme))) == before


def test_partners_do_not_import_and_strangers_find_nothing(world, map_, partner):
    for act in (import_flows, start_preview):
        with pytest.raises(NotAllowed):
            act(actor=partner, map_=map_, file=sheet(TWO_ROWS))
        with pytest.raises(NotVisible):
            act(actor=world.otherplace.actor("owner"), map_=map_, file=sheet(TWO_ROWS))


def test_names_known_to_the_programme_are_used_again_and_never_those_of_another(
    world, riverside, map_, owner
):
    theirs, ours = world.otherplace.organisation, riverside.organisation
    rows = f"from organisation,to organisation,data types\n{ours.name},{theirs.name},Name\n".encode()
    import_flows(actor=owner, map_=map_, file=sheet(rows))
    first, second = Node.objects.filter(map=map_)
    assert first.organisation == ours
    with scopes_disabled():
        assert second.organisation != theirs
        assert Organisation.objects.filter(name=theirs.name).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_give_one_set_of_flows(at_once):
    tenant = make_tenant("Harbour")
    with scope(programme=[tenant.programme]):
        map_ = create_map(actor=SYSTEM, programme=tenant.programme, name="Busy")

    def act(_number: int) -> tuple[int, int]:
        with scope(programme=[tenant.programme]):
            mine = Map.objects.select_related("programme").get(pk=map_.pk)
            content = import_flows(actor=SYSTEM, map_=mine, file=sheet(TWO_ROWS)).content
        return content["kept"], content["matched"]

    assert sorted(at_once(4, act)) == [(0, 2), (0, 2), (0, 2), (2, 0)]
    with scope(programme=[tenant.programme]):
        assert Flow.objects.filter(map=map_).count() == 2
        assert Organisation.objects.filter(name__in=["Shelter", "GP"]).count() == 2


def test_an_import_notices_what_changed_since_it_was_planned(map_, owner, monkeypatch):
    planned: list[object] = []

    def plan_and_let_others_in(**what):
        plan = plan_import(**what)
        if not planned:
            planned.append(plan)
            import_flows(actor=SYSTEM, map_=Map.objects.get(pk=map_.pk), file=sheet(TWO_ROWS))
        return plan

    monkeypatch.setattr(importing, "plan_import", plan_and_let_others_in)
    receipt = import_flows(actor=owner, map_=map_, file=sheet(TWO_ROWS))
    assert (receipt.content["kept"], receipt.content["matched"]) == (0, 2)
    assert Flow.objects.filter(map=map_).count() == 2


def test_a_receipt_counts_what_was_kept_and_lists_only_the_rest(map_, owner):
    rows = "".join(f"R{n},Shelter,GP,Name,E-mail {n}\n" for n in range(300))
    data = f"ref,from organisation,to organisation,data types,channel\n{rows}".encode()
    receipt = import_flows(actor=owner, map_=map_, file=sheet(data))
    assert receipt.content["kept"] == 300
    assert len(str(receipt.content)) < 2_000


def test_previews_that_nobody_comes_back_to_are_removed(map_, owner, staff):
    old = start_preview(actor=owner, map_=map_, file=sheet(TWO_ROWS))
    fresh = start_preview(actor=staff, map_=map_, file=sheet(TWO_ROWS))
    ImportReceipt.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(hours=25))
    another = create_map(actor=owner, programme=map_.programme, name="Another")
    start_preview(actor=owner, map_=another, file=sheet(TWO_ROWS))
    kept = set(ImportReceipt.objects.filter(map=map_).values_list("pk", flat=True))
    assert kept == {fresh.pk}
