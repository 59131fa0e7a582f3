"""What others may do with a tool, in plain words, and what an adaptation of it must respect (A31)."""

from dataclasses import dataclass

from outiltheque.models import Outil

L = Outil.Licence
DEED = "https://creativecommons.org/licenses/{}/4.0/deed.fr"


@dataclass(frozen=True)
class Licence:
    """The sentence that everybody reads, where the licence is written whole, and whether it lets others adapt."""

    phrase: str
    adresse: str = ""
    is_adaptable: bool = True
    is_same_after: bool = False


LICENCES = {
    L.CC0: Licence(
        "Vous pouvez tout en faire : copier, modifier, vendre, même sans citer l’association qui l’a fait.",
        "https://creativecommons.org/publicdomain/zero/1.0/deed.fr",
    ),
    L.BY: Licence(
        "Vous pouvez le copier, le modifier et le diffuser, même en le vendant, si vous citez l’association "
        "qui l’a fait.",
        DEED.format("by"),
    ),
    L.BY_SA: Licence(
        "Vous pouvez le copier, le modifier et le diffuser si vous citez l’association qui l’a fait et si vous "
        "partagez votre version sous la même licence.",
        DEED.format("by-sa"),
        is_same_after=True,
    ),
    L.BY_NC: Licence(
        "Vous pouvez le copier, le modifier et le diffuser sans en tirer d’argent, en citant l’association "
        "qui l’a fait.",
        DEED.format("by-nc"),
    ),
    L.BY_NC_SA: Licence(
        "Vous pouvez le copier, le modifier et le diffuser sans en tirer d’argent, en citant l’association qui l’a "
        "fait et en partageant votre version sous la même licence.",
        DEED.format("by-nc-sa"),
        is_same_after=True,
    ),
    L.BY_ND: Licence(
        "Vous pouvez le copier et le diffuser tel quel, en citant l’association qui l’a fait. Vous ne pouvez pas "
        "en diffuser une version modifiée.",
        DEED.format("by-nd"),
        is_adaptable=False,
    ),
    L.BY_NC_ND: Licence(
        "Vous pouvez le copier et le diffuser tel quel, sans en tirer d’argent, en citant l’association qui l’a "
        "fait. Vous ne pouvez pas en diffuser une version modifiée.",
        DEED.format("by-nc-nd"),
        is_adaptable=False,
    ),
    L.RESERVES: Licence(
        "Vous pouvez le lire et vous en servir dans votre association. Pour le copier, le modifier ou le diffuser, "
        "demandez d’abord à l’association qui l’a fait.",
        is_adaptable=False,
    ),
}


def get_licence(code: str) -> Licence:
    """Return what a licence lets others do."""
    return LICENCES[L(code)]


def find_licence_refusal(source: str, chosen: str) -> str:
    """Return why a tool under `chosen` cannot be made from one under `source`; empty if it can."""
    origin = get_licence(source)
    if not origin.is_adaptable:
        return (
            f"La licence de cet outil ({L(source).label}) ne permet pas d’en diffuser une version modifiée. "
            "Demandez son accord à l’association qui l’a fait, ou dites-lui dans un retour ce que vous changeriez."
        )
    if origin.is_same_after and chosen != source:
        return (
            f"L’outil d’origine est sous licence {L(source).label} : une adaptation garde la même licence. "
            f"Choisissez {L(source).label}."
        )
    return ""
