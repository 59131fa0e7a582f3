"""Polls of dates: who answered what, and which date suits the most people."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from collectifs.models import DateProposee, PersonneSondee, ReponseDate, SondageDates
from socle.french import count, say_moment

Choix = ReponseDate.Choix
TONES = {Choix.OUI: "ok", Choix.SI_BESOIN: "wait", Choix.NON: "neutral"}


@dataclass
class Colonne:
    """A date, with who said what of it."""

    date: DateProposee
    oui: list = field(default_factory=list)
    si_besoin: list = field(default_factory=list)
    non: list = field(default_factory=list)
    is_meilleure: bool = False

    @property
    def is_passee(self) -> bool:
        return self.date.debut <= timezone.now()

    @property
    def rank(self) -> tuple:
        """Most people first, then most plain yes, then the earliest."""
        return -(len(self.oui) + len(self.si_besoin)), -len(self.oui), self.date.debut

    @property
    def said(self) -> str:
        """« 5 oui, 2 si besoin, 1 non »."""
        return f"{len(self.oui)} oui, {len(self.si_besoin)} si besoin, {len(self.non)} non"


@dataclass
class Ligne:
    """Somebody asked, and their answer to each date in order: None as long as they said nothing."""

    sondee: PersonneSondee
    choix: list


@dataclass
class Grille:
    """The whole poll, read once for the table, the list of a telephone and the sentence."""

    colonnes: list[Colonne]
    lignes: list[Ligne]
    repondues: int

    @property
    def attendues(self) -> list[PersonneSondee]:
        return [ligne.sondee for ligne in self.lignes if ligne.sondee.repondu_le is None]

    @property
    def meilleure(self) -> Colonne | None:
        return next((colonne for colonne in self.colonnes if colonne.is_meilleure), None)

    @property
    def phrase(self) -> str:
        """The best date, in words."""
        best = self.meilleure
        if not self.repondues:
            return "Personne n’a encore répondu."
        if best is None:
            return "Aucune date à venir ne convient à quelqu’un : proposez-en d’autres."
        come = len(best.oui) + len(best.si_besoin)
        if_needed = f", dont {len(best.si_besoin)} si besoin" if best.si_besoin else ""
        on = count(self.repondues, "réponse")
        return f"{say_moment(best.date.debut).capitalize()} convient à {count(come, 'personne')} sur {on}{if_needed}."


def read_sondage(sondage: SondageDates) -> Grille:
    """Return a poll as a table, in three questions however many people and dates."""
    dates = list(sondage.dates.all())
    colonnes = {date.pk: Colonne(date) for date in dates}
    said: dict[int, dict[int, str]] = defaultdict(dict)
    answers = ReponseDate.objects.filter(sondee__sondage=sondage)
    for sondee, date, choix in answers.values_list("sondee", "date", "choix"):
        said[sondee][date] = choix
    lignes = []
    for sondee in sondage.sondees.select_related("personne"):
        mine = said[sondee.pk]
        lignes.append(Ligne(sondee, [(date, _say(mine.get(date.pk))) for date in dates]))
        for pk, choix in mine.items():
            getattr(colonnes[pk], choix).append(sondee.personne)
    _mark_best(list(colonnes.values()))
    answered = sum(ligne.sondee.repondu_le is not None for ligne in lignes)
    return Grille(list(colonnes.values()), lignes, answered)


def _say(choix):
    return choix and (choix, Choix(choix).label, TONES[Choix(choix)])


def _mark_best(colonnes) -> None:
    possible = [colonne for colonne in colonnes if not colonne.is_passee and (colonne.oui or colonne.si_besoin)]
    if possible:
        min(possible, key=lambda colonne: colonne.rank).is_meilleure = True


def get_choices(sondee: PersonneSondee) -> dict[int, str]:
    """Return what somebody answered, date by date."""
    return dict(sondee.reponses.values_list("date", "choix"))


def get_open_sondage(reunion) -> SondageDates | None:
    """Return the poll of a meeting that is still to be settled: open, or past its last day without a date kept."""
    found = reunion.sondages.filter(clos_le=None).first()
    if found is not None:
        found.reunion = reunion
    return found
