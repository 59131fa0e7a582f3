"""Needs: said, carried by associations with one voice each, answered by the federation (A33)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from formations.models import BesoinFormation, Formation, ReglageFormations, SoutienBesoin
from formations.notifications import BesoinPorte, BesoinRepondu
from members.models import Association, Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require

Etat = BesoinFormation.Etat
ANSWERED = "Ce besoin a déjà sa réponse : il ne se soutient plus."


@transaction.atomic
def express_besoin(*, association: Association, personnes: int, by: Personne, **fields) -> BesoinFormation:
    """Say what is missing; the association that says it carries it at once."""
    require(by, "formations.support_besoin", association)
    besoin = BesoinFormation(association=association, exprime_par=by, **fields)
    besoin.full_clean()
    besoin.save()
    journal.record("formations.express_besoin", besoin, by=by, association=association.pk)
    support_besoin(besoin, association=association, personnes=personnes, by=by)
    return besoin


@transaction.atomic
def support_besoin(besoin: BesoinFormation, *, association: Association, personnes: int, by: Personne):
    """Give the voice of an association: one, whoever of it gives it; a second time says how many would come."""
    require(by, "formations.support_besoin", association)
    besoin = _hold(besoin)
    standing = besoin.soutiens.filter(association=association, retire_le=None).first()
    soutien = standing or SoutienBesoin(besoin=besoin, association=association)
    soutien.personne, soutien.personnes = by, personnes
    soutien.full_clean(validate_constraints=standing is None)
    soutien.save()
    journal.record("formations.support_besoin", besoin, by=by, association=association.pk, personnes=personnes)
    carried = besoin.soutiens.filter(retire_le=None).count()
    if carried >= ReglageFormations.load().seuil_besoin:
        notify(BesoinPorte(besoin, carried))
    return soutien


@transaction.atomic
def withdraw_soutien(besoin: BesoinFormation, *, association: Association, by: Personne) -> None:
    """Take the voice back, freely; asked twice, it is the same."""
    require(by, "formations.support_besoin", association)
    besoin = _hold(besoin)
    besoin.soutiens.filter(association=association, retire_le=None).update(retire_le=timezone.now())
    journal.record("formations.withdraw_soutien", besoin, by=by, association=association.pk)


@transaction.atomic
def answer_besoin(besoin: BesoinFormation, *, formation: Formation | None, reponse: str, by: Personne):
    """Answer with a training, which the need keeps, or set it aside and say why; whoever carried it is told."""
    require(by, "formations.organise")
    besoin = _hold(besoin)
    besoin.formation, besoin.reponse, besoin.repondu_le = formation, reponse, timezone.now()
    besoin.etat = Etat.REPONDU if formation else Etat.ECARTE
    besoin.full_clean()
    besoin.save()
    journal.record("formations.answer_besoin", besoin, by=by, etat=besoin.etat)
    notify(BesoinRepondu(besoin))
    return besoin


def _hold(besoin) -> BesoinFormation:
    besoin = BesoinFormation.objects.select_for_update().get(pk=besoin.pk)
    if besoin.etat != Etat.OUVERT:
        raise ValidationError(ANSWERED)
    return besoin


@transaction.atomic
def set_reglages(*, seuil_besoin: int, delai_offre: int, by: Personne, **papiers) -> ReglageFormations:
    """Choose how many associations make a need worth a session, how long a place is kept, what papers say."""
    require(by, "formations.organise")
    reglages = ReglageFormations.load()
    reglages.seuil_besoin, reglages.delai_offre = seuil_besoin, delai_offre
    for name, value in papiers.items():
        setattr(reglages, name, value)
    reglages.full_clean(validate_unique=False)
    reglages.save()
    journal.record("formations.set_reglages", reglages, by=by, seuil=seuil_besoin, delai=delai_offre)
    return reglages
