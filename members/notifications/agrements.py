"""Messages about CAF approvals."""

from datetime import date

from django.urls import reverse

from members.models import Affectation, Agrement, Personne, RoleFederal
from members.queries.agrements import find_seuil
from socle.french import say_days, say_full_date, say_of
from socle.notifications import Message


class AgrementFinit(Message):
    """An approval nears its end: twelve, six and three months before, to whoever prepares the renewal."""

    slug = "members.agrement_finit"
    category = "Agréments"
    label = "Un agrément finit dans 12, 6 ou 3 mois"

    def __init__(self, agrement: Agrement, on: date):
        self.agrement = agrement
        self.on = on

    def title(self):
        association = say_of(self.agrement.association.nom)
        remaining = say_days((self.agrement.fin - self.on).days)
        return f"L’agrément « {self.agrement.get_genre_display()} » {association} finit {remaining}"

    def link(self):
        return reverse("members:renouvellement_edit", args=[self.agrement.pk])

    def recipients(self):
        """The association's managers, and whoever holds a mission function, else who administers the portal."""
        ties = self.agrement.association.rattachements.en_cours().filter(is_gestionnaire=True)
        team = Affectation.objects.en_cours().select_related("personne").order_by("pk")
        admins = RoleFederal.objects.en_cours().filter(role=RoleFederal.Role.ADMIN_PORTAIL).order_by("pk")
        team = [row.personne for row in team] or [row.personne for row in admins.select_related("personne")]
        managers = [tie.personne for tie in ties.select_related("personne").order_by("pk")]
        return [*managers, *team]

    def key(self, personne: Personne):
        seuil = find_seuil(self.agrement.fin, self.on)
        return f"agrement:{self.agrement.pk}:{self.agrement.fin.isoformat()}:{seuil}:{personne.pk}"

    def context(self, personne: Personne):
        return {
            "prenom": personne.prenom,
            "genre": self.agrement.get_genre_display(),
            "association": self.agrement.association.nom,
            "fin": say_full_date(self.agrement.fin),
        }
