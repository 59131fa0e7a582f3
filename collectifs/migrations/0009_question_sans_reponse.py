from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('collectifs', '0008_politiques_et_reponses'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='question',
            name='adoptee_le',
        ),
        migrations.RemoveField(
            model_name='question',
            name='reponse',
        ),
    ]
