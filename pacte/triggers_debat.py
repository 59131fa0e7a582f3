"""What the database itself refuses about a debate: a text that moves, an amendment rewritten, a vote out of time."""

import pgtrigger

# Its dates may move while it is not over; what was asked, and on which text, never does.
CONSULTATION_FIGEE = pgtrigger.Trigger(
    name="consultation_figee",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    declare=[("moving", "text[]")],
    func="""
        moving := ARRAY['cloture', 'depot_fin', 'commission_id'];
        IF to_jsonb(OLD) - moving IS DISTINCT FROM to_jsonb(NEW) - moving
            OR NEW.depot_fin IS DISTINCT FROM OLD.depot_fin AND OLD.depot_fin <= clock_timestamp()
            OR NEW.cloture IS DISTINCT FROM OLD.cloture AND OLD.cloture <= clock_timestamp()
        THEN
            RAISE EXCEPTION 'a consultation keeps its text, and its end once it is over';
        END IF;
        RETURN NEW;
    """,
)

# Words of somebody are theirs: an answer is added, a public comment is confirmed then moderated, nothing else.
COMMENTAIRE_FIGE = pgtrigger.Trigger(
    name="commentaire_fige",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    declare=[("moving", "text[]")],
    func="""
        moving := ARRAY['courriel', 'confirme_le', 'moderation', 'modere_par_id', 'modere_le', 'suite', 'reponse',
                        'repondu_par_id', 'repondu_le'];
        IF to_jsonb(OLD) - moving IS DISTINCT FROM to_jsonb(NEW) - moving THEN
            RAISE EXCEPTION 'a comment keeps its words';
        END IF;
        RETURN NEW;
    """,
)

# Deposited, an amendment keeps its words; decided, its decision; withdrawn, it is not decided any more.
AMENDEMENT_FIGE = pgtrigger.Trigger(
    name="amendement_fige",
    operation=pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    declare=[("moving", "text[]")],
    func="""
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a deposited amendment stays';
        END IF;
        moving := ARRAY['retire_le', 'avis', 'avis_texte', 'avis_par_id', 'avis_le', 'contre_titre', 'contre_texte',
                        'contre_le', 'contre_reponse', 'decision', 'decision_motif', 'decision_par_id', 'decision_le',
                        'scrutin_id'];
        IF OLD.decision <> '' OR OLD.retire_le IS NOT NULL
            OR to_jsonb(OLD) - moving IS DISTINCT FROM to_jsonb(NEW) - moving
        THEN
            RAISE EXCEPTION 'a deposited amendment keeps its words, a decided one its decision';
        END IF;
        IF OLD.contre_reponse = 'acceptee'
            AND (OLD.contre_titre, OLD.contre_texte, OLD.contre_reponse)
                IS DISTINCT FROM (NEW.contre_titre, NEW.contre_texte, NEW.contre_reponse)
        THEN
            RAISE EXCEPTION 'an accepted counter-proposal is what is decided';
        END IF;
        RETURN NEW;
    """,
)

CONSOLIDATION_GARDEE = pgtrigger.Protect(name="consolidation_gardee", operation=pgtrigger.Update | pgtrigger.Delete)

SCRUTIN_FIGE = pgtrigger.Trigger(
    name="scrutin_fige",
    operation=pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    declare=[("moving", "text[]")],
    func="""
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a vote is called off, never erased';
        END IF;
        moving := ARRAY['cloture', 'annule_le', 'annule_motif', 'proclame_le', 'proclame_par_id'];
        IF OLD.annule_le IS NOT NULL OR OLD.proclame_le IS NOT NULL
            OR to_jsonb(OLD) - moving IS DISTINCT FROM to_jsonb(NEW) - moving
            OR NEW.cloture IS DISTINCT FROM OLD.cloture AND OLD.cloture <= clock_timestamp()
            OR NEW.proclame_le IS NOT NULL AND NEW.cloture > clock_timestamp()
        THEN
            RAISE EXCEPTION 'a vote keeps its questions and its rule; it is proclaimed once it is over';
        END IF;
        RETURN NEW;
    """,
)

# The row of the vote is locked against its closing: nobody signs the list before it opens nor after it closed.
EMARGEMENT_A_TEMPS = pgtrigger.Trigger(
    name="emargement_a_temps",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    declare=[("its_vote", "pacte_scrutinpacte%ROWTYPE")],
    func="""
        SELECT * INTO its_vote FROM pacte_scrutinpacte WHERE id = NEW.scrutin_id FOR SHARE;
        IF its_vote.annule_le IS NOT NULL OR clock_timestamp() < its_vote.ouverture
            OR clock_timestamp() >= its_vote.cloture
        THEN
            RAISE EXCEPTION 'nobody votes before the opening nor after the closing';
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM members_electeur e
            WHERE e.id = NEW.electeur_id AND e.assemblee_id = its_vote.assemblee_id AND e.motif = ''
        ) THEN
            RAISE EXCEPTION 'who votes is on the list of the assembly';
        END IF;
        RETURN NEW;
    """,
)

EMARGEMENT_GARDE = pgtrigger.Protect(name="emargement_garde", operation=pgtrigger.Update | pgtrigger.Delete)

# By name when the vote is public, never when it is secret.
SUFFRAGE_PUBLIC = pgtrigger.Trigger(
    name="suffrage_public",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM pacte_question q
            JOIN pacte_scrutinpacte s ON s.id = q.scrutin_id
            JOIN pacte_emargement e ON e.scrutin_id = s.id
            WHERE q.id = NEW.question_id AND e.id = NEW.emargement_id AND NOT s.is_secret
        ) THEN
            RAISE EXCEPTION 'a secret vote is written by nobody''s name';
        END IF;
        RETURN NEW;
    """,
)

SUFFRAGE_GARDE = pgtrigger.Protect(name="suffrage_garde", operation=pgtrigger.Update | pgtrigger.Delete)

# What went into an urn does not come out of it.
URNE_FERMEE = pgtrigger.Trigger(
    name="urne_fermee",
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    declare=[("its_vote", "pacte_scrutinpacte%ROWTYPE")],
    func="""
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'an urn is kept';
        END IF;
        IF TG_OP = 'INSERT' THEN
            IF NEW.voix <> 0 THEN
                RAISE EXCEPTION 'an urn is empty when the vote begins';
            END IF;
            RETURN NEW;
        END IF;
        SELECT s.* INTO its_vote FROM pacte_scrutinpacte s
        JOIN pacte_question q ON q.scrutin_id = s.id WHERE q.id = OLD.question_id;
        IF (OLD.question_id, OLD.choix) IS DISTINCT FROM (NEW.question_id, NEW.choix) OR NEW.voix <= OLD.voix
            OR NOT its_vote.is_secret OR its_vote.annule_le IS NOT NULL
            OR clock_timestamp() < its_vote.ouverture OR clock_timestamp() >= its_vote.cloture
        THEN
            RAISE EXCEPTION 'a ballot is never taken back, nor dropped out of time';
        END IF;
        RETURN NEW;
    """,
)

# As many voices in each urn as in the list of who voted: read at the end of the transaction that votes.
URNE_JUSTE = pgtrigger.Trigger(
    name="urne_juste",
    operation=pgtrigger.Update,
    when=pgtrigger.After,
    timing=pgtrigger.Deferred,
    func="""
        IF (SELECT sum(u.voix) FROM pacte_urne u WHERE u.question_id = NEW.question_id) IS DISTINCT FROM (
            SELECT sum(e.voix) FROM pacte_emargement e
            JOIN pacte_question q ON q.scrutin_id = e.scrutin_id WHERE q.id = NEW.question_id
        ) THEN
            RAISE EXCEPTION 'as many voices in the urn as in the list of who voted';
        END IF;
        RETURN NULL;
    """,
)
