"""What somebody asks of the areas side by side, as it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from dataflows.graph.side_by_side import Wanted
from dataflows.graph.vocabulary import SENSITIVITIES, THEMES

# In an address an empty value is "all": what is not recorded needs a word.
NOT_RECORDED: Final = "not-recorded"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The choices; ``maps`` are the ids as they were written, ``misread`` whether a choice made no sense."""

    maps: tuple[str, ...] = ()
    columns: str = "areas"
    way: str = "sensitivity"
    theme: str = ""
    data: str = ""
    show: str = ""
    sort: str = ""
    drafts: bool = False
    misread: bool = field(default=False, compare=False)

    @property
    def wanted(self) -> Wanted:
        """Return which flows are compared."""
        sensitivity = "" if self.data == NOT_RECORDED else self.data
        return Wanted(theme=self.theme, sensitivity=sensitivity if self.data else None)

    @property
    def query(self) -> str:
        """Return the choices as an address has them."""
        chosen = {name: getattr(self, name) for name in choices()}
        pairs = [("map", each) for each in self.maps]
        pairs += [(name, value) for name, value in chosen.items() if value != getattr(Asked, name)]
        return urlencode([*pairs, *([("drafts", "1")] if self.drafts else [])])


def choices() -> Mapping[str, Mapping[str, str]]:
    """Return every list to choose from: field -> value -> label, the first of each is the usual one."""
    return {
        "columns": {"areas": _("A column for each area"), "maps": _("A column for each map")},
        "way": {
            "sensitivity": _("Sender, receiver, sensitivity"),
            "data": _("Sender, receiver, data"),
            "ends": _("Sender and receiver"),
        },
        "theme": {"": _("All themes"), **{code: _(label) for code, label in THEMES.items()}},
        "data": {
            "": _("All data"),
            **{code: _(label) for code, label in SENSITIVITIES.items()},
            NOT_RECORDED: _("Not recorded yet"),
        },
        "show": {
            "": _("All rows"),
            "differences": _("Only rows with differences"),
            "open": _("Only rows that cannot be compared yet"),
        },
        "sort": {
            "": _("By who sends and who receives"),
            "most": _("Most flows first"),
            "differences": _("Most differences first"),
        },
    }


def labels() -> Mapping[str, str]:
    """Return what each list is called."""
    return {
        "columns": _("Columns"),
        "way": _("Match flows by"),
        "theme": _("Theme"),
        "data": _("Most sensitive data"),
        "show": _("Show"),
        "sort": _("Order"),
    }


def asked_in(fields: QueryDict) -> Asked:
    """Return what an address asks for; a value that is in no list is the usual one, and said so."""
    lists = choices()
    given = {name: str(fields[name]) for name in lists if name in fields}
    known = {name: value for name, value in given.items() if value in lists[name]}
    maps = tuple(dict.fromkeys(filter(None, fields.getlist("map"))))
    return Asked(maps=maps, drafts=bool(fields.get("drafts")), misread=known != given, **known)
