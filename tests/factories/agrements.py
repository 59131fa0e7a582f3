"""Builders of approvals, their files, and agreements with funders."""

from datetime import date, timedelta

from django.utils import timezone

from members.models import (
    Agrement,
    CompteRenduFinancier,
    Convention,
    Financeur,
    ProjetSocial,
    Renouvellement,
)


def make_agrement(association, genre=Agrement.Genre.EVS, *, ends_in=200, **fields) -> Agrement:
    """An approval that ends in some days, four years after it began."""
    fields.setdefault("fin", timezone.localdate() + timedelta(days=ends_in))
    fields.setdefault("debut", fields["fin"] - timedelta(days=1400))
    return Agrement.objects.create(association=association, genre=genre, **fields)


def make_renouvellement(agrement, **fields) -> Renouvellement:
    return Renouvellement.objects.create(agrement=agrement, **fields)


def make_projet_social(association, **fields) -> ProjetSocial:
    fields = {"titre": "Projet", "debut": date(2024, 1, 1), "fin": date(2027, 12, 31)} | fields
    return ProjetSocial.objects.create(association=association, **fields)


def make_financeur(nom="CAF du Val-d’Aubrelle", genre=Financeur.Genre.CAF) -> Financeur:
    return Financeur.objects.get_or_create(nom=nom, defaults={"genre": genre})[0]


def make_convention(association=None, **fields) -> Convention:
    """An agreement whose first account, of 2024, is late."""
    fields = {
        "intitule": "Convention",
        "montant_annuel": 12_000,
        "debut": date(2024, 1, 1),
        "fin": date(2027, 12, 31),
    } | fields
    fields.setdefault("financeur", make_financeur())
    return Convention.objects.create(association=association, **fields)


def make_compte_rendu(convention, exercice, by) -> CompteRenduFinancier:
    return CompteRenduFinancier.objects.create(convention=convention, exercice=exercice, rendu_par=by)
