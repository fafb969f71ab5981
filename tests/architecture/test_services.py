"""Every act of somebody leaves a trace: an entry in the audit trail, or a change in a map's log."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django_scopes import scopes_disabled

import dataflows.services
import organisations.services
from dataflows.graph.views import WHOLE
from dataflows.models import Change, Comment, DraftLayout, Picture, RegisterChange, SavedFilter, WallNote
from dataflows.models.register_kinds import DATA_TYPES
from dataflows.render.draw import draw
from dataflows.selectors.documents import draft_document
from dataflows.selectors.review_links import reviewer_of
from dataflows.services import versions
from dataflows.services.answering import answer, reopen, reopen_over_link
from dataflows.services.arranging import nudge, put_back, tidy
from dataflows.services.capturing import capture, same_as, say_more
from dataflows.services.comments import add_comment, reply
from dataflows.services.copying import copy_map
from dataflows.services.edit_kinds import SetFact
from dataflows.services.editing import edit_map
from dataflows.services.elements import start_edit
from dataflows.services.facts import set_fact
from dataflows.services.filters import forget_filter, save_filter
from dataflows.services.importing import (
    Choices,
    SourceFile,
    carry_out,
    import_flows,
    plan_import,
    start_preview,
)
from dataflows.services.interviewing import (
    discard_interview,
    forget_line,
    merge_interview,
    note_line,
    start_interview,
)
from dataflows.services.loading import load_document
from dataflows.services.loose_ends import finish_loose_end
from dataflows.services.maps import close_map, create_map, open_map, set_review_date
from dataflows.services.moderating import attach_again, moderate
from dataflows.services.presenting import blank_screen
from dataflows.services.proposing import accept_proposal
from dataflows.services.redaction import apply_redaction, ask_redaction, refuse_redaction
from dataflows.services.register_edits import (
    add_to_register,
    change_register,
    remove_from_register,
    undo_register_edit,
)
from dataflows.services.register_log import start_register_edit
from dataflows.services.restoring import restore_version
from dataflows.services.review_links import end_link, make_link
from dataflows.services.reviewing import send_review
from dataflows.services.signing import sign_off
from dataflows.services.taking import take_file
from dataflows.services.undo import redo, undo
from dataflows.services.undoing import undo_import
from dataflows.services.versions import publish
from dataflows.services.walls import add_wall, forget_note, mark_note, remove_wall, tick_note
from organisations.errors import Conflict
from organisations.models import AuditEntry, Role, User
from organisations.permissions import Actor
from organisations.services.audit import record
from organisations.services.people import choose_digest
from organisations.services.programmes import create_programme, set_member
from organisations.services.requests import once
from organisations.services.tokens import make_token, revoke_token
from tests.factories.dataflows import (
    PIXEL,
    CommentFactory,
    DataTypeFactory,
    MapFactory,
    NodeFactory,
    SavedFilterFactory,
)
from tests.people import SYSTEM, Tenant

pytestmark = pytest.mark.django_db
BOOKS = (AuditEntry, Change, RegisterChange)
FILE = SourceFile(name="flows.csv", data=b"from organisation,to organisation,data types\nShelter,GP,Name\n")


def an_edit(actor: Actor, here: Tenant) -> None:
    edit = start_edit(actor=actor, map_=here.map)
    set_fact(edit=edit, flow=here.flow, fact="channel", value="by hand")
    edit.write()


def an_undo(actor: Actor, here: Tenant) -> None:
    undo_import(actor=actor, receipt=import_flows(actor=SYSTEM, map_=here.map, file=FILE))


def a_batch(actor: Actor, here: Tenant) -> UUID:
    edit = uuid4()
    edit_map(
        actor=actor,
        map_=here.map,
        edit=edit,
        edits=[SetFact(element=here.flow.pk, fact="channel", value="by hand")],
    )
    return edit


def a_step_back(actor: Actor, here: Tenant) -> None:
    a_batch(actor, here)
    undo(actor=actor, map_=here.map, edit=uuid4())


def a_step_again(actor: Actor, here: Tenant) -> None:
    a_step_back(actor, here)
    redo(actor=actor, map_=here.map, edit=uuid4())


def a_version(actor: Actor, here: Tenant) -> None:
    an_edit(SYSTEM, here)
    publish(actor=actor, map_=here.map)


def an_old_version(actor: Actor, here: Tenant) -> None:
    an_edit(SYSTEM, here)
    here.map.refresh_from_db()
    restore_version(actor=actor, version=here.version, edit=uuid4(), seen=here.map.seq)


def a_twin(here: Tenant) -> UUID:
    return NodeFactory(map=here.map, organisation__programme=here.programme).pk


def a_note(here: Tenant) -> UUID:
    return WallNote.objects.filter(photo=here.photo).values_list("pk", flat=True)[0]


def a_tidied_picture(actor: Actor, here: Tenant) -> None:
    row = DraftLayout.objects.create(map=here.map, programme=here.programme, view="whole")
    DraftLayout.objects.filter(pk=row.pk).update(former="{}")
    put_back(actor=actor, map_=here.map, view=WHOLE)


def a_nudged_box(actor: Actor, here: Tenant) -> None:
    graph = draft_document(here.map).graph
    layout = draw(graph, sentences={}).layout
    DraftLayout.objects.create(map=here.map, programme=here.programme, view="whole", layout=layout.to_json())
    for pk in [*(node.id for node in graph.nodes), *(flow.id for flow in graph.flows)]:
        for up in (True, False):
            with suppress(Conflict):
                nudge(actor=actor, map_=here.map, view=WHOLE, element=UUID(pk), up=up)
                return


def a_register_edit(actor: Actor, here: Tenant) -> None:
    edit = start_register_edit(actor=actor, programme=here.programme)
    edit.note(action="set", kind=DATA_TYPES, element_id=here.data_type.pk, name="Name", fact="category")
    edit.write()


def a_removal(actor: Actor, here: Tenant) -> None:
    spare = DataTypeFactory(programme=here.programme)
    remove_from_register(actor=actor, programme=here.programme, kind=DATA_TYPES, ids=[spare.pk])


def a_register_undo(actor: Actor, here: Tenant) -> None:
    spare = DataTypeFactory(programme=here.programme)
    done = change_register(
        actor=SYSTEM,
        programme=here.programme,
        kind=DATA_TYPES,
        changes={spare.pk: {"category": "Riverside other"}},
    )
    undo_register_edit(actor=actor, programme=here.programme, undoes=done.id)


def a_filter(actor: Actor, here: Tenant) -> SavedFilter:
    owner = User.objects.get(pk=actor.id)
    saved: SavedFilter = SavedFilterFactory(programme=here.programme, user=owner)
    return saved


def a_revoked_token(actor: Actor, here: Tenant) -> None:
    staff = here.actor("owner")
    token, _secret = make_token(actor=staff, name="Riverside program", scope="read", days=1)
    revoke_token(actor=actor, token=token)


def asked_once(actor: Actor, here: Tenant) -> tuple[int, None]:
    a_register_edit(actor, here)
    return 200, None


def over(here: Tenant, actor: Actor) -> Actor:
    """Who came over the tenant's review link, when the actor is one of its people; else the actor."""
    return reviewer_of(here.review_link) if here.programme.pk in actor.roles else actor


def speaking_for(here: Tenant, actor: Actor) -> Actor:
    """The actor as one who speaks for an organisation on the map, when it is one of the tenant's people."""
    if here.programme.pk not in actor.roles:
        return actor
    return replace(actor, organisations={here.programme.pk: here.organisation.parent_id})


def a_thread_opened_over_its_link(actor: Actor, here: Tenant) -> None:
    if here.programme.pk in actor.roles:
        answer(actor=actor, comment=here.review_comment, kind="varies", text="It varies.")
    reopen_over_link(actor=over(here, actor), link=here.review_link, comment=here.review_comment)


def a_comment_hung_anew(actor: Actor, here: Tenant) -> None:
    gone: Comment = CommentFactory(
        version=here.version, author=here.people["owner"], element_id=uuid4(), element_kind="flow"
    )
    attach_again(actor=actor, comment=gone, element=here.flow.pk)


Act = Callable[[Actor, Tenant], object]
# Each service, and one act of it.
ACTS: dict[Callable[..., Any], Act] = {
    create_programme: lambda actor, here: create_programme(actor=SYSTEM, name="Upstream"),
    set_member: lambda actor, here: set_member(
        actor=actor, programme=here.programme, email="new@example.org", name="New", role=Role.VIEWER
    ),
    create_map: lambda actor, here: create_map(actor=actor, programme=here.programme, name="New"),
    copy_map: lambda actor, here: copy_map(
        actor=actor, version=here.version, name="Riverside east", request_id=uuid4()
    ),
    open_map: lambda actor, here: open_map(actor=actor, map_=here.map, up_to=1),
    close_map: lambda actor, here: close_map(actor=actor, map_=here.map),
    start_edit: an_edit,
    edit_map: a_batch,
    undo: a_step_back,
    redo: a_step_again,
    start_preview: lambda actor, here: start_preview(actor=actor, map_=here.map, file=FILE),
    import_flows: lambda actor, here: import_flows(actor=actor, map_=here.map, file=FILE),
    load_document: lambda actor, here: load_document(
        actor=actor,
        map_=MapFactory(programme=here.programme),
        data=here.version.document.encode(),
        file_name="map.json",
    ),
    tidy: lambda actor, here: tidy(actor=actor, map_=here.map, view=WHOLE),
    put_back: a_tidied_picture,
    nudge: a_nudged_box,
    capture: lambda actor, here: capture(
        actor=actor, map_=here.map, edit=uuid4(), line="Riverside A > Riverside B: name"
    ),
    say_more: lambda actor, here: say_more(
        actor=actor,
        map_=here.map,
        edit=uuid4(),
        flows=[here.flow.pk],
        fact="channel",
        value="Riverside fax",
        seen=None,
    ),
    same_as: lambda actor, here: same_as(
        actor=actor, map_=here.map, edit=uuid4(), element=here.flow.source_id, other=a_twin(here)
    ),
    blank_screen: lambda actor, here: blank_screen(actor=actor, map_=here.map, is_blank=True),
    start_interview: lambda actor, here: start_interview(actor=actor, map_=here.map, label="Riverside GP"),
    note_line: lambda actor, here: note_line(
        actor=actor, interview=here.interview, line_id=uuid4(), text="Riverside A > Riverside B"
    ),
    forget_line: lambda actor, here: forget_line(
        actor=actor, interview=here.interview, line_id=here.interview_line.pk
    ),
    merge_interview: lambda actor, here: merge_interview(actor=actor, interview=here.interview),
    discard_interview: lambda actor, here: discard_interview(actor=actor, interview=here.interview),
    add_wall: lambda actor, here: add_wall(actor=actor, map_=here.map, data=PIXEL),
    remove_wall: lambda actor, here: remove_wall(actor=actor, photo=here.photo),
    mark_note: lambda actor, here: mark_note(actor=actor, photo=here.photo),
    tick_note: lambda actor, here: tick_note(
        actor=actor, photo=here.photo, note_id=a_note(here), is_done=True
    ),
    forget_note: lambda actor, here: forget_note(actor=actor, photo=here.photo, note_id=a_note(here)),
    restore_version: an_old_version,
    undo_import: an_undo,
    publish: a_version,
    start_register_edit: a_register_edit,
    add_to_register: lambda actor, here: add_to_register(
        actor=actor, programme=here.programme, kind=DATA_TYPES, values={"name": "Housing need"}
    ),
    change_register: lambda actor, here: change_register(
        actor=actor,
        programme=here.programme,
        kind=DATA_TYPES,
        changes={here.data_type.pk: {"category": "Riverside other"}},
    ),
    remove_from_register: a_removal,
    undo_register_edit: a_register_undo,
    save_filter: lambda actor, here: save_filter(
        actor=actor, programme=here.programme, kind=DATA_TYPES, name="Riverside mine", query={}
    ),
    make_token: lambda actor, here: make_token(
        actor=actor, programme=here.programme, name="Riverside program", scope="read", days=1
    ),
    revoke_token: a_revoked_token,
    once: lambda actor, here: once(actor=actor, key="k", asked=b"", act=lambda: asked_once(actor, here)),
    carry_out: lambda actor, here: carry_out(
        actor=actor,
        map_=here.map,
        planned=lambda: plan_import(map_=here.map, file=FILE),
        file_name="flows.csv",
    ),
    finish_loose_end: lambda actor, here: finish_loose_end(
        actor=actor, receipt=here.receipt, number=0, receiver="Shelter"
    ),
    take_file: lambda actor, here: take_file(actor=actor, map_=here.map, file=FILE, choices=Choices()),
    forget_filter: lambda actor, here: forget_filter(actor=actor, saved=a_filter(actor, here)),
    add_comment: lambda actor, here: add_comment(
        actor=actor, version=here.version, kind="missing", text="The GP."
    ),
    answer: lambda actor, here: answer(actor=actor, comment=here.comment, kind="varies", text="It varies."),
    reopen: lambda actor, here: reopen(actor=actor, comment=here.comment),
    moderate: lambda actor, here: moderate(
        actor=actor, comment=here.comment, hides=True, reason="It names somebody."
    ),
    attach_again: a_comment_hung_anew,
    make_link: lambda actor, here: make_link(actor=actor, version=here.version, organisation=None, days=7),
    sign_off: lambda actor, here: sign_off(actor=speaking_for(here, actor), version=here.version),
    set_review_date: lambda actor, here: set_review_date(actor=actor, map_=here.map, day=None),
    choose_digest: lambda actor, here: choose_digest(actor=actor, digest="daily"),
    end_link: lambda actor, here: end_link(actor=actor, link=here.review_link),
    send_review: lambda actor, here: send_review(
        actor=over(here, actor), link=here.review_link, verdict="mostly", request_id=uuid4()
    ),
    reopen_over_link: a_thread_opened_over_its_link,
    accept_proposal: lambda actor, here: accept_proposal(
        actor=actor, proposal=here.proposal, element=here.flow.pk, edit=uuid4(), text="We did.", sure=True
    ),
    reply: lambda actor, here: reply(actor=actor, comment=here.comment, text="Thank you."),
    ask_redaction: lambda actor, here: ask_redaction(
        actor=actor, map_=here.map, text="riverside purpose", reason="a name"
    ),
    apply_redaction: lambda actor, here: apply_redaction(actor=actor, redaction=here.redaction),
    refuse_redaction: lambda actor, here: refuse_redaction(actor=actor, redaction=here.redaction),
}


def services_with_an_actor() -> Iterator[Callable[..., Any]]:
    """Every public function of a services package that is done by somebody."""
    for package in (organisations.services, dataflows.services):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                is_own = inspect.unwrap(function).__module__ == module.__name__
                if is_own and not name.startswith("_") and "actor" in inspect.signature(function).parameters:
                    yield function


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "ensure_picture", lambda **_what: Picture(failure="Not drawn here."))


def test_every_service_that_somebody_uses_is_tried_here():
    assert {function.__qualname__ for function in services_with_an_actor()} - {record.__qualname__} == {
        function.__qualname__ for function in ACTS
    }


def test_services_take_keywords_only():
    for function in services_with_an_actor():
        for parameter in inspect.signature(function).parameters.values():
            assert parameter.kind is parameter.KEYWORD_ONLY, f"{function.__qualname__}({parameter.name})"


@pytest.mark.parametrize("service", ACTS, ids=lambda service: service.__name__)
def test_an_act_leaves_its_trace(riverside: Tenant, service):
    actor = riverside.actor("owner")
    with scopes_disabled():
        known = {model: set(model.objects.values_list("pk", flat=True)) for model in BOOKS}
        ACTS[service](actor, riverside)
        entries = list(AuditEntry.objects.exclude(pk__in=known[AuditEntry]))
        changes = [one for log in (Change, RegisterChange) for one in log.objects.exclude(pk__in=known[log])]
    assert entries or changes
    by = {(one.actor_kind, one.actor_id) for one in [*entries, *changes]}
    known_by = {("member", actor.id), ("system", SYSTEM.id), ("reviewer", str(riverside.review_link.pk))}
    assert by & known_by
    # Ids and names of fields, never what people wrote.
    assert "riverside" not in str([entry.detail for entry in entries]).lower()


# In the acts of these, Daylight itself does something first, or they are about one's own account.
DONE_FOR = {
    choose_digest,
    restore_version,
    revoke_token,
    create_programme,
    undo_import,
    publish,
    undo_register_edit,
}
BY_ONE_ALONE = [service for service in ACTS if service not in DONE_FOR]


@pytest.mark.parametrize("service", BY_ONE_ALONE, ids=lambda service: service.__name__)
def test_an_act_that_is_refused_leaves_none(world, service):
    """Strangers are refused everywhere: no trace of it in a programme's books, and nothing done."""
    stranger = world.otherplace.actor("owner")
    with scopes_disabled():
        before = [book.objects.count() for book in BOOKS]
        with pytest.raises(Exception, match="nothing here"):
            ACTS[service](stranger, world.riverside)
        assert [book.objects.count() for book in BOOKS] == before
