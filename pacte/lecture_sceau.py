"""Check a sealed PDF in a process of its own, short of memory and time: `python lecture_sceau.py file cert…`.

A small file may ask for gigabytes, and the file comes from anybody. Whatever happens to this process, the portal
only sees that it did not answer. It prints one JSON object: the seals that it found, and the digests of the
files inside. It knows nothing of the portal: it may be run anywhere, with the certificates beside.
"""

import hashlib
import json
import logging
import resource
import sys
from pathlib import Path

from asn1crypto import pem
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

MEMORY, SECONDS = 900_000_000, 20
MOST_SEALS, MOST_FILES = 20, 10


def main(path: str, *certificates: str) -> dict:
    """Return what the file holds, or what is wrong with it in one word."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    logging.disable(logging.CRITICAL)
    with Path(path).open("rb") as file:
        reader = PdfFileReader(file)
        if reader.encrypted:
            return {"probleme": "chiffre"}
        inside = list(read_inside(reader))
        seals = [check(seal, certificates) for seal in reader.embedded_regular_signatures[:MOST_SEALS]]
        return {"sceaux": seals, "pieces": inside}


def check(seal, certificates) -> dict:
    """Return what the mathematics say of one seal, and whether it is one of ours."""
    ours = [Certificate.load(pem.unarmor(Path(name).read_bytes())[2]) for name in certificates]
    own = seal.signer_cert.sha256
    trusted = [certificate for certificate in ours if certificate.sha256 == own]
    status = validate_pdf_signature(
        seal,
        signer_validation_context=ValidationContext(trust_roots=trusted, allow_fetching=False),
        ts_validation_context=ValidationContext(trust_roots=[], allow_fetching=False),
    )
    stamp = status.timestamp_validity
    # Whose certificate it is weighs on `trusted`; its dates and the authority's do not undo what it sealed.
    return {
        "intact": bool(status.intact and status.valid),
        "couvre_tout": status.docmdp_ok is not False and status.coverage.name in ("ENTIRE_FILE", "ENTIRE_REVISION"),
        "modifie": not status.modification_level or status.modification_level.name == "OTHER",
        "connu": bool(trusted),
        "certifie": bool(seal.docmdp_level),
        "certificat": own.hex(),
        "sujet": seal.signer_cert.subject.human_friendly,
        "le": seal.self_reported_timestamp and seal.self_reported_timestamp.isoformat(),
        "horodate_le": stamp.timestamp.isoformat() if stamp and stamp.intact and stamp.valid else None,
    }


def read_inside(reader):
    """Yield the name and the digest of each file inside."""
    tree = reader.root
    for step in ("/Names", "/EmbeddedFiles"):
        if step not in tree:
            return
        tree = tree[step]
    names = tree.get("/Names", [])
    for rank in range(0, min(len(names), 2 * MOST_FILES), 2):
        spec = names[rank + 1]
        content = spec["/EF"]["/F"].data
        yield {"nom": str(spec["/F"]), "sha256": hashlib.sha256(content).hexdigest()}


if __name__ == "__main__":
    try:
        found = main(*sys.argv[1:])
    except MemoryError:
        found = {"probleme": "trop_lourd"}
    except Exception as error:  # a damaged file breaks in as many ways as there are files
        found = {"probleme": "illisible", "detail": type(error).__name__}
    sys.stdout.write(json.dumps(found))
