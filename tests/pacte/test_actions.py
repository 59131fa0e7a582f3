"""What people do with a pact, and what the database refuses whoever asks."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, IntegrityError, transaction
from django.utils import timezone

from pacte import actions
from pacte.genres import Genre
from pacte.models import Bloc, Pacte, VersionPacte
from pacte.recognition import recognise
from pacte.tree import digest, to_data
from socle.models import EntreeJournal
from tests.factories.pacte import find_bloc, make_federation, make_published, make_version

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def draft(cast):
    return make_version(cree_par=cast.admin)


def titles(version):
    return [(noeud.titre or noeud.texte) for noeud in version.read().walk()]


def test_import_keeps_the_tree_and_the_source(cast):
    make_federation()
    source = "# Pacte d'essai 2030-2033\n\n## 1er défi : Tenir\n\nUn texte."
    version = actions.import_pacte(recognise(source), source=source, by=cast.admin)
    assert version.is_apercu
    assert version.source == source
    assert (version.pacte.titre, version.pacte.debut) == ("Pacte d'essai", date(2030, 1, 1))
    assert titles(version) == ["Tenir", "Un texte."]


def test_only_administrators_import(cast):
    with pytest.raises(PermissionDenied):
        actions.import_pacte(recognise("Un texte."), by=cast.chargee)


def test_a_portal_without_federation_says_so(cast):
    with pytest.raises(ValidationError):
        actions.start_pacte(titre="Pacte", debut=date(2030, 1, 1), fin=date(2031, 1, 1), by=cast.admin)


def test_kept_preview_becomes_a_draft(cast):
    version = make_version(etat=VersionPacte.Etat.APERCU)
    assert actions.keep_apercu(version, by=cast.admin).etat == VersionPacte.Etat.BROUILLON


def test_discarded_draft_takes_its_pact_with_it(cast, draft):
    actions.discard_version(draft, by=cast.admin)
    assert not Pacte.objects.exists()
    assert EntreeJournal.objects.filter(verbe="abandonne").exists()


def test_discarded_amendment_leaves_the_pact(cast):
    published = make_published()
    actions.discard_version(actions.add_avenant(published, by=cast.admin), by=cast.admin)
    assert Pacte.objects.get() == published.pacte


def test_publication_freezes_the_text_and_its_digest(cast, draft):
    version = actions.publish_version(draft, vigueur_du=TODAY(), by=cast.admin)
    assert version.empreinte == digest(draft.read(), "1")
    assert version.situation == "en vigueur"
    assert len(version.code) == 19


@pytest.mark.rule("R7")
def test_publication_ends_the_version_in_force_the_day_before(cast, draft):
    before = make_published(vigueur_du=TODAY() - timedelta(days=30))
    actions.publish_version(draft, vigueur_du=TODAY(), by=cast.admin)
    before.refresh_from_db()
    assert before.vigueur_au == TODAY() - timedelta(days=1)
    assert list(VersionPacte.objects.en_vigueur()) == [draft]
    assert list(VersionPacte.objects.en_vigueur(TODAY() - timedelta(days=1))) == [before]


@pytest.mark.rule("R7")
def test_publication_stops_before_a_version_that_waits(cast, draft):
    later = make_published(vigueur_du=TODAY() + timedelta(days=30))
    version = actions.publish_version(draft, vigueur_du=TODAY(), by=cast.admin)
    assert version.vigueur_au == later.vigueur_du - timedelta(days=1)


@pytest.mark.rule("R7")
def test_publication_on_the_first_day_of_another_is_refused_with_a_date(cast, draft):
    make_published(vigueur_du=TODAY())
    with pytest.raises(ValidationError) as refusal:
        actions.publish_version(draft, vigueur_du=TODAY(), by=cast.admin)
    assert f"{TODAY() + timedelta(days=1):%d/%m/%Y}" in str(refusal.value)


def test_publication_after_the_end_or_of_nothing_is_refused(cast, draft):
    with pytest.raises(ValidationError):
        actions.publish_version(draft, vigueur_du=draft.pacte.fin + timedelta(days=1), by=cast.admin)
    with pytest.raises(ValidationError):
        actions.publish_version(make_version(noeuds=[]), vigueur_du=TODAY(), by=cast.admin)
    with pytest.raises(ValidationError):
        actions.publish_version(make_version(etat=VersionPacte.Etat.APERCU), vigueur_du=TODAY(), by=cast.admin)


@pytest.mark.rule("R7")
def test_database_refuses_two_versions_in_force(draft):
    make_published()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_published()


@pytest.mark.rule("R7")
@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.blocs.update(titre="Autre"),
        lambda v: v.blocs.first().delete(),
        lambda v: Bloc.objects.create(version=v, titre="De plus"),
        lambda v: VersionPacte.objects.filter(pk=v.pk).update(empreinte="0" * 64),
        lambda v: VersionPacte.objects.filter(pk=v.pk).update(etat="brouillon"),
        lambda v: VersionPacte.objects.filter(pk=v.pk).update(vigueur_au=v.vigueur_au + timedelta(days=1)),
        lambda v: VersionPacte.objects.filter(pk=v.pk).delete(),
        lambda v: Pacte.objects.filter(pk=v.pacte_id).update(titre="Autre"),
    ],
)
def test_database_refuses_to_change_what_is_published(change):
    version = make_published()
    before = to_data(version.read())
    with pytest.raises(Error), transaction.atomic():
        change(version)
    version = VersionPacte.objects.select_related("pacte").get(pk=version.pk)
    assert to_data(version.read()) == before
    assert version.empreinte == digest(version.read(), version.numero)


def test_database_refuses_a_block_under_another_version(draft):
    other = find_bloc(make_version(), "Projet")
    with pytest.raises(Error), transaction.atomic():
        Bloc.objects.create(version=draft, parent=other, titre="Égaré")


def test_amendment_is_a_numbered_copy_with_the_same_identifiers(cast):
    first = make_published()
    avenant = actions.add_avenant(first, by=cast.admin)
    assert avenant.numero == "1.1"
    assert to_data(avenant.read()) == to_data(first.read())


def test_second_draft_of_a_pact_is_refused(cast):
    published = make_published()
    actions.add_avenant(published, by=cast.admin)
    with pytest.raises(ValidationError):
        actions.add_avenant(published, by=cast.admin)


def test_cover_of_a_published_pact_is_closed(cast):
    avenant = actions.add_avenant(make_published(), by=cast.admin)
    with pytest.raises(ValidationError):
        actions.edit_pacte(
            avenant, titre="Autre", territoire="", debut=date(2030, 1, 1), fin=date(2031, 1, 1), by=cast.admin
        )


def test_edit_changes_the_block_and_signs_it(cast, draft):
    bloc = find_bloc(draft, "Projet")
    bloc = actions.edit_bloc(bloc, revision=1, titre="Projets", by=cast.admin)
    assert (bloc.titre, bloc.revision, bloc.modifie_par) == ("Projets", 2, cast.admin)


@pytest.mark.trap("silent-overwrite")
def test_second_writer_sees_the_first_instead_of_erasing_them(cast, draft):
    bloc = find_bloc(draft, "Projet")
    actions.edit_bloc(bloc, revision=1, titre="La première", by=cast.admin)
    with pytest.raises(actions.ConflitDeRevision) as conflict:
        actions.edit_bloc(bloc, revision=1, titre="La seconde", by=cast.admin)
    assert conflict.value.bloc.titre == "La première"
    assert Bloc.objects.get(pk=bloc.pk).titre == "La première"


@pytest.mark.trap("silent-overwrite")
def test_editing_a_block_removed_meanwhile_is_a_conflict(cast, draft):
    bloc = find_bloc(draft, "Projet")
    actions.remove_bloc(bloc, by=cast.admin)
    with pytest.raises(actions.ConflitDeRevision):
        actions.edit_bloc(bloc, revision=1, titre="Trop tard", by=cast.admin)


def test_every_edit_is_kept_in_the_history(cast, draft):
    bloc = find_bloc(draft, "Projet")
    for revision, titre in enumerate(["Un", "Deux"], 1):
        actions.edit_bloc(bloc, revision=revision, titre=titre, by=cast.admin)
    assert list(bloc.events.order_by("pgh_id").values_list("titre", flat=True)) == ["Projet", "Un", "Deux"]


def test_add_puts_the_block_last(cast, draft):
    parent = find_bloc(draft, "Tenir ensemble")
    actions.add_bloc(draft, parent=parent, genre=Genre.QUALITE, titre="un réseau gai", by=cast.admin)
    assert [noeud.titre for noeud in draft.read().noeuds[3].enfants][-1] == "un réseau gai"


def test_empty_block_is_refused_in_french(cast, draft):
    with pytest.raises(ValidationError) as refusal:
        actions.add_bloc(draft, genre=Genre.TEXTE, by=cast.admin)
    assert "vide" in str(refusal.value)


def root_titles(version):
    return [noeud.titre for noeud in version.read().noeuds]


def test_moves_go_up_down_in_and_out(cast, draft):
    bloc = find_bloc(draft, "Tenir ensemble")
    actions.move_bloc(bloc, sens="haut", by=cast.admin)
    assert root_titles(draft) == ["Entraide", "accueil", "Tenir ensemble", "voisinage", "Les collectifs"]
    actions.move_bloc(bloc, sens="bas", by=cast.admin)
    actions.move_bloc(find_bloc(draft, "Les collectifs"), sens="dedans", by=cast.admin)
    assert root_titles(draft) == ["Entraide", "accueil", "voisinage", "Tenir ensemble"]
    assert draft.read().noeuds[3].enfants[-1].titre == "Les collectifs"
    actions.move_bloc(find_bloc(draft, "Les collectifs"), sens="dehors", by=cast.admin)
    assert root_titles(draft) == ["Entraide", "accueil", "voisinage", "Tenir ensemble", "Les collectifs"]


@pytest.mark.parametrize(
    ("titre", "sens"),
    [("Entraide", "haut"), ("Les collectifs", "bas"), ("Entraide", "dedans"), ("Entraide", "dehors")],
)
def test_moves_that_lead_nowhere_change_nothing(cast, draft, titre, sens):
    before = titles(draft)
    actions.move_bloc(find_bloc(draft, titre), sens=sens, by=cast.admin)
    assert titles(draft) == before


def test_removed_block_hides_what_is_under_it_and_comes_back(cast, draft):
    before = titles(draft)
    bloc = find_bloc(draft, "Les collectifs")
    actions.remove_bloc(bloc, by=cast.admin)
    assert "Projet" not in titles(draft)
    actions.restore_bloc(bloc, by=cast.admin)
    assert titles(draft) == before


def test_block_whose_parent_is_gone_is_restored_at_the_end(cast, draft):
    axe = find_bloc(draft, "Se former")
    actions.remove_bloc(axe, by=cast.admin)
    actions.remove_bloc(find_bloc(draft, "Les collectifs"), by=cast.admin)
    actions.restore_bloc(axe, by=cast.admin)
    assert root_titles(draft)[-1] == "Se former"


def test_removed_blocks_are_not_published(cast, draft):
    actions.remove_bloc(find_bloc(draft, "Les collectifs"), by=cast.admin)
    version = actions.publish_version(draft, vigueur_du=TODAY(), by=cast.admin)
    assert "Les collectifs" not in titles(version)
    assert version.empreinte == digest(version.read(), "1")


@pytest.mark.parametrize("action", ["edit_bloc", "move_bloc", "remove_bloc", "restore_bloc"])
def test_only_administrators_write(cast, draft, action):
    given = {"edit_bloc": {"revision": 1}, "move_bloc": {"sens": "haut"}}.get(action, {})
    with pytest.raises(PermissionDenied):
        getattr(actions, action)(find_bloc(draft, "Projet"), by=cast.chargee, **given)


@pytest.mark.trap("superuser-free-pass")
def test_superuser_writes_nothing(cast, draft):
    with pytest.raises(PermissionDenied):
        actions.publish_version(draft, vigueur_du=TODAY(), by=cast.superuser)
