from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("members", "0009_reprise_des_fiches")]
    operations = [
        migrations.RemoveField(model_name="mandat", name="college_code"),
        migrations.RemoveField(model_name="reseau", name="associations"),
    ]
