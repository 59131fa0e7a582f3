"""Where an association's plan stands, as it may be read without opening a text; and the plan once it is opened."""

from dataclasses import dataclass, field

from accompagnement.models import ACCOMPAGNEES, Demande, EtapePlan, Etat, Plan, Role, TextePlan, ValidationPlan
from accompagnement.models.echanges import COTE_DEMANDEUR

Nature, Objet = TextePlan.Nature, ValidationPlan.Objet
PHASES = ("Accueil", "Diagnostic partagé", "Plan", "Réalisation", "Suivi")  # §4.1
APRES = (Etat.A_CONFIRMER, Etat.CLOTUREE, Etat.EVALUEE)


@dataclass(frozen=True)
class Validable:
    """What the association may say « yes » to, and whether it did for what stands now."""

    objet: str
    version: int
    validation: ValidationPlan | None
    is_a_relire: bool  # said yes to an earlier version only

    @property
    def label(self) -> str:
        return str(Objet(self.objet).label)

    @property
    def is_validee(self) -> bool:
        return self.validation is not None


@dataclass
class EtatDuPlan:
    """A plan without its texts."""

    phase: int
    etapes: list[EtapePlan] = field(default_factory=list)
    textes: dict[str, TextePlan] = field(default_factory=dict)
    validables: dict[str, Validable] = field(default_factory=dict)

    @property
    def is_commence(self) -> bool:
        return bool(self.textes or self.etapes)

    @property
    def accords(self) -> list[Validable]:
        return list(self.validables.values())

    @property
    def pas(self) -> list[tuple[str, str]]:
        """The five phases, each done, current or to come."""
        return [
            (text, "done" if rank < self.phase else "now" if rank == self.phase else "todo")
            for rank, text in enumerate(PHASES)
        ]


@dataclass(frozen=True)
class TexteLu:
    """A text once opened, with what tells its version from another."""

    nature: str
    texte: str
    version: int


@dataclass(frozen=True)
class EtapeLue:
    etape: EtapePlan
    texte: str


@dataclass
class PlanOuvert:
    """A plan whose texts were opened: it lives as long as the answer to one request."""

    textes: dict[str, TexteLu] = field(default_factory=dict)
    etapes: list[EtapeLue] = field(default_factory=list)


def get_plan(demande: Demande) -> EtatDuPlan:
    """Return where the plan of an association's case stands; four questions, whatever is in it."""
    plan = Plan.objects.filter(demande=demande).prefetch_related("textes", "etapes", "validations__par").first()
    if plan is None:
        return EtatDuPlan(phase=0 if demande.etat not in ACCOMPAGNEES else 1)
    etapes, textes = list(plan.etapes.all()), {texte.nature: texte for texte in plan.textes.all()}
    said = list(plan.validations.all())
    versions = {nature: texte.version for nature, texte in textes.items()}
    versions[Objet.ETAPES] = plan.version if etapes else 0
    validables = {
        str(objet): _validable(objet, versions.get(objet, 0), said) for objet in Objet if versions.get(objet)
    }
    return EtatDuPlan(_find_phase(etapes, validables), etapes, textes, validables)


def _validable(objet, version, said) -> Validable:
    of = [one for one in said if one.objet == objet]
    now = next((one for one in of if one.version == version), None)
    return Validable(str(objet), version, now, bool(of) and now is None)


def _find_phase(etapes, validables) -> int:
    """The phase is read from what was agreed to and done, never stored."""

    def agreed(objet):
        return objet in validables and validables[objet].is_validee

    if not agreed(Objet.DIAGNOSTIC):
        return 1
    if not agreed(Objet.ETAPES):
        return 2
    return 3 if any(etape.is_ouverte for etape in etapes) else 4


def may_write(etat: Etat, role: Role, nature: str = "") -> bool:
    """Say whether somebody of this quality writes: the provider and the association while it runs.

    What remains of it may still be told by the association afterwards; the coordinator only reads.
    """
    if etat in ACCOMPAGNEES:
        return role == Role.PRESTATAIRE or role in COTE_DEMANDEUR
    return nature == Nature.SUIVI and etat in APRES and role in COTE_DEMANDEUR
