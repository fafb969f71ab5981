"""Edits from before acts were kept get one each, in their order; an import that was taken back stays so."""

from django.db import migrations
from django.db.models import Min

LOT = 500


def tell(apps, schema_editor):
    """Make an act of each edit in the log."""
    alias = schema_editor.connection.alias
    acts, changes, receipts = (
        apps.get_model("dataflows", name)._base_manager.using(alias)
        for name in ("Act", "Change", "ImportReceipt")
    )
    known = set(acts.values_list("map_id", "edit"))
    firsts = changes.order_by().values("map", "edit").annotate(first=Min("seq")).order_by("map", "first")
    imports = {receipt.edit: receipt for receipt in receipts.filter(state="imported").defer("source")}
    undone = _what_was_undone(changes, imports.values())
    made = []
    for head in firsts.iterator():
        if (head["map"], head["edit"]) in known:
            continue
        first = changes.get(map_id=head["map"], seq=head["first"])
        kind = "import" if head["edit"] in imports else "edit"
        undoes = undone.get(head["edit"])
        made.append(
            acts.model(
                programme_id=first.programme_id,
                map_id=first.map_id,
                edit=first.edit,
                kind="undo" if undoes else kind,
                undoes=undoes,
                actor_kind=first.actor_kind,
                actor_id=first.actor_id,
                at=first.at,
            )
        )
    acts.bulk_create(made, batch_size=LOT)


def _what_was_undone(changes, receipts):
    """Return, by the edit that took an import back, the import's own."""
    undone = {}
    for receipt in receipts:
        if receipt.undone_at is None:
            continue
        own = changes.filter(map_id=receipt.map_id, edit=receipt.edit).order_by("seq")
        last = own.last()
        if last is None:
            continue
        # Nobody could change what an import brought and still take it back: the next to touch it did so.
        back = changes.filter(map_id=receipt.map_id, seq__gt=last.seq, element_id=last.element_id)
        if (first := back.order_by("seq").first()) is not None:
            undone[first.edit] = receipt.edit
    return undone


class Migration(migrations.Migration):
    dependencies = [("dataflows", "0007_acts_and_lineage")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
