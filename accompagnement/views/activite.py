"""A provider's own page: how much, where, in what form, the yearly declaration, the charter, the pieces, leaving."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accompagnement.actions import prestataires as actions
from accompagnement.forms.prestataires import ActiviteForm, AttestationForm, DeclarationForm, LienForm
from accompagnement.models import LienDeclare, Prestataire
from accompagnement.queries.prestataires import (
    get_charte,
    get_conditions,
    get_fin_declaration,
    get_liens_connus,
)
from accompagnement.views.base import attempt
from members.models import Association
from socle.permissions import require

HERE = "accompagnement:activite_detail"
MOST_PIECES = 20


def _find(request) -> Prestataire:
    """Return one's own file, else 404; then the right to work on it."""
    prestataire = get_object_or_404(Prestataire.objects.select_related("personne"), personne=request.user)
    require(request.user, actions.MANAGE, prestataire)
    return prestataire


def activite_detail(request):
    """Read where one stands; a POST changes what one says of one's availability."""
    prestataire = _find(request)
    form = ActiviteForm(request.POST or None, instance=prestataire)
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in form.Meta.fields}
        if attempt(request, actions.update_activite, prestataire, **fields):
            messages.success(request, "C’est noté : les prochaines propositions en tiendront compte.")
        return redirect(HERE)
    return _draw(request, prestataire, form=form)


def _draw(request, prestataire, **forms):
    charte = get_charte()
    declared = prestataire.liens_declares.select_related("association").order_by("-debut")
    known = get_liens_connus(prestataire)
    names = dict(
        Association.objects.filter(
            pk__in=[lien.organisation for lien in known if lien.organisation != "federation"]
        ).values_list("pk", "nom")
    )
    context = {
        "prestataire": prestataire,
        "conditions": get_conditions(prestataire),
        "fin_declaration": get_fin_declaration(prestataire),
        "liens": declared,
        "connus": sorted({names.get(lien.organisation, "la fédération") for lien in known}),
        "charte": charte,
        "has_signed": charte is not None and prestataire.agrements.filter(charte=charte).exists(),
        "pieces": prestataire.attestations.defer("contenu", "cle_enveloppee"),
        "suspension": prestataire.suspensions.filter(levee_le=None).first(),
        "form": ActiviteForm(instance=Prestataire.objects.get(pk=prestataire.pk)),
        "lien": LienForm(auto_id="lien_%s"),
        "declaration": DeclarationForm(auto_id="declaration_%s"),
        "attestation": AttestationForm(auto_id="piece_%s"),
    }
    return render(request, "accompagnement/activite_detail.html", context | forms)


@require_POST
def declaration_sign(request):
    prestataire = _find(request)
    form = DeclarationForm(request.POST, auto_id="declaration_%s")
    if not form.is_valid():
        return _draw(request, prestataire, declaration=form)
    attempt(request, actions.declare_interets, prestataire)
    messages.success(request, "Votre déclaration est signée pour douze mois.")
    return redirect(HERE)


@require_POST
def lien_add(request):
    prestataire = _find(request)
    form = LienForm(request.POST, auto_id="lien_%s")
    if not form.is_valid():
        return _draw(request, prestataire, lien=form)
    if attempt(request, actions.add_lien, prestataire, **form.cleaned_data):
        messages.success(request, "Ce lien est déclaré : rien ne vous sera proposé qui le touche.")
    return redirect(HERE)


@require_POST
def lien_end(request, pk):
    prestataire = _find(request)
    lien = get_object_or_404(LienDeclare.objects.en_cours(), pk=pk, prestataire=prestataire)
    attempt(request, actions.end_lien, lien)
    return redirect(HERE)


@require_POST
def charte_sign(request):
    prestataire, charte = _find(request), get_charte()
    if charte is None or request.POST.get("version") != charte.version:
        messages.warning(request, "La charte a changé entre-temps : relisez-la avant de la signer.")
    elif attempt(request, actions.sign_charte, prestataire, charte):
        messages.success(request, "La charte est signée.")
    return redirect(HERE)


@require_POST
def attestation_add(request):
    prestataire = _find(request)
    form = AttestationForm(request.POST, request.FILES, auto_id="piece_%s")
    if form.is_valid() and prestataire.attestations.count() >= MOST_PIECES:
        form.add_error(None, "Vingt pièces sont déjà jointes : demandez que les plus anciennes soient retirées.")
    if not form.is_valid():
        return _draw(request, prestataire, attestation=form)
    actions.give_attestation(prestataire, **form.given)
    messages.success(request, "La pièce est jointe. Elle comptera quand quelqu’un l’aura vérifiée.")
    return redirect(HERE)


@require_POST
def prestataire_leave(request):
    if attempt(request, actions.leave_dispositif, _find(request)):
        messages.success(request, "Vous avez quitté le dispositif. Merci pour ce que vous y avez fait.")
        return redirect("accompagnement:accueil")
    return redirect(HERE)
