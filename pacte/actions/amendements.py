"""What associations, the commission and the body do with amendments. None overwrites another silently."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from members.models import Association, Personne
from pacte.actions.consultations import GONE, lock_consultation
from pacte.consolidation import Arbre, digest_bloc
from pacte.genres import Genre
from pacte.models import Amendement, Collision, Consultation, ScrutinPacte, Soutien
from pacte.notifications_debat import (
    AmendementDecide,
    AmendementDepose,
    AmendementEnCollision,
    ContrePropositionFaite,
)
from pacte.queries.amendements import find_colliding, get_functions_held, get_rivals
from pacte.tree import Noeud
from socle import journal
from socle.notifications import notify
from socle.permissions import require

Decision, Operation, Reponse = Amendement.Decision, Amendement.Operation, Amendement.Reponse
OVER = "Cet amendement est retiré ou décidé : il ne change plus."
NOT_YET = "Le dépôt des amendements n’est pas terminé : un autre peut encore venir toucher les mêmes mots."
NOT_HELD = "Personne ne tient cette fonction aujourd’hui : choisissez-en une de la liste."
VOTING = "Un vote est ouvert sur cet amendement : attendez sa clôture."


class TexteDeplace(Exception):
    """The block is no longer the one that was read when the amendment was written; `noeud` is what it says now."""

    def __init__(self, noeud: Noeud):
        super().__init__(str(noeud.identifiant))
        self.noeud = noeud


@transaction.atomic
def deposit_amendement(
    consultation: Consultation,
    *,
    operation: str,
    bloc: UUID,
    base: str,
    objet: str,
    motif: str,
    association: Association,
    by: Personne,
    **fields: Any,
) -> Amendement:
    """Deposit an amendment in the name of an association; what it meets is computed at once and told to both authors.

    The consultation is held: of two deposits at once, the second one sees the first. Raises TexteDeplace if the
    block is not the one that was read.
    """
    require(by, "pacte.speak_for", association)
    standing = lock_consultation(consultation)
    if not standing.is_depot_ouvert:
        raise ValidationError("Les amendements se déposent de l’ouverture au dernier jour de dépôt : c’est fermé.")
    noeuds = standing.version.read().noeuds
    arbre = Arbre(noeuds)
    if (noeud := arbre.noeuds.get(bloc)) is None:
        raise ValidationError(GONE)
    if base != digest_bloc(noeud):
        raise TexteDeplace(noeud)
    amendement = Amendement(
        consultation=standing, operation=operation, bloc=bloc, base=base, avant_titre=noeud.titre,
        avant_texte=noeud.texte, avant_referent=noeud.referent, referent=noeud.referent, objet=objet, motif=motif,
        association=association, auteur=by,
    )  # fmt: skip
    amendement.numero = (standing.amendements.aggregate(last=Max("numero"))["last"] or 0) + 1
    CHECKS[operation](amendement, arbre, noeud, fields)
    amendement.full_clean()
    amendement.save()
    journal.record("dépose un amendement à", standing.version, by=by, numero=amendement.numero)
    notify(AmendementDepose(amendement))
    note_collisions(amendement, noeuds)
    return amendement


def _check_words(amendement, arbre, noeud, fields) -> None:
    amendement.titre, amendement.texte = fields.get("titre", ""), fields.get("texte", "")
    amendement.referent = fields.get("referent", noeud.referent)
    if amendement.referent not in (noeud.referent, "", *get_functions_held()):
        raise ValidationError({"referent": NOT_HELD})
    if (amendement.titre, amendement.texte, amendement.referent) == (noeud.titre, noeud.texte, noeud.referent):
        raise ValidationError("Rien ne change : écrivez le texte que vous voulez à la place.")


def _check_new(amendement, arbre, noeud, fields) -> None:
    amendement.titre, amendement.texte = fields.get("titre", ""), fields.get("texte", "")
    amendement.genre = fields.get("genre") or Genre.TEXTE
    amendement.place = fields.get("place") or Amendement.Place.APRES


def _check_deletion(amendement, arbre, noeud, fields) -> None:
    """Nothing more is said of a block that goes, with what stands under it."""


def _check_move(amendement, arbre, noeud, fields) -> None:
    amendement.cible, amendement.place = fields.get("cible"), fields.get("place") or Amendement.Place.APRES
    if amendement.cible not in arbre.noeuds:
        raise ValidationError({"cible": "Choisissez le bloc près duquel il irait."})
    if amendement.cible in arbre.below(amendement.bloc):
        raise ValidationError({"cible": "Un bloc ne va pas sous lui-même : choisissez-en un autre."})


CHECKS = {
    Operation.REMPLACER: _check_words,
    Operation.INSERER: _check_new,
    Operation.SUPPRIMER: _check_deletion,
    Operation.DEPLACER: _check_move,
}


def note_collisions(amendement: Amendement, noeuds: list[Noeud]) -> None:
    """Write down which amendments one meets, in the words that it has now, and tell the authors of both."""
    Collision.objects.filter(premier=amendement).delete()
    Collision.objects.filter(second=amendement).delete()
    for other, raison in find_colliding(amendement, noeuds):
        premier, second = sorted((amendement, other), key=lambda row: row.pk)
        Collision.objects.create(premier=premier, second=second, raison=raison[:200])
        notify(AmendementEnCollision(premier, second, raison))


@transaction.atomic
def withdraw_amendement(amendement: Amendement, *, by: Personne) -> Amendement:
    """Withdraw an amendment, as long as nothing is decided; it stays in the list."""
    require(by, "pacte.speak_for", amendement.association)
    standing = hold_amendement(amendement)
    _check_no_vote(standing)
    standing.retire_le = timezone.now()
    standing.save(update_fields=["retire_le"])
    journal.record("retire un amendement à", standing.consultation.version, by=by, numero=standing.numero)
    return standing


@transaction.atomic
def support(amendement: Amendement, *, association: Association, by: Personne) -> Soutien:
    """Put an association beside an amendment; said twice, it is said once."""
    require(by, "pacte.speak_for", association)
    standing = hold_amendement(amendement)
    if standing.association_id == association.pk:
        raise ValidationError("C’est l’amendement de cette association : il l’a déjà avec lui.")
    soutien, _ = Soutien.objects.get_or_create(
        amendement=standing, association=association, retire_le=None, defaults={"par": by}
    )
    return soutien


@transaction.atomic
def take_support_back(amendement: Amendement, *, association: Association, by: Personne) -> None:
    """Take an association's support back, freely, until the decision."""
    require(by, "pacte.speak_for", association)
    standing = hold_amendement(amendement)
    standing.soutiens.filter(association=association, retire_le=None).update(retire_le=timezone.now())


@transaction.atomic
def advise(
    amendement: Amendement, *, avis: str, avis_texte: str, contre_titre: str = "", contre_texte: str = "", by: Personne
) -> Amendement:
    """Give the commission's opinion, which decides nothing; with other words, their author is asked."""
    require(by, "pacte.advise", amendement.consultation)
    standing = hold_amendement(amendement)
    _check_no_vote(standing)
    standing.avis, standing.avis_texte, standing.avis_par, standing.avis_le = avis, avis_texte, by, timezone.now()
    has_counter = bool(contre_titre or contre_texte)
    if has_counter and (contre_titre, contre_texte) != (standing.contre_titre, standing.contre_texte):
        _counter(standing, contre_titre, contre_texte)
        notify(ContrePropositionFaite(standing))
    standing.full_clean()
    standing.save()
    journal.record("donne un avis sur un amendement à", standing.consultation.version, by=by, avis=avis)
    return standing


def _counter(amendement, titre, texte) -> None:
    if amendement.operation not in (Operation.REMPLACER, Operation.INSERER):
        raise ValidationError("Une contre-proposition change des mots : cet amendement n’en écrit pas.")
    if amendement.is_modifie:
        raise ValidationError("L’association a déjà accepté vos mots : ils ne changent plus.")
    amendement.contre_titre, amendement.contre_texte = titre, texte
    amendement.contre_le, amendement.contre_reponse = timezone.now(), ""


@transaction.atomic
def answer_counter(amendement: Amendement, *, reponse: str, lu: str, by: Personne) -> Amendement:
    """Accept the commission's words, which are then decided, or keep one's own; `lu` are those that were read."""
    require(by, "pacte.speak_for", amendement.association)
    standing = hold_amendement(amendement)
    _check_no_vote(standing)
    if not standing.awaits_author:
        raise ValidationError("Il n’y a pas de proposition à laquelle répondre.")
    if standing.contre_le.isoformat() != lu:
        raise ValidationError("La commission vient de changer sa proposition : relisez-la avant de répondre.")
    standing.contre_reponse = reponse
    standing.full_clean()
    standing.save(update_fields=["contre_reponse"])
    if standing.is_modifie:
        note_collisions(standing, standing.consultation.version.read().noeuds)
    journal.record("répond à la commission sur", standing.consultation.version, by=by, reponse=reponse)
    return standing


@transaction.atomic
def decide_amendement(
    amendement: Amendement, *, decision: str, motif: str, concilier: bool = False, by: Personne
) -> Amendement:
    """Write down what the body decided. Adopted, those that meet it fall, unless both are to be reconciled by hand."""
    require(by, "pacte.decide_amendement")
    standing = hold_amendement(amendement)
    if not standing.consultation.is_depot_clos:
        raise ValidationError(NOT_YET)
    _check_no_vote(standing)
    if decision == Decision.ADOPTE and not concilier:
        make_rivals_fall(standing, by=by)
    return write_decision(standing, decision=decision, motif=motif, by=by)


def make_rivals_fall(amendement: Amendement, *, by: Personne) -> None:
    """One passes, the others fall; one that meets an adopted one does not pass without somebody saying so."""
    for rival, raison in get_rivals(amendement):
        if rival.decision == Decision.ADOPTE:
            raise ValidationError(
                f"L’amendement {rival.numero} est déjà adopté et {raison} : cochez « à concilier » pour garder les "
                "deux, et choisir les mots à la main."
            )
        if rival.is_debattu:
            _check_no_vote(rival)
            motif = f"L’amendement {amendement.numero}, qui le rencontre, est adopté : {raison}."
            write_decision(rival, decision=Decision.TOMBE, motif=motif, by=by)


def write_decision(
    amendement: Amendement, *, decision: str, motif: str, scrutin: ScrutinPacte | None = None, by: Personne
) -> Amendement:
    """Write a decision, once, and tell the association."""
    amendement.decision, amendement.decision_motif, amendement.scrutin = decision, motif, scrutin
    amendement.decision_par, amendement.decision_le = by, timezone.now()
    amendement.full_clean()
    amendement.save()
    version = amendement.consultation.version
    journal.record("décide d’un amendement à", version, by=by, numero=amendement.numero, decision=decision)
    notify(AmendementDecide(amendement))
    return amendement


def hold_amendement(amendement: Amendement) -> Amendement:
    """Hold an amendment that is still debated, and its consultation before it."""
    consultation = lock_consultation(amendement.consultation)
    rows = Amendement.objects.select_for_update(of=("self",)).select_related("association", "auteur")
    standing = rows.get(pk=amendement.pk)
    standing.consultation = consultation
    if not standing.is_debattu:
        raise ValidationError(OVER)
    return standing


def _check_no_vote(amendement) -> None:
    """What is being voted on does not change under those who vote."""
    running = ScrutinPacte.objects.courants().filter(questions__amendement=amendement, proclame_le=None)
    if running.exists():
        raise ValidationError(VOTING)
