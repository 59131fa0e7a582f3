"""Terms: too long, too many in a row, ending, to ratify, vacant; and minors on a board (R4, R29)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from members.models import Instance, Mandat, RegleMandat
from members.mois import add_months
from members.reperes.calculs import count_consecutive
from members.reperes.composition import Composition, Repere
from socle.french import count, plural, say_full_date, say_list, say_of

Parametre = RegleMandat.Parametre
BOARDS = (Instance.Genre.CA, Instance.Genre.CONSEIL, Instance.Genre.BUREAU)
MOST_NAMES = 4
SOON, SOONER = 6, 3
OF_AGE, MAY_ADMINISTER = 18, 16
STATUTS = "Règle de mandat"
BEFORE_16 = (
    "Il manque l’autorisation écrite des parents",
    "avant 16 ans, cette autorisation est demandée avant l’entrée au conseil",
    "Demandez-la, et notez sur sa fiche le jour où elle arrive.",
)
FROM_16 = (
    "Les parents sont à informer",
    "à partir de 16 ans, chacun peut administrer une association, et ses parents en sont informés",
    "Écrivez-leur, et notez le jour sur sa fiche.",
)


def find_vacancies(composition: Composition) -> Iterator[Repere]:
    vacant = composition.vacantes
    if not vacant:
        return
    number = len(vacant)
    oldest = min(place.vacante_depuis for place in vacant)
    yield Repere(
        code=f"vacances:{number}",
        label="À savoir",
        title=f"{count(number, 'place vacante')}",
        lines=(
            f"{_names([place.siege.intitule for place in vacant])}.",
            f"{plural(number, 'Elle est libre', 'La plus ancienne est libre')} depuis le {say_full_date(oldest)}.",
            "Les places vacantes ne comptent ni dans les proportions ni dans les voix.",
        ),
        conseil="Pourvoyez-les à la prochaine assemblée, ou cooptez quelqu’un d’ici là si vos statuts le permettent.",
    )


def find_ending_before_assembly(composition: Composition) -> Iterator[Repere]:
    """Mandates planned to end before the next assembly: they run on until it, so that nobody leaves a gap."""
    assembly = composition.prochaine
    ending = _before_assembly(composition)
    if not ending or assembly is None:
        return
    number = len(ending)
    verb = plural(number, "se poursuit", "se poursuivent")
    yield Repere(
        code=f"avant-ag:{assembly.pk}:{number}",
        label="À savoir",
        title=f"{count(number, 'mandat')} {plural(number, 'finit', 'finissent')} avant l’assemblée",
        lines=(
            f"{_names([str(m.personne) for m in ending])}.",
            f"L’assemblée est prévue le {say_full_date(assembly.le)}.",
            f"{plural(number, 'Ce mandat', 'Ces mandats')} {verb} jusqu’à elle : "
            "personne n’a besoin de quitter sa place avant.",
        ),
        conseil="Inscrivez le renouvellement à l’ordre du jour, et demandez à chaque personne si elle se représente.",
    )


def find_ending_soon(composition: Composition) -> Iterator[Repere]:
    """R4. Reminders six and three months before the planned end."""
    said = {mandat.pk for mandat in _before_assembly(composition)}
    sooner, soon = (add_months(composition.on, months) for months in (SOONER, SOON))
    running = [m for m in composition.titulaires if m.fin is None and m.pk not in said]
    for months, first, last in ((SOONER, composition.on, sooner), (SOON, sooner + timedelta(days=1), soon)):
        ending = [m for m in running if m.fin_prevue and first <= m.fin_prevue <= last]
        if ending:
            yield _ending(composition, ending, months)


def _ending(composition, ending, months) -> Repere:
    number = len(ending)
    first = min(m.fin_prevue for m in ending)
    return Repere(
        code=f"R4-echeance:{months}:{first:%Y%m%d}:{number}",
        label="Échéance",
        title=f"{count(number, 'mandat')} {plural(number, 'finit', 'finissent')} d’ici {months} mois",
        lines=(
            f"{_names([str(m.personne) for m in ending])}.",
            f"{plural(number, 'Il est prévu', 'Le premier est prévu')} jusqu’au {say_full_date(first)}.",
            "Aucune assemblée n’est annoncée d’ici là : sans elle, un mandat se poursuit jusqu’à la suivante."
            if composition.prochaine is None
            else f"L’assemblée est prévue le {say_full_date(composition.prochaine.le)}.",
        ),
        conseil="Demandez dès maintenant à chaque personne si elle se représente, et cherchez des candidatures.",
        is_limite=months == SOON,
    )


def _before_assembly(composition) -> list[Mandat]:
    if composition.prochaine is None:
        return []
    day = composition.prochaine.le
    return [m for m in composition.titulaires if m.fin is None and m.fin_prevue and m.fin_prevue < day]


def find_too_long(composition: Composition) -> Iterator[Repere]:
    """R4. A term planned for longer than the statutes allow."""
    rule = composition.regles.find(composition.instance, Parametre.DUREE)
    if rule is None:
        return
    for mandat in composition.titulaires:
        last = add_months(mandat.debut, 12 * rule.valeur)
        end = mandat.fin or mandat.fin_prevue or composition.on
        if mandat.designation != Mandat.Designation.DROIT and end > last:
            yield Repere(
                code=f"R4-duree:{mandat.pk}",
                label=STATUTS,
                title=f"Un mandat de plus de {count(rule.valeur, 'an')}",
                lines=(
                    f"Le mandat {say_of(str(mandat.personne))} court depuis le {say_full_date(mandat.debut)}.",
                    f"Les statuts prévoient {count(rule.valeur, 'an')}, soit jusqu’au {say_full_date(last)}.",
                    f"Il {_going(mandat)}.",
                ),
                conseil="Vérifiez les deux dates, ou mettez ce mandat au vote de la prochaine assemblée.",
                source=rule.article,
                mandat=mandat,
            )


def _going(mandat) -> str:
    if end := mandat.fin or mandat.fin_prevue:
        return f"est noté jusqu’au {say_full_date(end)}"
    return "n’a pas de fin notée"


def find_too_many_terms(composition: Composition) -> Iterator[Repere]:
    """R4. More terms in a row than the statutes allow, partial ones counted or not as they say."""
    rule = composition.regles.find(composition.instance, Parametre.CONSECUTIFS)
    if rule is None:
        return
    counts_partial = bool(composition.regles.value(composition.instance, Parametre.PARTIEL_COMPTE, 0))
    earlier = defaultdict(list)
    for mandat in composition.anciens:
        if mandat.suppleant_de_id is None:
            earlier[mandat.personne_id].append(mandat)
    for mandat in {m.personne_id: m for m in composition.titulaires}.values():
        number = count_consecutive(mandat, earlier[mandat.personne_id], counts_partial=counts_partial)
        if number > rule.valeur:
            yield _too_many(mandat, number, rule, counts_partial)


def _too_many(mandat, number, rule, counts_partial) -> Repere:
    partial = "compte" if counts_partial else "ne compte pas"
    return Repere(
        code=f"R4-suite:{mandat.pk}:{number}",
        label=STATUTS,
        title=f"Un {number}e mandat de suite",
        lines=(
            f"C’est le {number}e mandat de suite {say_of(str(mandat.personne))} dans cette instance.",
            f"Les statuts en prévoient {rule.valeur} au plus ; un mandat partiel {partial}.",
            "Ce mandat court et reste valable : le portail le signale, il ne décide de rien.",
        ),
        conseil="Préparez la relève, ou faites dire à l’assemblée qu’elle accepte cette exception.",
        source=rule.article,
        mandat=mandat,
    )


def find_cooptations(composition: Composition) -> Iterator[Repere]:
    """A co-optation waits for the next assembly; one that an assembly let pass is worth a word."""
    for mandat in composition.mandats:
        is_waiting = mandat.designation == Mandat.Designation.COOPTATION and mandat.ratifie_le is None
        if not is_waiting:
            continue
        is_late = composition.derniere is not None and composition.derniere.le >= mandat.debut
        then = (
            f"L’assemblée du {say_full_date(composition.derniere.le)} s’est tenue sans que ce soit noté."
            if is_late and composition.derniere
            else f"L’assemblée du {say_full_date(composition.prochaine.le)} pourra la ratifier."
            if composition.prochaine
            else "Elle attend la prochaine assemblée, dont la date n’est pas encore connue."
        )
        yield Repere(
            code=f"cooptation:{mandat.pk}:{'passee' if is_late else 'attend'}",
            label="À savoir",
            title="Une cooptation que l’assemblée n’a pas ratifiée" if is_late else "Une cooptation à ratifier",
            lines=(
                f"{mandat.personne} siège par cooptation depuis le {say_full_date(mandat.debut)}.",
                then,
                "D’ici là, son mandat court comme les autres.",
            ),
            conseil="Notez la ratification si elle a été votée, sinon inscrivez-la à l’ordre du jour.",
            is_limite=not is_late,
            mandat=mandat,
        )


def find_minors(composition: Composition) -> Iterator[Repere]:
    """R29. From 16, parents are told; before, they have agreed in writing. Said to whoever manages the body."""
    if composition.instance.genre not in BOARDS:
        return
    for mandat in composition.titulaires:
        personne = mandat.personne
        age = _age(personne.date_naissance, composition.on) if personne.date_naissance else OF_AGE
        if age < MAY_ADMINISTER and personne.autorisation_le is None:
            yield _minor(mandat, *BEFORE_16)
        elif MAY_ADMINISTER <= age < OF_AGE and personne.parents_informes_le is None:
            yield _minor(mandat, *FROM_16)


def _minor(mandat, title, rule, conseil) -> Repere:
    return Repere(
        code=f"R29:{mandat.pk}",
        label="Repère légal",
        title=title,
        lines=(
            f"{mandat.personne} est mineure ou mineur et siège ici.",
            f"La loi le permet : {rule}.",
            "Sa présence est une chance pour l’instance : ce papier la protège.",
        ),
        conseil=conseil,
        source="Loi du 1er juillet 1901, article 2 bis",
        mandat=mandat,
    )


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _names(names: list[str]) -> str:
    """« A, B, C et 3 autres », each name once."""
    each = list(dict.fromkeys(names))
    if len(each) <= MOST_NAMES:
        return say_list(each)
    return f"{', '.join(each[: MOST_NAMES - 1])} et {len(each) - MOST_NAMES + 1} autres"
