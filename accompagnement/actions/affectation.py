"""The computation of all the waiting requests: made at night, deployed by a coordinator only, line by line."""

from contextlib import suppress
from hashlib import sha256

from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accompagnement.actions.coordination import propose_prestataires
from accompagnement.actions.cycle import Impossible, lock, refresh_liens
from accompagnement.affectation.couts import VERSION_REGLES, cost_of_place, say_score
from accompagnement.models import LigneAffectation, LotAffectation, Prestataire
from accompagnement.queries import affectation as queries
from accompagnement.queries.classement import CHARGE, say_raisons
from socle.permissions import require

Etat = LigneAffectation.Etat
VERROU = 7_402_118  # any number that no other advisory lock uses
DEJA = "Cette ligne a changé entre-temps : rien n’a été envoyé. Relisez la liste ci-dessous."
PERSONNE = (
    "Le calcul n’a trouvé personne pour cette demande : choisissez quelqu’un, ou remettez-la au prochain calcul."
)
ECARTE = (
    "Ce prestataire ne peut pas être proposé : des règles de neutralité ou d’organisation l’écartent. "
    "Rien n’a été envoyé ; choisissez quelqu’un d’autre, ou attendez le prochain calcul."
)
SANS_RAISON = "Dites pourquoi vous préférez une autre personne : la raison est gardée avec la proposition."


@transaction.atomic
def compute_lot() -> LotAffectation:
    """Compute who could help whom, for all the requests that look for somebody; nobody is told anything.

    The same data, the same lot: a second run changes nothing but its hour, which therefore tells nothing of cases
    that somebody may not see. A run that fails changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [VERROU])
    tableau = queries.read_tableau()
    instance = queries.make_instance_of(tableau)
    empreinte = _digest(tableau, instance)
    last = LotAffectation.objects.filter(etat=LotAffectation.Etat.CALCULE).first()
    if last and bytes(last.empreinte) == empreinte and not last.lignes.exclude(etat=Etat.CALCULEE).exists():
        return _date_again(last)
    choix = _solve(instance)
    _put_away(last)
    lot = LotAffectation.objects.create(regles=VERSION_REGLES, empreinte=empreinte)
    LigneAffectation.objects.bulk_create(_make_lignes(lot, tableau, instance, choix))
    return lot


def _date_again(lot: LotAffectation) -> LotAffectation:
    lot.calcule_le = timezone.now()
    lot.save(update_fields=["calcule_le"])
    return lot


def ask_for_lot(*, by) -> None:
    """Ask the workers for a computation now; if they cannot be reached, the night's will come."""
    require(by, "accompagnement.view_coordination")
    transaction.on_commit(_call_worker)


def _call_worker() -> None:
    with suppress(OperationalError, OSError):
        current_app.send_task("accompagnement.tasks.compute_affectations", retry=False)


def _digest(tableau, instance) -> bytes:
    names = [str(one.demande.pk) for one in tableau.attentes] + [str(one.pk) for one in tableau.prestataires]
    return sha256(instance.digest() + "|".join(names).encode()).digest()


def _solve(instance) -> list[int]:
    from accompagnement.affectation.lot import assign  # noqa: PLC0415 (the pages never load the solver)

    return assign(instance).tolist()


def _put_away(last: LotAffectation | None) -> None:
    """What was not decided is forgotten with the lot it belonged to."""
    if last is None:
        return
    last.lignes.filter(etat__in=[Etat.CALCULEE, Etat.REPORTEE]).delete()
    last.etat = LotAffectation.Etat.VALIDE if last.lignes.exists() else LotAffectation.Etat.ABANDONNE
    last.save()


def _make_lignes(lot, tableau, instance, choix) -> list[LigneAffectation]:
    taken = [choix.count(rank) for rank in range(instance.prestataires)]
    held = dict(zip((one.pk for one in tableau.prestataires), taken, strict=True))
    by_key = {one.pk: one for one in tableau.prestataires}
    lines = []
    for rank, (attente, found) in enumerate(zip(tableau.attentes, choix, strict=True)):
        prestataire = tableau.prestataires[found] if found >= 0 else None
        explication = {
            "regles": VERSION_REGLES,
            "donnees_du": lot.calcule_le.isoformat(timespec="seconds"),
            "sans": int(instance.sans[rank]),
            "candidats": _describe_candidats(tableau.costs(attente), by_key, held),
        }
        if prestataire:
            explication |= _describe_choix(explication["candidats"], prestataire, attente, tableau)
        lines.append(
            LigneAffectation(lot=lot, demande=attente.demande, prestataire=prestataire, explication=explication)
        )
    return lines


def _describe_candidats(costs, by_key, held) -> list[dict]:
    """Return the eligible providers, best first, with what each would cost; who is kept out is written nowhere."""
    lines = []
    for pk, cost in costs.items():
        one = by_key[pk]
        full = cost + cost_of_place(one.charge, one.capacite)
        places = max(0, one.capacite - one.charge - one.sollicites)
        numbers = {"places": places, "prises": held[pk], "charge": one.charge, "capacite": one.capacite}
        lines.append({"prestataire": pk, "cout": cost, "score": say_score(full), "total": full} | numbers)
    return sorted(lines, key=lambda line: (line["total"], line["charge"], line["prestataire"]))


def _describe_choix(candidats, prestataire, attente, tableau) -> dict:
    own = next(line for line in candidats if line["prestataire"] == prestataire.pk)
    rang = 1 + sum(line["total"] < own["total"] for line in candidats)
    raisons = say_raisons(prestataire, tableau.offres[prestataire.pk], attente.besoin)
    shown = [raison.text for raison in raisons if raison.icon != CHARGE]
    return {"rang": rang, "score": own["score"], "raisons": shown}


@transaction.atomic
def validate_ligne(ligne: LigneAffectation, *, by) -> LigneAffectation:
    """Put the computed provider forward to the person; all the hard rules are asked again at this moment."""
    ligne = _lock_ligne(ligne, by)
    if ligne.prestataire is None:
        raise Impossible(PERSONNE)
    ligne.etat = Etat.VALIDEE
    return _deploy(ligne, ligne.prestataire, by=by)


@transaction.atomic
def replace_ligne(ligne: LigneAffectation, prestataire: Prestataire, *, motif: str, by) -> LigneAffectation:
    """Put another eligible provider forward, for a reason that is kept: only soft rules can be set aside so."""
    ligne = _lock_ligne(ligne, by)
    if motif not in LigneAffectation.Motif:
        raise Impossible(SANS_RAISON)
    ligne.etat, ligne.retenu, ligne.motif = Etat.REMPLACEE, prestataire, motif
    return _deploy(ligne, prestataire, by=by)


@transaction.atomic
def postpone_ligne(ligne: LigneAffectation, *, by) -> LigneAffectation:
    """Leave a request to the next computation; nobody is told."""
    ligne = _lock_ligne(ligne, by)
    ligne.etat = Etat.REPORTEE
    return _decide(ligne)


def validate_lignes(lignes, *, by) -> tuple[int, int]:
    """Validate several lines, each by itself; return how many went, and how many changed since and stay."""
    sent = refused = 0
    for ligne in lignes:
        try:
            validate_ligne(ligne, by=by)
            sent += 1
        except Impossible:
            refused += 1
    return sent, refused


def _lock_ligne(ligne, by) -> LigneAffectation:
    """Hold the case, then its line, both read again."""
    demande = lock(ligne.demande)
    require(by, "accompagnement.coordinate_demande", demande)
    held = LigneAffectation.objects.select_for_update(of=("self",)).select_related("lot", "prestataire__personne")
    current = held.a_decider().filter(pk=ligne.pk).first()
    if current is None:
        raise Impossible(DEJA)
    current.demande = demande
    return current


def _deploy(ligne, prestataire, *, by) -> LigneAffectation:
    """Offer a provider to the person, and freeze with the proposal what the computation knew."""
    refresh_liens(prestataire)
    if not Prestataire.objects.eligible_for(ligne.demande).filter(pk=prestataire.pk).exists():
        raise Impossible(ECARTE)
    _decide(ligne)
    propose_prestataires(ligne.demande, [prestataire], by=by)
    proposition = ligne.demande.propositions.get(prestataire=prestataire)
    proposition.explication |= {"lot": str(ligne.lot_id), "calcule": ligne.prestataire_id, "motif": ligne.motif}
    proposition.save(update_fields=["explication"])
    return ligne


def _decide(ligne) -> LigneAffectation:
    """Write the decision down; the lot is done when no line of it waits any more."""
    ligne.decidee_le = timezone.now()
    ligne.save()
    if not LigneAffectation.objects.a_decider().filter(lot=ligne.lot_id).exists():
        LotAffectation.objects.filter(pk=ligne.lot_id).update(etat=LotAffectation.Etat.VALIDE)
    return ligne
