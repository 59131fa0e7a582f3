"""Builders of dues: a scale, a campaign, what is asked, what is paid."""

from datetime import date
from decimal import Decimal
from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from members.models import (
    Adhesion,
    AppelCotisation,
    Assiette,
    Association,
    Bareme,
    Campagne,
    Exoneration,
    Imputation,
    LigneReleve,
    RegleBareme,
    Reglement,
    ReleveBancaire,
)
from tests.factories.members import make_personne

numbers = count(1)
THIS_YEAR = timezone.localdate().year


def make_bareme(annee=THIS_YEAR, *, voted=True, **fields) -> Bareme:
    fields.setdefault("nom", "Barème")
    if voted:
        fields.setdefault("vote_le", date(annee - 1, 6, 20))
        fields.setdefault("proces_verbal", "AG du 20 juin, résolution 4")
    return Bareme.objects.create(annee=annee, **fields)


def make_regle(bareme, genre=Association.Genre.EVS, fixe=150, **fields) -> RegleBareme:
    return RegleBareme.objects.create(bareme=bareme, genre=genre, fixe=Decimal(fixe), **fields)


def make_share(bareme, genre=Association.Genre.CENTRE_SOCIAL, taux="0.35", **fields) -> RegleBareme:
    """A rule that is a share of the expenses, between a floor and a cap: the one of the worked case by default."""
    bounds = {"plancher": Decimal(400), "plafond": Decimal(4500)} | fields
    return make_regle(bareme, genre, 0, taux=Decimal(taux), base=RegleBareme.Base.CHARGES, **bounds)


def make_assiette(association, montant, annee=THIS_YEAR - 2, base=RegleBareme.Base.CHARGES) -> Assiette:
    return Assiette.objects.create(association=association, annee=annee, base=base, montant=Decimal(montant))


def make_campagne(annee=THIS_YEAR, *, bareme=None, opened=True, **fields) -> Campagne:
    fields.setdefault("echeance", date(annee, 3, 31))
    fields.setdefault("fin_de_grace", date(annee, 6, 30))
    if opened:
        fields.setdefault("ouverte_le", date(annee, 1, 15))
    return Campagne.objects.create(annee=annee, bareme=bareme or make_bareme(annee), **fields)


def make_adhesion(association, start=date(2010, 1, 1), end=None) -> Adhesion:
    categorie = Adhesion.Categorie.ACTIVE
    return Adhesion.objects.create(association=association, categorie=categorie, periode=DateRange(start, end))


def make_appel(association, campagne=None, montant=150, **fields) -> AppelCotisation:
    campagne = campagne or make_campagne()
    fields.setdefault("reference", f"RF00TEST{next(numbers)}")
    fields.setdefault("calcul", "Part fixe de 150,00 €.")
    fields.setdefault("emis_le", campagne.ouverte_le)
    return AppelCotisation.objects.create(
        association=association, campagne=campagne, montant=Decimal(montant), **fields
    )


def make_reglement(association, montant=150, recu_le=None, **fields) -> Reglement:
    fields.setdefault("moyen", Reglement.Moyen.VIREMENT)
    fields.setdefault("saisi_par", fields.pop("by", None) or make_personne())
    recu_le = recu_le or timezone.localdate()
    return Reglement.objects.create(association=association, montant=Decimal(montant), recu_le=recu_le, **fields)


def make_payment(appel, montant=None, recu_le=None, **fields) -> Imputation:
    """A payment that settles one due, whole or in part."""
    montant = appel.montant if montant is None else Decimal(montant)
    reglement = make_reglement(appel.association, montant, recu_le, **fields)
    return Imputation.objects.create(reglement=reglement, appel=appel, montant=montant)


def make_exoneration(appel, montant=None, accordee_le=None, **fields) -> Exoneration:
    fields.setdefault("motif", "Année difficile.")
    fields.setdefault("proces_verbal", "Bureau du 3 mars, point 2")
    accordee_le = accordee_le or timezone.localdate()
    montant = appel.montant if montant is None else Decimal(montant)
    return Exoneration.objects.create(appel=appel, montant=montant, accordee_le=accordee_le, **fields)


def make_ligne(montant=150, **fields) -> LigneReleve:
    """A sum received that waits for somebody to say what it pays."""
    number = next(numbers)
    releve = ReleveBancaire.objects.create(
        nom_fichier="releve.csv",
        genre="csv",
        empreinte=f"{number:064d}",
        par=fields.pop("by", None) or make_personne(),
    )
    fields = {"identite": f"{number:064d}", "le": timezone.localdate(), "payeur": "", "libelle": "VIR"} | fields
    return LigneReleve.objects.create(releve=releve, montant=Decimal(montant), **fields)
