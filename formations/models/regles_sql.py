"""The rules of places that the database keeps too: whatever door wrote, no seat is given twice (R25)."""

import pgtrigger

TAKEN = """
    (SELECT count(*) FROM formations_inscription i
     WHERE i.session_id = {session} AND i.etat = 'inscrite' AND NOT i.is_sur_place)
    + (SELECT count(*) FROM formations_offreplace o JOIN formations_inscription w ON w.id = o.inscription_id
       WHERE w.session_id = {session} AND o.etat = 'ouverte' AND o.expire_le > clock_timestamp())
"""
FULL = "RAISE EXCEPTION 'session complete : toutes les places sont prises' USING ERRCODE = 'check_violation';"

# Before a seat is held the session is locked, then counted: two connections never both take the last one.
PLACE_LIBRE = pgtrigger.Trigger(
    name="place_libre",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.etat = 'inscrite' AND NOT NEW.is_sur_place"),
    declare=[("offertes", "integer")],
    func=f"""
        IF TG_OP = 'UPDATE' THEN
            IF OLD.etat = 'inscrite' AND NOT OLD.is_sur_place AND OLD.session_id = NEW.session_id THEN
                RETURN NEW;
            END IF;
        END IF;
        SELECT s.places INTO offertes FROM formations_sessionformation s
        WHERE s.id = NEW.session_id FOR NO KEY UPDATE;
        IF {TAKEN.format(session="NEW.session_id")} >= offertes THEN
            {FULL}
        END IF;
        RETURN NEW;
    """,  # noqa: S608 (our own names)
)

OFFRE_LIBRE = pgtrigger.Trigger(
    name="offre_libre",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.etat = 'ouverte'"),
    declare=[("celle", "record")],
    func=f"""
        SELECT s.id, s.places INTO celle FROM formations_sessionformation s
        JOIN formations_inscription i ON i.session_id = s.id
        WHERE i.id = NEW.inscription_id FOR NO KEY UPDATE OF s;
        IF {TAKEN.format(session="celle.id")} >= celle.places THEN
            {FULL}
        END IF;
        RETURN NEW;
    """,  # noqa: S608 (our own names)
)

PLACES_TENUES = pgtrigger.Trigger(
    name="places_tenues",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("places"),
    condition=pgtrigger.Condition("NEW.places < OLD.places"),
    func=f"""
        IF {TAKEN.format(session="NEW.id")} > NEW.places THEN
            RAISE EXCEPTION 'places tenues : des personnes les occupent' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

BORNES = pgtrigger.Trigger(
    name="bornes",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("celle", "bigint")],
    func="""
        celle := CASE WHEN TG_OP = 'DELETE' THEN OLD.session_id ELSE NEW.session_id END;
        UPDATE formations_sessionformation s SET (debut, fin) = (
            SELECT min((d.date + d.debut) AT TIME ZONE 'Europe/Paris'),
                   max((d.date + d.fin) AT TIME ZONE 'Europe/Paris')
            FROM formations_demijournee d WHERE d.session_id = celle
        ) WHERE s.id = celle;
        RETURN NULL;
    """,
)
