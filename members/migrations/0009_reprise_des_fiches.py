from django.db import migrations

REPRISE = """
INSERT INTO members_college (nom, ordre)
     SELECT DISTINCT college_code, 0 FROM members_mandat WHERE college_code <> '' ON CONFLICT DO NOTHING;
UPDATE members_mandat SET college_id = college.id FROM members_college college WHERE college.nom = college_code;
INSERT INTO members_appartenancereseau (reseau_id, association_id, debut)
     SELECT reseau_id, association_id, current_date FROM members_reseau_associations;
UPDATE members_association SET siren = left(siret, 9) WHERE siret IS NOT NULL AND siren IS NULL;
UPDATE members_association SET champs_publics = '{presentation,telephone,site,activites}' WHERE is_publiee;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0008_imports_et_doublons")]
    operations = [migrations.RunSQL(REPRISE, migrations.RunSQL.noop, elidable=True)]
