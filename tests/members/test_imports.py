"""From a file to sheets: what each line becomes, what is written once, what an import never does, and its undoing."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.actions import ecritures
from members.actions.imports import analyse_import, choose_fiche, deposit_import, start_analysis, start_import
from members.models import (
    Adhesion,
    Association,
    CorrespondanceColonnes,
    ImportFiches,
    Invitation,
    LigneImport,
    Personne,
    Rattachement,
)
from socle import travaux
from socle.models import EntreeJournal, Envoi, Travail
from tests.factories.imports import make_associations_csv, make_csv, make_personnes_csv, make_siret
from tests.factories.members import (
    make_association,
    make_instance,
    make_mandat,
    make_personne,
    make_rattachement,
    make_role,
)
from tests.members.imports import analyse, apply, reasons, undo, verdicts, work

ASSOCIATIONS, PEOPLE = ImportFiches.Genre.ASSOCIATIONS, ImportFiches.Genre.PERSONNES


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def associations(*rows, headings=("Nom", "Commune", "Genre", "Téléphone", "SIRET")):
    return make_csv(headings, rows)


def people(*rows, headings=("Prénom", "Nom", "Courriel", "Téléphone", "Association", "Fonction")):
    return make_csv(headings, rows)


def test_created_changed_unchanged_refused_and_doubtful(cast):
    palier = make_association("La Ruche", commune="Orvain", telephone="+33199001234")
    make_association("Maison des Ormeaux", commune="Orvain")
    make_association("L’Escale", commune="Orvain", telephone="+33199000000")
    lot = analyse(
        associations(
            ("Nouvelle Étape", "Mervaucourt", "EVS", "0199004444", make_siret(7)),
            ("LA RUCHE", "orvain", "", "02.61.91.00.00", ""),
            ("L'Escale", "Orvain", "", "01 99 00 00 00", ""),
            ("Sans genre", "Orvain", "", "", ""),
            ("Faux numéro", "Orvain", "EVS", "12", "1,23457E+13"),
            ("Maison des Ormaux", "Orvain", "EVS", "", ""),
        ),
        ASSOCIATIONS,
        cast.chargee,
    )
    assert verdicts(lot) == ["creee", "modifiee", "inchangee", "refusee", "refusee", "doute"]
    lines = list(lot.lignes.order_by("numero"))
    assert [line.numero for line in lines] == [2, 3, 4, 5, 6, 7]
    assert lines[1].fiche == palier.pk
    [change] = lines[1].differences
    assert (change["libelle"], change["avant"], change["apres"]) == (
        "téléphone",
        "01\u00a099\u00a000\u00a012\u00a034",
        "02\u00a061\u00a091\u00a000\u00a000",
    )
    assert "genre" in lines[3].raison
    assert "« 1,23457E+13 » a perdu des chiffres" in lines[4].raison
    assert "« 12 »" in lines[4].raison
    assert lines[5].candidates[0]["nom"] == "Maison des Ormeaux"
    apply(lot, cast.chargee)
    made = Association.objects.get(nom="Nouvelle Étape")
    assert (made.telephone, made.siren, made.recherche) == (
        "+33199004444",
        make_siret(7)[:9],
        "nouvelle etape mervaucourt",
    )
    palier.refresh_from_db()
    assert (palier.nom, palier.telephone) == ("La Ruche", "+33261910000")
    assert made.pgh_event_model.objects.filter(pgh_obj_id=made.pk).count() == 1
    assert EntreeJournal.objects.filter(verbe="members.write_import").count() == 1


def test_the_file_goes_once_its_lines_are_written(cast, django_capture_on_commit_callbacks):
    lot = analyse(make_personnes_csv(1), PEOPLE, cast.chargee)
    assert lot.fichier.storage.exists(lot.fichier.name)
    with django_capture_on_commit_callbacks(execute=True):
        apply(lot, cast.chargee)
    assert not lot.fichier.storage.exists(lot.fichier.name)


def test_an_empty_cell_erases_nothing(cast):
    known = make_association("La Ruche", commune="Orvain", telephone="+33199001234", email="a@ruche.example")
    lot = apply(
        analyse(associations(("La Ruche", "Orvain", "", "", make_siret(9))), ASSOCIATIONS, cast.chargee), cast.chargee
    )
    known.refresh_from_db()
    assert (known.telephone, known.siret, verdicts(lot)) == ("+33199001234", make_siret(9), ["modifiee"])


def test_a_line_repeated_says_which_and_one_that_contradicts_is_refused(cast):
    lot = analyse(
        associations(
            ("La Ruche", "Orvain", "EVS", "0199001234", ""),
            ("la ruche", "ORVAIN", "EVS", "01 99 00 12 34", ""),
            ("La Ruche", "Orvain", "EVS", "0199005678", ""),
        ),
        ASSOCIATIONS,
        cast.chargee,
    )
    assert verdicts(lot) == ["creee", "inchangee", "refusee"]
    assert reasons(lot)[1] == "Doublon de la ligne 2."
    assert "ligne 2" in reasons(lot)[2]
    assert "téléphone" in reasons(lot)[2]


@pytest.mark.trap("import-twice")
def test_import_of_2000_rows_twice_is_a_no_op(cast):
    content = make_associations_csv(2000)
    apply(analyse(content, ASSOCIATIONS, cast.chargee), cast.chargee)
    before = list(Association.objects.order_by("pk").values())
    again = analyse(content, ASSOCIATIONS, cast.admin)
    assert set(verdicts(again)) == {"inchangee"}
    apply(again, cast.admin)
    assert list(Association.objects.order_by("pk").values()) == before
    assert Adhesion.objects.count() == 2000
    assert Association.pgh_event_model.objects.count() == Association.objects.count()


@pytest.mark.trap("import-locks-out")
def test_import_row_matching_myself_or_an_administrator(cast):
    """Nobody locks themselves out, or changes who holds a role, with a spreadsheet."""
    lot = analyse(
        people(
            ("Solène", "Autrement", cast.chargee.email, "0199001111", "", ""),
            ("Bastien", "Autrement", cast.admin.email, "0199002222", "", ""),
            ("Hervé", "Montclausel", cast.coordination.email, "0199003333", "", ""),
            ("Karim", "Sorlevin", cast.collegue.email, "0199004444", "", ""),
        ),
        PEOPLE,
        cast.chargee,
    )
    assert verdicts(lot)[0] in ("ecartee", "doute")
    assert verdicts(lot)[2:] == ["ecartee", "modifiee"]
    assert "un rôle ou une fonction" in reasons(lot)[2]
    for line in lot.lignes.filter(verdict="doute"):
        assert choose_fiche(line, choice=str(line.candidates[0]["fiche"]), by=cast.chargee).verdict == "ecartee"
    apply(lot, cast.chargee)
    for personne in (cast.chargee, cast.admin, cast.coordination):
        assert Personne.objects.get(pk=personne.pk).telephone == ""
    assert Personne.objects.get(pk=cast.collegue.pk).telephone == "+33199004444"


def test_whoever_writes_is_protected_too_and_a_role_given_meanwhile_counts(cast):
    content = people(("Karim", "Sorlevin", cast.collegue.email, "0199004444", "", ""))
    lot = analyse(content, PEOPLE, cast.chargee)
    make_role(cast.collegue, "comite_pilotage")
    apply(lot, cast.chargee)
    assert verdicts(lot) == ["refusee"]
    assert Personne.objects.get(pk=cast.collegue.pk).telephone == ""


def test_new_people_have_no_account_no_mail_and_their_place(cast):
    lot = analyse(
        people(
            ("Aïcha", "VARELLE", "aicha@import.example", "199001234", "Le Palier", "Trésorière"),
            ("", "Kéziah", "", "", "le palier", ""),
            ("Bruno", "Ostrand", "accueil@import.example", "", "", ""),
            ("Céline", "Delvaune", "accueil@import.example", "", "", ""),
            ("Driss", "Tarbin", "", "", "Association qui n’existe pas", ""),
        ),
        PEOPLE,
        cast.chargee,
        place="salarie",
    )
    assert verdicts(lot) == ["creee"] * 4 + ["refusee"]
    apply(lot, cast.chargee)
    aicha = Personne.objects.get(nom="Varelle")
    assert (aicha.is_active, aicha.has_usable_password(), aicha.telephone) == (False, False, "+33199001234")
    tie = aicha.rattachements.get()
    assert (tie.association, tie.genre, tie.fonction) == (cast.palier, "salarie", "Trésorière")
    assert Personne.objects.get(nom="Kéziah").prenom == ""
    shared = Personne.objects.filter(courriel_partage="accueil@import.example")
    assert [(p.email, p.nom) for p in shared.order_by("nom")] == [(None, "Delvaune"), (None, "Ostrand")]
    assert not Envoi.objects.exists()


@pytest.mark.trap("taken-in-without-yes")
def test_somebody_known_does_not_enter_an_association_by_a_file(cast):
    content = people(("Linh", "Tranvallon", cast.adherente.email, "", "Le Palier", "Trésorière"))
    lot = apply(analyse(content, PEOPLE, cast.chargee), cast.chargee)
    assert "doit l’accepter" in reasons(lot)[0]
    assert not cast.palier.rattachements.filter(personne=cast.adherente).exists()
    assert not Invitation.objects.exists()
    invited = apply(analyse(content, PEOPLE, cast.chargee), cast.chargee, inviter=True)
    assert not cast.palier.rattachements.filter(personne=cast.adherente).exists()
    invitation = Invitation.objects.get(personne=cast.adherente)
    assert (invitation.association, invitation.fonction) == (cast.palier, "Trésorière")
    again = apply(analyse(content, PEOPLE, cast.chargee), cast.chargee, inviter=True)
    assert "attend déjà sa réponse" in reasons(again)[0]
    assert Invitation.objects.count() == 1
    undo(invited, cast.chargee)


@pytest.mark.trap("address-by-import")
def test_nobody_s_own_address_is_changed_or_shown(cast):
    """A file that gives another address to somebody would let its owner receive their codes."""
    cast.collegue.telephone = "+33199001234"
    cast.collegue.save()
    lot = analyse(people(("Karim", "Sorlevin", "pirate@ailleurs.example", "0199001234", "", "")), PEOPLE, cast.chargee)
    assert "déjà la sienne" in reasons(lot)[0]
    assert cast.collegue.email not in str(list(lot.lignes.values()))
    apply(lot, cast.chargee)
    assert Personne.objects.get(pk=cast.collegue.pk).email == cast.collegue.email


def test_another_place_of_somebody_new_in_the_same_file(cast):
    lot = analyse(
        people(
            ("Aïcha", "Varelle", "aicha@import.example", "", "Le Palier", "Animatrice"),
            ("Aïcha", "Varelle", "aicha@import.example", "", "Horizon-Taravel", "Trésorière"),
        ),
        PEOPLE,
        cast.chargee,
    )
    apply(lot, cast.chargee)
    assert {tie.association for tie in Rattachement.objects.filter(personne__nom="Varelle")} == {
        cast.palier,
        cast.horizon,
    }
    assert Personne.objects.filter(nom="Varelle").count() == 1
    undo(lot, cast.chargee)
    assert not Personne.objects.filter(nom="Varelle").exists()


def test_a_doubt_is_settled_by_the_person(cast):
    known = make_association("Maison des Ormeaux", commune="Orvain")
    row = ("Maison des Ormaux", "Orvain", "EVS", "0199001234", "")
    one, new, none = (analyse(associations(row), ASSOCIATIONS, cast.chargee) for _ in range(3))
    assert choose_fiche(one.lignes.get(), choice=str(known.pk), by=cast.chargee).verdict == "modifiee"
    assert choose_fiche(new.lignes.get(), choice="nouvelle", by=cast.chargee).verdict == "creee"
    assert choose_fiche(none.lignes.get(), choice="rien", by=cast.chargee).verdict == "ecartee"
    with pytest.raises(ValidationError):
        choose_fiche(one.lignes.get(), choice=str(cast.palier.pk), by=cast.chargee)


@pytest.mark.trap("silent-overwrite")
def test_a_sheet_changed_since_the_preview_is_left_alone(cast):
    known = make_association("La Ruche", commune="Orvain", telephone="+33199001234")
    lot = analyse(associations(("La Ruche", "Orvain", "", "0199009999", "")), ASSOCIATIONS, cast.chargee)
    Association.objects.filter(pk=known.pk).update(telephone="+33199005555")
    apply(lot, cast.chargee)
    known.refresh_from_db()
    assert (known.telephone, verdicts(lot)) == ("+33199005555", ["refusee"])


def test_a_number_taken_meanwhile_refuses_one_line_alone(cast):
    lot = analyse(
        associations(("A un", "Orvain", "EVS", "", make_siret(1)), ("B deux", "Orvain", "EVS", "", make_siret(2))),
        ASSOCIATIONS,
        cast.chargee,
    )
    make_association("Plus rapide", siret=make_siret(1))
    apply(lot, cast.chargee)
    assert verdicts(lot) == ["refusee", "creee"]
    assert "vient d’être pris" in reasons(lot)[0]


def test_undoing_removes_what_is_unused_and_restores_what_did_not_change(cast):
    known = make_association("La Ruche", commune="Orvain", telephone="+33199001234", email="a@ruche.example")
    lot = analyse(
        make_csv(
            ("Nom", "Commune", "Genre", "Téléphone", "Mél"),
            [
                ("La Ruche", "Orvain", "", "0199009999", "b@ruche.example"),
                ("Sans suite", "Orvain", "EVS", "", ""),
                ("Qui sert", "Orvain", "EVS", "", ""),
                ("Qui a changé", "Orvain", "EVS", "", ""),
            ],
        ),
        ASSOCIATIONS,
        cast.chargee,
    )
    apply(lot, cast.chargee)
    used = Association.objects.get(nom="Qui sert")
    make_rattachement(cast.collegue, used)
    Association.objects.filter(nom="Qui a changé").update(nom="Qui a bien changé")
    Association.objects.filter(pk=known.pk).update(email="c@ruche.example")
    undo(lot, cast.admin)
    known.refresh_from_db()
    assert (lot.etat, known.telephone, known.email) == ("defait", "+33199001234", "c@ruche.example")
    names = set(Association.objects.values_list("nom", flat=True))
    assert {"Qui sert", "Qui a bien changé"} <= names
    assert "Sans suite" not in names
    kept = dict(lot.lignes.exclude(retour="").values_list("numero", "retour"))
    assert set(kept) == {2, 4, 5}
    assert "adresse électronique" in kept[2]
    with pytest.raises(ValidationError):
        undo(lot, cast.admin)


def test_undoing_people_keeps_those_who_opened_their_account_or_hold_something(cast):
    lot = analyse(make_personnes_csv(4, "Le Palier"), PEOPLE, cast.chargee)
    apply(lot, cast.chargee, inviter=True)
    came, seated, *gone = Personne.objects.filter(email__endswith="@import.example").order_by("pk")
    Personne.objects.filter(pk=came.pk).update(is_active=True)
    make_mandat(seated, make_instance(cast.palier))
    assert Invitation.objects.count() == 4
    undo(lot, cast.chargee)
    assert set(Personne.objects.filter(email__endswith="@import.example")) == {came, seated}
    assert not Personne.objects.filter(pk__in=[person.pk for person in gone]).exists()
    assert not Invitation.objects.exists()


def test_columns_are_remembered_for_the_next_file(cast):
    content = make_csv(("Qui", "Où ça", "Genre"), [("La Ruche", "Orvain", "EVS")])
    lot = deposit_import("a.csv", content, genre=ASSOCIATIONS, by=cast.chargee)
    assert lot.colonnes == {"2": "genre"}
    start_analysis(lot, colonnes={"0": "nom", "1": "commune", "2": "genre"}, options={}, by=cast.chargee)
    again = make_csv(("QUI", "Où  ça", "genre"), [("L’Escale", "Orvain", "EVS")])
    kept = {"0": "nom", "1": "commune", "2": "genre"}
    assert deposit_import("b.csv", again, genre=ASSOCIATIONS, by=cast.admin).colonnes == kept
    assert CorrespondanceColonnes.objects.count() == 1


def test_a_killed_worker_s_work_is_taken_up_and_nothing_is_written_twice(cast, monkeypatch):
    monkeypatch.setattr(ecritures, "BATCH", 3)
    lot = analyse(make_personnes_csv(8), PEOPLE, cast.chargee)
    start_import(lot, inviter=False, by=cast.chargee)
    finish, calls = ecritures.Ecriture.write_some, []

    def dies(self):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("tué")
        return finish(self)

    monkeypatch.setattr(ecritures.Ecriture, "write_some", dies)
    travail = Travail.objects.get(fini_le=None)
    with pytest.raises(RuntimeError):
        travaux.run(str(travail.pk))
    assert Personne.objects.filter(email__endswith="@import.example").count() == 6
    work(lot)
    assert (lot.etat, Personne.objects.filter(email__endswith="@import.example").count()) == ("fait", 8)
    assert travaux.run(str(travail.pk)) is False


def test_an_analysis_started_again_reads_each_line_once(cast):
    lot = analyse(make_personnes_csv(5), PEOPLE, cast.chargee)
    ImportFiches.objects.filter(pk=lot.pk).update(etat="analyse")
    analyse_import(str(lot.pk), lambda done, total: None)
    assert lot.lignes.count() == 5


def test_only_the_team_imports_and_a_right_lost_stops_the_work(cast):
    with pytest.raises(PermissionDenied):
        deposit_import("a.csv", make_personnes_csv(1), genre=PEOPLE, by=cast.directrice)
    lot = analyse(make_personnes_csv(1), PEOPLE, cast.chargee)
    start_import(lot, inviter=False, by=cast.chargee)
    cast.chargee.affectations.update(fin=timezone.localdate().replace(year=2021))
    with pytest.raises(ValidationError):
        travaux.run(str(Travail.objects.get(fini_le=None).pk))
    assert not Personne.objects.filter(email__endswith="@import.example").exists()


words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40) | st.sampled_from(
    [
        "Le Palier",
        "Port-Hauvert",
        "EVS",
        "0199001234",
        "31/12/24",
        "1,2E+13",
        "a@b.example",
        "=1+1",
        make_siret(5),
        "  ",
    ]
)


@pytest.mark.parametrize("genre", [ASSOCIATIONS, PEOPLE])
def test_every_line_gets_exactly_one_verdict(genre, cast, tmp_path):
    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(rows=st.lists(st.lists(words, min_size=5, max_size=5), min_size=1, max_size=12))
    def check(rows):
        headings = {
            ASSOCIATIONS: ("Nom", "Commune", "Genre", "SIRET", "Adhérente depuis"),
            PEOPLE: ("Nom prénom", "Courriel", "Association", "Téléphone", "Depuis"),
        }[genre]
        content = make_csv(headings, [("x", "y", "z", "", ""), *rows])
        lot = analyse(content, genre, cast.chargee)
        counted = LigneImport.objects.filter(lot=lot).exclude(verdict="a_lire").count()
        assert (lot.etat, counted) == ("pret", lot.total)
        assert all(reason for verdict, reason in zip(verdicts(lot), reasons(lot), strict=True) if verdict == "refusee")
        apply(lot, cast.chargee)
        undo(lot, cast.chargee)

    check()


def test_somebody_made_by_hand_is_found_by_their_name_and_association(cast):
    known = make_personne("Lefèvre", "Zoé", email=None)
    make_rattachement(known, cast.palier)
    lot = analyse(
        people(
            ("Zoe", "LEFEVRE", "zoe@import.example", "", "Le Palier", ""), ("Zoé", "Lefevbre", "", "", "Le Palier", "")
        ),
        PEOPLE,
        cast.chargee,
    )
    lines = list(lot.lignes.order_by("numero"))
    assert (lines[0].fiche, lines[0].verdict) == (known.pk, "inchangee" if known.is_active else "modifiee")
    assert lines[1].verdict == "doute"


def test_names_in_capitals_or_in_the_other_order_change_nobody(cast):
    cast.collegue.telephone = "+33199001234"
    cast.collegue.save()
    lot = analyse(
        make_csv(
            ("Nom Prénom", "Courriel", "Fonction", "Association"),
            [
                ("SORLEVIN Karim", cast.collegue.email, "", ""),
                ("Sorlevin Karim", cast.collegue.email, "", ""),
                ("DE LA TOUR-VARELLE Aïcha", "", "Salariée", "Le Palier"),
                ("Delvaune Céline Anne", "", "Trésorière", "Le Palier"),
            ],
        ),
        PEOPLE,
        cast.chargee,
    )
    apply(lot, cast.chargee)
    assert verdicts(lot) == ["inchangee", "inchangee", "creee", "creee"]
    aicha, celine = Personne.objects.get(prenom="Aïcha"), Personne.objects.get(nom="Delvaune")
    assert (aicha.nom, aicha.rattachements.get().genre, aicha.rattachements.get().fonction) == (
        "De La Tour-Varelle",
        "salarie",
        "",
    )
    assert (celine.prenom, celine.rattachements.get().fonction) == ("Céline Anne", "Trésorière")
