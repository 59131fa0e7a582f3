"""Adopt a version, then the pages of its ceremony: prepare, open, follow, close, keep the sealed file."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from pacte.actions import ceremonies, publications
from pacte.forms.signatures import (
    CeremonieForm,
    MotifForm,
    ProlongationForm,
    RatificationForm,
    SeanceForm,
    SignataireForm,
)
from pacte.models import Signataire
from pacte.queries import get_versions, propose_start
from pacte.queries.signatures import count_answers, get_ceremonies, get_signataires
from pacte.views.fichiers import name_sealed
from pacte.views.versions import attempt as attempt_form
from socle.fichiers.stockage import give_file
from socle.gestes import attempt
from socle.permissions import can, require
from socle.travaux import launch

UNPROCESSABLE = 422


def version_ratify(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    require(request.user, "pacte.ratify_version", version)
    form = RatificationForm(request.POST or None)
    if _do(form, publications.ratify_version, version, by=request.user):
        messages.success(request, "L’adoption est notée. Le texte ne change plus : il peut être signé.")
        return redirect("pacte:version_detail", version.pk)
    return draw_about(
        request,
        form,
        version,
        "Noter l’adoption",
        back="pacte:version_edit",
        next="Le texte est figé tel qu’il a été voté ; tous les membres peuvent le lire. Vous préparez ensuite la "
        "signature.",
    )


def ceremonie_add(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    require(request.user, "pacte.add_ceremonie", version)
    form = CeremonieForm(request.POST or None, initial={"vigueur_du": propose_start(version)})
    if ceremonie := _do(form, ceremonies.prepare_ceremonie, version, by=request.user):
        messages.success(request, "La cérémonie est préparée : nommez maintenant les signataires.")
        return redirect("pacte:ceremonie_detail", ceremonie.pk)
    return draw_about(
        request,
        form,
        version,
        "Préparer la signature",
        back="pacte:version_detail",
        next="Vous nommez ensuite les signataires. Personne n’est prévenu avant l’ouverture.",
    )


@require_GET
def ceremonie_detail(request, pk):
    ceremonie = get_object_or_404(get_ceremonies(request.user), pk=pk)
    signataires = get_signataires(ceremonie)
    mine = [s for s in signataires if s.personne_id == request.user.pk]
    may_manage = can(request.user, "pacte.manage_ceremonie", ceremonie)
    context = {
        "ceremonie": ceremonie,
        "version": ceremonie.version,
        "signataires": signataires,
        "comptes": count_answers(signataires),
        "seances": ceremonie.seances.all(),
        "a_signer": [s for s in mine if s.reponse is None and ceremonie.is_open],
        "may_manage": may_manage,
        "sees_motives": may_manage or bool(mine),
    }
    return render(request, "pacte/ceremonie_detail.html", context)


def ceremonie_edit(request, pk):
    ceremonie = get_managed(request, pk)
    kind = CeremonieForm if ceremonie.is_preparee else ProlongationForm
    form = kind(request.POST or None, instance=ceremonie)
    if _do(form, ceremonies.edit_ceremonie, ceremonie, by=request.user):
        messages.success(request, "Les jours sont à jour.")
        return redirect("pacte:ceremonie_detail", pk)
    texts = {"submit": "Enregistrer les jours", "next": "La page de la cérémonie dit aussitôt les nouveaux jours."}
    return draw_for(request, form, ceremonie, "Jours de la signature", **texts)


def seance_add(request, pk):
    ceremonie = get_managed(request, pk)
    form = SeanceForm(request.POST or None)
    if _do(form, ceremonies.add_seance, ceremonie, by=request.user):
        messages.success(request, "La séance est annoncée.")
        return redirect("pacte:ceremonie_detail", pk)
    texts = {"submit": "Annoncer la séance", "next": "Ce qui est signé ce jour-là portera le lieu de la séance."}
    return draw_for(request, form, ceremonie, "Annoncer une séance", **texts)


def signataire_add(request, pk):
    ceremonie = get_managed(request, pk)
    form = SignataireForm(request.POST or None, instance=Signataire(ceremonie=ceremonie))
    if form.is_valid() and _do(form, ceremonies.add_signataire, ceremonie, by=request.user, given=form.given):
        messages.success(request, "Signataire ajouté.")
        return redirect("pacte:ceremonie_detail", pk)
    texts = {"submit": "Ajouter à la liste", "next": "Personne n’est prévenu avant l’ouverture de la cérémonie."}
    return draw_for(request, form, ceremonie, "Ajouter un signataire", **texts)


def signataire_edit(request, pk):
    signataire = get_signataire(request, pk)
    form = SignataireForm(request.POST or None, instance=signataire)
    if form.is_valid() and _do(form, ceremonies.edit_signataire, signataire, by=request.user, given=form.given):
        messages.success(request, "La ligne est à jour.")
        return redirect("pacte:ceremonie_detail", signataire.ceremonie_id)
    texts = {"submit": "Enregistrer", "next": "Le pacte imprimera cette ligne telle qu’elle est écrite."}
    return draw_for(request, form, signataire.ceremonie, str(signataire), **texts)


@require_POST
def signataire_remove(request, pk):
    signataire = get_signataire(request, pk)
    if attempt(request, ceremonies.remove_signataire, signataire, by=request.user):
        messages.success(request, "La ligne est retirée.")
    return redirect("pacte:ceremonie_detail", signataire.ceremonie_id)


@require_POST
def ceremonie_open(request, pk):
    if attempt(request, ceremonies.open_ceremonie, get_managed(request, pk), by=request.user):
        messages.success(
            request, "La signature est ouverte : qui a un compte est prévenu. Envoyez leur lien aux autres."
        )
    return redirect("pacte:ceremonie_detail", pk)


@require_POST
def ceremonie_close(request, pk):
    if attempt(request, ceremonies.close_ceremonie, get_managed(request, pk), by=request.user):
        messages.success(request, "La cérémonie est close. Le fichier scellé se prépare.")
    return redirect("pacte:ceremonie_detail", pk)


@require_POST
def ceremonie_seal(request, pk):
    """Ask again for the seal, when something prevented it."""
    ceremonie = get_managed(request, pk)
    if ceremonie.close_le and not ceremonie.scellee_le:
        launch("pacte.sceller", ceremonie, by=request.user)
        messages.success(request, "Le sceau est redemandé : cette page le dira dès qu’il est posé.")
    return redirect("pacte:ceremonie_detail", pk)


def ceremonie_abandon(request, pk):
    ceremonie = get_managed(request, pk)
    form = MotifForm(request.POST or None)
    if _do(form, ceremonies.abandon_ceremonie, ceremonie, by=request.user):
        messages.success(request, "La cérémonie est abandonnée. Le texte reste adopté.")
        return redirect("pacte:version_detail", ceremonie.version_id)
    texts = {
        "submit": "Abandonner la cérémonie",
        "kind": "danger",
        "next": "Les réponses déjà données sont gardées, sans effet. Vous pourrez préparer une autre cérémonie.",
    }
    return draw_for(request, form, ceremonie, "Abandonner cette cérémonie", **texts)


@require_GET
def ceremonie_file(request, pk):
    """The sealed file, for whoever reads the ceremony."""
    ceremonie = get_object_or_404(get_ceremonies(request.user), pk=pk)
    if not ceremonie.scellee_le:
        raise Http404
    return give_file(ceremonie.fichier, name=name_sealed(ceremonie))


def get_managed(request, pk):
    ceremonie = get_object_or_404(get_ceremonies(request.user), pk=pk)
    require(request.user, "pacte.manage_ceremonie", ceremonie)
    return ceremonie


def get_signataire(request, pk):
    """A signatory that an administrator looks after."""
    seen = Signataire.objects.filter(ceremonie__in=get_ceremonies(request.user))
    related = ("ceremonie__version__pacte", "signature", "papier", "personne", "association")
    signataire = get_object_or_404(seen.select_related(*related), pk=pk)
    require(request.user, "pacte.manage_ceremonie", signataire.ceremonie)
    return signataire


def _do(form, action, *args, given=None, **kwargs):
    """Do what a valid form asks; a refusal becomes an error of the form."""
    if not form.is_valid():
        return None
    return attempt_form(form, action, *args, **kwargs, **(form.cleaned_data if given is None else given))


def draw_for(request, form, ceremonie, title, **texts):
    back = reverse("pacte:ceremonie_detail", args=[ceremonie.pk])
    lead = str(ceremonie.version)
    return draw(request, form, title, lead=lead, back=back, back_label="Signature", **texts)


def draw_about(request, form, version, title, *, back, **texts):
    """Draw a page that holds one form about a version, and that its button names."""
    texts |= {"lead": str(version), "back": reverse(back, args=[version.pk]), "back_label": str(version)}
    return draw(request, form, title, submit=title, **texts)


def draw(request, form, title, **texts):
    """Draw a page that holds one form."""
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "pacte/signature_form.html", {"form": form, "title": title, **texts}, status=status)
