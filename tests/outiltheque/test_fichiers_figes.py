"""What goes with a version is what was proposed and published: the database itself refuses another file or link."""

import pytest
from django.db import IntegrityError, transaction

from outiltheque.actions.lectures import read_fichier
from outiltheque.models import Fichier, LienOutil, VersionOutil
from tests.factories.outils_fichiers import join, make_brouillon, publish

SITE = "https://outils.solidaubrelle.example/"


@pytest.fixture
def version(cast, stored):
    """A version being written, with a file that waits to be read, and a link."""
    version = make_brouillon(cast.palier, by=cast.directrice)
    join(version, b"Ce que nous faisons.\n", "notice.txt", by=cast.directrice, lu=False)
    LienOutil.objects.create(version=version, titre="Le site", adresse=SITE)
    return version


def refuse(act):
    with pytest.raises(IntegrityError, match="ne change que pendant son ecriture"), transaction.atomic():
        act()


def add_twin(version):
    held = version.fichiers.get()
    held.pk, held.empreinte = None, "0" * 64
    held._state.adding = True
    held.save()


ACTS = {
    "another file": add_twin,
    "another content": lambda version: version.fichiers.update(fichier="outils/ailleurs"),
    "another print": lambda version: version.fichiers.update(empreinte="0" * 64),
    "another name": lambda version: version.fichiers.update(nom="autre.txt"),
    "no file": lambda version: version.fichiers.get().delete(),
    "another link": lambda version: LienOutil.objects.create(version=version, titre="Ailleurs", adresse=SITE),
    "another address": lambda version: version.liens.update(adresse="https://ailleurs.example/"),
    "no link": lambda version: version.liens.get().delete(),
}


@pytest.mark.parametrize("act", ACTS)
def test_while_it_is_written_everything_may_change(version, act):
    ACTS[act](version)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("stage", ["proposee", "publiee", "remplacee"])
def test_once_proposed_nothing_changes(cast, version, act, stage):
    if stage == "proposee":
        VersionOutil.objects.filter(pk=version.pk).update(etat=stage)
    else:
        publish(version, by=cast.chargee)
        VersionOutil.objects.filter(pk=version.pk).update(etat=stage)
    refuse(lambda: ACTS[act](version))


def test_a_file_neither_leaves_nor_joins_a_published_version_by_moving(cast, version):
    published = publish(version, by=cast.chargee)
    other = make_brouillon(cast.palier, by=cast.directrice, titre="Autre")
    moved = join(other, b"Autre chose.\n", "autre.txt", by=cast.directrice, lu=False)
    refuse(lambda: Fichier.objects.filter(pk=moved.pk).update(version=published))
    refuse(lambda: published.fichiers.update(version=other))


def test_a_published_file_is_still_read(cast, version):
    """Reading its text says what is in it: it changes nothing of it."""
    publish(version, by=cast.chargee)
    fichier = version.fichiers.get()
    assert read_fichier(fichier.pk)
    assert version.fichiers.get().passages.get().texte == "Ce que nous faisons."
