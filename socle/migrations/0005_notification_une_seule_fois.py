from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("socle", "0004_export_personnel_et_temoin"),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="cle",
            field=models.CharField(blank=True, max_length=200, null=True, verbose_name="clé"),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.UniqueConstraint(fields=("destinataire", "cle"), name="notification_une_fois"),
        ),
    ]
