"""The hard rules of neutrality, said once more by the database.

The first rule that keeps a provider from a case, or NULL. The provider's row is locked, so that two cases
accepted at the same moment cannot both take the last place.
"""

from django.db import migrations

OBSTACLE = """
CREATE FUNCTION accompagnement_obstacle(la_demande uuid, le_prestataire bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    p accompagnement_prestataire%ROWTYPE;
    d accompagnement_demande%ROWTYPE;
    aujourdhui date := (now() AT TIME ZONE 'Europe/Paris')::date;
BEGIN
    SELECT * INTO p FROM accompagnement_prestataire WHERE id = le_prestataire FOR UPDATE;
    SELECT * INTO d FROM accompagnement_demande WHERE id = la_demande;
    IF p.etat IS DISTINCT FROM 'agree' THEN RETURN 'inactif'; END IF;
    IF p.en_pause_jusqu_au >= aujourdhui THEN RETURN 'pause'; END IF;
    IF NOT EXISTS (
        SELECT 1 FROM accompagnement_declarationinterets
        WHERE prestataire_id = p.id AND signee_le > aujourdhui - 365
    ) THEN RETURN 'declaration'; END IF;
    IF p.liens_verifies_le IS NULL
       OR NOT EXISTS (SELECT 1 FROM accompagnement_organisationconcernee WHERE demande_id = d.id)
       OR EXISTS (
        SELECT 1 FROM accompagnement_lienorganisation l
        JOIN accompagnement_organisationconcernee o ON o.empreinte = l.empreinte
        WHERE l.prestataire_id = p.id AND o.demande_id = d.id AND (l.fin IS NULL OR l.fin >= aujourdhui)
    ) THEN RETURN 'lien'; END IF;
    IF EXISTS (SELECT 1 FROM accompagnement_ecart WHERE demande_id = d.id AND prestataire_id = p.id)
       OR EXISTS (
        SELECT 1 FROM accompagnement_sollicitation
        WHERE demande_id = d.id AND prestataire_id = p.id AND etat = 'offerte' AND repondre_avant < aujourdhui
    ) THEN RETURN 'ecart'; END IF;
    IF d.situation IS NOT NULL AND EXISTS (
        SELECT 1 FROM accompagnement_sollicitation s JOIN accompagnement_demande autre ON autre.id = s.demande_id
        WHERE s.prestataire_id = p.id AND autre.situation = d.situation AND autre.id <> d.id
    ) THEN RETURN 'situation'; END IF;
    IF NOT EXISTS (
        SELECT 1 FROM accompagnement_prestataire_competences pc
        JOIN accompagnement_service_competences sc ON sc.competence_id = pc.competence_id
        WHERE pc.prestataire_id = p.id AND sc.service_id = d.service_id
    ) THEN RETURN 'competence'; END IF;
    IF NOT d.modalite = ANY (p.modalites) THEN RETURN 'modalite'; END IF;
    IF NOT d.langue = ANY (p.langues) THEN RETURN 'langue'; END IF;
    IF d.besoin_accessibilite AND NOT p.is_accessible THEN RETURN 'accessibilite'; END IF;
    IF p.capacite <= (
        SELECT count(*) FROM accompagnement_sollicitation s JOIN accompagnement_demande autre ON autre.id = s.demande_id
        WHERE s.prestataire_id = p.id AND s.etat = 'acceptee' AND s.demande_id <> d.id
          AND autre.etat IN ('acceptee', 'en_cours')
    ) THEN RETURN 'places'; END IF;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("accompagnement", "0001_initial")]

    operations = [
        migrations.RunSQL(OBSTACLE, "DROP FUNCTION accompagnement_obstacle(uuid, bigint)"),
    ]
