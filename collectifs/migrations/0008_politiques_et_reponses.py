from datetime import datetime, time

from django.db import migrations
from django.utils import timezone


def write_policies(apps, schema_editor):
    """A collective that only its participants see was joined by invitation: say it."""
    collectifs = apps.get_model("collectifs", "Collectif")
    collectifs.objects.filter(visibilite="participants").update(politique="invitation")


def move_answers(apps, schema_editor):
    """An adopted answer becomes a row of its own, so that a question reopened keeps it."""
    answers = apps.get_model("collectifs", "ReponseProposee")
    rows = []
    for question in apps.get_model("collectifs", "Question").objects.exclude(reponse=""):
        day = question.adoptee_le
        moment = timezone.make_aware(datetime.combine(day, time(12))) if day else timezone.now()
        adoption = {"adoptee_le": day, "enregistree_le": moment} if day else {}
        rows.append(answers(question=question, texte=question.reponse, proposee_le=moment, **adoption))
    answers.objects.bulk_create(rows)


def give_answers_back(apps, schema_editor):
    """Write the answer that holds beside its question again."""
    for answer in apps.get_model("collectifs", "ReponseProposee").objects.filter(rouverte_le=None):
        question = answer.question
        if answer.adoptee_le or not question.reponse:
            question.reponse, question.adoptee_le = answer.texte, answer.adoptee_le
            question.save()


class Migration(migrations.Migration):

    dependencies = [
        ("collectifs", "0007_vie_du_collectif"),
    ]

    operations = [
        migrations.RunPython(write_policies, migrations.RunPython.noop),
        migrations.RunPython(move_answers, give_answers_back),
    ]
