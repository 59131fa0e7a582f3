"""Minutes put into words once, for the page, the PDF and the text file: the 12 items of practice-and-law §3.2."""

from dataclasses import dataclass

from members.queries import get_federation_name
from socle.french import count, say_full_date, say_time


@dataclass(frozen=True)
class Signataire:
    """Who signs, and in what capacity (item 12)."""

    personne: object
    qualite: str
    association: str = ""


def tell_facts(minutes: dict) -> list[tuple[str, str]]:
    """Return what heads the minutes, each with its name: who met, where, when, how convened, who was there."""
    reunion, collectif = minutes["reunion"], minutes["collectif"]
    convened = len(minutes["presences"])
    rows = [
        ("Association", get_federation_name()),
        ("Réunion", f"{collectif.get_forme_display()} « {collectif.nom} »"),
        ("Séance", _tell_hours(reunion)),
        ("Lieu", reunion.place),
        ("Convocation", reunion.convoquee_le and _tell_convening(reunion, convened)),
        ("Présidence", reunion.presidence),
        ("Secrétariat", reunion.secretaire),
        (f"Présents ({len(minutes['presents'])})", ", ".join(_name(p) for p in minutes["presents"])),
        (f"Représentés ({len(minutes['representes'])})", ", ".join(_name_proxy(p) for p in minutes["representes"])),
        (f"Absents ({len(minutes['absents'])})", ", ".join(str(p.personne) for p in minutes["absents"])),
    ]
    return [(label, str(value)) for label, value in rows if value]


def _tell_hours(reunion) -> str:
    opened = f", ouverte à {say_time(reunion.ouverte_le)}" if reunion.ouverte_le else ""
    closed = f", levée à {say_time(reunion.fermee_le)}" if reunion.fermee_le else ""
    return f"Le {say_full_date(reunion.debut)}{opened}{closed}"


def _tell_convening(reunion, convened) -> str:
    people = count(convened, "personne convoquée", "personnes convoquées")
    return f"Envoyée par le portail le {say_full_date(reunion.convoquee_le)}, {people}"


def _name(presence) -> str:
    return f"{presence.personne} ({presence.association})" if presence.association else str(presence.personne)


def _name_proxy(presence) -> str:
    return f"{presence.personne} (pouvoir à {presence.pouvoir_a})"


def tell_signatories(minutes: dict) -> list[Signataire]:
    """Return who signs, with their capacity and, if they came for one, their association."""
    reunion = minutes["reunion"]
    came_for = {p.personne_id: str(p.association or "") for p in minutes["presences"]}
    signing = (("Présidence de séance", reunion.presidence), ("Secrétariat de séance", reunion.secretaire))
    return [Signataire(p, qualite, came_for.get(p.pk, "")) for qualite, p in signing if p]


def tell_approval(minutes: dict) -> str:
    """Say when the minutes were approved, at which meeting, by whom; nothing before."""
    compte_rendu = minutes["compte_rendu"]
    if not compte_rendu.approuve_le:
        return ""
    changed = " avec modifications" if compte_rendu.modifications else ""
    lors = compte_rendu.approuve_lors
    where = f", lors de la réunion « {lors.titre} » du {say_full_date(lors.debut)}" if lors else ""
    people = ", ".join(str(personne) for personne in minutes["approbateurs"])
    there = f", en présence de {people}" if people else ""
    return f"Approuvé{changed} le {say_full_date(compte_rendu.approuve_le)}{where}{there}."


def tell_edition(minutes: dict) -> str:
    """Name the edition that is read."""
    if minutes["editions"]:
        return f"{minutes['editions'][0]}."
    diffuse = minutes["compte_rendu"].diffuse_le
    return f"Diffusé le {say_full_date(diffuse)}." if diffuse else "Projet, pas encore diffusé."


def tell_decision(decision) -> str:
    """Say how a decision was taken: the mode, the count, the rule (items 10 and 11)."""
    return f"Par {decision.get_mode_display()}{_tell_count(decision)}. {decision.rule_text}".strip()


def _tell_count(decision) -> str:
    if not decision.is_counted:
        return f", objection : {decision.objection}" if decision.objection else ""
    said = [f"{decision.pour} pour", f"{decision.contre} contre"]
    said += [count(decision.abstentions, "abstention")] if decision.abstentions else []
    said += [count(decision.blancs, "blanc ou nul", "blancs ou nuls")] if decision.blancs else []
    return f" : {', '.join(said)}"


def read_minutes(minutes: dict) -> dict:
    """Return the sentences of the minutes, to be shown alike everywhere."""
    return {
        "faits": tell_facts(minutes),
        "signataires": tell_signatories(minutes),
        "approbation": tell_approval(minutes),
        "edition": tell_edition(minutes),
    }
