"""What trainings expect of a person: a place to take, an employer's word, a need that enough associations carry."""

from django.db.models import DateTimeField, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from formations.models import BesoinFormation, Inscription, OffrePlace, ReglageFormations
from formations.models.reglages import SEUIL_BESOIN
from formations.queries.attentes_suites import get_suites
from socle.addresses import find_address
from socle.compiled import compiled_query
from socle.french import count, say_moment
from socle.moment import Attente

OFFERED, ASKED = "offre", "accord"


def get_attentes(personne) -> list[Attente]:
    """Return what trainings expect of a person."""
    return [*_answers(personne), *get_suites(personne), *_carried_needs(personne)]


def _answers(personne):
    managed = [tie.association_id for tie in personne.rattachements_en_cours if tie.is_gestionnaire]
    for kind, pk, titre, moment, prenom, nom in _get_answers(personne.pk, managed, timezone.now()):
        if kind == OFFERED:
            yield Attente(
                title=f"Une place vous est proposée : {titre}",
                detail=f"Gardée jusqu’au {say_moment(timezone.localtime(moment))}",
                link=find_address("formations:inscription_detail", pk),
                icon="ticket",
                tone="late",
                badge="À prendre",
                due=timezone.localdate(moment),
            )
        else:
            yield Attente(
                title=f"Donner votre accord à {prenom} {nom} : {titre}",
                detail="La session demande l’accord de l’employeur",
                link=find_address("formations:inscription_detail", pk),
                icon="academic-cap",
                tone="wait",
                badge="À répondre",
            )


@compiled_query
def _get_answers(personne, managed, now):
    offers = OffrePlace.objects.filter(
        etat=OffrePlace.Etat.OUVERTE, expire_le__gt=now, inscription__personne=personne
    ).order_by()
    names = ("inscription__personne__prenom", "inscription__personne__nom")
    offered = offers.values_list(
        Value(OFFERED), "inscription", "inscription__session__formation__titre", "expire_le", *names
    )
    if not managed:
        return offered
    asked = Inscription.objects.filter(etat=Inscription.Etat.DEMANDEE, association__in=managed).order_by()
    asked = asked.filter(session__debut__gt=now, session__etat__in=["ouverte", "confirmee"])
    since = Cast("demandee_le", DateTimeField())
    named = ("personne__prenom", "personne__nom")
    return offered.union(asked.values_list(Value(ASKED), "pk", "session__formation__titre", since, *named), all=True)


def _carried_needs(personne):
    if not personne.is_federation_team:
        return
    for pk, titre, carried in _get_carried():
        yield Attente(
            title=f"{count(carried, 'association')} demandent une formation : {titre}",
            detail="Proposer une session, ou dire pourquoi non",
            link=find_address("formations:besoin_detail", pk),
            icon="academic-cap",
            tone="plum",
            badge="Seuil atteint",
        )


@compiled_query
def _get_carried():
    """The threshold is read as it stands now: what it becomes counts at once."""
    needs = BesoinFormation.objects.ouverts().with_soutiens()
    chosen = Subquery(ReglageFormations.objects.values("seuil_besoin")[:1])
    return needs.filter(soutenu_par__gte=Coalesce(chosen, Value(SEUIL_BESOIN))).values_list(
        "pk", "titre", "soutenu_par"
    )
