"""What the database itself refuses about pacts, whoever asks: a published version never changes (R7)."""

import pgtrigger

PACTE_FIGE = pgtrigger.Trigger(
    name="pacte_publie_fige",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    condition=pgtrigger.AnyChange("titre", "territoire", "debut", "fin", "federation"),
    func="""
        IF EXISTS (
            SELECT 1 FROM pacte_versionpacte v
            WHERE v.pacte_id = OLD.id AND v.etat IN ('soumise', 'adoptee', 'en_signature', 'publiee')
        ) THEN
            RAISE EXCEPTION 'a pact with a published version never changes';
        END IF;
        RETURN NEW;
    """,
)

# The exclusion constraint reads the federation on the version: the database copies it from the pact.
VERSION_FEDERATION = pgtrigger.Trigger(
    name="version_federation",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
        SELECT federation_id INTO NEW.federation_id FROM pacte_pacte WHERE id = NEW.pacte_id;
        RETURN NEW;
    """,
)

# Its end alone may come sooner, when another version takes its place.
VERSION_FIGEE = pgtrigger.Trigger(
    name="version_publiee_figee",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    condition=pgtrigger.Q(old__etat="publiee"),
    func="""
        IF to_jsonb(OLD) - 'vigueur_au' IS DISTINCT FROM to_jsonb(NEW) - 'vigueur_au'
            OR NEW.vigueur_au > OLD.vigueur_au
        THEN
            RAISE EXCEPTION 'a published version never changes';
        END IF;
        RETURN NEW;
    """,
)

VERSION_GARDEE = pgtrigger.Protect(
    name="version_publiee_gardee",
    operation=pgtrigger.Delete,
    condition=pgtrigger.Q(old__etat__in=["soumise", "adoptee", "en_signature", "publiee"]),
)

# Once adopted, what was adopted is what is signed, then what is in force: only the step and its dates move on.
VERSION_ADOPTEE = pgtrigger.Trigger(
    name="version_adoptee_figee",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    condition=pgtrigger.Q(old__etat__in=["adoptee", "en_signature"]),
    declare=[("moving", "text[]")],
    func="""
        moving := ARRAY['etat', 'vigueur_du', 'vigueur_au', 'publiee_par_id', 'publiee_le'];
        IF to_jsonb(OLD) - moving IS DISTINCT FROM to_jsonb(NEW) - moving
            OR NEW.etat NOT IN ('adoptee', 'en_signature', 'publiee')
        THEN
            RAISE EXCEPTION 'an adopted version never changes';
        END IF;
        RETURN NEW;
    """,
)

# The version's row is locked against a publication that would be under way.
BLOC_FIGE = pgtrigger.Trigger(
    name="bloc_publie_fige",
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    declare=[("its_version", "bigint"), ("its_state", "text")],
    func="""
        its_version := CASE WHEN TG_OP = 'INSERT' THEN NEW.version_id ELSE OLD.version_id END;
        SELECT etat INTO its_state FROM pacte_versionpacte WHERE id = its_version FOR SHARE;
        IF its_state IN ('soumise', 'adoptee', 'en_signature', 'publiee') THEN
            RAISE EXCEPTION 'a block of a published version never changes';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF NEW.version_id <> its_version THEN
            RAISE EXCEPTION 'a block stays in its version';
        END IF;
        IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM pacte_bloc p WHERE p.id = NEW.parent_id AND p.version_id = NEW.version_id
        ) THEN
            RAISE EXCEPTION 'a block stands under a block of its own version';
        END IF;
        RETURN NEW;
    """,
)

# Under debate it only goes back to being written, once nobody is consulted on it any more.
VERSION_SOUMISE = pgtrigger.Trigger(
    name="version_soumise_figee",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    condition=pgtrigger.Q(old__etat="soumise"),
    func="""
        IF to_jsonb(OLD) - 'etat' IS DISTINCT FROM to_jsonb(NEW) - 'etat' OR NEW.etat NOT IN ('soumise', 'brouillon')
            OR NEW.etat = 'brouillon'
            AND EXISTS (SELECT 1 FROM pacte_consultation c WHERE c.version_id = OLD.id)
        THEN
            RAISE EXCEPTION 'a version under debate never changes';
        END IF;
        RETURN NEW;
    """,
)

RATIFICATION_GARDEE = pgtrigger.Protect(name="ratification_gardee", operation=pgtrigger.Update | pgtrigger.Delete)

# Prepared, everything may change. Open, its last day alone (later or sooner) and its end; closed, only the seal.
CEREMONIE_FIGEE = pgtrigger.Trigger(
    name="ceremonie_figee",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    condition=pgtrigger.Q(old__ouverte_le__isnull=False),
    declare=[("moving", "text[]")],
    func="""
        moving := ARRAY['fin', 'close_le', 'abandonnee_le', 'abandon_motif', 'contenu', 'empreinte', 'probleme'];
        IF OLD.close_le IS NOT NULL THEN
            moving := ARRAY['scellee_le', 'niveau', 'fichier', 'fichier_empreinte', 'probleme'];
        END IF;
        IF OLD.abandonnee_le IS NOT NULL OR OLD.scellee_le IS NOT NULL
            OR to_jsonb(OLD) - moving IS DISTINCT FROM to_jsonb(NEW) - moving
        THEN
            RAISE EXCEPTION 'an open ceremony only goes on to its end';
        END IF;
        RETURN NEW;
    """,
)

CEREMONIE_GARDEE = pgtrigger.Protect(
    name="ceremonie_gardee", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__ouverte_le__isnull=False)
)

# The ceremony's row is locked against its closing; a signatory who answered never changes again.
SIGNATAIRE_FIGE = pgtrigger.Trigger(
    name="signataire_fige",
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    declare=[("its_opening", "timestamptz"), ("its_end", "timestamptz"), ("fixed", "text[]")],
    func="""
        SELECT ouverte_le, coalesce(close_le, abandonnee_le) INTO its_opening, its_end FROM pacte_ceremoniesignature
        WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.ceremonie_id ELSE OLD.ceremonie_id END FOR SHARE;
        IF TG_OP <> 'UPDATE' AND its_opening IS NOT NULL OR its_end IS NOT NULL THEN
            RAISE EXCEPTION 'the signatories of an open ceremony are known';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF TG_OP = 'UPDATE' AND its_opening IS NOT NULL AND (
            EXISTS (SELECT 1 FROM pacte_signaturepacte s WHERE s.signataire_id = OLD.id)
            OR (NEW.ceremonie_id, NEW.organisme, NEW.association_id, NEW.is_requis, NEW.rang)
                IS DISTINCT FROM (OLD.ceremonie_id, OLD.organisme, OLD.association_id, OLD.is_requis, OLD.rang)
        ) THEN
            RAISE EXCEPTION 'a signatory of an open ceremony only changes hands, and before answering';
        END IF;
        RETURN NEW;
    """,
)

# No answer outside the ceremony's days, nor to another text than the one that was adopted.
SIGNATURE_A_TEMPS = pgtrigger.Trigger(
    name="signature_a_temps",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    declare=[("its_ceremony", "pacte_ceremoniesignature%ROWTYPE"), ("its_digest", "text")],
    func="""
        SELECT c.* INTO its_ceremony FROM pacte_ceremoniesignature c
        JOIN pacte_signataire s ON s.ceremonie_id = c.id WHERE s.id = NEW.signataire_id FOR SHARE OF c;
        SELECT empreinte INTO its_digest FROM pacte_versionpacte WHERE id = its_ceremony.version_id;
        IF its_ceremony.ouverte_le IS NULL OR its_ceremony.close_le IS NOT NULL
            OR its_ceremony.abandonnee_le IS NOT NULL OR NEW.le < its_ceremony.debut OR NEW.le > its_ceremony.fin
        THEN
            RAISE EXCEPTION 'nobody signs outside the days of the ceremony';
        END IF;
        IF NEW.empreinte IS DISTINCT FROM its_digest THEN
            RAISE EXCEPTION 'what is signed is the text that was adopted';
        END IF;
        RETURN NEW;
    """,
)

SIGNATURE_GARDEE = pgtrigger.Protect(name="signature_gardee", operation=pgtrigger.Update | pgtrigger.Delete)
