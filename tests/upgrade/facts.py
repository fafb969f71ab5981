"""What has to be the same after an upgrade: drafts and versions by their hashes, and numbers of rows."""

from typing import Any

from django.apps import apps
from django_scopes import scopes_disabled

from dataflows.formats.document import canonical_json, sha256
from dataflows.models import Map, Version
from dataflows.selectors.documents import draft_document
from dataflows.services.versions import faults_of
from tests.upgrade.tables import models_of


@scopes_disabled()
def kept_facts() -> dict[str, Any]:
    """Return the facts of this database, as this code reads it."""
    maps = Map.objects.select_related("programme", "area").order_by("pk")
    drafts = {str(one.pk): draft_document(one) for one in maps}
    versions = Version.objects.select_related("parent").order_by("map", "number")
    return {
        "drafts": {pk: sha256(canonical_json(document)) for pk, document in drafts.items()},
        "numbers": {pk: dict(document.graph.numbers) for pk, document in drafts.items()},
        "versions": {str(one.pk): [one.sha256, one.seal, faults_of(one, one.parent)] for one in versions},
        "rows": {model._meta.label: model._base_manager.count() for model in models_of(apps)},
    }
