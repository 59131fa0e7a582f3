"""Put the pieces of a draft in order: another place, another kind, cut in pieces or joined. No word is lost."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Personne
from pacte.actions.blocs import get_siblings, lock_version, renumber, sign_bloc
from pacte.genres import Genre
from pacte.models import Bloc
from pacte.tree import DEEPEST
from socle import journal
from socle.french import say_full_date
from socle.permissions import require

GONE = "Ce bloc vient d’être retiré par quelqu’un d’autre : rechargez le plan."
PARAGRAPHS, LINES = re.compile(r"\n\s*\n"), re.compile(r"\n")


@transaction.atomic
def place_bloc(bloc: Bloc, *, cible: Bloc | None, place: str, by: Personne) -> Bloc:
    """Put a block before or after another, or under it at the end; what stands under it follows."""
    bloc, cible = _take(bloc, by), _refresh(cible)
    parent = cible if place == "dedans" else cible.parent if cible else None
    _check_place(bloc, parent)
    if cible == bloc:
        return bloc
    bloc.parent = parent
    bloc.save(update_fields=["parent"])
    siblings = [sibling for sibling in get_siblings(bloc.version, parent) if sibling != bloc]
    rank = siblings.index(cible) + (place == "apres") if cible in siblings else len(siblings)
    siblings.insert(rank, bloc)
    renumber(siblings)
    journal.record("déplace un bloc de", bloc.version, by=by, bloc=str(bloc.identifiant), sens=place)
    return bloc


@transaction.atomic
def change_genre(bloc: Bloc, *, genre: str, by: Personne) -> Bloc:
    """Make a block of another kind; how a commitment was followed goes into its text when it is one no more."""
    bloc = _take(bloc, by)
    if genre not in Genre.values:
        raise ValidationError("Choisissez un genre dans la liste.")
    bloc.genre = genre
    if genre != Genre.ENGAGEMENT:
        bloc.texte = _join(bloc.texte, *_say_follow_up(bloc))
        bloc.indicateur, bloc.echeance = "", None
    _keep(bloc, by, "modifie un bloc de")
    return bloc


@transaction.atomic
def split_bloc(bloc: Bloc, *, by: Personne) -> list[Bloc]:
    """Cut a block: each paragraph of its text becomes one, or each line when there is a single paragraph."""
    bloc = _take(bloc, by)
    parts = _cut(bloc.texte, PARAGRAPHS) if len(_cut(bloc.texte, PARAGRAPHS)) > 1 else _cut(bloc.texte, LINES)
    first = "" if bloc.titre else parts.pop(0) if parts else ""
    if not parts:
        raise ValidationError("Ce bloc ne se partage pas : laissez une ligne vide là où le couper, puis recommencez.")
    bloc.texte = first
    _keep(bloc, by, "partage un bloc de")
    made = [_make_text(bloc, part, by) for part in parts]
    siblings = [sibling for sibling in get_siblings(bloc.version, bloc.parent) if sibling not in made]
    rank = siblings.index(bloc) + 1
    siblings[rank:rank] = made
    renumber(siblings)
    return [bloc, *made]


@transaction.atomic
def merge_bloc(bloc: Bloc, *, by: Personne) -> Bloc:
    """Join a block to the one above it: its words end that one's text, what stood under it goes under that one."""
    bloc = _take(bloc, by)
    above = _find_above(bloc)
    if above is None:
        raise ValidationError("Aucun bloc n’est au-dessus de celui-ci : il ne peut être réuni à rien.")
    above.texte = _join(above.texte, bloc.titre, bloc.texte, *_say_follow_up(bloc), _say_referent(bloc))
    _keep(above, by, "réunit deux blocs de")
    below = get_siblings(bloc.version, bloc)
    rank = len(get_siblings(bloc.version, above))
    for place, child in enumerate(below):
        child.parent, child.rang = above, rank + place
    Bloc.objects.bulk_update(below, ["parent", "rang"])
    bloc.retire_le = timezone.now()
    _keep(bloc, by, "réunit deux blocs de")
    return above


def _take(bloc, by) -> Bloc:
    require(by, "pacte.edit_version", bloc.version)
    lock_version(bloc.version)
    return _refresh(bloc)


def _refresh(bloc) -> Bloc | None:
    """Return the block as it is now, under the lock of its version; the page may have shown an older one."""
    if bloc is None:
        return None
    current = bloc.version.blocs.presents().select_related("version", "parent").filter(pk=bloc.pk).first()
    if current is None:
        raise ValidationError(GONE)
    current.version = bloc.version
    return current


def _keep(bloc, by, what) -> None:
    sign_bloc(bloc, by)
    bloc.full_clean()
    bloc.save()
    journal.record(what, bloc.version, by=by, bloc=str(bloc.identifiant))


def _make_text(bloc, part, by) -> Bloc:
    genre = bloc.genre if not bloc.titre else Genre.TEXTE
    return Bloc.objects.create(
        version=bloc.version, parent=bloc.parent, genre=genre, texte=part, rang=bloc.rang, modifie_par=by
    )


def _find_above(bloc) -> Bloc | None:
    siblings = get_siblings(bloc.version, bloc.parent)
    rank = siblings.index(bloc)
    return siblings[rank - 1] if rank else _refresh(bloc.parent)


def _check_place(bloc, parent) -> None:
    parents = dict(bloc.version.blocs.values_list("pk", "parent"))
    way, here = [], parent.pk if parent else None
    while here is not None:
        way.append(here)
        here = parents[here]
    if bloc.pk in way:
        raise ValidationError("Un bloc ne se range pas sous lui-même : choisissez une autre place.")
    if len(way) + _measure_height(bloc, parents) > DEEPEST:
        raise ValidationError(f"Le pacte aurait plus de {DEEPEST} niveaux : choisissez une place moins profonde.")


def _measure_height(bloc, parents) -> int:
    level, height = {bloc.pk}, 0
    while level:
        height += 1
        level = {pk for pk, parent in parents.items() if parent in level}
    return height


def _cut(text, where) -> list[str]:
    return [part.strip() for part in where.split(text.replace("\r\n", "\n")) if part.strip()]


def _join(*parts) -> str:
    return "\n\n".join(part for part in parts if part)


def _say_follow_up(bloc) -> list[str]:
    said = [f"Indicateur : {bloc.indicateur}"] if bloc.indicateur else []
    return said + ([f"Échéance : {say_full_date(bloc.echeance)}"] if bloc.echeance else [])


def _say_referent(bloc) -> str:
    return f"Référent : {bloc.referent}" if bloc.referent else ""
