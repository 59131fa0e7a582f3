"""What happened in the demo's requests: texts sealed, accesses opened, providers proposed, sessions, readings."""

from datetime import timedelta

from accompagnement.actions.cycle import share_keys
from accompagnement.delais import JOURS_POUR_REPONDRE, add_working_days
from accompagnement.models import (
    CLES_DU_ROLE,
    VIVANTS,
    Acces,
    CleDossier,
    DeclarationIndependance,
    Etat,
    Evenement,
    Genre,
    Lecture,
    Proposition,
    Role,
    Scelle,
    Seance,
    Sollicitation,
    fingerprint_of,
)
from accompagnement.queries import rank_prestataires
from members.telephones import say_phone

Verbe = Evenement.Verbe
ACCOMPAGNEES = (Etat.ACCEPTEE, Etat.EN_COURS)
FINALES = {
    "cloturee": Verbe.CLOTURE,
    "evaluee": Verbe.EVALUATION,
    "reorientee": Verbe.REORIENTATION,
    "retiree": Verbe.RETRAIT,
    "expiree": Verbe.EXPIRATION,
}


def seal(world, dossiers) -> None:
    """Seal each need and each identity under its own key, and hand the keys to who may hold them."""
    coordination = world.personne("Hervé Montclausel")
    scelles, acces, cles = [], [], []
    for dossier in dossiers:
        demande, personne = dossier.demande, dossier.personne
        texts = {Genre.RECIT: dossier.recit, Genre.IDENTITE: _identity(personne)}
        if personne.email and world.rng.random() < 0.5:
            texts[Genre.CONTACT] = f"prive{world.rng.randint(100, 999)}@courrier.example"
        keys = {}
        for genre, text in texts.items():
            scelle, keys[genre] = Scelle.prepare(demande, genre, text)
            scelles.append(scelle)
        readers = [Acces(demande=demande, role=Role.DEMANDEUR, empreinte=fingerprint_of(personne))]
        if demande.etat in VIVANTS:
            readers.append(Acces(demande=demande, role=Role.COORDINATION, personne=coordination))
        if Genre.CONTACT in keys and demande.etat in VIVANTS | {Etat.CLOTUREE}:
            readers.append(Acces(demande=demande, role=Role.COURRIER))
        acces += readers
        cles += hand(readers, keys)
    Scelle.objects.bulk_create(scelles)
    Acces.objects.bulk_create(acces)
    CleDossier.objects.bulk_create(cles)


def hand(readers, keys) -> list[CleDossier]:
    return [
        reader.prepare_key(genre, key)
        for reader in readers
        for genre, key in keys.items()
        if genre in CLES_DU_ROLE[Role(reader.role)]
    ]


def _identity(personne) -> str:
    ties = [f"{tie.fonction or tie.get_genre_display()}, {tie.association}" for tie in personne.rattachements_en_cours]
    return "\n".join([str(personne), *ties, *personne.fonctions, say_phone(personne.telephone)])


def match(world, dossiers) -> None:
    """Propose and solicit eligible providers only: the database would refuse any other."""
    for dossier in dossiers:
        demande = dossier.demande
        if demande.etat not in {Etat.PROPOSEE, Etat.SOLLICITEE, *ACCOMPAGNEES}:
            continue
        candidats = rank_prestataires(demande).candidats
        if not candidats:
            continue
        chosen = _prefer(demande, candidats)
        _propose(world, demande, candidats, chosen)
        if demande.etat != Etat.PROPOSEE:
            _solicit(world, dossier, chosen)


def _prefer(demande, candidats):
    """One offer and one accompaniment go to Inès, so that her pages have something to show."""
    ines = next((c for c in candidats if str(c.prestataire) == "Inès Galvorine"), None)
    has_one = Sollicitation.objects.filter(prestataire__personne__nom="Galvorine", demande__etat=demande.etat).exists()
    return ines if ines and not has_one and demande.etat != Etat.PROPOSEE else candidats[0]


def _propose(world, demande, candidats, chosen) -> None:
    shown = [chosen, *[candidat for candidat in candidats if candidat != chosen][:1]]
    Proposition.objects.bulk_create(
        Proposition(
            demande=demande,
            prestataire=candidat.prestataire,
            rang=rang,
            etat=_etat(demande, candidat == chosen),
            explication=candidat.explain(),
            proposee_le=demande.qualifiee_le + timedelta(days=1),
        )
        for rang, candidat in enumerate(shown, 1)
    )


def _etat(demande, is_chosen) -> str:
    if demande.etat == Etat.PROPOSEE:
        return Proposition.Etat.OUVERTE
    return Proposition.Etat.CHOISIE if is_chosen else Proposition.Etat.FERMEE


def _solicit(world, dossier, candidat) -> None:
    demande = dossier.demande
    sollicitation = Sollicitation.objects.create(
        demande=demande,
        prestataire=candidat.prestataire,
        offerte_le=demande.qualifiee_le + timedelta(days=2),
        repondre_avant=add_working_days(world.today, JOURS_POUR_REPONDRE),
    )
    if demande.etat not in ACCOMPAGNEES:
        return
    DeclarationIndependance.objects.create(sollicitation=sollicitation, texte="2026-1", signee_le=demande.acceptee_le)
    sollicitation.etat = Sollicitation.Etat.ACCEPTEE
    sollicitation.repondue_le = demande.acceptee_le
    sollicitation.save()
    reader = Acces.objects.create(
        demande=demande, role=Role.PRESTATAIRE, personne=candidat.prestataire.personne, ouvert_le=demande.acceptee_le
    )
    CleDossier.objects.bulk_create(hand([reader], share_keys(demande, Role.PRESTATAIRE)))


def follow(world, dossiers) -> None:
    """The ledgers: what happened, who read what, and the sessions."""
    coordination = world.personne("Hervé Montclausel")
    kept = [dossier for dossier in dossiers if dossier.demande.etat != Etat.ANONYMISEE]
    Evenement.objects.bulk_create(event for dossier in kept for event in _events(dossier.demande))
    Lecture.objects.bulk_create(
        Lecture(
            demande=dossier.demande,
            genre=Genre.RECIT,
            role=Role.COORDINATION,
            lecteur=coordination,
            faite_le=dossier.demande.qualifiee_le,
        )
        for dossier in kept
        if dossier.demande.qualifiee_le
    )
    seances = [seance for dossier in kept for seance in _seances(world, dossier)]
    Seance.objects.bulk_create(seances)
    accepted = Acces.objects.filter(role=Role.PRESTATAIRE).select_related("personne")
    Lecture.objects.bulk_create(
        Lecture(
            demande_id=acces.demande_id,
            genre=genre,
            role=Role.PRESTATAIRE,
            lecteur=acces.personne,
            faite_le=acces.ouvert_le + timedelta(hours=1),
        )
        for acces in accepted
        for genre in (Genre.IDENTITE, Genre.RECIT)
    )


def _events(demande) -> list[Evenement]:
    happened = [(Verbe.DEPOT, Role.DEMANDEUR, demande.deposee_le)]
    if demande.qualifiee_le:
        happened.append((Verbe.QUALIFICATION, Role.COORDINATION, demande.qualifiee_le))
    is_beyond = demande.acceptee_le or demande.etat in (Etat.PROPOSEE, Etat.SOLLICITEE)
    if is_beyond:
        happened.append((Verbe.PROPOSITION, Role.COORDINATION, demande.qualifiee_le + timedelta(days=1)))
    if demande.acceptee_le or demande.etat == Etat.SOLLICITEE:
        happened.append((Verbe.CHOIX, Role.DEMANDEUR, demande.qualifiee_le + timedelta(days=2)))
    if demande.acceptee_le:
        happened.append((Verbe.ACCEPTATION, Role.PRESTATAIRE, demande.acceptee_le))
    if demande.etat in FINALES:
        role = Role.SYSTEME if demande.etat == Etat.EXPIREE else Role.DEMANDEUR
        happened.append((FINALES[demande.etat], role, demande.terminee_le))
    return [Evenement(demande=demande, verbe=verbe, role=role, fait_le=moment) for verbe, role, moment in happened]


def _seances(world, dossier) -> list[Seance]:
    demande = dossier.demande
    if demande.etat not in (Etat.EN_COURS, Etat.CLOTUREE, Etat.EVALUEE):
        return []
    first = demande.acceptee_le.date() + timedelta(days=2)
    last = demande.terminee_le.date() if demande.terminee_le else world.today
    days = [first + timedelta(days=14 * n) for n in range(world.rng.randint(1, 5))]
    return [
        Seance(demande=demande, date=day, duree_minutes=world.rng.choice([45, 60, 60, 90]), format=demande.modalite)
        for day in days
        if day <= last
    ] or [Seance(demande=demande, date=min(first, last), duree_minutes=60, format=demande.modalite)]
