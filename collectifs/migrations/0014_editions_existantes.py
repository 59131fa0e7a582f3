from django.db import migrations


def number_papers(apps, schema_editor):
    """Minutes that circulate already have their first edition: the paper they were circulated with."""
    circulated = apps.get_model("collectifs", "CompteRendu").objects.filter(diffuse_le__isnull=False)
    edition = apps.get_model("collectifs", "EditionCompteRendu")
    edition.objects.bulk_create(
        edition(compte_rendu=minutes, numero=1, publiee_le=minutes.diffuse_le, document_id=minutes.document_id)
        for minutes in circulated.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [("collectifs", "0013_relectures")]
    operations = [migrations.RunPython(number_papers, migrations.RunPython.noop)]
