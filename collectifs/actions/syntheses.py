"""The synthesis of a workshop: drafted, imported, published, corrected by a new version."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.actions.ateliers import hold_atelier
from collectifs.actions.contributions import EcritParUnAutre
from collectifs.models import Atelier, Contribution, Synthese
from collectifs.notifications import SynthesePubliee
from collectifs.queries.syntheses import compose_synthese, freeze_synthese
from collectifs.recognition import DEBAT, MODALITES, TEXTE, Ligne
from members.models import Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require

WRITTEN = ("introduction", "modalites", "complement")
Genre = Contribution.Genre


@transaction.atomic
def draft_synthese(atelier: Atelier, *, by: Personne, motif: str = "") -> Synthese:
    """Begin a synthesis, or the correction of a published one, from what it said; one draft at a time."""
    require(by, "collectifs.run_atelier", atelier)
    held = hold_atelier(atelier)
    latest = held.syntheses.order_by("-version").first()
    if latest and not latest.is_publiee:
        return latest
    if latest and not motif:
        raise ValidationError("Dites ce que la nouvelle version corrige : on le lira en tête.")
    synthese = Synthese(atelier=held, version=latest.version + 1 if latest else 1, motif=motif if latest else "")
    for name in WRITTEN if latest else ():
        setattr(synthese, name, getattr(latest, name))
    synthese.full_clean()
    synthese.save()
    journal.record("collectifs.draft_synthese", held, by=by, version=synthese.version)
    return synthese


@transaction.atomic
def write_synthese(synthese: Synthese, *, lu: str, by: Personne, **fields: Any) -> Synthese:
    """Write the texts of a draft; `lu` is the digest of those that were read, so that nobody's are overwritten."""
    require(by, "collectifs.edit_synthese", synthese)
    held = _hold(synthese)
    if held.empreinte != lu and any(getattr(held, name) != fields[name] for name in WRITTEN):
        raise EcritParUnAutre(held)
    for name in (*WRITTEN, "motif"):
        setattr(held, name, fields.get(name, getattr(held, name)))
    held.full_clean()
    held.save()
    journal.record("collectifs.write_synthese", held.atelier, by=by, version=held.version)
    return held


@transaction.atomic
def publish_synthese(synthese: Synthese, *, by: Personne) -> Synthese:
    """Publish a synthesis to whoever sees the workshop: frozen from then on, points of debate included (R26)."""
    require(by, "collectifs.edit_synthese", synthese)
    hold_atelier(synthese.atelier)
    held = _hold(synthese)
    if compose_synthese(held).is_vide and not held.complement:
        raise ValidationError("Cette synthèse ne dit encore rien : retenez des contributions avant de la publier.")
    held.contenu = freeze_synthese(held)
    held.publiee_le, held.publiee_par = timezone.now(), by
    held.save()
    journal.record("collectifs.publish_synthese", held.atelier, by=by, version=held.version)
    notify(SynthesePubliee(held))
    return held


@transaction.atomic
def import_synthese(atelier: Atelier, *, lignes: list[Ligne], source: str, citations: bool, by: Personne) -> Synthese:
    """Write an existing synthesis into a draft: its lines become contributions, the rest stays text.

    The text is kept as it was, whole. Quotations are published only if whoever imports says that they may be (R27).
    """
    require(by, "collectifs.run_atelier", atelier)
    synthese = draft_synthese(atelier, motif="Import d’un texte existant", by=by)
    Contribution.objects.bulk_create(
        make_contribution(atelier, ligne, citations) for ligne in lignes if is_contribution(ligne)
    )
    for name, quoi in (("modalites", MODALITES), ("complement", TEXTE)):
        added = "\n".join(ligne.texte for ligne in lignes if ligne.quoi == quoi)
        setattr(synthese, name, "\n\n".join(filter(None, [getattr(synthese, name), added])))
    synthese.source = "\n\n".join(filter(None, [synthese.source, source]))
    synthese.save()
    journal.record("collectifs.import_synthese", synthese.atelier, by=by, number=len(lignes))
    return synthese


def is_contribution(ligne: Ligne) -> bool:
    return ligne.quoi == DEBAT or ligne.quoi in Genre.values


def make_contribution(atelier, ligne: Ligne, citations: bool) -> Contribution:
    is_debat = ligne.quoi == DEBAT
    genre = Genre.POINT_ESSENTIEL if is_debat else ligne.quoi
    return Contribution(
        atelier=atelier,
        genre=genre,
        texte=ligne.texte,
        is_debat=is_debat,
        is_anonyme=True,
        peut_publier=genre == Genre.VERBATIM and citations,
        etat=Contribution.Etat.ACCEPTEE,
    )


def _hold(synthese) -> Synthese:
    held = Synthese.objects.select_for_update(of=("self",)).select_related("atelier__collectif__fonction_referente")
    found = held.get(pk=synthese.pk)
    if found.is_publiee:
        raise ValidationError(
            "Cette synthèse vient d’être publiée : elle ne change plus. Faites une nouvelle version."
        )
    return found
