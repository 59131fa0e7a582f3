"""What a synthesis says: composed from the contributions while it is written, read as it was published afterwards.

The page, the PDF and the text for word processors are drawn from the same `Lecture`: they say the same words.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from collectifs.models import Acteur, Contribution, Grappe, Synthese
from collectifs.textes import Liste, read_blocks
from socle.french import count, say_full_date, say_list
from socle.small_cells import MaskedTable, mask

Genre = Contribution.Genre
# Fewer people than this, and somebody could be recognised: their number is withheld, and their category is not said.
SMALL = 5
COUNT_WITHHELD = (
    f"Un nombre de personnes inférieur à {SMALL} n’est pas publié, pour que personne ne puisse être reconnu."
)
KEPT_AS_THEY_ARE = "Sur ces points, les avis diffèrent : ils sont gardés tels qu’ils ont été dits, sans consensus."


@dataclass(frozen=True)
class Phrase:
    """One line of a synthesis, with what follows from it or who says it."""

    texte: str
    suite: str = ""
    contribution: int | None = None

    @property
    def dite(self) -> str:
        """A quotation, between its marks, with who says it when it may be said."""
        quoted = self.texte if self.texte.lstrip().startswith(("«", "“", '"')) else f"« {self.texte.strip()} »"
        return f"{quoted} ({self.suite})" if self.suite else quoted

    @property
    def dite_avec_suite(self) -> str:
        return f"{self.texte} {self.suite}".strip()


@dataclass(frozen=True)
class Groupe:
    """Lines that go together, under the name of their theme when there is one."""

    titre: str
    phrases: list[Phrase]

    @property
    def lignes(self) -> list[str]:
        """The lines, each after the name of its theme where a heading would take too much room."""
        head = f"{self.titre} : " if self.titre else ""
        return [f"{head}{phrase.texte}" for phrase in self.phrases]


@dataclass(frozen=True)
class Lecture:
    """Everything a synthesis says, ready to be drawn."""

    theme: str
    collectif: str
    serie: str
    quand: str
    lieu: str
    motif: str
    introduction: str
    saillants: list[Groupe] = field(default_factory=list)
    leviers: list[Groupe] = field(default_factory=list)
    a_ameliorer: list[Groupe] = field(default_factory=list)
    preconisations: list[Groupe] = field(default_factory=list)
    essentiels: list[Groupe] = field(default_factory=list)
    debats: list[Phrase] = field(default_factory=list)
    verbatims: list[Phrase] = field(default_factory=list)
    modalites: str = ""
    priorites: list[str] = field(default_factory=list)
    effectifs: dict[str, Any] = field(default_factory=dict)
    manquantes: str = ""
    complement: str = ""

    @property
    def table(self) -> MaskedTable | None:
        """How many people of each category came, as it may be published."""
        return MaskedTable.from_json(self.effectifs) if self.effectifs else None

    @property
    def comptes(self) -> list[tuple[str, str]]:
        """The lines of this table, in words; a withheld figure is said to be."""
        if self.table is None:
            return []
        shown = [*self.table.rows, ("Ensemble", self.table.total)]
        return [
            (capfirst(label), self.table.hidden_word if number is None else str(number)) for label, number in shown
        ]

    @property
    def phrases_de_participation(self) -> list[str]:
        """What is said under the numbers: which are withheld, who was missing, what was held important."""
        withheld = COUNT_WITHHELD if self.table is not None and self.table.is_masked else ""
        chosen = f"Thèmes choisis en priorité : {say_list(self.priorites)}." if self.priorites else ""
        return [sentence for sentence in (withheld, self.manquantes, chosen) if sentence]

    @property
    def blocs_introduction(self) -> list[str | Liste]:
        return read_blocks(self.introduction)

    @property
    def blocs_modalites(self) -> list[str | Liste]:
        return read_blocks(self.modalites)

    @property
    def blocs_complement(self) -> list[str | Liste]:
        return read_blocks(self.complement)

    @property
    def mot_des_debats(self) -> str:
        return KEPT_AS_THEY_ARE

    @property
    def surtitre(self) -> str:
        return ", ".join(filter(None, [self.collectif, self.serie]))

    @property
    def ou_et_quand(self) -> str:
        return ", ".join(filter(None, [self.quand, self.lieu]))

    @property
    def is_vide(self) -> bool:
        lists = (self.saillants, self.leviers, self.a_ameliorer, self.preconisations, self.essentiels, self.debats)
        return not any(lists) and not self.verbatims


def read_synthese(synthese: Synthese) -> Lecture:
    """Return what a synthesis says. Of a published one, only words whose author withdrew their consent are gone."""
    if not synthese.is_publiee:
        return compose_synthese(synthese)
    kept = dict(synthese.contenu)
    cited = [phrase["contribution"] for phrase in kept["verbatims"]]
    agreed = set(Contribution.objects.filter(pk__in=cited, peut_publier=True).values_list("pk", flat=True))
    for name in GROUPED:
        kept[name] = [Groupe(row["titre"], [Phrase(**p) for p in row["phrases"]]) for row in kept[name]]
    kept["debats"] = [Phrase(**phrase) for phrase in kept["debats"]]
    kept["verbatims"] = [Phrase(**phrase) for phrase in kept["verbatims"] if phrase["contribution"] in agreed]
    return Lecture(**kept)


GROUPED = ("saillants", "leviers", "a_ameliorer", "preconisations", "essentiels")
KINDS = dict(
    zip(
        GROUPED,
        (Genre.POINT_SAILLANT, Genre.LEVIER, Genre.A_AMELIORER, Genre.PRECONISATION, Genre.POINT_ESSENTIEL),
        strict=True,
    )
)


def freeze_synthese(synthese: Synthese) -> dict[str, Any]:
    """Return what is kept of a synthesis when it is published; withheld figures are not in it."""
    return asdict(compose_synthese(synthese))


def compose_synthese(synthese: Synthese) -> Lecture:
    """Return what a synthesis would say if it were published now."""
    atelier = synthese.atelier
    counted = {effectif.categorie: effectif.nombre for effectif in atelier.effectifs.all()}
    grappes = list(Grappe.objects.filter(atelier=atelier).with_total())
    kept = list(atelier.contributions.publiables().select_related("action"))
    debats = [c for c in kept if c.is_debat]
    plain = [c for c in kept if not c.is_debat]
    of_kind = {name: [c for c in plain if c.genre == genre] for name, genre in KINDS.items()}
    verbatims = [c for c in plain if c.genre == Genre.VERBATIM]
    return Lecture(
        theme=atelier.theme,
        collectif=str(atelier.collectif),
        serie=atelier.serie_dite,
        quand=say_full_date(atelier.debut),
        lieu=atelier.place,
        motif=synthese.motif,
        introduction=synthese.introduction,
        **{name: group_phrases(found, grappes) for name, found in of_kind.items()},
        debats=[Phrase(c.texte) for c in debats],
        verbatims=[Phrase(c.texte, attribute(c, counted), c.pk) for c in verbatims],
        modalites=synthese.modalites,
        priorites=[f"{grappe} ({count(grappe.total, 'gommette')})" for grappe in grappes if grappe.total],
        effectifs=mask_people(counted),
        manquantes=say_missing(counted),
        complement=synthese.complement,
    )


def group_phrases(contributions, grappes) -> list[Groupe]:
    """Return the lines under their themes, the first chosen by the dots first, then those of no theme."""
    groups = [
        Groupe(titre, [Phrase(c.texte, say_outcome(c)) for c in contributions if c.grappe_id == pk])
        for pk, titre in [*((grappe.pk, grappe.titre) for grappe in grappes), (None, "")]
    ]
    return [groupe for groupe in groups if groupe.phrases]


def say_outcome(contribution) -> str:
    """Return what a recommendation became."""
    if contribution.action is not None:
        due = contribution.action.echeance
        return f"Devient une action, pour le {say_full_date(due)}." if due else "Devient une action."
    return "À porter au pacte fédéral." if contribution.a_porter_le else ""


def attribute(contribution, counted) -> str:
    """Return whose words they are: a category, if enough of its people came that nobody is pointed at."""
    enough = counted.get(contribution.categorie, 0) >= SMALL
    return contribution.get_categorie_display() if contribution.categorie and enough else ""


def mask_people(counted) -> dict[str, Any]:
    """Return how many people of each category came, as it may be published (R17); nothing if nobody counted."""
    if not any(counted.values()):
        return {}
    return mask({label: counted.get(value, 0) for value, label in Acteur.choices}, k=SMALL).to_json()


def find_missing(counted) -> list[str]:
    """Return the categories that nobody of was there, if people were counted."""
    if not any(counted.values()):
        return []
    return [label for value, label in Acteur.choices if not counted.get(value)]


def say_missing(counted) -> str:
    if not any(counted.values()):
        return "Le nombre de personnes présentes n’a pas été relevé."
    missing = find_missing(counted)
    if not missing:
        return "Toutes les catégories étaient représentées."
    return f"Personne n’était là pour : {say_list(missing)}."


def get_checklist_of(synthese: Synthese) -> list[tuple[str, bool]]:
    """Return what a complete synthesis has, for whoever is about to publish it."""
    lecture = compose_synthese(synthese)
    waiting = synthese.atelier.contributions.a_relire().count()
    return [
        ("Des contributions sont retenues", not lecture.is_vide),
        ("Aucune contribution n’attend d’être relue", waiting == 0),
        ("La participation est racontée", bool(lecture.modalites)),
        ("Les personnes présentes sont comptées", bool(lecture.effectifs)),
        ("L’atelier a eu lieu", synthese.atelier.debut <= timezone.now()),
    ]
