from django.conf import settings
from django.db import migrations, models
from socle.tables import CreateTables
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler



class Migration(migrations.Migration):
    """Every table of the app, as the steps named below leave it: what a new database starts from."""

    initial = True
    replaces = [('rapports', '0001_initial'), ('rapports', '0002_diffusions_et_preparations')]
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        CreateTables([
            migrations.CreateModel(
                name='PreparationRapport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('diffusion', models.CharField(choices=[('interne', 'pour les comités'), ('externe', 'à diffuser')], default='interne', max_length=8, verbose_name='diffusion')),
                    ('contenu', models.JSONField(null=True, verbose_name='contenu')),
                    ('refus', models.TextField(blank=True, verbose_name='pourquoi rien ne peut être publié')),
                    ('demandee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandée le')),
                ],
                options={
                    'verbose_name': 'préparation de rapport',
                    'verbose_name_plural': 'préparations de rapport',
                    'constraints': [models.UniqueConstraint(fields=('annee', 'diffusion'), name='preparation_unique')],
                },
            ),
            migrations.CreateModel(
                name='RapportPilotage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('diffusion', models.CharField(choices=[('interne', 'pour les comités'), ('externe', 'à diffuser')], default='interne', max_length=8, verbose_name='diffusion')),
                    ('publication', models.PositiveSmallIntegerField(default=1, verbose_name='publication')),
                    ('contenu', models.JSONField(verbose_name='contenu')),
                    ('empreinte', models.CharField(max_length=64, verbose_name='empreinte SHA-256')),
                    ('publie_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='publié le')),
                    ('publie_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='publié par')),
                ],
                options={
                    'verbose_name': 'rapport de pilotage',
                    'verbose_name_plural': 'rapports de pilotage',
                    'ordering': ['-annee', '-publication'],
                    'constraints': [models.UniqueConstraint(fields=('annee', 'diffusion', 'publication'), name='rapport_publication_unique', violation_error_message='Ce rapport vient d’être publié par quelqu’un d’autre.')],
                    'triggers': [pgtrigger.compiler.Trigger(name='rapport_fige', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e0e1152c48be95cb028fc45e182b4974794d71bb', operation='UPDATE OR DELETE', pgid='pgtrigger_rapport_fige_2ca13', table='rapports_rapportpilotage', when='BEFORE'))],
                },
            )
        ]),
    ]
