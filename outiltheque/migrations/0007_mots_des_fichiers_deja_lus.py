from django.db import migrations

READ = """
UPDATE outiltheque_versionoutil v SET mots_fichiers = public.outiltheque_mots_fichiers(v.id)
WHERE EXISTS (SELECT 1 FROM outiltheque_fichier f WHERE f.version_id = v.id);
"""


class Migration(migrations.Migration):
    """The words of the files that were read before."""

    dependencies = [("outiltheque", "0006_mots_des_fichiers")]

    operations = [migrations.RunSQL(READ, migrations.RunSQL.noop)]
