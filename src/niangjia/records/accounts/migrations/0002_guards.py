from django.db import migrations

from niangjia.records.immutable import ACCOUNTS, stand_guard


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [stand_guard(ACCOUNTS)]
