"""What is said in a workshop: written, read before it is shown, gathered, weighed, followed by something."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.actions.ateliers import hold_atelier
from collectifs.models import ActionDecidee, Atelier, Contribution, Gommette, Grappe, ParticipantAtelier, Synthese
from collectifs.queries.ateliers import sum_dots
from members.models import Personne
from socle import journal
from socle.empreintes import EcritParUnAutre
from socle.permissions import require

CLOSED = "La collecte de cet atelier est fermée : votre texte n’a pas été pris. Copiez-le et donnez-le à l’animation."
FULL = "Beaucoup de contributions attendent d’être relues : patientez un peu, ou donnez la vôtre à l’animation."
MOST_WAITING = 500
Etat = Contribution.Etat
Genre = Contribution.Genre


@transaction.atomic
def contribute(
    atelier: Atelier, *, is_anonyme: bool, by: Personne, envoi: uuid.UUID | None = None, **fields: Any
) -> Contribution:
    """Say something as somebody with an account: shown at once if signed, read first if anonymous.

    An anonymous contribution holds no name, and the journal says nothing of it.
    """
    require(by, "collectifs.contribute", atelier)
    etat = Etat.A_RELIRE if is_anonyme else Etat.ACCEPTEE
    contribution = _take(atelier, envoi, is_anonyme=is_anonyme, auteur=None if is_anonyme else by, etat=etat, **fields)
    if not is_anonyme:
        journal.record("collectifs.contribute", atelier, by=by)
    return contribution


@transaction.atomic
def contribute_without_account(
    atelier: Atelier, *, is_anonyme: bool, prenom: str = "", envoi: uuid.UUID | None = None, **fields: Any
) -> Contribution:
    """Say something through the open door of the workshop; nobody reads it before the facilitator did."""
    name = "" if is_anonyme else prenom
    return _take(atelier, envoi, is_anonyme=is_anonyme, prenom=name, etat=Etat.A_RELIRE, **fields)


def _take(atelier, envoi, **fields) -> Contribution:
    held = hold_atelier(atelier)
    sent_before = Contribution.objects.filter(envoi=envoi, atelier=held).first() if envoi else None
    if sent_before:  # the same page sent twice
        return sent_before
    if not held.is_collecting:
        raise ValidationError(CLOSED)
    if held.contributions.a_relire().count() >= MOST_WAITING:
        raise ValidationError(FULL)
    return _write(held, envoi, fields)


def _write(atelier, envoi, fields) -> Contribution:
    contribution = Contribution(atelier=atelier, **fields)
    if envoi:
        contribution.envoi = envoi
    contribution.full_clean()
    contribution.save()
    return contribution


@transaction.atomic
def write_down(atelier: Atelier, *, by: Personne, envoi: uuid.UUID | None = None, **fields: Any) -> Contribution:
    """Write what somebody said aloud or on paper: before, during or after the collection."""
    require(by, "collectifs.run_atelier", atelier)
    held = hold_atelier(atelier)
    sent_before = Contribution.objects.filter(envoi=envoi, atelier=held).first() if envoi else None
    contribution = sent_before or _write(held, envoi, {**fields, "etat": Etat.ACCEPTEE})
    journal.record("collectifs.write_down", atelier, by=by)
    return contribution


@transaction.atomic
def settle_contribution(contribution: Contribution, *, accept: bool, by: Personne) -> Contribution:
    """Show a contribution to all, or set it aside; what was set aside may be taken back."""
    require(by, "collectifs.run_atelier", contribution)
    held = _hold(contribution)
    held.etat = Etat.ACCEPTEE if accept else Etat.ECARTEE
    held.full_clean()
    held.save(update_fields=["etat"])
    journal.record("collectifs.settle_contribution", held.atelier, by=by, contribution=held.pk, accept=accept)
    return held


@transaction.atomic
def edit_contribution(contribution: Contribution, *, lu: str, by: Personne, **fields: Any) -> Contribution:
    """Put a contribution under another heading, mend its words, keep it or not.

    `lu` is the digest of the text that was read: nobody's words are overwritten unseen. Consent may be taken back
    for somebody, never given in their place.
    """
    require(by, "collectifs.run_atelier", contribution)
    held = _hold(contribution)
    if held.empreinte != lu and held.texte != fields.get("texte"):
        raise EcritParUnAutre(held)
    if held.is_debat and not fields.get("is_debat", True):
        _check_never_published(held)
    if fields.get("peut_publier") and not held.peut_publier:
        raise ValidationError("L’accord pour publier ses mots ne se donne pas à la place de quelqu’un.")
    for name, value in fields.items():
        setattr(held, name, value)
    held.full_clean()
    held.save()
    journal.record("collectifs.edit_contribution", held.atelier, by=by, contribution=held.pk)
    return held


def _check_never_published(contribution) -> None:
    """R26: what a published synthesis called a point of debate stays one in the versions that follow."""
    if Synthese.objects.publiees().filter(atelier=contribution.atelier_id).exists():
        raise ValidationError("Une synthèse publiée le donne comme point de débat : il le reste.")


@transaction.atomic
def withdraw_consent(contribution: Contribution, *, by: Personne) -> Contribution:
    """Take back the consent to publish one's words: they leave the syntheses, even published."""
    require(by, "collectifs.withdraw_consent", contribution)
    held = _hold(contribution)
    held.peut_publier = False
    held.save(update_fields=["peut_publier"])
    journal.record("collectifs.withdraw_consent", held.atelier, by=by)
    return held


@transaction.atomic
def group_contributions(
    atelier: Atelier, *, contributions: list[int], grappe: int | None, titre: str, by: Personne
) -> Grappe | None:
    """Put contributions under a theme: an existing one, a new one if `titre` names it, none if neither is given."""
    require(by, "collectifs.run_atelier", atelier)
    held = hold_atelier(atelier)
    target = held.grappes.filter(pk=grappe).first() if grappe else None
    if titre:
        target = held.grappes.filter(titre=titre).first() or Grappe(atelier=held, titre=titre)
        target.ordre = target.ordre if target.pk else held.grappes.count() + 1
        target.full_clean()
        target.save()
    held.contributions.acceptees().filter(pk__in=contributions).update(grappe=target)
    journal.record("collectifs.group_contributions", held, by=by, number=len(contributions))
    return target


@transaction.atomic
def remove_grappe(grappe: Grappe, *, by: Personne) -> None:
    """Undo a theme: its contributions are of no theme again, its dots go back to those who placed them."""
    require(by, "collectifs.run_atelier", grappe)
    journal.record("collectifs.remove_grappe", grappe.atelier, by=by, titre=grappe.titre)
    grappe.delete()


@transaction.atomic
def place_gommettes(atelier: Atelier, *, nombres: dict[int, int], by: Personne) -> int:
    """Place one's dots on themes, all at once; returns how many are left. Nobody spends more than they have.

    The participant's row is held: two pages sent at once are read one after the other.
    """
    require(by, "collectifs.view_atelier", atelier)
    participant = (
        ParticipantAtelier.objects.select_for_update(of=("self",)).filter(atelier=atelier, personne=by).first()
    )
    if participant is None:
        raise ValidationError(
            "Les gommettes sont à celles et ceux qui participent : dites d’abord que vous participez."
        )
    held = Atelier.objects.get(pk=atelier.pk)
    if not held.is_annonce:
        raise ValidationError("Cet atelier n’est pas ouvert aux gommettes.")
    known = set(held.grappes.filter(pk__in=nombres).values_list("pk", flat=True))
    placed = {pk: number for pk, number in nombres.items() if pk in known and number > 0}
    if sum(placed.values()) > held.gommettes:
        raise ValidationError(
            f"Vous avez {held.gommettes} gommettes et vous en posez {sum(placed.values())} : retirez-en."
        )
    participant.placees.all().delete()
    Gommette.objects.bulk_create(
        Gommette(participant=participant, grappe_id=pk, nombre=number) for pk, number in placed.items()
    )
    return held.gommettes - sum_dots(participant)


@transaction.atomic
def count_wall(atelier: Atelier, *, nombres: dict[int, int], by: Personne) -> None:
    """Write how many paper dots were placed on the wall, theme by theme."""
    require(by, "collectifs.run_atelier", atelier)
    for grappe in hold_atelier(atelier).grappes.filter(pk__in=nombres):
        grappe.points_salle = nombres[grappe.pk]
        grappe.full_clean()
        grappe.save(update_fields=["points_salle"])
    journal.record("collectifs.count_wall", atelier, by=by)


@transaction.atomic
def make_action(contribution: Contribution, *, by: Personne, **fields: Any) -> ActionDecidee:
    """Make an action of a recommendation; each knows the other. Asked twice, it is made once."""
    require(by, "collectifs.run_atelier", contribution)
    held = _hold_preconisation(contribution)
    if held.action is not None:
        return held.action
    action = ActionDecidee(collectif=held.atelier.collectif, **fields)
    action.full_clean()
    action.save()
    held.action = action
    held.full_clean()
    held.save(update_fields=["action"])
    journal.record("collectifs.make_action", held.atelier, by=by, action=action.pk)
    return action


@transaction.atomic
def carry_to_pacte(contribution: Contribution, *, carry: bool, by: Personne) -> Contribution:
    """Mark a recommendation as one to bring to the federation's pact, or take the mark back."""
    require(by, "collectifs.run_atelier", contribution)
    held = _hold_preconisation(contribution)
    held.a_porter_le = (held.a_porter_le or timezone.localdate()) if carry else None
    held.save(update_fields=["a_porter_le"])
    journal.record("collectifs.carry_to_pacte", held.atelier, by=by, contribution=held.pk, carry=carry)
    return held


def _hold_preconisation(contribution) -> Contribution:
    held = _hold(contribution)
    if held.genre != Genre.PRECONISATION or held.etat != Etat.ACCEPTEE:
        raise ValidationError("Seule une préconisation acceptée devient une action ou un amendement du pacte.")
    return held


def _hold(contribution) -> Contribution:
    locked = Contribution.objects.select_for_update(of=("self",)).select_related(
        "atelier__collectif__fonction_referente", "action"
    )
    return locked.get(pk=contribution.pk)
