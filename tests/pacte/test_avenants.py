"""What an amended version changes: the amendments that were decided and nothing else; the function that they name."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from pacte.actions import add_avenant, edit_bloc, publish_version, write_blocs
from pacte.actions.amendements import withdraw_amendement
from pacte.actions.consolidations import settle_conflit, write_consolidation
from pacte.avenants import AJOUTE, DEPLACE, REECRIT, RETIRE, compare, longest_rise
from pacte.consolidation import MOTS, Arbre, Changement, Conflit, consolidate, digest_bloc, find_collision
from pacte.genres import Genre
from pacte.models import Collision, VersionPacte
from pacte.queries.amendements import get_conflits
from pacte.queries.avenants import describe_avenant, find_before
from pacte.tree import Noeud
from tests.factories.debat import PHRASE, adopt, debate_noeuds, deposit, end_consultation, make_consultation
from tests.factories.gouvernance import make_voter
from tests.factories.members import make_affectation, make_fonction, make_personne
from tests.factories.pacte import find_bloc, make_pacte, make_published, make_version

pytestmark = pytest.mark.django_db
HELD, OTHER = "Chargée de mission réseau", "Chargée de mission famille"


def hold(*fonctions):
    for rank, fonction in enumerate(fonctions):
        make_affectation(make_personne(f"Tenante{rank}"), make_fonction(fonction))


def amend(cast, published, **fields):
    """Put a copy of a published version under debate, as people do."""
    return make_consultation(cast.admin, version=add_avenant(published, by=cast.admin), **fields)


def consolidate_and_publish(consultation, cast) -> VersionPacte:
    version = write_consolidation(end_consultation(consultation), by=cast.admin)
    publish_version(version, vigueur_du=timezone.localdate(), by=cast.admin)
    version.refresh_from_db()
    return version


def said_of(avenant):
    return [(ecart.noeud.libelle, ecart.natures, ecart.numeros) for ecart in avenant.ecarts]


@pytest.mark.rule("R7")
def test_the_difference_is_the_amendments_decided_and_nothing_else(cast):
    published = make_published(noeuds=debate_noeuds())
    one, two = make_voter("Alpha"), make_voter("Bêta")
    consultation = amend(cast, published)
    decided = [
        deposit(consultation, one, PHRASE.replace("le mois", "le trimestre")),
        deposit(consultation, one, titre="Les moyens", operation="supprimer"),
        deposit(consultation, two, "Ce qui manquait.", titre="Préambule", operation="inserer", genre=Genre.TEXTE),
        deposit(
            consultation, two, titre="Une formation", operation="deplacer", place="apres",
            cible=find_bloc(consultation.version, "Préambule").identifiant,
        ),
    ]  # fmt: skip
    refused = deposit(consultation, two, "Un local.", titre="Un bilan à mi-parcours")
    dropped = deposit(consultation, two, "Du temps.", titre="Un bilan à mi-parcours")
    withdraw_amendement(dropped, by=dropped.auteur)
    for amendement in decided:
        adopt(amendement, cast.admin)
    refused.decision, refused.decision_motif, refused.decision_le = "rejete", "Non.", timezone.now()
    refused.save()
    version = consolidate_and_publish(consultation, cast)
    before = find_before(cast.directrice, version)
    assert (before, version.numero) == (published, "1.2")
    avenant = describe_avenant(before, version)
    assert said_of(avenant) == [
        ("Une formation", [DEPLACE], [4]),
        ("Ce qui manquait.", [AJOUTE], [3]),
        ("Faire gouvernance", [REECRIT], [1]),
        ("Les moyens", [RETIRE], [2]),
    ]
    assert avenant.directs == []
    (name, pieces), *others = avenant.ecarts[2].mots
    assert (name, others) == ("Texte", [])
    assert [(kind, text) for kind, text in pieces if kind != "equal"] == [("delete", "mois"), ("insert", "trimestre")]


def test_what_is_written_straight_in_the_draft_is_said_apart(cast, client_of):
    published = make_published(noeuds=debate_noeuds())
    draft = add_avenant(published, by=cast.admin)
    edit_bloc(find_bloc(draft, "Les moyens"), revision=1, texte="Un local.", by=cast.admin)
    page = reverse("pacte:version_changes", args=[draft.pk])
    assert client_of(cast.directrice).get(page).status_code == 404
    assert "sans amendement" in client_of(cast.admin).get(page).text
    publish_version(draft, vigueur_du=timezone.localdate(), by=cast.admin)
    shown = client_of(cast.directrice).get(page).text
    assert "1. Les moyens" in shown
    assert "et du temps" in shown
    assert "Nous faisons réseau" not in shown
    assert "Tout le reste est identique" in shown
    assert page in client_of(cast.directrice).get(reverse("pacte:version_detail", args=[draft.pk])).text
    first = reverse("pacte:version_changes", args=[published.pk])
    assert client_of(cast.directrice).get(first).status_code == 404
    assert first not in client_of(cast.directrice).get(reverse("pacte:version_detail", args=[published.pk])).text


def test_a_copy_changes_nothing(cast):
    published = make_published(noeuds=debate_noeuds())
    assert describe_avenant(published, add_avenant(published, by=cast.admin)).ecarts == []


def test_consecutive_means_the_one_published_just_before(cast):
    pacte = make_pacte()
    day = timezone.localdate()
    first = make_published(pacte, vigueur_du=day.replace(year=day.year - 1), vigueur_au=day.replace(month=1, day=1))
    VersionPacte.objects.filter(pk=first.pk).update(vigueur_au=day.replace(year=day.year - 1))
    second = make_published(pacte, avenant=2)
    make_version(pacte, avenant=1)
    assert find_before(cast.admin, second) == first
    assert find_before(cast.admin, first) is None


def number_of(noeuds):
    return [noeud.identifiant for root in noeuds for noeud in root.walk()]


GENRES = st.sampled_from([Genre.TEXTE, Genre.DEFI, Genre.ENGAGEMENT])
WORDS = st.lists(st.sampled_from(["ouvrir", "le", "soir", "deux", "fois", "ensemble"]), min_size=1, max_size=5).map(
    " ".join
)


@st.composite
def forests(draw, depth=2):
    return [
        Noeud(draw(GENRES), draw(WORDS), draw(WORDS), enfants=draw(forests(depth - 1)) if depth > 1 else [])
        for _ in range(draw(st.integers(0 if depth < 2 else 1, 3)))
    ]


@st.composite
def decided(draw):
    """A text, and changes to it that can all be written."""
    noeuds = draw(forests())
    keys = number_of(noeuds)
    arbre, kept = Arbre(noeuds), []
    for numero in range(1, draw(st.integers(1, 5)) + 1):
        key = draw(st.sampled_from(keys))
        kind = draw(st.sampled_from(["remplacer", "inserer", "supprimer", "deplacer"]))
        noeud, change = arbre.noeuds[key], {"numero": numero, "operation": kind, "bloc": key}
        if kind == "remplacer":
            change |= {"titre": draw(WORDS), "texte": noeud.texte, "base": digest_bloc(noeud)}
        if kind == "inserer":
            change |= {"genre": "texte", "titre": draw(WORDS), "place": "apres", "nouveau": draw(st.uuids())}
        if kind == "deplacer":
            near = [other for other in keys if other not in arbre.below(key)]
            if not near:
                continue
            change |= {"cible": draw(st.sampled_from(near)), "place": draw(st.sampled_from(["apres", "dessous"]))}
        changement = Changement(**change)
        if not any(find_collision(arbre, other, changement) for other in kept):
            kept.append(changement)
    return noeuds, kept


def touched_by(changement, old):
    if changement.operation == "inserer":
        return {changement.nouveau}
    return old.below(changement.bloc) if changement.operation == "supprimer" else {changement.bloc}


@settings(max_examples=150, deadline=None)
@given(decided())
def test_whatever_is_decided_nothing_else_differs(world):
    noeuds, changes = world
    resultat = consolidate(noeuds, changes)
    if resultat.conflits:
        return
    old, new = Arbre(noeuds), Arbre(resultat.noeuds)
    ecarts = compare(noeuds, resultat.noeuds)
    touched = {ecart.noeud.identifiant for ecart in ecarts}
    moves = [change for change in changes if change.operation == "deplacer"]
    asked = {key for change in changes for key in touched_by(change, old)}
    for change in moves:  # one of two neighbours that cross went past the other: which one is the same text
        asked |= set(number_of(old.parents[change.bloc].enfants)) | set(number_of(new.racine.enfants))
    assert touched <= asked
    for ecart in ecarts:
        key = ecart.noeud.identifiant
        before, after = old.noeuds.get(key), new.noeuds.get(key)
        for name, pieces in ecart.mots:
            field = {"Titre": "titre", "Texte": "texte"}.get(name)
            if not field:
                continue
            kept = "".join(text for kind, text in pieces if kind != "insert")
            now = "".join(text for kind, text in pieces if kind != "delete")
            assert (kept, now) == (getattr(before, field, "") or "", getattr(after, field, "") or "")
    same = (set(old.noeuds) & set(new.noeuds)) - touched
    assert all(old.noeuds[key].titre == new.noeuds[key].titre for key in same)
    assert set(old.noeuds) ^ set(new.noeuds) <= touched
    if not moves:
        words = {c.bloc for c in changes if c.operation == "remplacer" and c.titre != old.noeuds[c.bloc].titre}
        assert {e.noeud.identifiant for e in ecarts if REECRIT in e.natures} == words & set(new.noeuds)
        assert not any(DEPLACE in ecart.natures for ecart in ecarts)


@given(st.permutations(range(7)))
def test_the_fewest_blocks_are_said_to_have_moved(ranks):
    kept = [rank for rank in ranks if rank in longest_rise(list(ranks))]
    assert kept == sorted(kept)
    assert len(kept) >= 1
    assert compare([], []) == []


def test_a_page_of_many_changes_costs_the_same(cast, client_of, django_assert_num_queries):
    for number in (1, 40):
        noeuds = [Noeud(Genre.TEXTE, f"Bloc {rank}", texte=PHRASE) for rank in range(400)]
        published = make_published(make_pacte(), noeuds=noeuds, vigueur_du=date(2001 + number, 1, 1),
                                   vigueur_au=date(2001 + number, 12, 31))  # fmt: skip
        draft = VersionPacte.objects.create(pacte=published.pacte, avenant=1, cree_par=cast.admin)
        for noeud in noeuds[:number]:
            noeud.texte = "Autre chose."
        write_blocs(draft, noeuds, by=cast.admin)
        client, page = client_of(cast.admin), reverse("pacte:version_changes", args=[draft.pk])
        client.get(page)
        with django_assert_num_queries(6):
            assert client.get(page).text.count('id="ecart-') == number


# What an amendment says of the function that answers for a block


@pytest.fixture
def collectif(cast):
    noeuds = [Noeud(Genre.COLLECTIF, "Jeunes", texte=PHRASE, referent=HELD), Noeud(Genre.TEXTE, "Le reste")]
    return make_consultation(cast.admin, noeuds=noeuds)


def name(consultation, association, referent, **fields):
    return deposit(consultation, association, PHRASE, titre="Jeunes", referent=referent, **fields)


def referent_of(version):
    return find_bloc(version, "Jeunes").referent


def test_an_amendment_changes_the_function_that_answers(cast, collectif, client_of):
    hold(OTHER)
    amendement = name(collectif, make_voter("Alpha"), OTHER)
    assert (amendement.avant_referent, amendement.referent_change) == (HELD, OTHER)
    page = client_of(cast.directrice).get(reverse("pacte:amendement_detail", args=[amendement.pk])).text
    assert "Fonction référente" in page
    assert OTHER in page.replace("<ins>", "") or "famille" in page
    adopt(amendement, cast.admin)
    version = write_consolidation(end_consultation(collectif), by=cast.admin)
    assert referent_of(version) == OTHER


def test_only_a_function_that_somebody_holds_is_named(cast, collectif, client_of):
    hold(HELD)
    one = make_voter("Alpha")
    with pytest.raises(ValidationError, match="Personne ne tient cette fonction"):
        name(collectif, one, OTHER)
    jeunes = find_bloc(collectif.version, "Jeunes").identifiant
    page = reverse("pacte:amendement_add", args=[collectif.version_id, jeunes])
    form = client_of(one.representants.get().personne).get(page).context["form"]
    assert [value for value, _ in form.fields["referent"].choices] == ["", HELD]
    assert form["referent"].value() == HELD
    other = page.replace(str(find_bloc(collectif.version, "Jeunes").identifiant),
                         str(find_bloc(collectif.version, "Le reste").identifiant))  # fmt: skip
    assert "referent" not in client_of(one.representants.get().personne).get(other).context["form"].fields


def test_an_amendment_of_words_leaves_the_function(cast, collectif):
    adopt(deposit(collectif, make_voter("Alpha"), "Autre chose.", titre="Jeunes"), cast.admin)
    assert referent_of(write_consolidation(end_consultation(collectif), by=cast.admin)) == HELD


def test_two_functions_named_are_reconciled_by_hand(cast, collectif):
    hold(OTHER, "Déléguée")
    one, two = name(collectif, make_voter("Alpha"), OTHER), name(collectif, make_voter("Bêta"), "Déléguée")
    assert Collision.objects.get(premier=one, second=two).raison == "ils nomment deux fonctions référentes"
    for amendement in (one, two):
        adopt(amendement, cast.admin)
    bloc = find_bloc(collectif.version, "Jeunes").identifiant
    conflit = Conflit(bloc, MOTS, (1, 2))
    assert get_conflits(collectif, collectif.version.read().noeuds).conflits == [conflit]
    settled = {**conflit._asdict(), "titre": "Jeunes", "texte": PHRASE}
    with pytest.raises(ValidationError, match="Deux fonctions"):
        settle_conflit(collectif, **settled, by=cast.admin)
    settle_conflit(collectif, **settled, referent="Déléguée", by=cast.admin)
    assert referent_of(write_consolidation(end_consultation(collectif), by=cast.admin)) == "Déléguée"


def test_words_reconciled_keep_the_function_that_one_of_them_named(cast, collectif):
    hold(OTHER)
    one = deposit(collectif, make_voter("Alpha"), PHRASE.replace("le mois", "l’an"), titre="Jeunes", referent=OTHER)
    two = deposit(collectif, make_voter("Bêta"), PHRASE.replace("le mois", "la semaine"), titre="Jeunes")
    for amendement in (one, two):
        adopt(amendement, cast.admin)
    conflit = Conflit(find_bloc(collectif.version, "Jeunes").identifiant, MOTS, (1, 2))
    settle_conflit(collectif, **conflit._asdict(), titre="Jeunes", texte="Choisi.", by=cast.admin)
    assert referent_of(write_consolidation(end_consultation(collectif), by=cast.admin)) == OTHER


def test_how_a_commitment_is_followed_is_part_of_what_was_read():
    noeud = Noeud(Genre.ENGAGEMENT, "Un bilan", indicateur="bilans lus", echeance=date(2031, 5, 17))
    same = Noeud(Genre.ENGAGEMENT, "Un bilan", indicateur="bilans lus", echeance=date(2031, 5, 17))
    assert digest_bloc(noeud) == digest_bloc(same)
    others = [Noeud(Genre.ENGAGEMENT, "Un bilan", indicateur="bilans", echeance=date(2031, 5, 17)),
              Noeud(Genre.ENGAGEMENT, "Un bilan", indicateur="bilans lus", echeance=date(2031, 5, 18)),
              Noeud(Genre.ENGAGEMENT, "Un bilan", indicateur="bilans lus"),
              Noeud(Genre.ENGAGEMENT, "Un bilan")]  # fmt: skip
    assert len({digest_bloc(each) for each in (noeud, *others)}) == 5
