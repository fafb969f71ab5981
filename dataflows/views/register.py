"""The programme's register, page by page: its lists, and one row of them."""

from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dataflows.forms.register import FilterForm, RowForm
from dataflows.models.register_kinds import KINDS, STORAGE, RegisterKind
from dataflows.selectors.register import register_row, values_of
from dataflows.selectors.register_history import acts_of, edits_of, name_in_history
from dataflows.selectors.register_lists import filters_of, sought_rows
from dataflows.selectors.register_places import places_of
from dataflows.services.filters import forget_filter, save_filter
from dataflows.services.register_edits import Clash, add_to_register, change_register
from dataflows.views.register_columns import headings
from dataflows.views.register_words import act_lines, fact_lines
from dataflows.views.requests import DaylightRequest
from organisations.errors import BadInput, Conflict, NotVisible
from organisations.models import Programme
from organisations.permissions import Permission, nothing_here, require
from organisations.selectors import programme_by_slug

ROWS_SHOWN: Final = 50
ACTS_SHOWN: Final = 10
FORM_PAGE = ["GET", "HEAD", "POST"]


def kind_of(slug: str) -> RegisterKind:
    """Return the kind of rows at this address, or raise ``NotVisible``."""
    if slug not in KINDS:
        raise nothing_here()
    return KINDS[slug]


def frame(request: DaylightRequest, programme: Programme, kind: RegisterKind | None) -> dict[str, Any]:
    """Return what every page of a register needs: where it is, what may be done, what was just done."""
    return {
        "programme": programme,
        "kind": kind,
        "kinds": KINDS.values(),
        "may_change": request.actor.may(Permission.REGISTER_EDIT, programme),
        "done": _just_done(request, programme),
    }


def _just_done(request: DaylightRequest, programme: Programme) -> Any:
    """Return the act that the address says was just done, if it is this person's own."""
    try:
        edit = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    acts = acts_of(programme, [edit])
    own = [act for act in acts if act.by_id == request.actor.id and not act.is_undone and act.undoes is None]
    return act_lines(programme, own)[0] if own else None


@require_safe
def start(request: DaylightRequest, slug: str) -> HttpResponse:
    """Send people to the register's first list."""
    programme = programme_by_slug(request.actor, slug)
    return redirect("register_list", programme.slug, next(iter(KINDS)))


@require_safe
def index(request: DaylightRequest, slug: str, kind: str) -> HttpResponse:
    """List the rows of one kind that are looked for."""
    programme = programme_by_slug(request.actor, slug)
    found_kind = kind_of(kind)
    form = FilterForm(request.GET, kind=found_kind, programme=programme)
    sought = form.sought()
    page = Paginator(sought_rows(request.actor, found_kind, programme, sought), ROWS_SHOWN).get_page(
        request.GET.get("page")
    )
    query = form.query()
    context = {
        **frame(request, programme, found_kind),
        "form": form,
        "page": page,
        "headings": headings(found_kind, sought.sort, query),
        "query": encoded(query),
        "is_filtered": bool(set(query) - {"sort"}),
        "misread": [form.fields[name].label for name in form.errors],
        "saved": [(one, encoded(one.query)) for one in filters_of(request.actor, found_kind, programme)],
        "row_template": f"dataflows/register/_{found_kind.code}.html",
        "labels": _labels(found_kind),
        "today": timezone.localdate(),
    }
    return render(request, "dataflows/register/list.html", context)


def _labels(kind: RegisterKind) -> dict[str, str]:
    """Return the words for the codes of the kinds of organisations, storage or agreements."""
    return {
        code: _(label) for fact in kind.facts if fact.name == "kind" for code, label in fact.choices.items()
    }


@require_safe
def row(request: DaylightRequest, slug: str, kind: str, row_id: UUID) -> HttpResponse:
    """Show one row: its facts, where it stands on maps, and who changed what of it."""
    programme = programme_by_slug(request.actor, slug)
    found_kind = kind_of(kind)
    found = register_row(request.actor, found_kind, programme, row_id)
    edits = edits_of(request.actor, programme, row=found.pk)
    context = {
        **frame(request, programme, found_kind),
        "row": found,
        "facts": fact_lines(programme, found_kind, values_of(found_kind, found)),
        "places": places_of(request.actor, found_kind, programme, found),
        "acts": act_lines(programme, acts_of(programme, list(edits[:ACTS_SHOWN]))),
        "older": max(edits.count() - ACTS_SHOWN, 0),
    }
    return render(request, "dataflows/register/row.html", context)


@require_http_methods(FORM_PAGE)
def new(request: DaylightRequest, slug: str, kind: str) -> HttpResponse:
    """Add a row."""
    programme = programme_by_slug(request.actor, slug)
    found_kind = kind_of(kind)
    require(request.actor, Permission.REGISTER_EDIT, on=programme)
    form = _form(request, found_kind, programme, {"named": True} if kind == "organisations" else {})
    if request.method == "POST" and form.is_valid():
        edit = form.cleaned_data["edit"]
        try:
            made = add_to_register(
                actor=request.actor, programme=programme, kind=found_kind, values=form.values(), edit=edit
            )
        except (BadInput, Conflict) as error:
            form.add_error(None, str(error))
        else:
            return to(f"?done={edit}", "register_row", programme.slug, kind, made.pk)
    context = {**frame(request, programme, found_kind), "form": form, "row": None}
    return render(request, "dataflows/register/form.html", context, status=400 if form.errors else 200)


@require_http_methods(FORM_PAGE)
def edit(request: DaylightRequest, slug: str, kind: str, row_id: UUID) -> HttpResponse:
    """Change a row's facts. What somebody else changed meanwhile is shown, never overwritten unseen."""
    programme = programme_by_slug(request.actor, slug)
    found_kind = kind_of(kind)
    require(request.actor, Permission.REGISTER_EDIT, on=programme)
    try:
        found = register_row(request.actor, found_kind, programme, row_id)
    except NotVisible:
        if request.method == "POST" and (name := name_in_history(programme, row_id)):
            return _removed_since(request, found_kind, programme, name)
        raise
    now = values_of(found_kind, found)
    form = _form(request, found_kind, programme, now, own=str(found.pk))
    clash: list[Any] = []
    if request.method == "POST" and form.is_valid():
        values, bases = form.changed_values()
        try:
            change_register(
                actor=request.actor,
                programme=programme,
                kind=found_kind,
                changes={found.pk: values},
                bases={found.pk: bases},
                edit=form.cleaned_data["edit"],
            )
        except Clash as error:
            form.add_error(None, str(error))
            clash = fact_lines(programme, found_kind, {name: now[name] for name in error.facts})
            form.show_again(now)
        except (BadInput, Conflict) as error:
            form.add_error(None, str(error))
        else:
            done = f"?done={form.cleaned_data['edit']}" if values else ""
            return to(done, "register_row", programme.slug, kind, found.pk)
    context = {**frame(request, programme, found_kind), "form": form, "row": found, "clash": clash}
    status = 409 if clash else 400 if form.errors else 200
    return render(request, "dataflows/register/form.html", context, status=status)


def _removed_since(
    request: DaylightRequest, kind: RegisterKind, programme: Programme, name: str
) -> HttpResponse:
    """Show what was typed for a row that somebody has removed meanwhile, ready to be added."""
    form = _form(request, kind, programme, {})
    form.is_valid()
    form.add_error(
        None,
        _("“%(name)s” has been removed since. What you typed is below: press Add to make a new row of it.")
        % {"name": name},
    )
    form.show_again({})
    action = reverse("register_new", args=[programme.slug, kind.slug])
    context = {**frame(request, programme, kind), "form": form, "row": None, "action": action}
    return render(request, "dataflows/register/form.html", context, status=409)


def _form(
    request: DaylightRequest, kind: RegisterKind, programme: Programme, values: dict[str, Any], own: str = ""
) -> RowForm:
    posted = request.POST if request.method == "POST" else None
    form = RowForm(posted, kind=kind, programme=programme, values=values, initial={"edit": uuid4()})
    if own and kind is not STORAGE and "parent" in form.fields:
        form.leave_out_choice("parent", own)
    return form


@require_POST
def save(request: DaylightRequest, slug: str, kind: str) -> HttpResponse:
    """Keep what is looked for under a name."""
    programme = programme_by_slug(request.actor, slug)
    found_kind = kind_of(kind)
    query = filter_of(request, found_kind, programme).query()
    try:
        saved, is_new = save_filter(
            actor=request.actor,
            programme=programme,
            kind=found_kind,
            name=request.POST.get("name", ""),
            query=query,
        )
    except BadInput as error:
        messages.error(request, str(error))
    else:
        said = _("Kept as “%(name)s”.") if is_new else _("“%(name)s” is replaced.")
        messages.success(request, said % {"name": saved.name})
    return to(f"?{encoded(query)}", "register_list", programme.slug, kind)


@require_POST
def forget(request: DaylightRequest, slug: str, kind: str, filter_id: UUID) -> HttpResponse:
    """Remove one of one's own filters."""
    programme = programme_by_slug(request.actor, slug)
    saved = filters_of(request.actor, kind_of(kind), programme).filter(pk=filter_id).first()
    if saved is None:
        raise nothing_here()
    forget_filter(actor=request.actor, saved=saved)
    messages.success(request, _("“%(name)s” is removed.") % {"name": saved.name})
    return redirect("register_list", programme.slug, kind)


def filter_of(request: DaylightRequest, kind: RegisterKind, programme: Programme) -> FilterForm:
    """Return what the list was filtered by that a form was sent from."""
    return FilterForm(QueryDict(request.POST.get("query", "")[:4000]), kind=kind, programme=programme)


def to(query: str, name: str, *arguments: Any) -> HttpResponse:
    """Send people to an address with a query behind it."""
    answer = redirect(name, *arguments)
    answer["Location"] += query
    return answer


def encoded(query: dict[str, str]) -> str:
    """Return parameters as they stand in an address."""
    parameters = QueryDict(mutable=True)
    parameters.update(query)
    return parameters.urlencode()
