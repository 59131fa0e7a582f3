"""The sealed file leaves the portal: to who signed without an account, and to be checked again with a command."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from pacte import travaux
from pacte.actions.signatures import answer_by_link
from pacte.models import AccesSignature, CeremonieSignature
from pacte.notifications_bilans import FICHIER_SCELLE, FichierScelle
from socle import signatures
from socle.models import Envoi
from tests.factories.pacte_signatures import make_acces, make_open, make_signed, sign
from tests.pacte.test_sceau import folder, read  # noqa: F401 (a place for the seal of each test)

pytestmark = pytest.mark.django_db


def seal(ceremonie) -> CeremonieSignature:
    travaux.sceller(str(ceremonie.pk), lambda done, total: None)
    ceremonie.refresh_from_db()
    return ceremonie


@pytest.fixture
def outside(cast):
    """A sealed pact that one person signed with their account and another, outside, by their link."""
    ceremonie = make_open(cast.admin, cast.presidente, outside=True)
    make_acces(ceremonie, cast.admin)
    acces = AccesSignature.objects.get(signataire__ceremonie=ceremonie)
    answer_by_link(acces, sens="signee", empreinte=ceremonie.version.empreinte)
    sign(ceremonie, cast.presidente)
    ceremonie.refresh_from_db()
    return seal(ceremonie)


def open_link(client, contexte, name="fichier_open"):
    token = FichierScelle.secrets(contexte)["fichier"].rstrip("/").rsplit("/", 1)[1]
    return client.get(reverse(f"pacte:{name}", args=[token]))


def test_who_signed_outside_gets_the_sealed_file(outside, client):
    envoi = Envoi.objects.get(genre="pacte.fichier_scelle")
    assert envoi.destinataire is None  # the address alone, sealed until the mail leaves
    assert "odile" not in str(envoi.contexte)
    assert "scelle/" not in str(envoi.contexte)  # nor is the link kept
    page = open_link(client, envoi.contexte)
    assert page.status_code == 200
    assert outside.fichier_empreinte in page.text
    got = open_link(client, envoi.contexte, "fichier_file")
    assert b"".join(got.streaming_content) == read(outside)
    assert "attachment" in got["Content-Disposition"]


def test_it_is_sent_once_even_if_the_job_runs_again(outside):
    seal(outside)
    assert Envoi.objects.filter(genre="pacte.fichier_scelle").count() == 1


def test_nobody_outside_signed_nobody_gets_a_link(cast):
    ceremonie = make_open(cast.admin, cast.presidente)
    sign(ceremonie, cast.presidente)
    ceremonie.refresh_from_db()
    seal(ceremonie)
    assert not Envoi.objects.filter(genre="pacte.fichier_scelle").exists()


def test_the_link_is_good_for_that_alone_and_for_a_time(outside, client, monkeypatch):
    good = signatures.sign(FICHIER_SCELLE, {"ceremonie": outside.pk}, days=1)
    other = signatures.sign("pacte.commentaire", {"ceremonie": outside.pk}, days=1)
    over = signatures.sign(FICHIER_SCELLE, {"ceremonie": outside.pk}, days=-1)
    for token in (other, over, f"{good}x", "rien"):
        for name in ("fichier_open", "fichier_file"):
            refused = client.get(reverse(f"pacte:{name}", args=[token]))
            assert refused.status_code == 410
            assert outside.fichier_empreinte not in refused.text
    assert client.post(reverse("pacte:fichier_open", args=[good])).status_code == 405
    unsealed = CeremonieSignature.objects.filter(pk=outside.pk)
    monkeypatch.setattr("pacte.views.fichiers.CeremonieSignature.objects", unsealed.none())
    assert client.get(reverse("pacte:fichier_open", args=[good])).status_code == 410


def test_the_command_checks_a_sealed_file_again(cast, tmp_path, capsys):
    ceremonie = seal(make_signed(cast.admin, cast.presidente))
    path = tmp_path / "pacte.pdf"
    path.write_bytes(read(ceremonie))
    call_command("verifier_pacte", str(path))
    said = capsys.readouterr().out
    assert "Authentique" in said
    assert ceremonie.empreinte in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: content.replace(b"/Producer", b"/Produser", 1) + b"\n% plus", "a changé"),
        (lambda content: b"Bonjour", "pas un PDF lisible"),
        (lambda content: None, "ne s’ouvre pas"),
    ],
)
def test_the_command_refuses_what_is_not_the_sealed_file(cast, tmp_path, change, said):
    path = tmp_path / "pacte.pdf"
    changed = change(read(seal(make_signed(cast.admin, cast.presidente))))
    if changed is not None:
        path.write_bytes(changed)
    with pytest.raises(CommandError, match=said) as refused:
        call_command("verifier_pacte", str(path))
    assert refused.value.returncode == 1


def test_another_seal_is_not_ours(cast, tmp_path, settings):
    path = tmp_path / "pacte.pdf"
    path.write_bytes(read(seal(make_signed(cast.admin, cast.presidente))))
    settings.SCEAU_DOSSIER = tmp_path / "ailleurs"
    with pytest.raises(CommandError, match="pas de ce portail"):
        call_command("verifier_pacte", str(path))


def test_who_refused_outside_is_sent_nothing(cast):
    ceremonie = make_open(cast.admin, cast.presidente, outside=True)
    make_acces(ceremonie, cast.admin)
    acces = AccesSignature.objects.get(signataire__ceremonie=ceremonie)
    answer_by_link(acces, sens="refusee", empreinte=ceremonie.version.empreinte, motif="Pas encore.")
    sign(ceremonie, cast.presidente)
    ceremonie.refresh_from_db()
    seal(ceremonie)
    assert not Envoi.objects.filter(genre="pacte.fichier_scelle").exists()
