"""Reviews by link: what a link opens, what is kept of what was said, and all that is refused."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from dataflows.models import Comment, Proposal, Review, ReviewAddress, ReviewLink, Version
from dataflows.selectors.review_links import OpenedLink, link_behind, link_id_of, reviewer_of, token_of
from dataflows.selectors.sentences import sentence_of
from dataflows.services import reviewing
from dataflows.services.answering import answer, reopen
from dataflows.services.review_links import end_link, make_link
from dataflows.services.reviewing import Said, SaidBadly, send_review
from dataflows.services.versions import publish
from organisations.errors import BadInput, Busy, NotAllowed, NotVisible
from tests.factories.dataflows import FlowFactory, NodeFactory
from tests.people import SYSTEM, Tenant


@pytest.fixture(autouse=True)
def _everywhere():
    with scopes_disabled():
        yield


@pytest.fixture
def version(riverside: Tenant) -> Version:
    """The map as it is, with a flow between two others of whom the riverside team knows nothing."""
    others = [NodeFactory(map=riverside.map) for _ in range(2)]
    FlowFactory(map=riverside.map, source=others[0], target=others[1], channel="Riverside fax", ref="other")
    return publish(actor=SYSTEM, map_=riverside.map)


@pytest.fixture
def link(riverside: Tenant, version: Version) -> ReviewLink:
    return make_link(
        actor=riverside.actor("facilitator"), version=version, organisation=riverside.organisation, days=7
    )


@pytest.fixture
def lived(riverside: Tenant, version: Version) -> ReviewLink:
    return make_link(actor=riverside.actor("facilitator"), version=version, organisation=None, days=7)


def send(link: ReviewLink, *said: Said, **what) -> Review:
    what = {"verdict": "mostly", "request_id": uuid.uuid4(), **what}
    return send_review(actor=reviewer_of(link), link=link, said=said, **what)


def other_flow(link: ReviewLink):
    graph = OpenedLink(reviewer_of(link), link).graph
    return next(flow for flow in graph.flows if flow.ref == "other")


def test_a_link_opens_the_flows_of_its_organisation_and_a_lived_one_every_flow(link, lived, riverside):
    opened, every = (OpenedLink(reviewer_of(one), one) for one in (link, lived))
    assert {flow.ref for flow in every.flows} - {flow.ref for flow in opened.flows} == {"other"}
    assert str(riverside.flow.pk) in opened.elements
    # Whoever is above a team reads what is about the team, and not the other way round.
    parent = make_link(
        actor=riverside.actor("owner"),
        version=link.version,
        organisation=riverside.organisation.parent,
        days=1,
    )
    assert [flow.id for flow in OpenedLink(reviewer_of(parent), parent).flows] == [
        flow.id for flow in opened.flows
    ]
    with pytest.raises(NotVisible):
        OpenedLink(reviewer_of(lived), link)


def test_an_address_is_the_id_under_our_signature(link, lived):
    token = token_of(link)
    assert link_behind(token) == link
    assert token_of(lived) != token
    signed, signature = token.split(".")
    for guess in (
        signed,
        f"{signed}.",
        f"{signed}.{signature[::-1]}",
        f"x{token}",
        token[:-1],
        "",
        "ü.ü",
        "." * 9,
    ):
        assert link_id_of(guess) is None, guess
    assert link_id_of(f"{token_of(lived).split('.')[0]}.{signature}") is None


def test_a_review_keeps_what_was_read_and_what_is_suggested(link, riverside):
    flow = riverside.flow
    review = send(
        link,
        Said(
            element=flow.pk,
            kind="depends",
            facts={"channel": "a letter", "purpose": flow.purpose, "consistency": "usually"},
        ),
        Said(element=None, kind="missing", text="The GP."),
        right=[flow.pk],
        role="  outreach   worker ",
        email="worker@example.org",
    )
    about, lacking = review.comments.order_by("kind")
    assert (about.sentence, about.author, about.organisation) == (
        sentence_of(OpenedLink(reviewer_of(link), link).graph, flow.pk),
        None,
        riverside.organisation,
    )
    assert (
        about.text
        == f"How it moves: {flow.channel} → a letter\nDoes it always happen: Not recorded yet → Usually"
    )
    (proposal,) = about.proposals.all()
    # What stayed as it was is not suggested.
    assert proposal.payload["to"] == {"channel": "a letter", "consistency": "usually"}
    assert proposal.payload["was"]["channel"] == flow.channel
    # What is missing is missing around the organisation.
    assert str(lacking.element_id) in OpenedLink(reviewer_of(link), link).places
    assert (review.role, review.right, about.said_by) == (
        "outreach worker",
        [str(flow.pk)],
        "outreach worker",
    )
    assert review.address.email == "worker@example.org"


def test_what_was_read_over_a_lived_link_is_kept_in_plain_words(lived, riverside):
    review = send(lived, Said(element=riverside.flow.pk, kind="worries_me", text="Nobody told me."))
    (comment,) = review.comments.all()
    assert " tells " in comment.sentence
    assert "Are you told?" in comment.sentence
    assert (comment.organisation, comment.said_by) == (None, "Somebody with lived experience")


def test_sent_twice_it_is_one_review(link, riverside):
    request_id = uuid.uuid4()
    said = Said(element=riverside.flow.pk, kind="not_right", text="No.")
    first = send(link, said, request_id=request_id)
    assert send(link, said, request_id=request_id) == first
    assert first.comments.count() == 1


def test_what_a_link_does_not_open_is_refused_and_nothing_of_it_stored(link, lived, world, capsys):
    theirs = uuid.UUID(other_flow(link).id)
    foreign = world.otherplace.flow.pk
    refused = 0
    for element in (theirs, foreign, uuid.uuid4()):
        for what in (
            {"said": [Said(element=element, kind="not_right", text="No.")]},
            {"said": [], "right": [element]},
        ):
            with pytest.raises(NotVisible):
                send_review(
                    actor=reviewer_of(link), link=link, verdict="mostly", request_id=uuid.uuid4(), **what
                )
            refused += 1
    with pytest.raises(NotVisible):
        send_review(actor=reviewer_of(lived), link=link, verdict="mostly", request_id=uuid.uuid4())
    assert not Review.objects.filter(link=link).exists()
    with capsys.disabled():
        print(f"\n{refused} of {refused} words about what the link does not open refused")  # noqa: T201


def test_an_ended_link_takes_nothing(link, riverside):
    end_link(actor=riverside.actor("facilitator"), link=link)
    link.refresh_from_db()
    with pytest.raises(NotVisible):
        send(link)
    ReviewLink.objects.update(revoked_at=None, expires_at=timezone.now() - timedelta(seconds=1))
    link.refresh_from_db()
    with pytest.raises(NotVisible):
        send(link)


def test_a_link_whose_organisation_has_gone_opens_nothing(link):
    ReviewLink.objects.filter(pk=link.pk).update(organisation=None)
    link.refresh_from_db()
    assert not link.is_alive
    assert OpenedLink(reviewer_of(link), link).flows == ()


BAD = {
    "no verdict": ({"verdict": ""}, "Choose what you see"),
    "another verdict": ({"verdict": "signed"}, "Choose what you see"),
    "a long role": ({"role": "x" * 81}, "at most 80"),
    "a role with a null": ({"role": "a\x00b"}, "at most 80"),
    "no address": ({"email": "nowhere"}, "not an e-mail address"),
}


@pytest.mark.parametrize(("what", "sentence"), BAD.values(), ids=BAD)
def test_a_review_that_cannot_be_kept_gets_one_sentence(link, what, sentence):
    with pytest.raises(BadInput, match=sentence):
        send(link, **what)
    assert not Review.objects.filter(link=link).exists()


SAID = {
    "no kind": ({"kind": "", "text": "No."}, "what kind"),
    "no words": ({"kind": "not_right"}, "Write what"),
    "too many words": ({"kind": "not_right", "text": "x" * 4001}, "at most|can hold"),
    "a null": ({"kind": "not_right", "text": "a\x00b"}, "cannot be kept"),
    "another fact": ({"kind": "not_right", "facts": {"notes": "x"}}, "cannot|not a fact"),
    "a word that is none": ({"kind": "not_right", "facts": {"person_told": "maybe"}}, "not one of the words"),
    "a long list": ({"kind": "not_right", "facts": {"data_types": "x" * 4001}}, "at most 4000"),
}


@pytest.mark.parametrize(("what", "sentence"), SAID.values(), ids=SAID)
def test_something_said_badly_is_pointed_at(link, riverside, what, sentence):
    with pytest.raises(SaidBadly, match=sentence) as caught:
        send(link, Said(element=riverside.flow.pk, **what))
    assert caught.value.element == riverside.flow.pk
    assert not Review.objects.filter(link=link).exists()
    assert not Comment.objects.filter(review__link=link).exists()


def test_what_looks_like_somebodys_data_is_asked_about(link, riverside):
    said = Said(element=riverside.flow.pk, kind="not_right", text="Ring Jo Bloggs on 0161 496 0123.")
    with pytest.raises(SaidBadly, match="looks like") as caught:
        send(link, said)
    assert caught.value.personal
    assert send(link, said, sure=True).comments.count() == 1


def test_more_than_people_send_is_refused(link, monkeypatch):
    monkeypatch.setattr(reviewing, "AN_HOUR", 2)
    for _ in range(2):
        send(link)
    with pytest.raises(Busy):
        send(link)
    assert Review.objects.filter(link=link).count() == 2


def test_links_are_made_by_those_who_keep_maps_and_for_organisations_of_theirs(riverside, world, version):
    partner, owner = riverside.actor("partner"), riverside.actor("owner")
    with pytest.raises(NotAllowed):
        make_link(actor=partner, version=version, organisation=None, days=7)
    with pytest.raises(NotVisible):
        make_link(actor=world.otherplace.actor("owner"), version=version, organisation=None, days=7)
    for bad in (
        {"organisation": world.otherplace.organisation, "days": 7},
        {"organisation": None, "days": 0},
        {"organisation": None, "days": 999},
        {"organisation": None, "days": 7, "label": "x" * 81},
    ):
        with pytest.raises(BadInput):
            make_link(actor=owner, version=version, **bad)
    request_id = uuid.uuid4()
    made = [
        make_link(actor=owner, version=version, organisation=None, days=7, request_id=request_id)
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_what_a_thread_suggests_is_set_aside_with_its_answer_and_asked_again(link, riverside):
    facilitator = riverside.actor("facilitator")
    review = send(link, Said(element=riverside.flow.pk, kind="not_right", facts={"channel": "a letter"}))
    (comment,) = review.comments.all()
    answer(actor=facilitator, comment=comment, kind="not_changed", text="It is by fax.")
    proposal = comment.proposals.get()
    assert (proposal.state, proposal.outcome) == (Proposal.State.SET_ASIDE, "It is by fax.")
    reopen(actor=facilitator, comment=comment)
    assert comment.proposals.get().state == Proposal.State.OPEN


def test_an_address_is_kept_only_when_it_was_given(link):
    send(link)
    assert not ReviewAddress.objects.filter(review__link=link).exists()
