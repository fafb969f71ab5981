"""How the API says and takes the register's rows: what it gives can be sent back."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from rest_framework import serializers

from dataflows.models.register_kinds import (
    AGREEMENTS,
    DATA_TYPES,
    ORGANISATIONS,
    STORAGE,
    Fact,
    RegisterKind,
    Shape,
)
from dataflows.selectors.register import values_of
from organisations.errors import BadInput
from organisations.models import Area, Programme, Theme


class Text(serializers.CharField):
    """A text that was sent as one: a number is not turned into the word for it (1e999 would be "inf")."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text, or refuse what is none."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class ReaderSerializer(serializers.Serializer[Any]):
    """Somebody who can open a storage; without an organisation, a reader whom nobody has named."""

    organisation = serializers.UUIDField(allow_null=True, default=None)
    role = Text(allow_blank=True, max_length=200, default="")
    notes = Text(allow_blank=True, max_length=10_000, default="")


class RegisterSerializer(serializers.Serializer[Any]):
    """A row of the register. Areas go by their names and themes by their codes."""

    kind: RegisterKind

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the row's id and programme, and a field for each fact."""
        fields: dict[str, serializers.Field[Any, Any, Any, Any]] = {
            "id": serializers.UUIDField(read_only=True),
            "programme": serializers.UUIDField(help_text="Given once, when the row is added."),
        }
        return fields | {fact.name: _FIELDS[fact.shape](fact) for fact in self.kind.facts}

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the row's facts as plain values."""
        values = values_of(self.kind, instance)
        for fact in self.kind.facts:
            if fact.shape in (Shape.ONE, Shape.DATE):
                values[fact.name] = values[fact.name] or None
            elif fact.shape is Shape.MANY:
                word = _WORD[fact.name]
                values[fact.name] = sorted(getattr(one, word) for one in getattr(instance, fact.name).all())
            elif fact.shape is Shape.READERS:
                values[fact.name] = [
                    one | {"organisation": one["organisation"] or None} for one in values[fact.name]
                ]
        return {"id": str(instance.pk), "programme": str(instance.programme_id), **values}


class OrganisationSerializer(RegisterSerializer):
    """``named`` is false for a group whose members nobody has named."""

    kind = ORGANISATIONS


class DataTypeSerializer(RegisterSerializer):
    """What moves."""

    kind = DATA_TYPES


class StorageSerializer(RegisterSerializer):
    """Where an organisation keeps data, and who can open it."""

    kind = STORAGE


class AgreementSerializer(RegisterSerializer):
    """A paper that flows rest on."""

    kind = AGREEMENTS


def facts_of(kind: RegisterKind, sent: Mapping[str, Any], programme: Programme) -> dict[str, Any]:
    """Return the facts of a checked body in the shapes that ``Shape`` says.

    Raises
    ------
    BadInput
        An area or a theme is not one of the programme's.
    """
    facts: dict[str, Any] = {}
    for name, value in sent.items():
        if name == "programme":
            continue
        shape = kind.fact(name).shape
        if shape is Shape.ONE:
            facts[name] = str(value) if value else ""
        elif shape is Shape.DATE:
            facts[name] = value.isoformat() if value else ""
        elif shape is Shape.MANY:
            facts[name] = _ids(kind.fact(name), value, programme)
        elif shape is Shape.READERS:
            facts[name] = [{**one, "organisation": str(one.get("organisation") or "")} for one in value]
        else:
            facts[name] = value
    return facts


# What the API calls a row that a fact points at.
_WORD: Final = {"areas": "name", "themes": "code"}


def _ids(fact: Fact, words: list[str], programme: Programme) -> list[str]:
    model: type[Area | Theme] = Area if fact.name == "areas" else Theme
    rows = model._default_manager.filter(programme=programme)
    known = {word: str(pk) for word, pk in rows.values_list(_WORD[fact.name], "pk")}
    for word in words:
        if word not in known:
            raise BadInput(
                _("“%(fact)s” names something that is not in this register.") % {"fact": fact.label}
            )
    return [known[word] for word in words]


def _text(fact: Fact) -> Text:
    return Text(
        max_length=fact.longest, allow_blank=not fact.required, required=fact.required, label=fact.label
    )


_FIELDS: Final[Mapping[Shape, Callable[[Fact], Any]]] = {
    Shape.LINE: _text,
    Shape.TEXT: _text,
    Shape.CODE: lambda fact: serializers.ChoiceField(
        list(fact.choices.items()), allow_blank=True, required=False
    ),
    Shape.FLAG: lambda _fact: serializers.BooleanField(required=False),
    Shape.KNOWN: lambda _fact: serializers.BooleanField(required=False, allow_null=True),
    Shape.DATE: lambda _fact: serializers.DateField(required=False, allow_null=True),
    Shape.ONE: lambda fact: serializers.UUIDField(required=fact.required, allow_null=not fact.required),
    Shape.MANY: lambda _fact: serializers.ListField(child=Text(max_length=200), required=False),
    Shape.NAMES: lambda _fact: serializers.ListField(
        child=Text(max_length=200), required=False, max_length=50
    ),
    Shape.READERS: lambda _fact: ReaderSerializer(many=True, required=False),
}
