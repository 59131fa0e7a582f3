"""Becoming a provider: the public form, the page of a personal link, and the pages of who decides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accompagnement.actions import Impossible
from accompagnement.actions import candidatures as actions
from accompagnement.actions.prestataires import (
    give_attestation,
    lift_suspension,
    suspend_prestataire,
    verify_attestation,
)
from accompagnement.candidats import find_candidature
from accompagnement.forms.prestataires import (
    AttestationForm,
    CandidatureForm,
    DecisionForm,
    GrilleForm,
    SuspensionForm,
)
from accompagnement.models import Attestation, Candidature, ChangementOffre, ChartePrestataire, Critere, Prestataire
from accompagnement.queries.archives import get_archives, get_jour_destruction, is_archivable, is_archive
from accompagnement.queries.prestataires import get_conditions, get_reseau
from accompagnement.views.base import attempt
from socle.limites import is_too_many
from socle.pagination import paginate
from socle.permissions import require

DECIDE = actions.DECIDE
GONE, TOO_MANY = 410, 429
MOST_AN_HOUR, HOUR, MOST_PIECES = 5, 3600, 8
SLOW_DOWN = "Trop de candidatures sont parties d’ici en une heure : patientez un peu."
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


@login_not_required
def candidature_add(request):
    """The public form; a machine that falls in the trap, and an address already known, read the same thanks."""
    me = request.user if request.user.is_authenticated else None
    initial = {"prenom": me.prenom, "nom": me.nom, "email": me.email} if me else {}
    form = CandidatureForm(request.POST or None, initial=initial | {"langues": ["français"]})
    status = 200
    if form.is_valid():
        if form.is_trapped:
            return redirect("accompagnement:candidature_sent")
        if is_too_many(request, "candidature", most=MOST_AN_HOUR, seconds=HOUR):
            form.add_error(None, SLOW_DOWN)
            status = TOO_MANY
        else:
            is_mine = me is not None and me.email and me.email.lower() == form.given["email"].lower()
            actions.begin_candidature(personne=me if is_mine else None, **form.given)
            return redirect("accompagnement:candidature_sent")
    return render(request, "accompagnement/candidature_add.html", {"form": form}, status=status)


@require_GET
@login_not_required
def candidature_sent(request):
    return render(request, "accompagnement/candidature_sent.html")


@login_not_required
def candidature_follow(request, token):
    """Where a candidate joins pieces, hands in, withdraws and reads the decision."""
    candidature = find_candidature(token)
    if candidature is None:
        return render(request, "accompagnement/candidature_expired.html", status=GONE)
    asked = request.POST.get("quoi", "")
    form = AttestationForm(request.POST, request.FILES) if asked == "piece" else AttestationForm()
    try:
        if _act(asked, candidature, form):
            return redirect("accompagnement:candidature_follow", token)
    except Impossible as error:
        messages.warning(request, str(error))
        return redirect("accompagnement:candidature_follow", token)
    pieces = candidature.attestations.defer("contenu", "cle_enveloppee")
    context = {"candidature": candidature, "form": form, "pieces": pieces}
    return render(request, "accompagnement/candidature_follow.html", context)


def _act(asked, candidature, form) -> bool:
    """Do what a candidate asks; say whether something was asked that a page can answer."""
    if asked == "deposer":
        actions.submit_candidature(candidature)
    elif asked == "retirer":
        actions.withdraw_candidature(candidature)
    elif asked == "piece" and form.is_valid():
        if not candidature.is_ouverte:
            raise Impossible(actions.DEJA_DECIDEE)
        if candidature.attestations.count() >= MOST_PIECES:
            raise Impossible("Huit pièces sont jointes : c’est assez pour une candidature.")
        give_attestation(candidature, **form.given)
    else:
        return False
    return True


@require_GET
def candidature_list(request):
    """The applications and the providers, for who runs the scheme; no request is counted here."""
    require(request.user, DECIDE)
    kept = Candidature.objects.conservees()
    context = {
        "candidatures": kept.filter(etat=Candidature.Etat.DEPOSEE),
        "autres": paginate(request, kept.exclude(etat=Candidature.Etat.DEPOSEE), 50),
        "prestataires": get_reseau().exclude(is_archivable()),
        "archives": [(one, get_jour_destruction(one)) for one in get_archives()],
        "changements": ChangementOffre.objects.filter(etat="propose").select_related("prestataire__personne"),
        "criteres": Critere.objects.filter(retire_le=None),
        "charte": ChartePrestataire.objects.first(),
    }
    return render(request, "accompagnement/candidature_list.html", context)


def candidature_detail(request, pk):
    """One application: what it says, the grid, the decision."""
    require(request.user, DECIDE)
    candidature = get_object_or_404(Candidature.objects.conservees(), pk=pk)
    asked = request.POST.get("quoi", "")
    grille = GrilleForm(request.POST if asked == "grille" else None, candidature=candidature, par=request.user)
    decision = DecisionForm(request.POST if asked == "decision" else None)
    if grille.is_valid():
        attempt(request, actions.score_candidature, candidature, grille.notes)
        return redirect("accompagnement:candidature_detail", pk)
    if decision.is_valid():
        given = {"is_admise": decision.cleaned_data["decision"] == "admise", "motif": decision.cleaned_data["motif"]}
        attempt(request, actions.decide_candidature, candidature, **given)
        return redirect("accompagnement:candidature_detail", pk)
    context = {
        "candidature": candidature,
        "grille": grille,
        "decision": decision,
        "pieces": candidature.attestations.defer("contenu", "cle_enveloppee"),
        "notes": candidature.notes.select_related("critere", "par").order_by("critere__ordre", "par"),
    }
    return render(request, "accompagnement/candidature_detail.html", context)


@require_POST
def attestation_open(request, pk):
    """Hand a piece to who decides, or to whom it belongs, as a download that no cache keeps."""
    attestation = get_object_or_404(Attestation.objects.select_related("prestataire"), pk=pk)
    holder = attestation.prestataire
    if holder is None or holder.personne_id != request.user.pk:
        require(request.user, DECIDE)
    answer = HttpResponse(attestation.open(), content_type=TYPES[attestation.suffixe])
    answer["Content-Disposition"] = f'attachment; filename="attestation.{attestation.suffixe}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def attestation_verify(request, pk):
    require(request.user, DECIDE)
    attestation = get_object_or_404(Attestation.objects.select_related("prestataire"), pk=pk)
    if attempt(request, verify_attestation, attestation):
        messages.success(request, "La pièce est notée comme vérifiée.")
    if attestation.prestataire_id:
        return redirect("accompagnement:prestataire_detail", attestation.prestataire_id)
    return redirect("accompagnement:candidature_detail", attestation.candidature_id)


def prestataire_detail(request, pk):
    """A provider's file: what is in order, the pieces, a suspension with its reason. Never their cases."""
    require(request.user, DECIDE)
    prestataire = get_object_or_404(Prestataire.objects.select_related("personne"), pk=pk)
    is_lifted = request.POST.get("quoi") == "lever"
    form = SuspensionForm(request.POST if request.method == "POST" and not is_lifted else None)
    if is_lifted:
        attempt(request, lift_suspension, prestataire)
        return redirect("accompagnement:prestataire_detail", pk)
    if form.is_valid():
        attempt(request, suspend_prestataire, prestataire, motif=form.cleaned_data["motif"])
        return redirect("accompagnement:prestataire_detail", pk)
    context = {
        "prestataire": prestataire,
        "form": form,
        "conditions": get_conditions(prestataire),
        "pieces": prestataire.attestations.defer("contenu", "cle_enveloppee"),
        "suspensions": prestataire.suspensions.select_related("par"),
        "agrements": prestataire.agrements.select_related("charte"),
        "jour_destruction": get_jour_destruction(prestataire) if is_archive(prestataire) else None,
        "declarations": prestataire.declarations_interets.order_by("-signee_le"),
    }
    return render(request, "accompagnement/prestataire_detail.html", context)
