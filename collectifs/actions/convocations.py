"""Convening by category, beside those who take part; and convening also those who came later."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from collectifs.models import CategorieConvoquee, Presence, Reunion
from collectifs.notifications import ReunionConvoquee
from collectifs.queries.convocations import find_people_of, get_convies, get_newcomers, say_categorie
from members.models import Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require

ALREADY = "Cette catégorie est déjà convoquée à cette réunion."


@transaction.atomic
def add_categorie(reunion: Reunion, *, segment=None, by: Personne, **fields) -> CategorieConvoquee:
    """Convene a category too; a kept search of the directory is copied, so that it does not change afterwards."""
    require(by, "collectifs.edit_reunion", reunion)
    _check_is_preparable(reunion)
    categorie = CategorieConvoquee(reunion=reunion, ajoutee_par=by, **fields)
    categorie.requete = segment.requete if segment else ""
    categorie.libelle = say_categorie(categorie, segment=str(segment or ""))
    categorie.full_clean()
    try:
        with transaction.atomic():
            categorie.save()
    except IntegrityError as error:
        raise ValidationError(ALREADY) from error
    journal.record("collectifs.add_categorie", reunion, by=by, qui=categorie.qui, ou=categorie.ou)
    return categorie


@transaction.atomic
def remove_categorie(categorie: CategorieConvoquee, *, by: Personne) -> None:
    """Convene a category no more, before the convening left; afterwards its people were told already."""
    require(by, "collectifs.edit_reunion", categorie.reunion)
    _check_is_preparable(categorie.reunion)
    expected = {convie.personne.pk for convie in find_people_of(categorie)}
    told = categorie.reunion.presences.exclude(au_titre_de="").filter(personne__in=expected)
    if categorie.reunion.convoquee_le and told.exists():
        raise ValidationError("Ces personnes ont reçu la convocation : cette catégorie ne se retire plus.")
    journal.record("collectifs.remove_categorie", categorie.reunion, by=by, qui=categorie.qui, ou=categorie.ou)
    categorie.delete()


def _check_is_preparable(reunion) -> None:
    if not reunion.is_preparable:
        raise ValidationError("Cette réunion a commencé, est tenue ou annulée : on n’y convoque plus personne.")


def expect_everybody(reunion: Reunion) -> list[Personne]:
    """Write who is expected and by what title; returns those who were not yet."""
    before = set(reunion.presences.values_list("personne", flat=True))
    convies = [convie for convie in get_convies(reunion) if convie.personne.pk not in before]
    _expect(reunion, convies)
    return [convie.personne for convie in convies]


def _expect(reunion, convies) -> None:
    rows = [
        Presence(
            reunion=reunion,
            personne=convie.personne,
            association=convie.association,
            categorie=convie.categorie,
            au_titre_de=convie.au_titre_de,
        )
        for convie in convies
    ]
    Presence.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def convene_also(reunion: Reunion, *, by: Personne) -> int:
    """Convene whom the meeting concerns since it was convened; whoever was told already is not told again."""
    require(by, "collectifs.edit_reunion", reunion)
    Reunion.objects.select_for_update().get(pk=reunion.pk)  # a double click convenes once
    if not reunion.can_be_answered:
        raise ValidationError("Cette réunion n’attend plus de réponse : on n’y convoque plus personne.")
    newcomers = get_newcomers(reunion)
    _expect(reunion, newcomers)
    journal.record("collectifs.convene_also", reunion, by=by, number=len(newcomers))
    notify(ReunionConvoquee(reunion, only=[convie.personne for convie in newcomers]))
    return len(newcomers)
