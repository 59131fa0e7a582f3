"""The pages of imports: what is asked, shown, refused in words, and never done by a visit."""

import pytest
import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from members.actions.oppositions import oppose
from members.models import Association, ImportFiches, Invitation, Opposition, Personne
from members.queries.imports import get_attentes_imports
from members.queries.oppositions import find_opposed, is_opposed, print_of
from members.views.imports import defuse
from socle import notifications
from socle.models import Courriel, Envoi, Travail
from tests.factories.imports import make_csv, make_personnes_csv
from tests.factories.members import make_association
from tests.members.imports import analyse, apply, reasons, verdicts, work

ASSOCIATIONS, PEOPLE = ImportFiches.Genre.ASSOCIATIONS, ImportFiches.Genre.PERSONNES


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def team(cast, client_of):
    return client_of(cast.chargee)


def at(name, *args):
    return reverse(f"members:{name}", args=args)


def deposit(client, content, genre=ASSOCIATIONS, name="liste.csv"):
    return client.post(at("import_add"), {"genre": genre, "fichier": SimpleUploadedFile(name, content)})


def test_from_the_file_to_the_sheets(team, cast):
    known = make_association("La Ruche", commune="Orvain", telephone="+33199001234")
    content = make_csv(
        ("Nom", "Ville", "Tél", "Divers"),
        [("La Ruche", "Orvain", "02 61 91 00 00", "x"), ("Neuve", "Orvain", "12", ""), ("Neuve", "Orvain", "", "")],
    )
    answer = deposit(team, content)
    lot = ImportFiches.objects.get()
    assert answer.url == at("import_columns", lot.pk)
    page = team.get(answer.url)
    assert "02 61 91 00 00" in page.text
    asked = {"colonne-0": "nom", "colonne-1": "commune", "colonne-2": "telephone", "colonne-3": "", "genre": "evs"}
    answer = team.post(answer.url, asked)
    assert answer.url == at("import_detail", lot.pk)
    assert "attend son tour" in team.get(answer.url).text
    Travail.objects.update(fait=1, total=3)
    assert "1 sur 3" in team.get(answer.url, headers={"HX-Request": "true"}).text
    work(lot)
    assert team.get(answer.url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert verdicts(lot) == ["modifiee", "refusee", "creee"]
    page = team.get(answer.url + "?verdict=modifiee")
    assert "Avant" in page.text
    assert "Après" in page.text
    assert get_attentes_imports(cast.chargee)[0].link == answer.url
    errors = team.get(at("import_errors", lot.pk))
    assert b"".join(errors.streaming_content).decode("utf-8-sig").splitlines()[1].startswith("3;Neuve;Orvain;12;;")
    team.post(at("import_apply", lot.pk))
    work(lot)
    known.refresh_from_db()
    assert known.telephone == "+33261910000"
    assert "Défaire cet import" in team.get(answer.url).text
    team.post(at("import_undo", lot.pk))
    work(lot)
    assert not Association.objects.filter(nom="Neuve").exists()
    assert "a été retiré" in team.get(answer.url).text


def test_columns_that_say_the_same_or_name_nobody_are_refused_in_words(team):
    deposit(team, make_csv(("Nom", "Ville"), [("La Ruche", "Orvain")]))
    address = at("import_columns", ImportFiches.objects.get().pk)
    twice = team.post(address, {"colonne-0": "nom", "colonne-1": "nom"})
    assert (twice.status_code, "la même chose" in twice.text) == (422, True)
    none = team.post(address, {"colonne-0": "", "colonne-1": "commune"})
    assert (none.status_code, "quelle colonne donne le nom" in none.text) == (422, True)


def test_another_sheet_of_the_workbook(team):
    few = tablib.Dataset(["La Ruche"], headers=["Nom"], title="Bureau")
    many = tablib.Dataset(["a"], ["b"], headers=["Ville"], title="Liste")
    deposit(team, tablib.Databook([few, many]).export("xlsx"), name="deux.xlsx")
    lot = ImportFiches.objects.get()
    assert lot.feuille == "Liste"
    team.post(at("import_columns", lot.pk), {"feuille": "Bureau"})
    lot.refresh_from_db()
    assert (lot.feuille, lot.entetes, lot.colonnes) == ("Bureau", ["Nom"], {"0": "nom"})


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"PK\x03\x04broken", b"\x00\x01\x02", b"Nom;Ville\n"])
def test_a_file_that_cannot_be_read_gets_a_sentence_on_its_field(content, team):
    answer = deposit(team, content)
    assert answer.status_code == 422
    assert "Un point est à revoir" in answer.text
    assert not ImportFiches.objects.exists()


def test_a_doubt_is_settled_on_the_page(team, cast):
    known = make_association("Maison des Ormeaux", commune="Orvain")
    lot = analyse(
        make_csv(("Nom", "Commune", "Genre"), [("Maison des Ormaux", "Orvain", "EVS")]), ASSOCIATIONS, cast.chargee
    )
    page = team.get(at("import_detail", lot.pk))
    assert "Maison des Ormeaux" in page.text
    team.post(at("import_line", lot.pk, 2), {"fiche": "n’importe quoi"})
    assert verdicts(lot) == ["doute"]
    team.post(at("import_line", lot.pk, 2), {"fiche": str(known.pk)})
    assert verdicts(lot) == ["modifiee"]


def test_a_step_already_taken_is_said_and_nothing_happens_twice(team, cast):
    lot = analyse(make_personnes_csv(2), PEOPLE, cast.chargee)
    team.post(at("import_apply", lot.pk))
    late = team.post(at("import_apply", lot.pk), follow=True)
    assert "n’en est plus là" in late.text
    work(lot)
    assert "n’en est plus là" in team.post(at("import_discard", lot.pk), follow=True).text
    assert team.get(at("import_columns", lot.pk)).url == at("import_detail", lot.pk)


def test_a_job_that_failed_can_be_taken_up(team, cast):
    lot = analyse(make_personnes_csv(2), PEOPLE, cast.chargee)
    team.post(at("import_apply", lot.pk))
    Travail.objects.filter(fini_le=None).update(probleme="OSError")
    assert "Reprendre" in team.get(at("import_detail", lot.pk)).text
    team.post(at("import_relaunch", lot.pk))
    work(lot)
    assert lot.etat == "fait"


def test_a_file_thrown_away_leaves_nothing(team, cast, django_capture_on_commit_callbacks):
    lot = analyse(make_personnes_csv(2), PEOPLE, cast.chargee)
    with django_capture_on_commit_callbacks(execute=True):
        team.post(at("import_discard", lot.pk))
    assert not ImportFiches.objects.exists()
    assert not lot.fichier.storage.exists(lot.fichier.name)


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_pages_ask_a_constant_number_of_questions(rows, team, cast, django_assert_max_num_queries):
    lot = analyse(make_personnes_csv(rows, "Le Palier"), PEOPLE, cast.chargee)
    with django_assert_max_num_queries(12):
        team.get(at("import_detail", lot.pk))
    with django_assert_max_num_queries(10):
        team.get(at("import_list"))


@pytest.mark.trap("formula-in-export")
def test_refused_lines_hold_no_formula(cast, team):
    assert [defuse(cell) for cell in ("=1+1", "@x", "-a", "+33 1 99", "-12", "")] == [
        "'=1+1",
        "'@x",
        "'-a",
        "+33 1 99",
        "-12",
        "",
    ]
    lot = analyse(make_csv(("Nom", "Commune"), [("=cmd()", "")]), ASSOCIATIONS, cast.chargee)
    answer = team.get(at("import_errors", lot.pk))
    assert ";'=cmd();" in b"".join(answer.streaming_content).decode()


@pytest.mark.trap("opt-out-reimported")
def test_opt_out_survives_erasure_and_re_import(cast):
    """The person says no, is erased, comes back in another file: they are not written to."""
    content = make_csv(
        ("Prénom", "Nom", "Courriel", "Association"), [("Aïcha", "Varelle", "aicha@import.example", "Le Palier")]
    )
    apply(analyse(content, PEOPLE, cast.chargee), cast.chargee, inviter=True)
    assert notifications.deliver(str(Envoi.objects.get().identifiant))
    mail = Courriel.objects.get()
    link = next(line for line in mail.texte.splitlines() if "/ne-plus-ecrire/" in line)
    visitor, path = Client(), link[link.index("/ne-plus") :].strip()
    assert not (visitor.get(path), Opposition.objects.exists())[1]
    assert "C’est noté" in visitor.post(path).text
    visitor.post(path)
    assert bytes(Opposition.objects.get().empreinte) == print_of("aicha@import.example")
    Invitation.objects.all().delete()
    Personne.objects.filter(email="aicha@import.example").update(
        email=None, nom="Personne partie", prenom="", recherche=""
    )
    again = apply(analyse(content, PEOPLE, cast.chargee), cast.chargee, inviter=True)
    assert "ne plus recevoir" in reasons(again)[0]
    assert not Invitation.objects.exists()


def test_an_opposition_holds_for_the_address_however_typed(cast):
    oppose(print_of("Aicha@Import.example "))
    assert is_opposed("aicha@import.EXAMPLE")
    assert find_opposed(["autre@import.example", ""]) == set()
    assert "n’est plus bon" in Client().post(at("opposition_add", "faux")).text


def test_only_the_team_sees_imports(cast, client_of):
    lot = analyse(make_personnes_csv(1), PEOPLE, cast.chargee)
    for personne in (cast.directrice, cast.comite, cast.superuser):
        assert client_of(personne).get(at("import_detail", lot.pk)).status_code == 403
        assert get_attentes_imports(personne) == []
