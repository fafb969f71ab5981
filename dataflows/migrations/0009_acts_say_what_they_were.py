"""Two kinds of act that 0008 told wrongly are set right: names that follow the register, and undone imports.

A name that followed the register's became an ordinary edit, which its maker could undo on the map. When such
a name was the next to touch what an import had brought, it was taken for the undo of the import as well.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import migrations
from django.db.models import Q

TABLE = "dataflows_act"
# What a name that follows the register's leaves in the log of a map, and an import or its undo never does.
A_NAME = Q(element_kind="node", action="set", field="name")


def set_right(apps, schema_editor):
    """Give each such act its kind, and each import that was taken back the act that did so."""
    acts, changes, register, receipts = (
        apps.get_model("dataflows", name)._base_manager.using(schema_editor.connection.alias)
        for name in ("Act", "Change", "RegisterChange", "ImportReceipt")
    )
    with _unguarded(schema_editor.connection):
        of_the_register = acts.filter(edit__in=register.values("edit"), kind__in=["edit", "undo"])
        for act in of_the_register.iterator():
            own = changes.filter(map_id=act.map_id, edit=act.edit)
            if own.exists() and not own.exclude(A_NAME).exists():
                acts.filter(pk=act.pk).update(kind="follow", undoes=None)
        for receipt in receipts.filter(state="imported", undone_at__isnull=False).defer("source"):
            if not acts.filter(map_id=receipt.map_id, undoes=receipt.edit).exists():
                _say_what_undid(receipt, acts, changes)


def _say_what_undid(receipt, acts, changes):
    """Mark the first edit that touched what the import brought, but for names, as the one that undid it."""
    own = changes.filter(map_id=receipt.map_id, edit=receipt.edit)
    last = own.order_by("seq").last()
    if last is None:
        return
    later = changes.filter(map_id=receipt.map_id, seq__gt=last.seq, element_id__in=own.values("element_id"))
    if (first := later.exclude(A_NAME).order_by("seq").first()) is not None:
        acts.filter(map_id=receipt.map_id, edit=first.edit, kind="edit", asked="").update(
            kind="undo", undoes=receipt.edit
        )


@contextmanager
def _unguarded(connection) -> Iterator[None]:
    """Let the table of acts be changed: it may only grow, and its triggers refuse everything else."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if sqlite:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE]
            )
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        yield
        if sqlite:
            for _name, sql in triggers:
                cursor.execute(sql)
        else:
            cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("dataflows", "0008_every_edit_has_its_act")]
    operations = [migrations.RunPython(set_right, migrations.RunPython.noop)]
