"""What the browser's tests look at: the sample programmes, or rows whose every text attacks the page."""

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from django_scopes import scopes_disabled
from PIL import Image

from dataflows.models import Comment, Flow, ImportReceipt, Map, Node, RegisterChange
from dataflows.models.register_kinds import KINDS
from dataflows.selectors.documents import draft_document
from dataflows.selectors.review_links import reviewer_of
from dataflows.services.drawing import ensure_picture
from dataflows.services.edit_kinds import Connect
from dataflows.services.editing import edit_map
from dataflows.services.filters import save_filter
from dataflows.services.importing import SourceFile, import_flows, start_preview
from dataflows.services.interviewing import note_line, start_interview
from dataflows.services.maps import create_map
from dataflows.services.redaction import ask_redaction
from dataflows.services.register_edits import add_to_register, change_register
from dataflows.services.review_links import make_link
from dataflows.services.reviewing import Said, send_review
from dataflows.services.sample import load_sample
from dataflows.services.undoing import undo_import
from jobs.models import Job, JobState
from organisations.models import Membership, Role, User
from organisations.permissions import Actor
from organisations.selectors import actor_of
from tests.browser.addresses import pages
from tests.browser.drawn import draw_views
from tests.browser.hostile import make_hostile
from tests.browser.reviewed import review_values
from tests.factories.dataflows import WallNoteFactory, WallPhotoFactory

Facts = dict[str, Any]

LOOSE_ROWS = (
    "ref,from_organisation,to_organisation,data_types,channel\n"
    "L1,Shelter,Manchester City Council,Name,letter\n"
    "L2,Shelter,,Housing need,e-mail\n"
)
NEW_ROWS = (
    "from_organisation,to_organisation,data_types,channel,purpose,person_told\n"
    "Shelter,Manchester City Council,Name,e-mail,plan support,Before\n"
    "Shelter,Somebody New,Name; Shoe size,letter,find out,Sometimes\n"
)


def sample() -> Facts:
    """Load the sample programmes and one thing of every kind that pages show."""
    with scopes_disabled():
        load_sample()
        map_ = Map.objects.get(name="Manchester")
        flow, node = Flow.objects.filter(map=map_)[0], Node.objects.filter(map=map_)[1]
        people = _people(map_)
        staff = actor_of(people[Role.COUNCIL_STAFF])
        loose_receipt = import_flows(
            actor=staff, map_=map_, file=SourceFile(name="loose.csv", data=LOOSE_ROWS.encode())
        )
        # What it brought goes again: the pictures are those of the sample.
        undo_import(actor=staff, receipt=loose_receipt)
        preview = start_preview(
            actor=staff, map_=map_, file=SourceFile(name="new.csv", data=NEW_ROWS.encode())
        )
        ask_redaction(
            actor=staff, map_=map_, text="Jo Bloggs", reason="Somebody's name was typed by mistake."
        )
        interview = start_interview(actor=staff, map_=map_, label="Housing officer")
        for text in ("Shelter > Manchester City Council: name by phone", "nobody knows"):
            note_line(actor=staff, interview=interview, line_id=uuid4(), text=text)
        WallNoteFactory(photo=WallPhotoFactory(map=map_, image=a_wall(), width=800, height=600))
        _fail_a_job(map_)
        for each in Map.objects.all():
            ensure_picture(map_=each, document=draft_document(each))
        _send_a_review(staff, map_)
        views = draw_views(map_, str(node.pk))
        values = {
            "map_id": map_.pk,
            "slug": map_.programme.slug,
            "number": 1,
            "other_id": (Map.objects.filter(programme=map_.programme).exclude(pk=map_.pk).first() or map_).pk,
            "before": 1,
            "after": "draft",
            "flow.element_id": flow.pk,
            "element_id": node.pk,
            **views,
            **review_values(map_),
            "receipt_id": preview.pk,
            "receipt.receipt_id": ImportReceipt.objects.exclude(pk=loose_receipt.pk)
            .get(map=map_, state="imported")
            .pk,
            "comment_id": Comment.objects.get(map=map_, parent=None, review=None).pk,
            "rows": _register_rows(staff, map_),
            "interview_id": interview.pk,
            "loose_end.receipt_id": loose_receipt.pk,
            "loose_end.number": 0,
        }
        values["edit_id"] = RegisterChange.objects.filter(programme=map_.programme).latest("seq").edit
        return {
            "pages": pages(values),
            "sessions": {role.value: _session(person) for role, person in people.items()},
            "maps": {each.name: str(each.pk) for each in Map.objects.all()},
            "flow": str(flow.pk),
            "node": str(node.pk),
            "group": views["group.element_id"],
            "bundle": views["bundle.element_id"],
        }


def a_wall() -> bytes:
    """A photo of a wall with notes on it, plain squares of colour."""
    wall = Image.new("RGB", (800, 600), (235, 235, 230))
    for across in range(4):
        for down in range(3):
            wall.paste(
                (255, 236, 130), (40 + 190 * across, 40 + 180 * down, 180 + 190 * across, 170 + 180 * down)
            )
    file = BytesIO()
    wall.save(file, "JPEG")
    return file.getvalue()


def _register_rows(staff: Actor, map_: Map) -> dict[str, UUID]:
    """Add one row of every kind to the register and change it; return their ids."""
    here: Facts = {"actor": staff, "programme": map_.programme}
    rows: dict[str, UUID] = {}
    for slug, kind in KINDS.items():
        values: Facts = {"name": f"New {kind.code}"}
        if slug == "storage":
            reader = {"organisation": "", "role": "Night staff", "notes": ""}
            values |= {"organisation": str(rows["organisations"]), "readers": [reader]}
        rows[slug] = add_to_register(**here, kind=kind, values=values).pk
        change_register(**here, kind=kind, changes={rows[slug]: {"notes": "Added by hand."}})
    save_filter(**here, kind=KINDS["organisations"], name="Drafts", query={"draft": "yes", "q": "new"})
    return rows


def _send_a_review(staff: Actor, map_: Map) -> None:
    """Make a review link for who sends a flow, and send a review with a suggestion over it."""
    version = map_.versions.get(number=1)
    flow = Flow.objects.filter(map=map_, source__organisation__isnull=False)[0]
    sender = flow.source.organisation
    link = make_link(actor=staff, version=version, organisation=sender, days=7, label="outreach team")
    said = Said(element=flow.pk, kind="not_right", text="It is weekly.", facts={"frequency": "weekly"})
    send_review(
        actor=reviewer_of(link), link=link, verdict="mostly", said=[said], role="worker", request_id=uuid4()
    )


def _fail_a_job(map_: Map) -> None:
    Job.objects.create(
        kind="draw_map",
        state=JobState.FAILED,
        attempts=3,
        payload={"programme": str(map_.programme_id)},
        error="The process that did this was ended by signal 6 (SIGABRT).",
        finished_at=timezone.now(),
    )


def capturing() -> Facts:
    """Northmoor's register with two maps: an empty one, and one of sixty flows."""
    with scopes_disabled():
        load_sample()
        northmoor = Map.objects.get(name="Northmoor support service")
        people = _people(northmoor)
        actor = actor_of(people[Role.FACILITATOR])
        empty = create_map(actor=actor, programme=northmoor.programme, name="By keyboard")
        sixty = create_map(actor=actor, programme=northmoor.programme, name="Sixty flows")
        names = [node.name for node in Node.objects.filter(map=northmoor, kind="organisation")]
        pairs = [(one, other) for one in names for other in names if one != other]
        edits = [
            Connect(id=uuid4(), source=one, target=other, facts={"data_types": ["Attendance"]})
            for one, other in pairs[::4][:60]
        ]
        edit_map(actor=actor, map_=sixty, edit=uuid4(), edits=edits)
        maps = {"empty": empty, "sixty": sixty, "northmoor": northmoor}
        return {
            "pages": {},
            "sessions": {role.value: _session(person) for role, person in people.items()},
            "maps": {name: str(map_.pk) for name, map_ in maps.items()},
        }


def hostile() -> Facts:
    """Make the programme whose every text attacks the page."""
    facts = make_hostile()
    facts["sessions"] = {"staff": _session(facts.pop("staff"))}
    return facts


def _people(map_: Map) -> dict[Role, User]:
    memberships = Membership.objects.filter(programme=map_.programme).select_related("user")
    return {Role(row.role): row.user for row in memberships}


def _session(person: User) -> str:
    """Sign a person in and return the session's key, as the sign-in page would."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)
