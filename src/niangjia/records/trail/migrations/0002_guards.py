from django.db import migrations

from niangjia.records.immutable import TRAIL, stand_guard


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]
    operations = [stand_guard(TRAIL)]
