"""Meetings and workshops as a person's agenda shows them, and who an agenda's secret address belongs to."""

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from collectifs.models import Atelier, FluxAgenda, Presence, Reunion
from collectifs.models.agenda import digest
from members.models import Personne
from socle.addresses import find_address
from socle.compiled import compiled_query
from socle.french import count
from socle.moment import RendezVous

Etat = Reunion.Etat
Reponse = Presence.Reponse
ANSWERS = {
    Reponse.VIENT: ("Vous venez", "ok"),
    Reponse.NE_VIENT_PAS: ("Vous ne venez pas", "neutral"),
    Reponse.POUVOIR: ("Pouvoir donné", "ok"),
}
CAME = {True: ("Vous y étiez", "ok"), False: ("Vous n’y étiez pas", "neutral")}


def get_rendez_vous(personne, debut, fin=None) -> list[RendezVous]:
    """Return the meetings that begin for a person in this span of time, with what they answered."""
    span = [debut] if fin is None else [debut, fin]
    return [_say(reunion) for reunion in _get_reunions(personne, span)]


@compiled_query
def _get_reunions(personne, span):
    seen = Reunion.objects.visible_to(personne).of(personne)
    return _with_mine(_within(seen, *span), personne).order_by("debut", "pk")


def _within(rows, debut, fin=None):
    rows = rows.filter(debut__gte=debut)
    return rows if fin is None else rows.filter(debut__lt=fin)


def get_rendez_vous_ateliers(personne, debut, fin=None) -> list[RendezVous]:
    """Return the workshops that begin for a person in this span of time."""
    span = [debut] if fin is None else [debut, fin]
    return [_say_atelier(atelier) for atelier in _get_ateliers(personne, span)]


@compiled_query
def _get_ateliers(personne, span):
    seen = _within(Atelier.objects.visible_to(personne).of(personne), *span)
    return seen.select_related("collectif").order_by("debut", "pk")


def _say_atelier(atelier) -> RendezVous:
    is_off = atelier.etat == Atelier.Etat.ANNULE
    is_draft = atelier.etat == Atelier.Etat.PREPARATION
    off, draft = ("Annulé", "late"), ("En préparation", "plum")
    state, tone = off if is_off else draft if is_draft else ("", "fed")
    return RendezVous(
        title=f"{atelier.collectif}, atelier : {atelier.theme}",
        detail=atelier.place,
        link=find_address("collectifs:atelier_detail", atelier.pk),
        start=atelier.debut,
        end=atelier.fin,
        place=atelier.lieu,
        url=atelier.lien_visio,
        state=state,
        tone=tone,
        is_off=is_off,
        is_expected=not (is_off or is_draft),
        uid="" if is_draft else atelier.calendar_uid,
        sequence=atelier.sequence,
        revised=atelier.revisee_le,
    )


def _with_mine(meetings, personne) -> QuerySet[Reunion]:
    mine = FilteredRelation("presences", condition=Q(presences__personne=personne))
    coming = Presence.objects.filter(reunion=OuterRef("pk"), reponse=Reponse.VIENT).order_by()
    coming = coming.values("reunion").annotate(n=Count("pk")).values("n")
    shown = ("titre", "debut", "duree", "lieu", "lien_visio", "etat", "uid", "sequence", "revisee_le")
    return (
        meetings.annotate(mienne=mine)
        .annotate(
            ma_reponse=F("mienne__reponse"),
            j_y_etais=F("mienne__is_presente"),
            viennent=Coalesce(Subquery(coming), 0),
        )
        .select_related("collectif")
        .only(*shown, "collectif__nom")
    )


def _say(reunion) -> RendezVous:
    state, tone = _say_state(reunion)
    is_off = reunion.etat in (Etat.ANNULEE, Etat.REPORTEE)
    is_draft = reunion.etat == Etat.BROUILLON
    comes = count(reunion.viennent, "inscrit") if reunion.can_be_answered and reunion.viennent else ""
    return RendezVous(
        title=f"{reunion.collectif} : {reunion.titre}",
        detail=", ".join(filter(None, [reunion.place, comes])),
        link=find_address("collectifs:reunion_detail", reunion.pk),
        start=reunion.debut,
        end=reunion.fin,
        place=reunion.lieu,
        url=reunion.lien_visio,
        state=state,
        tone=tone,
        is_off=is_off,
        is_expected=not (is_off or is_draft or reunion.ma_reponse == Reponse.NE_VIENT_PAS),
        uid="" if is_draft else reunion.calendar_uid,
        sequence=reunion.sequence,
        revised=reunion.revisee_le,
    )


def _say_state(reunion) -> tuple[str, str]:
    if reunion.etat == Etat.ANNULEE:
        return "Annulée", "late"
    if reunion.etat == Etat.REPORTEE:
        return "Reportée", "wait"
    if reunion.etat == Etat.BROUILLON:
        return "En préparation", "plum"
    if reunion.etat == Etat.TENUE and reunion.j_y_etais is not None:
        return CAME[reunion.j_y_etais]
    if reunion.ma_reponse in ANSWERS:
        return ANSWERS[reunion.ma_reponse]
    return ("À répondre", "wait") if reunion.can_be_answered and reunion.ma_reponse == "" else ("", "fed")


def find_subscriber(secret: str) -> Personne | None:
    """Return whose agenda this address reads: nobody's once they left or may no longer sign in."""
    there = Personne.objects.filter(Personne.has_place(), is_active=True, fondue_dans=None)
    return there.filter(flux_agenda__empreinte=digest(secret)).first()


def get_flux(personne) -> FluxAgenda | None:
    """Return the address that a person opened, if it is still open."""
    return FluxAgenda.objects.filter(personne=personne).first()
