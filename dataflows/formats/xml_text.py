"""Text as XML can hold it: no control characters, no half characters."""

import re
from typing import Final

# https://www.w3.org/TR/xml/#charsets
ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal_xml(text: str) -> str:
    """Return ``text`` with whatever XML cannot hold as U+FFFD, so that it is seen to be missing.

    Examples
    --------
    >>> legal_xml("a\\x0bb"), legal_xml("Tŷ")
    ('a�b', 'Tŷ')
    """
    return ILLEGAL.sub("\ufffd", text)
