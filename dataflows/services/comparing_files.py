"""Comparing two files as they are, without any map or programme of ours."""

from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from dataflows.formats.as_graph import as_document
from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.document import MapDocument
from dataflows.formats.registry import CODECS, sniff
from dataflows.graph.comparing import Comparison
from dataflows.selectors.comparing import compare_strangers, compare_versions
from dataflows.services.reading import SourceFile, in_one_sentence
from organisations.errors import BadInput


@dataclass(frozen=True)
class ReadFile:
    """A file as a map by itself, and how many of its lines lack an end: those are no flows."""

    document: MapDocument
    loose: int = 0


def compare_files(before: SourceFile, after: SourceFile) -> Comparison:
    """Return what is different in ``after``. Two documents of one map are compared by ids, all else by name.

    Raises
    ------
    BadInput
        With one sentence, when one of them cannot be read.
    """
    was, now = as_map(before, side="before"), as_map(after, side="after")
    same_map = was.document.map.id == now.document.map.id
    compare = compare_versions if same_map else compare_strangers
    return compare(was.document.graph, now.document.graph)


def as_map(file: SourceFile, *, side: str = "") -> ReadFile:
    """Return what a file of any format that can be imported holds; ``side`` keeps two files' flows apart.

    Raises
    ------
    BadInput
        With one sentence, when it cannot be read.
    """
    with in_one_sentence():
        codec = CODECS[sniff(file.data)]
        if codec.read is None:
            raise BadInput(_("Files of this kind cannot be read."))
        read = codec.read(file.data, ReadOptions(filename=PurePath(file.name).name))
    if isinstance(read, Contents):
        loose = sum(len(sheet.unattached) for sheet in read.sheets)
        return ReadFile(as_document(read, f"{side} {file.name}"), loose)
    return ReadFile(read)
