"""Writing an association's plan with several hands: sealed, never one over another, agreed to by the association.

Each validation is the beneficiary's own act (§4.1): nobody says « yes » for them, a provider least of all.
"""

from types import SimpleNamespace
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible, lock, record
from accompagnement.actions.lecture import hold_acces, leave_line, name_of
from accompagnement.models import (
    CLES_DU_ROLE,
    Acces,
    CleDossier,
    Demande,
    EtapePlan,
    Evenement,
    Genre,
    Plan,
    Role,
    TextePlan,
    ValidationPlan,
)
from accompagnement.models.echanges import COTE_DEMANDEUR
from accompagnement.notifications import DemandeAvancee, SollicitationChangee
from accompagnement.queries.plans import EtapeLue, PlanOuvert, TexteLu, get_plan, may_write
from socle.crypto import new_key
from socle.empreintes import EcritParUnAutre
from socle.notifications import notify

Verbe = Evenement.Verbe
Objet = ValidationPlan.Objet
PERSONNELLE = "A personal request has no plan"
FERME = "Ce plan ne s’écrit plus : rien n’a été changé. Voyez plus haut où en est la demande."
RELIRE = "Ceci a changé depuis que vous l’avez lu : relisez-le, puis validez."
PAS_ENCORE = {
    Objet.DIAGNOSTIC: "",
    Objet.ETAPES: "Le diagnostic se valide d’abord : les étapes en découlent.",
    Objet.SUIVI: "Des étapes restent ouvertes : dites d’abord, pour chacune, si elle est faite ou abandonnée.",
}


class _Autrement(Exception):
    """What stands is not what was read: it is opened again, in a transaction that leaves its line."""


@transaction.atomic
def read_plan(demande: Demande, *, by) -> PlanOuvert:
    """Open the texts of a plan to who holds its key, and write who read it, in the same transaction."""
    acces = hold_acces(demande, Genre.PLAN, by)
    plan = Plan.objects.filter(demande=demande).first()
    if plan is None:
        return PlanOuvert()
    key = _key_of(acces)
    leave_line(acces, Genre.PLAN, by=by)
    textes = {t.nature: TexteLu(t.nature, t.open_with(key), t.version) for t in plan.textes.all()}
    return PlanOuvert(textes, [EtapeLue(etape, etape.open_with(key)) for etape in plan.etapes.all()])


def _key_of(acces) -> bytes:
    key = acces.get_key(Genre.PLAN)
    if key is None:
        raise PermissionDenied("no key")
    return key


def write_texte(demande: Demande, nature: str, texte: str, *, lu: int, by) -> TextePlan:
    """Write the diagnosis, or what remains, over the version that was read (0: none).

    Raises EcritParUnAutre with what somebody else wrote since: opening it leaves its line too.
    """
    try:
        return _write_texte(demande, nature, texte, lu, by)
    except _Autrement:
        sien = read_plan(demande, by=by).textes[nature]
        raise EcritParUnAutre(SimpleNamespace(empreinte=sien.version, texte=sien.texte)) from None


@transaction.atomic
def _write_texte(demande, nature, texte, lu, by) -> TextePlan:
    demande, acces, plan, key = _hold(demande, nature, by)
    row = plan.textes.filter(nature=nature).first()
    if row and row.open_with(key) == texte:
        return row
    if (row.version if row else 0) != lu:
        raise _Autrement
    row = row or TextePlan(plan=plan, nature=nature, version=0)
    _announce(demande, plan, nature, row.version, acces)
    _seal(row, key, texte, acces)
    return row


def save_etape(
    demande: Demande, numero: UUID, *, texte: str, rang: int, etat: str, echeance, lu: int, by
) -> EtapePlan:
    """Write a step, new (`lu` 0, the number its form was given) or as it was read; the same form twice makes one."""
    given = {"rang": rang, "etat": etat, "echeance": echeance}
    try:
        return _save_etape(demande, numero, texte, given, lu, by)
    except _Autrement:
        sienne = next(one for one in read_plan(demande, by=by).etapes if one.etape.pk == numero)
        fields = {name: getattr(sienne.etape, name) for name in given}
        empreinte = sienne.etape.version
        raise EcritParUnAutre(SimpleNamespace(empreinte=empreinte, texte=sienne.texte, **fields)) from None


@transaction.atomic
def _save_etape(demande, numero, texte, given, lu, by) -> EtapePlan:
    demande, acces, plan, key = _hold(demande, "", by)
    row = plan.etapes.filter(pk=numero).first()
    if row and row.open_with(key) == texte and all(getattr(row, name) == value for name, value in given.items()):
        return row
    if (row.version if row else 0) != lu:
        if row is None:
            raise Impossible("Cette étape n’est plus dans le plan : relisez-le.")
        raise _Autrement
    if row is None:
        is_taken = EtapePlan.objects.filter(pk=numero).exists()  # another case's: not refused, which would tell
        row = EtapePlan(pk=uuid4() if is_taken else numero, plan=plan, version=0)
        is_recast = True
    else:
        is_recast = row.open_with(key) != texte or (row.rang, row.echeance) != (given["rang"], given["echeance"])
    for name, value in given.items():
        setattr(row, name, value)
    if is_recast:  # a step that moves on is not another plan
        _announce(demande, plan, Objet.ETAPES, plan.version, acces)
        plan.version += 1
        plan.save()
    _seal(row, key, texte, acces)
    return row


def _seal(row, key, texte, acces) -> None:
    row.seal_with(key, texte)
    row.version += 1
    row.role, row.ecrit_le = acces.role, timezone.now()
    row.full_clean()
    row.save()


def _hold(demande, nature, by) -> tuple[Demande, Acces, Plan, bytes]:
    """Hold the case, the access, the plan and its key; the first writing makes them, for all who may read it."""
    demande = lock(demande)
    if demande.is_personnelle:
        raise PermissionDenied(PERSONNELLE)
    acces = hold_acces(demande, Genre.PLAN, by)
    role = Role(acces.role)
    if not may_write(demande.etat, role, nature):
        if role in COTE_DEMANDEUR or role == Role.PRESTATAIRE:
            raise Impossible(FERME)
        raise PermissionDenied("reads only")
    plan, is_new = Plan.objects.get_or_create(demande=demande)
    if is_new:
        key = new_key()
        readers = Acces.objects.ouverts().filter(demande=demande)
        holders = [reader for reader in readers if Genre.PLAN in CLES_DU_ROLE[Role(reader.role)]]
        CleDossier.objects.bulk_create(reader.prepare_key(Genre.PLAN, key) for reader in holders)
        return demande, acces, plan, key
    return demande, acces, plan, _key_of(acces)


def _announce(demande, plan, objet, version, acces) -> None:
    """Say once, in the ledger and by a neutral message, that there is something new to agree to.

    Later writings of what nobody agreed to yet say nothing: a plan is written in many small steps.
    """
    if version and not plan.validations.filter(objet=objet, version=version).exists():
        return
    record(demande, Verbe.PLAN, role=Role(acces.role), detail=objet)
    if acces.role == Role.PRESTATAIRE:
        notify(DemandeAvancee(demande))


@transaction.atomic
def validate_plan(demande: Demande, objet: str, version: int, *, by) -> ValidationPlan:
    """Say « yes » to the version that was read, oneself, for the association; said twice, it is once."""
    demande = lock(demande)
    acces = hold_acces(demande, Genre.PLAN, by)
    if acces.role not in COTE_DEMANDEUR:
        raise PermissionDenied("the beneficiary’s own act")
    plan = get_plan(demande)
    standing = plan.validables.get(objet)
    if standing is None or standing.version != version:
        raise Impossible(RELIRE)
    if standing.validation:
        return standing.validation
    _check_order(plan, objet)
    said = ValidationPlan.objects.create(
        plan=demande.plan, objet=objet, version=version, role=acces.role, par=name_of(acces, by)
    )
    record(demande, Verbe.PLAN_VALIDE, role=Role(acces.role), detail=objet)
    for asked in demande.sollicitations.filter(etat="acceptee").select_related("prestataire__personne"):
        notify(SollicitationChangee(asked))
    return said


def _check_order(plan, objet) -> None:
    diagnostic = plan.validables.get(Objet.DIAGNOSTIC)
    is_early = objet == Objet.ETAPES and not (diagnostic and diagnostic.is_validee)
    is_early |= objet == Objet.SUIVI and any(etape.is_ouverte for etape in plan.etapes)
    if is_early:
        raise Impossible(PAS_ENCORE[Objet(objet)])
