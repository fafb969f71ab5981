"""Publishing: what is frozen, what is refused, and how tampering shows."""

import pytest
from django.db import connection

from dataflows.formats.document import canonical_json, parse_canonical, sha256
from dataflows.models import Flow, Map, Version
from dataflows.selectors.documents import draft_document, version_document
from dataflows.services import versions
from dataflows.services.elements import start_edit
from dataflows.services.facts import set_fact
from dataflows.services.versions import fingerprint, is_intact, publish
from organisations.errors import BadInput, Conflict, NotAllowed, NotVisible
from organisations.models import Organisation
from tests.append_only import drop_triggers
from tests.factories.dataflows import MapFactory


def edit(actor, map_: Map, channel: str) -> None:
    change = start_edit(actor=actor, map_=map_)
    set_fact(edit=change, flow=Flow.objects.filter(map=map_).first(), fact="channel", value=channel)
    change.write()


def test_a_version_is_the_draft_as_it_stood(riverside, owner):
    edit(owner, riverside.map, "by hand")
    version = publish(actor=owner, map_=riverside.map, note="  By hand now.  ")

    assert (version.number, version.parent, version.note) == (2, riverside.version, "By hand now.")
    assert version.document == canonical_json(draft_document(riverside.map))
    assert version.published_by == riverside.people["owner"]
    assert version.map_seq == riverside.map.seq
    assert is_intact(version)
    edit(owner, riverside.map, "by post")
    assert version_document(version).graph.flow(str(riverside.flow.pk)).channel == "by hand"


def test_nobody_publishes_what_they_have_not_seen(riverside, owner):
    seen = fingerprint(draft_document(riverside.map))
    edit(owner, riverside.map, "by hand")
    with pytest.raises(Conflict, match="changed since"):
        publish(actor=owner, map_=riverside.map, seen=seen)
    now = fingerprint(draft_document(riverside.map))
    assert publish(actor=owner, map_=riverside.map, seen=now).number == 2


def test_what_the_register_says_is_part_of_what_was_seen(riverside, owner):
    edit(owner, riverside.map, "by hand")
    seen = fingerprint(draft_document(riverside.map))
    Organisation.objects.filter(nodes__map=riverside.map).update(short_name="Renamed elsewhere")
    with pytest.raises(Conflict, match="changed since"):
        publish(actor=owner, map_=riverside.map, seen=seen)


def test_an_edit_between_looking_and_freezing_stops_the_version(riverside, owner, monkeypatch):
    """The page was right when the button was pressed; the picture took a while; then somebody edited."""
    edit(owner, riverside.map, "before")

    def slow_picture(**what: object) -> object:
        edit(owner, Map.objects.get(pk=riverside.map.pk), "meanwhile")
        return drawn(**what)

    drawn = versions.ensure_picture
    monkeypatch.setattr(versions, "ensure_picture", slow_picture)
    with pytest.raises(Conflict, match="changed since"):
        publish(actor=owner, map_=riverside.map)


def test_the_same_draft_is_not_published_twice(riverside, owner):
    with pytest.raises(Conflict, match="Nothing has changed since version 1"):
        publish(actor=owner, map_=riverside.map)


def test_two_at_once_give_one_version_and_one_sentence(riverside, owner, monkeypatch):
    edit(owner, riverside.map, "by hand")
    monkeypatch.setattr(versions, "latest_version", lambda map_: None)
    with pytest.raises(Conflict, match="a moment ago"):
        publish(actor=owner, map_=riverside.map)
    assert Version.objects.filter(map=riverside.map).count() == 1


def test_an_empty_map_is_not_published(riverside, owner):
    with pytest.raises(BadInput, match="nothing on this map"):
        publish(actor=owner, map_=MapFactory(programme=riverside.programme))


@pytest.mark.parametrize("note", ["x" * 2001, "a\x00b"])
def test_a_note_that_cannot_be_kept_is_refused(riverside, owner, note):
    edit(owner, riverside.map, "by hand")
    with pytest.raises(BadInput):
        publish(actor=owner, map_=riverside.map, note=note)


def test_partners_do_not_publish_and_strangers_find_nothing(world, riverside, partner):
    with pytest.raises(NotAllowed):
        publish(actor=partner, map_=riverside.map)
    with pytest.raises(NotVisible):
        publish(actor=world.otherplace.actor("owner"), map_=riverside.map)


def test_one_flipped_byte_is_noticed(riverside, owner):
    edit(owner, riverside.map, "by hand")
    version = publish(actor=owner, map_=riverside.map)
    before = version.document
    flipped = before.replace("by hand", "by hant", 1)
    assert len(flipped) == len(before)
    drop_triggers()  # as somebody with the database's own password could
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dataflows_version SET document = %s WHERE map_id = %s AND number = 2",
            [flipped, version.map_id.hex if connection.vendor == "sqlite" else version.map_id],
        )
    version.refresh_from_db()
    assert version.document == flipped
    assert not is_intact(version)


def test_the_document_is_canonical_and_its_hash_that_of_its_text(riverside):
    version = riverside.version
    assert canonical_json(parse_canonical(version.document)) == version.document
    assert sha256(version.document) == version.sha256
