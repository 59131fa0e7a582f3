"""The demo's trainings: eighteen pages, forty sessions, three of them full, needs that associations carry."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from federation.demo.formations_textes import BESOINS, CATALOGUE
from federation.demo.world import World
from formations.models import (
    AmenagementDemande,
    BesoinFormation,
    DemiJournee,
    Formateur,
    Formation,
    Inscription,
    OffrePlace,
    SessionFormation,
    SoutienBesoin,
)
from members.models import Rattachement

SESSIONS, PAST, CANCELLED, FULL = 40, 24, (24, 25), (26, 27, 28)
PLACES, BEFORE, AHEAD, WAITING = 12, 13, 5, 5
Etat, Session = Inscription.Etat, SessionFormation.Etat
HOLIDAYS = ((12, 24), (12, 25), (12, 31), (1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 11))
PLACE = "Maison des associations, Port-Hauvert"
HALVES = (("matin", time(9), time(12, 30)), ("apres_midi", time(13, 30), time(17)))
MOTIF = "Moins de personnes inscrites que le minimum ; une autre date sera proposée au printemps."


def load(world: World) -> None:
    """Fill the catalogue and its sessions; loaded twice, it changes nothing."""
    if Formation.objects.exists():
        return
    formations = _write_pages(world)
    trainers = _name_trainers(world)
    sessions = _plan(world, formations, trainers)
    _fill(world, sessions)
    _wait(world, sessions[FULL[0]])
    _carry(world, formations)


def _write_pages(world) -> list[Formation]:
    day = world.day(-40)
    pages = [
        Formation(
            titre=titre,
            resume=resume,
            publics=[public],
            duree=Decimal(str(hours)),
            objectifs=objectifs,
            prerequis="Aucun : venez avec vos questions.",
            modalites_acces="Inscription sur le portail, par vous-même ou par votre association.",
            delais_acces="Jusqu’à la veille, s’il reste une place.",
            tarifs="120 € par personne salariée ; gratuit pour les bénévoles.",
            contacts="formation@solidaubrelle.example",
            methodes="Des situations vécues, travaillées à plusieurs, et quelques repères écrits.",
            evaluation="Un questionnaire au début et à la fin, une situation à traiter seul.",
            accessibilite="Lieux de plain-pied. Dites ce qui vous aiderait : seule la personne qui anime le lit.",
            programme="Matin : où nous en sommes.\nAprès-midi : ce que nous en ferons.",
            mise_a_jour_le=day,
            etat=Formation.Etat.PUBLIEE,
        )
        for titre, resume, public, hours, objectifs in CATALOGUE
    ]
    pages[-1].etat, pages[-1].tarifs, pages[-1].accessibilite = Formation.Etat.BROUILLON, "", ""
    return Formation.objects.bulk_create(pages)


def _name_trainers(world) -> list[Formateur]:
    outside = [
        Formateur(nom="Maud Corvillon", organisme="Atelier des Chiffres", courriel="maud@chiffres.example"),
        Formateur(nom="Étienne Brasvielle", organisme="Coopérative Parole et Geste"),
    ]
    inside = Formateur(personne=world.personne("Yassine Belkhoradi"))
    return Formateur.objects.bulk_create([inside, *outside])


def _plan(world, formations, trainers) -> list[SessionFormation]:
    organiser = world.personne("Solène Varadieu")
    rows = [
        SessionFormation(
            formation=formations[rank % (len(formations) - 1)],
            places=PLACES + (4 if rank < PAST else 0),
            minimum=6,
            lieu="" if rank == SESSIONS - 1 else PLACE,
            lien_visio="https://visio.solidaubrelle.example/f" if rank == SESSIONS - 1 else "",
            tarif=Decimal(120),
            demande_accord_employeur=rank % 5 == 0,
            organisee_par=organiser,
            motif=MOTIF if rank in CANCELLED else "",
        )
        for rank in range(SESSIONS)
    ]
    SessionFormation.objects.bulk_create(rows)
    DemiJournee.objects.bulk_create(
        DemiJournee(session=row, date=_day(world, rank), moment=moment, debut=debut, fin=fin)
        for rank, row in enumerate(rows)
        for moment, debut, fin in HALVES
    )
    through = SessionFormation.formateurs.through
    through.objects.bulk_create(
        through(sessionformation=row, formateur=trainers[rank % len(trainers)]) for rank, row in enumerate(rows)
    )
    for step, ranks in _steps():
        SessionFormation.objects.filter(pk__in=[rows[rank].pk for rank in ranks]).update(etat=step)
    return rows


def _day(world, rank):
    """A working day: one a fortnight before today, one a week after."""
    offset = (rank - PAST) * 14 - 7 if rank < PAST else (rank - PAST) * 6 + 9
    day = world.day(offset)
    while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS:
        day += timedelta(days=1)
    return day


def _steps():
    everybody = range(SESSIONS)
    stands = [rank for rank in everybody if rank not in CANCELLED]
    yield Session.OUVERTE, everybody
    yield Session.ANNULEE, CANCELLED
    yield Session.CONFIRMEE, [rank for rank in stands if rank < PAST or rank in FULL]
    yield Session.TENUE, range(PAST)
    yield Session.CLOSE, range(PAST - 3)


def _fill(world, sessions) -> None:
    ties = list(
        Rattachement.objects.en_cours(on=world.today)
        .filter(personne__formateur=None)
        .select_related("personne")
        .order_by("association", "personne", "pk")
        .distinct("association", "personne")
    )
    ties = list({tie.personne_id: tie for tie in ties}.values())
    rows, at = [], 0
    for rank, session in enumerate(sessions):
        seated = BEFORE if rank < PAST else 1 if rank in CANCELLED else PLACES if rank in FULL else AHEAD
        waiting = WAITING if rank in FULL else 0
        begins = timezone.make_aware(datetime.combine(_day(world, rank), time(9)))
        came = min(begins - timedelta(days=30), timezone.now() - timedelta(days=3))
        for place in range(seated + waiting):
            tie = ties[at % len(ties)]
            at += 7 if at % 5 == 0 else 1
            rows.append(_come(session, tie, came + timedelta(hours=place), is_seated=place < seated))
    Inscription.objects.bulk_create(rows)


def _come(session, tie, when, *, is_seated) -> Inscription:
    salaried = tie.genre == Rattachement.Genre.SALARIE
    return Inscription(
        session=session,
        personne_id=tie.personne_id,
        association_id=tie.association_id,
        inscrite_par_id=tie.personne_id,
        financement="employeur" if salaried else "benevole",
        montant=session.tarif if salaried else 0,
        etat=Etat.INSCRITE if is_seated else Etat.EN_ATTENTE,
        demandee_le=when,
        inscrite_le=when if is_seated else None,
        attend_depuis=None if is_seated else when,
    )


def _wait(world, session) -> None:
    """One left: their place is offered to Aïssatou; one who comes says what helps."""
    seated = session.inscriptions.filter(etat=Etat.INSCRITE).order_by("pk")
    now = timezone.now()
    gone = seated.first()
    Inscription.objects.filter(pk=gone.pk).update(etat=Etat.ANNULEE, sortie_le=now - timedelta(hours=5))
    who = world.personne("Aïssatou Diomberé")
    session.inscriptions.filter(personne=who, etat__in=Inscription.VIVANTES).update(
        etat=Etat.ANNULEE, sortie_le=now - timedelta(hours=6)
    )
    tie = Rattachement.objects.en_cours().filter(personne=who).first()
    waiting = _come(session, tie, now - timedelta(days=4), is_seated=False)
    waiting.save()
    OffrePlace.objects.create(
        inscription=waiting, faite_le=now - timedelta(hours=5), expire_le=now + timedelta(hours=43)
    )
    demande = AmenagementDemande(inscription=seated.last())
    demande.write(["place_devant", "documents_avant"])
    demande.save()


def _carry(world, formations) -> None:
    associations = sorted(world.associations, key=lambda one: one.pk)
    ties = {tie.association_id: tie for tie in Rattachement.objects.en_cours().order_by("-pk")}
    held = [association for association in associations if association.pk in ties]
    for rank, (titre, description) in enumerate(BESOINS):
        first = held[rank]
        besoin = BesoinFormation.objects.create(
            titre=titre,
            description=description,
            association=first,
            exprime_par_id=ties[first.pk].personne_id,
            cree_le=world.at(-20 - rank * 9, 10),
            **({"etat": "repondu", "formation": formations[0]} if rank == 3 else {}),
        )
        SoutienBesoin.objects.bulk_create(
            SoutienBesoin(
                besoin=besoin, association=one, personne_id=ties[one.pk].personne_id, personnes=1 + place % 3
            )
            for place, one in enumerate(held[rank : rank + (6, 4, 2, 5, 1)[rank]])
        )
