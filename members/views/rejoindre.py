"""Joining, for visitors without an account: the enquiry, and the page that a personal link opens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from members.actions.demandes import (
    accept_charte,
    name_representant,
    send_follow_links,
    submit_demande,
    withdraw_demande,
)
from members.forms.demandes import DemandeForm, LienForm, RepresentantForm, RetraitForm, SignatureForm
from members.liens import find_demande
from members.queries.demandes import SUITES, Etat, get_charte, get_checklist, get_etapes
from socle.limites import is_too_many

HOUR, MOST_AN_HOUR = 3600, 5
TOO_MANY, GONE = 429, 410
SLOW_DOWN = "Trop de messages sont partis d’ici en une heure : patientez un peu, ou appelez la fédération."
PREPARED = (Etat.CANDIDATE, Etat.ACCORD_CANDIDATE, Etat.ACCORD_FEDERATION)


@login_not_required
def demande_add(request):
    """The public enquiry form; a machine that falls in the trap reads the same thanks as everybody."""
    form = DemandeForm(request.POST or None)
    if form.is_valid():
        if form.is_trapped:
            return redirect("members:demande_sent")
        if not _is_too_many(request):
            submit_demande(**form.given)
            return redirect("members:demande_sent")
        form.add_error(None, SLOW_DOWN)
        return render(request, "members/demande_add.html", {"form": form}, status=TOO_MANY)
    return render(request, "members/demande_add.html", {"form": form})


@require_GET
@login_not_required
def demande_sent(request):
    return render(request, "members/demande_sent.html")


@login_not_required
def demande_renew(request):
    """Send the follow-up link again. The answer is the same whether the address is known or not."""
    form = LienForm(request.POST or None)
    if form.is_valid():
        if _is_too_many(request):
            form.add_error(None, SLOW_DOWN)
            return render(request, "members/demande_renew.html", {"form": form}, status=TOO_MANY)
        send_follow_links(form.cleaned_data["email"])
        return render(request, "members/demande_renew.html", {"is_sent": True})
    return render(request, "members/demande_renew.html", {"form": form})


@login_not_required
def demande_follow(request, token):
    """Where a candidate reads how far its file is; a POST withdraws it, accepts the charter or names somebody."""
    demande = find_demande(token)
    if demande is None:
        return render(request, "members/demande_expired.html", status=GONE)
    asked = request.POST.get("quoi", "")
    forms = {
        name: kind(request.POST if asked == name else None, auto_id=f"{name}_%s")
        for name, (kind, _, _) in ANSWERS.items()
    }
    if asked in ANSWERS and forms[asked].is_valid():
        _, act, said = ANSWERS[asked]
        try:
            act(demande, forms[asked].cleaned_data)
        except ValidationError as error:
            forms[asked].add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, said)
            return redirect("members:demande_follow", token)
    return render(request, "members/demande_follow.html", _describe(demande) | {"forms": forms, "asked": asked})


def _describe(demande):
    charte = get_charte()
    accepted = demande.acceptations.select_related("charte", "par").order_by("-le").first()
    return {
        "demande": demande,
        "etapes": get_etapes(demande),
        "suite": SUITES[Etat(demande.etat)][0],
        "is_prepared": demande.etat in PREPARED,
        "checklist": get_checklist(demande),
        "charte": charte,
        "acceptation": accepted,
        "decisions": demande.decisions.all(),
    }


def _sign(demande, data):
    charte = get_charte()
    if charte is None:
        raise ValidationError("La fédération n’a pas encore publié sa charte : revenez un peu plus tard.")
    accept_charte(demande, charte=charte, prenom=data["prenom"], nom=data["nom"])


ANSWERS = {
    "retirer": (
        RetraitForm,
        lambda demande, data: withdraw_demande(demande, **data),
        "Votre demande est retirée. La fédération le sait, et ne vous écrira plus à son sujet.",
    ),
    "charte": (SignatureForm, _sign, "La charte est acceptée au nom de l’association. Merci."),
    "representant": (
        RepresentantForm,
        lambda demande, data: name_representant(demande, **data),
        "C’est noté : la fédération sait qui représentera l’association.",
    ),
}


def _is_too_many(request) -> bool:
    return is_too_many(request, "rejoindre", most=MOST_AN_HOUR, seconds=HOUR)
