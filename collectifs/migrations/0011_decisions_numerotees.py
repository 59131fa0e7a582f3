"""Decisions written before numbers existed get theirs, in the order of their meetings, and their text of search."""

from django.db import migrations

from members.normalisation import normalise

SEARCHED = 2000


def number(apps, schema_editor):
    """A trigger gives the number of any row that has none."""
    decisions = apps.get_model("collectifs", "Decision").objects
    for pk, texte in decisions.order_by("reunion__debut", "pk").values_list("pk", "texte"):
        decisions.filter(pk=pk).update(recherche=normalise(texte)[:SEARCHED])


class Migration(migrations.Migration):
    dependencies = [("collectifs", "0010_decisions")]

    operations = [migrations.RunPython(number, migrations.RunPython.noop)]
