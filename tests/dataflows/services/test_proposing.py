"""Accepting what a review suggests: the draft says so and the comment is answered, once."""

import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.models import Act, Flow, Outcome, Proposal
from dataflows.services.answering import answer
from dataflows.services.edit_kinds import Remove, SetFact
from dataflows.services.editing import edit_map
from dataflows.services.proposing import accept_proposal
from dataflows.services.undo import undo
from organisations.errors import BadInput, Conflict, NotAllowed, NotVisible
from tests.people import Tenant


@pytest.fixture(autouse=True)
def _everywhere():
    with scopes_disabled():
        yield


def accept(riverside: Tenant, role: str = "facilitator", **what):
    given = {"element": riverside.flow.pk, "edit": uuid.uuid4(), "text": "We did.", "sure": True, **what}
    return accept_proposal(actor=riverside.actor(role), proposal=riverside.proposal, **given)


def channel(riverside: Tenant) -> str:
    return Flow.objects.get(pk=riverside.flow.pk).channel


def test_the_draft_says_so_the_comment_is_answered_and_undo_takes_the_change_back(riverside):
    before = channel(riverside)
    outcome = accept(riverside)
    assert channel(riverside) == "Riverside fax"
    assert (outcome.comment, outcome.kind, outcome.text) == (riverside.review_comment, "changed", "We did.")
    assert Proposal.objects.get(pk=riverside.proposal.pk).state == Proposal.State.ACCEPTED
    undo(actor=riverside.actor("facilitator"), map_=riverside.map, edit=uuid.uuid4())
    assert channel(riverside) == before


def test_sent_twice_it_has_one_effect_and_decided_it_is_decided(riverside):
    edit = uuid.uuid4()
    first = accept(riverside, edit=edit)
    assert accept(riverside, edit=edit) == first
    assert Act.objects.filter(map=riverside.map, edit=edit).count() == 1
    riverside.proposal.refresh_from_db()
    with pytest.raises(Conflict, match="decided"):
        accept(riverside)
    assert Outcome.objects.filter(comment=riverside.review_comment).count() == 1


def test_what_somebody_changed_meanwhile_is_not_overwritten(riverside):
    seen = riverside.map.seq
    edits = [SetFact(element=riverside.flow.pk, fact="channel", value="by hand")]
    edit_map(actor=riverside.actor("owner"), map_=riverside.map, edit=uuid.uuid4(), edits=edits)
    with pytest.raises(Conflict):
        accept(riverside, seen=seen)
    assert channel(riverside) == "by hand"
    assert Proposal.objects.get(pk=riverside.proposal.pk).state == Proposal.State.OPEN


def test_what_has_gone_and_what_cannot_be_kept_changes_nothing(riverside):
    riverside.proposal.payload = {"was": {}, "to": {"person_told": "maybe"}}
    with pytest.raises(BadInput, match="not one of the words"):
        accept(riverside)
    with pytest.raises(BadInput):
        accept(riverside, text=" ")
    riverside.proposal.payload = {"text": "of another kind"}
    with pytest.raises(BadInput, match="does not say"):
        accept(riverside)
    riverside.proposal.refresh_from_db()
    edit_map(
        actor=riverside.actor("owner"),
        map_=riverside.map,
        edit=uuid.uuid4(),
        edits=[Remove(element=riverside.flow.pk)],
    )
    with pytest.raises(Conflict, match="not on the draft"):
        accept(riverside)
    assert not Outcome.objects.filter(comment=riverside.review_comment).exists()


def test_partners_and_strangers_accept_nothing(riverside, world):
    with pytest.raises(NotAllowed):
        accept(riverside, role="partner")
    with pytest.raises(NotVisible):
        accept_proposal(
            actor=world.otherplace.actor("owner"),
            proposal=riverside.proposal,
            element=riverside.flow.pk,
            edit=uuid.uuid4(),
            text="We did.",
        )


def test_how_the_flow_would_read_names_suggested_data_as_the_map_does(riverside, world):
    known = riverside.flow.data_types.first()
    suggested = {"was": {"data_types": known.name}, "to": {"data_types": f"{known.name.upper()}; shoe size"}}
    Proposal.objects.filter(pk=riverside.proposal.pk).update(payload=suggested)
    path = reverse("proposal", args=[riverside.map.pk, riverside.proposal.pk])
    page = world.client("facilitator").get(path)
    reads = page.context["one"].reads
    assert "shoe size" in reads
    assert known.name.upper() not in reads


def test_what_was_decided_while_a_page_was_open_is_not_accepted_over_it(riverside):
    stale = Proposal.objects.get(pk=riverside.proposal.pk)
    before = channel(riverside)
    said = "Not changed, because it is weekly."
    answer(
        actor=riverside.actor("owner"),
        comment=riverside.review_comment,
        kind=Outcome.Kind.NOT_CHANGED,
        text=said,
    )
    with pytest.raises(Conflict, match="decided"):
        accept_proposal(
            actor=riverside.actor("facilitator"),
            proposal=stale,
            element=riverside.flow.pk,
            edit=uuid.uuid4(),
            text="We did.",
            sure=True,
        )
    assert channel(riverside) == before
    outcomes = Outcome.objects.filter(comment=riverside.review_comment)
    assert list(outcomes.values_list("text", flat=True)) == [said]
