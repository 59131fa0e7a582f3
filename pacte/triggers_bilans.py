"""What the database itself refuses about reviews: a published one never changes, nor what was told in it."""

import pgtrigger

BILAN_FIGE = pgtrigger.Protect(
    name="bilan_fige",
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__publie_le__isnull=False),
)

# The review's row is locked against a publication that would be under way.
RECIT_FIGE = pgtrigger.Trigger(
    name="recit_fige",
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    declare=[("its_review", "bigint"), ("its_day", "timestamptz")],
    func="""
        its_review := CASE WHEN TG_OP = 'INSERT' THEN NEW.bilan_id ELSE OLD.bilan_id END;
        SELECT publie_le INTO its_day FROM pacte_bilan WHERE id = its_review FOR SHARE;
        IF its_day IS NOT NULL OR TG_OP = 'UPDATE' AND NEW.bilan_id <> OLD.bilan_id THEN
            RAISE EXCEPTION 'what is told in a published review never changes';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    """,
)
