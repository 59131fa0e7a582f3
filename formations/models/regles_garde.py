"""How long the database keeps evidence whatever door asks: six years, ten when Europe paid; invoices ten (§6.4)."""

import pgtrigger


def keep_with(name: str, session: str) -> pgtrigger.Trigger:
    """Refuse that a row goes away before its session is past its time; `session` is SQL that finds it from OLD."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=f"""
            IF EXISTS (SELECT 1 FROM formations_sessionformation s WHERE s.id = ({session})
                       AND s.fin > now() - CASE WHEN s.is_fonds_europeen
                                                THEN interval '10 years' ELSE interval '6 years' END) THEN
                RAISE EXCEPTION 'preuve : gardee six ans, dix si l''Europe paie' USING ERRCODE = 'check_violation';
            END IF;
            RETURN OLD;
        """,  # noqa: S608 (our own names)
    )


OF_HALF = "SELECT d.session_id FROM formations_demijournee d WHERE d.id = OLD.demi_journee_id"
OF_INSCRIPTION = "SELECT i.session_id FROM formations_inscription i WHERE i.id = OLD.inscription_id"

# The numbers of a year follow one another: whoever takes one holds the year until the end of the transaction.
NUMERO = pgtrigger.Trigger(
    name="numero",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        PERFORM pg_advisory_xact_lock(hashtextextended('formations.facture:' || NEW.annee, 0));
        NEW.rang := (SELECT COALESCE(max(f.rang), 0) + 1 FROM formations_factureformation f
                     WHERE f.annee = NEW.annee);
        RETURN NEW;
    """,
)
DIX_ANS = pgtrigger.Protect(
    name="gardee",
    operation=pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.emise_le > CURRENT_DATE - interval '10 years'"),
)

# Somebody's hours are invoiced once, unless a credit note took the invoice back.
UNE_FOIS = pgtrigger.Trigger(
    name="une_fois",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        PERFORM 1 FROM formations_inscription i WHERE i.id = NEW.inscription_id FOR NO KEY UPDATE;
        IF EXISTS (SELECT 1 FROM formations_factureformation f WHERE f.id = NEW.facture_id
                   AND f.avoir_de_id IS NULL)
            AND EXISTS (
                SELECT 1 FROM formations_lignefacture l JOIN formations_factureformation f ON f.id = l.facture_id
                WHERE l.inscription_id = NEW.inscription_id AND f.avoir_de_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM formations_factureformation a WHERE a.avoir_de_id = f.id)) THEN
            RAISE EXCEPTION 'facture : ces heures sont deja facturees' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
