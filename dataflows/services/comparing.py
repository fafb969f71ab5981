"""The picture of two maps side by side, laid out once for both."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from dataflows.formats.document import MapDocument, MapMeta
from dataflows.graph.comparing import SAME, Comparison, Difference
from dataflows.graph.union import is_drawn_otherwise, union_of, was
from dataflows.graph.views import LARGE
from dataflows.models import Map
from dataflows.render.states import State, with_states
from dataflows.selectors.compared_lines import mark_of
from dataflows.services.drawing import PictureState, draw_unkept, ensure_picture

# Above so many boxes and flows a picture of both says nothing to anybody, and the list says everything.
MOST_DRAWN: Final = 2 * LARGE


def compared_picture(
    *, map_: Map, comparison: Comparison, address: Callable[[Difference], str], kept: bool = True
) -> PictureState:
    """Return one picture of both: what is common stands where it stands, what differs is marked with a word.

    ``address`` says where an element is read. It is drawn at once, and ``kept`` like every other picture.
    """
    union = union_of(comparison)
    if len(union.nodes) + len(union.flows) > MOST_DRAWN:
        return PictureState(
            failure=_("Together these are too much for one picture. The list has everything.")
        )
    if not union.nodes:
        return PictureState(failure=_("There is nothing on either map."))
    document = MapDocument(map=MapMeta(id=str(map_.pk), name=map_.name), graph=union)
    picture = ensure_picture(map_=map_, document=document) if kept else draw_unkept(graph=union)
    if picture.failure:
        return PictureState(failure=_(picture.failure))
    states = {}
    for one in (*comparison.nodes, *comparison.flows):
        word = "" if one.state == SAME else mark_of(one)
        if is_drawn_otherwise(one):
            states[was(one)] = State("was", "", address(one))
            states[one.id] = State(f"{one.state} has-was", word, address(one))
        else:
            states[one.id] = State(one.state, word, address(one))
    return PictureState(svg=with_states(picture.svg, states), rung=picture.rung)
