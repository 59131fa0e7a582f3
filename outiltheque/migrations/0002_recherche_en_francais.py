from django.db import migrations

NOT_INDEXED = """
    a ai au aux c ce ces cet cette d dan dans de des du elle elles en est et eux il ils j je l la le les leur
    leurs lui m ma me mes mon n ne nos notr notre nous on ou par pas pour qu que qui s sa se ses si son sont
    sur t ta te tes ton tu un une vos votr votre vous y
"""  # as outiltheque.models.mots has them
WORDS = ", ".join(f"'{word}'" for word in NOT_INDEXED.split())
CONFIGURATION = """
CREATE TEXT SEARCH DICTIONARY public.portail_racine (TEMPLATE = pg_catalog.snowball, LANGUAGE = french);
CREATE TEXT SEARCH CONFIGURATION public.portail_francais (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION public.portail_francais
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH public.unaccent, public.portail_racine;
"""
WITHOUT_CONFIGURATION = """
DROP TEXT SEARCH CONFIGURATION public.portail_francais;
DROP TEXT SEARCH DICTIONARY public.portail_racine;
"""
# What joins words (a slash, a point, a low line) would make an address or a file's name of them.
# Words without meaning are dropped by their root (« dan », « notr »); only those that are the root of no other word:
# « entre » would take « entrées » with it. A list of a dictionary's own would need a file on the database's server.
VECTOR = f"""
CREATE FUNCTION public.outiltheque_vecteur(texte text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT pg_catalog.ts_delete(
        pg_catalog.to_tsvector(
            'public.portail_francais'::pg_catalog.regconfig,
            pg_catalog.translate(pg_catalog."left"(texte, 300000), '/._@·•’''-+=', '            ')
        ),
        ARRAY[{WORDS}]
    )
$$;
"""
WITHOUT_VECTOR = "DROP FUNCTION public.outiltheque_vecteur(text);"


class Migration(migrations.Migration):
    """Full text in French: no accent, no ligature, the root of words; words that say nothing are left out."""

    dependencies = [("outiltheque", "0001_outils_et_versions")]

    operations = [
        migrations.RunSQL(CONFIGURATION, WITHOUT_CONFIGURATION),
        migrations.RunSQL(VECTOR, WITHOUT_VECTOR),
    ]
