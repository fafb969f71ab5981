"""From a drawing to the rows that every import is made of, with nothing on it left out in silence."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dataflows.errors import FormatError, Message
from dataflows.formats.cells import KnownNames, names_in
from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.csv_register import OrganisationRow, StorageRow
from dataflows.formats.drawing import (
    BOUNDARY,
    TEXT,
    Line,
    Page,
    boundaries_of,
    refuse_big,
    refuse_tricks,
    with_own_keys,
)
from dataflows.formats.drawing_names import End, Named, Names, name_shapes, place_of
from dataflows.formats.flow_row import FlowRow, FlowSheet, PlaceRow
from dataflows.formats.limits import LABEL_LIMIT, MAX_NAMES
from dataflows.formats.receipt import Receipt, ReceiptItem
from dataflows.graph.keys import key
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

# A line that is labelled with nothing but these says how it moves, not what moves.
CHANNELS: Final = frozenset(
    {
        *(
            "api",
            "bluetooth",
            "email",
            "fax",
            "ftp",
            "ftps",
            "grpc",
            "http",
            "https",
            "imap",
            "jdbc",
            "kerberos",
        ),
        *("mysql", "nfs", "odbc", "phone", "post", "rest", "s3", "sftp", "smtp", "sms", "soap", "sql", "ssh"),
        *("ssl", "tcp", "imap", "telephone", "tls", "udp", "webhook", "websocket", "ws", "wss"),
        # Words that may stand beside one of these.
        *("call", "connection", "encrypted", "in", "insecure", "person", "secure", "unsecure", "unsecured"),
        *("1", "2", "3"),
    }
)
LOOSE_TARGET: Final = _("The line ends in nothing: it does not say who receives.")
LOOSE_SOURCE: Final = _("The line begins at nothing: it does not say who sends.")
LOOSE: Final = _("The line joins nothing to nothing.")
ONLY_WORDS: Final = _("Words on the drawing that belong to no line and no organisation.")
NO_WORDS_AT_ALL: Final = _("A text without words.")
BOTH_WAYS: Final = _("Drawn both ways: kept as one flow; add the way back where data move back.")
UNDIRECTED: Final = _("Drawn without an arrow: read in the order the line was drawn.")
WORDS_READ: Final = _("The words on %(count)s lines were taken for what moves.")
CHANNELS_READ: Final = _("The words on %(count)s lines were taken for how it moves.")
TOO_LONG: Final = _("A name may have %(limit)s characters; the whole of it is in the notes.")
NOTHING_DRAWN: Final = _("The drawing is empty: there is no shape and no line on it.")


def contents_of(pages: Sequence[Page], options: ReadOptions) -> Contents:
    """Return what a drawing holds: a sheet for each page, and register rows for what its boundaries say.

    Raises
    ------
    FormatError
        When there is nothing on any page, or more than can be read.
    """
    if not any(page.shapes or page.lines for page in pages):
        raise FormatError(NOTHING_DRAWN)
    refuse_big(pages)
    names, turned = Names(), []
    for page in pages:
        refuse_tricks(page)
        names = names.for_next_page()
        turned.append(_Turned.of(with_own_keys(page), names, options))
    return Contents(
        sheets=tuple(one.sheet for one in turned),
        organisations=tuple(row for one in turned for row in one.organisations()),
        storage=tuple(row for one in turned for row in one.storage()),
    )


@dataclass
class _Turned:
    """One page turned into a sheet."""

    sheet: FlowSheet
    named: Named

    @classmethod
    def of(cls, page: Page, names: Names, options: ReadOptions) -> "_Turned":
        source = f"{options.filename}, page {page.name}" if page.name else options.filename
        inside = boundaries_of(page)
        named = name_shapes(page, inside, names, source)
        lines = _Lines(named, source, KnownNames.of(options.known_data_types))
        for number, line in enumerate(page.lines, start=1):
            lines.take(number, line)
        items = [*page.items, *named.items, *_texts(page, source), *lines.items, *lines.summary()]
        places = tuple(_places(page, inside, named, lines.used, source))
        sheet = FlowSheet(
            rows=tuple(lines.rows),
            unattached=tuple(lines.unattached),
            receipt=Receipt(tuple(items)),
            name=page.name,
            places=places,
        )
        return cls(sheet, named)

    def organisations(self) -> Iterator[OrganisationRow]:
        owners = set(self.named.parents.values())
        said = {end.organisation for end in self.named.notes if not end.storage}
        for end in dict.fromkeys(self.named.ends.values()):
            name = end.organisation
            if not end.storage and (name in owners or name in self.named.parents or name in said):
                yield OrganisationRow(
                    number=0,
                    name=name,
                    parent=self.named.parents.get(name, ""),
                    notes=self.named.notes.get(end, ""),
                    draft=True,
                )

    def storage(self) -> Iterator[StorageRow]:
        for end, notes in self.named.notes.items():
            if end.storage:
                yield StorageRow(number=0, organisation=end.organisation, name=end.storage, notes=notes)


def _texts(page: Page, source: str) -> Iterator[ReceiptItem]:
    for shape in page.shapes:
        if shape.kind == TEXT:
            words = " ".join(shape.label.split())
            yield ReceiptItem(
                kind="dropped",
                source=f"{source}, {place_of(shape.key)}",
                ref=shape.key,
                value=words,
                reason=Message(ONLY_WORDS if words else NO_WORDS_AT_ALL),
            )


def _places(
    page: Page, inside: Mapping[str, str], named: Named, used: Collection[End], source: str
) -> Iterator[PlaceRow]:
    """Yield what is drawn, in its order; a boundary only when nothing stands in it or a line ends at it."""
    holding = set(inside.values())
    things = {named.ends.get(shape.key) for shape in page.shapes if shape.kind != BOUNDARY}
    for shape in page.shapes:
        end = named.ends.get(shape.key)
        if end is None:
            continue
        if shape.kind == BOUNDARY and (end in things or (shape.key in holding and end not in used)):
            continue
        yield PlaceRow(
            organisation=end.organisation,
            storage=end.storage,
            place=f"{source}, {place_of(shape.key)}",
            key=shape.key,
        )


class _Lines:
    """Turns the lines of a page into rows."""

    def __init__(self, named: Named, source: str, known: KnownNames) -> None:
        self.named, self.source, self.known = named, source, known
        self.rows: list[FlowRow] = []
        self.unattached: list[FlowRow] = []
        self.items: list[ReceiptItem] = []
        self.used: set[End] = set()
        self.read_as_data = self.read_as_channel = 0

    def take(self, number: int, line: Line) -> None:
        source, target = self.named.ends.get(line.source), self.named.ends.get(line.target)
        self.used.update(end for end in (source, target) if end)
        row = self._row(number, line, source or End(""), target or End(""))
        if source and target:
            self.rows.append(row)
            self.say("kept", line, _("Kept."))
        else:
            self.unattached.append(row)
            reason = LOOSE_TARGET if source else LOOSE_SOURCE if target else LOOSE
            self.say("unattached", line, reason)
        if line.both_ways:
            self.say("guessed", line, BOTH_WAYS)
        if line.undirected:
            self.say("guessed", line, UNDIRECTED)

    def summary(self) -> Iterator[ReceiptItem]:
        """Yield one line for what was read the same way on many lines."""
        for count, reason in ((self.read_as_data, WORDS_READ), (self.read_as_channel, CHANNELS_READ)):
            if count:
                yield ReceiptItem(
                    kind="guessed", source=self.source, reason=Message(reason, {"count": count})
                )

    def say(self, kind: str, line: Line, reason: str, *, became: str = "", **values: object) -> None:
        self.items.append(
            ReceiptItem(
                kind=kind,
                source=f"{self.source}, {place_of(line.key)}",
                ref=line.key,
                value=" ".join(line.label.split()),
                became=became,
                reason=Message(reason, values),
            )
        )

    def _row(self, number: int, line: Line, source: End, target: End) -> FlowRow:
        data_types, channel, notes = self._words(line)
        return FlowRow(
            number=number,
            place=f"{self.source}, {place_of(line.key)}",
            key=line.key,
            from_organisation=source.organisation,
            from_storage=source.storage,
            to_organisation=target.organisation,
            to_storage=target.storage,
            data_types=data_types,
            channel=channel,
            purpose=line.purpose,
            notes="\n".join(filter(None, (line.notes, notes))),
        )

    def _words(self, line: Line) -> tuple[tuple[str, ...], str, str]:
        """Return what moves, how, and what no field could hold."""
        label = " ".join(line.label.split())
        if line.data_types or not label:
            return self._fitting(line, line.data_types), self._channel(line), label
        if _is_channel(label):
            self.read_as_channel += 1
            return (), self._channel(line) or label, label if line.channel else ""
        self.read_as_data += 1
        names, _guessed = names_in(label, self.known)
        fitted = self._fitting(line, names)
        return fitted, self._channel(line), "" if fitted == (label,) else label

    def _channel(self, line: Line) -> str:
        channel = " ".join(line.channel.split())
        if len(channel) > LABEL_LIMIT:
            self.say("noted", line, TOO_LONG, became=channel[:LABEL_LIMIT], limit=LABEL_LIMIT)
        return channel[:LABEL_LIMIT]

    def _fitting(self, line: Line, names: Sequence[str]) -> tuple[str, ...]:
        for name in names:
            if len(name) > LABEL_LIMIT:
                self.say("noted", line, TOO_LONG, became=name[: LABEL_LIMIT - 1] + "…", limit=LABEL_LIMIT)
        fitted = (name if len(name) <= LABEL_LIMIT else name[: LABEL_LIMIT - 1] + "…" for name in names)
        return tuple(dict.fromkeys(fitted))[:MAX_NAMES]


def _is_channel(label: str) -> bool:
    words = [key(word) for word in label.replace("/", " ").replace("-", " ").split()]
    return any(word.isalpha() for word in words) and all(word in CHANNELS for word in words)
