"""Files of people and associations as they are sent, made the same way each time."""

import csv
import io

from stdnum import luhn

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
