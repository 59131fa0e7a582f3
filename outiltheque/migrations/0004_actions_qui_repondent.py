import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outiltheque", "0003_passages_des_fichiers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionQuiRepond",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("genre", models.CharField(max_length=60, verbose_name="genre")),
                ("objet", models.BigIntegerField(verbose_name="numéro")),
                ("comment", models.CharField(blank=True, max_length=250, verbose_name="en quoi elle y répond")),
                (
                    "proposee_le",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="proposée le"),
                ),
                (
                    "constat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="outiltheque.constatterrain",
                        verbose_name="constat",
                    ),
                ),
                (
                    "proposee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "action qui répond à un constat",
                "verbose_name_plural": "actions qui répondent à un constat",
                "ordering": ["proposee_le", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("constat", "genre", "objet"),
                        name="action_qui_repond_unique",
                        violation_error_message="Cette action répond déjà à ce constat.",
                    )
                ],
            },
        ),
    ]
