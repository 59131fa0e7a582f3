from decimal import Decimal
from django.conf import settings
from django.db import migrations, models
from socle.tables import CreateTables
import accompagnement.models.demandes
import accompagnement.models.pieces
import accompagnement.models.scelles
import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import uuid

OBSTACLE = """
CREATE OR REPLACE FUNCTION accompagnement_obstacle(la_demande uuid, le_prestataire bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    p accompagnement_prestataire%ROWTYPE;
    d accompagnement_demande%ROWTYPE;
    aujourdhui date := (now() AT TIME ZONE 'Europe/Paris')::date;
BEGIN
    SELECT * INTO p FROM accompagnement_prestataire WHERE id = le_prestataire FOR UPDATE;
    SELECT * INTO d FROM accompagnement_demande WHERE id = la_demande;
    IF p.etat IS DISTINCT FROM 'agree' THEN RETURN 'inactif'; END IF;
    IF p.en_pause_jusqu_au >= aujourdhui THEN RETURN 'pause'; END IF;
    IF p.genre = 'professionnel' AND (p.assure_jusqu_au IS NULL OR p.assure_jusqu_au < aujourdhui) THEN
        RETURN 'assurance';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM accompagnement_declarationinterets
        WHERE prestataire_id = p.id AND signee_le > aujourdhui - 365
    ) THEN RETURN 'declaration'; END IF;
    IF p.liens_verifies_le IS NULL
       OR NOT EXISTS (SELECT 1 FROM accompagnement_organisationconcernee WHERE demande_id = d.id)
       OR EXISTS (
        SELECT 1 FROM accompagnement_lienorganisation l
        JOIN accompagnement_organisationconcernee o ON o.empreinte = l.empreinte
        WHERE l.prestataire_id = p.id AND o.demande_id = d.id AND (l.fin IS NULL OR l.fin >= aujourdhui)
    ) THEN RETURN 'lien'; END IF;
    IF EXISTS (SELECT 1 FROM accompagnement_ecart WHERE demande_id = d.id AND prestataire_id = p.id)
       OR EXISTS (
        SELECT 1 FROM accompagnement_sollicitation
        WHERE demande_id = d.id AND prestataire_id = p.id AND etat = 'offerte' AND repondre_avant < aujourdhui
    ) THEN RETURN 'ecart'; END IF;
    IF d.situation IS NOT NULL AND EXISTS (
        SELECT 1 FROM accompagnement_sollicitation s JOIN accompagnement_demande autre ON autre.id = s.demande_id
        WHERE s.prestataire_id = p.id AND autre.situation = d.situation AND autre.id <> d.id
    ) THEN RETURN 'situation'; END IF;
    IF (EXISTS (SELECT 1 FROM accompagnement_prestataire_services WHERE prestataire_id = p.id)
        AND NOT EXISTS (
            SELECT 1 FROM accompagnement_prestataire_services
            WHERE prestataire_id = p.id AND service_id = d.service_id
        ))
       OR (p.genre = 'pair' AND NOT EXISTS (
            SELECT 1 FROM accompagnement_service WHERE id = d.service_id AND is_ouvert_aux_pairs
        ))
       OR (p.genre = 'reseau' AND d.porte <> 'association')
    THEN RETURN 'cadre'; END IF;
    IF NOT EXISTS (
        SELECT 1 FROM accompagnement_prestataire_competences pc
        JOIN accompagnement_service_competences sc ON sc.competence_id = pc.competence_id
        WHERE pc.prestataire_id = p.id AND sc.service_id = d.service_id
    ) THEN RETURN 'competence'; END IF;
    IF NOT d.modalite = ANY (p.modalites) THEN RETURN 'modalite'; END IF;
    IF NOT d.langue = ANY (p.langues) THEN RETURN 'langue'; END IF;
    IF d.besoin_accessibilite AND NOT p.is_accessible THEN RETURN 'accessibilite'; END IF;
    IF p.capacite <= (
        SELECT count(*) FROM accompagnement_sollicitation s JOIN accompagnement_demande autre ON autre.id = s.demande_id
        WHERE s.prestataire_id = p.id AND s.etat = 'acceptee' AND s.demande_id <> d.id
          AND autre.etat IN ('acceptee', 'en_cours', 'suspendue')
    ) THEN RETURN 'places'; END IF;
    RETURN NULL;
END $$
"""



class Migration(migrations.Migration):
    """Every table of the app, as the steps named below leave it: what a new database starts from."""

    initial = True
    replaces = [('accompagnement', '0001_initial'), ('accompagnement', '0002_neutralite'), ('accompagnement', '0003_avis_et_presences'), ('accompagnement', '0004_annee_des_avis'), ('accompagnement', '0005_avis_sans_mois'), ('accompagnement', '0006_affectation'), ('accompagnement', '0007_suite_de_la_vie'), ('accompagnement', '0008_pause_garde_la_place'), ('accompagnement', '0009_catalogue_et_reseau_de_prestataires'), ('accompagnement', '0010_assurance_et_cadre'), ('accompagnement', '0011_offre_et_archive_des_prestataires'), ('accompagnement', '0012_terme_des_pauses'), ('accompagnement', '0013_pause_a_terme'), ('accompagnement', '0014_echanges_et_pieces'), ('accompagnement', '0015_plans_factures_et_fonds'), ('accompagnement', '0016_centime_exact')]
    dependencies = [('members', '0018_role_operateur'), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        CreateTables([
            migrations.CreateModel(
                name='AvisEnAttente',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('contenu', models.BinaryField(verbose_name='contenu chiffré')),
                ],
                options={
                    'verbose_name': 'avis en attente',
                    'verbose_name_plural': 'avis en attente',
                },
            ),
            migrations.CreateModel(
                name='Bouquet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('cle', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True, verbose_name='clé')),
                    ('retire_le', models.DateField(blank=True, editable=False, null=True, verbose_name='retiré le')),
                    ('nom', models.CharField(max_length=60, unique=True, verbose_name='nom')),
                    ('resume', models.CharField(max_length=200, verbose_name='en une phrase')),
                    ('icone', models.CharField(default='heart', max_length=40, verbose_name='icône')),
                    ('ordre', models.PositiveSmallIntegerField(default=0, verbose_name='ordre')),
                    ('presentation', models.TextField(blank=True, max_length=2000, verbose_name='ce que c’est')),
                    ('pour_qui', models.TextField(blank=True, max_length=1000, verbose_name='pour qui')),
                    ('deroulement', models.TextField(blank=True, max_length=2000, verbose_name='comment cela se passe')),
                    ('qui_saura', models.TextField(blank=True, max_length=1000, verbose_name='qui saura')),
                ],
                options={
                    'verbose_name': 'bouquet',
                    'ordering': ['ordre', 'nom'],
                },
            ),
            migrations.CreateModel(
                name='Brouillon',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('empreinte', models.BinaryField(max_length=32, unique=True, verbose_name='empreinte de la personne')),
                    ('contenu', models.BinaryField(verbose_name='contenu chiffré')),
                    ('mois', models.DateField(default=accompagnement.models.scelles.get_month, verbose_name='mois de la dernière écriture')),
                ],
                options={
                    'verbose_name': 'brouillon',
                },
            ),
            migrations.CreateModel(
                name='ChartePrestataire',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.CharField(max_length=20, unique=True, verbose_name='version')),
                    ('texte', models.TextField(max_length=10000, verbose_name='texte')),
                    ('en_vigueur_le', models.DateField(default=django.utils.timezone.localdate, verbose_name='en vigueur le')),
                ],
                options={
                    'verbose_name': 'charte des prestataires',
                    'verbose_name_plural': 'chartes des prestataires',
                    'ordering': ['-en_vigueur_le', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='CleAnnuelle',
                fields=[
                    ('annee', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='année')),
                    ('cle_enveloppee', models.BinaryField(verbose_name='clé enveloppée')),
                ],
                options={
                    'verbose_name': 'clé annuelle',
                    'verbose_name_plural': 'clés annuelles',
                },
            ),
            migrations.CreateModel(
                name='Competence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nom', models.CharField(max_length=80, unique=True, verbose_name='nom')),
                ],
                options={
                    'verbose_name': 'compétence',
                    'ordering': ['nom'],
                },
            ),
            migrations.CreateModel(
                name='Critere',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nom', models.CharField(max_length=100, unique=True, verbose_name='critère')),
                    ('aide', models.CharField(blank=True, max_length=300, verbose_name='ce qu’il faut regarder')),
                    ('ordre', models.PositiveSmallIntegerField(default=0, verbose_name='ordre')),
                    ('retire_le', models.DateField(editable=False, null=True, verbose_name='retiré le')),
                ],
                options={
                    'verbose_name': 'critère',
                    'ordering': ['ordre', 'nom'],
                },
            ),
            migrations.CreateModel(
                name='Evaluation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('moment', models.CharField(choices=[('fin', 'à la fin'), ('six_mois', 'six mois après')], default='fin', max_length=8, verbose_name='moment')),
                    ('accessibilite', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'pas du tout'), (2, 'plutôt pas'), (3, 'plutôt'), (4, 'tout à fait')], null=True, verbose_name='facile à trouver et à demander')),
                    ('delai', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'pas du tout'), (2, 'plutôt pas'), (3, 'plutôt'), (4, 'tout à fait')], null=True, verbose_name='assez rapide')),
                    ('neutralite', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'pas du tout'), (2, 'plutôt pas'), (3, 'plutôt'), (4, 'tout à fait')], null=True, verbose_name='vraiment neutre')),
                    ('ecoute', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'pas du tout'), (2, 'plutôt pas'), (3, 'plutôt'), (4, 'tout à fait')], null=True, verbose_name='à l’écoute')),
                    ('utilite', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'pas du tout'), (2, 'plutôt pas'), (3, 'plutôt'), (4, 'tout à fait')], null=True, verbose_name='utile')),
                    ('complement', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'pas du tout'), (2, 'plutôt pas'), (3, 'plutôt'), (4, 'tout à fait')], null=True, verbose_name='différent de ce que la fédération apporte')),
                    ('effet', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'pas du tout'), (2, 'plutôt pas'), (3, 'plutôt'), (4, 'tout à fait')], null=True, verbose_name='encore utile six mois après')),
                ],
                options={
                    'verbose_name': 'évaluation',
                },
            ),
            migrations.CreateModel(
                name='Fonds',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nom', models.CharField(max_length=120, unique=True, verbose_name='nom')),
                    ('montant', models.DecimalField(decimal_places=2, max_digits=10, validators=[django.core.validators.MinValueValidator(Decimal('0.01'), 'Un montant est plus grand que zéro : corrigez-le.')], verbose_name='montant, en euros')),
                    ('debut', models.DateField(verbose_name='premier jour')),
                    ('fin', models.DateField(verbose_name='dernier jour')),
                    ('services', models.ManyToManyField(blank=True, related_name='fonds', to='accompagnement.service', verbose_name='services payés (aucun : tous)')),
                ],
                options={
                    'verbose_name': 'fonds',
                    'verbose_name_plural': 'fonds',
                    'ordering': ['-fin', 'nom'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('fin__gte', models.F('debut'))), name='fonds_periode', violation_error_message='Le dernier jour vient avant le premier : corrigez l’un des deux.'), models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='fonds_montant_positif', violation_error_message='Un montant est plus grand que zéro : corrigez-le.')],
                    'triggers': [pgtrigger.compiler.Trigger(name='pas_moins_que_paye', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NEW.montant < (\n                        SELECT coalesce(sum(montant + tva), 0) FROM accompagnement_facture\n                        WHERE fonds_id = NEW.id AND etat <> 'refusee'\n                    ) THEN\n                        RAISE EXCEPTION 'fonds : moins que ce qui est engage' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='d17978161c92ae34fc4f372599ffa5fdfe05a7a8', operation='UPDATE', pgid='pgtrigger_pas_moins_que_paye_977d6', table='accompagnement_fonds', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='MoisFacturable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=7, verbose_name='code du dossier')),
                    ('mois', models.DateField(verbose_name='mois')),
                    ('seances', models.PositiveSmallIntegerField(verbose_name='séances tenues')),
                    ('prestataire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mois_facturables', to='accompagnement.prestataire', verbose_name='prestataire')),
                    ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mois_facturables', to='accompagnement.service', verbose_name='service')),
                ],
                options={
                    'verbose_name': 'mois facturable',
                    'verbose_name_plural': 'mois facturables',
                    'ordering': ['-mois', 'code'],
                    'indexes': [models.Index(fields=['code'], name='mois_du_dossier')],
                    'constraints': [models.UniqueConstraint(fields=('prestataire', 'code', 'mois'), name='mois_facturable_unique'), models.CheckConstraint(condition=models.Q(('mois__day', 1)), name='mois_au_premier_jour')],
                    'triggers': [pgtrigger.compiler.Trigger(name='pas_moins_que_facture', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NEW.seances < (\n                        SELECT coalesce(sum(seances), 0) FROM accompagnement_facture\n                        WHERE mois_id = NEW.id AND etat <> 'refusee'\n                    ) THEN\n                        RAISE EXCEPTION 'facture : plus de seances facturees que tenues'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='55934e1feb2ff95e46779ba1e4d3de0d802440e6', operation='UPDATE', pgid='pgtrigger_pas_moins_que_facture_7514b', table='accompagnement_moisfacturable', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Parole',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('contenu', models.BinaryField(verbose_name='contenu chiffré')),
                    ('etat', models.CharField(choices=[('a_relire', 'à relire'), ('retenue', 'peut être citée')], default='a_relire', max_length=10, verbose_name='état')),
                ],
                options={
                    'verbose_name': 'parole',
                    'ordering': ['annee', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Plafond',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('annee', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='à partir de l’année')),
                    ('seances', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='séances par dossier')),
                    ('euros_par_dossier', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'), 'Un montant est plus grand que zéro : corrigez-le.')], verbose_name='euros par dossier')),
                    ('euros_par_an', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'), 'Un montant est plus grand que zéro : corrigez-le.')], verbose_name='euros par an')),
                    ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='plafonds', to='accompagnement.service', verbose_name='service (aucun : tous)')),
                ],
                options={
                    'verbose_name': 'plafond',
                    'ordering': ['-annee', 'service__bouquet__ordre', 'service__ordre'],
                    'constraints': [models.UniqueConstraint(fields=('service', 'annee'), name='plafond_unique', nulls_distinct=False, violation_error_message='Un plafond est déjà fixé pour ce service et cette année : modifiez-le.'), models.CheckConstraint(condition=models.Q(('seances__gte', 1), models.Q(('euros_par_dossier', None), ('euros_par_dossier__gt', 0), _connector='OR'), models.Q(('euros_par_an', None), ('euros_par_an__gt', 0), _connector='OR')), name='plafond_positif')],
                },
            ),
            migrations.CreateModel(
                name='ReseauMetier',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nom', models.CharField(max_length=60, unique=True, verbose_name='nom')),
                    ('resume', models.CharField(blank=True, max_length=200, verbose_name='en une phrase')),
                    ('genres', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('centre_social', 'centre social'), ('evs', 'espace de vie sociale'), ('cogeree', 'association cogérée'), ('collectivite', 'collectivité'), ('associee', 'membre associé')], max_length=20), default=list, size=None, verbose_name='genres d’associations')),
                    ('ordre', models.PositiveSmallIntegerField(default=0, verbose_name='ordre')),
                ],
                options={
                    'verbose_name': 'réseau de métier',
                    'verbose_name_plural': 'réseaux de métier',
                    'ordering': ['ordre', 'nom'],
                },
            ),
            migrations.CreateModel(
                name='VersionCatalogue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nom', models.CharField(max_length=60, unique=True, verbose_name='nom')),
                    ('contenu', models.JSONField(verbose_name='contenu')),
                    ('gelee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gelée le')),
                ],
                options={
                    'verbose_name': 'version du catalogue',
                    'verbose_name_plural': 'versions du catalogue',
                    'ordering': ['-gelee_le', '-pk'],
                    'triggers': [pgtrigger.compiler.Trigger(name='gelee', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='15b55d0a7c650a386beb817c6aea6b0912e67bee', operation='UPDATE OR DELETE', pgid='pgtrigger_gelee_7afbc', table='accompagnement_versioncatalogue', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Acces',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('role', models.CharField(choices=[('demandeur', 'vous'), ('mandataire', 'personne nommée par l’association'), ('coordination', 'coordination neutre'), ('prestataire', 'prestataire choisi'), ('courrier', 'envoi des messages neutres'), ('systeme', 'le portail')], max_length=12, verbose_name='rôle')),
                    ('empreinte', models.BinaryField(max_length=32, null=True, verbose_name='empreinte de la personne')),
                    ('ouvert_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='ouvert le')),
                    ('ferme_le', models.DateTimeField(blank=True, null=True, verbose_name='fermé le')),
                    ('personne', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acces', to='accompagnement.demande', verbose_name='demande')),
                ],
                options={
                    'verbose_name': 'accès',
                    'verbose_name_plural': 'accès',
                    'indexes': [models.Index(fields=['empreinte'], name='acces_de_la_personne')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ferme_le', None)), fields=('demande', 'personne'), name='acces_ouvert_unique'), models.CheckConstraint(condition=models.Q(models.Q(('empreinte', None), ('personne', None), ('role', 'courrier')), models.Q(('personne', None), ('role', 'demandeur')), models.Q(('empreinte', None), ('personne__isnull', False), ('role__in', ['coordination', 'prestataire', 'mandataire'])), _connector='OR'), name='acces_demandeur_sans_nom')],
                    'triggers': [pgtrigger.compiler.Trigger(name='prestataire_declare', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.role = 'prestataire' AND NEW.ferme_le IS NULL)", func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM accompagnement_sollicitation s\n                        JOIN accompagnement_prestataire p ON p.id = s.prestataire_id\n                        JOIN accompagnement_declarationindependance d ON d.sollicitation_id = s.id\n                        WHERE s.demande_id = NEW.demande_id AND p.personne_id = NEW.personne_id\n                          AND s.etat = 'acceptee'\n                    ) THEN\n                        RAISE EXCEPTION 'neutralite : acces sans acceptation ni declaration'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='803fe6ed796f879838b3d0c07a3ceb2fd476144c', operation='INSERT OR UPDATE', pgid='pgtrigger_prestataire_declare_dff59', table='accompagnement_acces', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='BrouillonMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('genre', models.CharField(choices=[('accueil', 'les messages avec la coordination neutre'), ('suivi', 'les messages de l’accompagnement')], max_length=10, verbose_name='genre')),
                    ('contenu', models.BinaryField(verbose_name='contenu chiffré')),
                    ('mois', models.DateField(default=accompagnement.models.scelles.get_month, verbose_name='mois de la dernière écriture')),
                    ('acces', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='brouillons', to='accompagnement.acces', verbose_name='accès')),
                ],
                options={
                    'verbose_name': 'brouillon de message',
                    'verbose_name_plural': 'brouillons de messages',
                    'constraints': [models.UniqueConstraint(fields=('acces', 'genre'), name='brouillon_de_message_unique')],
                },
            ),
            migrations.CreateModel(
                name='Candidature',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('prenom', models.CharField(max_length=80, verbose_name='prénom')),
                    ('nom', models.CharField(max_length=120, verbose_name='nom')),
                    ('email', models.EmailField(max_length=254, verbose_name='adresse personnelle')),
                    ('telephone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                    ('genre', models.CharField(choices=[('professionnel', 'une ou un professionnel'), ('pair', 'une ou un pair, d’une autre association'), ('reseau', 'un réseau qui accompagne des associations')], max_length=15, verbose_name='vous êtes')),
                    ('metier', models.CharField(max_length=80, verbose_name='métier')),
                    ('presentation', models.TextField(max_length=3000, verbose_name='votre expérience et votre façon de travailler')),
                    ('langues', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None, verbose_name='langues')),
                    ('modalites', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('presence', 'en présence, hors du lieu de travail'), ('distance', 'à distance')], max_length=10), default=list, size=None, verbose_name='formats')),
                    ('is_accessible', models.BooleanField(default=False, verbose_name='je peux recevoir dans un lieu accessible en fauteuil')),
                    ('etat', models.CharField(choices=[('commencee', 'à compléter'), ('deposee', 'à l’étude'), ('admise', 'admise'), ('refusee', 'refusée'), ('retiree', 'retirée')], default='commencee', max_length=10, verbose_name='état')),
                    ('motif', models.TextField(blank=True, max_length=2000, verbose_name='ce que la personne lira')),
                    ('commencee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='commencée le')),
                    ('derniere_etape_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dernière étape le')),
                    ('decidee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidée par')),
                    ('personne', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                    ('territoires', models.ManyToManyField(related_name='+', to='members.territoire', verbose_name='territoires')),
                    ('competences', models.ManyToManyField(related_name='+', to='accompagnement.competence', verbose_name='compétences')),
                ],
                options={
                    'verbose_name': 'candidature de prestataire',
                    'verbose_name_plural': 'candidatures de prestataires',
                    'ordering': ['-derniere_etape_le', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='ChangementOffre',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('raison', models.TextField(max_length=1500, verbose_name='ce qui change, et ce qui le montre')),
                    ('etat', models.CharField(choices=[('propose', 'à lire'), ('accepte', 'accepté'), ('refuse', 'refusé'), ('retire', 'retiré')], default='propose', max_length=8, verbose_name='état')),
                    ('motif', models.TextField(blank=True, max_length=2000, verbose_name='ce que la personne lira')),
                    ('propose_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposé le')),
                    ('decide_le', models.DateTimeField(editable=False, null=True, verbose_name='décidé le')),
                    ('decide_par', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidé par')),
                    ('competences', models.ManyToManyField(related_name='+', to='accompagnement.competence', verbose_name='compétences')),
                    ('prestataire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changements', to='accompagnement.prestataire', verbose_name='prestataire')),
                    ('reseaux', models.ManyToManyField(blank=True, related_name='+', to='accompagnement.reseaumetier', verbose_name='réseaux de métier')),
                    ('services', models.ManyToManyField(blank=True, related_name='+', to='accompagnement.service', verbose_name='services rendus, tous si rien n’est coché')),
                ],
                options={
                    'verbose_name': 'changement d’offre',
                    'verbose_name_plural': 'changements d’offre',
                    'ordering': ['-propose_le', '-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('etat', 'propose')), fields=('prestataire',), name='changement_a_lire_unique'), models.CheckConstraint(condition=models.Q(models.Q(('decide_le', None), ('etat', 'propose')), models.Q(models.Q(('etat', 'propose'), _negated=True), ('decide_le__isnull', False)), _connector='OR'), name='changement_decide_un_jour')],
                },
            ),
            migrations.CreateModel(
                name='Demande',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('code', models.CharField(default=accompagnement.models.demandes.new_code, editable=False, max_length=7, unique=True, verbose_name='code')),
                    ('porte', models.CharField(choices=[('personnelle', 'pour moi'), ('association', 'pour mon association')], max_length=12, verbose_name='porte')),
                    ('etat', models.CharField(choices=[('deposee', 'déposée'), ('qualifiee', 'à l’étude'), ('proposee', 'choix à faire'), ('sollicitee', 'réponse attendue'), ('acceptee', 'mise en relation'), ('en_cours', 'en cours'), ('suspendue', 'en pause'), ('a_confirmer', 'fin à confirmer'), ('cloturee', 'terminée'), ('evaluee', 'évaluée'), ('reorientee', 'réorientée'), ('retiree', 'retirée'), ('expiree', 'sans suite'), ('anonymisee', 'effacée')], default='deposee', max_length=12, verbose_name='état')),
                    ('demandeur_empreinte', models.BinaryField(max_length=32, null=True, verbose_name='empreinte de la personne')),
                    ('modalite', models.CharField(choices=[('presence', 'en présence, hors du lieu de travail'), ('distance', 'à distance')], max_length=10, verbose_name='format')),
                    ('langue', models.CharField(default='français', max_length=30, verbose_name='langue')),
                    ('besoin_accessibilite', models.BooleanField(default=False, verbose_name='un lieu accessible est nécessaire')),
                    ('urgence', models.CharField(choices=[('normale', 'sans urgence particulière'), ('rapide', 'dans les quinze jours'), ('urgente', 'dès que possible')], default='normale', max_length=10, verbose_name='urgence')),
                    ('statut', models.CharField(choices=[('salarie', 'équipe salariée'), ('benevole', 'bénévole en responsabilité')], max_length=10, verbose_name='statut')),
                    ('situation', models.UUIDField(editable=False, null=True, verbose_name='situation partagée avec une autre demande')),
                    ('souhaite_continuite', models.BooleanField(default=False, editable=False, verbose_name='souhaite retrouver la personne qui l’a déjà aidée')),
                    ('secours', models.BooleanField(default=False, editable=False, verbose_name='la suivante est sollicitée sans nouveau choix')),
                    ('reorientation', models.CharField(blank=True, choices=[('federation', 'l’équipe de la fédération'), ('travail', 'la médecine du travail'), ('dla', 'le dispositif local d’accompagnement'), ('soin', 'une aide médicale ou sociale')], max_length=12, verbose_name='réorientation offerte')),
                    ('consentement', models.CharField(blank=True, max_length=10, verbose_name='version du texte accepté')),
                    ('deposee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='déposée le')),
                    ('qualifiee_le', models.DateTimeField(editable=False, null=True, verbose_name='qualifiée le')),
                    ('acceptee_le', models.DateTimeField(editable=False, null=True, verbose_name='acceptée le')),
                    ('terminee_le', models.DateTimeField(editable=False, null=True, verbose_name='terminée le')),
                    ('rouverte_le', models.DateTimeField(editable=False, null=True, verbose_name='rouverte le')),
                    ('echeance', models.DateField(editable=False, null=True, verbose_name='dernier jour avant abandon')),
                    ('preavis_le', models.DateField(editable=False, null=True, verbose_name='effacement annoncé le')),
                    ('avis_six_mois', models.CharField(blank=True, choices=[('demande', 'demandé'), ('donne', 'donné')], max_length=8, verbose_name='avis six mois après')),
                    ('association', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.association', verbose_name='association')),
                    ('bouquet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='demandes', to='accompagnement.bouquet', verbose_name='bouquet')),
                    ('territoire', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.territoire', verbose_name='territoire')),
                    ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='demandes', to='accompagnement.service', verbose_name='service')),
                    ('version_catalogue', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accompagnement.versioncatalogue', verbose_name='version du catalogue')),
                ],
                options={
                    'verbose_name': 'demande',
                    'ordering': ['deposee_le'],
                    'indexes': [models.Index(fields=['demandeur_empreinte'], name='demande_de_la_personne'), models.Index(condition=models.Q(('situation', None), _negated=True), fields=['situation'], name='demande_meme_situation')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('etat__in', ['deposee', 'qualifiee', 'proposee', 'sollicitee', 'acceptee', 'en_cours', 'suspendue', 'a_confirmer', 'cloturee', 'evaluee', 'reorientee', 'retiree', 'expiree', 'anonymisee'])), name='demande_etat_connu'), models.CheckConstraint(condition=models.Q(models.Q(('etat', 'reorientee'), _negated=True), models.Q(('reorientation', ''), _negated=True), _connector='OR'), name='demande_reorientee_vers_une_aide'), models.CheckConstraint(condition=models.Q(('porte', 'association'), ('association', None), _connector='OR'), name='demande_personnelle_sans_association'), models.CheckConstraint(condition=models.Q(('etat', 'anonymisee'), ('demandeur_empreinte__isnull', False), _connector='XOR'), name='demande_anonyme_sans_personne'), models.CheckConstraint(condition=models.Q(models.Q(('etat', 'suspendue'), _negated=True), ('echeance__isnull', False), _connector='OR'), name='demande_pause_a_terme')],
                    'triggers': [pgtrigger.compiler.Trigger(name='vie_legale', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."etat", \':\', NEW."etat") = ANY(\'{deposee:qualifiee,deposee:reorientee,deposee:retiree,deposee:expiree,qualifiee:proposee,qualifiee:reorientee,qualifiee:retiree,proposee:sollicitee,proposee:qualifiee,proposee:reorientee,proposee:retiree,proposee:expiree,sollicitee:acceptee,sollicitee:qualifiee,sollicitee:retiree,acceptee:en_cours,acceptee:suspendue,acceptee:a_confirmer,acceptee:qualifiee,acceptee:retiree,en_cours:suspendue,en_cours:a_confirmer,en_cours:qualifiee,en_cours:retiree,suspendue:acceptee,suspendue:en_cours,suspendue:a_confirmer,suspendue:qualifiee,suspendue:retiree,a_confirmer:cloturee,a_confirmer:en_cours,a_confirmer:qualifiee,a_confirmer:retiree,cloturee:evaluee,cloturee:deposee,cloturee:anonymisee,evaluee:deposee,evaluee:anonymisee,reorientee:anonymisee,retiree:deposee,retiree:anonymisee,expiree:anonymisee}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."etat" IS DISTINCT FROM NEW."etat") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "etat" from "%" to "%" on table %\', OLD."etat", NEW."etat", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='13ede26eea5a601952aece872c45507da14bd7f4', operation='UPDATE', pgid='pgtrigger_vie_legale_b4064', table='accompagnement_demande', when='BEFORE')), pgtrigger.compiler.Trigger(name='porte_fixe', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.porte IS DISTINCT FROM NEW.porte)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='621b76a8824b298936974e43ea55b40038442025', operation='UPDATE', pgid='pgtrigger_porte_fixe_0f23e', table='accompagnement_demande', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Evenement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('verbe', models.CharField(choices=[('depot', 'demande déposée'), ('qualification', 'besoin précisé par la coordination'), ('liaison', 'situation partagée signalée par la coordination'), ('reorientation_offerte', 'une autre aide est suggérée'), ('reorientation', 'autre aide acceptée'), ('reorientation_refusee', 'autre aide déclinée, la demande continue'), ('exclusion', 'prestataires écartés pour garantir la neutralité'), ('proposition', 'des prestataires vous sont proposés'), ('refus', 'aucune proposition retenue'), ('choix', 'prestataire choisi'), ('acceptation', 'le prestataire accepte et se déclare indépendant'), ('declin', 'le prestataire n’est pas disponible'), ('silence', 'le prestataire n’a pas répondu à temps'), ('seance', 'séance notée'), ('seance_corrigee', 'séance corrigée'), ('extension', 'séances de plus demandées'), ('extension_decidee', 'réponse donnée aux séances de plus'), ('plan', 'plan d’accompagnement modifié'), ('plan_valide', 'plan d’accompagnement validé'), ('pause', 'accompagnement mis en pause'), ('reprise', 'accompagnement repris'), ('fin_annoncee', 'fin de l’accompagnement annoncée'), ('reattribution', 'une autre personne est cherchée pour la suite'), ('neutralite', 'accès coupé : un lien avec une organisation est apparu'), ('releve', 'une autre personne de la coordination neutre prend le relais, sans votre nom'), ('cloture', 'accompagnement terminé'), ('reouverture', 'demande rouverte'), ('evaluation', 'avis donné'), ('retrait', 'demande retirée'), ('expiration', 'sans suite, faute de réponse'), ('acces_ouvert', 'accès ouvert'), ('acces_ferme', 'accès fermé')], max_length=22, verbose_name='verbe')),
                    ('role', models.CharField(choices=[('demandeur', 'vous'), ('mandataire', 'personne nommée par l’association'), ('coordination', 'coordination neutre'), ('prestataire', 'prestataire choisi'), ('courrier', 'envoi des messages neutres'), ('systeme', 'le portail')], max_length=12, verbose_name='rôle')),
                    ('detail', models.CharField(blank=True, max_length=60, verbose_name='précision codée')),
                    ('fait_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='fait le')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evenements', to='accompagnement.demande', verbose_name='demande')),
                ],
                options={
                    'verbose_name': 'événement',
                    'ordering': ['-fait_le', '-pk'],
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='370b13df67fbd068aed2c5738ba810196b6e8bda', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_42ac6', table='accompagnement_evenement', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Extension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seances', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='séances de plus')),
                    ('motif', models.CharField(choices=[('situation', 'la situation demande plus de temps'), ('groupe', 'le groupe est plus nombreux que prévu'), ('suite', 'un relais se prépare')], max_length=10, verbose_name='pourquoi')),
                    ('etat', models.CharField(choices=[('demandee', 'demandée'), ('accordee', 'accordée'), ('refusee', 'refusée')], default='demandee', max_length=10, verbose_name='état')),
                    ('reponse', models.CharField(blank=True, choices=[('besoin', 'le besoin le justifie'), ('fin_proche', 'l’accompagnement approche de sa fin'), ('autre_aide', 'une autre aide conviendrait mieux'), ('budget', 'les moyens de l’année ne le permettent pas')], max_length=10, verbose_name='raison de la réponse')),
                    ('demandee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandée le')),
                    ('decidee_le', models.DateTimeField(null=True, verbose_name='décidée le')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='accompagnement.demande', verbose_name='demande')),
                ],
                options={
                    'verbose_name': 'extension',
                    'ordering': ['-demandee_le'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('etat', 'demandee')), fields=('demande',), name='extension_une_a_la_fois'), models.CheckConstraint(condition=models.Q(models.Q(('decidee_le', None), ('etat', 'demandee'), ('reponse', '')), models.Q(('decidee_le__isnull', False), ('etat__in', ['accordee', 'refusee']), models.Q(('reponse', ''), _negated=True)), _connector='OR'), name='extension_reponse_dite')],
                    'triggers': [pgtrigger.compiler.Trigger(name='vie_legale', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."etat", \':\', NEW."etat") = ANY(\'{demandee:accordee,demandee:refusee}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."etat" IS DISTINCT FROM NEW."etat") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "etat" from "%" to "%" on table %\', OLD."etat", NEW."etat", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='fad0d2b5d55e1f5261e1536d816155ca44dac816', operation='UPDATE', pgid='pgtrigger_vie_legale_76daa', table='accompagnement_extension', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Fil',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('genre', models.CharField(choices=[('accueil', 'les messages avec la coordination neutre'), ('suivi', 'les messages de l’accompagnement')], max_length=10, verbose_name='genre')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fils', to='accompagnement.demande', verbose_name='demande')),
                    ('prestataire', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accompagnement.prestataire', verbose_name='prestataire')),
                ],
                options={
                    'verbose_name': 'fil de messages',
                    'verbose_name_plural': 'fils de messages',
                    'constraints': [models.UniqueConstraint(fields=('demande', 'prestataire'), name='fil_unique_par_interlocuteur', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('genre', 'accueil'), ('prestataire', None)), models.Q(('genre', 'suivi'), ('prestataire__isnull', False)), _connector='OR'), name='fil_avec_son_interlocuteur')],
                },
            ),
            migrations.CreateModel(
                name='CleDossier',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('genre', models.CharField(choices=[('recit', 'le besoin raconté'), ('identite', 'le nom et les coordonnées'), ('contact', 'l’adresse des messages neutres'), ('pieces', 'une pièce jointe'), ('liste', 'la liste des pièces jointes'), ('accueil', 'les messages avec la coordination neutre'), ('suivi', 'les messages de l’accompagnement'), ('plan', 'le plan d’accompagnement')], max_length=10, verbose_name='genre')),
                    ('cle_enveloppee', models.BinaryField(verbose_name='clé enveloppée')),
                    ('acces', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cles', to='accompagnement.acces', verbose_name='accès')),
                    ('fil', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='cles', to='accompagnement.fil', verbose_name='fil de messages')),
                ],
                options={
                    'verbose_name': 'clé de dossier',
                    'verbose_name_plural': 'clés de dossier',
                    'constraints': [models.UniqueConstraint(fields=('acces', 'genre', 'fil'), name='cle_unique', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('fil__isnull', False), ('genre__in', ['accueil', 'suivi'])), models.Q(models.Q(('genre__in', ['accueil', 'suivi']), _negated=True), ('fil', None)), _connector='OR'), name='cle_de_fil_avec_son_fil')],
                    'triggers': [pgtrigger.compiler.Trigger(name='cle_permise', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE qui accompagnement_acces%ROWTYPE;', func="\n                    SELECT * INTO qui FROM accompagnement_acces WHERE id = NEW.acces_id;\n                    IF qui.role = 'coordination' AND NEW.genre IN ('identite', 'contact', 'pieces', 'suivi')\n                       OR qui.role = 'prestataire' AND NEW.genre IN ('contact', 'accueil')\n                       OR qui.role = 'mandataire' AND NEW.genre = 'contact'\n                       OR qui.role = 'courrier' AND NEW.genre <> 'contact'\n                       OR NEW.fil_id IS NOT NULL AND NOT EXISTS (\n                            SELECT 1 FROM accompagnement_fil f\n                            LEFT JOIN accompagnement_prestataire p ON p.id = f.prestataire_id\n                            WHERE f.id = NEW.fil_id AND f.demande_id = qui.demande_id AND f.genre = NEW.genre\n                              AND (qui.role <> 'prestataire' OR p.personne_id = qui.personne_id)\n                       )\n                    THEN\n                        RAISE EXCEPTION 'cle interdite' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='fe26de80962bc6d54f8559c1e6d12497ec5f5493', operation='INSERT OR UPDATE OF "acces_id", "genre", "fil_id"', pgid='pgtrigger_cle_permise_594c4', table='accompagnement_cledossier', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Lecture',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('genre', models.CharField(choices=[('recit', 'le besoin raconté'), ('identite', 'le nom et les coordonnées'), ('contact', 'l’adresse des messages neutres'), ('pieces', 'une pièce jointe'), ('liste', 'la liste des pièces jointes'), ('accueil', 'les messages avec la coordination neutre'), ('suivi', 'les messages de l’accompagnement'), ('plan', 'le plan d’accompagnement')], max_length=10, verbose_name='genre')),
                    ('role', models.CharField(choices=[('demandeur', 'vous'), ('mandataire', 'personne nommée par l’association'), ('coordination', 'coordination neutre'), ('prestataire', 'prestataire choisi'), ('courrier', 'envoi des messages neutres'), ('systeme', 'le portail')], max_length=12, verbose_name='rôle')),
                    ('numero', models.PositiveSmallIntegerField(null=True, verbose_name='numéro de la pièce')),
                    ('faite_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='faite le')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lectures', to='accompagnement.demande', verbose_name='demande')),
                    ('lecteur', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lue par')),
                ],
                options={
                    'verbose_name': 'lecture',
                    'ordering': ['-faite_le', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('role', 'demandeur'), _negated=True), ('lecteur', None), _connector='OR'), name='lecture_demandeur_sans_nom')],
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d96e57865a22003954b53eba356c043e5c048ba6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5a678', table='accompagnement_lecture', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LigneStatistique',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('fait', models.CharField(choices=[('qualification', 'demandes étudiées'), ('mise_en_relation', 'mises en relation'), ('cloture', 'terminées'), ('reorientation', 'réorientées'), ('retrait', 'retirées'), ('expiration', 'sans suite')], max_length=16, verbose_name='fait')),
                    ('mois', models.DateField(verbose_name='mois')),
                    ('statut', models.CharField(choices=[('salarie', 'équipe salariée'), ('benevole', 'bénévole en responsabilité')], max_length=10, verbose_name='statut')),
                    ('porte', models.CharField(choices=[('personnelle', 'pour moi'), ('association', 'pour mon association')], max_length=12, verbose_name='porte')),
                    ('delai_jours', models.PositiveSmallIntegerField(null=True, verbose_name='délai en jours')),
                    ('destination', models.CharField(blank=True, choices=[('federation', 'l’équipe de la fédération'), ('travail', 'la médecine du travail'), ('dla', 'le dispositif local d’accompagnement'), ('soin', 'une aide médicale ou sociale')], max_length=12, verbose_name='autre aide')),
                    ('seances', models.PositiveSmallIntegerField(null=True, verbose_name='séances')),
                    ('heures', models.PositiveSmallIntegerField(null=True, verbose_name='heures')),
                    ('bouquet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accompagnement.bouquet', verbose_name='bouquet')),
                    ('territoire', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.territoire', verbose_name='territoire')),
                ],
                options={
                    'verbose_name': 'ligne de statistique',
                    'verbose_name_plural': 'lignes de statistique',
                    'indexes': [models.Index(fields=['mois', 'fait'], name='ligne_par_mois')],
                },
            ),
            migrations.CreateModel(
                name='LotAffectation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('etat', models.CharField(choices=[('calcule', 'à valider'), ('valide', 'validé'), ('abandonne', 'remplacé')], default='calcule', max_length=10, verbose_name='état')),
                    ('regles', models.CharField(max_length=10, verbose_name='version des règles')),
                    ('empreinte', models.BinaryField(max_length=32, verbose_name='empreinte des données')),
                    ('calcule_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='calculé le')),
                ],
                options={
                    'verbose_name': 'lot d’affectation',
                    'verbose_name_plural': 'lots d’affectation',
                    'ordering': ['-calcule_le'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('etat', 'calcule')), fields=('etat',), name='lot_a_valider_unique')],
                },
            ),
            migrations.CreateModel(
                name='MessageScelle',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('rang', models.PositiveIntegerField(verbose_name='rang')),
                    ('role', models.CharField(choices=[('demandeur', 'vous'), ('mandataire', 'personne nommée par l’association'), ('coordination', 'coordination neutre'), ('prestataire', 'prestataire choisi'), ('courrier', 'envoi des messages neutres'), ('systeme', 'le portail')], max_length=12, verbose_name='rôle')),
                    ('contenu', models.BinaryField(verbose_name='contenu chiffré')),
                    ('ecrit_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='écrit le')),
                    ('auteur', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='écrit par')),
                    ('fil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='accompagnement.fil', verbose_name='fil')),
                ],
                options={
                    'verbose_name': 'message scellé',
                    'verbose_name_plural': 'messages scellés',
                    'ordering': ['fil', 'rang'],
                    'constraints': [models.UniqueConstraint(fields=('fil', 'rang'), name='message_a_son_rang'), models.CheckConstraint(condition=models.Q(models.Q(('auteur', None), ('role', 'demandeur')), models.Q(('auteur__isnull', False), ('role__in', ['mandataire', 'coordination', 'prestataire'])), _connector='OR'), name='message_demandeur_sans_nom')],
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fa0d0413c7f8ab59a6078f1617b8b919dc4b4463', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_487be', table='accompagnement_messagescelle', when='BEFORE')), pgtrigger.compiler.Trigger(name='avant_la_fin', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT 1 FROM accompagnement_fil f JOIN accompagnement_demande d ON d.id = f.demande_id\n                        WHERE f.id = NEW.fil_id AND d.etat IN ('anonymisee', 'cloturee', 'evaluee', 'expiree', 'reorientee', 'retiree')\n                    ) THEN\n                        RAISE EXCEPTION 'message apres la fin' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='90d71cd77cca107cc5bff638fe1a080a42e61d80', operation='INSERT', pgid='pgtrigger_avant_la_fin_df7c6', table='accompagnement_messagescelle', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Facture',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('numero', models.CharField(max_length=20, validators=[django.core.validators.RegexValidator('^(?=.*[0-9])(?!.*[A-Z]{5})[A-Z0-9][A-Z0-9/_.-]{0,19}$', 'Un numéro est fait de chiffres et de quatre lettres de suite au plus, sans espace : F2026-014. N’y mettez aucun nom.')], verbose_name='numéro')),
                    ('montant', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(Decimal('0.01'), 'Un montant est plus grand que zéro : corrigez-le.')], verbose_name='montant hors taxe, en euros')),
                    ('tva', models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name='TVA, en euros')),
                    ('mention', models.CharField(choices=[('franchise', 'TVA non applicable, article 293 B du CGI'), ('formation', 'exonérée, article 261-4-4° a du CGI'), ('association', 'association non assujettie à la TVA'), ('taxable', 'TVA facturée')], max_length=12, verbose_name='mention de TVA')),
                    ('seances', models.PositiveSmallIntegerField(verbose_name='séances facturées')),
                    ('etat', models.CharField(choices=[('deposee', 'à vérifier'), ('verifiee', 'à régler'), ('reglee', 'réglée'), ('refusee', 'refusée')], default='deposee', max_length=10, verbose_name='état')),
                    ('motif', models.CharField(blank=True, choices=[('seances', 'le nombre de séances est à revoir'), ('montant', 'le montant ne correspond pas au tarif convenu'), ('tva', 'la mention de TVA est à revoir'), ('double', 'cette facture existe déjà'), ('fonds', 'aucun fonds ne peut la payer')], max_length=10, verbose_name='raison du refus')),
                    ('deposee_le', models.DateField(default=django.utils.timezone.localdate, verbose_name='déposée le')),
                    ('reglee_le', models.DateField(null=True, verbose_name='réglée le')),
                    ('fonds', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='factures', to='accompagnement.fonds', verbose_name='payée par')),
                    ('mois', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='factures', to='accompagnement.moisfacturable', verbose_name='mois facturé')),
                ],
                options={
                    'verbose_name': 'facture',
                    'ordering': ['deposee_le', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('numero__regex', '^(?=.*[0-9])(?!.*[A-Z]{5})[A-Z0-9][A-Z0-9/_.-]{0,19}$')), name='facture_numero_sans_nom'), models.CheckConstraint(condition=models.Q(('montant__gt', 0), ('seances__gte', 1), ('tva__gte', 0)), name='facture_positive'), models.CheckConstraint(condition=models.Q(('mention', 'taxable'), ('tva', 0), _connector='OR'), name='facture_tva_si_taxable'), models.CheckConstraint(condition=models.Q(models.Q(('etat', 'refusee'), models.Q(('motif', ''), _negated=True)), models.Q(models.Q(('etat', 'refusee'), _negated=True), ('motif', '')), _connector='OR'), name='facture_refus_motive'), models.CheckConstraint(condition=models.Q(('etat__in', ['deposee', 'refusee']), ('fonds__isnull', False), _connector='OR'), name='facture_payee_par_un_fonds'), models.CheckConstraint(condition=models.Q(('etat', 'reglee'), ('reglee_le', None), _connector='XOR'), name='facture_reglee_un_jour')],
                    'triggers': [pgtrigger.compiler.Trigger(name='vie_legale', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."etat", \':\', NEW."etat") = ANY(\'{deposee:verifiee,deposee:refusee,verifiee:reglee,verifiee:refusee}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."etat" IS DISTINCT FROM NEW."etat") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "etat" from "%" to "%" on table %\', OLD."etat", NEW."etat", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='123f475097184575bdf57c2f50d2a117975f6e7e', operation='UPDATE', pgid='pgtrigger_vie_legale_66318', table='accompagnement_facture', when='BEFORE')), pgtrigger.compiler.Trigger(name='pas_recrite', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.mois_id IS DISTINCT FROM NEW.mois_id OR OLD.numero IS DISTINCT FROM NEW.numero OR OLD.montant IS DISTINCT FROM NEW.montant OR OLD.tva IS DISTINCT FROM NEW.tva OR OLD.mention IS DISTINCT FROM NEW.mention OR OLD.seances IS DISTINCT FROM NEW.seances OR OLD.deposee_le IS DISTINCT FROM NEW.deposee_le)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0f55f95294cc6da7a395de2e1c7bc0905eb70909', operation='UPDATE', pgid='pgtrigger_pas_recrite_f4902', table='accompagnement_facture', when='BEFORE')), pgtrigger.compiler.Trigger(name='gardee', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e15911c3d969adece104b367bb1450e40cc2f336', operation='DELETE', pgid='pgtrigger_gardee_8d970', table='accompagnement_facture', when='BEFORE')), pgtrigger.compiler.Trigger(name='pas_plus_que_tenu', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.etat <> 'refusee')", declare='DECLARE m accompagnement_moisfacturable%ROWTYPE;', func="\n                    SELECT * INTO m FROM accompagnement_moisfacturable WHERE id = NEW.mois_id FOR UPDATE;\n                    IF m.seances < NEW.seances + (\n                        SELECT coalesce(sum(seances), 0) FROM accompagnement_facture\n                        WHERE mois_id = NEW.mois_id AND etat <> 'refusee' AND id <> NEW.id\n                    ) THEN\n                        RAISE EXCEPTION 'facture : plus de seances facturees que tenues'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF EXISTS (\n                        SELECT 1 FROM accompagnement_facture f JOIN accompagnement_moisfacturable o ON o.id = f.mois_id\n                        WHERE o.prestataire_id = m.prestataire_id AND f.numero = NEW.numero\n                          AND f.etat <> 'refusee' AND f.id <> NEW.id\n                    ) THEN\n                        RAISE EXCEPTION 'facture : numero deja depose' USING ERRCODE = 'unique_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='3e222c976a50e4de32a8c8b030431011c4a88b8c', operation='INSERT OR UPDATE', pgid='pgtrigger_pas_plus_que_tenu_09bdb', table='accompagnement_facture', when='BEFORE')), pgtrigger.compiler.Trigger(name='dans_le_fonds', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.fonds_id IS NOT NULL AND NEW.etat <> 'refusee')", declare='DECLARE f accompagnement_fonds%ROWTYPE; m accompagnement_moisfacturable%ROWTYPE;', func="\n                    SELECT * INTO f FROM accompagnement_fonds WHERE id = NEW.fonds_id FOR UPDATE;\n                    SELECT * INTO m FROM accompagnement_moisfacturable WHERE id = NEW.mois_id;\n                    IF m.mois < date_trunc('month', f.debut) OR m.mois > f.fin OR (\n                        EXISTS (SELECT 1 FROM accompagnement_fonds_services WHERE fonds_id = f.id)\n                        AND NOT EXISTS (\n                            SELECT 1 FROM accompagnement_fonds_services\n                            WHERE fonds_id = f.id AND service_id = m.service_id\n                        )\n                    ) OR f.montant < NEW.montant + NEW.tva + (\n                        SELECT coalesce(sum(montant + tva), 0) FROM accompagnement_facture\n                        WHERE fonds_id = NEW.fonds_id AND etat <> 'refusee' AND id <> NEW.id\n                    ) THEN\n                        RAISE EXCEPTION 'fonds : ne peut pas payer cette facture' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='6ff68d426e49efcabbfdfabfd20ee24986e8d465', operation='INSERT OR UPDATE', pgid='pgtrigger_dans_le_fonds_342b7', table='accompagnement_facture', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='NoteCritere',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('note', models.PositiveSmallIntegerField(verbose_name='note')),
                    ('candidature', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='accompagnement.candidature', verbose_name='candidature')),
                    ('changement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='accompagnement.changementoffre', verbose_name='changement d’offre')),
                    ('critere', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='accompagnement.critere', verbose_name='critère')),
                    ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='donnée par')),
                ],
                options={
                    'verbose_name': 'note d’un critère',
                    'verbose_name_plural': 'notes des critères',
                    'constraints': [models.UniqueConstraint(fields=('candidature', 'critere', 'par'), name='note_une_fois_par_personne'), models.UniqueConstraint(fields=('changement', 'critere', 'par'), name='note_changement_une_fois'), models.CheckConstraint(condition=models.Q(('candidature__isnull', False), ('changement__isnull', False), _connector='XOR'), name='note_de_l_un_ou_de_l_autre'), models.CheckConstraint(condition=models.Q(('note__lte', 3)), name='note_de_zero_a_trois')],
                },
            ),
            migrations.CreateModel(
                name='OrganisationConcernee',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('empreinte', models.BinaryField(max_length=32, verbose_name='empreinte de l’organisation')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='organisations', to='accompagnement.demande', verbose_name='demande')),
                ],
                options={
                    'verbose_name': 'organisation concernée',
                    'verbose_name_plural': 'organisations concernées',
                    'constraints': [models.UniqueConstraint(fields=('demande', 'empreinte'), name='organisation_une_fois')],
                },
            ),
            migrations.CreateModel(
                name='PieceScellee',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('numero', models.PositiveSmallIntegerField(verbose_name='numéro')),
                    ('role', models.CharField(choices=[('demandeur', 'vous'), ('mandataire', 'personne nommée par l’association'), ('coordination', 'coordination neutre'), ('prestataire', 'prestataire choisi'), ('courrier', 'envoi des messages neutres'), ('systeme', 'le portail')], max_length=12, verbose_name='rôle')),
                    ('fiche', models.BinaryField(verbose_name='fiche chiffrée')),
                    ('chemin', models.CharField(default=accompagnement.models.pieces.draw_path, editable=False, max_length=80, unique=True, verbose_name='place du fichier')),
                    ('jointe_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='jointe le')),
                    ('auteur', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='jointe par')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='accompagnement.demande', verbose_name='demande')),
                ],
                options={
                    'verbose_name': 'pièce scellée',
                    'verbose_name_plural': 'pièces scellées',
                    'ordering': ['numero'],
                    'constraints': [models.UniqueConstraint(fields=('demande', 'numero'), name='piece_a_son_numero'), models.CheckConstraint(condition=models.Q(models.Q(('auteur', None), ('role', 'demandeur')), models.Q(('auteur__isnull', False), ('role__in', ['mandataire', 'prestataire'])), _connector='OR'), name='piece_demandeur_sans_nom')],
                },
            ),
            migrations.CreateModel(
                name='Plan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=0, verbose_name='version des étapes')),
                    ('demande', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='plan', to='accompagnement.demande', verbose_name='demande')),
                ],
                options={
                    'verbose_name': 'plan d’accompagnement',
                    'verbose_name_plural': 'plans d’accompagnement',
                    'triggers': [pgtrigger.compiler.Trigger(name='pour_une_association', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM accompagnement_demande WHERE id = NEW.demande_id AND porte = 'association'\n                    ) THEN\n                        RAISE EXCEPTION 'plan : porte personnelle' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='82935c3e824b380e09f3067f7d816833e61292e6', operation='INSERT OR UPDATE', pgid='pgtrigger_pour_une_association_0d95c', table='accompagnement_plan', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='EtapePlan',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('contenu', models.BinaryField(verbose_name='contenu chiffré')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                    ('role', models.CharField(choices=[('demandeur', 'vous'), ('mandataire', 'personne nommée par l’association'), ('coordination', 'coordination neutre'), ('prestataire', 'prestataire choisi'), ('courrier', 'envoi des messages neutres'), ('systeme', 'le portail')], max_length=12, verbose_name='écrit en qualité de')),
                    ('ecrit_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='écrit le')),
                    ('rang', models.PositiveSmallIntegerField(verbose_name='rang')),
                    ('etat', models.CharField(choices=[('a_faire', 'à faire'), ('en_cours', 'en cours'), ('faite', 'faite'), ('abandonnee', 'abandonnée')], default='a_faire', max_length=10, verbose_name='état')),
                    ('echeance', models.DateField(blank=True, null=True, verbose_name='échéance')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='etapes', to='accompagnement.plan', verbose_name='plan')),
                ],
                options={
                    'verbose_name': 'étape du plan',
                    'verbose_name_plural': 'étapes du plan',
                    'ordering': ['rang', 'ecrit_le', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Presence',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('cellule', models.CharField(max_length=40, verbose_name='cellule')),
                    ('genre', models.CharField(choices=[('personne', 'une personne'), ('organisation', 'une organisation')], max_length=12, verbose_name='genre')),
                    ('jeton', models.BinaryField(max_length=16, verbose_name='jeton')),
                ],
                options={
                    'verbose_name': 'présence',
                    'constraints': [models.UniqueConstraint(fields=('annee', 'cellule', 'genre', 'jeton'), name='presence_une_fois'), models.CheckConstraint(condition=models.Q(('genre__in', ['personne', 'organisation'])), name='presence_genre_connu')],
                },
            ),
            migrations.CreateModel(
                name='Prestataire',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('genre', models.CharField(choices=[('professionnel', 'une ou un professionnel'), ('pair', 'une ou un pair, d’une autre association'), ('reseau', 'un réseau qui accompagne des associations')], default='professionnel', max_length=15, verbose_name='genre')),
                    ('metier', models.CharField(max_length=80, verbose_name='métier')),
                    ('approche', models.CharField(blank=True, max_length=250, verbose_name='approche, en une phrase')),
                    ('etat', models.CharField(choices=[('candidat', 'en candidature'), ('agree', 'en activité'), ('suspendu', 'en suspension'), ('sorti', 'hors du dispositif')], default='candidat', max_length=10, verbose_name='état')),
                    ('langues', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None, verbose_name='langues')),
                    ('modalites', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('presence', 'en présence, hors du lieu de travail'), ('distance', 'à distance')], max_length=10), default=list, size=None, verbose_name='formats')),
                    ('is_accessible', models.BooleanField(default=False, verbose_name='reçoit dans un lieu accessible')),
                    ('capacite', models.PositiveSmallIntegerField(default=3, verbose_name='accompagnements à la fois')),
                    ('delai_jours', models.PositiveSmallIntegerField(default=15, verbose_name='jours avant un premier rendez-vous')),
                    ('en_pause_jusqu_au', models.DateField(blank=True, null=True, verbose_name='en pause jusqu’au')),
                    ('assure_jusqu_au', models.DateField(blank=True, null=True, verbose_name='assurance vérifiée, valable jusqu’au')),
                    ('sorti_le', models.DateField(editable=False, null=True, verbose_name='sorti le')),
                    ('archive_le', models.DateField(editable=False, null=True, verbose_name='archivé le')),
                    ('preavis_le', models.DateField(editable=False, null=True, verbose_name='destruction annoncée le')),
                    ('liens_verifies_le', models.DateTimeField(editable=False, null=True, verbose_name='liens calculés le')),
                    ('competences', models.ManyToManyField(related_name='prestataires', to='accompagnement.competence', verbose_name='compétences')),
                    ('personne', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='prestataire', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                    ('territoires', models.ManyToManyField(related_name='+', to='members.territoire', verbose_name='territoires')),
                    ('reseaux', models.ManyToManyField(blank=True, related_name='prestataires', to='accompagnement.reseaumetier', verbose_name='réseaux de métier')),
                    ('services', models.ManyToManyField(blank=True, related_name='prestataires', to='accompagnement.service', verbose_name='services rendus, tous si rien n’est coché')),
                ],
                options={
                    'verbose_name': 'prestataire',
                    'ordering': ['personne__nom', 'personne__prenom'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('archive_le', None), models.Q(('etat', 'sorti'), ('sorti_le__isnull', False)), _connector='OR'), name='archive_apres_la_sortie'), models.CheckConstraint(condition=models.Q(('preavis_le', None), ('archive_le__isnull', False), _connector='OR'), name='destruction_apres_l_archive')],
                },
            ),
            migrations.CreateModel(
                name='LigneAffectation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('etat', models.CharField(choices=[('calculee', 'à valider'), ('validee', 'validée'), ('remplacee', 'remplacée par un autre choix'), ('reportee', 'remise au prochain calcul')], default='calculee', max_length=10, verbose_name='état')),
                    ('explication', models.JSONField(default=dict, verbose_name='explication figée')),
                    ('motif', models.CharField(blank=True, choices=[('situation', 'convient mieux à ce qui est raconté'), ('souhait', 'répond à un souhait de la personne'), ('delai', 'peut commencer plus tôt'), ('equilibre', 'répartit mieux les suivis'), ('autre', 'autre raison')], max_length=10, verbose_name='raison du remplacement')),
                    ('decidee_le', models.DateTimeField(null=True, verbose_name='décidée le')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affectations', to='accompagnement.demande', verbose_name='demande')),
                    ('lot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='accompagnement.lotaffectation', verbose_name='lot')),
                    ('prestataire', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='affectations', to='accompagnement.prestataire', verbose_name='prestataire calculé')),
                    ('retenu', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accompagnement.prestataire', verbose_name='prestataire retenu')),
                ],
                options={
                    'verbose_name': 'ligne d’affectation',
                    'verbose_name_plural': 'lignes d’affectation',
                    'constraints': [models.UniqueConstraint(fields=('lot', 'demande'), name='affectation_unique'), models.CheckConstraint(condition=models.Q(models.Q(('etat', 'remplacee'), ('retenu__isnull', False), models.Q(('motif', ''), _negated=True)), models.Q(('etat', 'remplacee'), _negated=True), _connector='OR'), name='affectation_remplacee_motivee')],
                    'triggers': [pgtrigger.compiler.Trigger(name='neutralite', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.prestataire_id IS NOT NULL AND NEW.etat IN ('calculee', 'validee'))", declare='DECLARE obstacle text;', func="\n    IF TG_OP = 'UPDATE' THEN\n        IF (OLD.etat, OLD.demande_id, OLD.prestataire_id) = (NEW.etat, NEW.demande_id, NEW.prestataire_id) THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n    obstacle := accompagnement_obstacle(NEW.demande_id, NEW.prestataire_id);\n    IF obstacle IS NOT NULL THEN\n        RAISE EXCEPTION 'neutralite : %', obstacle USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n", hash='1524dde284b5c779b9bdd9abe3a455fa211f27a3', operation='INSERT OR UPDATE', pgid='pgtrigger_neutralite_1b611', table='accompagnement_ligneaffectation', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LienOrganisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('empreinte', models.BinaryField(max_length=32, verbose_name='empreinte de l’organisation')),
                    ('origine', models.CharField(max_length=20, verbose_name='origine')),
                    ('debut', models.DateField(verbose_name='début')),
                    ('fin', models.DateField(null=True, verbose_name='dernier jour opposable')),
                    ('prestataire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='liens', to='accompagnement.prestataire', verbose_name='prestataire')),
                ],
                options={
                    'verbose_name': 'lien avec une organisation',
                    'verbose_name_plural': 'liens avec des organisations',
                    'indexes': [models.Index(fields=['prestataire', 'empreinte'], name='lien_organisation')],
                },
            ),
            migrations.CreateModel(
                name='LienDeclare',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('debut', models.DateField(default=django.utils.timezone.localdate, verbose_name='début')),
                    ('fin', models.DateField(blank=True, null=True, verbose_name='fin')),
                    ('nature', models.CharField(choices=[('emploi', 'y a été en poste'), ('mandat', 'y a exercé un mandat'), ('benevolat', 'y a été bénévole'), ('mission', 'y a fait une mission payée'), ('proche', 'y a un proche'), ('deport', 'préfère ne pas y intervenir')], max_length=10, verbose_name='nature')),
                    ('association', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.association', verbose_name='association')),
                    ('prestataire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='liens_declares', to='accompagnement.prestataire', verbose_name='prestataire')),
                ],
                options={
                    'verbose_name': 'lien déclaré',
                    'verbose_name_plural': 'liens déclarés',
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='accompagnement_liendeclare_fin_apres_debut', violation_error_message='La date de fin précède la date de début : indiquez une fin égale ou postérieure au début, ou laissez-la vide si cela continue.')],
                },
            ),
            migrations.CreateModel(
                name='Ecart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('origine', models.CharField(choices=[('demandeur', 'la personne'), ('prestataire', 'le prestataire'), ('silence', 'sans réponse à temps'), ('coordination', 'la coordination'), ('neutralite', 'un lien est apparu')], max_length=12, verbose_name='origine')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ecarts', to='accompagnement.demande', verbose_name='demande')),
                    ('prestataire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accompagnement.prestataire', verbose_name='prestataire')),
                ],
                options={
                    'verbose_name': 'mise à l’écart',
                    'verbose_name_plural': 'mises à l’écart',
                    'constraints': [models.UniqueConstraint(fields=('demande', 'prestataire'), name='ecart_unique')],
                },
            ),
            migrations.CreateModel(
                name='DeclarationInterets',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('signee_le', models.DateField(default=django.utils.timezone.localdate, verbose_name='signée le')),
                    ('prestataire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='declarations_interets', to='accompagnement.prestataire', verbose_name='prestataire')),
                ],
                options={
                    'verbose_name': 'déclaration d’intérêts',
                    'verbose_name_plural': 'déclarations d’intérêts',
                },
            ),
            migrations.CreateModel(
                name='Attestation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('genre', models.CharField(choices=[('assurance', 'assurance professionnelle'), ('diplome', 'diplôme ou titre'), ('autre', 'autre pièce')], max_length=10, verbose_name='pièce')),
                    ('expire_le', models.DateField(blank=True, null=True, verbose_name='valable jusqu’au')),
                    ('contenu', models.BinaryField(verbose_name='contenu chiffré')),
                    ('cle_enveloppee', models.BinaryField(verbose_name='clé enveloppée')),
                    ('suffixe', models.CharField(max_length=5, verbose_name='genre de fichier')),
                    ('place', models.UUIDField(editable=False, verbose_name='place')),
                    ('donnee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='donnée le')),
                    ('verifiee_le', models.DateField(editable=False, null=True, verbose_name='vérifiée le')),
                    ('candidature', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attestations', to='accompagnement.candidature', verbose_name='candidature')),
                    ('prestataire', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attestations', to='accompagnement.prestataire', verbose_name='prestataire')),
                ],
                options={
                    'verbose_name': 'attestation',
                    'ordering': ['genre', '-donnee_le'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('candidature__isnull', False), ('prestataire__isnull', False), _connector='OR'), name='attestation_de_quelqu_un')],
                },
            ),
            migrations.CreateModel(
                name='AgrementPrestataire',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('signee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='signée le')),
                    ('charte', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agrements', to='accompagnement.charteprestataire', verbose_name='charte signée')),
                    ('prestataire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agrements', to='accompagnement.prestataire', verbose_name='prestataire')),
                ],
                options={
                    'verbose_name': 'agrément de prestataire',
                    'verbose_name_plural': 'agréments de prestataires',
                    'ordering': ['-signee_le', '-pk'],
                    'constraints': [models.UniqueConstraint(fields=('prestataire', 'charte'), name='charte_signee_une_fois')],
                },
            ),
            migrations.CreateModel(
                name='Proposition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('etat', models.CharField(choices=[('ouverte', 'à choisir'), ('reserve', 'si la première ne peut pas'), ('choisie', 'choisie'), ('fermee', 'fermée')], default='ouverte', max_length=10, verbose_name='état')),
                    ('rang', models.PositiveSmallIntegerField(verbose_name='rang')),
                    ('explication', models.JSONField(default=dict, verbose_name='explication figée')),
                    ('proposee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposée le')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='propositions', to='accompagnement.demande', verbose_name='demande')),
                    ('prestataire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='propositions', to='accompagnement.prestataire', verbose_name='prestataire')),
                ],
                options={
                    'verbose_name': 'proposition',
                    'ordering': ['rang'],
                    'constraints': [models.UniqueConstraint(fields=('demande', 'prestataire'), name='proposition_unique')],
                    'triggers': [pgtrigger.compiler.Trigger(name='neutralite', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.etat IN ('ouverte', 'choisie'))", declare='DECLARE obstacle text;', func="\n    IF TG_OP = 'UPDATE' THEN\n        IF (OLD.etat, OLD.demande_id, OLD.prestataire_id) = (NEW.etat, NEW.demande_id, NEW.prestataire_id) THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n    obstacle := accompagnement_obstacle(NEW.demande_id, NEW.prestataire_id);\n    IF obstacle IS NOT NULL THEN\n        RAISE EXCEPTION 'neutralite : %', obstacle USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n", hash='d8f76d6ed9ae7f6bd348fb0b4a91f17c7819edaa', operation='INSERT OR UPDATE', pgid='pgtrigger_neutralite_90345', table='accompagnement_proposition', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Rallonge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('euros', models.DecimalField(decimal_places=2, max_digits=10, validators=[django.core.validators.MinValueValidator(Decimal('0.01'), 'Un montant est plus grand que zéro : corrigez-le.')], verbose_name='euros de plus')),
                    ('motif', models.CharField(choices=[('besoin', 'le besoin le justifie'), ('fin_proche', 'l’accompagnement approche de sa fin'), ('autre_aide', 'une autre aide conviendrait mieux'), ('budget', 'les moyens de l’année ne le permettent pas')], max_length=10, verbose_name='raison')),
                    ('decidee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='décidée le')),
                    ('decidee_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidée par')),
                    ('plafond', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rallonges', to='accompagnement.plafond', verbose_name='plafond')),
                ],
                options={
                    'verbose_name': 'rallonge',
                    'ordering': ['-decidee_le'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('euros__gt', 0)), name='rallonge_positive')],
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b55ba12dfbf741f401006893937153808cc7f136', operation='UPDATE', pgid='pgtrigger_append_only_8d712', table='accompagnement_rallonge', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Rappel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('genre', models.CharField(choices=[('prestataire', 'la réponse d’un prestataire est attendue'), ('choix_mi_delai', 'un choix est à faire'), ('choix_bientot_clos', 'un choix est à faire sous sept jours'), ('depot_sans_suite', 'une demande va s’arrêter sans suite'), ('fin_a_confirmer', 'une fin est à confirmer'), ('pause_bientot_finie', 'une pause va finir'), ('accueil', 'une demande attend d’être lue')], max_length=20, verbose_name='genre')),
                    ('pour_le', models.DateField(verbose_name='pour l’échéance du')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rappels', to='accompagnement.demande', verbose_name='demande')),
                ],
                options={
                    'verbose_name': 'rappel',
                    'constraints': [models.UniqueConstraint(fields=('demande', 'genre', 'pour_le'), name='rappel_une_fois')],
                },
            ),
            migrations.CreateModel(
                name='Scelle',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('genre', models.CharField(choices=[('recit', 'le besoin raconté'), ('identite', 'le nom et les coordonnées'), ('contact', 'l’adresse des messages neutres'), ('pieces', 'une pièce jointe'), ('liste', 'la liste des pièces jointes'), ('accueil', 'les messages avec la coordination neutre'), ('suivi', 'les messages de l’accompagnement'), ('plan', 'le plan d’accompagnement')], max_length=10, verbose_name='genre')),
                    ('contenu', models.BinaryField(verbose_name='contenu chiffré')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scelles', to='accompagnement.demande', verbose_name='demande')),
                ],
                options={
                    'verbose_name': 'texte scellé',
                    'verbose_name_plural': 'textes scellés',
                    'constraints': [models.UniqueConstraint(fields=('demande', 'genre'), name='scelle_unique')],
                },
            ),
            migrations.CreateModel(
                name='Seance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('date', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                    ('duree_minutes', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(15), django.core.validators.MaxValueValidator(480)], verbose_name='durée en minutes')),
                    ('format', models.CharField(choices=[('presence', 'en présence'), ('distance', 'à distance')], max_length=10, verbose_name='format')),
                    ('genre', models.CharField(choices=[('individuelle', 'avec une personne'), ('collective', 'avec un groupe')], default='individuelle', max_length=12, verbose_name='séance')),
                    ('salaries', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(200)], verbose_name='personnes salariées présentes')),
                    ('benevoles', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(200)], verbose_name='bénévoles présents')),
                    ('annulee_le', models.DateTimeField(editable=False, null=True, verbose_name='annulée le')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seances', to='accompagnement.demande', verbose_name='demande')),
                    ('prestataire', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seances', to='accompagnement.prestataire', verbose_name='tenue par')),
                ],
                options={
                    'verbose_name': 'séance',
                    'ordering': ['date', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('annulee_le', None)), fields=('demande', 'date'), name='seance_une_par_jour', violation_error_message='Une séance est déjà notée ce jour-là : corrigez la date.'), models.CheckConstraint(condition=models.Q(models.Q(('benevoles', 0), ('genre', 'individuelle'), ('salaries', 0)), models.Q(('genre', 'collective'), models.Q(('salaries__gte', 2), ('benevoles__gte', 2), models.Q(('benevoles__gte', 1), ('salaries__gte', 1)), _connector='OR')), _connector='OR'), name='seance_presents_par_genre', violation_error_message='Une séance de groupe réunit au moins deux personnes : dites combien étaient là.')],
                    'triggers': [pgtrigger.compiler.Trigger(name='mois_facturable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.prestataire_id IS NOT NULL)', func="\n    INSERT INTO accompagnement_moisfacturable (prestataire_id, code, service_id, mois, seances)\n    SELECT NEW.prestataire_id, d.code, d.service_id, date_trunc('month', NEW.date)::date, 0\n    FROM accompagnement_demande d WHERE d.id = NEW.demande_id AND d.service_id IS NOT NULL\n    ON CONFLICT (prestataire_id, code, mois) DO NOTHING;\n    UPDATE accompagnement_moisfacturable m SET seances = (\n        SELECT count(*) FROM accompagnement_seance s WHERE s.demande_id = NEW.demande_id AND s.annulee_le IS NULL\n        AND s.prestataire_id = NEW.prestataire_id AND date_trunc('month', s.date)::date = m.mois\n    )\n    FROM accompagnement_demande d\n    WHERE d.id = NEW.demande_id AND m.prestataire_id = NEW.prestataire_id AND m.code = d.code\n      AND m.mois = date_trunc('month', NEW.date)::date;\nIF TG_OP = 'UPDATE' AND OLD.prestataire_id IS NOT NULL THEN\n    INSERT INTO accompagnement_moisfacturable (prestataire_id, code, service_id, mois, seances)\n    SELECT OLD.prestataire_id, d.code, d.service_id, date_trunc('month', OLD.date)::date, 0\n    FROM accompagnement_demande d WHERE d.id = OLD.demande_id AND d.service_id IS NOT NULL\n    ON CONFLICT (prestataire_id, code, mois) DO NOTHING;\n    UPDATE accompagnement_moisfacturable m SET seances = (\n        SELECT count(*) FROM accompagnement_seance s WHERE s.demande_id = OLD.demande_id AND s.annulee_le IS NULL\n        AND s.prestataire_id = OLD.prestataire_id AND date_trunc('month', s.date)::date = m.mois\n    )\n    FROM accompagnement_demande d\n    WHERE d.id = OLD.demande_id AND m.prestataire_id = OLD.prestataire_id AND m.code = d.code\n      AND m.mois = date_trunc('month', OLD.date)::date;\nEND IF; RETURN NULL;", hash='121739e217953ddb428560fa41688873581bd3ac', operation='INSERT OR UPDATE', pgid='pgtrigger_mois_facturable_8cab5', table='accompagnement_seance', when='AFTER'))],
                },
            ),
            migrations.CreateModel(
                name='SeanceCorrigee',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('date', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                    ('duree_minutes', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(15), django.core.validators.MaxValueValidator(480)], verbose_name='durée en minutes')),
                    ('format', models.CharField(choices=[('presence', 'en présence'), ('distance', 'à distance')], max_length=10, verbose_name='format')),
                    ('genre', models.CharField(choices=[('individuelle', 'avec une personne'), ('collective', 'avec un groupe')], default='individuelle', max_length=12, verbose_name='séance')),
                    ('salaries', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(200)], verbose_name='personnes salariées présentes')),
                    ('benevoles', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(200)], verbose_name='bénévoles présents')),
                    ('corrigee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='corrigée le')),
                    ('seance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='accompagnement.seance', verbose_name='séance')),
                ],
                options={
                    'verbose_name': 'séance corrigée',
                    'verbose_name_plural': 'séances corrigées',
                    'ordering': ['-corrigee_le', '-pk'],
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d745994e70dcde9ded2f4431351114be90ccb6bc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_18470', table='accompagnement_seancecorrigee', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Service',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('cle', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True, verbose_name='clé')),
                    ('retire_le', models.DateField(blank=True, editable=False, null=True, verbose_name='retiré le')),
                    ('nom', models.CharField(max_length=80, verbose_name='nom')),
                    ('resume', models.CharField(blank=True, max_length=200, verbose_name='en une phrase')),
                    ('is_individuel', models.BooleanField(default=True, verbose_name='pour une personne')),
                    ('is_collectif', models.BooleanField(default=False, verbose_name='pour un groupe ou une association')),
                    ('mode', models.CharField(choices=[('prevention', 'en prévention'), ('crise', 'en situation de crise')], default='prevention', max_length=10, verbose_name='moment')),
                    ('is_ouvert_aux_pairs', models.BooleanField(default=False, verbose_name='peut être rendu par un pair')),
                    ('ordre', models.PositiveSmallIntegerField(default=0, verbose_name='ordre')),
                    ('bouquet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='accompagnement.bouquet', verbose_name='bouquet')),
                    ('competences', models.ManyToManyField(related_name='services', to='accompagnement.competence', verbose_name='compétences nécessaires')),
                    ('reseaux', models.ManyToManyField(blank=True, related_name='services', to='accompagnement.reseaumetier', verbose_name='réseaux de métier')),
                ],
                options={
                    'verbose_name': 'service',
                    'ordering': ['bouquet__ordre', 'ordre', 'nom'],
                    'constraints': [models.UniqueConstraint(fields=('bouquet', 'nom'), name='service_unique_dans_bouquet')],
                },
            ),
            migrations.CreateModel(
                name='Sollicitation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('etat', models.CharField(choices=[('offerte', 'réponse attendue'), ('acceptee', 'acceptée'), ('declinee', 'déclinée'), ('sans_reponse', 'sans réponse'), ('retiree', 'retirée'), ('terminee', 'terminée'), ('transferee', 'confiée à quelqu’un d’autre'), ('revoquee', 'arrêtée pour garder la neutralité')], default='offerte', max_length=12, verbose_name='état')),
                    ('motif', models.CharField(blank=True, choices=[('disponibilite', 'je n’ai pas de place en ce moment'), ('competence', 'ce n’est pas mon domaine'), ('lien', 'je préfère me déporter'), ('autre', 'autre raison')], max_length=15, verbose_name='motif codé')),
                    ('offerte_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='offerte le')),
                    ('repondre_avant', models.DateField(verbose_name='dernier jour pour répondre')),
                    ('repondue_le', models.DateTimeField(null=True, verbose_name='répondue le')),
                    ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sollicitations', to='accompagnement.demande', verbose_name='demande')),
                    ('prestataire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sollicitations', to='accompagnement.prestataire', verbose_name='prestataire')),
                ],
                options={
                    'verbose_name': 'sollicitation',
                    'ordering': ['repondre_avant', 'offerte_le'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('etat__in', ['offerte', 'acceptee'])), fields=('demande',), name='sollicitation_vivante_unique')],
                    'triggers': [pgtrigger.compiler.Trigger(name='neutralite', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.etat IN ('offerte', 'acceptee'))", declare='DECLARE obstacle text;', func="\n    IF TG_OP = 'UPDATE' THEN\n        IF (OLD.etat, OLD.demande_id, OLD.prestataire_id) = (NEW.etat, NEW.demande_id, NEW.prestataire_id) THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n    obstacle := accompagnement_obstacle(NEW.demande_id, NEW.prestataire_id);\n    IF obstacle IS NOT NULL THEN\n        RAISE EXCEPTION 'neutralite : %', obstacle USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n", hash='a3f4422eac7829a28adc48a002f2805ed8e6ce9d', operation='INSERT OR UPDATE', pgid='pgtrigger_neutralite_2035c', table='accompagnement_sollicitation', when='BEFORE')), pgtrigger.compiler.Trigger(name='declaration_avant_acceptation', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.etat = 'acceptee')", func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM accompagnement_declarationindependance d WHERE d.sollicitation_id = NEW.id\n                    ) THEN\n                        RAISE EXCEPTION 'neutralite : acceptation sans declaration'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='77d04d51883f46848d1b3c68da3817a50c224a6c', operation='INSERT OR UPDATE', pgid='pgtrigger_declaration_avant_acceptation_2c89b', table='accompagnement_sollicitation', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='DeclarationIndependance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('texte', models.CharField(max_length=10, verbose_name='version du texte')),
                    ('signee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='signée le')),
                    ('sollicitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='declaration', to='accompagnement.sollicitation', verbose_name='sollicitation')),
                ],
                options={
                    'verbose_name': 'déclaration d’indépendance',
                    'verbose_name_plural': 'déclarations d’indépendance',
                },
            ),
            migrations.CreateModel(
                name='Suspension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('motif', models.TextField(max_length=2000, verbose_name='motif')),
                    ('debut', models.DateField(default=django.utils.timezone.localdate, verbose_name='depuis le')),
                    ('levee_le', models.DateField(null=True, verbose_name='levée le')),
                    ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidée par')),
                    ('prestataire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to='accompagnement.prestataire', verbose_name='prestataire')),
                ],
                options={
                    'verbose_name': 'suspension',
                    'ordering': ['-debut', '-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('levee_le', None)), fields=('prestataire',), name='suspension_en_cours_unique')],
                },
            ),
            migrations.CreateModel(
                name='TextePlan',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('contenu', models.BinaryField(verbose_name='contenu chiffré')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                    ('role', models.CharField(choices=[('demandeur', 'vous'), ('mandataire', 'personne nommée par l’association'), ('coordination', 'coordination neutre'), ('prestataire', 'prestataire choisi'), ('courrier', 'envoi des messages neutres'), ('systeme', 'le portail')], max_length=12, verbose_name='écrit en qualité de')),
                    ('ecrit_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='écrit le')),
                    ('nature', models.CharField(choices=[('diagnostic', 'le diagnostic partagé'), ('suivi', 'ce qui en reste')], max_length=10, verbose_name='texte')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='textes', to='accompagnement.plan', verbose_name='plan')),
                ],
                options={
                    'verbose_name': 'texte du plan',
                    'verbose_name_plural': 'textes du plan',
                    'constraints': [models.UniqueConstraint(fields=('plan', 'nature'), name='texte_plan_unique')],
                },
            ),
            migrations.CreateModel(
                name='ValidationPlan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('objet', models.CharField(choices=[('diagnostic', 'le diagnostic partagé'), ('etapes', 'les étapes'), ('suivi', 'ce qui en reste')], max_length=10, verbose_name='validé')),
                    ('version', models.PositiveIntegerField(verbose_name='version validée')),
                    ('role', models.CharField(choices=[('demandeur', 'vous'), ('mandataire', 'personne nommée par l’association'), ('coordination', 'coordination neutre'), ('prestataire', 'prestataire choisi'), ('courrier', 'envoi des messages neutres'), ('systeme', 'le portail')], max_length=12, verbose_name='en qualité de')),
                    ('validee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='validé le')),
                    ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='validé par')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='validations', to='accompagnement.plan', verbose_name='plan')),
                ],
                options={
                    'verbose_name': 'validation du plan',
                    'verbose_name_plural': 'validations du plan',
                    'ordering': ['validee_le', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('plan', 'objet', 'version'), name='validation_une_par_version'), models.CheckConstraint(condition=models.Q(models.Q(('par', None), ('role', 'demandeur')), models.Q(('par__isnull', False), ('role', 'mandataire')), _connector='OR'), name='validation_du_beneficiaire')],
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6a5dcd131fe955c715852a69b533e1dd009cff36', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cc060', table='accompagnement_validationplan', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Phase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nom', models.CharField(max_length=60, verbose_name='nom')),
                    ('genre', models.CharField(choices=[('sensibilisation', 'sensibilisation'), ('experimentation', 'expérimentation'), ('lancement', 'construction et lancement')], max_length=15, verbose_name='genre')),
                    ('commencee_le', models.DateField(editable=False, null=True, verbose_name='commencée le')),
                    ('terminee_le', models.DateField(editable=False, null=True, verbose_name='terminée le')),
                    ('territoires', models.ManyToManyField(blank=True, related_name='+', to='members.territoire', verbose_name='territoires')),
                    ('reseaux', models.ManyToManyField(blank=True, related_name='phases', to='accompagnement.reseaumetier', verbose_name='réseaux de métier')),
                    ('version', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='phases', to='accompagnement.versioncatalogue', verbose_name='version du catalogue')),
                ],
                options={
                    'verbose_name': 'phase',
                    'ordering': [models.OrderBy(models.F('commencee_le'), descending=True, nulls_first=True), '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('commencee_le', None), ('version__isnull', False), _connector='OR'), name='phase_commencee_avec_sa_version')],
                },
            )
        ]),
        migrations.RunSQL(OBSTACLE, "DROP FUNCTION accompagnement_obstacle(uuid, bigint)"),
    ]
