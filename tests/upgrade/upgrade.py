"""One upgrade from start to end, in a process and a database of its own.

``python -m tests.upgrade.upgrade FILE`` takes a release's rows through all migrations since.

Prints one line of JSON: the facts before and after, and what somebody could do afterwards.
"""

import json
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import django


def main(path: str) -> None:
    """Build the release's tables, put its rows in, migrate to the newest, look and go on."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - models, only after `django.setup()`
    from django_scopes import scopes_disabled  # noqa: PLC0415

    from tests.upgrade.facts import kept_facts  # noqa: PLC0415

    kept = json.loads(Path(path).read_text())
    with scopes_disabled():
        build(kept)
        call_command("migrate", verbosity=0)
        call_command("check", verbosity=0)
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
        said = {"facts": kept_facts(), "log": log(), "protected": protected()}
        said["went_on"] = go_on()
    sys.stdout.write(json.dumps(said) + "\n")


def build(kept: dict[str, Any]) -> None:
    """Make the release's own tables, and put its rows in."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from tests.upgrade.tables import put_rows  # noqa: PLC0415

    targets = sorted(kept["migrations"].items())
    # As then: the state of each app at the release's migration. What other packages have is theirs.
    executor = MigrationExecutor(connection)
    others = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in kept["migrations"]]
    executor.migrate([*targets, *others])
    apps = MigrationExecutor(connection).loader.project_state(targets).apps
    put_rows(apps, ((label, row) for label, row in kept["rows"]))
    call_command("check", verbosity=0)


def log() -> dict[str, Any]:
    """Return what has to hold of every map's log."""
    from dataflows.models import Act, Change, ImportReceipt, Map  # noqa: PLC0415
    from dataflows.selectors.history import was_undone  # noqa: PLC0415

    edits = set(Change.objects.values_list("map", "edit"))
    receipts = ImportReceipt.objects.filter(state="imported").select_related("map")
    return {
        "gapless": all(
            list(one.changes.order_by("seq").values_list("seq", flat=True)) == list(range(1, one.seq + 1))
            for one in Map.objects.all()
        ),
        "acts": Act.objects.count(),
        "every_edit_has_its_act": edits == set(Act.objects.values_list("map", "edit")),
        "imports": Act.objects.filter(kind=Act.Kind.IMPORT).count(),
        "undone_as_said": all(
            was_undone(one.map, one.edit) == (one.undone_at is not None) for one in receipts
        ),
    }


def protected() -> bool:
    """Say whether every table that may only grow is guarded again, and refuses."""
    from django.db import DatabaseError, transaction  # noqa: PLC0415

    from dataflows import models  # noqa: PLC0415
    from organisations.models import AuditEntry  # noqa: PLC0415
    from organisations.models.append_only import missing_triggers  # noqa: PLC0415

    def refuses(model: Any) -> bool:
        try:
            with transaction.atomic():
                model.objects.all()._raw_delete("default")
        except DatabaseError:
            return True
        return False

    names = ("Act", "Change", "RegisterChange", "Version", "Outcome", "Moderation", "Review", "SignOff")
    tables = [getattr(models, name) for name in names] + [AuditEntry]
    return not missing_triggers() and all(refuses(model) for model in tables)


def go_on() -> dict[str, Any]:
    """Edit, undo, take the release's own import back, publish: as its people would."""
    from dataflows.models import Flow, ImportReceipt, Map, Version  # noqa: PLC0415
    from dataflows.services import edit_kinds as kinds  # noqa: PLC0415
    from dataflows.services.editing import edit_map  # noqa: PLC0415
    from dataflows.services.undo import undo  # noqa: PLC0415
    from dataflows.services.undoing import undo_import  # noqa: PLC0415
    from dataflows.services.versions import broken_versions, publish  # noqa: PLC0415
    from organisations.models import Membership, Role  # noqa: PLC0415
    from organisations.selectors import actor_of  # noqa: PLC0415

    map_ = Map.objects.select_related("programme", "area").get(copied=None)
    owner = actor_of(Membership.objects.get(role=Role.OWNER).user)
    flow = Flow.objects.filter(map=map_).order_by("position").first()
    assert flow is not None
    was = flow.channel
    here = {"actor": owner, "map_": map_}
    edit_map(**here, edit=uuid4(), edits=[kinds.SetFact(element=flow.pk, fact="channel", value="by hand")])
    undo(**here, edit=uuid4())
    flow.refresh_from_db()
    second = ImportReceipt.objects.filter(file_name="second.csv", undone_at=None).get()
    before = Flow.objects.filter(map=map_).count()
    undo_import(actor=owner, receipt=second)
    version = publish(actor=owner, map_=Map.objects.get(pk=map_.pk), note="After the upgrade.")
    return {
        "undone": flow.channel == was,
        "import_taken_back": before - Flow.objects.filter(map=map_).count(),
        "version": version.number,
        "broken": [str(one) for one, _faults in broken_versions(programme_id=map_.programme_id)],
        "versions": Version.objects.count(),
    }


if __name__ == "__main__":
    main(sys.argv[1])
