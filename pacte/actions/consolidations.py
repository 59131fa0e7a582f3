"""From decided amendments to the next version: only what was decided, and a human where two cannot be written."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import Personne
from pacte.actions.consultations import lock_consultation
from pacte.actions.versions import write_blocs
from pacte.consolidation import MOTS, Arbre, Conflit, merge_referents
from pacte.models import Conciliation, Consolidation, Consultation, ScrutinPacte, VersionPacte
from pacte.queries.amendements import get_conflits, to_changement
from pacte.queries.versions import get_next_version
from socle import journal
from socle.permissions import require

CHANGED = "Ce qui était à concilier vient de changer : relisez avant de choisir."


@transaction.atomic
def settle_conflit(
    consultation: Consultation,
    *,
    bloc: UUID,
    sujet: str,
    numeros: tuple[int, ...],
    titre: str = "",
    texte: str = "",
    referent: str | None = None,
    retenu: int | None = None,
    by: Personne,
) -> Conciliation:
    """Choose the words, or which amendment applies, where adopted ones cannot be written together.

    What was chosen holds for these amendments alone: were another one adopted, it is asked again.
    """
    require(by, "pacte.decide_amendement")
    standing = lock_consultation(consultation)
    if hasattr(standing, "consolidation"):
        raise ValidationError("Le texte consolidé est écrit : il ne se change plus d’ici.")
    conflit = Conflit(bloc, sujet, tuple(sorted(numeros)))
    about = {"consultation": standing, "bloc": bloc, "sujet": sujet, "numeros": list(conflit.numeros)}
    earlier = Conciliation.objects.filter(**about).first()
    noeuds = standing.version.read().noeuds
    if earlier is None and conflit not in get_conflits(standing, noeuds).conflits:
        raise ValidationError(CHANGED)
    if sujet == MOTS and not (titre or texte):
        raise ValidationError("Ce bloc serait vide : écrivez les mots retenus.")
    if retenu is not None and retenu not in conflit.numeros:
        raise ValidationError({"retenu": "Choisissez l’un des amendements de cette liste."})
    conciliation = earlier or Conciliation(**about)
    conciliation.titre, conciliation.texte, conciliation.par = titre, texte, by
    if sujet == MOTS:
        conciliation.referent = _settle_referent(standing, noeuds, conflit) if referent is None else referent
    conciliation.retenu = standing.amendements.get(numero=retenu) if retenu is not None else None
    conciliation.full_clean()
    conciliation.save()
    journal.record("concilie des amendements à", standing.version, by=by, bloc=str(bloc), numeros=list(numeros))
    return conciliation


def _settle_referent(consultation, noeuds, conflit) -> str:
    """Return the function that answers for the block where nobody had to choose one."""
    noeud = Arbre(noeuds).noeuds[conflit.bloc]
    rows = consultation.amendements.filter(numero__in=conflit.numeros)
    named = merge_referents(noeud, [to_changement(row) for row in rows])
    if named is None:
        raise ValidationError({"referent": "Deux fonctions sont nommées : choisissez celle qui en répond."})
    return named


@transaction.atomic
def write_consolidation(consultation: Consultation, *, by: Personne) -> VersionPacte:
    """Write the next version, a draft, from the decided amendments and nothing else."""
    require(by, "pacte.decide_amendement")
    standing = lock_consultation(consultation)
    _check_all_decided(standing)
    resultat = get_conflits(standing, standing.version.read().noeuds)
    if resultat.conflits:
        raise ValidationError("Des amendements adoptés ne s’écrivent pas ensemble : conciliez-les d’abord.")
    majeure, avenant = get_next_version(standing.version)
    version = VersionPacte(pacte=standing.version.pacte, majeure=majeure, avenant=avenant, cree_par=by)
    version.federation_id = standing.version.federation_id
    version.full_clean()
    version.save()
    write_blocs(version, resultat.noeuds, by=None)
    numeros = list(standing.amendements.adoptes().values_list("numero", flat=True))
    Consolidation.objects.create(consultation=standing, version=version, numeros=numeros, par=by)
    journal.record("consolide", version, by=by, amendements=numeros)
    return version


def _check_all_decided(consultation) -> None:
    if hasattr(consultation, "consolidation"):
        raise ValidationError("Le texte consolidé est déjà écrit : il ne l’est qu’une fois.")
    if not consultation.is_close:
        raise ValidationError("La consultation n’est pas close : le texte se consolide après.")
    if ScrutinPacte.objects.courants().filter(consultation=consultation, proclame_le=None).exists():
        raise ValidationError("Un vote n’est pas proclamé : le texte se consolide après.")
    if waiting := list(consultation.amendements.debattus().values_list("numero", flat=True)):
        raise ValidationError(f"Il reste à décider : {', '.join(f'amendement {numero}' for numero in waiting)}.")
