"""What a closed ceremony says, in one canonical writing: the text, how it was adopted, who signed it and when (R8).

Its digest is what the seal covers and what the verification page looks for. It prints what the pact prints: no
address, no account, no motive of a refusal, which is for those who signed.
"""

import hashlib
import json
from typing import Any

from pacte.models import CeremonieSignature, Ratification, Signataire
from pacte.tree import to_data

FORMAT = "pacte-signe/1"
SANS_REPONSE = "sans reponse"


def write_signed(ceremonie: CeremonieSignature, signataires: list[Signataire]) -> str:
    """Return the one writing of what was signed."""
    version = ceremonie.version
    data = {
        "format": FORMAT,
        "pacte": to_data(version.read()) | {"numero": version.numero},
        "empreinte_du_texte": version.empreinte,
        "ratification": _say_ratification(version.ratification),
        "ceremonie": {"debut": ceremonie.debut.isoformat(), "fin": ceremonie.fin.isoformat()},
        "en_vigueur_du": version.vigueur_du.isoformat(),
        "signataires": [_say_signataire(signataire) for signataire in signataires],
    }
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(contenu: str) -> str:
    return hashlib.sha256(contenu.encode()).hexdigest()


def _say_ratification(ratification: Ratification) -> dict[str, Any]:
    numbers = ("quorum", "presents", "pour", "contre", "abstentions")
    return {
        "instance": str(ratification.instance),
        "le": ratification.le.isoformat(),
        "lieu": ratification.lieu,
        "proces_verbal": ratification.reference,
        **{name: getattr(ratification, name) for name in numbers},
    }


def _say_signataire(signataire: Signataire) -> dict[str, Any]:
    reponse = signataire.reponse
    return {
        "organisme": signataire.organisme,
        "nom": signataire.nom,
        "qualite": signataire.qualite,
        "mandat_debut": _day(signataire.mandat_debut),
        "mandat_fin": _day(signataire.mandat_fin),
        "deliberation": signataire.decision,
        "deliberation_le": _day(signataire.decision_le),
        "necessaire": signataire.is_requis,
        "reponse": reponse.sens if reponse else SANS_REPONSE,
        "voie": reponse.voie if reponse else "",
        "le": _day(reponse.le) if reponse else None,
        "seance": str(reponse.seance) if reponse and reponse.seance else "",
    }


def _day(value) -> str | None:
    return value.isoformat() if value else None
