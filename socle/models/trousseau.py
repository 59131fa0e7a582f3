from django.db import models


class TemoinTrousseau(models.Model):
    """What the key that makes fingerprints answered the first day: were it another, nobody would be found again."""

    empreinte = models.BinaryField("empreinte", max_length=32)

    class Meta:
        verbose_name = "témoin du trousseau"
        verbose_name_plural = "témoins du trousseau"

    def __str__(self):
        return "Témoin du trousseau"
