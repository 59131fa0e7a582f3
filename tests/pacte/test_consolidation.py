"""The text that comes out of a debate: nothing decided is lost, nothing comes twice, whatever the order."""

import re
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacte.consolidation import Changement, Choix, Conflit, consolidate, digest_bloc, find_collision
from pacte.genres import Genre
from pacte.mots import find_retouches, merge
from pacte.tree import Noeud

BASE = "Les comptes rendus sont publiés dans le mois et restent ouverts à la lecture de tous."
WORDS = ["réseau", "lien", "accueil", "partage", "écoute", "voix"]


def key(rank) -> UUID:
    return UUID(int=rank, version=4)


def noeud(rank, titre="", texte="", enfants=()):
    return Noeud(Genre.TEXTE, titre or f"Bloc {rank}", texte, identifiant=key(rank), enfants=list(enfants))


def tree():
    return [
        noeud(1, texte=BASE, enfants=[noeud(2, texte="un deux trois"), noeud(3, enfants=[noeud(4)])]),
        noeud(5, texte=BASE),
    ]


def walk(noeuds):
    return [below for root in noeuds for below in root.walk()]


def rewrite(numero, bloc, texte, titre=""):
    return Changement(numero, "remplacer", key(bloc), titre=titre or f"Bloc {bloc}", texte=texte)


def add(numero, bloc, titre, place="apres"):
    return Changement(numero, "inserer", key(bloc), genre="texte", titre=titre, place=place, nouveau=key(100 + numero))


def drop(numero, bloc):
    return Changement(numero, "supprimer", key(bloc))


def move(numero, bloc, near, place="apres"):
    return Changement(numero, "deplacer", key(bloc), cible=key(near), place=place)


def test_two_changes_to_other_words_are_both_written():
    mine = BASE.replace("dans le mois", "sous quinze jours")
    theirs = BASE.replace("de tous", "de tous les membres")
    both = BASE.replace("dans le mois", "sous quinze jours").replace("de tous", "de tous les membres")
    assert merge(BASE, [mine, theirs]) == merge(BASE, [theirs, mine]) == both


@pytest.mark.trap("amendment-overwrites")
def test_two_changes_to_the_same_words_are_never_both_written_silently():
    mine, theirs = BASE.replace("le mois", "le trimestre"), BASE.replace("dans le mois", "sous quinze jours")
    assert merge(BASE, [mine, theirs]) is None
    resultat = consolidate(tree(), [rewrite(1, 1, mine), rewrite(2, 1, theirs)])
    assert resultat.conflits == [Conflit(key(1), "mots", (1, 2))]
    assert find_collision(tree(), rewrite(1, 1, mine), rewrite(2, 1, theirs))


def test_the_same_change_asked_twice_is_written_once():
    mine = BASE.replace("tous", "toutes et tous")
    assert merge(BASE, [mine, mine]) == mine
    assert not find_collision(tree(), rewrite(1, 1, mine), rewrite(2, 1, mine))


def test_words_added_at_the_same_place_follow_one_another():
    assert merge("un réseau", ["un réseau vivant", "un réseau ouvert"]) == "un réseau vivant ouvert"


def test_blocs_are_added_moved_and_removed():
    asked = [add(1, 2, "Après deux"), add(2, 3, "Sous trois", "dessous"), drop(3, 5), move(4, 4, 1)]
    resultat = consolidate(tree(), asked)
    assert not resultat.conflits
    assert [n.titre for n in walk(resultat.noeuds)] == [
        "Bloc 1",
        "Bloc 2",
        "Après deux",
        "Bloc 3",
        "Sous trois",
        "Bloc 4",
    ]


@pytest.mark.parametrize(
    "other", [rewrite(2, 4, "x"), add(2, 3, "x", "dessous"), add(2, 4, "x"), move(2, 5, 3, "dessous"), move(2, 4, 5)]
)
def test_a_removed_bloc_that_another_changes_waits_for_somebody(other):
    asked = [drop(1, 3), other]
    assert find_collision(tree(), *asked)
    resultat = consolidate(tree(), asked)
    assert resultat.conflits == [Conflit(key(3), "suppression", (1, 2))]
    assert key(3) in {n.identifiant for n in walk(resultat.noeuds)}
    kept = consolidate(tree(), asked, {resultat.conflits[0]: Choix()})
    gone = consolidate(tree(), asked, {resultat.conflits[0]: Choix(retenu=1)})
    assert not kept.conflits
    assert not gone.conflits
    assert key(3) in {n.identifiant for n in walk(kept.noeuds)}
    assert key(3) not in {n.identifiant for n in walk(gone.noeuds)}


def test_beside_a_removed_bloc_an_addition_stays():
    resultat = consolidate(tree(), [drop(1, 3), add(2, 3, "Après trois")])
    assert not resultat.conflits
    assert [n.titre for n in walk(resultat.noeuds)] == ["Bloc 1", "Bloc 2", "Après trois", "Bloc 5"]


def test_two_places_for_one_bloc_wait_for_somebody():
    asked = [move(1, 2, 5), move(2, 2, 3, "dessous")]
    conflit = Conflit(key(2), "place", (1, 2))
    assert find_collision(tree(), *asked)
    assert consolidate(tree(), asked).conflits == [conflit]
    assert [n.titre for n in consolidate(tree(), asked, {conflit: Choix(retenu=1)}).noeuds] == [
        "Bloc 1", "Bloc 5", "Bloc 2",
    ]  # fmt: skip


def test_blocs_put_inside_one_another_wait_for_somebody():
    asked = [move(1, 1, 5, "dessous"), move(2, 5, 2, "dessous")]
    assert find_collision(tree(), *asked)
    resultat = consolidate(tree(), asked)
    assert [conflit.sujet for conflit in resultat.conflits] == ["place"]
    assert len(walk(resultat.noeuds)) == len(walk(tree()))
    assert not consolidate(tree(), asked, {resultat.conflits[0]: Choix(retenu=2)}).conflits


def test_a_choice_holds_for_the_amendments_that_it_was_made_on():
    mine, theirs = BASE.replace("le mois", "le trimestre"), BASE.replace("dans le mois", "sous quinze jours")
    asked = [rewrite(1, 1, mine), rewrite(2, 1, theirs)]
    chosen = {Conflit(key(1), "mots", (1, 2)): Choix(titre="Bloc 1", texte="Concilié")}
    assert consolidate(tree(), asked, chosen).noeuds[0].texte == "Concilié"
    third = rewrite(3, 1, BASE + " Enfin.")
    assert consolidate(tree(), [*asked, third], chosen).conflits == [Conflit(key(1), "mots", (1, 2, 3))]


def test_a_change_to_a_text_that_moved_is_not_written():
    moved = Changement(1, "remplacer", key(5), base="another text", titre="Bloc 5", texte="Neuf")
    resultat = consolidate(tree(), [moved])
    assert resultat.conflits
    assert resultat.noeuds[1].texte == BASE
    right = Changement(1, "remplacer", key(5), base=digest_bloc(tree()[1]), titre="Bloc 5", texte="Neuf")
    assert consolidate(tree(), [right]).noeuds[1].texte == "Neuf"


@st.composite
def rewritings(draw, numero, marks):
    """Words added, changed or removed in a block; each word added is found nowhere else."""
    bloc = draw(st.sampled_from([1, 5]))
    words = re.findall(r"\S+", BASE)
    start = draw(st.integers(0, len(words)))
    length = draw(st.integers(0, 2))
    marks.append(f"mot{numero}x")
    words[start : start + length] = [marks[-1]]
    return rewrite(numero, bloc, " ".join(words))


@st.composite
def debates(draw):
    """Amendments of every kind, some withdrawn; returns those adopted."""
    marks: list[str] = []
    asked = []
    for numero in range(1, draw(st.integers(2, 7)) + 1):
        kind = draw(st.sampled_from(["remplacer", "remplacer", "inserer", "supprimer", "deplacer"]))
        bloc = draw(st.integers(1, 5))
        if kind == "remplacer":
            asked.append(draw(rewritings(numero, marks)))
        elif kind == "inserer":
            asked.append(add(numero, bloc, f"bloc{numero}x", draw(st.sampled_from(["apres", "dessous"]))))
        elif kind == "supprimer":
            asked.append(drop(numero, bloc))
        else:
            near = draw(st.sampled_from([rank for rank in range(1, 6) if key(rank) not in below(bloc)] or [0]))
            asked += [move(numero, bloc, near, draw(st.sampled_from(["apres", "dessous"])))] if near else []
    withdrawn = draw(st.sets(st.sampled_from([change.numero for change in asked]))) if asked else set()
    return [change for change in asked if change.numero not in withdrawn], draw(st.integers(0, 1000))


def below(bloc):
    return {b.identifiant for n in walk(tree()) if n.identifiant == key(bloc) for b in n.walk()}


def shape(noeuds):
    return [(n.identifiant, n.titre, n.texte, [e.identifiant for e in n.enfants]) for n in walk(noeuds)]


@given(debates())
def test_whatever_the_order_the_same_text_comes_out(debate):
    asked, seed = debate
    other = list(asked)
    Random(seed).shuffle(other)
    one, two = consolidate(tree(), asked), consolidate(tree(), other)
    assert shape(one.noeuds) == shape(two.noeuds)
    assert sorted(map(str, one.conflits)) == sorted(map(str, two.conflits))


@given(debates())
def test_what_was_adopted_is_written_once_or_asked(debate):
    """Each adopted change stands in the text exactly once, or is named by a conflict; no block is doubled or lost."""
    asked, _ = debate
    resultat = consolidate(tree(), asked)
    text = " ".join(f"{n.titre} {n.texte}" for n in walk(resultat.noeuds)).split()
    waiting = {numero for conflit in resultat.conflits for numero in conflit.numeros}
    identifiants = [n.identifiant for n in walk(resultat.noeuds)]
    assert len(identifiants) == len(set(identifiants))
    for change in asked:
        if change.numero in waiting:
            continue
        if change.operation == "remplacer":
            assert text.count(f"mot{change.numero}x") == 1
        elif change.operation == "inserer":
            assert text.count(f"bloc{change.numero}x") == 1
        elif change.operation == "supprimer":
            assert change.bloc not in identifiants
    removed = {b for c in asked if c.operation == "supprimer" for n in walk(tree()) if n.identifiant == c.bloc
               for b in (below_.identifiant for below_ in n.walk())}  # fmt: skip
    assert {n.identifiant for n in walk(tree())} - set(identifiants) <= removed


@given(debates())
def test_what_collides_is_told_at_deposit(debate):
    """A conflict between two changes was seen when the second was deposited, rings of three moves apart."""
    asked, _ = debate
    for conflit in consolidate(tree(), asked).conflits:
        named = [change for change in asked if change.numero in conflit.numeros]
        if conflit.sujet == "place" and len(named) > 2:
            continue
        assert any(find_collision(tree(), one, two) for one in named for two in named if one.numero < two.numero)


@given(debates(), st.data())
def test_once_each_conflict_is_settled_the_text_is_written(debate, data):
    asked, _ = debate
    chosen: dict[Conflit, Choix] = {}
    for _ in range(20):
        resultat = consolidate(tree(), asked, chosen)
        if not resultat.conflits:
            break
        for conflit in resultat.conflits:
            retenu = data.draw(st.sampled_from([None, *conflit.numeros]))
            chosen[conflit] = Choix(titre="Concilié", texte="Mots choisis", retenu=retenu)
    assert not resultat.conflits


@given(st.lists(st.sampled_from(WORDS), max_size=8), st.lists(st.sampled_from(WORDS), max_size=8))
def test_a_rewriting_applied_alone_gives_its_own_text(before, after):
    old, new = " ".join(before), " ".join(after)
    assert merge(old, [new]) == new
    assert bool(find_retouches(old, new)) == (old != new)


def test_an_added_bloc_has_the_identifier_given_at_deposit():
    change = add(7, 5, "Neuf")
    assert consolidate(tree(), [change]).noeuds[-1].identifiant == change.nouveau
