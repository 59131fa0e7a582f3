"""Syntheses: what they say, in three forms, what they never say, and that they do not move."""

import io
import re
import zipfile
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.test import Client

from collectifs.actions import contributions as said
from collectifs.actions import syntheses as actions
from collectifs.documents import SynthesePdf, make_synthese_odt
from collectifs.models import Contribution, Synthese
from collectifs.queries.syntheses import read_synthese
from socle.models import DocumentProduit, Notification
from tests.collectifs.test_ateliers_views import at
from tests.factories.ateliers import (
    count_at,
    make_atelier,
    make_contribution,
    make_grappe,
    make_publiee,
    make_synthese,
)
from tests.factories.collectifs import make_action

pytestmark = pytest.mark.django_db
Genre = Contribution.Genre
NOT_FOUND, CONFLICT = 404, 409
HIDDEN = "Ma fille ne mange pas tous les soirs"


def strip(markup):
    apart = re.sub(r"<(?:style|script|title|head)\b.*?</(?:style|script|title|head)>", " ", markup, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", apart)).split())


def in_odt(synthese):
    with zipfile.ZipFile(io.BytesIO(make_synthese_odt(synthese))) as file:
        return strip(file.read("content.xml").decode())


def in_pdf(synthese):
    return strip(render_to_string(SynthesePdf.template, SynthesePdf.context({"synthese": synthese.pk})))


def on_page(client, synthese):
    whole = client.get(at("synthese_detail", synthese.pk)).text
    return strip(whole[whole.index('<article class="sheet"') : whole.index("</article>")])


def words(text):
    return re.findall(r"[^\W_]+", text)


@pytest.fixture
def full(cast, jeunes):
    """A workshop with everything that a synthesis may say, and what it may not."""
    atelier = make_atelier(jeunes, serie="Ateliers départementaux", rang=2)
    grappe = make_grappe(atelier, "Se connaître", points_salle=4)
    for genre in (Genre.POINT_SAILLANT, Genre.LEVIER, Genre.A_AMELIORER, Genre.POINT_ESSENTIEL):
        make_contribution(atelier, f"Dit sous {genre.label} : « oui »", genre, grappe=grappe)
        make_contribution(atelier, f"Dit à part sous {genre.label}", genre, categorie="")
    action = make_action(jeunes, cast.directrice)
    make_contribution(atelier, "Former ensemble", Genre.PRECONISATION, action=action)
    make_contribution(atelier, "Écrire au pacte", Genre.PRECONISATION, a_porter_le=action.echeance or "2026-01-02")
    make_contribution(atelier, "Faut-il voter ?", is_debat=True)
    make_contribution(atelier, "On m’a demandé mon prénom", Genre.VERBATIM, peut_publier=True, prenom="Zohra")
    make_contribution(atelier, HIDDEN, Genre.VERBATIM, auteur=cast.collegue)
    make_contribution(atelier, "Hors sujet", is_retenue=False)
    make_contribution(atelier, "Écartée", etat="ecartee")
    make_contribution(atelier, "En attente", etat="a_relire")
    count_at(atelier, habitant=12, professionnel=9, partenaire=3)
    texts = {"introduction": "Une matinée.", "modalites": "Invités :\n- par affiche\n- de bouche à oreille"}
    return make_publiee(atelier, cast.chargee, **texts, complement="Le reste du texte.")


def test_the_three_forms_say_the_same_words(cast, full, client_of):
    page = on_page(client_of(cast.directrice), full)
    odt, pdf = in_odt(full), in_pdf(full)
    for heading in ("Points saillants", "Préconisations", "Points de débat", "Verbatims", "Autres textes"):
        assert heading in page
    assert sorted(words(page)) == sorted(words(odt)) == sorted(words(pdf.replace("Portail fédéral", "", 1)))


def test_it_is_laid_out_in_order(cast, full):
    text = in_odt(full)
    order = ["Points saillants", "Leviers et points à améliorer", "Points positifs ou leviers", "Préconisations"]
    order += ["Points essentiels", "Points de débat", "Verbatims", "Comment la participation", "Autres textes"]
    places = [text.index(heading) for heading in order]
    assert places == sorted(places)
    assert "Devient une action" in text
    assert "À porter au pacte fédéral" in text


@pytest.mark.rule("R27")
def test_words_without_consent_are_in_no_form(cast, full, client_of):
    for personne in (cast.directrice, cast.chargee, cast.admin):
        assert HIDDEN not in client_of(personne).get(at("synthese_detail", full.pk)).text
    assert HIDDEN not in in_odt(full)
    assert HIDDEN not in in_pdf(full)
    assert HIDDEN not in str(full.contenu)
    for text in (in_odt(full), in_pdf(full)):
        assert "On m’a demandé mon prénom" in text


def test_no_name_of_a_contributor_is_published(cast, full, client_of):
    page = on_page(client_of(cast.directrice), full)
    for text in (page, in_odt(full), in_pdf(full), str(full.contenu)):
        assert not re.search("Zohra|Sorlevin|Karim|Hors sujet|Écartée|En attente", text)


@pytest.mark.rule("R27")
def test_consent_taken_back_takes_the_words_out_of_what_is_published(cast, jeunes, client_of):
    atelier = make_atelier(jeunes)
    own = make_contribution(atelier, "Ma phrase", Genre.VERBATIM, auteur=cast.directrice, peut_publier=True)
    synthese = make_publiee(atelier, cast.chargee)
    assert "Ma phrase" in in_pdf(synthese)
    client = client_of(cast.directrice)
    assert at("contribution_withdraw", own.pk) in client.get(at("atelier_detail", atelier.pk)).text
    client.post(at("contribution_withdraw", own.pk))
    assert "Ma phrase" not in in_pdf(synthese) + in_odt(synthese) + on_page(client, synthese)


@pytest.mark.rule("R26")
def test_every_point_of_debate_is_in_every_version(cast, full):
    debats = ["Faut-il voter ?"]
    assert [phrase.texte for phrase in read_synthese(full).debats] == debats
    make_contribution(full.atelier, "Payer ou non ?", is_debat=True)
    again = actions.publish_synthese(
        actions.draft_synthese(full.atelier, motif="Un oubli.", by=cast.chargee), by=cast.chargee
    )
    assert [phrase.texte for phrase in read_synthese(again).debats] == [*debats, "Payer ou non ?"]


@pytest.mark.rule("R17")
def test_small_numbers_are_withheld_and_missing_categories_said(cast, full):
    text = in_odt(full)
    assert "moins de 5, ou masqué" in text
    assert re.search(r"Partenaires moins de 5, ou masqué", text)
    assert "Personne n’était là pour : pouvoirs publics." in text.replace("\u202f", " ")
    assert '"nombre"' not in str(full.contenu)
    assert "3]" not in str(full.contenu["effectifs"])


def test_a_category_of_few_people_is_not_said_after_their_words(cast, jeunes):
    atelier = make_atelier(jeunes)
    count_at(atelier, habitant=12, partenaire=2)
    for categorie in ("habitant", "partenaire"):
        make_contribution(atelier, f"De {categorie}", Genre.VERBATIM, categorie=categorie, peut_publier=True)
    said_by = [phrase.suite for phrase in read_synthese(make_synthese(atelier, cast.chargee)).verbatims]
    assert said_by == ["habitantes, habitants et personnes accueillies", ""]


def test_nobody_counted_is_said(cast, jeunes):
    lecture = read_synthese(make_publiee(make_atelier(jeunes), cast.chargee))
    assert lecture.comptes == []
    assert lecture.phrases_de_participation == ["Le nombre de personnes présentes n’a pas été relevé."]


class TestPublication:
    def test_a_draft_is_for_the_referent_then_everybody_of_the_collective_is_told(self, cast, jeunes, client_of):
        atelier = make_atelier(jeunes)
        make_contribution(atelier)
        synthese = make_synthese(atelier, cast.chargee)
        assert client_of(cast.directrice).get(at("synthese_detail", synthese.pk)).status_code == NOT_FOUND
        page = client_of(cast.chargee).get(at("synthese_publish", synthese.pk)).text
        assert "Les personnes présentes sont comptées" in page
        client_of(cast.chargee).post(at("synthese_publish", synthese.pk))
        assert "publiée le" in client_of(cast.directrice).get(at("synthese_detail", synthese.pk)).text
        assert "synthèse" in Notification.objects.filter(destinataire=cast.directrice).get().titre

    def test_published_it_never_changes(self, cast, full):
        before = in_odt(full)
        with pytest.raises(PermissionDenied):
            actions.write_synthese(full, lu="", introduction="Autre", by=cast.chargee)
        for change in ({"introduction": "Autre"}, {"contenu": {}}, {"publiee_le": None}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Synthese.objects.filter(pk=full.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            full.delete()
        contribution = full.atelier.contributions.get(texte="Former ensemble")
        said.edit_contribution(contribution, texte="Former autrement", lu=contribution.empreinte, by=cast.chargee)
        full.atelier.effectifs.update(nombre=50)
        assert in_odt(Synthese.objects.get(pk=full.pk)) == before

    def test_a_correction_is_a_new_version_that_says_what_it_corrects(self, cast, full, client_of):
        client = client_of(cast.chargee)
        assert "Rien" not in client.get(at("synthese_add", full.atelier_id)).text
        refused = client.post(at("synthese_add", full.atelier_id), {"motif": ""})
        assert "Ce champ est vide" in refused.text
        client.post(at("synthese_add", full.atelier_id), {"motif": "La date était fausse."})
        draft = Synthese.objects.get(publiee_le=None)
        assert (draft.version, draft.introduction) == (2, "Une matinée.")
        client.post(at("synthese_publish", draft.pk))
        assert "La date était fausse." in client_of(cast.directrice).get(at("synthese_detail", draft.pk)).text
        assert client_of(cast.directrice).get(at("synthese_detail", full.pk)).status_code == 200

    def test_there_is_one_draft_at_a_time(self, cast, jeunes):
        atelier = make_atelier(jeunes)
        assert make_synthese(atelier, cast.chargee) == make_synthese(atelier, cast.chargee)

    def test_an_empty_one_is_not_published(self, cast, jeunes):
        with pytest.raises(ValidationError, match="ne dit encore rien"):
            actions.publish_synthese(make_synthese(make_atelier(jeunes), cast.chargee), by=cast.chargee)

    @pytest.mark.trap("silent-overwrite")
    def test_a_second_writer_sees_both_texts(self, cast, jeunes, client_of):
        synthese = make_synthese(make_atelier(jeunes), cast.chargee)
        client = client_of(cast.chargee)
        given = {"lu": synthese.empreinte, "modalites": "", "complement": ""}
        assert client.post(at("synthese_edit", synthese.pk), given | {"introduction": "Une"}).status_code == 302
        second = client.post(at("synthese_edit", synthese.pk), given | {"introduction": "Deux"})
        assert second.status_code == CONFLICT
        assert "Une" in second.text
        assert "Deux" in second.text
        assert ">Deux</textarea>" in second.text.replace(">\n", ">")  # as it was typed, nothing around it
        assert Synthese.objects.get().introduction == "Une"


def test_files_are_given_to_whoever_may_read(cast, full, ferme, client_of):
    client = client_of(cast.adherente)
    odt = client.get(at("synthese_odt", full.pk))
    assert odt["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert client.post(at("synthese_pdf", full.pk)).status_code == 302
    assert DocumentProduit.objects.get().titre.startswith("Synthèse, ")
    closed = make_publiee(make_atelier(ferme), cast.chargee)
    assert client.get(at("synthese_odt", closed.pk)).status_code == NOT_FOUND
    assert not SynthesePdf.can_read(cast.adherente, {"synthese": closed.pk})
    assert Client().get(at("synthese_odt", full.pk)).status_code == 302


def test_signs_that_xml_cannot_hold_do_not_spoil_the_file(cast, jeunes):
    atelier = make_atelier(jeunes)
    make_contribution(atelier, "Avant\x0b\x01 & <après>")
    assert "Avant & <après>" in in_odt(make_synthese(atelier, cast.chargee))
