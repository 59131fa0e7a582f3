"""The pact lives: what serves each mission and commitment, what was done for it, what is measured of it."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collectifs.models import Collectif, CompteRendu, Decision, PointOrdreDuJour, Reunion
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


def test_nobody_else_ties(cast, version):
    jeunes = make_collectif("Jeunes")
    lien = tie(version, "Former", collectif=jeunes)
    for by in (getattr(cast, who) for who in READERS):
        with pytest.raises(PermissionDenied):
            add_lien(version, key(version, "Accueillir"), genre="collectif", objet=jeunes.pk, by=by)
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


# Pages


def address(name, version, titre=None, **asked):
    args = [version.pk, key(version, titre)] if titre else [version.pk]
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return reverse(f"pacte:{name}", args=args) + (f"?{query}" if query else "")


@pytest.fixture
def busy(cast, version):
    """A commitment and a mission that the same collective and the same training serve, over two years."""
    jeunes, formation = make_collectif("Jeunes"), make_formation("Lire un budget")
    for titre in ("Former", "Relier les maisons"):
        tie(version, titre, collectif=jeunes)
        tie(version, titre, formation=formation)
    for rank, days in enumerate((3, 8, 400)):
        decide(hold(jeunes, days=days, titre=f"Réunion {rank}"), texte=f"Décision {rank}")
        finish(jeunes, cast.directrice, days=days, texte=f"Action {rank}")
        make_session(formation, days=-days, etat="tenue")
    return version


def test_each_figure_of_the_page_opens_as_many_rows(cast, client_of, busy):
    client = client_of(cast.directrice)
    [suivi] = [suivi for suivi in get_suivis(busy) if suivi.noeud.titre == "Former"]
    assert suivi.nombre == 12
    for fait, annee in product(["", *GENRES], [None, TODAY().year, TODAY().year - 1]):
        asked = {"fait": fait, "annee": annee or ""}
        page = client.get(address("fait_list_bloc", busy, "Former", **asked))
        assert len(page.context["faits"]) == suivi.count(genre=fait, annee=annee), asked
        assert page.context["page"].paginator.count == len(page.context["faits"])
        whole = client.get(address("fait_list", busy, **asked))
        comptes = [c for c in count_all(busy) if fait in ("", c.genre) and annee in (None, c.annee)]
        assert len(whole.context["faits"]) == sum(compte.nombre for compte in comptes), asked


def test_the_list_says_where_each_commitment_is(cast, client_of, busy):
    measure(busy, "Accueillir", is_tenu=True, valeur=None)
    page = client_of(cast.directrice).get(address("suivi_list", busy)).text
    assert "1 sur 2" in page
    assert "En retard" in page
    assert "Tenu" in page
    assert page.index("Former") < page.index("Prêter les outils"), "commitments first"
    assert "3 réunions tenues" in page.replace("\xa0", " ")
    assert "les mêmes pour tout le monde" in page


def test_the_list_is_narrowed(cast, client_of, version):
    client, every = client_of(cast.chargee), ["Former", "Accueillir", "Relier les maisons", "Prêter les outils"]
    for asked, titres in (
        ("genre=engagement", every[:2]),
        ("genre=mission", every[2:]),
        ("situation=en+retard", every[:1]),
        ("miennes=1", every[2:]),
        ("genre=defi&annee=x", every),
    ):
        page = client.get(f"{address('suivi_list', version)}?{asked}")
        assert [suivi.noeud.titre for suivi, _ in page.context["page"]] == titres, asked


def test_my_missions_are_offered_to_whoever_holds_the_function(cast, client_of, version):
    assert "Mes missions" in client_of(cast.chargee).get(address("suivi_list", version)).text
    assert "Mes missions" not in client_of(cast.directrice).get(address("suivi_list", version)).text


@pytest.mark.parametrize("who", ["directrice", "adherente", "chargee", "admin"])
def test_figures_are_the_same_for_everybody_and_every_row_opens(cast, client_of, busy, who):
    kept = make_collectif("Réservé", visibilite=Collectif.Visibilite.PARTICIPANTS)
    tie(busy, "Former", collectif=kept)
    decide(hold(kept, titre="Entre nous"))
    client = client_of(getattr(cast, who))
    page = client.get(address("fait_list_bloc", busy, "Former"))
    assert len(page.context["faits"]) == 12
    assert "Entre nous" not in page.text
    for fait in page.context["faits"]:
        assert client.get(fait.link).status_code == 200


def test_a_collective_kept_for_its_members_is_not_named(cast, client_of, version):
    kept = make_collectif("Réservé aux siens", visibilite=Collectif.Visibilite.PARTICIPANTS)
    tie(version, "Former", collectif=kept)
    assert "Réservé aux siens" not in client_of(cast.directrice).get(address("suivi_detail", version, "Former")).text
    assert "Réservé aux siens" in client_of(cast.admin).get(address("suivi_detail", version, "Former")).text


def test_whoever_is_not_of_the_network_reads_figures_and_no_event(cast, client_of, busy):
    client = client_of(cast.prestataire)
    page = client.get(address("suivi_detail", busy, "Former"))
    assert page.status_code == 200
    assert "/faits/" not in page.text
    assert "Jeunes" not in page.text
    assert client.get(address("fait_list_bloc", busy, "Former")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_as_much_for_one_row_as_for_three(cast, client_of, version, rows):
    for rank in range(rows):
        collectif = make_collectif()
        tie(version, "Former", collectif=collectif)
        decide(hold(collectif, days=rank))
        measure(version, "Former", valeur=Decimal(rank))
    client = client_of(cast.directrice)
    asked = {"suivi_list": None, "suivi_detail": "Former", "fait_list_bloc": "Former", "fait_list": None}
    pages = {name: address(name, version, titre) for name, titre in asked.items()}
    for page in pages.values():
        client.get(page)
    found = {}
    for name, page in pages.items():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        found[name] = len(asked)
    assert found == {"suivi_list": 6, "suivi_detail": 7, "fait_list_bloc": 7, "fait_list": 4}


def test_four_hundred_blocks_cost_as_many_questions(cast, client_of, django_assert_num_queries):
    many = [Noeud(Genre.MISSION, f"Mission {rank}") for rank in range(400)]
    version = make_published(noeuds=many, cree_par=cast.admin)
    jeunes = make_collectif("Jeunes")
    LienBloc.objects.bulk_create(
        LienBloc(identifiant=noeud.identifiant, collectif=jeunes, par=cast.admin) for noeud in many
    )
    hold(jeunes)
    client = client_of(cast.directrice)
    client.get(address("suivi_list", version))
    with django_assert_num_queries(6):
        page = client.get(address("suivi_list", version))
    assert page.context["page"].paginator.count == 400
    assert len(page.context["page"].object_list) == 50


def test_linking_from_the_pact(cast, client_of, version):
    jeunes, client = make_collectif("Jeunes en marche"), client_of(cast.chargee)
    reunion = hold(jeunes, titre="Le forum des jeunes")
    asked = address("lien_add", version, "Former")
    assert "Le forum des jeunes" not in client.get(asked).text, "meetings are searched, not listed"
    assert "Le forum des jeunes" in client.get(asked + "?q=forum").text
    for genre, objet in (("collectif", jeunes.pk), ("reunion", reunion.pk)):
        assert client.post(asked, {"genre": genre, "objet": objet}).url == address("suivi_detail", version, "Former")
    assert "Déjà relié" in client.get(asked).text
    assert "déjà relié" in client.post(asked, {"genre": "collectif", "objet": jeunes.pk}, follow=True).text
    assert client.post(asked, {"genre": "?", "objet": "x"}).status_code == 422
    assert LienBloc.objects.count() == 2
    lien = LienBloc.objects.get(collectif=jeunes)
    client.post(reverse("pacte:lien_remove", args=[lien.pk]))
    assert [lien.cible for lien in LienBloc.objects.all()] == [reunion]


@pytest.mark.parametrize("genre", ["collectif", "reunion", "action", "formation"])
def test_linking_from_the_page_of_what_serves(cast, client_of, version, genre):
    """The page names the mission it serves to everybody, and leads an editor to tie it."""
    jeunes = make_collectif("Jeunes")
    cible = {
        "collectif": lambda: jeunes,
        "reunion": lambda: hold(jeunes),
        "action": lambda: finish(jeunes, cast.directrice),
        "formation": make_formation,
    }[genre]()
    app = "formations" if genre == "formation" else "collectifs"
    page = reverse(f"{app}:{genre}_detail", args=[cible.pk])
    asked = f"{reverse('pacte:lien_choose')}?genre={genre}&objet={cible.pk}"
    assert "Sert le pacte" not in client_of(cast.directrice).get(page).text
    editor = client_of(cast.chargee)
    assert asked.replace("&", "&amp;") in editor.get(page).text
    assert editor.post(asked, {"bloc": key(version, "Relier les maisons")}).url == page
    seen = client_of(cast.directrice).get(page).text
    assert "Relier les maisons" in seen
    assert address("suivi_detail", version, "Relier les maisons") in seen
    assert "Relier au pacte" not in seen
    again = editor.post(asked, {"bloc": key(version, "Relier les maisons")})
    assert again.status_code == 422
    assert LienBloc.objects.count() == 1


def test_a_visitor_of_the_catalogue_reads_nothing_of_the_pact(client, version):
    formation = make_formation()
    tie(version, "Former", formation=formation)
    assert "pacte" not in client.get(reverse("formations:formation_detail", args=[formation.pk])).text.lower()


def test_what_the_network_does_not_read_is_not_offered(cast, client_of, version):
    kept = make_collectif("Réservé", visibilite=Collectif.Visibilite.PARTICIPANTS)
    client, asked = client_of(cast.admin), reverse("pacte:lien_choose")
    assert "Cela ne se relie pas" in client.get(f"{asked}?genre=collectif&objet={kept.pk}").text
    assert "Réservé" not in client.get(address("lien_add", version, "Former") + "?q=Réservé").text.split("<h1")[0]
    assert client.get(f"{asked}?genre=truc&objet=1").status_code == 404


def test_measuring_and_correcting(cast, client_of, version):
    client, page = client_of(cast.chargee), address("suivi_detail", version, "Former")
    asked = address("releve_add", version, "Former")
    wrong = client.post(asked, {"valeur": "douze", "le": "2999-01-01", "source": "Nous"})
    assert wrong.status_code == 422
    assert "Un nombre est attendu" in wrong.text
    assert 'value="Nous"' in wrong.text, "nothing typed is lost"
    later = client.post(asked, {"valeur": "12", "le": "2999-01-01", "source": "Nous"})
    assert "Cette date est à venir" in later.text
    assert client.post(asked, {"valeur": "120,5", "le": str(TODAY()), "source": "Présences"}).url == page
    first = Releve.objects.get()
    said = {"valeur": "12,5", "le": str(TODAY()), "source": "Recompté", "is_tenu": "on"}
    assert client.post(f"{asked}?corrige={first.pk}", said).url == page
    seen = client_of(cast.directrice).get(page).text
    for words in ("<s>120,50</s>", "12,50, engagement tenu", "Recompté", "Solène Varadieu", "Corrigé depuis", "Tenu"):
        assert words in seen.replace("\xa0", " ")
    twice = client.post(f"{asked}?corrige={first.pk}", said)
    assert "vient de corriger" in twice.text
    assert Releve.objects.count() == 2
    assert client.get(address("releve_add", version, "Relier les maisons")).status_code == 404
    assert client.get(f"{asked}?corrige=999999").status_code == 404


def test_home_and_the_pact_say_how_far_it_is(cast, client_of, version):
    measure(version, "Accueillir", is_tenu=True, valeur=None)
    for page in ("/", reverse("pacte:version_detail", args=[version.pk])):
        seen = client_of(cast.directrice).get(page).text
        assert "Engagements tenus" in seen
        assert "1 sur 2" in seen
        assert address("suivi_list", version) in seen


def test_a_draft_is_not_followed(cast, client_of):
    draft = make_version(noeuds=noeuds(), cree_par=cast.admin)
    client = client_of(cast.admin)
    assert client.get(address("suivi_list", draft)).status_code == 404
    assert client.get(address("suivi_detail", draft, "Former")).status_code == 404
    assert "Ce qui a été tenu" not in client.get(reverse("pacte:version_detail", args=[draft.pk])).text
