from django.conf import settings
from django.db import migrations, models
from socle.tables import CreateTables
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import outiltheque.models.fichiers
import pgtrigger.compiler

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
# The words of all the files of a version, the first pages first, as far as one vector holds (a megabyte).
WORDS_OF_FILES = """
CREATE FUNCTION public.outiltheque_mots_fichiers(quelle bigint) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT coalesce(pg_catalog.array_to_tsvector(pg_catalog.array_agg(mot)), ''::tsvector) FROM (
        SELECT mot, sum(octet_length(mot) + 4) OVER (ORDER BY rang, mot) AS poids FROM (
            SELECT dit.lexeme AS mot, min(p.rang) AS rang
            FROM public.outiltheque_fichier f
            JOIN public.outiltheque_passage p ON p.fichier_id = f.id, LATERAL pg_catalog.unnest(p.vecteur) dit
            WHERE f.version_id = quelle GROUP BY dit.lexeme
        ) dits
    ) comptes WHERE poids < 600000
$$;
"""
# Everything that a version says, in one index: several words are asked together, the rare one first. Its cost is
# told so that the index answers, rather than a reading of each line.
WORDS_OF_VERSION = """
CREATE FUNCTION public.outiltheque_mots(texte tsvector, fichiers tsvector) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000 AS $$
BEGIN
    RETURN pg_catalog.strip(texte) || fichiers;
END
$$;
"""



class Migration(migrations.Migration):
    """Every table of the app, as the steps named below leave it: what a new database starts from."""

    initial = True
    replaces = [('outiltheque', '0001_outils_et_versions'), ('outiltheque', '0002_recherche_en_francais'), ('outiltheque', '0003_passages_des_fichiers'), ('outiltheque', '0004_actions_qui_repondent'), ('outiltheque', '0005_fichiers_figes_avec_la_version'), ('outiltheque', '0006_mots_des_fichiers'), ('outiltheque', '0007_mots_des_fichiers_deja_lus')]
    dependencies = [('members', '0018_role_operateur'), migrations.swappable_dependency(settings.AUTH_USER_MODEL), ('pghistory', '0007_auto_20250421_0444')]
    operations = [
        migrations.RunSQL(CONFIGURATION, WITHOUT_CONFIGURATION),
        migrations.RunSQL(VECTOR, WITHOUT_VECTOR),
        migrations.RunSQL(WORDS_OF_VERSION, 'DROP FUNCTION public.outiltheque_mots(tsvector, tsvector);'),
        CreateTables([
            migrations.CreateModel(
                name='Theme',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nom', models.CharField(max_length=100, unique=True, verbose_name='nom')),
                ],
                options={
                    'verbose_name': 'thème',
                    'ordering': ['nom'],
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ConstatTerrain',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('titre', models.CharField(max_length=150, verbose_name='en une phrase')),
                    ('vu', models.TextField(max_length=3000, verbose_name='ce que vous avez vu')),
                    ('besoin', models.CharField(blank=True, max_length=400, verbose_name='besoin non couvert')),
                    ('vu_le', models.DateField(default=django.utils.timezone.localdate, verbose_name='vu le')),
                    ('ecrit_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='écrit le')),
                    ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                    ('association', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='constats', to='members.association', verbose_name='association')),
                    ('auteur', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='écrit par')),
                    ('publics', models.ManyToManyField(blank=True, related_name='+', to='members.public', verbose_name='publics')),
                    ('territoire', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.territoire', verbose_name='territoire')),
                    ('outils', models.ManyToManyField(related_name='constats', through='outiltheque.ReponseConstat', to='outiltheque.outil', verbose_name='outils')),
                ],
                options={
                    'verbose_name': 'constat de terrain',
                    'verbose_name_plural': 'constats de terrain',
                    'ordering': ['-ecrit_le', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='MotConnu',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('mot', models.CharField(max_length=40, unique=True, verbose_name='mot')),
                ],
                options={
                    'verbose_name': 'mot connu',
                    'verbose_name_plural': 'mots connus',
                    'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('mot'), name='gin_trgm_ops'), name='mot_connu_ressemblance')],
                },
            ),
            migrations.CreateModel(
                name='Outil',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('titre', models.CharField(db_collation='fr-x-icu', max_length=150, verbose_name='titre')),
                    ('resume', models.CharField(max_length=400, verbose_name='en quelques mots')),
                    ('genre', models.CharField(choices=[('trame', 'trame'), ('methode', 'méthode'), ('gestion', 'fiche de gestion'), ('juridique', 'note juridique'), ('jeu', 'jeu'), ('video', 'vidéo'), ('experience', 'fiche d’expérience')], max_length=10, verbose_name='genre')),
                    ('licence', models.CharField(choices=[('cc0', 'Domaine public (CC0)'), ('by', 'CC BY'), ('by-sa', 'CC BY-SA'), ('by-nc', 'CC BY-NC'), ('by-nc-sa', 'CC BY-NC-SA'), ('by-nd', 'CC BY-ND'), ('by-nc-nd', 'CC BY-NC-ND'), ('reserves', 'Tous droits réservés')], default='by-sa', max_length=8, verbose_name='licence')),
                    ('etape', models.CharField(blank=True, choices=[('emergence', 'émergence'), ('demarrage', 'démarrage'), ('developpement', 'développement'), ('consolidation', 'consolidation'), ('transformation', 'transformation')], max_length=14, verbose_name='étape du projet')),
                    ('etat', models.CharField(choices=[('brouillon', 'en écriture'), ('propose', 'proposé'), ('relu', 'relu'), ('publie', 'publié'), ('retire', 'retiré')], default='brouillon', max_length=9, verbose_name='état')),
                    ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='créé le')),
                    ('publie_le', models.DateTimeField(blank=True, null=True, verbose_name='publié le')),
                    ('relu_le', models.DateField(blank=True, null=True, verbose_name='dernière relecture')),
                    ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                    ('motif_retrait', models.CharField(blank=True, max_length=400, verbose_name='pourquoi il est retiré')),
                    ('recherche', models.CharField(default='', editable=False, max_length=1500, verbose_name='texte de recherche')),
                    ('associations', models.ManyToManyField(related_name='outils', to='members.association', verbose_name='associations autrices')),
                    ('cree_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='créé par')),
                    ('fondu_dans', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fondus', to='outiltheque.outil', verbose_name='regroupé dans')),
                    ('publics', models.ManyToManyField(blank=True, related_name='outils', to='members.public', verbose_name='publics')),
                    ('remplace_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='remplaces', to='outiltheque.outil', verbose_name='remplacé par')),
                    ('retire_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='retiré par')),
                    ('themes', models.ManyToManyField(blank=True, related_name='outils', to='outiltheque.theme', verbose_name='thèmes')),
                    ('courante', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outiltheque.versionoutil', verbose_name='version publiée')),
                ],
                options={
                    'verbose_name': 'outil',
                    'ordering': ['titre', 'pk'],
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['recherche'], name='outil_recherche', opclasses=['gin_trgm_ops']), models.Index(condition=models.Q(('fondu_dans', None)), fields=['titre', 'id'], name='outil_par_titre'), models.Index(condition=models.Q(('fondu_dans', None)), fields=['-publie_le', '-id'], name='outil_par_date'), models.Index(condition=models.Q(('etat', 'publie'), ('fondu_dans', None)), fields=['relu_le'], name='outil_a_relire'), models.Index(condition=models.Q(('etat__in', ('propose', 'relu'))), fields=['etat'], name='outil_attendu')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ('publie', 'retire')), _negated=True), models.Q(('courante__isnull', False), ('publie_le__isnull', False), ('relu_le__isnull', False)), _connector='OR'), name='outil_publie_relu', violation_error_message='Un outil ne se publie pas sans avoir été relu.'), models.CheckConstraint(condition=models.Q(models.Q(('etat', 'retire'), ('retire_le__isnull', False), models.Q(('motif_retrait', ''), _negated=True)), models.Q(models.Q(('etat', 'retire'), _negated=True), ('remplace_par', None), ('retire_le', None)), _connector='OR'), name='outil_retire_motive', violation_error_message='Dites pourquoi cet outil est retiré.'), models.CheckConstraint(condition=models.Q(models.Q(('fondu_dans', models.F('id')), _negated=True), models.Q(('remplace_par', models.F('id')), _negated=True)), name='outil_autre_que_lui', violation_error_message='Un outil ne se remplace pas lui-même.')],
                    'triggers': [pgtrigger.compiler.Trigger(name='transitions', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."etat", \':\', NEW."etat") = ANY(\'{brouillon:propose,propose:brouillon,propose:relu,relu:brouillon,relu:publie,publie:retire,retire:publie}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."etat" IS DISTINCT FROM NEW."etat") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "etat" from "%" to "%" on table %\', OLD."etat", NEW."etat", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='cfaf12788b88ad1639e69ce060200ecb5ea763d4', operation='UPDATE', pgid='pgtrigger_transitions_300bb', table='outiltheque_outil', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "outiltheque_outilevent" ("courante_id", "cree_le", "cree_par_id", "etape", "etat", "fondu_dans_id", "genre", "id", "licence", "motif_retrait", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publie_le", "relu_le", "remplace_par_id", "resume", "retire_le", "retire_par_id", "titre") VALUES (NEW."courante_id", NEW."cree_le", NEW."cree_par_id", NEW."etape", NEW."etat", NEW."fondu_dans_id", NEW."genre", NEW."id", NEW."licence", NEW."motif_retrait", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publie_le", NEW."relu_le", NEW."remplace_par_id", NEW."resume", NEW."retire_le", NEW."retire_par_id", NEW."titre"); RETURN NULL;', hash='903ec6d43d9289569b8d2ed86765c4dc93a55b32', operation='INSERT', pgid='pgtrigger_insert_insert_999a3', table='outiltheque_outil', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."courante_id" IS DISTINCT FROM (NEW."courante_id") OR OLD."cree_le" IS DISTINCT FROM (NEW."cree_le") OR OLD."cree_par_id" IS DISTINCT FROM (NEW."cree_par_id") OR OLD."etape" IS DISTINCT FROM (NEW."etape") OR OLD."etat" IS DISTINCT FROM (NEW."etat") OR OLD."fondu_dans_id" IS DISTINCT FROM (NEW."fondu_dans_id") OR OLD."genre" IS DISTINCT FROM (NEW."genre") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."licence" IS DISTINCT FROM (NEW."licence") OR OLD."motif_retrait" IS DISTINCT FROM (NEW."motif_retrait") OR OLD."publie_le" IS DISTINCT FROM (NEW."publie_le") OR OLD."relu_le" IS DISTINCT FROM (NEW."relu_le") OR OLD."remplace_par_id" IS DISTINCT FROM (NEW."remplace_par_id") OR OLD."resume" IS DISTINCT FROM (NEW."resume") OR OLD."retire_le" IS DISTINCT FROM (NEW."retire_le") OR OLD."retire_par_id" IS DISTINCT FROM (NEW."retire_par_id") OR OLD."titre" IS DISTINCT FROM (NEW."titre"))', func='INSERT INTO "outiltheque_outilevent" ("courante_id", "cree_le", "cree_par_id", "etape", "etat", "fondu_dans_id", "genre", "id", "licence", "motif_retrait", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publie_le", "relu_le", "remplace_par_id", "resume", "retire_le", "retire_par_id", "titre") VALUES (NEW."courante_id", NEW."cree_le", NEW."cree_par_id", NEW."etape", NEW."etat", NEW."fondu_dans_id", NEW."genre", NEW."id", NEW."licence", NEW."motif_retrait", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publie_le", NEW."relu_le", NEW."remplace_par_id", NEW."resume", NEW."retire_le", NEW."retire_par_id", NEW."titre"); RETURN NULL;', hash='4a28a890d1caa1b313f0a50c0903502dbd2f30e2', operation='UPDATE', pgid='pgtrigger_update_update_b48fc', table='outiltheque_outil', when='AFTER'))],
                },
            ),
            migrations.CreateModel(
                name='Remerciement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('mot', models.CharField(blank=True, max_length=300, verbose_name='un mot')),
                    ('dit_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dit le')),
                    ('transmis_le', models.DateTimeField(blank=True, null=True, verbose_name='transmis le')),
                    ('outil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remerciements', to='outiltheque.outil', verbose_name='outil')),
                    ('personne', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remerciements', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                ],
                options={
                    'verbose_name': 'remerciement',
                    'ordering': ['-dit_le', '-pk'],
                    'indexes': [models.Index(condition=models.Q(('transmis_le', None)), fields=['outil'], name='remerciement_a_transmettre')],
                    'constraints': [models.UniqueConstraint(fields=('outil', 'personne'), name='remerciement_une_fois', violation_error_message='Vous avez déjà dit merci.'), models.CheckConstraint(condition=models.Q(('transmis_le', None), ('transmis_le__gte', models.F('dit_le')), _connector='OR'), name='remerciement_transmis_apres')],
                },
            ),
            migrations.CreateModel(
                name='ReponseConstat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('comment', models.CharField(blank=True, max_length=250, verbose_name='en quoi il y répond')),
                    ('proposee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposée le')),
                    ('constat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reponses', to='outiltheque.constatterrain', verbose_name='constat')),
                    ('outil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reponses', to='outiltheque.outil', verbose_name='outil')),
                    ('proposee_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposée par')),
                ],
                options={
                    'verbose_name': 'outil qui répond à un constat',
                    'verbose_name_plural': 'outils qui répondent à un constat',
                    'ordering': ['proposee_le', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('constat', 'outil'), name='reponse_constat_unique', violation_error_message='Cet outil répond déjà à ce constat.')],
                },
            ),
            migrations.CreateModel(
                name='Ressemblance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('score', models.FloatField(verbose_name='ressemblance')),
                    ('etat', models.CharField(choices=[('a_voir', 'à regarder'), ('ecartee', 'deux outils distincts'), ('reunie', 'regroupés')], default='a_voir', max_length=8, verbose_name='état')),
                    ('trouvee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='trouvée le')),
                    ('autre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='outiltheque.outil', verbose_name='autre outil')),
                    ('outil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ressemblances', to='outiltheque.outil', verbose_name='outil')),
                    ('vue_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='vue par')),
                ],
                options={
                    'verbose_name': 'ressemblance',
                    'ordering': ['-score', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('outil', 'autre'), name='ressemblance_unique'), models.CheckConstraint(condition=models.Q(('outil', models.F('autre')), _negated=True), name='ressemblance_entre_deux')],
                },
            ),
            migrations.CreateModel(
                name='UsageOutil',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('debut', models.DateField(default=django.utils.timezone.localdate, verbose_name='début')),
                    ('fin', models.DateField(blank=True, null=True, verbose_name='fin')),
                    ('association', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='usages_outils', to='members.association', verbose_name='association')),
                    ('dit_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dit par')),
                    ('outil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='usages', to='outiltheque.outil', verbose_name='outil')),
                ],
                options={
                    'verbose_name': 'usage d’un outil',
                    'verbose_name_plural': 'usages d’un outil',
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='outiltheque_usageoutil_fin_apres_debut', violation_error_message='La date de fin précède la date de début : indiquez une fin égale ou postérieure au début, ou laissez-la vide si cela continue.'), models.UniqueConstraint(condition=models.Q(('fin', None)), fields=('outil', 'association'), name='usage_outil_en_cours_unique', violation_error_message='Votre association l’utilise déjà.')],
                },
            ),
            migrations.CreateModel(
                name='VersionOutil',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('numero', models.PositiveSmallIntegerField(default=1, verbose_name='numéro')),
                    ('etat', models.CharField(choices=[('brouillon', 'en écriture'), ('proposee', 'proposée'), ('relue', 'relue'), ('publiee', 'publiée'), ('remplacee', 'remplacée')], default='brouillon', max_length=9, verbose_name='état')),
                    ('titre', models.CharField(max_length=150, verbose_name='titre')),
                    ('resume', models.CharField(max_length=400, verbose_name='en quelques mots')),
                    ('licence', models.CharField(choices=[('cc0', 'Domaine public (CC0)'), ('by', 'CC BY'), ('by-sa', 'CC BY-SA'), ('by-nc', 'CC BY-NC'), ('by-nc-sa', 'CC BY-NC-SA'), ('by-nd', 'CC BY-ND'), ('by-nc-nd', 'CC BY-NC-ND'), ('reserves', 'Tous droits réservés')], default='by-sa', max_length=8, verbose_name='licence')),
                    ('description', models.TextField(blank=True, verbose_name='ce que c’est et comment s’en servir')),
                    ('constat', models.TextField(blank=True, verbose_name='le constat')),
                    ('action', models.TextField(blank=True, verbose_name='l’action menée')),
                    ('resultats', models.TextField(blank=True, verbose_name='les résultats obtenus et leur pertinence')),
                    ('transcription', models.TextField(blank=True, verbose_name='transcription')),
                    ('droit_au', models.DateField(blank=True, null=True, verbose_name='droit à jour au')),
                    ('changements', models.CharField(blank=True, max_length=600, verbose_name='ce qui a changé')),
                    ('ecrite_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='écrite le')),
                    ('proposee_le', models.DateTimeField(blank=True, null=True, verbose_name='proposée le')),
                    ('relue_le', models.DateTimeField(blank=True, null=True, verbose_name='relue le')),
                    ('mot_relecture', models.CharField(blank=True, max_length=600, verbose_name='mot de la relecture')),
                    ('publiee_le', models.DateTimeField(blank=True, null=True, verbose_name='publiée le')),
                    ('vecteur', models.GeneratedField(db_persist=True, expression=models.Func('titre', models.Value(' '), 'resume', models.Value(' '), 'description', models.Value(' '), 'constat', models.Value(' '), 'action', models.Value(' '), 'resultats', models.Value(' '), 'transcription', models.Value(' '), arg_joiner=' || ', function='outiltheque_vecteur'), output_field=django.contrib.postgres.search.SearchVectorField(), verbose_name='mots du texte')),
                    ('mots_fichiers', django.contrib.postgres.search.SearchVectorField(db_default=models.Value(''), editable=False, verbose_name='mots des fichiers')),
                    ('ecrite_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='écrite par')),
                    ('outil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='outiltheque.outil', verbose_name='outil')),
                    ('proposee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposée par')),
                    ('relue_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='relue par')),
                ],
                options={
                    'verbose_name': 'version d’un outil',
                    'verbose_name_plural': 'versions d’un outil',
                    'ordering': ['-numero'],
                    'indexes': [models.Index(condition=models.Q(('publiee_le', None), _negated=True), fields=['-publiee_le'], name='version_outil_parue'), models.Index(condition=models.Q(('etat', 'proposee')), fields=['proposee_le'], name='version_outil_a_relire'), django.contrib.postgres.indexes.GinIndex(models.Func('vecteur', 'mots_fichiers', function='outiltheque_mots'), name='version_outil_mots')],
                    'constraints': [models.UniqueConstraint(fields=('outil', 'numero'), name='version_outil_numero_unique'), models.UniqueConstraint(condition=models.Q(('etat__in', ('brouillon', 'proposee', 'relue'))), fields=('outil',), name='version_outil_une_en_cours', violation_error_message='Une version de cet outil est déjà en cours : reprenez celle-là.'), models.UniqueConstraint(condition=models.Q(('etat', 'publiee')), fields=('outil',), name='version_outil_une_publiee'), models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ('relue', 'publiee')), _negated=True), models.Q(('relue_le__isnull', False), ('relue_par__isnull', False), models.Q(('mot_relecture', ''), _negated=True)), _connector='OR'), name='version_outil_relue_avec_un_mot', violation_error_message='Une relecture laisse un mot à celles et ceux qui ont écrit.'), models.CheckConstraint(condition=models.Q(('numero', 1), ('etat', 'brouillon'), models.Q(('changements', ''), _negated=True), _connector='OR'), name='version_outil_dit_ce_qui_change', violation_error_message='Dites ce qui a changé depuis la version d’avant.')],
                    'triggers': [pgtrigger.compiler.Trigger(name='complete', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.etat <> 'brouillon')", declare='DECLARE quoi text;', func="\n        SELECT o.genre INTO quoi FROM outiltheque_outil o WHERE o.id = NEW.outil_id;\n        IF quoi = 'video' THEN\n            IF NEW.transcription = '' THEN\n                RAISE EXCEPTION 'version : une video a sa transcription' USING ERRCODE = 'check_violation';\n            END IF;\n        ELSIF quoi = 'experience' THEN\n            IF NEW.constat = '' OR NEW.action = '' OR NEW.resultats = '' THEN\n                RAISE EXCEPTION 'version : une experience a trois parties' USING ERRCODE = 'check_violation';\n            END IF;\n        ELSIF quoi = 'juridique' THEN\n            IF NEW.droit_au IS NULL THEN\n                RAISE EXCEPTION 'version : une note dit la date du droit' USING ERRCODE = 'check_violation';\n            END IF;\n        END IF;\n        RETURN NEW;\n    ", hash='22749a379b991243506aa81cd52f07cadc6f6c95', operation='INSERT OR UPDATE', pgid='pgtrigger_complete_bc2be', table='outiltheque_versionoutil', when='BEFORE')), pgtrigger.compiler.Trigger(name='figee', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.etat IN ('publiee', 'remplacee') AND (OLD.titre, OLD.resume, OLD.licence, OLD.description, OLD.constat, OLD.action, OLD.resultats, OLD.transcription, OLD.droit_au, OLD.changements, OLD.numero, OLD.outil_id) IS DISTINCT FROM (NEW.titre, NEW.resume, NEW.licence, NEW.description, NEW.constat, NEW.action, NEW.resultats, NEW.transcription, NEW.droit_au, NEW.changements, NEW.numero, NEW.outil_id))", func="RAISE EXCEPTION 'version : publiee, elle ne change plus' USING ERRCODE = 'check_violation';", hash='2c36202fa3dc0641e4ae84c7e8b09ab610f98ab6', operation='UPDATE', pgid='pgtrigger_figee_115c1', table='outiltheque_versionoutil', when='BEFORE')), pgtrigger.compiler.Trigger(name='transitions', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."etat", \':\', NEW."etat") = ANY(\'{brouillon:proposee,proposee:brouillon,proposee:relue,relue:brouillon,relue:publiee,publiee:remplacee}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."etat" IS DISTINCT FROM NEW."etat") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "etat" from "%" to "%" on table %\', OLD."etat", NEW."etat", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='2d4b5bd2d0b34fb537ef1816a36c0947de71d9ad', operation='UPDATE', pgid='pgtrigger_transitions_c5691', table='outiltheque_versionoutil', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='RetourUsage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('contexte', models.CharField(max_length=300, verbose_name='dans quel contexte')),
                    ('a_marche', models.TextField(max_length=2000, verbose_name='ce qui a marché')),
                    ('a_change', models.TextField(blank=True, max_length=2000, verbose_name='ce que vous avez changé')),
                    ('ecrit_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='écrit le')),
                    ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                    ('reponse', models.TextField(blank=True, max_length=2000, verbose_name='réponse')),
                    ('repondu_le', models.DateTimeField(blank=True, null=True, verbose_name='répondu le')),
                    ('association', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.association', verbose_name='association')),
                    ('auteur', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retours_usage', to=settings.AUTH_USER_MODEL, verbose_name='écrit par')),
                    ('outil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retours', to='outiltheque.outil', verbose_name='outil')),
                    ('repondu_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='répondu par')),
                    ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outiltheque.versionoutil', verbose_name='version')),
                ],
                options={
                    'verbose_name': 'retour d’usage',
                    'verbose_name_plural': 'retours d’usage',
                    'ordering': ['-ecrit_le', '-pk'],
                    'indexes': [models.Index(fields=['outil', '-ecrit_le'], name='retour_usage_par_outil')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('repondu_le', None), ('repondu_par', None), ('reponse', '')), models.Q(models.Q(('reponse', ''), _negated=True), ('repondu_le__isnull', False), ('repondu_par__isnull', False)), _connector='OR'), name='retour_usage_repondu_par')],
                },
            ),
            migrations.CreateModel(
                name='OutilEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('titre', models.CharField(db_collation='fr-x-icu', max_length=150, verbose_name='titre')),
                    ('resume', models.CharField(max_length=400, verbose_name='en quelques mots')),
                    ('genre', models.CharField(choices=[('trame', 'trame'), ('methode', 'méthode'), ('gestion', 'fiche de gestion'), ('juridique', 'note juridique'), ('jeu', 'jeu'), ('video', 'vidéo'), ('experience', 'fiche d’expérience')], max_length=10, verbose_name='genre')),
                    ('licence', models.CharField(choices=[('cc0', 'Domaine public (CC0)'), ('by', 'CC BY'), ('by-sa', 'CC BY-SA'), ('by-nc', 'CC BY-NC'), ('by-nc-sa', 'CC BY-NC-SA'), ('by-nd', 'CC BY-ND'), ('by-nc-nd', 'CC BY-NC-ND'), ('reserves', 'Tous droits réservés')], default='by-sa', max_length=8, verbose_name='licence')),
                    ('etape', models.CharField(blank=True, choices=[('emergence', 'émergence'), ('demarrage', 'démarrage'), ('developpement', 'développement'), ('consolidation', 'consolidation'), ('transformation', 'transformation')], max_length=14, verbose_name='étape du projet')),
                    ('etat', models.CharField(choices=[('brouillon', 'en écriture'), ('propose', 'proposé'), ('relu', 'relu'), ('publie', 'publié'), ('retire', 'retiré')], default='brouillon', max_length=9, verbose_name='état')),
                    ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='créé le')),
                    ('publie_le', models.DateTimeField(blank=True, null=True, verbose_name='publié le')),
                    ('relu_le', models.DateField(blank=True, null=True, verbose_name='dernière relecture')),
                    ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                    ('motif_retrait', models.CharField(blank=True, max_length=400, verbose_name='pourquoi il est retiré')),
                    ('cree_par', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='créé par')),
                    ('fondu_dans', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outiltheque.outil', verbose_name='regroupé dans')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='outiltheque.outil')),
                    ('remplace_par', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outiltheque.outil', verbose_name='remplacé par')),
                    ('retire_par', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='retiré par')),
                    ('courante', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outiltheque.versionoutil', verbose_name='version publiée')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ab9d119b8a345c1cc00fd4c400ec4795e8b530e6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c1c3c', table='outiltheque_outilevent', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LienOutil',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('titre', models.CharField(max_length=120, verbose_name='titre du lien')),
                    ('adresse', models.URLField(max_length=500, validators=[django.core.validators.URLValidator(schemes=['https', 'http'])], verbose_name='adresse')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='liens', to='outiltheque.versionoutil', verbose_name='version')),
                ],
                options={
                    'verbose_name': 'lien d’un outil',
                    'verbose_name_plural': 'liens d’un outil',
                    'ordering': ['pk'],
                    'triggers': [pgtrigger.compiler.Trigger(name='fige_avec_la_version', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE quel text;', func="\n            IF TG_OP = 'UPDATE' AND (OLD.version_id, OLD.titre, OLD.adresse) IS NOT DISTINCT FROM (NEW.version_id, NEW.titre, NEW.adresse) THEN\n                RETURN NEW;\n            END IF;\n            FOR quel IN\n                SELECT v.etat FROM outiltheque_versionoutil v WHERE v.id IN (OLD.version_id, NEW.version_id) FOR SHARE\n            LOOP\n                IF quel <> 'brouillon' THEN\n                    RAISE EXCEPTION 'version : ce qui va avec elle ne change que pendant son ecriture'\n                        USING ERRCODE = 'check_violation';\n                END IF;\n            END LOOP;\n            RETURN COALESCE(NEW, OLD);\n        ", hash='d1369db06dccd7c06d50a1f8062bbe30e6a54c31', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_fige_avec_la_version_945fa', table='outiltheque_lienoutil', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Fichier',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nom', models.CharField(max_length=200, verbose_name='nom')),
                    ('genre', models.CharField(max_length=10, verbose_name='genre')),
                    ('taille', models.PositiveBigIntegerField(verbose_name='taille en octets')),
                    ('empreinte', models.CharField(max_length=64, verbose_name='empreinte SHA-256')),
                    ('fichier', models.FileField(max_length=200, upload_to=outiltheque.models.fichiers.name_stored, verbose_name='fichier')),
                    ('apercu', models.FileField(blank=True, max_length=200, upload_to=outiltheque.models.fichiers.name_preview, verbose_name='aperçu')),
                    ('depose_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='déposé le')),
                    ('extraction', models.CharField(choices=[('attend', 'texte pas encore lu'), ('lu', 'texte lu'), ('sans_texte', 'sans texte à lire'), ('echec', 'texte non lu')], default='attend', max_length=10, verbose_name='lecture du texte')),
                    ('motif', models.CharField(blank=True, max_length=250, verbose_name='pourquoi le texte n’est pas lu')),
                    ('pages', models.PositiveIntegerField(blank=True, null=True, verbose_name='nombre de pages')),
                    ('essais', models.PositiveSmallIntegerField(default=0, verbose_name='essais de lecture')),
                    ('extrait_le', models.DateTimeField(blank=True, null=True, verbose_name='texte lu le')),
                    ('depose_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='déposé par')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fichiers', to='outiltheque.versionoutil', verbose_name='version')),
                ],
                options={
                    'verbose_name': 'fichier',
                    'ordering': ['pk'],
                    'indexes': [models.Index(condition=models.Q(('extraction', 'attend')), fields=['depose_le'], name='fichier_a_lire')],
                    'constraints': [models.UniqueConstraint(fields=('version', 'empreinte'), name='fichier_une_fois_par_version', violation_error_message='Ce fichier est déjà joint à cette version.'), models.CheckConstraint(condition=models.Q(('taille__gt', 0)), name='fichier_pas_vide')],
                    'triggers': [pgtrigger.compiler.Trigger(name='fige_avec_la_version', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE quel text;', func="\n            IF TG_OP = 'UPDATE' AND (OLD.version_id, OLD.nom, OLD.genre, OLD.taille, OLD.empreinte, OLD.fichier) IS NOT DISTINCT FROM (NEW.version_id, NEW.nom, NEW.genre, NEW.taille, NEW.empreinte, NEW.fichier) THEN\n                RETURN NEW;\n            END IF;\n            FOR quel IN\n                SELECT v.etat FROM outiltheque_versionoutil v WHERE v.id IN (OLD.version_id, NEW.version_id) FOR SHARE\n            LOOP\n                IF quel <> 'brouillon' THEN\n                    RAISE EXCEPTION 'version : ce qui va avec elle ne change que pendant son ecriture'\n                        USING ERRCODE = 'check_violation';\n                END IF;\n            END LOOP;\n            RETURN COALESCE(NEW, OLD);\n        ", hash='7aa398354f8f587094aefe1287e51217c062b0d8', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_fige_avec_la_version_6e49f', table='outiltheque_fichier', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Adaptation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('difference', models.CharField(blank=True, max_length=400, verbose_name='ce qui est différent')),
                    ('faite_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='faite le')),
                    ('faite_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='faite par')),
                    ('outil', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='adaptation', to='outiltheque.outil', verbose_name='outil')),
                    ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adaptations', to='outiltheque.versionoutil', verbose_name='version d’origine')),
                ],
                options={
                    'verbose_name': 'adaptation',
                    'ordering': ['faite_le', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='VisiteOutiltheque',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('vue_le', models.DateTimeField(verbose_name='vue le')),
                    ('avant_le', models.DateTimeField(blank=True, null=True, verbose_name='visite précédente')),
                    ('personne', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='visite_outiltheque', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                ],
                options={
                    'verbose_name': 'visite de l’outilthèque',
                    'verbose_name_plural': 'visites de l’outilthèque',
                },
            ),
            migrations.CreateModel(
                name='Vitrine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('champs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('description', 'ce que c’est et comment s’en servir'), ('parties', 'le constat, l’action et les résultats'), ('transcription', 'la transcription'), ('liens', 'les liens'), ('fichiers', 'les fichiers à télécharger'), ('usages', 'le nombre d’associations qui l’utilisent')], max_length=15), blank=True, default=list, size=None, verbose_name='ce que tout le monde voit')),
                    ('montree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='montrée le')),
                    ('montree_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='montrée par')),
                    ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='vitrine', to='outiltheque.versionoutil', verbose_name='version')),
                ],
                options={
                    'verbose_name': 'vitrine',
                    'ordering': ['-montree_le', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='ActionQuiRepond',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('genre', models.CharField(max_length=60, verbose_name='genre')),
                    ('objet', models.BigIntegerField(verbose_name='numéro')),
                    ('comment', models.CharField(blank=True, max_length=250, verbose_name='en quoi elle y répond')),
                    ('proposee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposée le')),
                    ('proposee_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposée par')),
                    ('constat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='outiltheque.constatterrain', verbose_name='constat')),
                ],
                options={
                    'verbose_name': 'action qui répond à un constat',
                    'verbose_name_plural': 'actions qui répondent à un constat',
                    'ordering': ['proposee_le', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('constat', 'genre', 'objet'), name='action_qui_repond_unique', violation_error_message='Cette action répond déjà à ce constat.')],
                },
            ),
            migrations.CreateModel(
                name='Passage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rang', models.PositiveIntegerField(verbose_name='rang')),
                    ('page', models.PositiveIntegerField(blank=True, null=True, verbose_name='page')),
                    ('texte', models.TextField(verbose_name='texte')),
                    ('vecteur', models.GeneratedField(db_persist=True, expression=models.Func(models.F('texte'), function='outiltheque_vecteur'), output_field=django.contrib.postgres.search.SearchVectorField(), verbose_name='mots du texte')),
                    ('fichier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='outiltheque.fichier', verbose_name='fichier')),
                ],
                options={
                    'verbose_name': 'passage d’un fichier',
                    'verbose_name_plural': 'passages des fichiers',
                    'ordering': ['fichier', 'rang'],
                    'constraints': [models.UniqueConstraint(fields=('fichier', 'rang'), name='passage_rang_unique')],
                    'triggers': [pgtrigger.compiler.Trigger(name='mots_ajoutes', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n            UPDATE outiltheque_versionoutil v SET mots_fichiers = public.outiltheque_mots_fichiers(v.id)\n            WHERE v.id IN (SELECT f.version_id FROM ajoutes p JOIN outiltheque_fichier f ON f.id = p.fichier_id);\n            RETURN NULL;\n        ', hash='78199405641b41cd2fa495abc311e1d0c3183242', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mots_ajoutes_e8930', referencing='REFERENCING NEW TABLE AS ajoutes ', table='outiltheque_passage', when='AFTER')), pgtrigger.compiler.Trigger(name='mots_otes', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n            UPDATE outiltheque_versionoutil v SET mots_fichiers = public.outiltheque_mots_fichiers(v.id)\n            WHERE v.id IN (SELECT f.version_id FROM otes p JOIN outiltheque_fichier f ON f.id = p.fichier_id);\n            RETURN NULL;\n        ', hash='fde2860b696d2d174d51ae543515cc9bdee2c8d6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mots_otes_b757e', referencing='REFERENCING OLD TABLE AS otes ', table='outiltheque_passage', when='AFTER'))],
                },
            )
        ]),
        migrations.RunSQL(WORDS_OF_FILES, "DROP FUNCTION public.outiltheque_mots_fichiers(bigint);"),
    ]
