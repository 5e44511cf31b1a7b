import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_fill_the_families")]
    operations = [
        migrations.AlterField(
            model_name="standing",
            name="family",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.household"),
        ),
    ]
