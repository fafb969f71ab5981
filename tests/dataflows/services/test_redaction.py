"""Redaction: two people, a tombstone everywhere, and not a letter more."""

import json
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from dataflows.formats.document import canonical_json, parse_canonical
from dataflows.language.tombstone import TOMBSTONE
from dataflows.models import (
    AccessRow,
    Change,
    Comment,
    DataType,
    Flow,
    ImportReceipt,
    Picture,
    Redaction,
    Storage,
    Version,
)
from dataflows.models.redaction import NOBODY
from dataflows.services.comments import add_comment
from dataflows.services.elements import start_edit
from dataflows.services.facts import set_fact
from dataflows.services.redaction import apply_redaction, ask_redaction
from dataflows.services.versions import is_intact, publish
from organisations.errors import BadInput, Conflict, NotAllowed, NotVisible
from organisations.models import AuditEntry, OrganisationAlias
from tests.factories.dataflows import PictureFactory
from tests.factories.organisations import OrganisationAliasFactory
from tests.people import rows_of

NAME = "Morgan Testperson"


@pytest.fixture
def written(riverside, owner, partner):
    """The name, typed where a name should never be: in every kind of place."""
    map_, flow = riverside.map, riverside.flow
    edit = start_edit(actor=owner, map_=map_)
    set_fact(edit=edit, flow=flow, fact="purpose", value=f"help {NAME} move")
    set_fact(edit=edit, flow=flow, fact="notes", value=f"Ask {NAME}.")
    edit.write()
    DataType.objects.filter(pk=riverside.data_type.pk).update(name=f"Letter of {NAME}")
    Storage.objects.filter(pk=riverside.storage.storage_id).update(security=f"Only {NAME} has the key")
    AccessRow.objects.filter(storage=riverside.storage.storage_id).update(role=f"{NAME} at the desk")
    OrganisationAliasFactory(
        programme=riverside.programme, organisation=riverside.organisation, name=f"{NAME}'s team"
    )
    version = publish(actor=owner, map_=map_, note=f"{NAME} checked it")
    add_comment(actor=partner, version=version, kind="depends", text=f"{NAME} says no", element_id=flow.pk)
    receipt = riverside.receipt
    receipt.content["guessed"][0] |= {"value": NAME, "source": f"{NAME}.csv row 2"}
    receipt.file_name = f"{NAME}.csv"
    receipt.save()
    # As a picture breaks and escapes it.
    PictureFactory(programme=riverside.programme, svg="<svg><text>Morgan</text><text>Testperson</text></svg>")
    return version


def ask(riverside, actor, text=NAME):
    return ask_redaction(actor=actor, map_=riverside.map, text=text, reason=f"A name: {text}.")


def places_with(riverside, text: str) -> list[str]:
    """Every row of the programme that still holds a text, in any column."""
    found = []
    for row in rows_of(riverside.programme):
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname)
            if text in (value if isinstance(value, str) else json.dumps(value, default=str)):
                found.append(f"{type(row).__name__}.{field.name}")
    return sorted(found)


def test_the_name_is_gone_from_everywhere(riverside, written, staff, owner):
    assert len(places_with(riverside, NAME)) >= 14
    applied = apply_redaction(actor=owner, redaction=ask(riverside, staff))

    assert places_with(riverside, NAME) == []
    assert applied.state == Redaction.State.APPLIED
    assert applied.text == ""
    assert Flow.objects.get(pk=riverside.flow.pk).purpose == f"help {TOMBSTONE} move"
    assert Comment.objects.filter(version=written).get().text == f"{TOMBSTONE} says no"
    assert TOMBSTONE in Comment.objects.filter(version=written).get().sentence
    assert ImportReceipt.objects.get(pk=riverside.receipt.pk).file_name == f"{TOMBSTONE}.csv"
    assert OrganisationAlias.objects.filter(name=f"{TOMBSTONE}'s team").exists()
    assert not Picture.objects.exists()
    assert not ImportReceipt.objects.filter(state=ImportReceipt.State.PREVIEW).exists()


def test_the_log_keeps_everything_but_the_name(riverside, written, staff, owner):
    before = Change.objects.get(map=riverside.map, after=f"help {NAME} move")
    apply_redaction(actor=owner, redaction=ask(riverside, staff))
    after = Change.objects.get(pk=before.pk)
    assert after.after == f"help {TOMBSTONE} move"
    assert (after.seq, after.at, after.actor_id, after.field) == (
        before.seq,
        before.at,
        before.actor_id,
        "purpose",
    )


def test_hashes_are_anchored_again_and_both_are_kept(riverside, written, staff, owner):
    apply_redaction(actor=owner, redaction=(redaction := ask(riverside, staff)))
    version = Version.objects.get(pk=written.pk)
    assert is_intact(version)
    assert canonical_json(parse_canonical(version.document)) == version.document
    (note,) = (note for note in redaction.touched if note["table"] == "version")
    assert (note["sha256_before"], note["sha256_after"]) == (written.sha256, version.sha256)
    assert note["columns"] == ["document", "note"]
    assert (note["seal_before"], note["seal_after"]) == (written.seal, version.seal)
    assert note["seal_before"] != note["seal_after"]


def test_a_version_without_the_name_keeps_its_hash(riverside, written, staff, owner):
    before = riverside.version.sha256
    apply_redaction(actor=owner, redaction=ask(riverside, staff))
    assert Version.objects.get(pk=riverside.version.pk).sha256 == before


def test_ids_codes_and_layouts_are_not_touched(riverside, staff, owner):
    """A text that is part of ids and codes too: only words of people change."""
    flow = riverside.flow
    flow_id = str(flow.pk)
    piece = flow_id[:3]
    edit = start_edit(actor=owner, map_=riverside.map)
    set_fact(edit=edit, flow=flow, fact="person_told", value="not_told")
    set_fact(edit=edit, flow=flow, fact="notes", value=f"told {piece}")
    edit.write()
    version = publish(actor=owner, map_=riverside.map)
    for text in ("told", piece):
        apply_redaction(actor=owner, redaction=ask(riverside, staff, text))
    version.refresh_from_db()
    stored = parse_canonical(version.document).graph.flow(flow_id)
    assert (stored.person_told, stored.notes) == ("not_told", f"{TOMBSTONE} {TOMBSTONE}")
    assert Flow.objects.get(pk=flow.pk).person_told == "not_told"
    change = Change.objects.get(map=riverside.map, field="person_told")
    assert (change.before, change.after) == ("before", "not_told")


def test_it_takes_two_people(riverside, written, staff, owner):
    redaction = ask(riverside, staff)
    with pytest.raises(NotAllowed, match="two people"):
        apply_redaction(actor=staff, redaction=redaction)
    assert places_with(riverside, NAME)
    assert Redaction.objects.get(pk=redaction.pk).state == Redaction.State.ASKED


def test_it_is_carried_out_once(riverside, written, staff, owner):
    redaction = ask(riverside, staff)
    apply_redaction(actor=owner, redaction=redaction)
    with pytest.raises(Conflict, match="already"):
        apply_redaction(actor=owner, redaction=redaction)


def begin(redaction, actor) -> None:
    """What the act itself does first."""
    Redaction.objects.filter(pk=redaction.pk).update(
        state=Redaction.State.APPLYING,
        unfinished_id=NOBODY,
        decided_by_id=uuid.UUID(actor.id),
        decided_at=timezone.now(),
    )


def test_everything_else_stays_refused_even_while_a_redaction_is_applied(riverside, written, staff, owner):
    redaction = ask(riverside, staff)

    def refuses(rows, **values: object) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**values)

    with transaction.atomic():
        begin(redaction, owner)
        version, change = Version.objects.filter(pk=written.pk), Change.objects.filter(map=riverside.map)
        refuses(version, number=99)
        refuses(version, note="x", map_seq=0)
        refuses(version, layout="moved")
        refuses(change, seq=10_000_000)
        refuses(change, actor_id="somebody else")
        refuses(AuditEntry.objects.all(), action="nothing.happened")
        for rows in (version, change, AuditEntry.objects.all()):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                rows._raw_delete("default")
        transaction.set_rollback(True)
    apply_redaction(actor=riverside.actor("owner"), redaction=redaction)
    refuses(Version.objects.filter(pk=written.pk), note="x")


def test_a_redaction_that_would_break_a_version_changes_nothing(riverside, written, staff, owner):
    """Two organisations whose names differ only by the text would become one."""
    here = {"programme": riverside.programme, "organisation": riverside.organisation}
    first, second = OrganisationAliasFactory(**here), OrganisationAliasFactory(**here)
    for alias, name in ((first, f"Team {NAME}"), (second, f"Team {TOMBSTONE}")):
        alias.name = name
        alias.save()
    with pytest.raises(Conflict, match="same name"):
        apply_redaction(actor=owner, redaction=ask(riverside, staff))
    assert places_with(riverside, NAME)
    assert is_intact(Version.objects.get(pk=written.pk))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *((text, "why") for text in ("", " ab ", "Remove", "a \u200b", "a\x00b")),
        *((NAME, reason) for reason in (" ", "a\x00b")),
    ],
)
def test_what_cannot_be_asked_is_refused(riverside, staff, text, reason):
    with pytest.raises(BadInput):
        ask_redaction(actor=staff, map_=riverside.map, text=text, reason=reason)


def test_only_those_who_answer_for_maps_ask_and_agree(world, riverside, written, staff):
    redaction = ask(riverside, staff)
    for role in ("viewer", "partner", "facilitator"):
        with pytest.raises(NotAllowed):
            ask(riverside, riverside.actor(role))
        with pytest.raises(NotAllowed):
            apply_redaction(actor=riverside.actor(role), redaction=redaction)
    with pytest.raises(NotVisible):
        apply_redaction(actor=world.otherplace.actor("owner"), redaction=redaction)


def test_another_programme_is_not_touched(world, riverside, staff, owner):
    name = "map's description"
    apply_redaction(actor=owner, redaction=ask(riverside, staff, name))
    assert places_with(riverside, name) == []
    assert places_with(world.otherplace, name)


def test_the_audit_trail_says_what_was_touched_but_not_the_name(riverside, written, staff, owner):
    redaction = ask(riverside, staff)
    apply_redaction(actor=owner, redaction=redaction)
    entry = AuditEntry.objects.get(action="redaction.apply", object_id=str(redaction.pk))
    assert entry.detail["touched"] == redaction.touched
    assert all(uuid.UUID(note["id"]) for note in redaction.touched if note["table"] == "flow")
    assert NAME not in json.dumps([entry.detail for entry in AuditEntry.objects.all()])
