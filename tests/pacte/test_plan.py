"""The outline of a draft: blocks put in their place, cut, joined, kept as they are typed, and their history."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from pacte import actions
from pacte.actions import plan
from pacte.genres import Genre, propose_genre
from pacte.models import Bloc
from pacte.queries.historique import get_etats
from pacte.tree import Noeud, with_ranks
from tests.factories.pacte import find_bloc, make_federation, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast, client_of):
    make_federation()
    return client_of(cast.admin)


@pytest.fixture
def draft(cast):
    return make_version(cree_par=cast.admin)


def page(name, version, bloc=None, *more):
    return reverse(f"pacte:{name}", args=[version.pk, *([bloc.identifiant] if bloc else []), *more])


def arrange(client, version, bloc, geste, **more):
    given = {"bloc": str(bloc.identifiant) if bloc else "", "geste": geste}
    return client.post(page("version_arrange", version), given | more, headers={"HX-Request": "true"})


def titles(version):
    return [noeud.libelle for noeud in version.read().walk()]


def test_a_block_goes_under_another_parent_and_what_is_below_follows(admin, draft):
    collectif, defi = find_bloc(draft, "Projet"), find_bloc(draft, "Tenir ensemble")
    answer = arrange(admin, draft, collectif, "placer", cible=str(defi.identifiant), place="dedans")
    assert "nouvelle place" in answer.text
    under = next(noeud for noeud in draft.read().noeuds if noeud.titre == "Tenir ensemble")
    assert [below.titre for below in under.enfants[-1].walk()] == ["Projet", "Se former", "Comment apprendre ?"]


def test_a_block_is_dropped_before_and_after(cast, draft):
    first, last = find_bloc(draft, "Entraide"), find_bloc(draft, "Les collectifs")
    plan.place_bloc(last, cible=first, place="avant", by=cast.admin)
    assert draft.read().noeuds[0].titre == "Les collectifs"
    plan.place_bloc(last, cible=first, place="apres", by=cast.admin)
    assert [noeud.titre for noeud in draft.read().noeuds[:2]] == ["Entraide", "Les collectifs"]


def test_a_block_never_goes_under_itself(admin, draft):
    section, axe = find_bloc(draft, "Les collectifs"), find_bloc(draft, "Se former")
    before = titles(draft)
    answer = arrange(admin, draft, section, "placer", cible=str(axe.identifiant), place="dedans")
    assert "sous lui-même" in answer.text
    assert titles(draft) == before


def test_challenges_are_numbered_again_after_a_move(cast):
    version = make_version(noeuds=[Noeud(Genre.DEFI, "Un"), Noeud(Genre.DEFI, "Deux")], cree_par=cast.admin)
    actions.move_bloc(find_bloc(version, "Deux"), sens="haut", by=cast.admin)
    ranks = [(noeud.titre, rank) for noeud, rank in with_ranks(version.read().noeuds)]
    assert ranks == [("Deux", "1er"), ("Un", "2e")]


def test_gestures_are_posted_without_a_script_too(admin, draft):
    bloc = find_bloc(draft, "Les collectifs")
    given = {"bloc": str(bloc.identifiant), "geste": "haut"}
    answer = admin.post(page("version_arrange", draft), given)
    assert answer.url == f"{page('version_edit', draft)}?bloc={bloc.identifiant}#plan"
    assert titles(draft).index("Les collectifs") < titles(draft).index("Tenir ensemble")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"geste": "haut"}, "Choisissez d’abord un bloc"),
        ({"geste": "haut", "bloc": "n’importe quoi"}, "Choisissez d’abord un bloc"),
        ({"geste": "reunir", "bloc": "premier"}, "Aucun bloc n’est au-dessus"),
        ({"geste": "partager", "bloc": "premier"}, "laissez une ligne vide"),
        ({"geste": "placer", "bloc": "premier"}, "Dites où le placer"),
        ({"geste": "genre", "bloc": "premier", "genre": ""}, "Choisissez un genre"),
    ],
)
def test_a_gesture_that_means_nothing_is_said(admin, draft, given, said):
    if given.get("bloc") == "premier":
        given = given | {"bloc": str(find_bloc(draft, "Entraide").identifiant)}
    before = titles(draft)
    answer = admin.post(page("version_arrange", draft), given, headers={"HX-Request": "true"})
    assert said in answer.text
    assert titles(draft) == before


def test_a_text_is_cut_by_paragraph_then_joined_without_losing_a_word(cast):
    version = make_version(noeuds=[Noeud(Genre.TEXTE, texte="Un.\n\nDeux.\n\nTrois.")], cree_par=cast.admin)
    pieces = plan.split_bloc(version.blocs.get(), by=cast.admin)
    assert titles(version) == ["Un.", "Deux.", "Trois."]
    plan.merge_bloc(pieces[1], by=cast.admin)
    assert titles(version) == ["Un.\n\nDeux.", "Trois."]


def test_what_stood_under_a_joined_block_goes_under_the_other(cast, draft):
    plan.merge_bloc(find_bloc(draft, "Les collectifs"), by=cast.admin)
    defi = next(noeud for noeud in draft.read().noeuds if noeud.titre == "Tenir ensemble")
    assert defi.texte == "Les collectifs"
    assert defi.enfants[-1].titre == "Projet"


def test_a_commitment_kept_as_text_keeps_how_it_was_followed(cast):
    noeud = Noeud(Genre.ENGAGEMENT, "Un répit", indicateur="jours pris")
    version = make_version(noeuds=[noeud], cree_par=cast.admin)
    bloc = plan.change_genre(version.blocs.get(), genre=Genre.TEXTE, by=cast.admin)
    assert (bloc.indicateur, bloc.texte) == ("", "Indicateur : jours pris")


def test_only_a_commitment_has_an_indicator(cast, draft):
    with pytest.raises(ValidationError, match="Seul un engagement"):
        actions.edit_bloc(find_bloc(draft, "Projet"), revision=1, indicateur="nombre", by=cast.admin)


@pytest.mark.parametrize(
    ("above", "titre", "before", "proposed"),
    [
        (Genre.TEXTE, "Les collectifs", "", Genre.COLLECTIF),
        (Genre.TEXTE, "Les fonctions fédérales", "", Genre.FONCTION),
        (Genre.COLLECTIF, "Projet", "", Genre.AXE),
        (Genre.DEFI, "Décider", Genre.PRINCIPE, Genre.PRINCIPE),
        (Genre.DEFI, "Décider", Genre.TEXTE, Genre.QUALITE),
        ("", "", Genre.VALEUR, Genre.VALEUR),
    ],
)
def test_the_right_kind_is_proposed(above, titre, before, proposed):
    assert propose_genre(above, titre, before=before) == proposed


def test_a_block_is_added_just_after_another(admin, draft):
    bloc = find_bloc(draft, "accueil")
    address = arrange(admin, draft, bloc, "ajouter")["HX-Redirect"]
    assert "mot_cle" in admin.get(address).context["form"].initial["genre"]
    admin.post(address, {"genre": "mot_cle", "titre": "écoute", "apres": str(bloc.identifiant)})
    assert titles(draft)[1:4] == ["accueil", "écoute", "voisinage"]


def keep(client, version, bloc, revision, **fields):
    given = {"genre": bloc.genre, "titre": bloc.titre, "texte": bloc.texte, "referent": bloc.referent}
    given |= {"revision": revision} | fields
    return client.post(page("bloc_edit", version, bloc), given, headers={"X-Autosave": "1"})


def test_what_is_typed_is_kept_as_it_is_typed(admin, draft):
    bloc = find_bloc(draft, "Projet")
    first = keep(admin, draft, bloc, 1, titre="Proj")
    second = keep(admin, draft, bloc, first.json()["revision"], titre="Projets")
    assert second.json() == {"revision": 3}
    assert Bloc.objects.get(pk=bloc.pk).titre == "Projets"


@pytest.mark.trap("silent-overwrite")
def test_the_second_tab_sees_both_texts_and_overwrites_nothing(admin, draft):
    bloc = find_bloc(draft, "Projet")
    keep(admin, draft, bloc, 1, titre="Le premier texte")
    answer = keep(admin, draft, bloc, 1, titre="Le second texte")
    both = answer.json()["deux"]
    assert "<del>" in both and "premier" in both and "second" in both  # noqa: PT018
    assert Bloc.objects.get(pk=bloc.pk).titre == "Le premier texte"


def test_what_cannot_be_kept_is_said(admin, draft):
    answer = keep(admin, draft, find_bloc(draft, "Entraide"), 1, titre="")
    assert "Ce bloc est vide" in answer.json()["dit"]


def test_history_says_who_and_what_word_by_word(admin, cast, draft):
    bloc = find_bloc(draft, "Projet")
    actions.edit_bloc(bloc, revision=1, titre="Projet partagé", by=cast.admin)
    text = admin.get(page("bloc_history", draft, bloc)).text
    assert "<ins>" in text and "partagé" in text  # noqa: PT018
    assert str(cast.admin) in text


def test_one_sitting_is_one_state(cast, draft):
    bloc = find_bloc(draft, "Projet")
    for revision, titre in enumerate(["P", "Pr", "Pro"], start=1):
        actions.edit_bloc(bloc, revision=revision, titre=titre, by=cast.admin)
    assert [etat.event.titre for etat in get_etats(bloc)] == ["Pro", "Projet"]


def test_an_older_state_is_written_again_as_a_new_one(admin, cast, draft):
    bloc = find_bloc(draft, "Projet")
    actions.edit_bloc(bloc, revision=1, titre="Autre chose", by=cast.admin)
    first = get_etats(bloc)[-1].event.pk
    admin.post(page("bloc_revert", draft, bloc, first), {"revision": 2})
    bloc.refresh_from_db()
    assert (bloc.titre, bloc.revision) == ("Projet", 3)
    admin.post(page("bloc_revert", draft, bloc, first), {"revision": 2})
    bloc.refresh_from_db()
    assert bloc.revision == 3


@pytest.mark.parametrize("many", [1, 400])
def test_a_long_pact_asks_as_little(admin, draft, many, django_assert_num_queries):
    Bloc.objects.bulk_create(Bloc(version=draft, titre=f"Bloc {rank}", rang=rank) for rank in range(many))
    bloc = find_bloc(draft, "Projet")
    for name, row, queries in (("version_edit", None, 5), ("bloc_edit", bloc, 5), ("bloc_history", bloc, 4)):
        admin.get(page(name, draft, row))
        with django_assert_num_queries(queries):
            admin.get(page(name, draft, row))


def test_a_block_is_written_on_its_line_and_its_other_fields_are_held(admin, draft):
    bloc = find_bloc(draft, "Projet")
    answer = arrange(admin, draft, bloc, "ecrire")
    assert answer.text.count('id="bloc-ici"') == 1
    assert f'name="referent" value="{bloc.referent}"' in answer.text
    assert 'hx-swap-oob="innerHTML:#plan-dit"' in answer.text
    assert "Échap remet le texte d’avant" in answer.text
    for geste, words in (("garde", "est gardé"), ("remis", "Le texte d’avant est remis")):
        closed = arrange(admin, draft, bloc, geste)
        assert words in closed.text
        assert "bloc-ici" not in closed.text
    assert find_bloc(draft, "Projet").revision == bloc.revision


def test_without_a_script_a_block_is_written_on_its_own_page(admin, draft):
    bloc = find_bloc(draft, "Projet")
    answer = admin.post(page("version_arrange", draft), {"bloc": str(bloc.identifiant), "geste": "ecrire"})
    assert answer.url == page("bloc_edit", draft, bloc)
    nothing = admin.post(page("version_arrange", draft), {"geste": "ecrire"}, headers={"HX-Request": "true"})
    assert "Choisissez d’abord un bloc" in nothing.text


@pytest.mark.parametrize(("kind", "is_told"), [("1", False), ("reste", False), ("fin", True)])
def test_the_button_is_told_in_words_on_the_next_page_only_when_this_one_is_left(admin, draft, kind, is_told):
    bloc = find_bloc(draft, "Projet")
    given = {"genre": bloc.genre, "titre": "Projet commun", "texte": bloc.texte, "revision": bloc.revision}
    answer = admin.post(page("bloc_edit", draft, bloc), given, headers={"X-Autosave": kind})
    assert answer.json() == {"revision": bloc.revision + 1}
    assert ("Le bloc est enregistré." in admin.get(page("bloc_edit", draft, bloc)).text) == is_told
