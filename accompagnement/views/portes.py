"""The front page, the two doors, and the pages that explain."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accompagnement.actions import delete_brouillon, read_brouillon, save_brouillon
from accompagnement.actions import submit_demande as submit
from accompagnement.actions import submit_demande_association as submit_association
from accompagnement.forms import ADRESSE, BrouillonForm, DemandeAssociationForm, DemandePersonnelleForm
from accompagnement.models import Brouillon, Demande, Role, Sollicitation, fingerprint_of
from accompagnement.queries import get_coordinateurs
from accompagnement.queries.catalogue import get_offre, get_ouverture
from accompagnement.queries.echanges import get_demandes_non_lues
from accompagnement.views.base import attempt
from socle.permissions import can, require


@require_GET
def accueil(request):
    own = Q(demandeur_empreinte=fingerprint_of(request.user)) | Q(
        acces__personne=request.user, acces__role=Role.MANDATAIRE
    )
    demandes = Demande.objects.visible_to(request.user).filter(own).distinct()
    context = {
        "bouquets": get_offre(get_ouverture(request.user)),
        "demandes": demandes.prefetch_related("sollicitations").order_by("-deposee_le"),
        "non_lues": get_demandes_non_lues(request.user),
        "sollicitations": Sollicitation.objects.visible_to(request.user).count(),
    }
    return render(request, "accompagnement/accueil.html", context)


@require_GET
def confidentialite(request):
    return render(request, "accompagnement/confidentialite.html", {"coordinateurs": get_coordinateurs()})


@require_GET
def urgence(request):
    return render(request, "accompagnement/urgence.html", {"coordinateurs": get_coordinateurs()})


@require_GET
def porte_personnelle(request):
    context = {
        "may_ask": can(request.user, "accompagnement.add_demande"),
        "ouverture": get_ouverture(request.user),
        "coordinateurs": get_coordinateurs(),
    }
    return render(request, "accompagnement/porte_personnelle.html", context)


def demande_add(request):
    require(request.user, "accompagnement.add_demande")
    ouverture = get_ouverture(request.user)
    if request.method == "GET" and not ouverture.is_ouverte:
        return redirect("accompagnement:porte_personnelle")
    is_resumed = request.method == "POST" and "reprendre" in request.POST
    if request.method == "POST" and not is_resumed:
        form = DemandePersonnelleForm(request.POST, ouverture=ouverture)
        demande = attempt(request, submit, **_personal(form)) if form.is_valid() else None
        if demande:
            return redirect("accompagnement:demande_detail", demande.pk)
    else:
        initial = {"langue": "français", "adresse": request.user.email}
        initial |= read_brouillon(by=request.user) if is_resumed else {}
        form = DemandePersonnelleForm(initial=initial, ouverture=ouverture)
    has_brouillon = Brouillon.objects.filter(empreinte=fingerprint_of(request.user)).exists()
    context = {"form": form, "has_brouillon": has_brouillon and not form.is_bound and not is_resumed}
    return render(request, "accompagnement/demande_add.html", context)


def _personal(form) -> dict:
    names = ("numero", "recit", "telephone", "adresse")
    by_mail = form.cleaned_data["contact"] == ADRESSE
    return {name: form.cleaned_data[name] for name in names} | {"by_mail": by_mail} | form.frame()


@require_POST
def brouillon_save(request):
    require(request.user, "accompagnement.add_demande")
    form = BrouillonForm(request.POST)
    if not form.data.get("recit", "").strip() or "numero" in form.errors:
        return HttpResponse(status=204)
    save_brouillon(form.fields["numero"].clean(form.data.get("numero")), form.typed(), by=request.user)
    return HttpResponse(status=204) if "X-Autosave" in request.headers else redirect("accompagnement:accueil")


@require_POST
def brouillon_delete(request):
    delete_brouillon(by=request.user)
    return redirect("accompagnement:porte_personnelle")


def porte_association(request):
    if not can(request.user, "accompagnement.add_demande_association"):
        return render(request, "accompagnement/porte_association.html", {"coordinateurs": get_coordinateurs()})
    ouverture = get_ouverture(request.user)
    if request.method == "GET" and not ouverture.is_ouverte:
        context = {"ouverture": ouverture, "coordinateurs": get_coordinateurs()}
        return render(request, "accompagnement/porte_association.html", context)
    initial = {"langue": "français"}
    form = DemandeAssociationForm(request.POST or None, par=request.user, initial=initial, ouverture=ouverture)
    if form.is_valid():
        names = ("numero", "association", "recit", "personnes")
        given = {name: form.cleaned_data[name] for name in names} | form.frame()
        demande = attempt(request, submit_association, **given)
        if demande:
            return redirect("accompagnement:demande_detail", demande.pk)
    return render(request, "accompagnement/porte_association.html", {"form": form, "coordinateurs": []})
