from django.db import migrations

from niangjia.records.immutable import CASES, stand_guard


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [stand_guard(CASES)]
