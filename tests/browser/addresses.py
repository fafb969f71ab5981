"""Every page's address, filled in for one map: taken from the URL tables, so that none is forgotten."""

from collections.abc import Iterator, Mapping

from django.urls import URLPattern, URLResolver, get_resolver, reverse

NOT_PAGES = {
    "account_confirm_email": "its key is in a mail",
    "account_reset_password_from_key": "its key is in a mail",
    "picture": "a part of the map's page",
    "version_picture": "a part of the map's page",
    "healthz": "a word for machines",
    "readyz": "a word for machines",
    "robots": "words for machines",
    "areas_file": "a file to take away",
    "draft_file": "a file to take away",
    "version_file": "a file to take away",
    "mfa_download_recovery_codes": "a file to take away",
    "flow_row": "a part of the map as a table",
    "comment_reopen": "an act, not a page",
    "version_restore": "an act, not a page",
    "map_review_date": "an act, not a page",
    "comment_attach": "an act, not a page",
    "review_link_end": "an act, not a page",
    "review_reopen": "an act, not a page",
    "element_remove": "an act, not a page",
    "element_restore": "an act, not a page",
    "undo": "an act, not a page",
    "redo": "an act, not a page",
    "picture_retry": "an act, not a page",
    "tidy": "an act, not a page",
    "put_back": "an act, not a page",
    "nudge": "an act, not a page",
    "capture_words": "words for a script",
    "capture_fact": "an act, not a page",
    "capture_same": "an act, not a page",
    "interview_merge": "an act, not a page",
    "interview_discard": "an act, not a page",
    "interview_line_forget": "an act, not a page",
    "wall_act": "an act, not a page",
    "wall_image": "a photo",
    "live": "a stream for a script",
    "since": "news for a script",
    "here": "an act, not a page",
    "screen_now": "words for a script",
    "screen_show": "an act, not a page",
    "import_undo": "an act, not a page",
    "job_retry": "an act, not a page",
    "token_revoke": "an act, not a page",
    "register": "sends people to the register's first list",
    "register_change": "comes after ticking rows",
    "register_remove": "an act, not a page",
    "register_undo": "an act, not a page",
    "register_filter_save": "an act, not a page",
    "register_filter_forget": "an act, not a page",
    "redaction_agree": "an act, not a page",
    "redaction_refuse": "an act, not a page",
    "version_picture_retry": "an act, not a page",
    "demo_sign_in": "an act, not a page",
}
OF_A_FLOW = ("flow", "version_flow", "flow_edit", "flow_split")
REGISTER_PAGES = ("register_list", "register_row", "register_new", "register_edit")
VIEWS = ("table", "sentences", "grid")
SHOWN = ("theme", "organisation", "around", "leaving")


def pages(values: Mapping[str, object]) -> dict[str, str]:
    """Return name and address of every page; a map and its versions also as table and as sentences,
    and in their views.

    ``name.argument`` in ``values`` goes before ``argument``: two pages may ask for different receipts.
    """
    found = {name: _fill(name, arguments, values) for name, arguments in _named() if _is_page(name)}
    for name in ("map", "version"):
        found |= {f"{name} as {view}": f"{found[name]}?view={view}" for view in VIEWS}
        found |= {
            f"{name}, {show}": f"{found[name]}?show={show}&node={values['element_id']}" for show in SHOWN
        }
    return found | _register(values)


def _register(values: Mapping[str, object]) -> dict[str, str]:
    """Return the pages of every kind of the register's rows: ``rows`` has one row's id for each kind."""
    rows = values["rows"]
    assert isinstance(rows, Mapping)
    return {
        f"{name} of {kind}": _fill(name, arguments, {**values, "kind": kind, "row_id": row_id})
        for name, arguments in _named()
        if name in REGISTER_PAGES
        for kind, row_id in rows.items()
    }


def _is_page(name: str) -> bool:
    return (
        name not in NOT_PAGES
        and name not in REGISTER_PAGES
        and (name == "api_docs" or not name.startswith("api"))
    )


def _fill(name: str, arguments: list[str], values: Mapping[str, object]) -> str:
    # An element is a node, but on the pages of flows.
    as_named = "flow" if name in OF_A_FLOW else name
    return reverse(
        name,
        kwargs={
            argument: values.get(f"{as_named}.{argument}", values.get(argument, "")) for argument in arguments
        },
    )


def _named() -> Iterator[tuple[str, list[str]]]:
    for entry, arguments in _patterns(get_resolver(), []):
        if entry.name:
            yield entry.name, arguments


def _patterns(resolver: URLResolver, before: list[str]) -> Iterator[tuple[URLPattern, list[str]]]:
    for entry in resolver.url_patterns:
        arguments = [*before, *getattr(entry.pattern, "converters", {})]
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, arguments)
        else:
            yield entry, arguments
