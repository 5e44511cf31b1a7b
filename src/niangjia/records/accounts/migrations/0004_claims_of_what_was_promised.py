from django.db import migrations

LIVE = ("entitled", "reserved", "paid", "unknown")


def write_claims(apps, schema_editor):
    """Write for every live benefit whose it is; where two unions promised the same person the same, the first holds."""
    claim = apps.get_model("accounts", "Claim")
    person = apps.get_model("people", "Person")
    entitlements = apps.get_model("accounts", "Entitlement").objects.filter(state__in=LIVE)
    for one in entitlements.select_related("household", "decision").order_by("id"):
        numbers = person.objects.filter(household_id=one.household_id).values_list("id_index", flat=True)
        for index in sorted({one.household.head_index, *numbers} - {""}):
            claim.objects.get_or_create(
                index=index,
                benefit=one.benefit,
                period_key=one.period_key,
                is_live=True,
                defaults={
                    "household_id": one.household_id,
                    "owner_union_id": one.owner_union_id,
                    "entitlement_id": one.pk,
                    "claimed_at": one.decision.signed_at,
                },
            )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_awards_and_claims"), ("people", "0001_initial")]
    operations = [migrations.RunPython(write_claims, migrations.RunPython.noop)]
