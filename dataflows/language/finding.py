"""How words are compared when somebody looks for something: accents, case and spaces do not matter."""

import unicodedata


def plain(text: str) -> str:
    """Return text as it is compared.

    >>> plain("Cyngor  MÔN")
    'cyngor mon'
    """
    apart = unicodedata.normalize("NFKD", text)
    letters = "".join(letter for letter in apart if not unicodedata.category(letter).startswith("M"))
    return " ".join(letters.lower().split())
