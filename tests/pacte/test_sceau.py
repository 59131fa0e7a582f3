"""The seal: put by the portal's own certificate, checked by another tool, and a failure that stays a failure."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps import DummyTimeStamper

from pacte import sceau, travaux, verification
from pacte.documents import PactePdf
from pacte.models import CeremonieSignature
from pacte.queries.verifications import find_by_digests
from pacte.verification import AUTHENTIQUE, ILLISIBLE, INCONNU, MODIFIE, SANS_SCEAU, examine
from socle.documents import render_pdf
from tests.factories.pacte_signatures import make_signed
from tests.socle.verapdf import check_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("verapdf")]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SCEAU_DOSSIER = tmp_path / "sceaux"
    settings.MEDIA_ROOT = tmp_path / "fichiers"
    sceau.make_certificate("Fédération d’essai")
    return settings.SCEAU_DOSSIER


@pytest.fixture
def sealed(cast):
    """A ceremony closed and sealed, as a worker does it."""
    ceremonie = make_signed(cast.admin, cast.presidente)
    travaux.sceller(str(ceremonie.pk), lambda done, total: None)
    ceremonie.refresh_from_db()
    return ceremonie


def read(ceremonie) -> bytes:
    with ceremonie.fichier.open() as file:
        return file.read()


def run(*command) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.rule("R8")
def test_the_sealed_file_holds_for_two_tools_and_two_standards(sealed, tmp_path):
    path = tmp_path / "pacte.pdf"
    path.write_bytes(read(sealed))
    said = run("pdfsig", "-nocert", path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert check_pdf(path, "ua1") == []
    assert check_pdf(path, "3a") == []
    assert (sealed.niveau, sealed.fichier_empreinte) == ("B-B", sha256(path.read_bytes()).hexdigest())
    with pikepdf.open(path) as pdf:
        assert pdf.Root.Perms.DocMDP  # certified
        inside = pdf.attachments["pacte.json"].get_file().read_bytes()
    assert sha256(inside).hexdigest() == sealed.empreinte
    assert json.loads(inside)["signataires"][0]["reponse"] == "signee"
    constat = examine(path.read_bytes())
    assert (constat.verdict, constat.empreintes, constat.is_dated) == (AUTHENTIQUE, [sealed.empreinte], False)
    assert find_by_digests(constat.empreintes).ceremonie == sealed


@pytest.mark.trap("fichier-retouche")
def test_a_tampered_file_says_so(sealed):
    content = read(sealed)
    one_bit = bytearray(content)
    one_bit[content.index(b"/ByteRange") // 2] ^= 1
    assert examine(bytes(one_bit)).verdict in (MODIFIE, ILLISIBLE)
    writer = IncrementalPdfFileWriter(BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/MediaBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 100, 100)))
    writer.mark_update(page.container_ref)
    added = BytesIO()
    writer.write(added)
    assert examine(added.getvalue()).verdict == MODIFIE


def test_a_file_without_seal_or_with_another_s_is_told_apart(sealed, folder, tmp_path, settings):
    content = read(sealed)
    params = {"version": sealed.version_id}
    drawn = render_pdf(PactePdf.template, PactePdf.context(params), PactePdf.inside(params))
    assert examine(drawn).verdict == SANS_SCEAU
    settings.SCEAU_DOSSIER = tmp_path / "ailleurs"
    assert examine(content).verdict == INCONNU


HOSTILE = {"empty": b"", "picture": b"GIF89a", "short": b"%PDF-1.7 rien", "zeros": b"%PDF-1.7\n" + b"\x00" * 5000}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_unreadable_and_nothing_else(content):
    assert examine(content).verdict == ILLISIBLE


def make_authority() -> DummyTimeStamper:
    """A time-stamping authority for tests alone."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Horodatage d’essai")])
    now = datetime.now(UTC)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), 7, now - timedelta(days=1), now + timedelta(days=9)
    )
    certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        asn1.Certificate.load(certificate.public_bytes(Encoding.DER)), keys.PrivateKeyInfo.load(private)
    )


def test_with_an_authority_the_level_is_b_t(sealed, monkeypatch):
    monkeypatch.setattr(sceau, "make_timestamper", make_authority)
    made = sceau.seal(draw(sealed), motif="Pacte", par="Portail")
    assert made.niveau == "B-T"
    assert examine(made.contenu).is_dated


def draw(ceremonie) -> bytes:
    params = {"version": ceremonie.version_id}
    return render_pdf(PactePdf.template, PactePdf.context(params), PactePdf.inside(params))


@pytest.mark.trap("horodatage-local")
def test_an_authority_that_does_not_answer_is_a_failure_and_not_a_local_date(cast, settings):
    settings.HORODATAGE_URL = "http://127.0.0.1:9/tsa"
    ceremonie = make_signed(cast.admin, cast.presidente)
    travaux.sceller(str(ceremonie.pk), lambda done, total: None)
    ceremonie.refresh_from_db()
    assert (ceremonie.scellee_le, ceremonie.fichier.name, ceremonie.niveau) == (None, "", "")
    assert "Rien n’a été scellé" in ceremonie.probleme
    settings.HORODATAGE_URL = ""
    travaux.sceller(str(ceremonie.pk), lambda done, total: None)
    assert CeremonieSignature.objects.get(pk=ceremonie.pk).niveau == "B-B"


class TestCertificate:
    def test_its_key_is_for_the_portal_alone_and_is_made_once(self, folder):
        key = folder / "sceau.p12"
        assert key.stat().st_mode & 0o777 == 0o600
        before = key.read_bytes()
        assert not sceau.make_certificate("Autre")
        assert key.read_bytes() == before
        assert len(verification.known_certificates()) == 1

    def test_a_key_that_others_may_read_seals_nothing(self, folder):
        (folder / "sceau.p12").chmod(0o644)
        with pytest.raises(sceau.SceauImpossible, match="chmod 600"):
            sceau.load_signer()

    def test_what_the_former_one_sealed_still_holds(self, sealed):
        assert sceau.make_certificate("Nouveau", renew=True)
        assert examine(read(sealed)).verdict == AUTHENTIQUE

    def test_without_a_certificate_it_says_what_to_do(self, folder):
        (folder / "sceau.p12").unlink()
        with pytest.raises(sceau.SceauImpossible, match="preparer_sceau"):
            sceau.load_signer()
