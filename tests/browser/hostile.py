"""A programme in which every free text of every model attacks the page: each payload once in each column."""

from collections.abc import Iterator
from itertools import count
from typing import Any, Final

from django.db import models
from django_scopes import scopes_disabled

from dataflows.models import (
    AccessRow,
    Agreement,
    Change,
    Comment,
    DataType,
    Flow,
    ImportReceipt,
    Interview,
    InterviewLine,
    JourneyStage,
    Map,
    Moderation,
    Node,
    Outcome,
    PracticeClaim,
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
)
from dataflows.models.register_kinds import KINDS
from dataflows.selectors.documents import draft_document
from dataflows.services.drawing import ensure_picture
from organisations.models import Area, Organisation, OrganisationAlias, Programme, Role, Theme, User
from tests.browser.addresses import pages
from tests.browser.drawn import draw_views
from tests.browser.hostile_files import hostile_content, hostile_sheet
from tests.browser.reviewed import review_values
from tests.browser.xss_payloads import PAYLOADS
from tests.factories import dataflows as rows
from tests.factories import organisations as register

MAPS: Final = 5
# Columns that hold a code, a hash, an address part or a whole file: never what somebody wrote.
NOT_WORDS: Final = {
    Area: {"ons_code"},
    Change: {"actor_kind", "actor_id", "action", "element_kind", "field"},
    Agreement: {"kind", "normalised_name"},
    Comment: {"element_kind", "field", "kind"},
    Outcome: {"kind"},
    Reminder: {"kind", "stage"},
    Review: {"verdict"},
    ReviewAddress: {"email"},
    ReviewLink: {"kind"},
    DataType: {"sensitivity", "normalised_name"},
    Flow: {
        "identifiability", "sender_role", "sender_regime", "sender_lawful_basis", "sender_article_9",
        "sender_schedule_1", "receiver_role", "receiver_regime", "receiver_lawful_basis",
        "receiver_article_9",
        "receiver_schedule_1", "confidentiality_route", "person_told", "person_choice", "consistency",
        "evidence", "confidence",
    },
    ImportReceipt: {"state"},
    Node: {"kind"},
    Organisation: {"kind", "normalised_name"},
    OrganisationAlias: {"normalised_name"},
    PracticeClaim: {"kind", "confidence"},
    Programme: {"slug"},
    Proposal: {"kind", "state"},
    Redaction: {"state"},
    RegisterChange: {"actor_kind", "actor_id", "action", "element_kind", "field"},
    SavedFilter: {"kind"},
    Storage: {"kind", "normalised_name"},
    Theme: {"code"},
    User: {"password", "email", "digest"},
    Version: {"document", "sha256", "seal", "layout"},
}  # fmt: skip


def words_of(model: type[models.Model]) -> list[str]:
    """Return the columns of a model in which people write what they like."""
    codes = NOT_WORDS.get(model, set())
    return [
        field.name
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField) and field.name not in codes
    ]


class Texts:
    """Hands out payloads so that over as many rows as there are payloads each column meets each of them."""

    def __init__(self) -> None:
        self.columns = count(step=37)
        self.shift: dict[tuple[type[models.Model], str], int] = {}
        self.filled: set[tuple[str, str]] = set()

    def row(self, model: type[models.Model], number: int, *, unique: str = "") -> dict[str, str]:
        """Return the hostile texts of one row; the column ``unique`` gets a number to stay apart."""
        texts = {}
        for column in words_of(model):
            shift = self.shift.setdefault((model, column), next(self.columns))
            texts[column] = PAYLOADS[(number + shift) % len(PAYLOADS)]
            self.filled.add((model.__name__, column))
        if unique:
            texts[unique] = f"{texts[unique]} {number}"
        return texts


def make_hostile() -> dict[str, Any]:
    """Make the rows and return where they can be seen."""
    with scopes_disabled():
        texts = Texts()
        user = register.UserFactory(name=PAYLOADS[0], email="staff@example.org")
        programmes = [_programme(texts, number, user) for number in range(len(PAYLOADS))]
        world = _World(texts, programmes[0], user)
        world.fill()
        return world.facts()


def _programme(texts: Texts, number: int, user: User) -> Programme:
    programme: Programme = register.ProgrammeFactory(
        slug=f"p{number}", **texts.row(Programme, number, unique="name")
    )
    register.MembershipFactory(programme=programme, user=user, role=Role.COUNCIL_STAFF)
    return programme


class _World:
    """One programme with a hostile row of everything for each payload."""

    def __init__(self, texts: Texts, programme: Programme, user: User) -> None:
        self.texts, self.programme, self.user = texts, programme, user
        self.maps: list[Map] = []
        self.flows: dict[Map, list[Flow]] = {}
        self.nodes: dict[Map, list[Node]] = {}

    def fill(self) -> None:
        for number in range(len(PAYLOADS)):
            self._map(number)
        for number in range(len(PAYLOADS)):
            self._elements(number, self.maps[number % MAPS])
        for map_ in self.maps[:MAPS]:
            # A second one between the same two, so that a view has a bundle.
            one = self.flows[map_][1]
            rows.FlowFactory(map=map_, source=one.source, target=one.target)
            version = rows.VersionFactory(map=map_, published_by=self.user, **self._row(Version, 0))
            for number, flow in enumerate(self.flows[map_]):
                self._comment(version, flow, number)
            ensure_picture(map_=map_, document=draft_document(map_))
        self._versions(self.maps[MAPS])
        self._receipts(self.maps[0])

    def _row(self, model: type[models.Model], number: int, unique: str = "") -> dict[str, str]:
        return self.texts.row(model, number, unique=unique)

    def _map(self, number: int) -> None:
        here = {"programme": self.programme}
        area = register.AreaFactory(**here, **self._row(Area, number, "name"))
        register.ThemeFactory(**here, code=f"t{number}", **self._row(Theme, number, "name"))
        map_ = rows.MapFactory(**here, area=area, **self._row(Map, number, "name"))
        self.maps.append(map_)
        self.flows[map_], self.nodes[map_] = [], []

    def _elements(self, number: int, map_: Map) -> None:
        here = {"programme": self.programme}
        organisation = register.OrganisationFactory(**here, **self._row(Organisation, number, "name"))
        alias = self._row(OrganisationAlias, number, "name")
        register.OrganisationAliasFactory(**here, organisation=organisation, **alias)
        storage = rows.StorageFactory(**here, organisation=organisation, **self._row(Storage, number, "name"))
        rows.AccessRowFactory(
            **here, storage=storage, organisation=organisation, **self._row(AccessRow, number)
        )
        source = rows.NodeFactory(map=map_, organisation=organisation, **self._row(Node, number))
        target = rows.NodeFactory(
            map=map_, in_storage=True, storage=storage, parent=source, **self._row(Node, number + 1)
        )
        ends = {"source": source, "target": (self.nodes[map_] or [target])[0]}
        flow = rows.FlowFactory(
            map=map_,
            **ends,
            agreement=rows.AgreementFactory(**here, **self._row(Agreement, number, "name")),
            journey_stage=rows.JourneyStageFactory(**here, **self._row(JourneyStage, number, "name")),
            **self._row(Flow, number, "ref"),
        )
        data_type = rows.DataTypeFactory(**here, **self._row(DataType, number, "name"))
        rows.FlowDataTypeFactory(flow=flow, data_type=data_type)
        rows.PracticeClaimFactory(flow=flow, **self._row(PracticeClaim, number))
        change = rows.ChangeFactory(map=map_, element_id=flow.pk, **self._row(Change, number))
        rows.ActFactory(map=map_, edit=change.edit, actor_id=str(self.user.pk))
        rows.RegisterChangeFactory(
            **here, element_id=data_type.pk, actor_id=str(self.user.pk), **self._row(RegisterChange, number)
        )
        rows.SavedFilterFactory(**here, user=self.user, **self._row(SavedFilter, number, "name"))
        rows.RedactionFactory(map=map_, asked_by=self.user, **self._row(Redaction, number))
        self.flows[map_].append(flow)
        self.nodes[map_] += [source, target]

    def _comment(self, version: Version, flow: Flow, number: int) -> None:
        number = number * MAPS + self.maps.index(version.map)
        author = register.UserFactory(email=f"a{number}@example.org", **self._row(User, number))
        register.MembershipFactory(programme=self.programme, user=author)
        said = self._row(Comment, number)
        first = rows.CommentFactory(version=version, author=author, element_id=flow.pk, **said)
        rows.OutcomeFactory(comment=first, by=author, **self._row(Outcome, number))
        self._review(version, flow, number)
        rows.CommentFactory(
            version=version, author=author, parent=first, kind="", **self._row(Comment, number + 1)
        )

    def _review(self, version: Version, flow: Flow, number: int) -> None:
        """A review over a link with a suggestion, every word of it hostile, and a comment that is hidden."""
        link = rows.ReviewLinkFactory(
            version=version,
            kind="organisation",
            organisation=flow.source.organisation,
            made_by=self.user,
            **self._row(ReviewLink, number),
        )
        review = rows.ReviewFactory(link=link, right=[str(flow.pk)], **self._row(Review, number))
        sent = {"version": version, "author": None, "review": review, "element_kind": "flow"}
        said = rows.CommentFactory(**sent, element_id=flow.pk, **self._row(Comment, number + 2))
        words = self._row(Proposal, number)
        suggested = {
            "was": {"channel": words["outcome"]},
            "to": {"channel": PAYLOADS[number % len(PAYLOADS)]},
        }
        rows.ProposalFactory(map=version.map, comment=said, kind="facts", payload=suggested, **words)
        rows.SignOffFactory(
            version=version,
            organisation=flow.source.organisation,
            by=self.user,
            **self._row(SignOff, number),
        )
        hidden = rows.CommentFactory(**sent, element_id=flow.pk, **self._row(Comment, number + 3))
        rows.ModerationFactory(comment=hidden, by=self.user, **self._row(Moderation, number))

    def _versions(self, map_: Map) -> None:
        rows.FlowFactory(map=map_)
        for number in range(1, len(PAYLOADS) + 1):
            rows.VersionFactory(map=map_, number=number, published_by=self.user, **self._row(Version, number))

    def _receipts(self, map_: Map) -> None:
        for number in range(len(PAYLOADS)):
            self.receipt = rows.ImportReceiptFactory(
                map=map_, made_by=self.user, **self._row(ImportReceipt, number), content=hostile_content()
            )
            self.interview = rows.InterviewFactory(map=map_, **self._row(Interview, number))
            for line in range(3):
                rows.InterviewLineFactory(
                    interview=self.interview, **self._row(InterviewLine, number * 3 + line)
                )
        self.preview = rows.ImportReceiptFactory(
            map=map_,
            state=ImportReceipt.State.PREVIEW,
            made_by=self.user,
            file_name=PAYLOADS[1],
            source=hostile_sheet().encode(),
        )

    def facts(self) -> dict[str, Any]:
        first = self.maps[0]
        values = {
            "map_id": first.pk,
            "slug": self.programme.slug,
            "number": 1,
            "before": 1,
            "after": "draft",
            "other_id": Map.objects.filter(programme=self.programme).exclude(pk=first.pk)[0].pk,
            "flow.element_id": self.flows[first][0].pk,
            "element_id": self.nodes[first][0].pk,
            "receipt_id": self.preview.pk,
            "receipt.receipt_id": self.receipt.pk,
            "comment_id": Comment.objects.filter(map=first, parent=None)[0].pk,
            **review_values(first),
            "versions.map_id": self.maps[MAPS].pk,
            "interview_id": self.interview.pk,
            "loose_end.receipt_id": self.receipt.pk,
            "loose_end.number": 0,
            "edit_id": RegisterChange.objects.filter(programme=self.programme)[0].edit,
            "rows": {
                slug: kind.model._default_manager.filter(programme=self.programme).first().pk
                for slug, kind in KINDS.items()
            },
        }
        return {
            "pages": pages(values | draw_views(first, str(values["element_id"]))),
            "staff": self.user,
            "maps": [str(map_.pk) for map_ in self.maps[:MAPS]],
            "elements": {str(map_.pk): list(self._element_paths(map_)) for map_ in self.maps[:MAPS]},
            "columns": sorted(f"{model}.{column}" for model, column in self.texts.filled),
        }

    def _element_paths(self, map_: Map) -> Iterator[str]:
        yield from (f"f/{flow.pk}/" for flow in self.flows[map_])
        yield from (f"n/{node.pk}/" for node in self.nodes[map_])
