"""What one typed line says: flows with their facts, a storage, or more about the flow before."""

from dataclasses import dataclass, field
from typing import Final

from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

# Why a line is no flow, in words; what was typed is kept.
PROBLEMS: Final = {
    "nothing": _(
        "This line does not say who sends what to whom. Write it like this: Shelter > Council: name"
    ),
    "no_sender": _("This line does not say who sends it."),
    "no_receiver": _("This line does not say who gets it."),
    "no_home": _("Say in which organisation it is kept: = Case system in Shelter"),
    "too_long": _("This line is too long for one flow. Write a line for each flow."),
}
NOT_UNDERSTOOD: Final = "left"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the line as it was typed, and what it was taken for; the pieces joined are the line."""

    role: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a line says of a flow beside its ends; ``""`` and empty where it says nothing."""

    data: tuple[str, ...] = ()
    channel: str = ""
    frequency: str = ""
    journey_stage: str = ""
    purpose: str = ""

    def __bool__(self) -> bool:
        return any((self.data, self.channel, self.frequency, self.journey_stage, self.purpose))


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What holds for every flow of a line: not sure, informal, and what a sentence says at its end."""

    not_sure: bool = False
    informal: bool = False
    person_told: str = ""
    person_choice: str = ""
    consistency: str = ""
    identifiability: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSaid:
    """One flow: names as the map knows them, or as they were typed."""

    source: str
    target: str
    details: Details = field(default_factory=Details)


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSaid:
    """A storage inside an organisation."""

    name: str
    within: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a line says.

    ``more`` is said of the flow before when the line has no ends of its own. ``left`` is what was not
    understood, and goes to the notes; ``problem`` is a key of :data:`PROBLEMS` when nothing can be drawn.
    """

    flows: tuple[FlowSaid, ...] = ()
    storage: StorageSaid | None = None
    more: Details = field(default_factory=Details)
    marks: Marks = field(default_factory=Marks)
    pieces: tuple[Piece, ...] = ()
    problem: str = ""

    @property
    def left(self) -> str:
        """Return what was not understood, in the order it was typed."""
        rest = (
            " ".join(piece.text.split()).strip(" ,;") for piece in self.pieces if piece.role == NOT_UNDERSTOOD
        )
        return " … ".join(one for one in rest if one)
