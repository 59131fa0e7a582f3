"""The demo federation's dues: three scales, two campaigns, every way a due may stand, a statement half matched."""

from datetime import date
from decimal import Decimal
from random import Random

from federation.demo.world import World
from members.bareme import compute_due, year_of_base
from members.euros import round_cents, split_cents
from members.models import (
    AppelCotisation,
    Assiette,
    Association,
    Bareme,
    Campagne,
    EcheanceAppel,
    Exoneration,
    Federation,
    Imputation,
    LigneReleve,
    RegleBareme,
    Reglement,
    Relance,
    ReleveBancaire,
)
from members.queries.cotisations import get_managers
from members.references import make_reference, say_reference

SEED = 1901
Genre, Base, Moyen = Association.Genre, RegleBareme.Base, Reglement.Moyen
OPENED, DUE, GRACE = -150, -60, -15
A_YEAR = -365
WORKED_CASE = "Les Passerelles d’Orvain"  # 1,420,000 of expenses: 4,970, brought down to the cap
SUSPENDED = "La Roulotte des Confins"
IN_TWO_TIMES = "Le Palier"
WAIVED, HALF_WAIVED = "Le Fil d’Essarts", "Relais Parole Plateau"
OVERPAID, TWO_YEARS = "Le 12 bis", "Le Comptoir d’Orgelle"
UNDECLARED = "Maison des Quinsollois"
BY_REFERENCE, BY_MISTYPED, BY_NAME = "Le Banc Public", "Les Taupinières", "Chez Nous Vessigny"
UNPAID = {SUSPENDED, IN_TWO_TIMES, WAIVED, BY_REFERENCE, BY_MISTYPED, BY_NAME, "Rochefoulon-les-Hauts", "Mots Communs",
          "La Bricole d’Aubrelle", "Tremblavoine-Sud", "Graines de Chantequoy"}  # fmt: skip
PARTLY = {"Cité Drémival", "L’Accroche", "Les Aulnes Vives", HALF_WAIVED}


def load(world: World) -> None:
    """Fill the accounts: last year is closed, this year is open, next year is being prepared."""
    rng = Random(SEED)
    Federation.objects.update(
        titulaire="Fédération Solid’Aubrelle", iban="FR7699999000000000012345611", bic="AUBRFRPP"
    )
    year = world.today.year
    load_assiettes(world, rng, year)
    rates = {"taux": "0.35", "plafond": 4500, "evs": 150, "floor": 80}
    last = load_campagne(world, make_bareme(year - 1, date(year - 2, 6, 20), **rates), A_YEAR)
    current = load_campagne(world, make_bareme(year, date(year - 1, 6, 19), **rates), 0)
    make_bareme(year + 1, None, taux="0.36", plafond=4800, evs=160, floor=90)
    by = world.personne("Odile Tarvignac")
    pay_last_year(rng, last, by)
    pay_this_year(world, rng, current, last, by)
    remind(world, last, range(1, 4), by)
    remind(world, current, range(1, 2), by)
    load_releve(world, current, by)


def make_bareme(annee, vote_le, *, taux, plafond, evs, floor) -> Bareme:
    minute = f"AG du {vote_le:%d/%m/%Y}, résolution 4" if vote_le else ""
    name = "Barème fédéral" if vote_le else "Projet du bureau"
    bareme = Bareme.objects.create(nom=name, annee=annee, vote_le=vote_le, proces_verbal=minute)
    shares = {Genre.CENTRE_SOCIAL: (taux, 400, plafond), Genre.COLLECTIVITE: (taux, 400, plafond),
              Genre.COGEREE: ("0.25", floor, None)}  # fmt: skip
    RegleBareme.objects.bulk_create(
        [
            *(
                RegleBareme(
                    bareme=bareme, genre=genre, taux=Decimal(rate), base=Base.CHARGES, plancher=low, plafond=high
                )
                for genre, (rate, low, high) in shares.items()
            ),
            RegleBareme(bareme=bareme, genre=Genre.EVS, fixe=evs),
            RegleBareme(bareme=bareme, genre=Genre.ASSOCIEE, fixe=100),
        ]
    )
    return bareme


def load_assiettes(world, rng, year) -> None:
    """Three years of expenses for whoever pays a share of them; the latest is not declared by everybody yet."""
    spans = {Genre.CENTRE_SOCIAL: (180_000, 1_600_000), Genre.COLLECTIVITE: (180_000, 1_600_000),
             Genre.COGEREE: (60_000, 450_000)}  # fmt: skip
    rows = []
    for association in world.associations:
        if association.genre not in spans or association.nom == UNDECLARED:
            continue
        low, high = spans[association.genre]
        middle = 520_000 if low > 100_000 else 160_000
        amount = min(max(middle * rng.lognormvariate(0, 0.55), low), high)
        for exercice in (year - 3, year - 2, year - 1):
            if exercice == year - 1 and rng.random() < 0.15:
                continue
            known = Decimal(1_420_000) if (association.nom, exercice) == (WORKED_CASE, year - 2) else None
            montant = known or round_cents(Decimal(str(round(amount, 2))))
            rows.append(Assiette(association=association, annee=exercice, base=Base.CHARGES, montant=montant))
            amount *= rng.uniform(0.97, 1.08)
    Assiette.objects.bulk_create(rows)


def load_campagne(world, bareme, shift) -> Campagne:
    """Open a campaign and call its members, as the action does."""
    campagne = Campagne.objects.create(
        annee=bareme.annee,
        bareme=bareme,
        ouverte_le=world.day(OPENED + shift),
        echeance=world.day(DUE + shift),
        fin_de_grace=world.day(GRACE + shift),
        close_le=world.day(A_YEAR // 2) if shift else None,
    )
    regles = {regle.genre: regle for regle in bareme.regles.select_related("bareme")}
    assiettes = {(row.association_id, row.annee): row for row in Assiette.objects.all()}
    exercice = year_of_base(Base.CHARGES, bareme.annee)
    calls = []
    for association in Association.objects.adherentes(campagne.ouverte_le).order_by("pk"):
        due = compute_due(regles[association.genre], assiettes.get((association.pk, exercice)))
        calls.append(
            AppelCotisation(
                campagne=campagne,
                association=association,
                montant=due.montant,
                calcul=due.calcul,
                reference=make_reference(campagne.annee, association.pk),
                emis_le=campagne.ouverte_le,
            )
        )
    AppelCotisation.objects.bulk_create(calls)
    return campagne


def pay_last_year(rng, campagne, by) -> None:
    for appel in _calls(campagne):
        if appel.association.nom not in {SUSPENDED, TWO_YEARS}:
            pay(appel, appel.montant, _day(rng, campagne), by, rng)


def pay_this_year(world, rng, campagne, last, by) -> None:
    """Most paid; some in part, in two times, not at all, with a waiver, too much, or two years at once."""
    calls = {appel.association.nom: appel for appel in _calls(campagne)}
    for nom, appel in calls.items():
        if nom in PARTLY:
            pay(appel, round_cents(appel.montant / 3), _day(rng, campagne), by, rng)
        elif nom not in UNPAID | {OVERPAID, TWO_YEARS}:
            pay(appel, appel.montant, _day(rng, campagne), by, rng)
    pay(calls[OVERPAID], calls[OVERPAID].montant, world.day(-90), by, rng, extra=Decimal(50))
    both = [AppelCotisation.objects.get(campagne=last, association=calls[TWO_YEARS].association), calls[TWO_YEARS]]
    total = sum(appel.montant for appel in both)
    received = Reglement.objects.create(
        association=both[0].association, montant=total, recu_le=world.day(-70), moyen=Moyen.CHEQUE, saisi_par=by,
        libelle="Chèque n° 4471203, deux années",
    )  # fmt: skip
    Imputation.objects.bulk_create(
        Imputation(reglement=received, appel=appel, montant=appel.montant) for appel in both
    )
    first, second = split_cents(calls[IN_TWO_TIMES].montant, 2)
    EcheanceAppel.objects.create(appel=calls[IN_TWO_TIMES], le=world.day(-40), montant=first)
    EcheanceAppel.objects.create(appel=calls[IN_TWO_TIMES], le=world.day(25), montant=second)
    pay(calls[IN_TWO_TIMES], first, world.day(-42), by, rng)
    waive(calls[WAIVED], calls[WAIVED].montant, world.day(-80), "Année d’ouverture, avant la première subvention.", 3)
    half = round_cents(calls[HALF_WAIVED].montant / 3)
    waive(calls[HALF_WAIVED], half, world.day(-75), "Sinistre dans les locaux.", 4)


def pay(appel, montant, day, by, rng, extra=Decimal(0)) -> None:
    moyen = rng.choice([Moyen.VIREMENT, Moyen.VIREMENT, Moyen.VIREMENT, Moyen.CHEQUE])
    received = Reglement.objects.create(
        association=appel.association, montant=montant + extra, recu_le=day, moyen=moyen, saisi_par=by
    )
    Imputation.objects.create(reglement=received, appel=appel, montant=montant)


def waive(appel, montant, day, motif, point) -> None:
    Exoneration.objects.create(
        appel=appel,
        montant=montant,
        accordee_le=day,
        motif=motif,
        proces_verbal=f"Bureau du {day:%d/%m/%Y}, point {point}",
    )


def remind(world, campagne, ranks, by) -> None:
    """Send the reminders of these ranks to some of the late ones: the rest is for whoever visits."""
    late = list(campagne.appels.en_retard(world.today).select_related("association").order_by("association__nom"))
    chosen = [appel for rank, appel in enumerate(late) if appel.association.nom == SUSPENDED or rank % 2]
    managers = get_managers([appel.association_id for appel in chosen])
    for appel in chosen:
        for rang in ranks:
            le = campagne.fin_de_grace + (world.today - campagne.fin_de_grace) * rang // 4
            relance = Relance.objects.create(appel=appel, rang=rang, le=le, par=by)
            relance.personnes.set(managers[appel.association_id])


def load_releve(world, campagne, by) -> None:
    """A statement whose first lines are matched; the others await somebody."""
    releve = ReleveBancaire.objects.create(
        nom_fichier=f"releve-{world.day(-3):%Y-%m}.csv", genre=ReleveBancaire.Genre.CSV, empreinte="0" * 64, par=by,
        le=world.at(-2, 10, 15),
    )  # fmt: skip
    calls = {appel.association.nom: appel for appel in _calls(campagne)}
    matched = Reglement.objects.filter(moyen=Moyen.VIREMENT, ligne_releve=None).select_related("association")
    rows = [
        _ligne(releve, row.recu_le, row.montant, row.association.nom, "VIR SEPA cotisation", reglement=row)
        for row in matched.order_by("-recu_le", "pk")[:6]
    ]
    spaced = say_reference(calls[BY_REFERENCE].reference)
    wrong = calls[BY_MISTYPED].reference
    wrong = (
        f"{wrong[:-2]}{wrong[-1]}{wrong[-2]}" if wrong[-1] != wrong[-2] else f"{wrong[:-1]}{(int(wrong[-1]) + 1) % 10}"
    )
    rows += [
        _ligne(releve, world.day(-9), calls[BY_REFERENCE].montant, "LE BANC PUBLIC", f"VIR SEPA {spaced} COTIS"),
        _ligne(releve, world.day(-8), calls[BY_MISTYPED].montant, "", f"VIREMENT {wrong}"),
        _ligne(releve, world.day(-8), calls[BY_NAME].montant, "ASSO CHEZ NOUS VESSIGNY", "Cotisation fédérale"),
        _ligne(releve, world.day(-7), Decimal("12500.00"), "CAF DU VAL D’AUBRELLE", "SOLDE SUBVENTION ANIMATION"),
        _ligne(releve, world.day(-6), Decimal("150.00"), "M DUFRAILLE", "don"),
        _ligne(releve, world.day(-5), Decimal("84.20"), "ASSURANCE", "remboursement", ecartee_le=world.at(-2, 10, 40)),
    ]
    LigneReleve.objects.bulk_create(rows)


def _ligne(releve, le, montant, payeur, libelle, **fields) -> LigneReleve:
    name = f"demo|{le}|{montant}|{payeur}|{libelle}"
    return LigneReleve(
        releve=releve, identite=name[:64], le=le, montant=montant, payeur=payeur, libelle=libelle, **fields
    )


def _calls(campagne) -> list[AppelCotisation]:
    return list(campagne.appels.select_related("association").order_by("pk"))


def _day(rng, campagne) -> date:
    """A day between the opening and the end of the grace."""
    days = (campagne.fin_de_grace - campagne.ouverte_le).days
    return campagne.ouverte_le + (campagne.fin_de_grace - campagne.ouverte_le) * rng.randint(2, days - 2) // days
