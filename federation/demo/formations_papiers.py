"""What follows the demo's trainings: signed sheets, certificates, opinions, complaints, and a session of today."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from federation.demo.world import World
from formations.models import (
    AvisDemande,
    CertificatRealisation,
    DemiJournee,
    Emargement,
    FeuillePresence,
    Formateur,
    Inscription,
    Reclamation,
    Reponse,
    SessionFormation,
)
from formations.questions import USUAL
from members.models import Rattachement

LAST, CERTIFIED = 6, 4
HALF = 210
SAID = ("Des cas tirés de chez nous, enfin.", "Un peu dense l’après-midi.", "À refaire avec les trésorières.")


def load(world: World) -> None:
    """Sign what was held; loaded twice, it changes nothing."""
    if Emargement.objects.exists():
        return
    held = SessionFormation.objects.filter(etat__in=["tenue", "close"]).order_by("-debut", "pk")
    held = list(held.select_related("formation").prefetch_related("demi_journees", "formateurs"))
    for rank, session in enumerate(held[:LAST]):
        _sign(session)
        if rank >= LAST - CERTIFIED:
            _certify(session)
    _give_opinions(world, held[LAST - 1])
    _hold_today(world)
    _complain(world, held[0])


def _sign(session) -> None:
    seated = list(session.inscriptions.inscrites().order_by("pk"))
    rows, by = [], session.organisee_par_id
    for half in session.demi_journees.all():
        begins = timezone.make_aware(datetime.combine(half.date, half.debut))
        given = {"demi_journee": half, "mode": "telephone", "saisi_par_id": by}
        for rank, inscription in enumerate(seated):
            if rank == 3:  # somebody could not come
                continue
            when = begins + timedelta(minutes=rank)
            rows.append(Emargement(**given, inscription=inscription, minutes=HALF, signe_le=when))
        trainers = session.formateurs.all()
        rows += [Emargement(**given, formateur=trainer, minutes=HALF, signe_le=begins) for trainer in trainers]
    Emargement.objects.bulk_create(rows)
    FeuillePresence.objects.bulk_create(
        FeuillePresence(demi_journee=half, close_par_id=by) for half in session.demi_journees.all()
    )


def _certify(session) -> None:
    came = session.inscriptions.filter(emargements__minutes__gt=0).distinct().select_related("personne", "association")
    day = timezone.localdate(session.debut)
    CertificatRealisation.objects.bulk_create(
        CertificatRealisation(
            code=f"D{session.pk:05}{row.pk:06}",
            inscription=row,
            nom=str(row.personne),
            association=str(row.association or ""),
            intitule=session.formation.titre,
            du=day,
            au=timezone.localdate(session.fin),
            minutes=2 * HALF,
            emis_par_id=session.organisee_par_id,
        )
        for row in came.order_by("pk")
    )


def _give_opinions(world, session) -> None:
    where = {"formation": session.formation, "session": session, "public": "stagiaire", "moment": "chaud"}
    questions = USUAL["stagiaire", "chaud"]
    marks = [
        {question: 5 - (rank + place) % (2 + place // 3) for place, question in enumerate(questions)}
        for rank in range(11)
    ]
    rows = [Reponse(**where, notes=notes) for notes in marks] + [Reponse(**where, texte=said) for said in SAID]
    Reponse.objects.bulk_create(rows)
    AvisDemande.objects.get_or_create(
        session=session,
        public="stagiaire",
        moment="froid",
        personne=world.personne("Aïssatou Diomberé"),
        defaults={"demandee_le": world.today},
    )


def _hold_today(world) -> None:
    """A session of today, whose window is open from morning to night."""
    formation = SessionFormation.objects.select_related("formation").order_by("pk").first().formation
    session = SessionFormation.objects.create(
        formation=formation,
        places=12,
        minimum=1,
        lieu="Maison des associations, Port-Hauvert",
        organisee_par=world.personne("Solène Varadieu"),
    )
    hours = (("matin", time(8, 30), time(12, 30)), ("apres_midi", time(12, 45), time(22)))
    for moment, debut, fin in hours:
        DemiJournee.objects.create(session=session, date=world.today, moment=moment, debut=debut, fin=fin)
    for step in ("ouverte", "confirmee"):
        SessionFormation.objects.filter(pk=session.pk).update(etat=step)
    who, teaches = world.personne("Aïssatou Diomberé"), world.personne("Yassine Belkhoradi")
    session.formateurs.set(Formateur.objects.filter(personne=teaches))
    ties = list(Rattachement.objects.en_cours(on=world.today).order_by("pk").select_related("personne")[:40])
    ties = list({tie.personne_id: tie for tie in ties if tie.personne_id not in (who.pk, teaches.pk)}.values())[:6]
    ties.append(Rattachement.objects.en_cours(on=world.today).filter(personne=who).first())
    Inscription.objects.bulk_create(
        Inscription(
            session=session,
            personne_id=tie.personne_id,
            association_id=tie.association_id,
            inscrite_par_id=tie.personne_id,
            financement="federation",
            etat="inscrite",
            inscrite_le=timezone.now() - timedelta(days=9),
        )
        for tie in ties
    )


def _complain(world, session) -> None:
    Reclamation.objects.create(
        auteur=world.personne("Aïssatou Diomberé"),
        session=session,
        objet="La salle n’était pas accessible",
        texte="L’ascenseur était en panne, et personne ne nous avait prévenus.",
        deposee_le=timezone.now() - timedelta(days=4),
    )
