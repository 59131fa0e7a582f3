"""What the database holds of attendance: the window, the lock, the hours of certificates (R23)."""

import pgtrigger

SIGNE = pgtrigger.Trigger(
    name="signe",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("celle", "record"), ("debut", "timestamptz"), ("fin", "timestamptz")],
    func="""
        SELECT d.*, s.etat INTO celle FROM formations_demijournee d
        JOIN formations_sessionformation s ON s.id = d.session_id WHERE d.id = NEW.demi_journee_id;
        debut := (celle.date + celle.debut) AT TIME ZONE 'Europe/Paris';
        fin := (celle.date + celle.fin) AT TIME ZONE 'Europe/Paris';
        IF NEW.minutes > EXTRACT(EPOCH FROM fin - debut) / 60 THEN
            RAISE EXCEPTION 'emargement : plus long que la demi-journee' USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' THEN
            RETURN NEW;
        END IF;
        IF celle.etat IN ('planifiee', 'annulee') THEN
            RAISE EXCEPTION 'emargement : la session n''a pas lieu' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.mode <> 'papier' AND NEW.signe_le NOT BETWEEN debut - interval '15 min' AND fin + interval '30 min' THEN
            RAISE EXCEPTION 'emargement : hors de la demi-journee' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.mode = 'papier' AND NEW.signe_le < debut THEN
            RAISE EXCEPTION 'emargement : la demi-journee n''a pas commence' USING ERRCODE = 'check_violation';
        END IF;
        IF (NEW.inscription_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM formations_inscription i WHERE i.id = NEW.inscription_id
                AND i.session_id = celle.session_id AND i.etat = 'inscrite'))
            OR (NEW.arrivee_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM formations_arriveesurplace a WHERE a.id = NEW.arrivee_id
                AND a.session_id = celle.session_id))
            OR (NEW.formateur_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM formations_sessionformation_formateurs f WHERE f.formateur_id = NEW.formateur_id
                AND f.sessionformation_id = celle.session_id)) THEN
            RAISE EXCEPTION 'emargement : personne d''une autre session' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

# The half-day is locked first: whoever signs while the sheet is being closed comes before, or is refused.
FERMEE = pgtrigger.Trigger(
    name="fermee",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("celle", "bigint")],
    func="""
        celle := CASE WHEN TG_OP = 'DELETE' THEN OLD.demi_journee_id ELSE NEW.demi_journee_id END;
        PERFORM 1 FROM formations_demijournee d WHERE d.id = celle FOR KEY SHARE;
        IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT 1 FROM formations_demijournee d
                       JOIN formations_sessionformation s ON s.id = d.session_id WHERE d.id = celle
                       AND s.fin > now() - CASE WHEN s.is_fonds_europeen
                                                THEN interval '10 years' ELSE interval '6 years' END) THEN
                RAISE EXCEPTION 'emargement : une signature ne s''efface pas' USING ERRCODE = 'check_violation';
            END IF;
            RETURN OLD;
        END IF;
        IF EXISTS (SELECT 1 FROM formations_feuillepresence f WHERE f.demi_journee_id = celle) THEN
            RAISE EXCEPTION 'emargement : la feuille est close' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

CERTIFIE = pgtrigger.Trigger(
    name="certifie",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("celle", "record"), ("suivies", "integer")],
    func="""
        SELECT i.etat, i.session_id, s.etat AS session INTO celle FROM formations_inscription i
        JOIN formations_sessionformation s ON s.id = i.session_id WHERE i.id = NEW.inscription_id;
        IF celle.session NOT IN ('tenue', 'close') OR EXISTS (
            SELECT 1 FROM formations_demijournee d WHERE d.session_id = celle.session_id
            AND NOT EXISTS (SELECT 1 FROM formations_feuillepresence f WHERE f.demi_journee_id = d.id)) THEN
            RAISE EXCEPTION 'certificat : la session n''est pas tenue' USING ERRCODE = 'check_violation';
        END IF;
        SELECT COALESCE(sum(e.minutes), 0) INTO suivies FROM formations_emargement e
        WHERE e.inscription_id = NEW.inscription_id;
        IF NEW.minutes <> suivies THEN
            RAISE EXCEPTION 'certificat : ses heures sont celles qui sont signees' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
