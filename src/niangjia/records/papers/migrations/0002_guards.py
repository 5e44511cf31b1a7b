from django.db import migrations

from niangjia.records.immutable import PAPERS, stand_guard


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]
    operations = [stand_guard(PAPERS)]
