"""Reading an existing synthesis out of a text: what is recognised, and that no word is ever lost."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from collectifs.models import Contribution, Synthese
from collectifs.queries.syntheses import read_synthese
from collectifs.recognition import DEBAT, MODALITES, TEXTE, TITRE, recognise
from tests.collectifs.test_ateliers_views import at
from tests.factories.ateliers import make_atelier

Genre = Contribution.Genre
SAMPLE = (Path(__file__).parent / "synthese-exemple.md").read_text(encoding="utf-8")
BLOCKS = [block for block in re.split(r"\n\s*\n", SAMPLE) if block.strip()]


def words(text):
    plain = re.sub(r"<br\s*/?>|</?(?:b|i|em|u|strong|sup|sub|span|p|div|font|center)\b[^<>]*>", " ", text, flags=re.I)
    without_ranks = re.sub(r"(?<!\w)\d+[.)](?=\s|$)", " ", plain.casefold())  # of a numbered list
    return Counter(re.findall(r"[^\W_]+", without_ranks))


def lost(text):
    return words(text) - words("\n".join(ligne.texte for ligne in recognise(text)))


def under(quoi):
    return [ligne.texte for ligne in recognise(SAMPLE) if ligne.quoi == quoi]


def test_every_heading_of_the_sample_is_recognised():
    assert len(under(TITRE)) == 6
    assert under(Genre.POINT_SAILLANT)[:2] == [
        "bilan fait à deux voix",
        "projet à plusieurs, avec une enveloppe commune et une seule personne qui tient la barre",
    ]
    assert len(under(Genre.POINT_SAILLANT)) == 8
    assert under(Genre.PRECONISATION)[0] == "Nommer une personne qui coordonne"
    assert under(Genre.PRECONISATION)[3] == "Regarder les effets un an plus tard"
    assert under(Genre.POINT_ESSENTIEL) == ["Que la direction laisse essayer", "Prendre le temps"]
    assert under(Genre.VERBATIM) == ["« Seuls, on va vite ; à plusieurs, on arrive. »"]


def test_the_two_columns_are_told_apart():
    assert under(Genre.LEVIER) == [
        "Le CVS de la résidence",
        "rencontres entre conseils d'associations voisines",
        "Former ensemble (charte du bénévolat)",
    ]
    assert under(Genre.A_AMELIORER) == [
        "l'âge moyen des conseils",
        "on s'ignore entre ESMS | et quartiers",
        "mis en concurrence : et si l'on se complétait ?",
    ]


def test_what_differs_is_a_debate_and_what_is_not_recognised_stays_text():
    assert under(DEBAT) == ["Ou bien : une personne élue parle pour les autres (légitime ?)"]
    assert len(under(MODALITES)) == 3
    assert under(TEXTE)[:2] == ["Rencontres du Val d'Aubrelle", "Atelier 2 : s'appuyer les unes sur les autres"]


def test_a_table_pasted_from_a_word_processor_is_read():
    lines = recognise("Leviers\tÀ améliorer\nle café\tles horaires\nla salle\t\n")
    assert [(ligne.quoi, ligne.texte) for ligne in lines[2:]] == [
        (Genre.LEVIER, "le café"),
        (Genre.LEVIER, "la salle"),
        (Genre.A_AMELIORER, "les horaires"),
    ]


def test_a_table_of_something_else_stays_text():
    lines = recognise("| Qui | Quoi |\n|---|---|\n| Zohra | le café |\n")
    assert [(ligne.quoi, ligne.texte) for ligne in lines] == [(TEXTE, "Qui | Quoi"), (TEXTE, "Zohra | le café")]


def test_no_word_of_the_sample_is_lost():
    assert lost(SAMPLE) == Counter()


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.permutations(BLOCKS), st.sampled_from(["\n\n", "\n", "\r\n", "\n\n\n"]))
def test_no_word_is_lost_whatever_the_order_of_the_blocks(blocks, glue):
    assert lost(glue.join(blocks)) == Counter()


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.lists(
        st.sampled_from(
            ["- ", "| a | b |", "\t", "LEVIERS", "# ", " **fort** ", "\n", "mot ", "« oui »", "|", "1. ", ">"]
        ),
        max_size=30,
    )
)
def test_no_word_is_lost_in_a_jumble(pieces):
    text = "".join(pieces)
    assert lost(text) == Counter(), text


@pytest.mark.django_db
class TestPages:
    def preview(self, client, atelier):
        page = client.post(at("synthese_import", atelier.pk), {"texte": SAMPLE})
        names = re.findall(r'name="(lignes-[^"]+)"', page.text)
        formset, form = page.context["formset"], page.context["form"]
        sent = {f"lignes-{n}_FORMS": formset.management_form[f"{n}_FORMS"].value() for n in ("TOTAL", "INITIAL")}
        for rank, line in enumerate(formset):
            sent |= {f"lignes-{rank}-quoi": line["quoi"].value(), f"lignes-{rank}-texte": line["texte"].value()}
        assert set(sent) <= set(names)
        return sent | {"source": form["source"].value()}

    def test_a_text_is_read_corrected_and_kept(self, cast, jeunes, client_of):
        atelier = make_atelier(jeunes)
        client = client_of(cast.chargee)
        sent = self.preview(client, atelier)
        assert not Contribution.objects.exists()
        [rank] = [name.split("-")[1] for name, text in sent.items() if text == "Prendre le temps"]
        sent |= {f"lignes-{rank}-quoi": "preconisation", f"lignes-{rank}-texte": "Prendre tout son temps"}
        assert client.post(at("synthese_import", atelier.pk), sent).status_code == 302
        assert Contribution.objects.get(texte="Prendre tout son temps").genre == Genre.PRECONISATION
        synthese = Synthese.objects.get()
        assert synthese.source.replace("\r\n", "\n") == SAMPLE
        lecture = read_synthese(synthese)
        assert "Fait à Norgimont" in synthese.modalites
        assert [p.texte for p in lecture.debats] == under(DEBAT)
        assert lecture.verbatims == []

    @pytest.mark.rule("R27")
    def test_imported_quotations_wait_for_somebody_s_word(self, cast, jeunes, client_of):
        atelier = make_atelier(jeunes)
        client = client_of(cast.chargee)
        client.post(at("synthese_import", atelier.pk), self.preview(client, atelier) | {"citations": "on"})
        assert len(read_synthese(Synthese.objects.get()).verbatims) == 1

    def test_a_second_import_adds_to_the_first(self, cast, jeunes, client_of):
        atelier = make_atelier(jeunes)
        client = client_of(cast.chargee)
        for _ in range(2):
            client.post(at("synthese_import", atelier.pk), self.preview(client, atelier))
        assert Synthese.objects.count() == 1
        assert Contribution.objects.filter(texte="Prendre le temps").count() == 2

    @pytest.mark.trap("text-lost-on-error")
    def test_a_wrong_line_loses_nothing(self, cast, jeunes, client_of):
        atelier = make_atelier(jeunes)
        client = client_of(cast.chargee)
        page = client.post(at("synthese_import", atelier.pk), self.preview(client, atelier) | {"lignes-3-quoi": "?"})
        assert "n’est pas dans la liste" in page.text
        assert "relu par trois personnes" in page.text
        assert not Contribution.objects.exists()

    @pytest.mark.parametrize(("typed", "why"), [("", "Il n’y a pas de texte"), ("mot\n\n" * 301, "en deux morceaux")])
    def test_a_text_that_cannot_be_read_is_given_back(self, cast, jeunes, client_of, typed, why):
        page = client_of(cast.chargee).post(at("synthese_import", make_atelier(jeunes).pk), {"texte": typed})
        assert why in page.text
        assert typed.strip()[:20] in page.text

    def test_the_form_says_what_it_reads_and_refuses_the_rest(self, cast, jeunes, client_of):
        address, client = at("synthese_import", make_atelier(jeunes).pk), client_of(cast.chargee)
        assert "MD ou TXT. 200 ko au plus." in client.get(address).text
        page = client.post(address, {"fichier": SimpleUploadedFile("synthese.docx", b"PK")})
        assert "ni en .md, ni en .txt" in page.text

    def test_only_the_referent_imports(self, cast, jeunes, client_of):
        address = reverse("collectifs:synthese_import", args=[make_atelier(jeunes).pk])
        assert client_of(cast.directrice).post(address, {"texte": SAMPLE}).status_code == 403
