"""What ties a person to organisations: the same reading for requesters and for providers."""

from dataclasses import dataclass, replace
from datetime import date

from accompagnement.delais import years_after
from accompagnement.models import Demande, LienDeclare, get_organisations
from accompagnement.models.liens import FEDERATION, ROLES_DE_LA_FEDERATION, fingerprint_of_organisation
from members.models import Association, Mandat, Personne, RoleFederal
from members.models.periodes import Periode

ANNEES_OPPOSABLES = 3
ANNEES_MISSION = 2
Nature = LienDeclare.Nature
QUEUES = {Nature.MISSION: ANNEES_MISSION, Nature.PROCHE: 0, Nature.DEPORT: 0}


@dataclass(frozen=True)
class Lien:
    """An organisation (an association's key, or the federation) somebody is or was tied to."""

    organisation: int | str
    origine: str
    debut: date
    fin: date | None

    @property
    def empreinte(self) -> bytes:
        return fingerprint_of_organisation(self.organisation)


def get_liens(personne) -> list[Lien]:
    """Return every tie the portal knows of a person: work, volunteering, mandates, work for the federation."""
    ties = [_lien(tie, tie.association_id, tie.genre) for tie in personne.rattachements.all()]
    mandats = Mandat.objects.filter(personne=personne).select_related("instance")
    ties += [_lien(mandat, mandat.instance.association_id or FEDERATION, "mandat") for mandat in mandats]
    ties += [_lien(held, FEDERATION, "fonction") for held in personne.affectations.all()]
    roles = personne.roles_federaux.filter(role__in=ROLES_DE_LA_FEDERATION)
    return ties + [_lien(held, FEDERATION, "role") for held in roles]


def _lien(period: Periode, organisation, origine) -> Lien:
    return Lien(organisation, origine, period.debut, period.fin)


def get_liens_opposables(prestataire) -> list[Lien]:
    """Return a provider's ties, each until the last day it keeps them out (N1 to N3)."""
    known = [_extend(lien, ANNEES_OPPOSABLES) for lien in get_liens(prestataire.personne)]
    declared = [
        _extend(
            _lien(lien, lien.association_id or FEDERATION, lien.nature),
            QUEUES.get(lien.nature, ANNEES_OPPOSABLES),
        )
        for lien in prestataire.liens_declares.all()
    ]
    return _spread(known + declared)


def _spread(liens: list[Lien]) -> list[Lien]:
    """A tie with an association holds for all the sheets that are one with it: requests may name any of them."""
    merged = Association.objects.exclude(fondue_dans=None).values_list("pk", "fondue_dans")
    family: dict[int | str, set[int | str]] = {}
    for absorbed, kept in merged:
        together = family.get(absorbed, {absorbed}) | family.get(kept, {kept})
        family |= dict.fromkeys(together, together)
    return [
        replace(lien, organisation=one) for lien in liens for one in family.get(lien.organisation, {lien.organisation})
    ]


def _extend(lien: Lien, years: int) -> Lien:
    fin = lien.fin and years_after(lien.fin, years)
    return Lien(lien.organisation, lien.origine, lien.debut, fin)


def get_statut(personne) -> str:
    """Return the coarse word for what somebody is here: employee, or volunteer with a responsibility."""
    is_employee = personne.fonctions or any(tie.genre == "salarie" for tie in personne.rattachements_en_cours)
    return Demande.Statut.SALARIE if is_employee else Demande.Statut.BENEVOLE


def get_coordinateurs() -> list[Personne]:
    """Return who coordinates today: the people to call when no form will do."""
    held = RoleFederal.objects.en_cours().filter(role=RoleFederal.Role.COORDINATION_NEUTRE)
    return list(Personne.objects.filter(is_active=True, pk__in=held.values("personne")).by_name())


def get_coordinateurs_neutres(demande) -> list[Personne]:
    """Return who may read the need of a case today: never the requester, nor who shares an organisation with them."""
    theirs = {bytes(empreinte) for empreinte in demande.organisations.values_list("empreinte", flat=True)}
    return [p for p in get_coordinateurs() if not demande.is_from(p) and theirs.isdisjoint(get_organisations(p))]
