from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """What Postgres must know before any table is made."""

    initial = True
    dependencies = []
    run_before = [(settings.AUTH_USER_MODEL.split(".")[0], "0001_initial")]
    operations = [BtreeGistExtension(), TrigramExtension(), UnaccentExtension()]
