from django.db import migrations

from niangjia.records.immutable import PRACTICES, stand_guard


class Migration(migrations.Migration):
    dependencies = [("practices", "0001_initial")]
    operations = [stand_guard(PRACTICES)]
