"""The portal's seal: its own certificate, made at installation, and the signature that it puts on a pact (PAdES).

The key stays in a file that the portal alone reads: never in the database, never in a log. A bought certificate
takes its place by a setting. A time-stamping authority that does not answer is a failure, never a local date.
A certificate that the portal made itself proves that the file has not changed since; it is not a qualified
signature in the sense of the eIDAS regulation, and the pages say so.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from asn1crypto import pem
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from socle.french import say_full_date

YEARS = 10
KEY_BITS = 3072
ONLY_US = 0o600
PATIENCE = 15  # seconds that the authority has to answer
FIELD = "Sceau"
BASE, DATED, LASTING = "B-B", "B-T", "B-LTA"
REFUSALS = (timestamps.TimestampRequestError, SigningError, PdfError, PathError, ValidationError, OSError, ValueError)


NOTHING = " Rien n’a été scellé : le sceau peut être redemandé."


class SceauImpossible(Exception):
    """The file could not be sealed; the sentence says why, and what to do."""


@dataclass(frozen=True)
class Scelle:
    """A sealed file, and how far the proof goes: B-B without a date from elsewhere, B-T with one, B-LTA to last."""

    contenu: bytes
    niveau: str


def find_key_file() -> Path:
    return Path(settings.SCEAU_FICHIER or settings.SCEAU_DOSSIER / "sceau.p12")


def make_certificate(name: str, *, renew: bool = False) -> bool:
    """Make the portal's certificate if it has none; return whether one was made."""
    target = Path(settings.SCEAU_DOSSIER / "sceau.p12")
    if target.exists() and not renew:
        return False
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    certificate = _certify(key, name)
    unfinished = target.with_name(f".{os.getpid()}.new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_US)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pkcs12.serialize_key_and_certificates(b"sceau", key, certificate, None, NoEncryption()))
    unfinished.replace(target)
    _publish(certificate.public_bytes(Encoding.DER))
    return True


def _certify(key, name) -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} (sceau du portail)"[:64])])
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    ) | {"encipher_only": False, "decipher_only": False}
    return (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _publish(der: bytes) -> None:
    """Keep the certificate, which is public: what it sealed is checked with it long after it was replaced."""
    folder = settings.SCEAU_DOSSIER / "certificats"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{Certificate.load(der).sha256.hex()}.pem"
    if not path.exists():
        path.write_bytes(pem.armor("CERTIFICATE", der))


def load_signer() -> signers.SimpleSigner:
    """Read the key; refuse a file that others on the machine may read."""
    path = find_key_file()
    if not path.exists():
        raise SceauImpossible("Le certificat du portail manque : « manage.py preparer_sceau » en fait un.")
    if path.stat().st_mode & 0o077:
        raise SceauImpossible("Le fichier de la clé est lisible par d’autres : « chmod 600 » le referme.")
    secret = settings.SCEAU_MOT_DE_PASSE.encode() or None
    signer = signers.SimpleSigner.load_pkcs12(str(path), passphrase=secret)
    if signer is None:
        raise SceauImpossible("Le certificat ne s’ouvre pas : vérifiez le fichier et son mot de passe.")
    _check_dates(signer.signing_cert)
    _publish(signer.signing_cert.dump())
    return signer


def _check_dates(certificate: Certificate) -> None:
    """Refuse to seal with a certificate that is over, or that is not for today yet."""
    if not certificate.not_valid_before <= datetime.now(UTC) <= certificate.not_valid_after:
        end = say_full_date(certificate.not_valid_after.date())
        raise SceauImpossible(f"Le certificat ne vaut pas aujourd’hui, il va jusqu’au {end} : il en faut un autre.")


def is_self_made(signer: signers.SimpleSigner) -> bool:
    return signer.signing_cert.self_signed != "no"


class Autorite(timestamps.HTTPTimeStamper):
    """A time-stamping authority on the network; an answer that is none is told as one that did not come."""

    async def async_timestamp(self, *args, **kwargs):
        try:
            return await super().async_timestamp(*args, **kwargs)
        except (ValueError, TypeError, KeyError) as error:
            raise timestamps.TimestampRequestError("not an answer of RFC 3161") from error


def make_timestamper():
    """Return the authority that dates the seals, None if none is set."""
    url = settings.HORODATAGE_URL
    return Autorite(url, https=url.startswith("https:"), timeout=PATIENCE) if url else None


def seal(contenu: bytes, *, motif: str, par: str, timestamper=None) -> Scelle:
    """Certify a PDF: whatever is changed after it shows, but for other signatures (DocMDP)."""
    signer = load_signer()
    timestamper = timestamper or make_timestamper()
    roots = read_roots() if timestamper else []
    niveau = BASE if timestamper is None else LASTING if roots else DATED
    lasting = (
        {"embed_validation_info": True, "use_pades_lta": True, "validation_context": _trusting(signer, roots)}
        if niveau == LASTING
        else {}
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        reason=motif,
        name=par,
        **lasting,
    )
    output = BytesIO()
    try:
        writer = IncrementalPdfFileWriter(BytesIO(contenu))
        signers.PdfSigner(metadata, signer=signer, timestamper=timestamper).sign_pdf(writer, output=output)
    except REFUSALS as error:
        raise SceauImpossible(_say(error)) from error
    return Scelle(output.getvalue(), niveau)


def read_roots() -> list[Certificate]:
    """Return the roots of the time-stamping authority, with which a proof may be made to last."""
    if not settings.HORODATAGE_RACINES:
        return []
    try:
        content = Path(settings.HORODATAGE_RACINES).read_bytes()
        return [Certificate.load(der) for _, _, der in pem.unarmor(content, multiple=True)]
    except (OSError, ValueError) as error:
        raise SceauImpossible(f"Les racines de l’horodatage ne se lisent pas : {_where(error)}.{NOTHING}") from error


def _where(error) -> str:
    return "le fichier manque" if isinstance(error, OSError) else "ce fichier n’est pas une suite de certificats PEM"


def _trusting(signer, roots) -> ValidationContext:
    """Trust who issued our certificate, whose list of revoked ones goes into the file; ourselves if we did."""
    known = [signer.signing_cert, *signer.cert_registry]
    issuers = [certificate for certificate in known if certificate.self_signed != "no"]
    return ValidationContext(trust_roots=[*(issuers or known[:1]), *roots], other_certs=known, allow_fetching=True)


def _say(error) -> str:
    if isinstance(error, timestamps.TimestampRequestError):
        return f"L’autorité d’horodatage n’a pas répondu, ou pas comme il faut : aucune date n’est inventée.{NOTHING}"
    return f"La signature a échoué ({type(error).__name__}).{NOTHING}"
