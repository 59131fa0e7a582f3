"""Coming to a session: enrolling, one's own page, the organiser's and the trainer's list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from formations.actions import inscriptions as actions
from formations.actions.amenagements import set_amenagements
from formations.codes import get_personal_code
from formations.forms.inscriptions import AmenagementForm, InscriptionForm
from formations.forms.sessions import MotifForm
from formations.models import (
    AmenagementDemande,
    CertificatRealisation,
    Inscription,
    OffrePlace,
    ReglageFormations,
    SessionFormation,
)
from formations.queries.emargements import find_signature, get_halves
from formations.queries.places import get_exceptions, get_file, get_offre, get_offres, get_places, get_rank
from formations.queries.sessions import (
    get_amenagements,
    get_asked,
    get_colleagues,
    get_enrolled,
    get_mine,
    get_taught,
)
from socle.gestes import attempt, attempt_form, find
from socle.permissions import can, require

RELATED = ("session__formation", "personne", "association", "inscrite_par")


def inscription_add(request, pk):
    session = find(SessionFormation, request, pk, "formation")
    require(request.user, "formations.enrol_self")
    form = InscriptionForm(request.POST or None, by=request.user, colleagues=get_colleagues(request.user, session))
    if inscription := attempt_form(form, actions.enrol, session, by=request.user):
        messages.success(request, _say_outcome(inscription))
        return redirect("formations:inscription_detail", inscription.pk)
    context = {
        "form": form,
        "session": session,
        "places": get_places(session),
        "exceptions": get_exceptions(session),
        "delai": ReglageFormations.load().delai_offre,
    }
    return render(request, "formations/inscription_form.html", context)


def _say_outcome(inscription) -> str:
    said = {
        Inscription.Etat.INSCRITE: "C’est fait : la place est réservée.",
        Inscription.Etat.EN_ATTENTE: "La session est complète : le rang dans la liste d’attente est noté.",
    }
    return said.get(inscription.etat, "La demande attend maintenant l’accord de l’employeur.")


@require_GET
def inscription_list(request, pk):
    session = find(SessionFormation, request, pk, "formation", "organisee_par")
    require(request.user, "formations.view_inscriptions", session)
    teaches = can(request.user, "formations.view_amenagements", session)
    context = {
        "session": session,
        "places": get_places(session),
        "inscrites": get_enrolled(session),
        "demandees": get_asked(session),
        "offres": get_offres(session),
        "file": get_file(session),
        "amenagements": get_amenagements(session) if teaches else [],
        "teaches": teaches,
        "may_organise": can(request.user, "formations.organise"),
    }
    return render(request, "formations/inscription_list.html", context)


@require_GET
def inscription_mine(request):
    context = {"inscriptions": get_mine(request.user), "animees": get_taught(request.user)}
    return render(request, "formations/inscription_mine.html", context)


@require_GET
def inscription_detail(request, pk):
    inscription = find(Inscription, request, pk, *RELATED)
    is_mine = inscription.personne_id == request.user.pk
    halves = get_halves(inscription.session)
    context = {
        "inscription": inscription,
        "session": inscription.session,
        "demi_journees": halves,
        "a_signer": _find_to_sign(inscription, halves) if is_mine else None,
        "offre": get_offre(inscription) if inscription.etat == Inscription.Etat.EN_ATTENTE else None,
        "rang": get_rank(inscription) if inscription.etat == Inscription.Etat.EN_ATTENTE else None,
        "is_mine": is_mine,
        "delai": ReglageFormations.load().delai_offre,
        "visio": _read_visio(inscription) if is_mine else "",
        "amenagements": _read_amenagements(inscription) if is_mine else [],
        "code_personnel": get_personal_code(inscription) if is_mine and not inscription.session.is_passee else "",
        "certificat": CertificatRealisation.objects.gardes().filter(inscription=inscription).first(),
    }
    return render(request, "formations/inscription_detail.html", context)


def _find_to_sign(inscription, halves):
    """Return the half-day that is signed in this moment and that the person has not signed yet."""
    if inscription.etat != Inscription.Etat.INSCRITE:
        return None
    opened = (half for half in halves if half.is_ouverte)
    return next((half for half in opened if not find_signature(half, inscription)), None)


def _read_visio(inscription) -> str:
    """Where a session is followed from afar: said to whoever has a seat, and to nobody else."""
    return inscription.session.lien_visio if inscription.etat == Inscription.Etat.INSCRITE else ""


def _read_amenagements(inscription) -> list[str]:
    demande = AmenagementDemande.objects.lisibles().filter(inscription=inscription).first()
    return demande.read() if demande else []


def inscription_cancel(request, pk):
    inscription = find(Inscription, request, pk, *RELATED)
    require(request.user, "formations.cancel_inscription", inscription)
    form = MotifForm(request.POST or None)
    form.fields["motif"].required = False
    if attempt_form(form, actions.cancel_inscription, inscription, by=request.user):
        messages.success(request, "L’inscription est annulée, la place est rendue.")
        return redirect("formations:inscription_detail", pk)
    return render(request, "formations/inscription_cancel.html", {"form": form, "inscription": inscription})


def inscription_approve(request, pk):
    inscription = find(Inscription, request, pk, *RELATED)
    require(request.user, "formations.approve_inscription", inscription)
    if request.method == "POST" and request.POST.get("accord") == "oui":
        if attempt(request, actions.approve_inscription, inscription, by=request.user):
            messages.success(request, "Votre accord est donné.")
        return redirect("formations:inscription_detail", pk)
    form = MotifForm(request.POST or None)
    if attempt_form(form, actions.disapprove_inscription, inscription, by=request.user):
        messages.success(request, "Votre refus et son motif sont transmis à la personne.")
        return redirect("formations:inscription_detail", pk)
    return render(request, "formations/inscription_approve.html", {"form": form, "inscription": inscription})


def inscription_pass(request, pk):
    inscription = find(Inscription, request, pk, *RELATED)
    require(request.user, "formations.organise")
    form = MotifForm(request.POST or None)
    if attempt_form(form, actions.let_pass, inscription, by=request.user):
        messages.success(
            request, "La prochaine place libre sera pour cette personne ; le motif se lit sur la session."
        )
        return redirect("formations:inscription_list", inscription.session_id)
    return render(request, "formations/inscription_pass.html", {"form": form, "inscription": inscription})


def amenagement_edit(request, pk):
    inscription = find(Inscription, request, pk, *RELATED)
    require(request.user, "formations.edit_amenagement", inscription)
    chosen = set(_read_amenagements(inscription))
    initial = {"choix": [value for value, said in AmenagementDemande.Choix.choices if said in chosen]}
    form = AmenagementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if attempt(request, set_amenagements, inscription, by=request.user, **form.cleaned_data):
            messages.success(request, "C’est noté : seules la formatrice ou le formateur et vous le lirez.")
        return redirect("formations:inscription_detail", pk)
    return render(request, "formations/amenagement_form.html", {"form": form, "inscription": inscription})


@require_POST
def offre_answer(request, pk):
    """Take or leave, from the portal, the place that is kept."""
    inscription = find(Inscription, request, pk, *RELATED)
    require(request.user, "formations.answer_offre", inscription)
    offre = get_object_or_404(OffrePlace, inscription=inscription, pk=get_offre_pk(inscription))
    takes = request.POST.get("choix") == "prendre"
    do = actions.accept_offre if takes else actions.refuse_offre
    if attempt(request, do, offre, by=request.user):
        messages.success(request, "La place est à vous." if takes else "La place est laissée à la personne suivante.")
    return redirect("formations:inscription_detail", pk)


def get_offre_pk(inscription) -> int:
    """The latest offer, even one whose time is over: the answer then says so."""
    return inscription.offres.order_by("-pk").values_list("pk", flat=True).first() or 0
