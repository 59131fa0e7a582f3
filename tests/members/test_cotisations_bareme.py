"""The fee engine and its simulation: amounts to the cent, said so that anybody can reckon them again."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from members.actions.bareme import FROZEN, declare_assiette, drop_bareme, edit_regles, prepare_bareme, vote_bareme
from members.bareme import compute_due
from members.models import Assiette, Association, Bareme, RegleBareme
from members.queries.bareme import get_bases_to_declare, simulate
from socle import journal
from tests.factories.cotisations import (
    THIS_YEAR,
    make_adhesion,
    make_appel,
    make_assiette,
    make_bareme,
    make_campagne,
    make_regle,
    make_share,
)
from tests.factories.members import make_association

Genre, Base = Association.Genre, RegleBareme.Base
MONEY = st.decimals(0, 9_999_999, places=2)
RATES = st.decimals(0, 999, places=4)
BOUNDS = st.none() | MONEY


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def regle(**fields) -> RegleBareme:
    return RegleBareme(bareme=Bareme(nom="Barème", annee=2026), genre=Genre.CENTRE_SOCIAL, **fields)


def share(taux="0.35", **fields) -> RegleBareme:
    bounds = {"plancher": Decimal(400), "plafond": Decimal(4500)} | fields
    return regle(taux=Decimal(taux), base=Base.CHARGES, **bounds)


@pytest.mark.parametrize(
    ("charges", "amount", "said"),
    [
        ("1420000", "4500.00", "0,35 % de 1 420 000,00 € = 4 970,00 €, ramené au plafond de 4 500,00 €."),
        ("520000", "1820.00", "0,35 % de 520 000,00 € = 1 820,00 €."),
        ("90000", "400.00", "0,35 % de 90 000,00 € = 315,00 €, relevé au plancher de 400,00 €."),
        ("0", "400.00", "0,35 % de 0,00 € = 0,00 €, relevé au plancher de 400,00 €."),
        ("123456.78", "432.10", "0,35 % de 123 456,78 € = 432,10 €."),
        ("1285714.29", "4500.00", "0,35 % de 1 285 714,29 € = 4 500,00 €."),
    ],
)
def test_a_share_between_floor_and_cap(charges, amount, said):
    due = compute_due(share(), Assiette(montant=Decimal(charges)))
    assert due.montant == Decimal(amount)
    assert plain(due.calcul) == said


def test_zero_declared_without_a_floor_is_zero_and_says_so():
    due = compute_due(share(plancher=None), Assiette(montant=Decimal(0)))
    assert due.montant == Decimal("0.00")
    assert plain(due.calcul) == "0,35 % de 0,00 € = 0,00 €."


def test_nothing_declared_is_never_zero():
    due = compute_due(share(plancher=None), None)
    assert due.montant is None
    assert due.is_assiette_missing
    assert due.calcul == "À déclarer : charges de l’exercice 2024. Rien n’est demandé tant que ce montant manque."


def test_nothing_declared_asks_for_the_floor_and_says_why():
    due = compute_due(share(fixe=Decimal(50)), None)
    assert due.montant == Decimal(400)
    assert plain(due.calcul) == "Plancher de 400,00 €, faute de montant déclaré : charges de l’exercice 2024."


def test_a_fixed_part_alone_needs_nothing_declared():
    due = compute_due(regle(fixe=Decimal(150)), None)
    assert due.montant == Decimal(150)
    assert plain(due.calcul) == "Part fixe de 150,00 €."


def test_a_fixed_part_and_a_share():
    due = compute_due(share(fixe=Decimal(50)), Assiette(montant=Decimal(200_000)))
    assert due.montant == Decimal("750.00")
    assert plain(due.calcul) == "50,00 € + 0,35 % de 200 000,00 € = 700,00 €, soit 750,00 €."


def test_full_time_posts_are_counted_in_euros_each():
    rule = regle(taux=Decimal("32.5"), base=Base.ETP)
    due = compute_due(rule, Assiette(montant=Decimal("4.50")))
    assert due.montant == Decimal("146.25")
    assert plain(due.calcul) == "32,50 € × 4,5 équivalent temps plein = 146,25 €."


def test_no_rule_asks_for_nothing_and_says_why():
    assert compute_due(None, None).montant is None
    assert "n’a pas de règle" in compute_due(None, None).calcul


@given(MONEY, RATES, st.sampled_from(Base.values), BOUNDS, BOUNDS, st.none() | MONEY)
def test_a_due_is_to_the_cent_between_its_bounds(fixe, taux, base, low, high, montant):
    if low is not None and high is not None and low > high:
        low, high = high, low
    rule = regle(fixe=fixe, taux=taux, base=base, plancher=low, plafond=high)
    due = compute_due(rule, None if montant is None else Assiette(montant=montant))
    assert due.calcul.endswith(".")
    if due.montant is None:
        assert low is None
        assert montant is None
        return
    assert due.montant.as_tuple().exponent == -2
    assert low is None or due.montant >= low
    assert high is None or due.is_assiette_missing or due.montant <= high


@given(st.lists(MONEY, min_size=2, max_size=2), RATES)
def test_more_declared_never_asks_less(amounts, taux):
    low, high = sorted(amounts)
    rule = share(taux)
    assert compute_due(rule, Assiette(montant=low)).montant <= compute_due(rule, Assiette(montant=high)).montant


@pytest.fixture
def scale(db):
    bareme = make_bareme(THIS_YEAR, voted=False)
    make_share(bareme)
    make_regle(bareme, Genre.EVS, 150)
    return bareme


def test_simulation_tells_who_pays_more_and_less(scale):
    last_year = make_campagne(THIS_YEAR - 1)
    more, less, same, new = (make_association(nom, Genre.EVS) for nom in ("Plus", "Moins", "Pareil", "Venue"))
    left = make_association("Partie", Genre.EVS)
    make_adhesion(left, end=timezone.localdate())
    for association, before in ((more, 120), (less, 180), (same, 150), (new, None)):
        make_adhesion(association)
        if before:
            make_appel(association, last_year, before)
    simulation = simulate(THIS_YEAR, scale.regles.all())
    assert [(ligne.association.nom, ligne.ecart) for ligne in simulation.lignes] == [
        ("Moins", -30),
        ("Pareil", 0),
        ("Plus", 30),
        ("Venue", None),
    ]
    assert (simulation.total, simulation.ecart, simulation.comparees) == (600, 0, 3)
    assert [ligne.association for ligne in simulation.by_ecart.lignes] == [more, same, less, new]
    counted = (simulation.paient_plus, simulation.paient_moins, simulation.inchangees, simulation.nouvelles)
    assert counted == (1, 1, 1, 1)


def test_simulation_uses_the_year_of_each_base(scale):
    centre = make_association("Quai-Hauvert", Genre.CENTRE_SOCIAL)
    make_adhesion(centre)
    make_assiette(centre, 999, THIS_YEAR - 1)
    make_appel(centre, make_campagne(THIS_YEAR - 1), 3000)
    missing = simulate(THIS_YEAR, scale.regles.select_related("bareme"))
    assert (missing.total, missing.a_declarer, missing.paient_moins) == (400, 1, 0)
    make_assiette(centre, 1_420_000)
    [ligne] = simulate(THIS_YEAR, scale.regles.all()).lignes
    assert ligne.due.montant == Decimal("4500.00")


@pytest.mark.parametrize("members", [1, 3])
def test_simulation_asks_as_much_of_the_database_for_more_members(scale, members, django_assert_num_queries):
    for number in range(members):
        make_adhesion(make_association(f"Membre {number}", Genre.CENTRE_SOCIAL))
    regles = list(scale.regles.select_related("bareme"))
    with django_assert_num_queries(3):
        assert len(simulate(THIS_YEAR, regles).lignes) == members


def test_a_scale_starts_from_another(scale, cast):
    copy = prepare_bareme(annee=THIS_YEAR + 1, nom="Projet", copy=scale, by=cast.chargee)
    assert copy.regles.count() == scale.regles.count()
    assert simulate(THIS_YEAR, copy.regles.all()).total == simulate(THIS_YEAR, scale.regles.all()).total


def test_a_vote_freezes_the_rules(scale, cast):
    vote_bareme(scale, vote_le=timezone.localdate(), proces_verbal="AG du 20 juin, résolution 4", by=cast.chargee)
    with pytest.raises(ValidationError, match=FROZEN[:30]):
        edit_regles(scale, regles=[], by=cast.chargee)
    with pytest.raises(ValidationError, match=FROZEN[:30]):
        vote_bareme(scale, vote_le=timezone.localdate(), proces_verbal="Autre", by=cast.chargee)
    with pytest.raises(ValidationError, match=FROZEN[:30]):
        drop_bareme(scale, by=cast.chargee)
    assert scale.regles.count() == 2


def test_one_voted_scale_a_year(scale, cast):
    make_bareme(THIS_YEAR, voted=True)
    with pytest.raises(ValidationError, match="déjà voté"):
        vote_bareme(scale, vote_le=timezone.localdate(), proces_verbal="PV", by=cast.chargee)


def test_an_empty_scale_is_not_voted(cast):
    with pytest.raises(ValidationError, match="aucune règle"):
        vote_bareme(make_bareme(voted=False), vote_le=timezone.localdate(), proces_verbal="PV", by=cast.chargee)


def test_rules_are_replaced_whole_and_a_bad_one_changes_nothing(scale, cast):
    wrong = RegleBareme(genre=Genre.COGEREE, plancher=Decimal(10), plafond=Decimal(5))
    with pytest.raises(ValidationError, match="plancher dépasse"):
        edit_regles(scale, regles=[wrong], by=cast.chargee)
    assert scale.regles.count() == 2
    edit_regles(scale, regles=[RegleBareme(genre=Genre.COGEREE, fixe=Decimal(80))], by=cast.chargee)
    assert [rule.genre for rule in scale.regles.all()] == [Genre.COGEREE]


def test_who_declared_what_is_in_the_journal(cast):
    given_fields = {"annee": 2024, "base": Base.CHARGES}
    assiette = declare_assiette(cast.palier, montant=Decimal(48_000), by=cast.directrice, **given_fields)
    declare_assiette(cast.palier, montant=Decimal(52_000), by=cast.chargee, **given_fields)
    declare_assiette(cast.palier, montant=Decimal(52_000), by=cast.chargee, **given_fields)
    said = [(entry.par, entry.details["avant"], entry.details["montant"]) for entry in journal.entries_of(assiette)]
    assert said == [(cast.chargee, "48000.00", "52000"), (cast.directrice, None, "48000")]
    assert cast.palier.assiettes.get().montant == 52_000


@pytest.mark.parametrize("who", ["collegue", "presidente", "adherente", "coordination", "superuser", "ancien"])
def test_only_managers_and_the_team_declare(who, cast):
    with pytest.raises(PermissionDenied):
        declare_assiette(cast.palier, annee=2024, base=Base.CHARGES, montant=Decimal(1), by=getattr(cast, who))


def test_what_to_declare_comes_from_the_scales_of_this_year_and_the_next(scale, cast):
    centre = make_association(genre=Genre.CENTRE_SOCIAL)
    make_share(make_bareme(THIS_YEAR + 1, voted=False))
    wanted = [(Base.CHARGES, THIS_YEAR - 1), (Base.CHARGES, THIS_YEAR - 2)]
    assert get_bases_to_declare(centre, THIS_YEAR) == wanted
    assert get_bases_to_declare(cast.palier, THIS_YEAR) == []
