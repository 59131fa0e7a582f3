"""Who weighs how much in a body: employees (R1, R2), colleges (R3).

Two things are kept apart. What the tax office looks at concerns the employees of the body's own legal person; what a
federation's statutes say of its colleges is its own rule, and has nothing to do with taxes.
"""

from collections.abc import Iterator

from members.models import Instance, RegleMandat
from members.reperes.calculs import COMPTE_TROP, LIMITE, excess_over, judge_share, missing_for, reaches
from members.reperes.composition import Composition, Repere
from socle.french import count, plural, say_list

Parametre = RegleMandat.Parametre
BOARDS = (Instance.Genre.CA, Instance.Genre.CONSEIL)
ONE_IN, ONE_IN_PUBLIC_UTILITY = 4, 5
TEXTE = "Instruction fiscale BOI-IS-CHAMP-10-50-10-20"
TEXTE_UTILITE_PUBLIQUE = "Conseil d’État, section de l’intérieur, avis n° 400225 du 23 juin 2020"
WORDS = {4: "une sur quatre", 5: "une sur cinq", 3: "une sur trois", 2: "une sur deux"}


def find_employees_on_board(composition: Composition) -> Iterator[Repere]:
    """R1. Only voices count, only employees of the body's own association (or of the federation)."""
    if composition.instance.genre not in BOARDS:
        return
    one_in, source = _limit(composition)
    seated, employed = len(composition.votants), _employed(composition)
    verdict = judge_share(employed, seated, one_in)
    if verdict not in (LIMITE, COMPTE_TROP):
        return
    is_limite = verdict == LIMITE
    more = one_in * employed - seated
    yield Repere(
        code=f"R1:{employed}/{seated}",
        label="Repère fiscal",
        title=f"Personnes salariées au conseil : {employed} sur {seated}",
        lines=(
            f"{count(employed, 'personne')} sur les {seated} qui votent ici "
            f"{'est salariée' if employed == 1 else 'sont salariées'} de {_employer(composition)}.",
            f"Le repère est d’{WORDS.get(one_in, f'une sur {one_in}')} au plus : "
            f"{_allowed(is_limite, seated, one_in)}.",
            "Le conseil reste valable : au-delà, le fisc peut seulement regarder si la gestion est désintéressée.",
        ),
        conseil="Gardez cette proportion à la prochaine élection : avec une personne salariée de plus, "
        "le repère serait dépassé."
        if is_limite
        else f"{count(more, 'personne')} de plus qui ne {plural(more, 'serait', 'seraient')} pas "
        f"{plural(more, 'salariée')} y {plural(more, 'suffirait', 'suffiraient')}, ou une voix consultative "
        "à la place d’une voix délibérative.",
        source=source,
        is_limite=is_limite,
    )


def _limit(composition) -> tuple[int, str]:
    """Return « one in how many » and where it comes from, the statutes if they say, else what the texts say."""
    association = composition.instance.association
    is_recognised = bool(association and association.is_utilite_publique)
    parametre = Parametre.SALARIES_UTILITE_PUBLIQUE if is_recognised else Parametre.SALARIES
    default = (ONE_IN_PUBLIC_UTILITY, TEXTE_UTILITE_PUBLIQUE) if is_recognised else (ONE_IN, TEXTE)
    rule = composition.regles.find(composition.instance, parametre)
    if rule is None or rule.valeur < 1:
        return default
    return rule.valeur, ", ".join(filter(None, [default[1], rule.article]))


def _employed(composition) -> int:
    return sum(1 for personne in composition.votants if personne in composition.salaries)


def _employer(composition) -> str:
    return "l’association" if composition.instance.association_id else "la fédération"


def _allowed(is_limite, seated, one_in) -> str:
    if is_limite:
        return "vous y êtes exactement"
    most = seated // one_in
    return f"pour {seated}, {'aucune' if most == 0 else count(most, 'personne')}"


def find_employees_in_bureau(composition: Composition) -> Iterator[Repere]:
    """R2. The bureau runs the association: an employee there, voice or not, is worth a word."""
    if composition.instance.genre != Instance.Genre.BUREAU:
        return
    seated = {m.personne_id: str(m.personne) for m in composition.titulaires if m.personne_id in composition.salaries}
    if not seated:
        return
    names = list(seated.values())
    yield Repere(
        code=f"R2:{'-'.join(map(str, sorted(seated)))}"[:40],
        label="Repère fiscal",
        title="Une personne salariée siège au bureau"
        if len(names) == 1
        else "Des personnes salariées siègent au bureau",
        lines=(
            f"{say_list(names)} {plural(len(names), 'est salariée', 'sont salariées')} de {_employer(composition)} "
            f"et {plural(len(names), 'siège', 'siègent')} au bureau.",
            "Le repère est qu’aucune personne salariée n’y siège : le bureau décide, l’équipe salariée met en œuvre.",
            "Le bureau reste valable : le fisc peut seulement regarder si la gestion est désintéressée.",
        ),
        conseil="Invitez-la au bureau sans mandat, ou confiez cette place à une personne bénévole.",
        source=TEXTE,
    )


def find_quotas(composition: Composition) -> Iterator[Repere]:
    """R3. The federation's own rule on its colleges, worked out on the seats that are held."""
    filled = len(composition.votants)
    held: dict[int, int] = {}
    for mandat in composition.votants.values():
        college = mandat.college_id or (mandat.siege and mandat.siege.college_id)
        held[college] = held.get(college, 0) + 1
    for quota in composition.quotas if filled else ():
        number = held.get(quota.college_id, 0)
        if quota.minimum is not None and (missing := missing_for(number, filled, quota.minimum)):
            yield _quota(composition, quota, number, filled, _below(quota, missing))
        elif quota.maximum is not None and reaches(number, filled, quota.maximum) >= 0 and number:
            over = excess_over(number, filled, quota.maximum)
            yield _quota(composition, quota, number, filled, _above(quota, over), is_limite=not over)


def _below(quota, missing):
    lacks = f"il manque {count(missing, 'personne')}"
    return (
        f"Collège « {quota.college} » : {lacks}",
        f"La règle est d’au moins {quota.minimum} % : {lacks}.",
        "Proposez ces places à la prochaine élection, ou cooptez d’ici là.",
    )


def _above(quota, over):
    if not over:
        return (
            f"Collège « {quota.college} » : à la limite",
            f"La règle est d’au plus {quota.maximum} % : vous y êtes exactement.",
            "Gardez cette proportion : une personne de plus dans ce collège dépasserait la règle.",
        )
    too_many = f"{count(over, 'personne')} de trop"
    return (
        f"Collège « {quota.college} » : {too_many}",
        f"La règle est d’au plus {quota.maximum} % : {too_many}.",
        "Pourvoyez d’abord les places vacantes des autres collèges : la proportion baissera d’elle-même.",
    )


def _quota(composition, quota, number, filled, words, is_limite=False) -> Repere:
    title, line, conseil = words
    whose = "Règle de l’association" if composition.instance.association_id else "Règle de la fédération"
    return Repere(
        code=f"R3:{quota.college_id}:{number}/{filled}",
        label=whose,
        title=title,
        lines=(
            f"Ce collège tient {count(number, 'place')} sur les {filled} qui sont pourvues et votent.",
            line,
            "C’est une règle que vos statuts se sont donnée : elle ne vient pas de la loi.",
        ),
        conseil=conseil,
        source=quota.article,
        is_limite=is_limite,
    )
