from django.db import migrations


def fill(apps, schema_editor):
    """Give every standing the household as which its own goes on today."""
    households = apps.get_model("people", "Household").everywhere
    into = dict(households.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
    for standing in apps.get_model("cases", "Standing").everywhere.filter(family__isnull=True):
        root = standing.household_id
        while root in into:
            root = into[root]
        standing.family_id = root
        standing.save(update_fields=["family"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_leaving_and_watch")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
