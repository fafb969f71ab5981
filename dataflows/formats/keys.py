"""How words from files are compared: without regard to case, accents, spaces and punctuation."""

import re
import unicodedata


def key(text: str) -> str:
    """Return ``text`` reduced to what counts when headings and labels are compared.

    Examples
    --------
    >>> key("From organisation") == key("from_organisation") == key("FROM-ORGANISATION ")
    True
    """
    if text.isascii():
        return re.sub(r"[\W_]", "", text.lower())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]", "", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def words(text: str) -> frozenset[str]:
    """Return the words of ``text``, each reduced like :func:`key`."""
    return frozenset(filter(None, (key(word) for word in re.split(r"[\s/,;:()_–-]+", text))))  # noqa: RUF001
