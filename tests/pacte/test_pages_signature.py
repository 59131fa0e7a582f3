"""The pages where a pact is signed, followed and checked: what a visit never does, what is refused and how."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from members.models.invitations import MOST_TRIES
from pacte import tasks
from pacte.actions import ceremonies, signatures
from pacte.models import AccesSignature, CeremonieSignature, SignaturePacte, SignaturePapier
from pacte.queries.attentes_debat import get_attentes_debat
from pacte.queries.signatures import get_donnees
from pacte.views import verification as page
from socle.models import Envoi, Notification, Travail
from tests.factories.members import make_personne
from tests.factories.pacte import make_version
from tests.factories.pacte_signatures import days, make_acces, make_adopted, make_open, make_signed, sign
from tests.pacte.test_signatures import make_second_admin, scan

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestLink:
    @pytest.fixture
    def opened(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente, outside=True)
        acces, code = make_acces(ceremonie, cast.admin)
        return acces, code, reverse("pacte:acces_open", args=[acces.token])

    def test_a_visit_never_acts_and_shows_no_text_before_the_code(self, client, opened):
        acces, _, url = opened
        for visit in (client.get(url), client.head(url), client.get(f"{url}?quoi=signer&lu=on")):
            assert visit.status_code == 200
            assert "Tenir ensemble" not in visit.content.decode()
        empreinte = acces.signataire.ceremonie.version.empreinte
        assert client.post(url, {"quoi": "signer", "lu": "on", "empreinte": empreinte}).status_code == 200
        assert not SignaturePacte.objects.exists()
        assert AccesSignature.objects.get().essais == 0

    def test_with_the_code_the_whole_text_then_one_answer(self, client, opened):
        acces, code, url = opened
        assert client.post(url, {"code": code}).status_code == 302
        read = client.get(url)
        assert "Tenir ensemble" in read.content.decode()
        empreinte = acces.signataire.ceremonie.version.empreinte
        assert client.post(url, {"quoi": "signer", "empreinte": empreinte}).status_code == 422  # « lu » not ticked
        done = client.post(url, {"quoi": "signer", "empreinte": empreinte, "lu": "on"})
        assert "Votre signature est enregistrée" in text_of(done)
        assert SignaturePacte.objects.get().voie == "lien"
        assert client.get(url).status_code == 410

    def test_a_refusal_without_motive_keeps_the_page_and_says_what_is_missing(self, client, opened):
        acces, code, url = opened
        client.post(url, {"code": code})
        empreinte = acces.signataire.ceremonie.version.empreinte
        missed = client.post(url, {"quoi": "refuser", "empreinte": empreinte, "motif": " "})
        assert missed.status_code == 422
        assert not SignaturePacte.objects.exists()
        client.post(url, {"quoi": "refuser", "empreinte": empreinte, "motif": "Trop flou"})
        assert SignaturePacte.objects.get().motif == "Trop flou"

    @pytest.mark.trap("lien-force")
    def test_wrong_codes_close_the_link(self, client, opened):
        _, code, url = opened
        for left in range(MOST_TRIES - 1, 0, -1):
            answer = client.post(url, {"code": "ZZZZZZ"})
            assert answer.status_code == 422
            assert f"encore {left} essai" in text_of(answer).replace("\xa0", " ")
        client.post(url, {"code": "ZZZZZZ"})
        assert client.post(url, {"code": code}).status_code == 410

    @pytest.mark.trap("stale-link")
    def test_too_old_or_once_the_days_are_past_it_opens_nothing_and_says_what_to_do(self, client, opened):
        _, _, url = opened
        AccesSignature.objects.update(expire_le=timezone.now() - timedelta(minutes=1))
        closed = client.get(url)
        assert closed.status_code == 410
        assert "demandez un autre lien" in text_of(closed)
        AccesSignature.objects.update(expire_le=timezone.now() + timedelta(days=1))
        CeremonieSignature.objects.update(fin=days(-1))
        assert client.get(url).status_code == 410
        AccesSignature.objects.update(expire_le=timezone.now() - timedelta(minutes=1))
        tasks.forget_acces()
        assert not AccesSignature.objects.exists()
        assert client.get(url).status_code == 410


class TestAccount:
    def test_whoever_signs_proves_again_who_they_are(self, client_of, cast):
        ceremonie = make_open(cast.admin, cast.presidente)
        url = reverse("pacte:signature_sign", args=[ceremonie.signataires.get().pk])
        client = client_of(cast.presidente)
        session = client.session
        for record in session.get("account_authentication_methods", []):
            record["at"] = 0
        session.save()
        data = {"quoi": "signer", "empreinte": ceremonie.version.empreinte, "lu": "on"}
        for asked in (client.get(url), client.post(url, data)):
            assert asked.status_code == 302
            assert "pacte" not in asked.url.split("?")[0]
        assert not SignaturePacte.objects.exists()

    def test_it_reads_signs_and_says_thank_you(self, client_of, cast):
        ceremonie = make_open(cast.admin, cast.presidente, cast.directrice)
        url = reverse("pacte:signature_sign", args=[ceremonie.signataires.get(personne=cast.presidente).pk])
        client = client_of(cast.presidente)
        assert "Tenir ensemble" in text_of(client.get(url))
        data = {"quoi": "signer", "empreinte": ceremonie.version.empreinte, "lu": "on"}
        done = client.post(url, data, follow=True)
        assert "Votre signature est enregistrée" in text_of(done)
        assert SignaturePacte.objects.get().par == cast.presidente

    def test_home_asks_the_signatory_alone_until_answered_or_past(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente, cast.directrice)
        (asked,) = get_attentes_debat(cast.presidente)
        assert (asked.title, asked.due) == ("Signer le pacte", ceremonie.fin)
        assert asked.link == reverse("pacte:ceremonie_detail", args=[ceremonie.pk])
        assert get_attentes_debat(cast.adherente) == []
        sign(ceremonie, cast.presidente)
        assert get_attentes_debat(cast.presidente) == []
        CeremonieSignature.objects.update(fin=days(-1))
        assert get_attentes_debat(cast.directrice) == []

    def test_each_signatory_is_written_to(self, cast):
        make_open(cast.admin, cast.presidente, cast.directrice)
        asked = Envoi.objects.filter(genre="pacte.signature_demandee").values_list("destinataire", flat=True)
        assert set(asked) == {cast.presidente.pk, cast.directrice.pk}

    def test_a_motive_is_for_the_signatories(self, client_of, cast):
        ceremonie = make_open(cast.admin, cast.presidente, cast.directrice, outside=True)
        line = ceremonie.signataires.get(personne=cast.directrice)
        signatures.refuse_pacte(line, empreinte=ceremonie.version.empreinte, motif="Trop flou", by=cast.directrice)
        url = reverse("pacte:ceremonie_detail", args=[ceremonie.pk])
        assert "Trop flou" in text_of(client_of(cast.presidente).get(url))
        assert "Trop flou" not in text_of(client_of(cast.adherente).get(url))

    def test_what_the_portal_holds_of_a_signatory_is_in_their_file(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente, cast.directrice)
        sign(ceremonie, cast.presidente)
        (rubrique,) = get_donnees(cast.presidente)
        (line,) = rubrique.lignes
        assert (line["nom"], line["réponse"]) == (str(cast.presidente), "signée")
        assert get_donnees(cast.adherente)[0].lignes == []


@pytest.mark.parametrize("people", [1, 3])
def test_the_ceremony_takes_the_same_queries(client_of, cast, people, django_assert_num_queries):
    signatories = [cast.presidente, cast.directrice, cast.adherente][:people]
    ceremonie = make_open(cast.admin, *signatories, outside=True)
    client = client_of(cast.collegue)
    url = reverse("pacte:ceremonie_detail", args=[ceremonie.pk])
    client.get(url)
    with django_assert_num_queries(4):  # the ceremony, its signatories, its sittings, the session
        assert client.get(url).status_code == 200


@pytest.mark.trap("cron-dependent")
class TestPast:
    @pytest.fixture
    def past(self, cast):
        """The required one signed, an optional one did not, and nothing has run since the last day."""
        ceremonie = make_open(cast.admin, cast.presidente, outside=True, debut=days(-30))
        sign(ceremonie, cast.presidente)
        CeremonieSignature.objects.filter(pk=ceremonie.pk).update(fin=days(-1))
        ceremonie.refresh_from_db()
        return ceremonie

    def test_it_reads_closed_without_anybody(self, client_of, cast, past):
        assert (past.close_le, past.situation, past.is_open) == (None, "close", False)
        said = text_of(client_of(cast.adherente).get(reverse("pacte:ceremonie_detail", args=[past.pk])))
        assert "La signature est close" in said
        assert "Lire et signer" not in said

    def test_it_is_sealed_once_the_papers_had_their_days(self, past):
        tasks.settle_ceremonies()
        assert not Travail.objects.filter(genre="pacte.sceller").exists()
        CeremonieSignature.objects.update(fin=days(-8))
        tasks.settle_ceremonies()
        tasks.settle_ceremonies()
        past.refresh_from_db()
        assert past.close_le
        assert past.empreinte
        assert Travail.objects.filter(genre="pacte.sceller").count() == 1

    def test_a_paper_that_waits_is_never_left_out(self, cast, past):
        line = past.signataires.get(personne=None)
        papier = signatures.enter_paper(line, le=days(-9), seance=None, scan=scan(), by=cast.admin)
        CeremonieSignature.objects.update(fin=days(-8))
        tasks.settle_ceremonies()
        past.refresh_from_db()
        assert past.close_le is None
        with pytest.raises(Exception, match="attend d’être confirmé"):
            ceremonies.close_ceremonie(past, by=cast.admin)
        name, storage = papier.scan.name, papier.scan.storage
        assert storage.exists(name)

    def test_without_the_required_ones_it_waits_for_a_decision(self, client_of, cast):
        ceremonie = make_open(cast.admin, cast.presidente, debut=days(-30))
        CeremonieSignature.objects.update(fin=days(-8))
        tasks.settle_ceremonies()
        ceremonie.refresh_from_db()
        assert (ceremonie.close_le, ceremonie.situation) == (None, "close")
        said = text_of(client_of(cast.admin).get(reverse("pacte:ceremonie_detail", args=[ceremonie.pk])))
        assert "il manque des signatures" in said
        assert "abandonnez la cérémonie" in said


def test_those_who_have_not_answered_are_reminded_once(cast):
    ceremonie = make_open(cast.admin, cast.presidente, cast.directrice, outside=True, fin=days(6))
    make_acces(ceremonie, cast.admin)
    sign(ceremonie, cast.presidente)
    tasks.settle_ceremonies()
    tasks.settle_ceremonies()
    sent = Envoi.objects.filter(genre="pacte.signature_rappelee")
    assert sorted(sent.values_list("destinataire", flat=True), key=str) == [cast.directrice.pk, None]
    assert not Notification.objects.filter(genre="pacte.signature_rappelee").exists()
    assert all("odile" not in (envoi.cle + str(envoi.contexte)) for envoi in sent)


def test_nobody_is_reminded_too_early(cast):
    make_open(cast.admin, cast.presidente, fin=days(8))
    tasks.settle_ceremonies()
    assert not Envoi.objects.filter(genre="pacte.signature_rappelee").exists()


class TestPaper:
    def test_two_people_each_on_their_page(self, client_of, cast):
        ceremonie = make_open(cast.admin, cast.presidente)
        line, other = ceremonie.signataires.get(), make_second_admin()
        mine, theirs = client_of(cast.admin), client_of(other)
        content = SimpleUploadedFile("page.pdf", PDF, "application/pdf")
        entered = mine.post(reverse("pacte:paper_add", args=[line.pk]), {"le": days(0).isoformat(), "scan": content})
        assert entered.status_code == 302, text_of(entered)
        url = reverse("pacte:paper_confirm", args=[line.pk])
        assert "Une autre personne confirme" in text_of(mine.get(url))
        mine.post(url, {"quoi": "confirmer"})
        assert not SignaturePacte.objects.exists()
        assert theirs.post(url, {"quoi": "confirmer"}).status_code == 302
        assert SignaturePacte.objects.get().confirmee_par == other
        assert b"".join(theirs.get(reverse("pacte:paper_file", args=[line.pk])).streaming_content) == PDF

    def test_set_aside_the_page_is_erased_with_it(self, cast, django_capture_on_commit_callbacks):
        ceremonie = make_open(cast.admin, cast.presidente)
        papier = signatures.enter_paper(
            ceremonie.signataires.get(), le=days(0), seance=None, scan=scan(), by=cast.admin
        )
        name, storage = papier.scan.name, papier.scan.storage
        with django_capture_on_commit_callbacks(execute=True):
            signatures.discard_paper(papier, by=cast.admin)
        assert not SignaturePapier.objects.exists()
        assert not storage.exists(name)


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


class TestVerification:
    URL = "/pacte/verifier/"

    def test_by_its_code_anybody_reads_what_was_kept(self, client, cast):
        ceremonie = make_signed(cast.admin, cast.presidente)
        for code in (ceremonie.code, ceremonie.code.lower().replace("-", " "), ceremonie.empreinte):
            said = text_of(client.get(self.URL, {"code": code}))
            assert str(cast.presidente) in said
            assert "PV 2026-3" not in said or "Adoptée" in said
        assert cast.presidente.email not in said

    def test_nothing_of_a_draft_nor_of_a_ceremony_under_way_is_said(self, client, cast):
        draft = make_version(cree_par=cast.admin)
        running = make_open(cast.admin, cast.presidente)
        sign_text = running.version.pacte.titre
        for code in ("0000-0000-0000-0000", draft.code or "1", "', OR 1=1", "%", "a" * 15, "é" * 16):
            said = text_of(client.get(self.URL, {"code": code}))
            assert "Aucun pacte ne porte ce code" in said
            assert sign_text not in said
        adopted = text_of(client.get(self.URL, {"code": running.version.code}))
        assert str(cast.presidente) not in adopted

    def test_an_adopted_text_is_known_by_its_digest(self, client, cast):
        version = make_adopted(cast.admin)
        assert "Ce que la fédération a gardé" in text_of(client.get(self.URL, {"code": version.code}))

    @pytest.mark.parametrize(
        ("content", "said"),
        [(b"GIF89a", "ne se lit pas"), (b"%PDF-1.7 rien", "ne se lit pas"), (None, "Il manque de quoi vérifier")],
    )
    def test_what_is_no_pdf_is_said_plainly(self, client, content, said):
        data = {"fichier": SimpleUploadedFile("a.pdf", content)} if content else {}
        answer = client.post(self.URL, data)
        assert answer.status_code == (200 if content else 422)
        assert said in text_of(answer)

    def test_too_heavy_a_file_is_refused_before_it_is_read(self, client, monkeypatch):
        monkeypatch.setattr("pacte.forms.signatures.MOST_BYTES", 10)
        answer = client.post(self.URL, {"fichier": SimpleUploadedFile("a.pdf", b"%PDF-1.7 plus de dix")})
        assert answer.status_code == 422
        assert "dépasse 20 Mo" in text_of(answer)

    def test_too_many_from_one_place_are_asked_to_wait(self, client, monkeypatch):
        monkeypatch.setattr(page, "is_too_many", lambda *args, **kwargs: True)
        posted = client.post(self.URL, {"fichier": SimpleUploadedFile("a.pdf", PDF)})
        read = client.get(self.URL, {"code": "0000-0000-0000-0000"})
        assert posted.status_code == read.status_code == 429
        assert "patientez un peu" in text_of(posted)
        assert "patientez un peu" in text_of(read)


def test_somebody_who_signs_nothing_gets_no_link_page_of_others(client_of, cast):
    ceremonie = make_open(cast.admin, cast.presidente)
    line = ceremonie.signataires.get()
    other = client_of(make_personne("Autre", "Quelqu’une"))
    assert other.post(reverse("pacte:acces_send", args=[line.pk])).status_code == 403
    assert other.get(reverse("pacte:paper_file", args=[line.pk])).status_code == 403
