"""Review links: the address of each, who it opens for, and what it opens."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Count, QuerySet
from django_scopes import scopes_disabled

from dataflows.graph.model import Flow, FlowGraph
from dataflows.models import Map, Review, ReviewLink, Version
from dataflows.selectors.documents import version_document
from organisations.models import Organisation
from organisations.permissions import Actor, Permission, nothing_here, require

_SIGNER: Final = Signer(salt="dataflows.review-link", sep=".")
_ID_BYTES: Final = 16


def token_of(link: ReviewLink) -> str:
    """Return what stands in a link's address: its id, signed with our key, so that nobody makes one up."""
    return _SIGNER.sign(urlsafe_b64encode(link.pk.bytes).decode().rstrip("="))


def link_id_of(token: str) -> UUID | None:
    """Return the id in an address, or ``None`` when we did not sign it. No query."""
    try:
        raw = urlsafe_b64decode(_SIGNER.unsign(token) + "==")
    except (BadSignature, NotBase64, ValueError):
        return None
    return UUID(bytes=raw) if len(raw) == _ID_BYTES else None


def link_behind(token: str) -> ReviewLink | None:
    """Return the link of an address, alive or ended, with its version and map; ``None`` for an unsigned one.

    Whoever asks has no programme yet: the link says in which one they may look. One query.
    """
    pk = link_id_of(token)
    if pk is None:
        return None
    with scopes_disabled():
        links = ReviewLink.objects.select_related("version__map", "map__programme")
        return links.select_related("organisation", "programme").filter(pk=pk).first()


def reviewer_of(link: ReviewLink) -> Actor:
    """Return who acts over a link: nobody whom we know, who may do one thing with one link."""
    return Actor(kind="reviewer", id=str(link.pk), link=link.pk)


def links_of(actor: Actor, map_: Map) -> QuerySet[ReviewLink]:
    """Return a map's links, newest first, with how many reviews came over each."""
    require(actor, Permission.REVIEW_INVITE, on=map_)
    return (
        ReviewLink.objects.filter(map=map_)
        .select_related("organisation", "version", "made_by")
        .defer("version__document", "version__layout")
        .annotate(review_count=Count("reviews"))
        .order_by("-created_at")
    )


def link_for(actor: Actor, map_: Map, link_id: UUID) -> ReviewLink:
    """Return one link of a map, or raise ``NotVisible``."""
    link = links_of(actor, map_).filter(pk=link_id).first()
    if link is None:
        raise nothing_here()
    return link


def reviews_of(actor: Actor, map_: Map) -> QuerySet[Review]:
    """Return the reviews of a map, newest first, with the number of comments in each."""
    require(actor, Permission.COMMENT_VIEW, on=map_)
    reviews = Review.objects.filter(map=map_).select_related("link__organisation", "version")
    whole = reviews.defer("version__document", "version__layout")
    return whole.annotate(comment_count=Count("comments")).order_by("-sent_at")


@dataclass
class OpenedLink:
    """What one link opens of its version: the flows about its organisation, or every flow in plain words."""

    actor: Actor
    link: ReviewLink

    def __post_init__(self) -> None:
        require(self.actor, Permission.REVIEW, on=self.link)

    @property
    def version(self) -> Version:
        return self.link.version

    @cached_property
    def graph(self) -> FlowGraph:
        """Return the whole version. Only :attr:`flows` and :attr:`places` of it may be shown."""
        return version_document(self.version).graph

    @cached_property
    def places(self) -> Sequence[str]:
        """Return the nodes that are the link's organisation and its teams; of a lived link, none."""
        if self.link.is_lived:
            return ()
        return places_of(self.graph, self.link.programme_id, self.link.organisation_id)

    @cached_property
    def flows(self) -> Sequence[Flow]:
        """Return the flows that may be read over this link, in the order of their numbers."""
        if self.link.is_lived:
            return self.graph.flows
        return flows_at(self.graph, self.places)

    @cached_property
    def elements(self) -> frozenset[str]:
        """Return the ids of everything that may be spoken of over this link."""
        return frozenset((*self.places, *(flow.id for flow in self.flows)))


def places_of(graph: FlowGraph, programme_id: UUID, organisation_id: UUID | None) -> tuple[str, ...]:
    """Return the nodes that are an organisation and its teams. One query."""
    ours = {str(pk) for pk in teams_of(programme_id, organisation_id)}
    return tuple(node.id for node in graph.nodes if node.register_id in ours)


def flows_about(graph: FlowGraph, programme_id: UUID, organisation_id: UUID | None) -> Sequence[Flow]:
    """Return the flows that an organisation or a team of it is in, by their numbers. One query."""
    return flows_at(graph, places_of(graph, programme_id, organisation_id))


def flows_at(graph: FlowGraph, places: Sequence[str]) -> Sequence[Flow]:
    """Return the flows that start or end at these organisations or in their storages, by their numbers."""
    at = {*places}
    return tuple(
        flow
        for flow in graph.flows
        if not at.isdisjoint(graph.organisation_of(end).id for end in (flow.source, flow.target))
    )


def teams_of(programme_id: UUID, organisation_id: UUID | None) -> frozenset[UUID]:
    """Return an organisation with all that are part of it, however deep. One query."""
    parents = dict(Organisation.objects.filter(programme_id=programme_id).values_list("pk", "parent_id"))
    found = {organisation_id} & parents.keys()
    while more := {pk for pk, parent in parents.items() if parent in found} - found:
        found |= more
    return frozenset(pk for pk in found if pk is not None)


def organisations_on(graph: FlowGraph, programme_id: UUID) -> Sequence[Organisation]:
    """Return the register's organisations that are on a map, by name. One query."""
    on_map = [node.register_id for node in graph.nodes if node.kind == "organisation" and node.register_id]
    return list(Organisation.objects.filter(programme_id=programme_id, pk__in=on_map).order_by("name"))
