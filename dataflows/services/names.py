"""Names that people type: tidied, and refused when nobody could see or no database could keep them."""

from django.utils.translation import gettext as _

from dataflows.formats.cells import INVISIBLE, shows, unkeepable
from dataflows.formats.limits import LABEL_LIMIT
from organisations.errors import BadInput


def tidy_name(text: str, *, missing: str) -> str:
    """Return a name on one line.

    Raises
    ------
    BadInput
        Nothing of it can be seen (``missing`` is the sentence then), it is too long, or it cannot be kept.
    """
    name = INVISIBLE.sub("", " ".join(text.split()))
    if not shows(name):
        raise BadInput(missing)
    if len(name) > LABEL_LIMIT or unkeepable(name):
        raise BadInput(
            _("A name has at most %(most)d characters, and none that cannot be kept.") % {"most": LABEL_LIMIT}
        )
    return name
