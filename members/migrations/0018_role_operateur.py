from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0017_lecture_des_fichiers")]

    operations = [
        migrations.AlterField(
            model_name="rolefederal",
            name="role",
            field=models.CharField(
                choices=[
                    ("admin_portail", "administration du portail"),
                    ("coordination_neutre", "coordination neutre"),
                    ("comite_pilotage", "comité de pilotage"),
                    ("comite_technique", "comité technique"),
                    ("delegation", "délégation fédérale"),
                    ("prestataire", "prestataire d’accompagnement"),
                    ("operateur", "opérateur de l’accompagnement"),
                ],
                max_length=25,
                verbose_name="rôle",
            ),
        ),
    ]
