"""How what programs send is read. A module of its own: REST framework loads it before its views."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.utils import json


class Json(JSONParser):
    """Reads JSON; what is nested too deep, or has a name twice in one object, is the caller's mistake."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:  # noqa: ARG002
        """Return what was sent."""
        try:
            return json.loads(
                stream.read().decode(), parse_constant=json.strict_constant, object_pairs_hook=_each_once
            )
        except RecursionError as error:
            raise ParseError(_("This JSON is nested too deep.")) from error
        except ValueError as error:
            raise ParseError(_("This is no JSON: %(reason)s") % {"reason": error}) from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; of two values under one name, neither is lost unseen."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError(_("A name stands twice in one object of this JSON."))
    return found
