"""What the database itself refuses about pacts, whoever asks: a published version never changes (R7)."""

import pgtrigger

PACTE_FIGE = pgtrigger.Trigger(
    name="pacte_publie_fige",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    condition=pgtrigger.AnyChange("titre", "territoire", "debut", "fin", "federation"),
    func="""
        IF EXISTS (SELECT 1 FROM pacte_versionpacte v WHERE v.pacte_id = OLD.id AND v.etat = 'publiee') THEN
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
    name="version_publiee_gardee", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__etat="publiee")
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
        IF its_state = 'publiee' THEN
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
