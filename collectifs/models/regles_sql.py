"""What the database itself holds of decisions: what was proclaimed does not move, numbers follow one another."""

import re

import pgtrigger

REFERENCE = re.compile(r"\b\d{4}-\d{1,6}\b")
WRITTEN = (
    "reunion_id", "texte", "mode", "scrutin", "pour", "contre", "abstentions", "blancs", "objection", "revoir_le",
    "voix_par", "base", "voix", "quorum_regle", "quorum",
)  # fmt: skip
NUMBERED = ("serie_id", "numero", "reference")
COMMITTED = "c.etat IN ('diffuse', 'approuve')"


def _moved(names) -> str:
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


GELE = pgtrigger.Trigger(
    name="gele",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
        IF EXISTS (SELECT 1 FROM collectifs_compterendu c WHERE c.reunion_id = OLD.reunion_id AND {COMMITTED}) THEN
            IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION 'decision gelee : le compte rendu est diffuse' USING ERRCODE = 'check_violation';
            END IF;
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF OLD.etat IN ('proclamee', 'abrogee') AND {_moved(WRITTEN)} THEN
            RAISE EXCEPTION 'decision gelee : elle est proclamee' USING ERRCODE = 'check_violation';
        END IF;
        IF OLD.numero IS NOT NULL AND {_moved(NUMBERED)} THEN
            RAISE EXCEPTION 'decision gelee : un numero ne change pas' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,  # noqa: S608 (our own names)
)

NUMEROTE = pgtrigger.Trigger(
    name="numerote",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.etat IN ('proclamee', 'abrogee') AND NEW.numero IS NULL"),
    declare=[("jour", "record"), ("suite", "record")],
    func="""
        SELECT r.collectif_id, EXTRACT(YEAR FROM r.debut AT TIME ZONE 'Europe/Paris')::int AS annee INTO jour
        FROM collectifs_reunion r WHERE r.id = NEW.reunion_id;
        INSERT INTO collectifs_seriedecisions AS s (collectif_id, annee, dernier)
        VALUES (jour.collectif_id, jour.annee, 1)
        ON CONFLICT (collectif_id, annee) DO UPDATE SET dernier = s.dernier + 1
        RETURNING s.id, s.dernier INTO suite;
        NEW.serie_id := suite.id;
        NEW.numero := suite.dernier;
        NEW.reference := jour.annee || '-' || suite.dernier;
        RETURN NEW;
    """,
)

VOIX_GELEE = pgtrigger.Trigger(
    name="voix_gelee",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("celle", "record")],
    func="""
        SELECT d.etat, d.scrutin, d.reunion_id INTO celle FROM collectifs_decision d
        WHERE d.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.decision_id ELSE NEW.decision_id END;
        IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT 1 FROM collectifs_compterendu c
                       WHERE c.reunion_id = celle.reunion_id AND c.etat IN ('diffuse', 'approuve')) THEN
                RAISE EXCEPTION 'voix gelee : le compte rendu est diffuse' USING ERRCODE = 'check_violation';
            END IF;
            RETURN OLD;
        END IF;
        IF NEW.vote <> '' AND celle.scrutin <> 'appel' THEN
            RAISE EXCEPTION 'voix gelee : ce vote ne dit pas qui a vote quoi' USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' THEN
            IF (OLD.decision_id, OLD.voix, OLD.ecart, OLD.vote)
                    IS NOT DISTINCT FROM (NEW.decision_id, NEW.voix, NEW.ecart, NEW.vote) THEN
                RETURN NEW;
            END IF;
        END IF;
        IF celle.etat <> 'ouverte' THEN
            RAISE EXCEPTION 'voix gelee : le vote n''est pas ouvert' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
