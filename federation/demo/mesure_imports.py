"""Files of people and associations as they are sent, made the same way each time, and how long they take to import."""

import csv
import io
import time

from stdnum import luhn

from members.actions.ecritures import write_import
from members.actions.imports import analyse_import, deposit_import, start_analysis, start_import, start_undo
from members.actions.retours import undo_import
from members.models import ImportFiches, Personne
from socle.models import Travail

FIRST = ("Aïcha", "Bruno", "Céline", "Driss", "Élodie", "Fatou", "Gaël", "Hélène", "Ismaël", "Jeanne", "Koffi", "Lise")
NAMES = ("Varelle", "Ostrand", "Quimper", "Delvaune", "Tarbin", "Morvelle", "Sancel", "Grivois", "Pelloux", "Aubreny")
COMMUNES = ("Port-Hauvert", "Pont-Taravel", "Saint-Orvain", "Mervaucourt", "Lamballon")
KINDS = ("Centre social", "EVS", "Cogérée", "Associée")


def make_siret(number: int) -> str:
    """Return a SIRET that passes its keys and looks invented."""
    siren = f"{number:08d}"
    siren += luhn.calc_check_digit(siren)
    nic = "0001"
    return siren + nic + luhn.calc_check_digit(siren + nic)


def make_csv(headings, rows, delimiter=";") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode()


def make_associations_csv(count: int, start: int = 1) -> bytes:
    """Return a file of associations that are all different."""
    rows = [
        (
            f"Association {NAMES[n % 10]} {n}",
            COMMUNES[n % 5],
            KINDS[n % 4],
            make_siret(n),
            f"contact{n}@import.example",
            f"01.99.00.{n // 100 % 100:02d}.{n % 100:02d}",
            f"{1 + n % 28:02d}/0{1 + n % 9}/2019",
        )
        for n in range(start, start + count)
    ]
    return make_csv(("Nom", "Ville", "Type", "N° SIRET", "Mél", "Tél", "Adhérente depuis"), rows)


def make_personnes_csv(count: int, association: str = "", start: int = 1) -> bytes:
    """Return a file of people that are all different."""
    rows = [
        (
            FIRST[n % 12],
            f"{NAMES[n % 10]}-{NAMES[n // 10 % 10]} {chr(65 + n // 100 % 26)}{chr(65 + n // 2600 % 26)}a{n}",
            f"personne{n}@import.example",
            f"01 99 00 {n // 100 % 100:02d} {n % 100:02d}",
            association,
            "Bénévole",
        )
        for n in range(start, start + count)
    ]
    return make_csv(("Prénom", "Nom", "Courriel", "Portable", "Association", "Statut"), rows)


def measure_import(count: int, *, by: Personne) -> dict[str, float]:
    """Take a file of that many people from its bytes to sheets, then undo it; return the seconds of each step."""
    spent: dict[str, float] = {}

    def step(name, work, *args):
        start = time.perf_counter()
        work(*args, lambda done, total: None)
        spent[name] = round(time.perf_counter() - start, 2)

    content = make_personnes_csv(count)
    start = time.perf_counter()
    lot = deposit_import("import-10000.csv", content, genre=ImportFiches.Genre.PERSONNES, by=by)
    spent["depot"] = round(time.perf_counter() - start, 2)
    start_analysis(lot, colonnes=lot.colonnes, options={}, by=by)
    step("lecture", analyse_import, str(lot.pk))
    start_import(lot, inviter=False, by=by)
    step("ecriture", write_import, str(lot.pk))
    start_undo(lot, by=by)
    step("retour", undo_import, str(lot.pk))
    Travail.objects.filter(objet=f"members.importfiches:{lot.pk}").delete()  # done here, without a worker
    return spent
