"""A bought certificate in place of the portal's own, and a proof made to last (PAdES B-LTA) by an outside authority.

The authority that issues, the one that dates and the list of what was revoked are all served by the test itself.
"""

import asyncio
import subprocess
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from pacte import sceau, travaux
from pacte.verification import AUTHENTIQUE, examine
from tests.factories.pacte_signatures import make_signed
from tests.socle.verapdf import check_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("verapdf")]
NOW = datetime.now(UTC)
PASSWORD = "un mot de passe de coffre"
KINDS = {"/tsa": "application/timestamp-reply", "/crl": "application/pkix-crl"}


@dataclass
class Holder:
    """A certificate and its key, of an authority or of somebody it names."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def der(self) -> asn1.Certificate:
        return asn1.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def date(self, query: bytes) -> bytes:
        """Answer as a time-stamping authority does (RFC 3161)."""
        private = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        stamper = DummyTimeStamper(self.der, keys.PrivateKeyInfo.load(private))
        return stamper.request_tsa_response(tsp.TimeStampReq.load(query)).dump()


def certify(name, *extensions, issuer=None, days=30) -> Holder:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    by = issuer.certificate.subject if issuer else who
    start, end = NOW - timedelta(days=60), NOW + timedelta(days=days)
    builder = x509.CertificateBuilder(by, who, key.public_key(), x509.random_serial_number(), start, end)
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    return Holder(builder.sign((issuer.key if issuer else key), hashes.SHA256()), key)


def usage(**granted) -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
        "encipher_only decipher_only"
    )
    return x509.KeyUsage(**(dict.fromkeys(names.split(), False) | granted))


class Outside:
    """An authority that issues, dates and revokes, on an address of this machine; `broken` answers nonsense."""

    def __init__(self):
        self.broken = False
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), make_handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        is_root = (x509.BasicConstraints(ca=True, path_length=None), True)
        self.root = certify("Autorité d’essai", is_root, (usage(key_cert_sign=True, crl_sign=True), True))
        where = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{self.url}/crl")], None, None, None)
        self.listed = (x509.CRLDistributionPoints([where]), False)
        dates = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
        self.clock = certify("Horodatage d’essai", self.listed, dates, issuer=self.root)

    def make_leaf(self, days=30) -> Holder:
        signs = (usage(digital_signature=True, content_commitment=True), True)
        return certify("Fédération d’essai", self.listed, signs, issuer=self.root, days=days)

    def answer(self, path, query) -> bytes:
        self.asked.append(path)
        if self.broken:
            return b"en maintenance"
        return self.clock.date(query) if path == "/tsa" else self.list_revoked()

    def list_revoked(self) -> bytes:
        listed = x509.CertificateRevocationListBuilder(self.root.certificate.subject, NOW, NOW + timedelta(days=7))
        return listed.sign(self.root.key, hashes.SHA256()).public_bytes(Encoding.DER)


def make_handler(outside):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            said = outside.answer(self.path, self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.send_response(200)
            self.send_header("Content-Type", KINDS[self.path])
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def do_GET(self):
            self.do_POST()

        def log_message(self, *args):
            pass

    return Handler


@pytest.fixture
def outside():
    authority = Outside()
    thread = threading.Thread(target=authority.server.serve_forever, daemon=True)
    thread.start()
    yield authority
    authority.server.shutdown()
    authority.server.server_close()


def buy(settings, tmp_path, outside, **leaf) -> Path:
    """Put a certificate with its chain where the setting says, as an authority sells it: PKCS#12 and a password."""
    holder = outside.make_leaf(**leaf)
    path = tmp_path / "achete.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"sceau",
            holder.key,
            holder.certificate,
            [outside.root.certificate],
            BestAvailableEncryption(PASSWORD.encode()),
        )
    )
    path.chmod(0o600)
    settings.SCEAU_FICHIER, settings.SCEAU_MOT_DE_PASSE = str(path), PASSWORD
    return path


@pytest.fixture(autouse=True)
def bought(settings, tmp_path, outside):
    settings.SCEAU_DOSSIER, settings.MEDIA_ROOT = tmp_path / "sceaux", tmp_path / "fichiers"
    return buy(settings, tmp_path, outside)


@pytest.fixture
def lasting(settings, tmp_path, outside):
    """Set an authority that dates, and its root, so that the proof may be made to last."""
    roots = tmp_path / "racines.pem"
    roots.write_bytes(outside.root.pem)
    settings.HORODATAGE_URL, settings.HORODATAGE_RACINES = f"{outside.url}/tsa", str(roots)
    return roots


def close(cast):
    """Close a ceremony and try to seal it, as a worker does."""
    ceremonie = make_signed(cast.admin, cast.presidente)
    return try_again(ceremonie)


def try_again(ceremonie):
    travaux.sceller(str(ceremonie.pk), lambda done, total: None)
    ceremonie.refresh_from_db()
    return ceremonie


def write(ceremonie, tmp_path) -> Path:
    path = tmp_path / "pacte.pdf"
    with ceremonie.fichier.open() as file:
        path.write_bytes(file.read())
    return path


def look(path) -> str:
    """What another tool than the writer says of a file."""
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def judge_alone(path, root):
    """Judge a file as long after as one likes, from what is in it and the authority's root alone."""
    policy = CertValidationPolicySpec(
        SimpleTrustManager.build(trust_roots=[root]), CertRevTrustPolicy(REQUIRE_REVINFO)
    )
    offline = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(policy, revinfo_gathering_policy=offline))
    with path.open("rb") as file:
        seal = PdfFileReader(file).embedded_regular_signatures[0]
        return asyncio.run(ades_lta_validation(seal, spec)).ades_subindic


@pytest.mark.rule("R8")
def test_a_bought_certificate_takes_the_place_of_the_portal_s_own(cast, tmp_path):
    path = write(close(cast), tmp_path)
    said = look(path)
    assert "Signer Certificate Common Name: Fédération d’essai" in said
    assert "Signature is Valid" in said
    assert not sceau.is_self_made(sceau.load_signer())
    assert examine(path.read_bytes()).verdict == AUTHENTIQUE


@pytest.mark.rule("R8")
def test_the_proof_lasts_with_an_authority_that_dates_and_what_it_revoked(cast, tmp_path, outside, lasting):
    ceremonie = close(cast)
    assert (ceremonie.niveau, ceremonie.probleme) == ("B-LTA", "")
    path = write(ceremonie, tmp_path)
    said = look(path)
    assert said.count("Signature is Valid") == 1, said  # the seal; poppler names the date of the whole, no more
    assert "ETSI.CAdES.detached" in said
    assert "Signer Certificate Common Name: Horodatage d’essai" in said
    assert check_pdf(path, "ua1") == []
    assert check_pdf(path, "3a") == []
    constat = examine(path.read_bytes())
    assert (constat.verdict, constat.is_dated, constat.empreintes) == (AUTHENTIQUE, True, [ceremonie.empreinte])
    assert outside.asked.count("/tsa") >= 2
    assert "/crl" in outside.asked
    outside.asked.clear()
    assert judge_alone(path, outside.root.der) == AdESPassed.OK
    assert outside.asked == []  # all that is needed to judge it is in the file


@pytest.mark.trap("horodatage-local")
def test_an_authority_that_answers_nonsense_is_told_and_leaves_nothing_half_sealed(cast, outside, lasting, tmp_path):
    outside.broken = True
    ceremonie = close(cast)
    assert (ceremonie.scellee_le, ceremonie.fichier.name, ceremonie.niveau) == (None, "", "")
    assert ceremonie.probleme.startswith("L’autorité d’horodatage n’a pas répondu, ou pas comme il faut")
    assert "Rien n’a été scellé" in ceremonie.probleme
    assert not list((tmp_path / "fichiers").rglob("*.pdf"))
    outside.broken = False
    ceremonie = try_again(ceremonie)
    assert (ceremonie.niveau, ceremonie.probleme) == ("B-LTA", "")


def test_roots_that_cannot_be_read_are_told(cast, lasting):
    lasting.write_bytes(b"ceci n'est pas un certificat")
    ceremonie = close(cast)
    assert ceremonie.scellee_le is None
    assert "racines de l’horodatage" in ceremonie.probleme
    lasting.unlink()
    assert "le fichier manque" in try_again(ceremonie).probleme


def test_the_wrong_password_is_told_and_is_nowhere_in_what_is_said(cast, settings, caplog):
    settings.SCEAU_MOT_DE_PASSE = "un autre mot de passe"
    ceremonie = close(cast)
    assert "un autre mot de passe" not in caplog.text
    caplog.clear()  # the library says in the log that the file does not open: it is meant to
    assert ceremonie.scellee_le is None
    assert "vérifiez le fichier et son mot de passe" in ceremonie.probleme
    assert "un autre mot de passe" not in ceremonie.probleme


def test_a_certificate_that_is_over_seals_nothing(cast, settings, tmp_path, outside):
    buy(settings, tmp_path, outside, days=-3)
    ceremonie = close(cast)
    assert ceremonie.scellee_le is None
    assert "ne vaut pas aujourd’hui" in ceremonie.probleme
