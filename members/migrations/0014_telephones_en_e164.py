from django.db import migrations

from members.telephones import FRANCE, TelephoneRefused, read_phone, region_of


def convert(apps, schema_editor):
    """Write the numbers that were typed by hand in E.164; what cannot be read stays as it was, for people to see."""
    association = apps.get_model("members", "Association")
    rows = association.objects.exclude(telephone="").exclude(telephone__startswith="+")
    _convert(rows, lambda row: region_of(row.departement))
    structure = apps.get_model("members", "Structure")
    rows = structure.objects.exclude(telephone="").exclude(telephone__startswith="+").select_related("association")
    _convert(rows, lambda row: region_of(row.association.departement))
    personne = apps.get_model("members", "Personne")
    _convert(personne.objects.exclude(telephone="").exclude(telephone__startswith="+"), lambda row: FRANCE)


def _convert(rows, region):
    changed = []
    for row in rows.iterator(chunk_size=2000):
        try:
            row.telephone = read_phone(row.telephone, region(row))
        except TelephoneRefused:
            continue
        changed.append(row)
    rows.model.objects.bulk_update(changed, ["telephone"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("members", "0013_naissance_et_recherche")]
    operations = [migrations.RunPython(convert, migrations.RunPython.noop, elidable=True)]
