"""Maps, what they draw on, and what hangs on them."""

import uuid
from base64 import b64decode
from dataclasses import asdict
from datetime import date, timedelta

import factory
from django.utils import timezone
from django_scopes import scopes_disabled

from dataflows.formats.document import canonical_json, sha256
from dataflows.formats.flow_row import FlowRow
from dataflows.models import (
    AccessRow,
    Act,
    Agreement,
    Change,
    Comment,
    DataType,
    Digest,
    DraftLayout,
    Flow,
    FlowDataType,
    ImportOrigin,
    ImportReceipt,
    Interview,
    InterviewLine,
    JourneyStage,
    Lineage,
    Map,
    MapCopy,
    Moderation,
    Node,
    OnScreen,
    Outcome,
    Picture,
    PracticeClaim,
    Presence,
    Proposal,
    Redaction,
    RegisterChange,
    Reminder,
    Review,
    ReviewAddress,
    ReviewLink,
    SavedFilter,
    SignOff,
    Storage,
    Version,
    WallNote,
    WallPhoto,
)
from dataflows.models.versions import seal_of
from dataflows.selectors.documents import draft_document
from organisations.models.organisations import normalise
from tests.factories.base import Factory, says, says_each, with_programme_of, within
from tests.factories.organisations import AreaFactory, OrganisationFactory, ProgrammeFactory, UserFactory

# A photo of one colour, as small as a JPEG can be.
PIXEL = b64decode(
    b"/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqM"
    b"yP/L2u71////m8H////6/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4"
    b"+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAADAAQDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEA"
    b"AAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhED"
    b"EQA/ALgAf//Z"
)


class DataTypeFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    name = says_each("data type")
    normalised_name = factory.LazyAttribute(lambda made: normalise(made.name))
    sensitivity = "special_category"
    category = says("category")
    dpv_concept = says("concept")
    notes = says("data type's notes")

    class Meta:
        model = DataType


class StorageFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    organisation = within(OrganisationFactory)
    name = says_each("storage")
    normalised_name = factory.LazyAttribute(lambda made: normalise(made.name))
    kind = "case_system"
    location = says("location")
    access_note = says("access")
    security = says("security")
    retention = says("retention")
    notes = says("storage's notes")

    class Meta:
        model = Storage


class AccessRowFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    storage = within(StorageFactory)
    organisation = within(OrganisationFactory)
    role = says("readers")
    notes = says("access row's notes")

    class Meta:
        model = AccessRow


class AgreementFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    name = says_each("agreement")
    normalised_name = factory.LazyAttribute(lambda made: normalise(made.name))
    notes = says("agreement's notes")

    class Meta:
        model = Agreement


class JourneyStageFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    name = says_each("stage")
    aliases = factory.LazyAttribute(lambda made: [f"{made.programme.name} other word"])

    class Meta:
        model = JourneyStage


class MapFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    area = within(AreaFactory)
    name = says_each("map")
    description = says("map's description")

    class Meta:
        model = Map


class NodeFactory(Factory):
    """An organisation on a map. A person: `kind="person", organisation=None`; a storage: `in_storage`."""

    map = factory.SubFactory(MapFactory)
    programme = with_programme_of("map")
    kind = "organisation"
    organisation = within(OrganisationFactory)
    name = factory.LazyAttribute(
        lambda made: made.organisation.name if made.organisation else f"{made.programme.name} {made.kind}"
    )
    notes = says("node's notes")
    position = factory.Sequence(lambda number: number)

    class Meta:
        model = Node

    class Params:
        in_storage = factory.Trait(
            kind="storage",
            organisation=None,
            storage=within(StorageFactory),
            name=factory.SelfAttribute("storage.name"),
        )


class FlowFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = with_programme_of("map")
    source = factory.SubFactory(NodeFactory, map=factory.SelfAttribute("..map"))
    target = factory.SubFactory(NodeFactory, map=factory.SelfAttribute("..map"))
    position = factory.Sequence(lambda number: number)
    ref = says_each("ref")
    identifiability = "identifiable"
    channel = says("channel")
    trigger = says("trigger")
    frequency = says("frequency")
    purpose = says("purpose")
    if_not_shared = says("loss")
    necessity = says("necessity")
    sender_law = says("sender's law")
    receiver_law = says("receiver's law")
    safeguard = says("safeguard")
    dpia_reference = says("DPIA")
    person_told = "before"
    evidence_source = says("source")
    notes = says("flow's notes")

    class Meta:
        model = Flow


class FlowDataTypeFactory(Factory):
    flow = factory.SubFactory(FlowFactory)
    programme = with_programme_of("flow")
    data_type = within(DataTypeFactory)
    position = 0

    class Meta:
        model = FlowDataType


class ChangeFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = with_programme_of("map")
    seq = factory.Sequence(lambda number: 1_000_000 + number)
    actor_kind = "member"
    action = "set"
    element_kind = "flow"
    element_id = factory.LazyFunction(uuid.uuid4)
    field = "purpose"
    before = says("text before")
    after = says("text after")
    summary = says("summary")

    class Meta:
        model = Change


class ActFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = with_programme_of("map")
    kind = Act.Kind.EDIT
    actor_kind = "member"

    class Meta:
        model = Act


class LineageFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = with_programme_of("map")
    edit = factory.LazyFunction(uuid.uuid4)
    kind = Lineage.Kind.MERGED
    element_kind = "flow"
    origin = factory.LazyFunction(uuid.uuid4)
    result = factory.LazyFunction(uuid.uuid4)

    class Meta:
        model = Lineage


class RegisterChangeFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    seq = factory.Sequence(lambda number: 1_000_000 + number)
    actor_kind = "member"
    action = "set"
    element_kind = "data_type"
    element_id = factory.LazyFunction(uuid.uuid4)
    name = says("changed name")
    field = "category"
    before = says("category before")
    after = says("category after")

    class Meta:
        model = RegisterChange


class SavedFilterFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    user = factory.SubFactory(UserFactory)
    kind = "organisation"
    name = says("filter")
    query = factory.LazyAttribute(lambda made: {"q": f"{made.programme.name} sought"})

    class Meta:
        model = SavedFilter


def _document(version: factory.builder.Resolver) -> str:
    with scopes_disabled():
        return canonical_json(draft_document(version.map))


def seal_of_version(version: factory.builder.Resolver) -> str:
    return seal_of(
        previous=version.parent.seal if version.parent else "",
        number=version.number,
        sha256=version.sha256,
        layout=version.layout,
        note=version.note,
    )


class VersionFactory(Factory):
    """The map as it stands, published."""

    map = factory.SubFactory(MapFactory)
    programme = with_programme_of("map")
    number = 1
    parent = None
    schema_version = 1
    document = factory.LazyAttribute(_document)
    sha256 = factory.LazyAttribute(lambda made: sha256(made.document))
    note = says("version's note")
    layout = ""
    seal = factory.LazyAttribute(seal_of_version)
    map_seq = factory.SelfAttribute("map.seq")

    class Meta:
        model = Version


class CommentFactory(Factory):
    version = factory.SubFactory(VersionFactory)
    map = factory.SelfAttribute("version.map")
    programme = with_programme_of("version")
    sentence = says("sentence")
    kind = "not_right"
    text = says("comment")
    author = factory.SubFactory(UserFactory)

    class Meta:
        model = Comment


class OutcomeFactory(Factory):
    comment = factory.SubFactory(CommentFactory)
    map = factory.SelfAttribute("comment.map")
    programme = with_programme_of("comment")
    kind = "varies"
    text = says("outcome")
    by = factory.SubFactory(UserFactory)

    class Meta:
        model = Outcome


class DraftLayoutFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = factory.SelfAttribute("map.programme")
    # Another view than the one that is drawn by itself: it begins nowhere.
    view = "theme"

    class Meta:
        model = DraftLayout


class OnScreenFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = factory.SelfAttribute("map.programme")

    class Meta:
        model = OnScreen


class PresenceFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = factory.SelfAttribute("map.programme")
    person = factory.SubFactory(UserFactory)
    until = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))

    class Meta:
        model = Presence


class InterviewFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = factory.SelfAttribute("map.programme")
    label = says("interview")
    held_by = factory.SubFactory(UserFactory)

    class Meta:
        model = Interview


class InterviewLineFactory(Factory):
    interview = factory.SubFactory(InterviewFactory)
    programme = with_programme_of("interview")
    text = says("line")

    class Meta:
        model = InterviewLine


class WallPhotoFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = factory.SelfAttribute("map.programme")
    image = PIXEL
    width = 4
    height = 3
    added_by = factory.SubFactory(UserFactory)

    class Meta:
        model = WallPhoto


class WallNoteFactory(Factory):
    photo = factory.SubFactory(WallPhotoFactory)
    programme = with_programme_of("photo")
    number = factory.LazyAttribute(lambda made: WallNote.objects.filter(photo=made.photo).count() + 1)
    x = 0.5
    y = 0.5

    class Meta:
        model = WallNote


class PictureFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    key = factory.Sequence(lambda number: f"{number:064x}")
    svg = factory.LazyAttribute(
        lambda made: (
            f'<svg xmlns="http://www.w3.org/2000/svg"><title>{made.programme.name} picture</title></svg>'
        )
    )
    engine = "dot"
    engine_version = says("engine")
    rung = "label nodes"

    class Meta:
        model = Picture


class ImportReceiptFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = with_programme_of("map")
    state = ImportReceipt.State.IMPORTED
    file_name = says("file.csv")
    label = says("file")
    content = factory.LazyAttribute(
        lambda made: {
            "kept": 1,
            "matched": 0,
            "guessed": [
                {
                    "kind": "guessed",
                    "source": f"{made.programme.name} file.csv row 2",
                    "ref": f"{made.programme.name} ref",
                    "column": "purpose",
                    "value": f"{made.programme.name} written",
                    "became": f"{made.programme.name} guessed",
                    "reason": f"{made.programme.name} reason",
                }
            ],
            "noted": [],
            "unattached": [],
            "dropped": [],
            "loose": [
                {
                    "source": f"{made.programme.name} file",
                    "row": asdict(
                        FlowRow(
                            number=3,
                            place=f"{made.programme.name} file.csv row 3",
                            from_organisation=f"{made.programme.name} sender",
                            data_types=(f"{made.programme.name} data",),
                        )
                    ),
                }
            ],
            "flows": [],
            "new_organisations": [],
            "new_data_types": [],
        }
    )

    class Meta:
        model = ImportReceipt


class ImportOriginFactory(Factory):
    receipt = factory.SubFactory(ImportReceiptFactory)
    programme = with_programme_of("receipt")
    map = factory.LazyAttribute(lambda made: made.receipt.map)
    position = factory.Sequence(int)
    source = says("file")
    key = says("ref A1")
    place = says("file.csv row 2")
    element_kind = "flow"
    values = factory.LazyAttribute(lambda made: {"purpose": f"{made.programme.name} purpose"})

    class Meta:
        model = ImportOrigin


class RedactionFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = with_programme_of("map")
    text = says("text to remove")
    reason = says("reason to remove")
    asked_by = factory.SubFactory(UserFactory)

    class Meta:
        model = Redaction


class PracticeClaimFactory(Factory):
    flow = factory.SubFactory(FlowFactory)
    programme = with_programme_of("flow")
    kind = "usual"
    text = says("claim")
    claimed_on = date(2026, 11, 1)

    class Meta:
        model = PracticeClaim


class ModerationFactory(Factory):
    comment = factory.SubFactory(CommentFactory)
    map = factory.SelfAttribute("comment.map")
    programme = with_programme_of("comment")
    hides = True
    reason = says("reason to hide")
    by = factory.SubFactory(UserFactory)

    class Meta:
        model = Moderation


class ReviewLinkFactory(Factory):
    version = factory.SubFactory(VersionFactory)
    map = factory.SelfAttribute("version.map")
    programme = with_programme_of("version")
    kind = "lived"
    label = says("label")
    made_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))

    class Meta:
        model = ReviewLink


class ReviewFactory(Factory):
    link = factory.SubFactory(ReviewLinkFactory)
    version = factory.SelfAttribute("link.version")
    map = factory.SelfAttribute("link.map")
    programme = with_programme_of("link")
    role = says("role")
    verdict = "mostly"

    class Meta:
        model = Review


class ReviewAddressFactory(Factory):
    review = factory.SubFactory(ReviewFactory)
    programme = with_programme_of("review")
    email = factory.LazyAttribute(lambda made: f"{made.programme.name.lower()}@example.org")

    class Meta:
        model = ReviewAddress


class MapCopyFactory(Factory):
    version = factory.SubFactory(VersionFactory)
    map = factory.SubFactory(MapFactory, programme=factory.SelfAttribute("..version.programme"))
    programme = with_programme_of("version")

    class Meta:
        model = MapCopy


class ReminderFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    kind = "map"
    element_id = factory.LazyFunction(uuid.uuid4)
    review_date = date(2026, 11, 1)
    stage = "due"

    class Meta:
        model = Reminder


class SignOffFactory(Factory):
    version = factory.SubFactory(VersionFactory)
    map = factory.SelfAttribute("version.map")
    programme = with_programme_of("version")
    organisation = within(OrganisationFactory)
    signs = True
    note = says("note of the sign-off")
    by = factory.SubFactory(UserFactory)

    class Meta:
        model = SignOff


class DigestFactory(Factory):
    version = factory.SubFactory(VersionFactory)
    programme = with_programme_of("version")
    reader = factory.SubFactory(UserFactory)

    class Meta:
        model = Digest


class ProposalFactory(Factory):
    map = factory.SubFactory(MapFactory)
    programme = with_programme_of("map")
    kind = "set"
    payload = factory.LazyAttribute(lambda made: {"text": f"{made.programme.name} proposal"})
    outcome = says("outcome")

    class Meta:
        model = Proposal
