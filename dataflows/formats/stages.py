"""Stages of the person's journey: the programme's own, found by name or by the other words for them."""

from collections.abc import Iterable

from dataflows.graph.keys import key


def match_stage(text: str, stages: Iterable[tuple[str, Iterable[str]]]) -> str | None:
    """Return the name of the stage that ``text`` means, or ``None`` when the programme does not know it.

    Examples
    --------
    >>> from dataflows.graph.vocabulary import JOURNEY_STAGES
    >>> match_stage("sign-up", JOURNEY_STAGES), match_stage("When a home is offered", JOURNEY_STAGES)
    ('First day', None)
    """
    wanted = key(text)
    known = [(name, {key(name), *(key(alias) for alias in aliases)}) for name, aliases in stages]
    return next((name for name, words in known if wanted and wanted in words), None)
