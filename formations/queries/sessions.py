"""Sessions as lists and pages read them."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from formations.models import (
    AmenagementDemande,
    DemiJournee,
    Formateur,
    Formation,
    Inscription,
    LienFormateur,
    OffrePlace,
    SessionFormation,
)
from formations.queries.places import with_places
from members.models import Personne, Rattachement

HALVES = Prefetch("demi_journees", DemiJournee.objects.order_by("date", "debut", "pk"))


def get_catalogue(personne, pour: str = "") -> QuerySet[Formation]:
    """Return the pages that a person may read, of those meant for some (A35, C16) or for all, with the next date."""
    rows = Formation.objects.visible_to(personne).exclude(etat=Formation.Etat.RETIREE)
    rows = rows.filter(publics__contains=[pour]) if pour else rows
    ahead = SessionFormation.objects.filter(formation=OuterRef("pk"), etat__in=SessionFormation.INSCRIT).a_venir()
    return rows.annotate(prochaine=Subquery(ahead.order_by("debut").values("debut")[:1])).order_by("titre", "pk")


def get_coming(personne) -> QuerySet[SessionFormation]:
    """Return what is ahead that a person may read, the nearest first, with its places."""
    rows = SessionFormation.objects.visible_to(personne).a_venir().exclude(etat=SessionFormation.Etat.ANNULEE)
    return with_places(rows).select_related("formation").prefetch_related(HALVES).order_by("debut", "pk")


def get_announced() -> QuerySet[SessionFormation]:
    """Return what is ahead that everybody may read, sessions called off among it."""
    rows = SessionFormation.objects.annoncees().a_venir()
    return rows.select_related("formation").prefetch_related(HALVES).order_by("debut", "pk")


def get_sessions_of(formation: Formation, personne) -> QuerySet[SessionFormation]:
    """Return the sessions of a training that a person may read, the nearest first; the team reads those past too."""
    rows = with_places(SessionFormation.objects.visible_to(personne).filter(formation=formation))
    if personne.is_authenticated and personne.is_federation_team:
        return rows.order_by("-debut", "pk")
    return rows.a_venir().order_by("debut", "pk")


def find_mine(session: SessionFormation, personne) -> Inscription | None:
    """Return the standing enrolment of somebody in a session."""
    if not personne.is_authenticated:
        return None
    return session.inscriptions.vivantes().filter(personne=personne).first()


def get_mine(personne) -> list[Inscription]:
    """Return all the enrolments of a person, the nearest session first, each with its live offer if any."""
    rows = Inscription.objects.filter(personne=personne).select_related("session__formation", "association")
    offered = Exists(OffrePlace.objects.en_cours().filter(inscription=OuterRef("pk")))
    return list(rows.annotate(a_une_offre=offered).order_by("-session__debut", "-pk"))


def get_taught(personne) -> QuerySet[SessionFormation]:
    """Return the sessions that a person teaches, the latest first."""
    rows = SessionFormation.objects.filter(formateurs__personne=personne)
    return with_places(rows).select_related("formation").order_by("-debut", "pk")


def get_enrolled(session: SessionFormation) -> QuerySet[Inscription]:
    """Return who has a seat."""
    rows = session.inscriptions.inscrites().select_related("personne", "association")
    return rows.order_by("personne__nom", "personne__prenom", "pk")


def get_asked(session: SessionFormation) -> QuerySet[Inscription]:
    """Return who waits for their employer's word."""
    rows = session.inscriptions.filter(etat=Inscription.Etat.DEMANDEE).select_related("personne", "association")
    return rows.order_by("demandee_le", "pk")


def get_amenagements(session: SessionFormation) -> list[tuple[Personne, list[str]]]:
    """Return what helps whom, for a trainer: of those who have a seat, until the session is over."""
    rows = AmenagementDemande.objects.lisibles().filter(inscription__session=session, inscription__etat="inscrite")
    rows = rows.select_related("inscription__personne").order_by("inscription__personne__nom", "pk")
    return [(demande.inscription.personne, demande.read()) for demande in rows]


def get_outside_trainers(session: SessionFormation) -> list[tuple[Formateur, LienFormateur | None]]:
    """Return who teaches a session without an account, each with the link that opens today if any."""
    links = {lien.formateur_id: lien for lien in LienFormateur.objects.en_cours().filter(session=session)}
    outside = session.formateurs.filter(personne=None).order_by("nom", "pk")
    return [(formateur, links.get(formateur.pk)) for formateur in outside]


def get_colleagues(personne, session: SessionFormation) -> list[Rattachement]:
    """Return whom a person may enrol: those tied to the associations they look after, not there yet."""
    managed = [tie.association_id for tie in personne.rattachements_en_cours if tie.is_gestionnaire]
    if not managed:
        return []
    there = session.inscriptions.vivantes().values("personne")
    ties = Rattachement.objects.en_cours().filter(association__in=managed).exclude(personne=personne)
    ties = ties.exclude(personne__in=there).filter(Q(personne__fondue_dans=None), personne__effacee_le=None)
    found = ties.select_related("personne", "association").order_by("personne__nom", "personne__prenom", "pk")
    return list({(tie.personne_id, tie.association_id): tie for tie in found}.values())
