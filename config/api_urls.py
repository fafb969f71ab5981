"""Every address of the API, below /api/v1/."""

from django.urls import URLPattern, path, re_path
from drf_spectacular.views import SpectacularAPIView

from config import api_pages
from dataflows.api import edits, exports, imports, maps, programmes, register, renderings, versions

urlpatterns: list[URLPattern] = [
    path("", api_pages.start, name="api"),
    path("docs/", api_pages.docs, name="api_docs"),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("programmes/", programmes.Programmes.as_view(), name="api_programmes"),
    path("programmes/<uuid:programme_id>/", programmes.OneProgramme.as_view(), name="api_programme"),
    path("organisations/", register.Organisations.as_view(), name="api_organisations"),
    path("organisations/<uuid:row_id>/", register.OneOrganisation.as_view(), name="api_organisation"),
    path("data-types/", register.DataTypes.as_view(), name="api_data_types"),
    path("data-types/<uuid:row_id>/", register.OneDataType.as_view(), name="api_data_type"),
    path("storage/", register.Storages.as_view(), name="api_storages"),
    path("storage/<uuid:row_id>/", register.OneStorage.as_view(), name="api_storage"),
    path("agreements/", register.Agreements.as_view(), name="api_agreements"),
    path("agreements/<uuid:row_id>/", register.OneAgreement.as_view(), name="api_agreement"),
    path("maps/", maps.Maps.as_view(), name="api_maps"),
    path("maps/<uuid:map_id>/", maps.OneMap.as_view(), name="api_map"),
    path("maps/<uuid:map_id>/nodes/", maps.Nodes.as_view(), name="api_nodes"),
    path("maps/<uuid:map_id>/flows/", maps.Flows.as_view(), name="api_flows"),
    path("maps/<uuid:map_id>/comments/", maps.Comments.as_view(), name="api_comments"),
    path("maps/<uuid:map_id>/edits/", edits.Edits.as_view(), name="api_edits"),
    path("maps/<uuid:map_id>/edits/<uuid:edit_id>/", edits.OneEdit.as_view(), name="api_edit"),
    path("maps/<uuid:map_id>/undo/", edits.Undo.as_view(), name="api_undo"),
    path("maps/<uuid:map_id>/redo/", edits.Redo.as_view(), name="api_redo"),
    path("formats/", exports.Formats.as_view(), name="api_formats"),
    path("maps/<uuid:map_id>/imports/", imports.Imports.as_view(), name="api_imports"),
    path("maps/<uuid:map_id>/imports/<uuid:receipt_id>/", imports.OneImport.as_view(), name="api_import"),
    path(
        "maps/<uuid:map_id>/imports/<uuid:receipt_id>/elements/",
        imports.ImportElements.as_view(),
        name="api_import_elements",
    ),
    path(
        "maps/<uuid:map_id>/imports/<uuid:receipt_id>/undo/",
        imports.ImportUndo.as_view(),
        name="api_import_undo",
    ),
    path("maps/<uuid:map_id>/exports/<str:format_name>/", exports.DraftFile.as_view(), name="api_draft_file"),
    path(
        "maps/<uuid:map_id>/versions/<int:number>/exports/<str:format_name>/",
        exports.VersionFile.as_view(),
        name="api_version_file",
    ),
    path("maps/<uuid:map_id>/versions/", versions.Versions.as_view(), name="api_versions"),
    path("maps/<uuid:map_id>/versions/<int:number>/", versions.OneVersion.as_view(), name="api_version"),
    path("maps/<uuid:map_id>/renderings/", renderings.Renderings.as_view(), name="api_renderings"),
    path(
        "maps/<uuid:map_id>/renderings/draft/",
        renderings.DraftRendering.as_view(),
        name="api_draft_rendering",
    ),
    path(
        "maps/<uuid:map_id>/renderings/draft/svg/",
        renderings.DraftPicture.as_view(),
        name="api_draft_picture",
    ),
    path(
        "maps/<uuid:map_id>/renderings/<int:number>/svg/",
        renderings.VersionPicture.as_view(),
        name="api_version_picture",
    ),
    # Whatever else: a problem, not a page. Without the slash Django sends people to the address with it.
    re_path(r"^.+/$", api_pages.nothing_here, name="api_nothing"),
]
