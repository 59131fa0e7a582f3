from django.db import migrations

STOP_WORDS = """
    a ai aie ainsi alors apres as au aucun aucune aussi autre autres aux avaient avait avant avec avez avoir
    avons c car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d dans de
    depuis des deux doit doivent donc dont du elle elles en encore entre es est et etaient etait etant ete
    etes etre eu eux faire fait faut fois font hors ici il ils j je jusqu l la le les leur leurs lors lorsque
    lui m ma mais me meme memes mes mon n ne ni non nos notre nous on ont ou par parce pas pendant peu peut
    peuvent plus plusieurs pour pourquoi puis qu quand que quel quelle quelles quels qui quoi s sa sans sera
    seront ses si soit sommes son sont sous sur t ta te tes toi ton tous tout toute toutes tres tu un une vers
    voici vos votre vous y
"""  # as outiltheque.models.mots has them
WORDS = ", ".join(f"'{word}'" for word in STOP_WORDS.split())
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
# Words without meaning are dropped both as they are and as their root: dictionaries of their own need a server's file.
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
