"""Addresses of programmes' maps, their elements, versions, comments and files."""

from django.urls import URLPattern, URLResolver, include, path

from dataflows.views import (
    areas,
    comments,
    elements,
    exporting,
    gathered,
    home,
    importing,
    loose_ends,
    maps,
    openness,
    redactions,
    register,
    register_acts,
    register_history,
    versions,
)

# The draft and every version answer the same way below their own address.
on_version: list[URLPattern] = [
    path("", maps.version, name="version"),
    path("f/<uuid:element_id>/", elements.version_element, name="version_flow"),
    path("n/<uuid:element_id>/", elements.version_element, name="version_node"),
    path("g/<uuid:element_id>/", gathered.version_gathered, {"part": "group"}, name="version_group"),
    path("b/<uuid:element_id>/", gathered.version_gathered, {"part": "bundle"}, name="version_bundle"),
    path("picture/", maps.picture, name="version_picture"),
    path("picture/retry/", maps.retry_picture, name="version_picture_retry"),
    path("comment/", comments.add, name="comment_add"),
    path("paper/", exporting.version_paper, name="version_paper"),
    path("export/<str:format_name>/", exporting.version_file, name="version_file"),
]

on_map: list[URLPattern | URLResolver] = [
    path("", maps.draft, name="map"),
    path("f/<uuid:element_id>/", elements.draft_element, name="flow"),
    path("n/<uuid:element_id>/", elements.draft_element, name="node"),
    path("g/<uuid:element_id>/", gathered.draft_gathered, {"part": "group"}, name="group"),
    path("b/<uuid:element_id>/", gathered.draft_gathered, {"part": "bundle"}, name="bundle"),
    path("picture/", maps.picture, name="picture"),
    path("picture/retry/", maps.retry_picture, name="picture_retry"),
    path("versions/", versions.index, name="versions"),
    path("publish/", versions.publish_page, name="publish"),
    path("open/", openness.open_page, name="open"),
    path("import/", importing.upload, name="import"),
    path("import/<uuid:receipt_id>/columns/", importing.columns, name="import_columns"),
    path("import/<uuid:receipt_id>/", importing.preview, name="import_preview"),
    path("receipts/<uuid:receipt_id>/", importing.receipt, name="receipt"),
    path("receipts/<uuid:receipt_id>/loose/<int:number>/", loose_ends.finish, name="loose_end"),
    path("receipts/<uuid:receipt_id>/undo/", importing.undo, name="import_undo"),
    path("export/", exporting.choose, name="export"),
    path("export/paper/", exporting.draft_paper, name="draft_paper"),
    path("export/<str:format_name>/", exporting.draft_file, name="draft_file"),
    path("comments/", comments.index, name="comments"),
    path("comments/<uuid:comment_id>/reply/", comments.reply_page, name="comment_reply"),
    path("redactions/", redactions.index, name="redactions"),
    path("redactions/<uuid:redaction_id>/agree/", redactions.agree, name="redaction_agree"),
    path("redactions/<uuid:redaction_id>/refuse/", redactions.refuse, name="redaction_refuse"),
    path("v/<int:number>/", include(on_version)),
]

in_register: list[URLPattern] = [
    path("", register.start, name="register"),
    path("history/", register_history.history, name="register_history"),
    path("history/<uuid:edit_id>/", register_history.act, name="register_act"),
    path("history/<uuid:edit_id>/undo/", register_history.undo, name="register_undo"),
    path("<slug:kind>/", register.index, name="register_list"),
    path("<slug:kind>/new/", register.new, name="register_new"),
    path("<slug:kind>/change/", register_acts.change, name="register_change"),
    path("<slug:kind>/remove/", register_acts.remove, name="register_remove"),
    path("<slug:kind>/filters/", register.save, name="register_filter_save"),
    path("<slug:kind>/filters/<uuid:filter_id>/forget/", register.forget, name="register_filter_forget"),
    path("<slug:kind>/<uuid:row_id>/", register.row, name="register_row"),
    path("<slug:kind>/<uuid:row_id>/edit/", register.edit, name="register_edit"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("p/<slug:slug>/", home.programme, name="programme"),
    path("p/<slug:slug>/areas/", areas.page, name="areas"),
    path("p/<slug:slug>/areas/file/", areas.file, name="areas_file"),
    path("p/<slug:slug>/maps/new/", home.new_map, name="map_new"),
    path("p/<slug:slug>/register/", include(in_register)),
    path("m/<uuid:map_id>/", include(on_map)),
]
