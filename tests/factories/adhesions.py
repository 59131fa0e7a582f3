"""Builders of those who join and those who leave."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from members.models import AcceptationCharte, Adhesion, Charte, DecisionReconnaissance, DemandeAdhesion, Reseau
from tests.factories.members import make_personne, numbers

Etat = DemandeAdhesion.Etat


def make_charte(version="1", **fields) -> Charte:
    fields.setdefault("en_vigueur_le", date(2020, 1, 1))
    fields.setdefault("texte", "Nous faisons ensemble.")
    return Charte.objects.get_or_create(version=version, defaults=fields)[0]


def make_demande(etat=Etat.CONTACT, **fields) -> DemandeAdhesion:
    number = next(numbers)
    fields.setdefault("nom", f"Candidate {number}")
    fields.setdefault("genre", "evs")
    fields.setdefault("commune", "Mervaucourt")
    fields.setdefault("contact_nom", "Tiphaine Aldoreste")
    fields.setdefault("contact_email", f"candidate{number}@ailleurs.example")
    if etat == Etat.REFUSEE:
        fields.setdefault("motif", "Le projet est trop loin du nôtre.")
    return DemandeAdhesion.objects.create(etat=etat, **fields)


def make_decision(demande, instance="candidate", *, is_favorable=True, **fields) -> DecisionReconnaissance:
    fields.setdefault("le", timezone.localdate())
    fields.setdefault("proces_verbal", "CA du 12 mars, point 4")
    fields.setdefault("motif", "" if is_favorable else "Trop tôt.")
    return DecisionReconnaissance.objects.create(
        demande=demande, instance=instance, is_favorable=is_favorable, **fields
    )


def make_admissible(**fields) -> DemandeAdhesion:
    """A file that has all that R5 asks."""
    demande = make_demande(Etat.ACCORD_FEDERATION, **fields)
    make_decision(demande)
    make_decision(demande, "federation")
    demande.representant = make_personne("Aldoreste", "Tiphaine", is_active=False)
    demande.save()
    AcceptationCharte.objects.create(charte=make_charte(), demande=demande, par=demande.representant)
    return demande


def make_adhesion(association, debut=date(2015, 1, 1), fin=None, categorie="active") -> Adhesion:
    return Adhesion.objects.create(association=association, categorie=categorie, periode=DateRange(debut, fin))


def make_reseau(nom=None, genre=Reseau.Genre.THEMATIQUE, **fields) -> Reseau:
    return Reseau.objects.create(nom=nom or f"Réseau {next(numbers)}", genre=genre, **fields)
