"""What every factory here does: make rows of any programme, and sign each text with its programme's name."""

from typing import Any

import factory
from django_scopes import scopes_disabled


class Factory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        with scopes_disabled():
            return super()._create(model_class, *args, **kwargs)


def says(what: str) -> factory.LazyAttribute:
    """A text that carries its programme's name: wherever it turns up, one can see whose it is."""
    return factory.LazyAttribute(lambda made: f"{made.programme.name} {what}")


def says_each(what: str) -> factory.LazyAttributeSequence:
    """The same, different for each row."""
    return factory.LazyAttributeSequence(lambda made, number: f"{made.programme.name} {what} {number}")


def with_programme_of(name: str) -> factory.LazyAttribute:
    """The programme of another row that this one hangs on."""
    return factory.LazyAttribute(lambda made: getattr(made, name).programme)


def within(factory_class: type[Factory] | str, **fields: Any) -> factory.SubFactory:
    """A row of the same programme as the one being made."""
    return factory.SubFactory(factory_class, programme=factory.SelfAttribute("..programme"), **fields)
