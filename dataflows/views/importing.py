"""Importing a flow list, page by page: upload or paste, match columns, preview, receipt."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dataflows.errors import FormatError
from dataflows.formats.csv_flows import ENDS
from dataflows.formats.flow_row import Peek
from dataflows.formats.registry import CODECS, sniff
from dataflows.forms.maps import ColumnsForm, UploadForm
from dataflows.models import ImportReceipt, Map
from dataflows.selectors.maps import map_for
from dataflows.selectors.receipts import (
    elements_of,
    matched_before,
    origins_of,
    preview_for,
    receipt_for,
    receipts_of,
)
from dataflows.services.importing import (
    Choices,
    SourceFile,
    check_file,
    content_of,
    import_flows,
    peek_file,
    plan_import,
    start_preview,
)
from dataflows.services.loading import load_document
from dataflows.services.loose_ends import loose_ends_of
from dataflows.services.merging import MERGED
from dataflows.services.planning import Plan, PlannedFlow
from dataflows.services.undoing import undo_import
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput, Conflict
from organisations.permissions import Permission, nothing_here

FORM_PAGE = ["GET", "HEAD", "POST"]
ROWS_SHOWN: Final = 200
# Of a preview more, for each row can be left out; of all of them no page could hold the boxes.
ROWS_PREVIEWED: Final = 500
# More than a file may have.
SHEETS_KEPT: Final = 300
ROW_ID: Final = re.compile(r"(?:[0-9]{1,4}\.)?[0-9]{1,9}")


@require_http_methods(FORM_PAGE)
def upload(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Take a file or pasted rows; a file that cannot be read at all is refused here."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    form = UploadForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        name, data = form.as_file()
        try:
            return _take(request, map_, name, data, form.cleaned_data["label"])
        except FormatError as error:
            form.add_error("file", error.translated(_))
        except (BadInput, Conflict) as error:
            form.add_error("file", str(error))
    reading = Reading(actor=request.actor, map=map_, version=None)
    context = {**reading.context, "form": form, "receipts": receipts_of(request.actor, map_)}
    return render(request, "dataflows/import_upload.html", context, status=400 if form.errors else 200)


def _take(request: DaylightRequest, map_: Map, name: str, data: bytes, label: str) -> HttpResponse:
    """Load a map document at once, since it needs no matching; take a flow list to its columns."""
    format_name = sniff(data)
    if format_name == "json":
        loaded = load_document(actor=request.actor, map_=map_, data=data, file_name=name, label=label)
        return redirect("receipt", map_.pk, loaded.pk)
    file = SourceFile(name=name, data=data)
    is_matched = _is_matched(file, format_name)
    preview = start_preview(actor=request.actor, map_=map_, file=file, choices=Choices(label=label))
    return redirect("import_preview" if is_matched else "import_columns", map_.pk, preview.pk)


def _is_matched(file: SourceFile, format_name: str) -> bool:
    """Say whether a file can be read without asking what its columns hold; raise when it cannot be read.

    Of a list that was typed or pasted people are always asked, of a workbook when no sheet says enough.
    """
    try:
        check_file(file=file)
    except BadInput:
        sheets = peek_file(file=file)
        if not sheets or any(set(ENDS) <= set(one.fields) for one in sheets):
            raise
        return False
    return format_name != "csv"


@require_http_methods(FORM_PAGE)
def columns(request: DaylightRequest, map_id: UUID, receipt_id: UUID) -> HttpResponse:
    """Match the columns of one of the file's sheets to facts."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    preview = preview_for(request.actor, map_, receipt_id)
    sheets = peek_file(file=_file(preview))
    if not sheets:
        raise nothing_here()
    matching = preview.matching
    peek = _asked_for(request, sheets, matching)
    # Of a source that was imported before, people need not say again what no heading says.
    before = matched_before(map_, preview.label).get(peek.number, {})
    guessed = {
        column: fact for column, fact in before.items() if not "".join(peek.fields[column : column + 1])
    }
    form = ColumnsForm(posted(request)[0], peek=peek, chosen=matching.get(peek.number, guessed))
    if request.method == "POST" and form.is_valid():
        matching[peek.number] = form.columns()
        try:
            check_file(file=_file(preview), columns=matching)
        except BadInput as error:
            form.add_error(None, str(error))
        else:
            preview.columns = matching
            preview.save(update_fields=["columns"])
            return redirect("import_preview", map_.pk, preview.pk)
    reading = Reading(actor=request.actor, map=map_, version=None)
    context = {**reading.context, "form": form, "preview": preview, "peek": peek, "sheets": sheets}
    return render(request, "dataflows/import_columns.html", context, status=400 if form.errors else 200)


def _asked_for(request: DaylightRequest, sheets: Sequence[Peek], matching: Collection[int]) -> Peek:
    """Return the sheet that the address names; else the first that is, or was made, a flow list."""
    wanted = request.GET.get("sheet", "")
    known = {str(one.number): one for one in sheets}
    lists = (one for one in sheets if one.number in matching or set(ENDS) <= set(one.fields))
    return known.get(wanted) or next(lists, sheets[0])


@require_http_methods(FORM_PAGE)
def preview(request: DaylightRequest, map_id: UUID, receipt_id: UUID) -> HttpResponse:
    """Show what the import would do, row by row; take another choice of sheets; do it."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    kept = preview_for(request.actor, map_, receipt_id)
    if request.method == "POST" and "choose" in request.POST:
        _choose_sheets(request, kept)
        return redirect("import_preview", map_.pk, kept.pk)
    if request.method == "POST":
        return _import(request, map_, kept)
    try:
        plan = plan_import(map_=map_, file=_file(kept), choices=_choices(kept))
    except BadInput as error:
        messages.error(request, str(error))
        if not kept.sheets:
            return redirect("import", map_id)
        # Sheets that are not in the file were asked for: all of it is looked at again.
        kept.sheets = []
        kept.save(update_fields=["sheets"])
        return redirect("import_preview", map_.pk, kept.pk)
    reading = Reading(actor=request.actor, map=map_, version=None)
    context = {
        **reading.context,
        "preview": kept,
        "has_columns": CODECS[sniff(bytes(kept.source))].peek is not None,
        "plan": plan,
        "sheets": [(name, name in kept.sheets or not kept.sheets) for name in plan.sheets],
        "rows": _shown(plan),
        "more": max(len(plan.flows) - ROWS_PREVIEWED, 0),
        "content": content_of(plan),
    }
    return render(request, "dataflows/import_preview.html", context)


def _shown(plan: Plan) -> list[tuple[PlannedFlow, str]]:
    """Return the rows to list, each with its sheet where there are several.

    Of more than can be listed, those stand first that somebody has to decide about.
    """
    rows = plan.flows
    if len(rows) > ROWS_PREVIEWED:
        rows = sorted(rows, key=lambda one: not (one.differences or one.duplicate_of))
    several = len(plan.sheets) > 1
    return [(one, one.source.partition("\n")[2] if several else "") for one in rows[:ROWS_PREVIEWED]]


def _choose_sheets(request: DaylightRequest, kept: ImportReceipt) -> None:
    """Keep which sheets were ticked; with none ticked, say so and keep the choice as it was."""
    chosen = [name for name in request.POST.getlist("sheet") if "\x00" not in name]
    if not chosen:
        messages.error(request, _("Choose at least one sheet or page of the file."))
        return
    kept.sheets = chosen[:SHEETS_KEPT]
    kept.save(update_fields=["sheets"])


def _import(request: DaylightRequest, map_: Map, kept: ImportReceipt) -> HttpResponse:
    try:
        done = import_flows(
            actor=request.actor,
            map_=map_,
            file=_file(kept),
            choices=replace(_choices(kept), rows=_ticked(request)),
            preview=kept,
        )
    except (BadInput, Conflict) as error:
        messages.error(request, str(error))
        return redirect("import", map_.pk)
    return redirect("receipt", map_.pk, done.pk)


def _ticked(request: DaylightRequest) -> dict[str, frozenset[str]]:
    """Return what was ticked for each row: to leave it out, or a fact to take from the file."""
    ticked: dict[str, set[str]] = {}
    for row in request.POST.getlist("leave_out"):
        if ROW_ID.fullmatch(row):
            ticked.setdefault(row, set()).add("leave_out")
    for choice in request.POST.getlist("take"):
        row, _colon, fact = choice.partition(":")
        if ROW_ID.fullmatch(row) and fact in MERGED:
            ticked.setdefault(row, set()).add(fact)
    return {row: frozenset(choices) for row, choices in ticked.items()}


@require_safe
def receipt(request: DaylightRequest, map_id: UUID, receipt_id: UUID) -> HttpResponse:
    """Show what an import kept, matched, guessed, left loose and dropped."""
    map_ = map_for(request.actor, map_id, Permission.MAP_VIEW)
    found = receipt_for(request.actor, map_, receipt_id)
    reading = Reading(actor=request.actor, map=map_, version=None)
    page = Paginator(origins_of(found), ROWS_SHOWN).get_page(request.GET.get("page"))
    context = {
        **reading.context,
        "receipt": found,
        "content": found.content,
        "page": page,
        "made": elements_of(map_, page.object_list),
        "loose": loose_ends_of(found),
    }
    return render(request, "dataflows/receipt.html", context)


@require_POST
def undo(request: DaylightRequest, map_id: UUID, receipt_id: UUID) -> HttpResponse:
    """Take back everything that one import put on the map."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    found = receipt_for(request.actor, map_, receipt_id)
    try:
        count = undo_import(actor=request.actor, receipt=found)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("receipt", map_id, receipt_id)
    said = _("The import is undone: %(count)d changes taken back. What it added to the register stays there.")
    messages.success(request, said % {"count": count})
    return redirect("map", map_id)


def _file(preview: ImportReceipt) -> SourceFile:
    return SourceFile(name=preview.file_name, data=bytes(preview.source))


def _choices(preview: ImportReceipt) -> Choices:
    return Choices(
        columns=preview.matching,
        sheets=tuple(preview.sheets),
        label=preview.label,
    )
