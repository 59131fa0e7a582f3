from django.conf import settings
from django.db import migrations, models
from socle.tables import CreateTables
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import uuid



class Migration(migrations.Migration):
    """Every table of the app, as the steps named below leave it: what a new database starts from."""

    initial = True
    replaces = [('socle', '0002_initial'), ('socle', '0003_travaux'), ('socle', '0004_export_personnel_et_temoin'), ('socle', '0005_notification_une_seule_fois')]
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ('socle', '0001_extensions')]
    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Battement',
                fields=[
                    ('nom', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='nom')),
                    ('vu_le', models.DateTimeField(verbose_name='vu le')),
                ],
                options={
                    'verbose_name': 'battement',
                },
            ),
            migrations.CreateModel(
                name='Courriel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('destinataires', models.CharField(max_length=500, verbose_name='destinataires')),
                    ('sujet', models.CharField(max_length=300, verbose_name='sujet')),
                    ('texte', models.TextField(verbose_name='texte')),
                    ('html', models.TextField(blank=True, verbose_name='page')),
                    ('pieces', models.JSONField(default=list, verbose_name='pièces')),
                    ('cle', models.CharField(blank=True, max_length=40, verbose_name='clé')),
                    ('envoye_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='envoyé le')),
                ],
                options={
                    'verbose_name': 'courriel',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='TemoinTrousseau',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('empreinte', models.BinaryField(max_length=32, verbose_name='empreinte')),
                ],
                options={
                    'verbose_name': 'témoin du trousseau',
                    'verbose_name_plural': 'témoins du trousseau',
                },
            ),
            migrations.CreateModel(
                name='Envoi',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('identifiant', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                    ('genre', models.CharField(max_length=80, verbose_name='genre')),
                    ('cle', models.CharField(blank=True, max_length=200, null=True, unique=True, verbose_name='clé')),
                    ('adresse_scellee', models.BinaryField(null=True, verbose_name='adresse scellée')),
                    ('titre', models.CharField(max_length=250, verbose_name='titre')),
                    ('contexte', models.JSONField(default=dict, verbose_name='contexte')),
                    ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='créé le')),
                    ('prochain_essai_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='prochain essai le')),
                    ('essais', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                    ('probleme', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                    ('envoye_le', models.DateTimeField(blank=True, null=True, verbose_name='envoyé le')),
                    ('destinataire', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='destinataire')),
                ],
                options={
                    'verbose_name': 'envoi',
                    'ordering': ['pk'],
                    'indexes': [models.Index(condition=models.Q(('envoye_le', None)), fields=['prochain_essai_le'], name='envoi_a_faire')],
                },
            ),
            migrations.CreateModel(
                name='ExportPersonnel',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('contenu', models.BinaryField(null=True, verbose_name='contenu chiffré')),
                    ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandé le')),
                    ('demande_par', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                ],
                options={
                    'verbose_name': 'export personnel',
                    'verbose_name_plural': 'exports personnels',
                    'ordering': ['-cree_le'],
                },
            ),
            migrations.CreateModel(
                name='Notification',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('genre', models.CharField(max_length=80, verbose_name='genre')),
                    ('cle', models.CharField(blank=True, max_length=200, null=True, verbose_name='clé')),
                    ('titre', models.CharField(max_length=250, verbose_name='titre')),
                    ('lien', models.CharField(max_length=300, verbose_name='lien')),
                    ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='créée le')),
                    ('lue_le', models.DateTimeField(blank=True, null=True, verbose_name='lue le')),
                    ('destinataire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL, verbose_name='destinataire')),
                ],
                options={
                    'verbose_name': 'notification',
                    'ordering': ['-cree_le', '-pk'],
                    'indexes': [models.Index(fields=['destinataire', '-cree_le'], name='notification_fil'), models.Index(condition=models.Q(('lue_le', None)), fields=['destinataire'], name='notification_non_lue')],
                    'constraints': [models.UniqueConstraint(fields=('destinataire', 'cle'), name='notification_une_fois')],
                },
            ),
            migrations.CreateModel(
                name='PreferenceNotification',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('genre', models.CharField(max_length=80, verbose_name='genre')),
                    ('par_courriel', models.BooleanField(default=True, verbose_name='par courriel')),
                    ('personne', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                ],
                options={
                    'verbose_name': 'préférence de notification',
                    'verbose_name_plural': 'préférences de notification',
                    'constraints': [models.UniqueConstraint(fields=('personne', 'genre'), name='preference_unique')],
                },
            ),
            migrations.CreateModel(
                name='Travail',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('genre', models.CharField(max_length=80, verbose_name='genre')),
                    ('objet', models.CharField(max_length=120, verbose_name='ce qu’il travaille')),
                    ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandé le')),
                    ('fini_le', models.DateTimeField(blank=True, null=True, verbose_name='fini le')),
                    ('fait', models.PositiveIntegerField(default=0, verbose_name='fait')),
                    ('total', models.PositiveIntegerField(default=0, verbose_name='à faire')),
                    ('essais', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                    ('probleme', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                    ('demande_par', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                ],
                options={
                    'verbose_name': 'travail',
                    'verbose_name_plural': 'travaux',
                    'ordering': ['-cree_le'],
                    'indexes': [models.Index(condition=models.Q(('fini_le', None), ('probleme', '')), fields=['cree_le'], name='travail_a_faire'), models.Index(fields=['objet', '-cree_le'], name='travail_de_objet')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('fini_le', None), ('probleme', '')), fields=('genre', 'objet'), name='travail_en_cours_unique', violation_error_message='Ce travail est déjà en cours.')],
                },
            ),
            migrations.CreateModel(
                name='DocumentProduit',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                    ('genre', models.CharField(max_length=80, verbose_name='genre')),
                    ('parametres', models.JSONField(default=dict, verbose_name='paramètres')),
                    ('titre', models.CharField(max_length=250, verbose_name='titre')),
                    ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandé le')),
                    ('commence_le', models.DateTimeField(blank=True, null=True, verbose_name='commencé le')),
                    ('fini_le', models.DateTimeField(blank=True, null=True, verbose_name='fini le')),
                    ('etape', models.CharField(default='En attente', max_length=120, verbose_name='étape')),
                    ('progression', models.PositiveSmallIntegerField(default=0, verbose_name='progression')),
                    ('essais', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                    ('fichier', models.FileField(blank=True, upload_to='documents/%Y/%m/', verbose_name='fichier')),
                    ('nom', models.CharField(blank=True, max_length=150, verbose_name='nom du fichier')),
                    ('empreinte', models.CharField(blank=True, max_length=64, verbose_name='empreinte SHA-256')),
                    ('probleme', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                    ('demande_par', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                ],
                options={
                    'verbose_name': 'document produit',
                    'verbose_name_plural': 'documents produits',
                    'ordering': ['-cree_le'],
                    'indexes': [models.Index(condition=models.Q(('fini_le', None), ('probleme', '')), fields=['cree_le'], name='document_a_faire')],
                },
            ),
            migrations.CreateModel(
                name='EntreeJournal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fait_le', models.DateTimeField(verbose_name='fait le')),
                    ('verbe', models.CharField(max_length=80, verbose_name='verbe')),
                    ('objet', models.CharField(max_length=120, verbose_name='objet')),
                    ('libelle', models.CharField(max_length=300, verbose_name='libellé')),
                    ('details', models.JSONField(default=dict, verbose_name='détails')),
                    ('empreinte', models.BinaryField(max_length=32, verbose_name='empreinte')),
                    ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ],
                options={
                    'verbose_name': 'entrée du journal',
                    'verbose_name_plural': 'entrées du journal',
                    'ordering': ['-pk'],
                    'indexes': [models.Index(fields=['objet'], name='journal_objet')],
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='441764bf7dd71d79cf31c283eb065810f54ee2bc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_98ebd', table='socle_entreejournal', when='BEFORE'))],
                },
            )
        ]),
    ]
