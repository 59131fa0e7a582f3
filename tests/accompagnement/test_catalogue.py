"""The catalogue: who keeps it, its versions by phase, who may ask where, how it travels; no page tells of a case."""

import copy
import json
import re
from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompagnement import actions as cases
from accompagnement.actions import Impossible
from accompagnement.actions import catalogue as actions
from accompagnement.actions.essaimage import import_catalogue, preview_import
from accompagnement.forms.catalogue import ValidationError, read_catalogue
from accompagnement.models import (
    Bouquet,
    Brouillon,
    Competence,
    Demande,
    Phase,
    ReseauMetier,
    Service,
    VersionCatalogue,
)
from accompagnement.queries.catalogue import describe_catalogue, get_offre, get_ouverture
from members.models import Association
from tests.factories.accompagnement import SECRET, make_acceptee, make_demande, make_service
from tests.factories.prestataires import make_operateur, make_phase, make_territoire

URL = "accompagnement:"
pytestmark = pytest.mark.django_db
BEFORE_DECISIONS = ("catalogue_edit", "catalogue_import", "candidature_list")


@pytest.fixture
def operatrice(cast):
    return make_operateur()


def place(association, name):
    association.territoire = make_territoire(name)
    association.save()


def test_only_the_operator_keeps_the_catalogue(cast, scene, operatrice, client_of):
    bouquet = Bouquet(nom="Respirer", resume="Un temps pour soi.")
    for person in (cast.admin, cast.superuser, cast.coordination, cast.chargee, cast.prestataire):
        with pytest.raises(PermissionDenied):
            actions.save_fiche(bouquet, by=person)
        assert client_of(person).get(reverse(URL + "catalogue_edit")).status_code == 403
    actions.save_fiche(bouquet, by=operatrice)
    assert client_of(operatrice).get(reverse(URL + "catalogue_edit")).status_code == 200


def test_a_service_is_written_with_its_skills_and_its_trades(cast, scene, operatrice, client_of):
    client, bouquet = client_of(operatrice), scene.service.bouquet
    client.post(
        reverse(URL + "fiche_add", args=["reseau"]), {"nom": "Autres métiers", "genres": ["collectivite"], "ordre": 1}
    )
    fields = {"nom": "Groupe de parole", "is_collectif": "on", "mode": "crise", "ordre": 2}
    url = reverse(URL + "service_add", args=[bouquet.pk])
    assert "au moins une compétence" in client.post(url, fields).text
    fields |= {
        "competences": [Competence.objects.get(nom="écoute").pk],
        "competences_nouvelles": "animation,  groupe ",
    }
    fields |= {"reseaux": [ReseauMetier.objects.get().pk]}
    assert client.post(url, fields).status_code == 302
    service = Service.objects.get(nom="Groupe de parole")
    assert {one.nom for one in service.competences.all()} == {"écoute", "animation", "groupe"}
    assert (service.mode, service.is_individuel, service.is_collectif) == ("crise", False, True)
    assert [one.nom for one in service.reseaux.all()] == ["Autres métiers"]


@pytest.mark.rule("R11")
@pytest.mark.parametrize(("count", "is_begun"), [(0, False), (1, False), (2, True), (6, True), (7, False)])
def test_an_experiment_has_two_to_six_territories(operatrice, scene, count, is_begun):
    names = [f"Territoire {n}" for n in range(count)]
    if is_begun:
        assert make_phase(operatrice, *names).is_en_cours
        return
    with pytest.raises(Impossible, match="deux à six"):
        make_phase(operatrice, *names)
    assert not Phase.objects.exclude(commencee_le=None).exists()
    assert not VersionCatalogue.objects.exists()


def test_a_territory_is_in_one_running_phase(operatrice, scene):
    first = make_phase(operatrice, "Taravel", "Orvain")
    with pytest.raises(Impossible, match="Orvain"):
        make_phase(operatrice, "Orvain", "Hauvert", version="autre")
    actions.end_phase(first, by=operatrice)
    assert make_phase(operatrice, "Orvain", "Hauvert", version="autre").is_en_cours


def test_a_version_never_changes_and_a_begun_phase_neither(operatrice, scene):
    phase = make_phase(operatrice, "Taravel", "Orvain")
    for change in (lambda rows: rows.update(contenu={}), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(VersionCatalogue.objects.all())
    with pytest.raises(Impossible, match="ne change plus"):
        actions.save_fiche(phase, by=operatrice)
    assert actions.begin_phase(phase, version="encore", by=operatrice).version == phase.version


def test_a_request_keeps_the_words_of_the_version_it_was_made_under(cast, scene, operatrice, client_of):
    place(cast.palier, "Taravel")
    phase = make_phase(operatrice, "Taravel", "Orvain")
    demande = make_demande(cast.directrice, scene.service)
    scene.service.nom, scene.service.bouquet.nom = "Écoute renommée", "Souffler mieux"
    for fiche in (scene.service, scene.service.bouquet):
        actions.save_fiche(fiche, by=operatrice)
    page = client_of(cast.directrice).get(reverse(URL + "bouquet_detail", args=[scene.service.bouquet.cle])).text
    assert "Écoute individuelle" in page and "Écoute renommée" not in page  # noqa: PT018
    assert "Écoute individuelle" in client_of(cast.directrice).get(reverse(URL + "demande_add")).text
    actions.publish_version(phase, version="offre initiale", by=operatrice)
    page = client_of(cast.directrice).get(reverse(URL + "bouquet_detail", args=[scene.service.bouquet.cle])).text
    assert "Écoute renommée" in page
    mine = client_of(cast.directrice).get(reverse(URL + "demande_detail", args=[demande.pk])).text
    assert "Écoute individuelle" in mine and "Écoute renommée" not in mine  # noqa: PT018
    later = make_demande(cast.directrice, scene.service)
    assert [one.version_catalogue.nom for one in (Demande.objects.get(pk=demande.pk), later)] == [
        "pré-offre",
        "offre initiale",
    ]
    assert (Demande.objects.get(pk=later.pk).nom_du_service, later.nom_du_bouquet) == (
        "Écoute renommée",
        "Souffler mieux",
    )


def test_what_is_retired_is_offered_no_more_and_stays(cast, scene, operatrice, client_of):
    make_service("Bilan de parcours", bouquet="Grandir")
    demande = make_demande(cast.directrice, scene.service)
    client = client_of(operatrice)
    client.post(reverse(URL + "fiche_retire", args=["service", scene.service.pk]))
    scene.service.refresh_from_db()
    assert scene.service.retire_le == timezone.localdate()
    me = client_of(cast.directrice)
    assert "Écoute individuelle" not in me.get(reverse(URL + "demande_add")).text
    assert me.get(reverse(URL + "bouquet_detail", args=[scene.service.bouquet.cle])).status_code == 404
    assert "Écoute individuelle" in me.get(reverse(URL + "demande_detail", args=[demande.pk])).text
    client.post(reverse(URL + "fiche_retire", args=["service", scene.service.pk]))
    assert "Écoute individuelle" in me.get(reverse(URL + "demande_add")).text


@pytest.mark.rule("R13")
def test_where_no_phase_is_open_one_reads_why_and_nothing_is_kept(cast, scene, operatrice, client_of):
    place(cast.palier, "Vessigny")
    make_phase(operatrice, "Taravel", "Orvain")
    client = client_of(cast.directrice)
    page = client.get(reverse(URL + "porte_personnelle")).text
    assert "Orvain et Taravel" in page
    assert "Votre association n’en fait pas encore partie" in page
    assert "Hervé Montclausel" in page
    assert "Écrire ma demande" not in page
    assert client.get(reverse(URL + "demande_add")).status_code == 302
    assert "Orvain et Taravel" in client_of(cast.presidente).get(reverse(URL + "porte_association")).text
    fields = {
        "numero": str(uuid4()), "bouquet": scene.service.bouquet_id, "service": scene.service.pk, "recit": SECRET,
        "modalite": "presence", "langue": "français", "contact": "portail", "telephone": "01 99 00 12 34",
        "consentement": "on",
    }  # fmt: skip
    answer = client.post(reverse(URL + "demande_add"), fields)
    assert "Rien n’a été enregistré" in answer.text
    assert "hirondelles" in answer.text
    assert not Demande.objects.exists()
    assert not Brouillon.objects.exists()
    with pytest.raises(Impossible):
        make_demande(cast.directrice, scene.service)
    place(cast.palier, "Taravel")
    assert client_of(cast.directrice).get(reverse(URL + "demande_add")).status_code == 200


@pytest.mark.rule("R13")
def test_each_reason_has_its_sentence(cast, scene, operatrice):
    assert get_ouverture(cast.directrice).is_ouverte
    first = make_phase(operatrice, genre=Phase.Genre.SENSIBILISATION)
    assert "sensibilisation" in get_ouverture(cast.directrice).motif
    actions.end_phase(first, by=operatrice)
    assert "Aucune phase" in get_ouverture(cast.directrice).motif
    make_phase(operatrice, genre=Phase.Genre.LANCEMENT, version="offre initiale")
    assert get_ouverture(cast.directrice).is_ouverte
    assert get_ouverture(cast.chargee).is_ouverte


def test_another_trade_is_opened_without_code(cast, scene, operatrice):
    """B8: the networks are data; a phase, a service, may be for one of them."""
    centres = actions.save_fiche(ReseauMetier(nom="Centres sociaux", genres=["evs", "centre_social"]), by=operatrice)
    autres = actions.save_fiche(ReseauMetier(nom="Autres métiers", genres=["cogeree"]), by=operatrice)
    assert cast.palier.genre == Association.Genre.EVS
    make_phase(operatrice, genre=Phase.Genre.LANCEMENT, reseaux=[centres])
    assert get_ouverture(cast.directrice).is_ouverte
    assert "Centres sociaux" in get_ouverture(cast.adherente).motif
    make_phase(operatrice, genre=Phase.Genre.LANCEMENT, version="axe B", reseaux=[autres])
    assert get_ouverture(cast.adherente).is_ouverte


def test_a_service_for_one_trade_is_not_offered_to_another(cast, scene, operatrice):
    autres = actions.save_fiche(ReseauMetier(nom="Autres métiers", genres=["cogeree"]), by=operatrice)
    make_service("Régie d’équipements").reseaux.set([autres])
    seen = {
        person: {one.nom for bouquet in get_offre(get_ouverture(person)) for one in bouquet.services}
        for person in (cast.directrice, cast.adherente, cast.chargee)
    }
    assert seen[cast.directrice] == {"Écoute individuelle"}
    assert seen[cast.adherente] == seen[cast.chargee] == {"Écoute individuelle", "Régie d’équipements"}


def test_the_page_of_a_bundle_says_who_will_know_before_any_form(cast, scene, client_of):
    Bouquet.objects.update(presentation="Un temps pour souffler.", pour_qui="Pour toute l’équipe.")
    page = client_of(cast.ancien).get(reverse(URL + "bouquet_detail", args=[scene.service.bouquet.cle])).text
    for words in (
        "Un temps pour souffler",
        "Pour toute l’équipe",
        "Écoute individuelle",
        "Qui saura",
        "sans votre nom",
    ):
        assert words in page
    assert "aucune trace" in page


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_same_number_of_questions(cast, scene, operatrice, client_of, count, django_assert_num_queries):
    for n in range(count):
        make_service(f"Service {n}", bouquet=f"Bouquet {n}")
    client = client_of(operatrice)
    client.get(reverse(URL + "catalogue_edit"))
    with django_assert_num_queries(QUESTIONS):
        client.get(reverse(URL + "catalogue_edit"))


QUESTIONS = 7


def test_the_operators_pages_are_the_same_with_and_without_a_case(cast, scene, operatrice, client_of):
    client, seen = client_of(operatrice), []
    changing = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"|nonce="[^"]*"')
    addresses = [reverse(URL + name) for name in BEFORE_DECISIONS]
    addresses += [reverse(URL + "prestataire_detail", args=[scene.ines.pk])]
    addresses += [reverse(URL + "fiche_edit", args=["service", scene.service.pk])]
    for _ in range(2):
        seen.append([changing.sub("", client.get(address).text) for address in addresses])
        if len(seen) == 1:
            make_acceptee(cast, scene)
    assert seen[0] == seen[1]


def sent(contenu):
    return SimpleUploadedFile("catalogue.json", json.dumps(contenu).encode(), "application/json")


def test_a_catalogue_travels_whole(cast, scene, operatrice, client_of):
    """B32: exported, then imported where there is nothing: the same catalogue."""
    autres = actions.save_fiche(ReseauMetier(nom="Autres métiers", genres=["cogeree"]), by=operatrice)
    crisis = make_service("Médiation", bouquet="Traverser la crise", competences=("médiation",), mode="crise")
    crisis.reseaux.set([autres])
    actions.retire_fiche(crisis, by=operatrice)
    client = client_of(operatrice)
    exported = client.get(reverse(URL + "catalogue_export"))
    assert "attachment" in exported["Content-Disposition"]
    contenu = exported.json()
    scene.ines.competences.clear()
    scene.fabien.competences.clear()
    for model in (Service, Bouquet, Competence, ReseauMetier):
        model.objects.all().delete()
    url = reverse(URL + "catalogue_import")
    preview = client.post(url, {"fichier": sent(contenu)})
    assert "nouveaux" in preview.text
    assert not Service.objects.exists()
    client.post(url, {"texte": preview.context["texte"], "signature": preview.context["apercu"].signature})
    assert describe_catalogue() == contenu


def test_an_import_says_what_changes_and_loses_nothing(cast, scene, operatrice):
    contenu = describe_catalogue()
    other = make_service("Bilan de parcours", bouquet="Grandir", competences=("bilan",))
    service = contenu["bouquets"][0]["services"][0]
    service |= {"nom": "Écoute à deux", "competences": ["écoute"], "retire_le": "2020-01-01"}
    before = describe_catalogue()
    apercu = preview_import(copy.deepcopy(contenu), by=operatrice)
    assert describe_catalogue() == before
    (changed,) = apercu.changes
    assert changed.changements == [
        ("nom", "Écoute individuelle", "Écoute à deux"),
        ("compétences", "stress, écoute", "écoute"),
    ]
    assert apercu.gardes == ["Grandir : Bilan de parcours"]
    import_catalogue(contenu, signature=apercu.signature, by=operatrice)
    scene.service.refresh_from_db()
    assert (scene.service.nom, scene.service.retire_le) == ("Écoute à deux", None)
    assert Service.objects.filter(pk=other.pk).exists()
    again = preview_import(contenu, by=operatrice)
    assert not again.changes
    assert not again.nouveaux


def test_a_catalogue_that_moved_since_the_preview_is_not_overwritten(cast, scene, operatrice):
    contenu = describe_catalogue()
    contenu["bouquets"][0]["resume"] = "Autrement."
    apercu = preview_import(contenu, by=operatrice)
    Bouquet.objects.update(resume="Changé entre-temps.")
    with pytest.raises(Impossible, match="a changé depuis l’aperçu"):
        import_catalogue(contenu, signature=apercu.signature, by=operatrice)
    assert Bouquet.objects.get().resume == "Changé entre-temps."


def test_a_catalogue_of_another_federation_is_met_by_name(cast, scene, operatrice):
    contenu = describe_catalogue()
    for one in (contenu["bouquets"][0], contenu["bouquets"][0]["services"][0]):
        one["cle"] = str(uuid4())
    apercu = preview_import(contenu, by=operatrice)
    assert not apercu.nouveaux
    assert not apercu.changes


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.data())
def test_no_file_makes_the_import_fail(cast, draw):
    """Whatever is put in place of any value, the file is read or refused with a sentence."""
    with transaction.atomic():
        operatrice = make_operateur()
        make_service(bouquet=f"Bouquet {uuid4().hex[:6]}")
        contenu = describe_catalogue()
        service = contenu["bouquets"][0]["services"][0]
        target = draw.draw(st.sampled_from([contenu, contenu["bouquets"][0], service]))
        name = draw.draw(st.sampled_from(sorted(target)))
        junk = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.just("a\x00b")
        target[name] = draw.draw(junk)
        with suppress(ValidationError):
            preview_import(read_catalogue(json.dumps(contenu)), by=operatrice)
        transaction.set_rollback(True)


def test_a_file_that_is_no_catalogue_is_refused_in_words(operatrice, client_of, db):
    client, url = client_of(operatrice), reverse(URL + "catalogue_import")
    for content in (b"", b"[1]", b"{}", b"\xff\xfe", b'{"schema": 9}', b"[" * 20_000):
        answer = client.post(url, {"fichier": SimpleUploadedFile("x.json", content or b" ")})
        assert answer.status_code == 200
        assert "catalogue" in answer.text
    assert not Bouquet.objects.exists()


def test_keys_are_given_by_the_database_too(db):
    made = Bouquet.objects.create(nom="Souffler", resume="x")
    made.refresh_from_db()
    assert isinstance(made.cle, UUID)


def test_what_was_asked_in_a_phase_goes_on_after_it(cast, scene, operatrice):
    place(cast.palier, "Taravel")
    phase = make_phase(operatrice, "Taravel", "Orvain")
    demande = make_demande(cast.directrice, scene.service)
    actions.end_phase(phase, by=operatrice)
    fields = {"bouquet": scene.service.bouquet, "service": scene.service, "urgence": "rapide"}
    assert cases.qualify_demande(demande, by=cast.coordination, **fields).etat == "qualifiee"
    assert Phase.objects.en_cours(timezone.localdate() - timedelta(days=1)).count() == 0
