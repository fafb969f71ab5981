"""What goes wrong with maps and files, each said in one sentence a person can act on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """One sentence with named gaps, translated where it is shown; so is a message that fills a gap.

    Examples
    --------
    >>> empty = Message("Row %(row)s is empty.", {"row": 7})
    >>> str(empty), str(Message("Sheet A: %(sentence)s", {"sentence": empty}))
    ('Row 7 is empty.', 'Sheet A: Row 7 is empty.')
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.translated(str)

    def translated(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of ``translate``."""
        values = {
            name: value.translated(translate) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return translate(self.template) % values


class FormatError(Exception):
    """A file or document cannot be read; nothing of it has been kept."""

    def __init__(self, template: str, **values: object) -> None:
        self.message = Message(template, values)
        super().__init__(str(self.message))

    def translated(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of ``translate``."""
        return self.message.translated(translate)
