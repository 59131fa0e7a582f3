"""The days of a debate on the pact, as a person's agenda shows them: consultations and votes, one question."""

from django.db.models import CharField, F, Value
from django.urls import reverse

from collectifs.models.collectifs import DOMAIN
from members.models import Electeur, Personne, Representant
from members.rules import is_federation_team, is_membre
from pacte.models import Consultation, ScrutinPacte
from socle.moment import RendezVous

# Kind, the moment it begins at, what it is called.
DAYS = (
    ("consultation", "ouverture", "Ouverture de la consultation"),
    ("consultation", "depot_fin", "Derniers amendements"),
    ("consultation", "cloture", "Clôture de la consultation"),
    ("vote", "ouverture", "Ouverture du vote"),
    ("vote", "cloture", "Clôture du vote"),
)
PAGES = {"consultation": "pacte:consultation_detail", "vote": "pacte:scrutin_detail"}
TITLES = {(kind, moment): title for kind, moment, title in DAYS}


def get_rendez_vous(personne: Personne, debut, fin=None) -> list[RendezVous]:
    """Return the days of debates and of votes that concern a person, in this span of time.

    Whoever takes part in the network comments; a vote concerns whoever speaks for one of its voters (R5).
    """
    if not (is_membre(personne) or is_federation_team(personne)):
        return []
    mine = Representant.objects.en_cours().filter(personne=personne).values("association")
    voted = Electeur.objects.filter(association__in=mine, motif="").values("assemblee")
    rows = {
        "consultation": Consultation.objects.visible_to(personne),
        "vote": ScrutinPacte.objects.courants().filter(assemblee__in=voted),
    }
    parts = [_days(rows[kind], kind, moment, debut, fin) for kind, moment, _ in DAYS]
    return [_say(*row) for row in parts[0].union(*parts[1:])]


def _days(rows, kind, moment, debut, fin):
    rows = rows.filter(**{f"{moment}__gte": debut})
    rows = rows if fin is None else rows.filter(**{f"{moment}__lt": fin})
    said = F("version__pacte__titre") if kind == "consultation" else F("intitule")
    columns = {
        "sorte": Value(kind, CharField()),
        "instant": Value(moment, CharField()),
        "cle": F("pk"),
        "quoi": said,
        "a": F(moment),
    }
    return rows.order_by().annotate(**columns).values_list(*columns)


def _say(kind, moment, key, said, start) -> RendezVous:
    return RendezVous(
        title=f"{TITLES[kind, moment]} : {said}",
        detail="Pacte fédéral",
        link=reverse(PAGES[kind], args=[key]),
        start=start,
        uid=f"pacte-{kind}-{key}-{moment}@{DOMAIN}",
    )
