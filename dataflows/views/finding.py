"""Finding by words in what a page lists, as in the picture: accents, case and order do not matter."""

from collections.abc import Iterable
from typing import TypeVar

from dataflows.language.finding import plain
from dataflows.views.cards import FlowCard, NodeCard

LONGEST_QUERY = 200

Card = TypeVar("Card", FlowCard, NodeCard)


def query_of(text: str) -> str:
    """Return what somebody typed, on one line and not without end."""
    return " ".join(text.split())[:LONGEST_QUERY]


def found(cards: Iterable[Card], query: str) -> list[Card]:
    """Return the cards with this number, or with every word in their name or sentence; without words, all."""
    wanted = plain(query)
    words = wanted.split()
    return [card for card in cards if not wanted or _number(card) == wanted or _says(card, words)]


def _number(card: FlowCard | NodeCard) -> str:
    return str(card.number) if isinstance(card, FlowCard) else ""


def _says(card: FlowCard | NodeCard, words: list[str]) -> bool:
    said = plain(f"{card.name} {card.sentence}")
    return all(word in said for word in words)
