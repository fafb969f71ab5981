"""Redaction against variants, other maps, people at work meanwhile, and whoever rewrites its own record."""

import threading
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import CharField, JSONField, TextField
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from dataflows.formats.document import parse_canonical
from dataflows.language.tombstone import TOMBSTONE
from dataflows.models import DataType, Flow, Map, Picture, Redaction, Version
from dataflows.models.columns import PARTIES, PARTY_FACTS
from dataflows.models.redaction import NOBODY
from dataflows.selectors.documents import draft_document
from dataflows.services import comments, drawing, redaction, versions, wording
from dataflows.services.comments import add_comment
from dataflows.services.elements import start_edit
from dataflows.services.facts import set_fact
from dataflows.services.redaction import apply_redaction, refuse_redaction
from dataflows.services.versions import is_intact, publish
from organisations.errors import Conflict, NotAllowed, NotVisible
from organisations.models import AuditEntry
from organisations.models.append_only import install_triggers
from tests.append_only import drop_triggers
from tests.dataflows.services.test_redaction import NAME, ask, begin, places_with, written  # noqa: F401
from tests.factories.dataflows import FlowFactory, MapFactory, VersionFactory
from tests.people import tenant_models

REAL_PICTURE = drawing.ensure_picture


@pytest.mark.parametrize(
    "written_as",
    ["morgan testperson", "MORGAN TESTPERSON", "Morgan\u00a0Testperson", "Morgan \n Testperson",
     "\uff2dorgan Testperson", "Mor\u00adgan Testperson"],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(riverside, staff, owner, written_as):
    Flow.objects.filter(pk=riverside.flow.pk).update(purpose=f"so {written_as} é can move")
    apply_redaction(actor=owner, redaction=ask(riverside, staff))
    assert Flow.objects.get(pk=riverside.flow.pk).purpose == f"so {TOMBSTONE} é can move"


def test_every_map_of_the_programme_forgets(riverside, written, staff, owner):  # noqa: F811
    other = FlowFactory(map=MapFactory(programme=riverside.programme), purpose=f"Ask {NAME}")
    version = VersionFactory(map=other.map)
    applied = apply_redaction(actor=owner, redaction=ask(riverside, staff))
    assert places_with(riverside, NAME) == []
    noted = {note["id"]: note for note in applied.touched}[str(version.pk)]
    version = Version.objects.get(pk=version.pk)
    assert is_intact(version)
    assert (noted["sha256_after"], noted["seal_after"]) == (version.sha256, version.seal)


def test_where_it_stands_is_counted_before_anybody_agrees(world, riverside, written, staff):  # noqa: F811
    counts = wording.places_with(programme_id=riverside.programme.pk, text=NAME.upper())
    assert counts == {
        "drafts": 1, "versions": 1, "the history": 2, "comments": 1, "receipts of imports": 1,
        "the register": 4,
    }  # fmt: skip
    asked = ask(riverside, staff)
    client, url = world.client("owner"), f"/m/{riverside.map.pk}/redactions/"
    assert "Agree and remove" not in client.get(url).content.decode()
    page = client.get(url, {"look": str(asked.pk)}).content.decode()
    assert "the register: 4" in page
    assert "Agree and remove" in page
    assert "Refuse" in page


def test_the_programmes_own_name_stays(riverside, staff, owner):
    name = riverside.programme.name
    apply_redaction(actor=owner, redaction=ask(riverside, staff, name))
    document = parse_canonical(Version.objects.get(pk=riverside.version.pk).document)
    assert document.map.programme == name
    assert name not in document.map.name


def test_another_who_asked_for_the_same_words_does_not_keep_them(
    riverside, written, staff, owner  # noqa: F811
):  # fmt: skip
    own, others = ask(riverside, owner, NAME.lower()), ask(riverside, staff, f"{NAME} of Shelter")
    apply_redaction(actor=owner, redaction=ask(riverside, staff))
    for closed in Redaction.objects.filter(pk__in=[own.pk, others.pk]):
        assert (closed.state, closed.text) == (Redaction.State.REFUSED, "")
        assert closed.went_with
    assert places_with(riverside, NAME) == []


def test_a_tombstone_that_does_not_fit_is_cut(riverside, staff, owner):
    full = ("Bob " * 50).strip()
    DataType.objects.filter(pk=riverside.data_type.pk).update(name=full, normalised_name=full.lower())
    Flow.objects.filter(pk=riverside.flow.pk).update(channel=full)
    version = publish(actor=owner, map_=riverside.map)
    apply_redaction(actor=owner, redaction=ask(riverside, staff, "bob"))
    name = DataType.objects.get(pk=riverside.data_type.pk).name
    assert name.startswith(f"{TOMBSTONE} {TOMBSTONE}")
    assert len(name) <= 200
    assert is_intact(Version.objects.get(pk=version.pk))


def test_words_that_are_left_stop_the_act(riverside, written, staff, owner, monkeypatch):  # noqa: F811
    monkeypatch.setattr(redaction, "store", lambda row, changed: {"table": "x", "id": "", "columns": []})
    with pytest.raises(Conflict, match="cannot be removed"):
        apply_redaction(actor=owner, redaction=ask(riverside, staff))
    assert not Redaction.objects.filter(state=Redaction.State.APPLIED).exists()


def test_every_column_is_either_words_or_known_not_to_be():
    """A column that is added shows up here, and somebody decides."""
    not_words = {
        "actor_kind", "actor_id", "action", "element_kind", "field", "kind", "state", "code", "ons_code",
        "sensitivity", "normalised_name", "slug", "sha256", "seal", "layout", "svg", "key", "engine",
        "engine_version", "rung", "failure", "identifiability", "confidentiality_route", "person_told",
        "person_choice", "consistency", "evidence", "confidence", "object_kind", "object_id", "detail",
        "touched", "columns", "asked", "verdict", "right", "stage", "elements", "view", "former", "hints",
    }  # fmt: skip
    codes = {f"{side}_{fact}" for side in PARTIES for fact in PARTY_FACTS if fact != "law"}
    # A theme is one of four that Daylight names; a role in a programme one of five; a redaction's own text
    # is emptied by the act itself. An address to write to once is shown nowhere, and goes with that message.
    elsewhere = {
        *(("theme", "name"), ("membership", "role"), ("redaction", "text")),
        ("reviewaddress", "email"),
    }
    words = {
        (model, column)
        for tables in wording.WORDS.values()
        for model, columns in tables.items()
        for column in columns
    }
    undecided = [
        f"{model.__name__}.{field.name}"
        for model in tenant_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField | JSONField)
        and (model, field.name) not in words
        and field.name not in not_words | codes
        and (model._meta.model_name, field.name) not in elsewhere
    ]
    assert undecided == []


def test_a_redaction_can_be_refused_and_forgets_its_words(riverside, written, staff, owner):  # noqa: F811
    asked = ask(riverside, staff)
    refused = refuse_redaction(actor=owner, redaction=asked)
    assert (refused.state, refused.text) == (Redaction.State.REFUSED, "")
    assert not refused.went_with
    assert AuditEntry.objects.filter(action="redaction.refuse", object_id=str(asked.pk)).exists()
    for act in (apply_redaction, refuse_redaction):
        with pytest.raises(Conflict, match="already"):
            act(actor=owner, redaction=asked)
    assert places_with(riverside, NAME)


def test_people_take_their_own_back_but_others_need_the_right(world, riverside, staff):
    for role in ("facilitator", "partner"):
        with pytest.raises(NotAllowed):
            refuse_redaction(actor=riverside.actor(role), redaction=riverside.redaction)
    with pytest.raises(NotVisible):
        refuse_redaction(actor=world.otherplace.actor("owner"), redaction=riverside.redaction)
    assert refuse_redaction(actor=staff, redaction=ask(riverside, staff)).state == Redaction.State.REFUSED


def test_one_programmes_redaction_opens_no_other(world, riverside, staff, owner):
    with transaction.atomic(), scopes_disabled():
        begin(ask(riverside, staff), owner)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Version.objects.filter(pk=world.otherplace.version.pk).update(note="rewritten")
        transaction.set_rollback(True)


def test_a_redaction_goes_only_its_way(riverside, written, staff, owner):  # noqa: F811
    asked, done = ask(riverside, staff), ask(riverside, staff, "something else")
    apply_redaction(actor=owner, redaction=done)
    decided = {"decided_by_id": uuid.UUID(owner.id), "decided_at": timezone.now()}
    for pk, values in (
        (asked.pk, {"state": "applied", "text": "", **decided}),
        (asked.pk, {"text": "other words"}),
        (asked.pk, {"reason": "another"}),
        (asked.pk, {"state": "refused", **decided}),
        (done.pk, {"state": "asked", "decided_by_id": None}),
        (done.pk, {"state": "applying", "unfinished_id": NOBODY}),
        (done.pk, {"touched": [{"table": "x"}]}),
        (done.pk, {"text": "words again"}),
        (done.pk, {"reason": "another"}),
        (done.pk, {"decided_at": timezone.now()}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Redaction.objects.filter(pk=pk).update(**values)
    here = {"programme": riverside.programme, "map": riverside.map, "asked_by_id": uuid.UUID(staff.id)}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Redaction.objects.create(**here, state="refused", reason="x", **decided)


@pytest.mark.django_db(transaction=True)
def test_a_redaction_in_progress_cannot_be_committed(riverside, staff, owner):
    asked = ask(riverside, staff)

    @transaction.atomic
    def rewrite() -> None:
        begin(asked, owner)
        assert Version.objects.filter(pk=riverside.version.pk).update(note="rewritten") == 1

    with pytest.raises(IntegrityError):
        rewrite()
    assert Redaction.objects.get(pk=asked.pk).state == Redaction.State.ASKED
    assert Version.objects.get(pk=riverside.version.pk).note != "rewritten"


def test_only_a_name_that_is_taken_is_called_so(riverside, written, staff, owner, monkeypatch):  # noqa: F811
    """What a trigger refuses is a mistake of ours, and must not be told as somebody's."""

    def meddle(**_what: object) -> dict[str, object]:
        AuditEntry.objects.all().update(action="nothing.happened")
        return {}

    monkeypatch.setattr(redaction, "seal_again", meddle)
    with pytest.raises(IntegrityError, match="append-only"):
        apply_redaction(actor=owner, redaction=ask(riverside, staff))


def test_what_was_broken_before_stays_broken(riverside, written, staff, owner):  # noqa: F811
    drop_triggers()
    Version.objects.filter(pk=written.pk).update(note=f"{NAME} tampered")
    install_triggers()
    assert not is_intact(Version.objects.get(pk=written.pk))
    apply_redaction(actor=owner, redaction=ask(riverside, staff))
    assert not is_intact(Version.objects.get(pk=written.pk))


def test_a_drawing_begun_before_is_not_kept(riverside, written, staff, owner, monkeypatch):  # noqa: F811
    Picture.objects.all().delete()
    map_ = Map.objects.select_related("programme").get(pk=riverside.map.pk)
    document = draft_document(map_)

    def slowly(*what: object, **more: object) -> object:
        apply_redaction(actor=owner, redaction=ask(riverside, staff))
        return drawn(*what, **more)

    drawn = drawing.draw
    monkeypatch.setattr(drawing, "draw", slowly)
    assert REAL_PICTURE(map_=map_, document=document).pk is None
    assert not Picture.objects.exists()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one at a time anyway")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("work", ["publish", "comment"])
def test_what_is_under_way_is_waited_for(riverside, staff, owner, partner, work, monkeypatch):
    """Somebody has read the words and not yet committed them when the redaction is agreed to."""
    with transaction.atomic():
        edit = start_edit(actor=owner, map_=riverside.map)
        set_fact(edit=edit, flow=riverside.flow, fact="purpose", value=f"help {NAME}")
        edit.write()
    version = publish(actor=owner, map_=riverside.map)
    with transaction.atomic():
        edit = start_edit(actor=owner, map_=riverside.map)
        set_fact(edit=edit, flow=riverside.flow, fact="channel", value="by hand")
        edit.write()
    asked = ask(riverside, staff)
    has_read = threading.Event()

    def reading(read):
        def slowly(*what: object) -> object:
            found = read(*what)
            if connection.in_atomic_block:
                has_read.set()
                threading.Event().wait(1)
            return found

        return slowly

    monkeypatch.setattr(versions, "draft_document", reading(versions.draft_document))
    monkeypatch.setattr(comments, "version_document", reading(comments.version_document))

    def somebody() -> None:
        try:
            with scope(programme=[riverside.programme]):
                if work == "publish":
                    publish(actor=owner, map_=Map.objects.get(pk=riverside.map.pk), note=NAME)
                else:
                    said = {"kind": "depends", "text": "No.", "element_id": riverside.flow.pk}
                    add_comment(actor=partner, version=version, **said)
        finally:
            connection.close()

    thread = threading.Thread(target=somebody)
    thread.start()
    assert has_read.wait(5)
    apply_redaction(actor=owner, redaction=asked)
    thread.join(10)
    assert places_with(riverside, NAME) == []
    assert all(is_intact(one) for one in Version.objects.all())
