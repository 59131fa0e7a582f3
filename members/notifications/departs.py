"""What is written to people who have left."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from members.liens import keep_link
from members.models import Personne
from members.models.departs import PREAVIS
from socle.french import say_full_date
from socle.notifications import Message


class EffacementAnnonce(Message):
    """A month's notice, once for each departure: what will be erased, when, and how to stay known."""

    slug = "members.effacement_annonce"
    category = "Compte"
    label = "Votre départ du réseau"
    can_be_disabled = False

    def __init__(self, personne: Personne):
        self.personne = personne

    def title(self):
        return "Votre départ du réseau"

    def link(self):
        return reverse("members:mon_compte")

    def recipients(self):
        return [self.personne]

    def key(self, personne):
        return f"effacement:{personne.pk}:{timezone.localdate().isoformat()}"

    def context(self, personne):
        day = timezone.localdate() + PREAVIS + timedelta(days=1)
        return {"personne": personne.pk, "jour": say_full_date(day)}

    @classmethod
    def secrets(cls, contexte):
        return {"lien": keep_link(Personne.objects.get(pk=contexte["personne"]))}
