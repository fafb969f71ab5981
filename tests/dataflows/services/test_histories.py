"""Whatever two people do to a map by turns, its log, its rows and its document agree.

A run is some fifty acts on one map: edits, undo, redo, merges, splits, removals, versions, imports.
What is refused changes nothing; what is done can be undone to the letter and done again; merges and splits
leave their lineage.
"""

import csv
import io
from collections import Counter
from functools import partial
from typing import Any, ClassVar
from uuid import UUID, uuid4

import hypothesis
import hypothesis.strategies as st
import pytest
from django_scopes import scope
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dataflows.formats.document import to_dict
from dataflows.models import Act, Change, Flow, ImportReceipt, Lineage, Map, Node, PracticeClaim, Version
from dataflows.selectors.documents import draft_document, version_document
from dataflows.services import edit_kinds as kinds
from dataflows.services.editing import edit_map
from dataflows.services.importing import SourceFile, import_flows
from dataflows.services.restoring import restore_version
from dataflows.services.undo import Over, redo, undo
from dataflows.services.undoing import undo_import
from dataflows.services.versions import publish
from organisations.errors import DomainError
from organisations.permissions import Actor
from tests.dataflows.services.replay import replayed, rows_of
from tests.factories.dataflows import MapFactory, PracticeClaimFactory
from tests.people import Tenant

pytestmark = pytest.mark.django_db
SAMPLED = hypothesis.settings(max_examples=20, stateful_step_count=30)
FULL = hypothesis.settings(max_examples=500, stateful_step_count=50)
EVERY_KIND = {
    *("Merge", "Split", "Remove", "Restore", "undo", "redo", "publish", "import", "use a version"),
}

PEOPLE = st.sampled_from(["owner", "council_staff"])
NAMES = st.sampled_from(["Shelter", "MCC", "GP", "Police", "the person", "Housing team"])
STORAGES = st.sampled_from(["Case system", "Shared drive"])
DATA = st.lists(st.sampled_from(["name", "case notes", "risk level", "address"]), max_size=3, unique=True)
FACTS = st.sampled_from(
    [
        ("channel", "post"),
        ("channel", "e-mail"),
        ("channel", ""),
        ("purpose", "plan support"),
        ("purpose", "keep people safe"),
        ("person_told", "before"),
        ("person_told", ""),
        ("sender_lawful_basis", "public_task"),
        ("review_date", "2027-03-31"),
        ("review_date", ""),
        ("agreement", "Sharing agreement"),
        ("agreement", ""),
        ("journey_stage", "Support"),
        ("notes", "two\nlines"),
        ("data_types", "name; case notes"),
        ("data_types", "risk level"),
    ]
)
ANY = st.integers(min_value=0, max_value=10_000)
AGO = st.integers(min_value=0, max_value=12)


class Editing(RuleBasedStateMachine):
    """One map, and two people who do to it what they like."""

    tenant: ClassVar[Tenant]
    done: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self) -> None:
        self.map: Map = MapFactory(programme=self.tenant.programme, name=f"Riverside {uuid4()}")
        self.edit("owner", kinds.AddNode(id=uuid4(), kind="storage", name="Case system", within="MCC"))
        for sender, receiver, data in (
            ("Shelter", "MCC", ["name", "case notes"]),
            ("Shelter", "MCC", ["risk level"]),
            ("the person", "Case system", ["address"]),
            ("MCC", "Police", ["name", "risk level"]),
        ):
            self.edit(
                "owner",
                kinds.Connect(
                    id=uuid4(), source=sender, target=receiver, facts={"data_types": data, "channel": data[0]}
                ),
            )
        self.others_since: Counter[str] = Counter()

    # --- What people do -----------------------------------------------------------------------------------

    @rule(who=PEOPLE, sender=NAMES, receiver=NAMES, data=DATA, fact=FACTS)
    def connect(self, who: str, sender: str, receiver: str, data: list[str], fact: tuple[str, str]) -> None:
        facts = {"data_types": data} | ({fact[0]: fact[1]} if fact[0] != "data_types" else {})
        self.edit(who, kinds.Connect(id=uuid4(), source=sender, target=receiver, facts=facts))

    @rule(who=PEOPLE, name=STORAGES, home=NAMES)
    def add_storage(self, who: str, name: str, home: str) -> None:
        self.edit(who, kinds.AddNode(id=uuid4(), kind="storage", name=name, within=home))

    @rule(who=PEOPLE, name=NAMES)
    def add_meeting(self, who: str, name: str) -> None:
        self.edit(who, kinds.AddNode(id=uuid4(), kind="meeting", name=f"{name} meeting"))

    @rule(who=PEOPLE, which=ANY, fact=FACTS, ago=AGO)
    def set_fact(self, who: str, which: int, fact: tuple[str, str], ago: int) -> None:
        if flow := self.some(Flow, which):
            self.edit(who, kinds.SetFact(element=flow, fact=fact[0], value=fact[1], seen=self.seen(ago)))

    @rule(who=PEOPLE, which=ANY, end=st.sampled_from(["source", "target"]), to=NAMES | STORAGES, ago=AGO)
    def re_end(self, who: str, which: int, end: str, to: str, ago: int) -> None:
        if flow := self.some(Flow, which):
            self.edit(who, kinds.ReEnd(element=flow, end=end, to=to, seen=self.seen(ago)))

    @rule(who=PEOPLE, which=ANY, name=NAMES, ago=AGO)
    def rename(self, who: str, which: int, name: str, ago: int) -> None:
        if node := self.some(Node, which):
            self.edit(who, kinds.Rename(element=node, name=f"{name} again", seen=self.seen(ago)))

    @rule(who=PEOPLE, which=ANY, to=NAMES)
    def move_storage(self, who: str, which: int, to: str) -> None:
        if node := self.some(Node, which, kind="storage"):
            self.edit(who, kinds.MoveStorage(element=node, to=to, seen=self.map.seq))

    @rule(who=PEOPLE, which=ANY, kind=st.sampled_from(["organisation", "storage", "meeting"]))
    def merge_nodes(self, who: str, which: int, kind: str) -> None:
        same = list(Node.objects.filter(map=self.map, kind=kind).values_list("pk", flat=True))
        if len(same) > 1:
            one, other = same[which % len(same)], same[(which + 1) % len(same)]
            self.edit(who, kinds.Merge(element=one, others=(other,), seen=self.map.seq))

    @rule(who=PEOPLE, which=ANY)
    def merge_flows(self, who: str, which: int) -> None:
        flow = Flow.objects.filter(pk=self.some(Flow, which)).first()
        if flow is None:
            return
        same = Flow.objects.filter(map=self.map, source=flow.source, target=flow.target).exclude(pk=flow.pk)
        if others := tuple(same.values_list("pk", flat=True)):
            PracticeClaimFactory(flow=same[0])
            self.edit(who, kinds.Merge(element=flow.pk, others=others, seen=self.map.seq))

    @rule(who=PEOPLE, which=ANY)
    def split_flow(self, who: str, which: int) -> None:
        flow = self.some(Flow, which)
        names = list(Flow.objects.filter(pk=flow).values_list("data_types__name", flat=True))
        if len(names) > 1:
            going = (str(names[0]),)
            self.edit(who, kinds.Split(element=flow, id=uuid4(), data_types=going, seen=self.map.seq))

    @rule(who=PEOPLE, which=ANY, name=NAMES)
    def split_node(self, who: str, which: int, name: str) -> None:
        node = self.some(Node, which)
        flows = tuple(Flow.objects.filter(map=self.map, source=node).values_list("pk", flat=True)[:1])
        if node and flows:
            self.edit(who, kinds.SplitNode(element=node, id=uuid4(), name=f"{name} team", flows=flows))

    @rule(who=PEOPLE, which=ANY, model=st.sampled_from([Flow, Flow, Node]), ago=AGO)
    def remove(self, who: str, which: int, model: type[Flow | Node], ago: int) -> None:
        if element := self.some(model, which):
            self.edit(who, kinds.Remove(element=element, seen=self.seen(ago)))

    @rule(who=PEOPLE, which=ANY)
    def restore(self, who: str, which: int) -> None:
        removed = Change.objects.filter(map=self.map, action="remove").order_by("seq")
        here = rows_of(self.map)
        gone = [pk for pk in removed.values_list("element_id", flat=True) if str(pk) not in here]
        if gone:
            self.edit(who, kinds.Restore(element=gone[which % len(gone)]))

    @rule(who=PEOPLE, sender=NAMES, receiver=NAMES, fact=FACTS)
    def batch(self, who: str, sender: str, receiver: str, fact: tuple[str, str]) -> None:
        new = uuid4()
        self.edit(
            who,
            kinds.Connect(id=new, source=sender, target=receiver),
            kinds.SetFact(element=new, fact=fact[0], value=fact[1]),
            kinds.ReEnd(element=new, end="target", to="GP"),
        )

    @rule(who=PEOPLE, over=st.sampled_from(Over))
    def undo(self, who: str, over: Over) -> None:
        self.act("undo", lambda: undo(actor=self.actor(who), map_=self.map, edit=uuid4(), over=over))

    @rule(who=PEOPLE, which=ANY, fact=FACTS, over=st.sampled_from(Over), times=st.integers(1, 3))
    def undo_and_redo_while_somebody_edits(
        self, who: str, which: int, fact: tuple[str, str], over: Over, times: int
    ) -> None:
        other = "owner" if who == "council_staff" else "council_staff"
        for _time in range(times):
            self.undo(who, over)
        self.set_fact(other, which, fact, 0)
        for _time in range(times):
            self.redo(who, over)

    @rule(who=PEOPLE, over=st.sampled_from(Over))
    def redo(self, who: str, over: Over) -> None:
        self.act("redo", lambda: redo(actor=self.actor(who), map_=self.map, edit=uuid4(), over=over))

    @rule(who=PEOPLE)
    def publish(self, who: str) -> None:
        self.act("publish", lambda: publish(actor=self.actor(who), map_=self.map))

    @rule(who=PEOPLE, which=ANY)
    def use_a_version_as_the_draft(self, who: str, which: int) -> None:
        versions = list(Version.objects.filter(map=self.map).order_by("number"))
        if not versions:
            return
        version, actor, before = versions[which % len(versions)], self.actor(who), self.picture()
        do = partial(restore_version, actor=actor, version=version, edit=uuid4(), seen=self.map.seq)
        # The one reason there is to refuse it here.
        done = self.act("use a version", do) or "already" in self.refused
        assert done
        kept, now = version_document(version).graph, draft_document(self.map).graph
        assert set(now.nodes_by_id) == set(kept.nodes_by_id)
        assert now.flows_by_id == kept.flows_by_id
        after = self.picture()
        if after != before:
            assert self.act("undo at once", lambda: undo(actor=actor, map_=self.map, edit=uuid4()))
            assert self.picture() == before
            assert self.act("redo at once", lambda: redo(actor=actor, map_=self.map, edit=uuid4()))
            assert self.picture() == after

    @rule(who=PEOPLE, rows=st.lists(st.tuples(NAMES, NAMES, st.sampled_from(["post", "e-mail"])), max_size=3))
    def import_rows(self, who: str, rows: list[tuple[str, str, str]]) -> None:
        sheet = io.StringIO()
        csv.writer(sheet).writerows(
            [("from", "to", "how", "ref"), *((*row, f"F{at}") for at, row in enumerate(rows))]
        )
        file = SourceFile(name="flows.csv", data=sheet.getvalue().encode())
        self.act("import", lambda: import_flows(actor=self.actor(who), map_=self.map, file=file))

    @rule(who=PEOPLE, which=ANY)
    def undo_import(self, who: str, which: int) -> None:
        receipts = list(ImportReceipt.objects.filter(map=self.map))
        if receipts:
            receipt = receipts[which % len(receipts)]
            self.act("undo_import", lambda: undo_import(actor=self.actor(who), receipt=receipt))

    # --- What has to hold ---------------------------------------------------------------------------------

    @invariant()
    def log_rows_and_document_agree(self) -> None:
        if not hasattr(self, "map"):
            return
        changes = list(Change.objects.filter(map=self.map).order_by("seq"))
        state, rows = replayed(changes), rows_of(self.map)
        assert state == rows
        assert [change.seq for change in changes] == list(range(1, len(changes) + 1))
        assert Map.objects.get(pk=self.map.pk).seq == len(changes)
        graph = draft_document(self.map).graph
        assert set(state) == set(graph.flows_by_id) | set(graph.nodes_by_id)
        for flow in to_dict(draft_document(self.map))["flows"]:
            assert flow | state[flow["id"]] == flow | {"position": state[flow["id"]]["position"]}

    @invariant()
    def lineage_is_complete(self) -> None:
        if not hasattr(self, "map"):
            return
        ever = set(Change.objects.filter(map=self.map).values_list("element_id", flat=True))
        for one in Lineage.objects.filter(map=self.map):
            assert {one.origin, one.result} <= ever

    def teardown(self) -> None:
        if hasattr(self, "map"):
            Editing.done["runs"] += 1
            Editing.done["changes"] += self.map.seq

    # --- How it is done -----------------------------------------------------------------------------------

    def actor(self, who: str) -> Actor:
        return self.tenant.actor(who)

    def some(self, model: type[Flow | Node], which: int, **more: Any) -> UUID | None:
        ids = list(model.objects.filter(map=self.map, **more).values_list("pk", flat=True))
        return ids[which % len(ids)] if ids else None

    def seen(self, ago: int) -> int:
        return max(0, self.map.seq - ago)

    def edit(self, who: str, *edits: kinds.TypedEdit) -> None:
        """Do it; then take it back to the letter, and do it again to the letter."""
        before, name = self.picture(), type(edits[0]).__name__
        edit = uuid4()
        actor = self.actor(who)
        if not self.act(name, lambda: edit_map(actor=actor, map_=self.map, edit=edit, edits=edits)):
            return
        if isinstance(edits[0], kinds.Merge | kinds.Split | kinds.SplitNode):
            self.check_lineage(edit, edits[0])
        after = self.picture()
        if after == before:
            return
        assert self.act("undo at once", lambda: undo(actor=actor, map_=self.map, edit=uuid4()))
        assert self.picture() == before
        assert self.act("redo at once", lambda: redo(actor=actor, map_=self.map, edit=uuid4()))
        assert self.picture() == after

    def check_lineage(self, edit: UUID, asked: Any) -> None:
        kept = {(one.origin, one.result) for one in Lineage.objects.filter(map=self.map, edit=edit)}
        if isinstance(asked, kinds.Merge):
            assert {(other, asked.element) for other in asked.others} <= kept
        else:
            assert (asked.element, asked.id) in kept
        merged = Change.objects.filter(map=self.map, edit=edit, action="remove")
        assert set(merged.values_list("element_id", flat=True)) <= {origin for origin, _result in kept}

    def act(self, name: str, do: Any) -> bool:
        """Do it; a refusal changes nothing."""
        seq, before = self.map.seq, rows_of(self.map)
        try:
            do()
        except DomainError as refused:
            self.refused = str(refused)
            assert rows_of(self.map) == before
            self.map = Map.objects.get(pk=self.map.pk)
            assert self.map.seq == seq
            Editing.done[f"{name} refused"] += 1
            return False
        self.map = Map.objects.get(pk=self.map.pk)
        Editing.done[name] += 1
        return True

    def picture(self) -> tuple[Any, ...]:
        graph = draft_document(self.map).graph
        claims = PracticeClaim.objects.filter(flow__map=self.map).order_by("pk")
        return graph.nodes, graph.flows, tuple(claims.values_list("pk", "flow", "text"))


def test_log_rows_and_document_agree_whatever_is_done(riverside: Tenant, request: pytest.FixtureRequest):
    Editing.tenant = riverside
    Editing.done = Counter()
    full = request.config.getoption("--long")
    with scope(programme=[riverside.programme]):
        # A sample may miss a kind of act: then some more are drawn.
        for _round in range(1 if full else 4):
            run_state_machine_as_test(
                Editing, settings=hypothesis.settings(FULL if full else SAMPLED, deadline=None)
            )
            if set(Editing.done) >= EVERY_KIND:
                break
    print(dict(sorted(Editing.done.items())))  # noqa: T201 - figures for whoever runs the full size
    assert Act.objects.exists()
    assert set(Editing.done) >= EVERY_KIND
