"""What programs send to edit a draft, and what they are answered: shapes, and reading them as typed edits."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from rest_framework import serializers

from dataflows.services import edit_kinds as kinds
from dataflows.services.editing import MOST_AT_ONCE
from dataflows.services.undo import Over
from organisations.errors import BadInput

# As large a number as both databases hold.
LARGEST: Final = 2**63 - 1
DO: Final = ("add", "connect", "set", "merge", "split", "remove", "restore")
# What each edit has to say beside what it does, and what it may.
FIELDS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "add": (frozenset({"kind", "name"}), frozenset({"id", "within", "notes"})),
    "connect": (frozenset({"source", "target"}), frozenset({"id", "facts"})),
    "set": (frozenset({"element", "field", "value"}), frozenset({"seen"})),
    "merge": (frozenset({"element", "others"}), frozenset({"seen"})),
    "split": (frozenset({"element"}), frozenset({"id", "data_types", "name", "flows", "seen"})),
    "remove": (frozenset({"element"}), frozenset({"seen"})),
    "restore": (frozenset({"element"}), frozenset()),
}


class OneEditSerializer(serializers.Serializer[Any]):
    """One edit: what it does, and what that needs."""

    do = serializers.ChoiceField(
        DO,
        help_text="add (a node): kind, name; for a storage within, the organisation. connect (a flow): "
        "source, target, facts. set: element, field, value; the field of a flow as in its document, with "
        "sender_ and receiver_ before a party's facts; of a node its name, notes or, of a storage, parent. "
        "merge: element stays, others become it. split: data_types go with a new flow; or, of a node, flows "
        "go with a new one called name. remove and restore: element.",
    )
    element = serializers.UUIDField(required=False)
    id = serializers.UUIDField(required=False, help_text="The id of what is new; made here if left out.")
    field = serializers.CharField(required=False, max_length=40)
    value = serializers.JSONField(required=False, help_text="As documents have it, or as people type it.")
    seen = serializers.IntegerField(
        required=False, min_value=0, max_value=LARGEST, help_text="In place of the batch's own."
    )
    source = serializers.CharField(  # type: ignore[assignment]  # not the field's own source
        required=False, help_text="The id of a node of the map, or a name."
    )
    target = serializers.CharField(required=False, help_text="As source.")
    facts = serializers.DictField(child=serializers.JSONField(), required=False)
    kind = serializers.CharField(required=False, max_length=20)
    name = serializers.CharField(required=False)
    within = serializers.CharField(required=False)
    notes = serializers.CharField(required=False, allow_blank=True)
    others = serializers.ListField(child=serializers.UUIDField(), required=False)
    data_types = serializers.ListField(child=serializers.CharField(), required=False)
    flows = serializers.ListField(child=serializers.UUIDField(), required=False)


class EditSerializer(serializers.Serializer[Any]):
    """A batch of edits: all of them are done, or none."""

    id = serializers.UUIDField(help_text="Made by you: sent again under it, nothing is done twice.")
    seen = serializers.IntegerField(
        min_value=0,
        max_value=LARGEST,
        help_text="The map's seq when you read what you change: later changes are not lost.",
    )
    sure = serializers.BooleanField(
        required=False, default=False, help_text="Store what looks like somebody's data all the same."
    )
    edits = serializers.ListField(child=OneEditSerializer(), min_length=1, max_length=MOST_AT_ONCE)


class DoneSerializer(serializers.Serializer[Any]):
    """What was done, in words, and which elements it left on the map or took off."""

    id = serializers.UUIDField()
    seq = serializers.IntegerField()
    name = serializers.CharField()
    elements = serializers.ListField(child=serializers.UUIDField())
    flows = serializers.ListField(
        child=serializers.UUIDField(), help_text="Those of elements that are flows."
    )
    removed = serializers.ListField(child=serializers.UUIDField())
    undo = serializers.UUIDField(help_text="What to name when this is to be undone.")


class ActSerializer(serializers.Serializer[Any]):
    """One act of a map's history."""

    id = serializers.UUIDField(source="edit")
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    name = serializers.CharField()
    is_undone = serializers.BooleanField()


class StepSerializer(serializers.Serializer[Any]):
    """Which act to take back or do again; left out, the last of yours."""

    id = serializers.UUIDField(help_text="Made by you: sent again under it, nothing is done twice.")
    edit = serializers.UUIDField(required=False)
    over = serializers.ChoiceField(
        [over.value for over in Over],
        required=False,
        default=Over.ASK.value,
        help_text="What to do about facts that somebody has changed since: ask (409), leave or overwrite.",
    )


def typed(one: Mapping[str, Any], given: Any, *, batch: UUID, number: int, seen: int) -> kinds.TypedEdit:
    """Return an edit as the service takes it.

    Raises
    ------
    BadInput
        Something is missing, or is not said of such an edit.
    """
    do = one["do"]
    needed, may = FIELDS[do]
    said = set(given) - {"do"}
    for name in sorted(needed - said):
        raise BadInput(_("Edit %(number)d: “%(do)s” needs “%(name)s”.") % _at(number, do, name))
    for name in sorted(said - needed - may):
        raise BadInput(_("Edit %(number)d: “%(do)s” has no “%(name)s”.") % _at(number, do, name))
    new = one.get("id") or uuid5(batch, str(number))
    return _typed(do, one, new, one.get("seen", seen))


def _typed(do: str, one: Mapping[str, Any], new: UUID, seen: int) -> kinds.TypedEdit:
    match do:
        case "add":
            words = {name: one.get(name, "") for name in ("kind", "name", "within", "notes")}
            return kinds.AddNode(id=new, **words)
        case "connect":
            return kinds.Connect(
                id=new, source=one["source"], target=one["target"], facts=one.get("facts", {})
            )
        case "set":
            return _set(one, seen)
        case "merge":
            return kinds.Merge(element=one["element"], others=tuple(one["others"]), seen=seen)
        case "split":
            return _split(one, new, seen)
        case "remove":
            return kinds.Remove(element=one["element"], seen=seen)
        case _:
            return kinds.Restore(element=one["element"])


def _set(one: Mapping[str, Any], seen: int) -> kinds.TypedEdit:
    element, field, value = one["element"], one["field"], one["value"]
    if field in ("source", "target", "name", "parent") and not isinstance(value, str):
        raise BadInput(_("“%(fact)s” has to be a text.") % {"fact": field})
    if field in ("source", "target"):
        return kinds.ReEnd(element=element, end=field, to=value, seen=seen)
    if field == "name":
        return kinds.Rename(element=element, name=value, seen=seen)
    if field == "parent":
        return kinds.MoveStorage(element=element, to=value, seen=seen)
    return kinds.SetFact(element=element, fact=field, value=value, seen=seen)


def _split(one: Mapping[str, Any], new: UUID, seen: int) -> kinds.TypedEdit:
    if "flows" in one:
        name, flows = one.get("name", ""), tuple(one["flows"])
        return kinds.SplitNode(element=one["element"], id=new, name=name, flows=flows, seen=seen)
    data_types = tuple(one.get("data_types", ()))
    return kinds.Split(element=one["element"], id=new, data_types=data_types, seen=seen)


def _at(number: int, do: str, name: str) -> dict[str, Any]:
    return {"number": number + 1, "do": do, "name": ascii(name)[1:-1][:40]}
