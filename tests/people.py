"""The world that tests of rights live in: Riverside with its five people, a guest, and a stranger.

The stranger owns another programme, Otherplace. Every text of a programme carries the programme's name, so a
page of Riverside that shows the word "Otherplace", or an id of it, has let something through.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django_scopes import scopes_disabled

from dataflows.models import (
    Agreement,
    Comment,
    DataType,
    Flow,
    ImportReceipt,
    Interview,
    InterviewLine,
    Map,
    Node,
    Proposal,
    Redaction,
    Review,
    ReviewLink,
    SavedFilter,
    Version,
    WallPhoto,
)
from dataflows.selectors.documents import draft_document
from dataflows.selectors.renderings import draft_rendering
from organisations.models import Organisation, Programme, Role, User
from organisations.permissions import Actor, SystemActor
from organisations.selectors import actor_of
from organisations.services.tokens import make_token
from tests.factories import dataflows as rows
from tests.factories import organisations as register

MEMBERS = ("viewer", "partner", "facilitator", "council_staff", "owner")
# A program of council staff's, with a token that lets it do all that a token can.
ACTORS = ("guest", *MEMBERS, "stranger", "token")
SYSTEM = SystemActor(id="tests")


@dataclass
class Tenant:
    """One programme with one of everything in it."""

    programme: Programme
    people: dict[str, User] = field(default_factory=dict)
    map: Map = field(init=False)
    flow: Flow = field(init=False)
    person: Node = field(init=False)
    storage: Node = field(init=False)
    version: Version = field(init=False)
    comment: Comment = field(init=False)
    preview: ImportReceipt = field(init=False)
    interview: Interview = field(init=False)
    interview_line: InterviewLine = field(init=False)
    photo: WallPhoto = field(init=False)
    receipt: ImportReceipt = field(init=False)
    redaction: Redaction = field(init=False)
    organisation: Organisation = field(init=False)
    data_type: DataType = field(init=False)
    agreement: Agreement = field(init=False)
    register_edit: UUID = field(init=False)
    filter: SavedFilter = field(init=False)
    proposal: Proposal = field(init=False)
    review_link: ReviewLink = field(init=False)
    review: Review = field(init=False)
    review_comment: Comment = field(init=False)

    def actor(self, role: str) -> Actor:
        """One of the programme's people, as services see them."""
        return actor_of(self.people[role])

    def texts_and_ids(self) -> set[str]:
        """What nobody outside the programme may read: its name, which all its texts carry, and every id."""
        return {
            self.programme.name.lower(),
            *(str(row.pk) for row in rows_of(self.programme) if has_uuid(row)),
        }


@dataclass
class World:
    """Two programmes that know nothing of each other."""

    riverside: Tenant
    otherplace: Tenant

    def user(self, actor: str) -> User | None:
        """The account of `guest` (none), `stranger`, or one of Riverside's people."""
        if actor in ("guest", "token"):
            return None
        return self.otherplace.people["owner"] if actor == "stranger" else self.riverside.people[actor]

    def client(self, actor: str, **options: Any) -> Client:
        """A browser in which this person is signed in; for `token` a program, which has no session."""
        client = Client(**options, headers=self.headers(actor))
        if user := self.user(actor):
            client.force_login(user)
        return client

    def headers(self, actor: str) -> dict[str, str]:
        """What a request of this actor brings besides cookies."""
        if actor != "token":
            return {}
        staff = self.riverside.actor("council_staff")
        _token, secret = make_token(actor=staff, name="Riverside program", scope="all", days=1)
        return {"Authorization": f"Bearer {secret}"}


def make_world() -> World:
    """Make both programmes."""
    return World(riverside=make_tenant("Riverside", MEMBERS), otherplace=make_tenant("Otherplace"))


def make_tenant(name: str, roles: tuple[str, ...] = ("owner", "facilitator", "council_staff")) -> Tenant:
    """Make a programme with its people, a map with everything on it, and all that hangs on the map."""
    with scopes_disabled():
        tenant = Tenant(programme=register.ProgrammeFactory(name=name))
        for role in roles:
            tenant.people[role] = make_member(tenant.programme, role)
        _fill_map(tenant)
        _fill_rest(tenant)
    return tenant


def make_member(programme: Programme, role: str) -> User:
    """Make a person with a role, and a second factor where the role needs one."""
    user: User = register.UserFactory(name=f"{programme.name} {role}")
    speaks_for = register.OrganisationFactory(programme=programme)
    register.MembershipFactory(programme=programme, user=user, role=Role(role), organisation=speaks_for)
    if role == "owner":
        register.SecondFactorFactory(user=user)
    return user


def _fill_map(tenant: Tenant) -> None:
    programme = tenant.programme
    tenant.map = rows.MapFactory(programme=programme)
    here = {"map": tenant.map}
    tenant.person = rows.NodeFactory(**here, kind="person", organisation=None)
    parent = register.OrganisationFactory(programme=programme)
    team = register.OrganisationFactory(programme=programme, parent=parent)
    team.areas.add(tenant.map.area)
    team.themes.add(register.ThemeFactory(programme=programme))
    register.OrganisationAliasFactory(programme=programme, organisation=team)
    tenant.organisation = team
    sender = rows.NodeFactory(**here, organisation=team)
    tenant.storage = rows.NodeFactory(**here, in_storage=True, parent=sender, storage__organisation=team)
    rows.AccessRowFactory(programme=programme, storage=tenant.storage.storage)
    tenant.agreement = rows.AgreementFactory(programme=programme)
    tenant.flow = rows.FlowFactory(
        **here,
        source=sender,
        agreement=tenant.agreement,
        journey_stage=rows.JourneyStageFactory(programme=programme),
    )
    tenant.data_type = rows.FlowDataTypeFactory(flow=tenant.flow).data_type
    rows.FlowDataTypeFactory(flow=rows.FlowFactory(**here, source=tenant.person, target=tenant.storage))
    # With the one above a bundle, where storages fold into their organisation.
    rows.FlowFactory(**here, source=tenant.person, target=sender)


def _fill_rest(tenant: Tenant) -> None:
    programme, here = tenant.programme, {"map": tenant.map}
    staff, facilitator = tenant.people["council_staff"], tenant.people["facilitator"]
    tenant.version = rows.VersionFactory(**here, published_by=staff)
    tenant.comment = rows.CommentFactory(
        version=tenant.version, author=facilitator, element_id=tenant.flow.pk
    )
    rows.OutcomeFactory(comment=tenant.comment, by=staff)
    rows.CommentFactory(version=tenant.version, author=staff, parent=tenant.comment, kind="")
    tenant.receipt = rows.ImportReceiptFactory(**here, made_by=facilitator)
    rows.ImportOriginFactory(receipt=tenant.receipt, element_id=tenant.flow.pk)
    tenant.preview = rows.ImportReceiptFactory(
        **here,
        state=ImportReceipt.State.PREVIEW,
        made_by=facilitator,
        source=f"From,To,Data,Purpose\n{programme.name} A,{programme.name} B,Name,help\n".encode(),
    )
    tenant.redaction = rows.RedactionFactory(**here, asked_by=staff)
    change = rows.ChangeFactory(**here, element_id=tenant.flow.pk)
    rows.ActFactory(**here, edit=change.edit)
    rows.LineageFactory(**here, result=tenant.flow.pk)
    tenant.register_edit = rows.RegisterChangeFactory(
        programme=programme, element_id=tenant.data_type.pk, actor_id=str(staff.pk)
    ).edit
    tenant.filter = rows.SavedFilterFactory(programme=programme, user=staff)
    rows.PracticeClaimFactory(flow=tenant.flow)
    _fill_reviews(tenant)
    register.AuditEntryFactory(programme=programme)
    rows.DraftLayoutFactory(map=tenant.map)
    rows.PresenceFactory(map=tenant.map, person=facilitator, element=tenant.flow.pk)
    rows.OnScreenFactory(map=tenant.map, element=tenant.flow.pk)
    tenant.interview = rows.InterviewFactory(map=tenant.map, held_by=facilitator)
    tenant.interview_line = rows.InterviewLineFactory(
        interview=tenant.interview, text=f"{programme.name} A > {programme.name} B: {programme.name} notes"
    )
    tenant.photo = rows.WallPhotoFactory(map=tenant.map, added_by=facilitator)
    rows.WallNoteFactory(photo=tenant.photo)
    shown = draft_rendering(SYSTEM, tenant.map)
    rows.PictureFactory(
        programme=programme, key=shown.key, element_count=len(draft_document(tenant.map).graph.nodes)
    )


def _fill_reviews(tenant: Tenant) -> None:
    version, staff = tenant.version, tenant.people["council_staff"]
    tenant.review_link = rows.ReviewLinkFactory(
        version=version, kind="organisation", organisation=tenant.organisation, made_by=staff
    )
    tenant.review = rows.ReviewFactory(link=tenant.review_link, right=[str(tenant.flow.pk)])
    rows.ReviewAddressFactory(review=tenant.review)
    tenant.review_comment = rows.CommentFactory(
        version=version, author=None, review=tenant.review, element_id=tenant.flow.pk
    )
    suggested = {"was": {"channel": ""}, "to": {"channel": f"{tenant.programme.name} fax"}}
    tenant.proposal = rows.ProposalFactory(
        map=tenant.map, comment=tenant.review_comment, kind="facts", payload=suggested
    )
    rows.ReminderFactory(programme=tenant.programme, element_id=tenant.map.pk)
    rows.SignOffFactory(version=version, organisation=tenant.organisation, by=staff)
    rows.MapCopyFactory(version=version, map=tenant.map)
    rows.DigestFactory(version=version, reader=staff)
    hidden = rows.CommentFactory(version=version, author=staff, element_id=tenant.flow.pk)
    rows.ModerationFactory(comment=hidden, by=staff)


def rows_of(programme: Programme) -> Iterator[models.Model]:
    """Every row that belongs to a programme."""
    yield programme
    with scopes_disabled():
        for model in tenant_models():
            yield from model._default_manager.filter(programme=programme)


def tenant_models() -> list[type[models.Model]]:
    """Every model whose rows belong to a programme."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "programme" and field.related_model is Programme for field in model._meta.fields)
    ]


def has_uuid(row: models.Model) -> bool:
    """Whether the row's key is one that means this row alone."""
    return isinstance(row._meta.pk, models.UUIDField)


@pytest.fixture
def world(db: None) -> World:
    """Riverside and Otherplace, for one test."""
    return make_world()


@pytest.fixture
def riverside(world: World) -> Tenant:
    """The programme that most tests are about."""
    return world.riverside
