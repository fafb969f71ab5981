"""What in a text is likely to be a real person's data, so that somebody can be asked before it is stored."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dataflows.graph.vocabulary import gettext_noop
from dataflows.language.folding import fold
from dataflows.language.likely_names import names
from dataflows.language.likely_numbers import emails, national_insurance_numbers, nhs_numbers, phones
from dataflows.language.tidying import tidy

_ = gettext_noop

KINDS: Final[Mapping[str, str]] = {
    "phone": _("a telephone number"),
    "email": _("an e-mail address"),
    "nhs_number": _("an NHS number"),
    "national_insurance": _("a National Insurance number"),
    "name": _("somebody's name"),
}

# Cutting can bring two halves together once or twice; nobody writes a text where it goes on.
ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class Likely:
    """A place in a text that is likely to be a real person's data; ``kind`` is a key of ``KINDS``."""

    kind: str
    text: str
    start: int
    end: int


def likely_personal(text: str, known: Collection[str] = ()) -> tuple[Likely, ...]:
    """Return what in ``text`` is likely to be a real person's data, in order of place, never overlapping.

    Left alone are shared mailboxes (``mash@``, ``referrals@``), helplines and switchboards (03, 08 and 09
    numbers), short numbers (999, 101, 111, 116 123), local numbers without their code, given names on their
    own ("Sam") and names written small.

    Parameters
    ----------
    text
        What somebody typed or pasted, in any script. Offsets count its own characters.
    known
        Names of organisations, services, systems and data types: no name is found inside one of them.

    Examples
    --------
    >>> [(one.kind, one.text) for one in likely_personal("Ring Mrs Patel on 07700 900123 about Sam")]
    [('name', 'Mrs Patel'), ('phone', '07700 900123')]
    >>> likely_personal("Elizabeth Fry House rings 0800 1111 222", known=["Elizabeth Fry House"])
    ()
    """
    folded = fold(text)
    readers = (emails, phones, nhs_numbers, national_insurance_numbers)
    spans = [span for reader in readers for span in reader(folded.text)]
    spans += names(folded.text, known)
    found = []
    taken = 0
    # What begins first is read first, and the longest of it: a telephone number may have an NHS number in it.
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        start, end = folded.back(span.start, span.end)
        if start >= taken:
            taken = end
            if span.kind:
                found.append(Likely(span.kind, text[start:end], start, end))
    return tuple(found)


def without(text: str, found: Iterable[Likely]) -> str:
    """Return ``text`` with ``found`` cut out, and what that leaves behind tidied.

    Only the places that were cut are tidied; every other word, space and line stays as it was written.
    Places outside the text are passed over; ``""`` says that no word is left.

    Examples
    --------
    >>> text = "Ask Sarah Jones (07700 900123), the manager."
    >>> without(text, likely_personal(text))
    'Ask, the manager.'
    >>> without("Sarah Jones.", likely_personal("Sarah Jones."))
    ''
    """
    cut = tuple(found)
    pieces = _pieces(text, cut)
    if len(pieces) == 1:
        return text
    places = {(one.start, one.end) for one in cut}
    left_alone = {one.text for one in likely_personal(text) if (one.start, one.end) not in places}
    whole = tidy(pieces)
    for attempt in range(ATTEMPTS):
        more = [one for one in likely_personal(whole) if one.text not in left_alone]
        if not more:
            break
        # What stood apart must not be read as one; where a comma does not help, it goes too.
        whole = tidy(_pieces(whole, more)) if attempt else tidy(pieces, apart=True)
    return whole


def _pieces(text: str, found: Iterable[Likely]) -> Sequence[str]:
    """Return what stands before, between and after ``found``."""
    pieces = []
    at = 0
    for start, end in sorted((one.start, one.end) for one in found):
        if 0 <= start < end <= len(text):
            pieces.append(text[at:start])
            at = max(at, end)
    return [*pieces, text[at:]]
