from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def give_a_last_day(apps, schema_editor):
    """What pauses today is given three months from today: nobody is cut short by a new rule."""
    demandes = apps.get_model("accompagnement", "Demande").objects.filter(etat="suspendue", echeance=None)
    demandes.update(echeance=timezone.localdate() + timedelta(days=90))


class Migration(migrations.Migration):
    dependencies = [("accompagnement", "0011_offre_et_archive_des_prestataires")]
    operations = [migrations.RunPython(give_a_last_day, migrations.RunPython.noop)]
