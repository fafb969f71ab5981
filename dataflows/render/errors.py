"""What can go wrong with a drawing: one plain sentence each, for the page and the log."""

from collections.abc import Iterable

from dataflows.graph.vocabulary import gettext_noop as _


class DrawingError(Exception):
    """A map could not be drawn. ``sentence`` says why in plain words (translate it where it is shown)."""

    sentence = _("The picture could not be drawn.")

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.sentence} {detail}".strip())
        self.detail = detail


class EngineTimeout(DrawingError):
    """The engine did not answer before its deadline."""

    sentence = _("The picture could not be drawn in time.")


class EngineFailed(DrawingError):
    """The engine stopped with an error."""

    sentence = _("The picture could not be drawn because the drawing engine stopped.")


class EngineNonsense(DrawingError):
    """The engine answered, but not with a place for everything."""

    sentence = _("The picture could not be drawn because the drawing engine's answer was incomplete.")


class TooMuchToDraw(DrawingError):
    """The map is larger than one picture can show."""

    sentence = _("This map has too many flows for one picture.")


class BrokenMap(DrawingError):
    """A flow starts or ends at something that is not on the map."""

    sentence = _("The picture could not be drawn because a flow has lost one of its ends.")


class UnsafeDrawing(DrawingError):
    """The finished drawing holds something that no drawing of ours may hold."""

    sentence = _("The picture was drawn but not shown, because a safety check failed.")


class LostElement(DrawingError):
    """The finished drawing does not show exactly what the map holds. ``ids`` names the difference."""

    sentence = _("The picture was drawn but not shown, because something on the map was missing from it.")

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = tuple(ids)
        super().__init__(", ".join(self.ids))


class Misplaced(DrawingError):
    """Something in the finished drawing does not stand where the layout has it."""

    sentence = _("The picture was drawn but not shown, because something on it was in the wrong place.")


class LayoutMismatch(DrawingError):
    """A stored layout does not belong to this map."""

    sentence = _("The stored positions do not belong to this map.")


class TooManySheets(DrawingError):
    """The picture would take more sheets of this paper than anybody glues together."""

    sentence = _("That would take too many sheets. Choose larger paper.")

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(str(count))


class NotSet(DrawingError):
    """What sets paper failed, took too long, or is not on this machine."""

    sentence = _("The page could not be made on this machine. The picture can be taken away as SVG.")


class NoTurn(DrawingError):
    """As many pages are being set as this machine sets at once."""

    sentence = _("Others are printing just now. Try again in a minute.")


class LostArrow(DrawingError):
    """What came out on paper does not show every arrow of the picture."""

    sentence = _("The page was made but is not handed out, because an arrow was missing from it.")
