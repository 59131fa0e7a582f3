"""Minutes as a text to go on writing: the same words as the page and the PDF, without what closed doors hold."""

from collectifs.lecture import tell_decision
from collectifs.models import CompteRendu
from collectifs.queries import get_minutes
from members.queries import get_federation_name
from socle.french import say_date, say_full_date
from socle.lazy import lazy
from socle.typography import typographie

odt = lazy("socle.odt")


def make_compte_rendu_odt(compte_rendu: CompteRendu) -> bytes:
    """Return the minutes as a file for word processors."""
    minutes = get_minutes(compte_rendu, with_huis_clos=False)
    reunion = minutes["reunion"]
    file = odt.Odt(
        f"Compte rendu, {minutes['collectif']}, {say_full_date(reunion.debut)}", author=get_federation_name()
    )
    _write_head(file, minutes)
    _write_agenda(file, minutes["points"])
    for number, point in enumerate(minutes["points"], start=1):
        _write_point(file, number, point)
    _write_rest(file, minutes)
    return file.to_bytes()


def _set(text) -> str:
    return typographie(str(text))


def _write_head(file, minutes) -> None:
    file.heading(_set(f"Compte rendu : {minutes['reunion'].titre}"), 1)
    file.paragraph(_set(minutes["edition"]), "Soft")
    for erratum in minutes["errata"]:
        file.heading(_set(erratum), 3)
        _write_text(file, erratum.texte)
        file.paragraph(_set(f"Pourquoi : {erratum.motif}"), "Soft")
    for label, text in minutes["faits"]:
        file.paragraph(_set(f"{label} : {text}"))


def _write_agenda(file, points) -> None:
    file.heading("Ordre du jour")
    file.bullets(_set(f"{number}. {point.titre}") for number, point in enumerate(points, start=1))


def _write_text(file, text: str) -> None:
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.strip():
            file.paragraph(_set(line.strip()))


def _write_point(file, number: int, point) -> None:
    file.heading(_set(f"{number}. {point.titre}"))
    if note := getattr(point, "note", None):
        _write_text(file, note.texte)
    for information in point.informations.all():
        file.paragraph(_set(f"À retenir : {information.texte}"))
    for decision in point.decisions.all():
        file.paragraph(_set(f"Décision {decision.reference} {decision.resultat_label} : {decision.texte}"))
        file.paragraph(_set(tell_decision(decision)), "Soft")
    if actions := point.actions.all():
        rows = [[_set(action.texte), str(action.responsable), _tell_due(action)] for action in actions]
        file.table(f"Actions {number}", ["À faire", "Par qui", "Pour le"], rows)


def _tell_due(action) -> str:
    return say_date(action.echeance) if action.echeance else "sans date"


def _write_answers(file, answers) -> None:
    for rank, answer in enumerate(answers):
        if rank == 0:
            file.heading("Réponses adoptées")
        file.heading(_set(answer.question.texte), 3)
        _write_text(file, answer.texte)


def _write_rest(file, minutes) -> None:
    _write_answers(file, minutes["reponses_adoptees"])
    if minutes["precisions"]:
        file.heading("Précisions apportées à la relecture")
        for correction in minutes["precisions"]:
            _write_text(file, correction.texte_retenu)
    if minutes["approbation"]:
        file.heading("Approbation")
        file.paragraph(_set(minutes["approbation"]))
        _write_text(file, minutes["compte_rendu"].modifications)
    file.heading("Signatures")
    for signataire in minutes["signataires"]:
        capacity = ", ".join(filter(None, (signataire.qualite, signataire.association)))
        file.paragraph(_set(f"{signataire.personne}, {capacity}"))
