"""Where things stand on the pictures of a draft, and under which key such a picture is kept."""

import hashlib

from django.utils.translation import gettext as _

from dataflows.graph.model import FlowGraph
from dataflows.graph.views import WHOLE, Shown, View
from dataflows.models import DraftLayout, Map, Version
from dataflows.render.draw import drawing_key
from dataflows.selectors.sentences import shown_sentences


def layout_of_draft(map_: Map, view: View) -> DraftLayout:
    """Return where a view of a draft was drawn last, not stored yet where nobody has drawn one.

    A draft that goes on from a version begins where things stood on that.
    """
    kept = DraftLayout.objects.filter(map=map_, view=view.token).first()
    if kept is not None:
        return kept
    newest = Version.objects.filter(map=map_).order_by("-number").values_list("layout", flat=True).first()
    begins = (newest or "") if view == WHOLE else ""
    return DraftLayout(programme_id=map_.programme_id, map=map_, view=view.token, layout=begins)


def moved_on(map_: Map, view: View) -> DraftLayout | None:
    """Return how often somebody moved what is on a view of a draft, without the positions themselves."""
    return DraftLayout.objects.filter(map=map_, view=view.token).defer("layout", "former").first()


def can_put_back(map_: Map, view: View) -> bool:
    """Say whether somebody moved what is on a view of a draft, so that it can be put back."""
    return DraftLayout.objects.filter(map=map_, view=view.token).exclude(former="").exists()


def content_key(graph: FlowGraph, seen: Shown, drawn: DraftLayout | None = None) -> str:
    """Return the hash of everything that the picture of a view shows and says, in the reader's language.

    Where somebody has moved what is on a draft, a picture of the same content is another one since.
    """
    return key_since(drawing_key(seen.graph, shown_sentences(graph, seen), translate=_), drawn)


def key_since(key: str, drawn: DraftLayout | None) -> str:
    """Return the key of a content's picture since somebody has moved what is on the draft; else as it is."""
    if drawn is None or not drawn.anew:
        return key
    return hashlib.sha256(f"{key} {drawn.map_id} {drawn.anew}".encode()).hexdigest()
