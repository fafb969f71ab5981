"""What columns hold is said for each sheet of a file; until now there was one list, of CSV files."""

from django.db import migrations


def by_sheet(apps, schema_editor):
    """Put each list that stands by itself under the number of the only sheet."""
    receipts = apps.get_model("dataflows", "ImportReceipt")._base_manager.using(schema_editor.connection.alias)
    for receipt in receipts.exclude(columns={}):
        if any(isinstance(fact, str) for fact in receipt.columns.values()):
            receipt.columns = {"0": receipt.columns}
            receipt.save(update_fields=["columns"])


def of_the_first(apps, schema_editor):
    """Keep the list of the first sheet."""
    receipts = apps.get_model("dataflows", "ImportReceipt")._base_manager.using(schema_editor.connection.alias)
    for receipt in receipts.exclude(columns={}):
        receipt.columns = receipt.columns.get("0", {})
        receipt.save(update_fields=["columns"])


class Migration(migrations.Migration):
    dependencies = [("dataflows", "0005_register_log_and_saved_filters")]
    operations = [migrations.RunPython(by_sheet, of_the_first)]
