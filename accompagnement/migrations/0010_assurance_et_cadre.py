"""Two more hard rules in the database's own words: a valid insurance, and the frame of each kind of supporter."""

import importlib

from django.db import migrations

BEFORE = importlib.import_module("accompagnement.migrations.0008_pause_garde_la_place").AFTER
ASSURANCE = """
    IF p.genre = 'professionnel' AND (p.assure_jusqu_au IS NULL OR p.assure_jusqu_au < aujourdhui) THEN
        RETURN 'assurance';
    END IF;
"""
CADRE = """
    IF (EXISTS (SELECT 1 FROM accompagnement_prestataire_services WHERE prestataire_id = p.id)
        AND NOT EXISTS (
            SELECT 1 FROM accompagnement_prestataire_services
            WHERE prestataire_id = p.id AND service_id = d.service_id
        ))
       OR (p.genre = 'pair' AND NOT EXISTS (
            SELECT 1 FROM accompagnement_service WHERE id = d.service_id AND is_ouvert_aux_pairs
        ))
       OR (p.genre = 'reseau' AND d.porte <> 'association')
    THEN RETURN 'cadre'; END IF;
"""
BEFORE_DECLARATION = "    IF NOT EXISTS (\n        SELECT 1 FROM accompagnement_declarationinterets"
BEFORE_COMPETENCE = "    IF NOT EXISTS (\n        SELECT 1 FROM accompagnement_prestataire_competences"
AFTER = BEFORE.replace(BEFORE_DECLARATION, ASSURANCE.lstrip("\n") + BEFORE_DECLARATION).replace(
    BEFORE_COMPETENCE, CADRE.lstrip("\n") + BEFORE_COMPETENCE
)


class Migration(migrations.Migration):
    dependencies = [("accompagnement", "0009_catalogue_et_reseau_de_prestataires")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
