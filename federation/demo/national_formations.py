"""Trainings of a national federation, to measure their pages at full size: 300 pages, 3,000 sessions, who comes."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import cycle

from django.utils import timezone

from formations.models import DemiJournee, Formation, Inscription, SessionFormation
from members.models import Association, Personne

FORMATIONS, SESSIONS, SEATED = 300, 3_000, 6
AHEAD = SESSIONS // 5
HALVES = (("matin", time(9), time(12, 30)), ("apres_midi", time(13, 30), time(17)))
ABOUT = ("Tenir", "Préparer", "Raconter", "Évaluer", "Partager", "Renouveler")
WHAT = ("un budget", "une assemblée", "un projet social", "un accueil", "une équipe", "un partenariat", "une fête")
SAID = "À plusieurs, à partir de ce que vivent les associations."


def load(save) -> None:
    """Add pages of the catalogue, sessions held and ahead, their half-days and who comes."""
    pages = save(Formation, (_page(rank) for rank in range(Formation.objects.count(), FORMATIONS)))
    by = Personne.objects.order_by("pk").first()
    sessions = save(SessionFormation, _sessions(pages, by))
    save(DemiJournee, _halves(sessions))
    save(Inscription, _inscriptions(sessions))


def _page(rank):
    return Formation(
        titre=f"{ABOUT[rank % len(ABOUT)]} {WHAT[rank % len(WHAT)]}, {rank}",
        resume=SAID,
        publics=[Formation.PublicVise.values[rank % len(Formation.PublicVise.values)]],
        duree=Decimal(7),
        objectifs=SAID,
        prerequis="Aucun.",
        modalites_acces="Inscription sur le portail.",
        delais_acces="Jusqu’à la veille.",
        tarifs="120 € par personne salariée.",
        contacts="formation@solidaubrelle.example",
        methodes=SAID,
        evaluation="Une situation à traiter seul.",
        accessibilite="Lieux de plain-pied.",
        mise_a_jour_le=timezone.localdate(),
        etat=Formation.Etat.PUBLIEE,
    )


def _day(rank):
    """Four sessions in five are behind, one is ahead."""
    offset = rank // 10 + 1 if rank < AHEAD else -(rank - AHEAD) // 4 - 1
    return timezone.localdate() + timedelta(days=offset)


def _at(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))


def _sessions(pages, by):
    for rank, page in zip(range(SESSIONS), cycle(pages), strict=False):
        day = _day(rank)
        yield SessionFormation(
            formation=page,
            places=12,
            minimum=4,
            lieu="Maison des associations",
            tarif=Decimal(120),
            organisee_par=by,
            etat="ouverte" if rank < AHEAD else "close",
            debut=_at(day, HALVES[0][1]),
            fin=_at(day, HALVES[-1][2]),
        )


def _halves(sessions):
    for session in sessions:
        day = timezone.localdate(session.debut)
        for moment, debut, fin in HALVES:
            yield DemiJournee(session=session, date=day, moment=moment, debut=debut, fin=fin)


def _inscriptions(sessions):
    people = cycle(Personne.objects.order_by("-pk").values_list("pk", flat=True)[: SEATED * 1_000])
    associations = cycle(Association.objects.order_by("-pk").values_list("pk", flat=True)[:500])
    for session in sessions:
        asked = session.debut - timedelta(days=30)
        for personne in (next(people) for _ in range(SEATED)):
            yield Inscription(
                session=session,
                personne_id=personne,
                association_id=next(associations),
                inscrite_par_id=personne,
                financement="employeur",
                montant=session.tarif,
                etat="inscrite",
                demandee_le=asked,
                inscrite_le=asked,
            )
