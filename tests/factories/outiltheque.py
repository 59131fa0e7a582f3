"""Builders of tools: published, being written, with what comes back to them."""

from itertools import count

from django.utils import timezone

from outiltheque.models import ConstatTerrain, Outil, RetourUsage, Theme, UsageOutil, VersionOutil
from tests.factories.outils_fichiers import publish

numbers = count(1)


def make_theme(nom="Parentalité") -> Theme:
    return Theme.objects.get_or_create(nom=nom)[0]


def make_outil(association, *, by, etat="publie", titre=None, genre="methode", relu_le=None, **texts) -> Outil:
    """A tool with one version, as far as `etat` says."""
    titre = titre or f"Méthode numéro {next(numbers)}"
    sheet = {"titre": titre, "resume": texts.pop("resume", f"À quoi sert {titre}"), "genre": genre}
    texts.setdefault("licence", Outil.Licence.BY_SA)
    outil = Outil.objects.create(cree_par=by, licence=texts["licence"], **sheet)
    outil.associations.add(association)
    texts |= {"titre": titre, "resume": sheet["resume"], "ecrite_par": by}
    version = VersionOutil.objects.create(outil=outil, **texts)
    if etat == "propose":
        VersionOutil.objects.filter(pk=version.pk).update(etat="proposee", proposee_le=timezone.now(), proposee_par=by)
        Outil.objects.filter(pk=outil.pk).update(etat="propose")
    if etat == "publie":
        publish(version, by=by)
        if relu_le:
            Outil.objects.filter(pk=outil.pk).update(relu_le=relu_le)
    outil.refresh_from_db()
    return outil


def make_usage(outil, association, *, by, **fields) -> UsageOutil:
    return UsageOutil.objects.create(outil=outil, association=association, dit_par=by, **fields)


def make_retour(outil, association, *, by, **fields) -> RetourUsage:
    said = {"contexte": "Un samedi", "a_marche": "Tout le monde a parlé"} | fields
    return RetourUsage.objects.create(outil=outil, association=association, auteur=by, **said)


def make_constat(association, *, by, **fields) -> ConstatTerrain:
    said = {"titre": "Des parents ne viennent plus le soir", "vu": "Trois familles en un mois."} | fields
    return ConstatTerrain.objects.create(association=association, auteur=by, **said)
