"""Builders of people and associations: one function a model, no surprise."""

from datetime import date, timedelta
from itertools import count

from allauth.account.models import EmailAddress
from django.utils import timezone

from members.models import (
    Affectation,
    Association,
    FonctionMission,
    Instance,
    Mandat,
    Personne,
    Rattachement,
    RoleFederal,
    Structure,
)

numbers = count(1)


def make_personne(nom="Testabrelle", prenom="Alix", **fields) -> Personne:
    fields.setdefault("email", f"personne{next(numbers)}@solidaubrelle.example")
    fields.setdefault("password", "!")
    personne = Personne.objects.create(prenom=prenom, nom=nom, **fields)
    if personne.email:
        EmailAddress.objects.create(user=personne, email=personne.email, verified=True, primary=True)
    return personne


def make_association(nom=None, genre=Association.Genre.EVS, commune="Port-Hauvert", **fields) -> Association:
    return Association.objects.create(
        nom=nom or f"Association {next(numbers)}", genre=genre, commune=commune, **fields
    )


def make_rattachement(personne, association, genre=Rattachement.Genre.SALARIE, **fields) -> Rattachement:
    fields.setdefault("debut", date(2020, 1, 1))
    return Rattachement.objects.create(personne=personne, association=association, genre=genre, **fields)


def make_role(personne, role, **fields) -> RoleFederal:
    fields.setdefault("debut", date(2020, 1, 1))
    return RoleFederal.objects.create(personne=personne, role=role, **fields)


def make_fonction(intitule="Chargée de mission réseau") -> FonctionMission:
    return FonctionMission.objects.get_or_create(intitule=intitule)[0]


def make_affectation(personne, fonction=None, **fields) -> Affectation:
    fields.setdefault("debut", date(2020, 1, 1))
    return Affectation.objects.create(personne=personne, fonction=fonction or make_fonction(), **fields)


def make_instance(association=None, genre=Instance.Genre.CA, **fields) -> Instance:
    fields.setdefault("nom", f"{Instance.Genre(genre).label} {association or 'fédéral'}")
    return Instance.objects.create(association=association, genre=genre, **fields)


def make_mandat(personne, instance, **fields) -> Mandat:
    fields.setdefault("debut", date(2020, 1, 1))
    return Mandat.objects.create(personne=personne, instance=instance, **fields)


def make_structure(association, nom="L’Annexe", **fields) -> Structure:
    fields.setdefault("debut", date(2020, 1, 1))
    fields.setdefault("genre", Structure.Genre.ANTENNE)
    structure = Structure.objects.create(association=association, nom=nom, **fields)
    association.save()  # what search reads of it
    return structure


def make_mineur(age, nom="Mineurelle", **fields) -> Personne:
    """Somebody without an account, born `age` years and a few days ago."""
    return make_personne(nom, email=None, is_active=False, date_naissance=born(age), **fields)


def born(age, days=20) -> date:
    """Return the birth of somebody who turned `age` some days ago."""
    day = timezone.localdate() - timedelta(days=days)
    return day.replace(year=day.year - age, day=28 if (day.month, day.day) == (2, 29) else day.day)


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)
