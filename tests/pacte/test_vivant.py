"""The pact lives: what serves each mission and commitment, what was done for it, what is measured of it."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from collectifs.models import ActionDecidee, Collectif, CompteRendu, Decision, PointOrdreDuJour, Reunion
from pacte.actions.indicateurs import add_releve
from pacte.actions.liens import add_lien, remove_lien
from pacte.genres import Genre
from pacte.models import LienBloc, Releve, VersionPacte
from pacte.queries.activite import GENRES, count_activity, count_all, find_faits, get_activity
from pacte.queries.indicateurs import find_progress, get_progress, get_suivis
from pacte.tree import Noeud
from socle.models import EntreeJournal
from tests.factories.collectifs import make_action, make_collectif, make_decision, make_point, make_reunion
from tests.factories.formations import make_formation, make_session
from tests.factories.pacte import make_pacte, make_published, make_version

TODAY = timezone.localdate
EDITORS = ("admin", "chargee")
READERS = ("directrice", "collegue", "presidente", "adherente", "comite", "coordination", "prestataire", "superuser")


def ago(days, hour=10):
    return timezone.now().replace(hour=hour, minute=0, second=0, microsecond=0) - timedelta(days=days)


def noeuds(**echeances):
    """Two commitments under a challenge, two missions under a function of the federation."""
    return [
        Noeud(
            Genre.DEFI,
            "Tenir ensemble",
            enfants=[
                Noeud(Genre.ENGAGEMENT, "Former", indicateur="personnes formées", echeance=echeances.get("former")),
                Noeud(Genre.ENGAGEMENT, "Accueillir", echeance=echeances.get("accueillir")),
            ],
        ),
        Noeud(
            Genre.FONCTION,
            "Carrefour",
            referent="Chargée de mission réseau",
            enfants=[Noeud(Genre.MISSION, "Relier les maisons"), Noeud(Genre.MISSION, "Prêter les outils")],
        ),
    ]


@pytest.fixture
def version(cast):
    """A pact of four years begun two years ago, in force."""
    year = TODAY().year
    pacte = make_pacte(debut=date(year - 2, 1, 1), fin=date(year + 1, 12, 31))
    return make_published(pacte, noeuds=noeuds(former=TODAY() - timedelta(days=3)), cree_par=cast.admin)


def key(version, titre):
    return version.blocs.get(titre=titre).identifiant


def tie(version, titre, **cible):
    return LienBloc.objects.create(identifiant=key(version, titre), par=version.cree_par, **cible)


def measure(version, titre, **fields):
    fields = {"valeur": Decimal(12), "source": "Bilan de l’année", "le": TODAY(), **fields}
    return Releve.objects.create(identifiant=key(version, titre), par=version.cree_par, **fields)


def hold(collectif, days=10, **fields):
    return make_reunion(collectif, debut=ago(days), etat=Reunion.Etat.TENUE, **fields)


def decide(reunion, etat=CompteRendu.Etat.DIFFUSE, **fields):
    CompteRendu.objects.get_or_create(reunion=reunion, defaults={"etat": etat, "diffuse_le": timezone.now()})
    return make_decision(reunion, **fields)


def finish(collectif, personne, days=5, **fields):
    return make_action(collectif, personne, faite_le=TODAY() - timedelta(days=days), **fields)


def count(version, titre):
    comptes = [compte for compte in count_activity(version) if compte.bloc == key(version, titre)]
    return {genre: total for genre in GENRES if (total := sum(c.nombre for c in comptes if c.genre == genre))}


# What is counted


def test_a_collective_brings_its_meetings_its_actions_and_its_decisions(cast, version):
    jeunes = make_collectif("Jeunes")
    tie(version, "Former", collectif=jeunes)
    reunion = hold(jeunes)
    decide(reunion)
    finish(jeunes, cast.directrice)
    finish(jeunes, cast.collegue)
    assert count(version, "Former") == {"reunion": 1, "action": 2, "decision": 1}
    assert count(version, "Accueillir") == {}


def test_a_training_brings_its_sessions_held(version):
    formation = make_formation("Lire un budget")
    tie(version, "Former", formation=formation)
    make_session(formation, days=-40, etat="tenue")
    make_session(formation, days=-20, etat="annulee")
    make_session(formation, days=20)
    assert count(version, "Former") == {"session": 1}


def test_a_meeting_or_an_action_counts_for_itself(cast, version):
    jeunes = make_collectif("Jeunes")
    reunion, action = hold(jeunes), finish(jeunes, cast.directrice)
    hold(jeunes, titre="Une autre")
    tie(version, "Former", reunion=reunion)
    tie(version, "Accueillir", action=action)
    assert count(version, "Former") == {"reunion": 1}
    assert count(version, "Accueillir") == {"action": 1}


def test_what_is_tied_twice_over_counts_once(cast, version):
    """A meeting of a collective that is tied, itself tied: one event for the block, one for the pact."""
    jeunes = make_collectif("Jeunes")
    reunion = hold(jeunes)
    tie(version, "Former", collectif=jeunes)
    tie(version, "Former", reunion=reunion)
    tie(version, "Accueillir", collectif=jeunes)
    assert count(version, "Former") == {"reunion": 1}
    assert [(compte.genre, compte.nombre) for compte in count_all(version)] == [("reunion", 1)]
    assert find_faits(version, is_whole=True).count() == 1


def test_only_what_the_whole_network_reads_counts(cast, version):
    """Kept for its participants, behind closed doors, not circulated, not adopted, not held, not done, not public."""
    kept = make_collectif("Réservé", visibilite=Collectif.Visibilite.PARTICIPANTS)
    jeunes = make_collectif("Jeunes")
    for collectif in (kept, jeunes):
        tie(version, "Former", collectif=collectif)
    decide(hold(kept, titre="Entre nous"), texte="Entre nous")
    finish(kept, cast.directrice, texte="Entre nous")
    make_reunion(jeunes, titre="À venir")
    make_reunion(jeunes, titre="Annulée", etat=Reunion.Etat.ANNULEE, debut=ago(4))
    make_action(jeunes, cast.directrice, texte="Pas faite")
    reunion = hold(jeunes, titre="Vue de tous")
    closed = make_point(reunion, "À huis clos", is_huis_clos=True)
    decide(reunion, texte="À huis clos", point=closed)
    decide(reunion, texte="Rejetée", mode=Decision.Mode.MAJORITE_SIMPLE, pour=1, contre=4)
    finish(jeunes, cast.directrice, texte="À huis clos", reunion=reunion, point=closed)
    decide(hold(jeunes, titre="Sans compte rendu"), etat=CompteRendu.Etat.PROJET, texte="Pas diffusée")
    withdrawn = make_formation(etat="publiee")
    make_session(withdrawn, days=-9, etat="tenue")
    tie(version, "Former", formation=withdrawn)
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(etat="retiree")
    assert PointOrdreDuJour.objects.filter(is_huis_clos=True).exists()
    said = {fait.titre for fait in get_activity(version)[key(version, "Former")]}
    assert said == {"Vue de tous", "Sans compte rendu"}


def test_what_is_counted_is_within_the_years_of_the_pact(version):
    jeunes = make_collectif("Jeunes")
    tie(version, "Former", collectif=jeunes)
    before = timezone.make_aware(timezone.datetime(TODAY().year - 3, 12, 31, 18))
    make_reunion(jeunes, debut=before, etat=Reunion.Etat.TENUE, titre="Avant")
    hold(jeunes, days=0, titre="Dedans")
    assert [fait.titre for fait in get_activity(version)[key(version, "Former")]] == ["Dedans"]
    assert get_activity(version, until=TODAY() - timedelta(days=1)) == {}


def test_figures_are_the_number_of_their_rows_year_by_year(cast, version):
    """Each figure of `count_activity` is the number of the rows that `find_faits` gives for it."""
    jeunes, formation = make_collectif("Jeunes"), make_formation()
    for titre in ("Former", "Relier les maisons"):
        tie(version, titre, collectif=jeunes)
        tie(version, titre, formation=formation)
    for days in (3, 200, 400, 500, 700):
        decide(hold(jeunes, days=days))
        finish(jeunes, cast.directrice, days=days)
        make_session(formation, days=-days, etat="tenue")
    comptes = count_activity(version)
    assert len({compte.annee for compte in comptes}) >= 2
    for compte in comptes:
        faits = find_faits(version, bloc=compte.bloc, genre=compte.genre, annee=compte.annee)
        assert len(faits) == faits.count() == compte.nombre
    assert sum(compte.nombre for compte in comptes) == sum(map(len, get_activity(version).values())) == 40
    for compte in count_all(version):
        assert find_faits(version, is_whole=True, genre=compte.genre, annee=compte.annee).count() == compte.nombre


def test_links_hold_from_one_version_to_the_next(cast, version):
    jeunes = make_collectif("Jeunes")
    tie(version, "Former", collectif=jeunes)
    hold(jeunes)
    VersionPacte.objects.filter(pk=version.pk).update(vigueur_au=TODAY() - timedelta(days=1))
    following = make_published(version.pacte, noeuds=version.read().noeuds, avenant=1, vigueur_du=TODAY())
    assert count(following, "Former") == count(version, "Former") == {"reunion": 1}


@pytest.mark.parametrize("rows", [1, 3])
def test_activity_is_one_question(cast, version, rows, django_assert_num_queries):
    for rank in range(rows):
        collectif = make_collectif()
        tie(version, "Former", collectif=collectif)
        hold(collectif, days=rank)
    former = key(version, "Former")
    with django_assert_num_queries(1):
        assert len(get_activity(version)[former]) == rows
    with django_assert_num_queries(1):
        count_activity(version)
    with django_assert_num_queries(3):
        get_suivis(version)


# Links


@pytest.mark.parametrize("who", EDITORS)
def test_an_editor_ties_and_unties(cast, version, who):
    by, jeunes = getattr(cast, who), make_collectif("Jeunes")
    lien = add_lien(version, key(version, "Former"), genre="collectif", objet=jeunes.pk, by=by)
    assert (lien.par, timezone.localdate(lien.le), lien.cible) == (by, TODAY(), jeunes)
    remove_lien(version, lien, by=by)
    assert not LienBloc.objects.exists()
    assert set(EntreeJournal.objects.values_list("verbe", flat=True)) >= {"relie au pacte", "délie du pacte"}


@pytest.mark.parametrize("who", READERS)
def test_nobody_else_ties(cast, version, who):
    jeunes, by = make_collectif("Jeunes"), getattr(cast, who)
    with pytest.raises(PermissionDenied):
        add_lien(version, key(version, "Former"), genre="collectif", objet=jeunes.pk, by=by)
    lien = tie(version, "Former", collectif=jeunes)
    with pytest.raises(PermissionDenied):
        remove_lien(version, lien, by=by)


def test_never_twice(cast, version):
    jeunes = make_collectif("Jeunes")
    for cible in ({"collectif": jeunes}, {"reunion": hold(jeunes)}, {"formation": make_formation()}):
        tie(version, "Former", **cible)
        with pytest.raises(IntegrityError), transaction.atomic():
            tie(version, "Former", **cible)
    with pytest.raises(ValidationError, match="déjà relié"):
        add_lien(version, key(version, "Former"), genre="collectif", objet=jeunes.pk, by=cast.admin)


def test_a_link_leads_to_one_thing(cast, version):
    jeunes = make_collectif("Jeunes")
    with pytest.raises(IntegrityError), transaction.atomic():
        tie(version, "Former")
    with pytest.raises(IntegrityError), transaction.atomic():
        tie(version, "Former", collectif=jeunes, reunion=hold(jeunes))


def test_only_missions_and_commitments_in_force_are_tied(cast, version):
    jeunes = make_collectif("Jeunes")
    with pytest.raises(ValidationError, match="mission ou un engagement"):
        add_lien(version, key(version, "Carrefour"), genre="collectif", objet=jeunes.pk, by=cast.admin)
    draft = make_version(version.pacte, noeuds=noeuds(), avenant=1)
    with pytest.raises(PermissionDenied):
        add_lien(draft, key(draft, "Former"), genre="collectif", objet=jeunes.pk, by=cast.admin)


def test_what_the_network_does_not_read_is_not_tied(cast, version):
    kept = make_collectif("Réservé", visibilite=Collectif.Visibilite.PARTICIPANTS)
    draft = make_formation(etat="brouillon")
    for genre, objet in (("collectif", kept.pk), ("reunion", hold(kept).pk), ("formation", draft.pk), ("action", 0)):
        with pytest.raises(ValidationError, match="tout le réseau"):
            add_lien(version, key(version, "Former"), genre=genre, objet=objet, by=cast.admin)


# What is measured


def test_a_value_has_its_date_its_source_and_its_author(cast, version):
    identifiant = key(version, "Former")
    releve = add_releve(
        version, identifiant, le=TODAY(), valeur=Decimal("12.5"), source="Feuilles de présence", by=cast.chargee
    )
    assert (releve.valeur, releve.source, releve.par) == (Decimal("12.5"), "Feuilles de présence", cast.chargee)
    with pytest.raises(PermissionDenied):
        add_releve(version, identifiant, le=TODAY(), valeur=Decimal(1), source="Moi", by=cast.directrice)


def test_a_correction_is_another_row_and_the_first_stays(cast, version):
    identifiant = key(version, "Former")
    first = measure(version, "Former", valeur=Decimal(120))
    add_releve(version, identifiant, le=TODAY(), valeur=Decimal(12), source="Recompté", corrige=first, by=cast.chargee)
    assert Releve.objects.count() == 2
    [suivi] = [s for s in get_suivis(version) if s.identifiant == identifiant]
    assert suivi.releve.valeur == 12
    with pytest.raises(ValidationError, match="vient de corriger"):
        add_releve(version, identifiant, le=TODAY(), valeur=Decimal(13), source="Moi", corrige=first, by=cast.admin)
    for change in ({"valeur": Decimal(1)}, {"source": "x"}, {"is_tenu": True}, {"le": date(2020, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Releve.objects.filter(pk=first.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        first.delete()


@pytest.mark.parametrize(
    ("titre", "fields", "said"),
    [
        ("Former", {"le": date(2999, 1, 1)}, "à venir"),
        ("Former", {"valeur": None}, "valeur relevée"),
        ("Relier les maisons", {}, "Seul un engagement"),
        ("Tenir ensemble", {}, "Seul un engagement"),
    ],
)
def test_what_is_not_measured_is_said(cast, version, titre, fields, said):
    fields = {"le": TODAY(), "valeur": Decimal(1), "source": "Nous", **fields}
    with pytest.raises(ValidationError, match=said):
        add_releve(version, key(version, titre), by=cast.admin, **fields)


def test_late_is_derived_from_the_day_and_never_stored(cast, version):
    def situation(until=None):
        return next(s.situation for s in get_suivis(version, until) if s.noeud.titre == "Former")

    assert situation() == "en retard"
    assert situation(TODAY() - timedelta(days=3)) == "rien encore"
    measure(version, "Former", is_tenu=True)
    assert situation() == "tenu"
    measure(version, "Former", is_tenu=False, valeur=Decimal(3))
    assert situation() == "en retard", "a later row says otherwise"
    assert not {"is_en_retard", "en_retard", "retard"} & {f.name for f in Releve._meta.get_fields()}


def test_situations(cast, version):
    tie(version, "Relier les maisons", collectif=(jeunes := make_collectif("Jeunes")))
    hold(jeunes)
    measure(version, "Accueillir")
    said = {suivi.noeud.titre: suivi.situation for suivi in get_suivis(version)}
    assert said == {
        "Former": "en retard",
        "Accueillir": "en cours",
        "Relier les maisons": "en cours",
        "Prêter les outils": "rien encore",
    }


def test_progress_is_the_same_as_the_list_and_one_question(cast, version, django_assert_num_queries):
    measure(version, "Accueillir", is_tenu=True, valeur=None)
    wrong = measure(version, "Former", is_tenu=True)
    measure(version, "Former", is_tenu=False, corrige=wrong)
    make_version(version.pacte, noeuds=noeuds(), avenant=1)
    get_progress()
    with django_assert_num_queries(1):
        progress = get_progress()
    suivis = [suivi for suivi in get_suivis(version) if suivi.is_engagement]
    assert (progress.version, progress.total) == (version.pk, len(suivis))
    assert progress.tenus == sum(s.situation == "tenu" for s in suivis) == 1
    assert progress.en_retard == sum(s.situation == "en retard" for s in suivis) == 1
    assert find_progress(version) == progress


def test_no_commitment_no_progress(cast):
    assert get_progress() is None
    make_published(make_pacte())
    assert get_progress() is None


assert ActionDecidee and uuid4 and reverse
