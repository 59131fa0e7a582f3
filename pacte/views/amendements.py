"""The pages of amendments: write one and see what it changes before sending, the list, one with its rivals."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from members.models import Association
from pacte.actions import amendements as actions
from pacte.consolidation import Arbre, digest_bloc
from pacte.forms.amendements import FORMS, ListeForm, ReponseContreForm, SoutienForm
from pacte.models import Amendement
from pacte.queries.amendements import (
    describe_change,
    describe_words,
    filter_amendements,
    get_amendements,
    get_collisions,
    get_functions_held,
    get_rivals,
)
from pacte.queries.consultations import get_consultations, get_spoken_for
from pacte.views.consultations import find_bloc, status_of
from socle.gestes import CONFLICT, attempt
from socle.pagination import paginate
from socle.permissions import can

PER_PAGE = 50
Operation = Amendement.Operation


def amendement_add(request, pk, identifiant):
    """Write an amendment to a block. « Voir ce qui change » shows it without sending; nothing typed is lost."""
    consultation = get_object_or_404(get_consultations(request.user), version=pk)
    associations = get_spoken_for(request.user)
    if not associations:
        raise PermissionDenied("Un amendement est déposé par qui représente une association membre aujourd’hui.")
    arbre = Arbre(consultation.version.read().noeuds)
    noeud = arbre.noeuds.get(identifiant)
    if noeud is None:
        return redirect("pacte:consultation_detail", consultation.pk)
    operation = read_operation(request)
    form = make_form(request, operation, noeud, arbre, associations)
    moved = None
    if form.is_valid() and "voir" not in request.POST:
        try:
            if done := deposit(request, form, consultation, operation, noeud):
                return redirect("pacte:amendement_detail", done.pk)
        except actions.TexteDeplace as conflict:
            moved = start_again_from(form, conflict.noeud)
    context = describe_draft(consultation, noeud, operation, form, arbre) | {"moved": moved}
    return render(request, "pacte/amendement_add.html", context, status=CONFLICT if moved else status_of(form))


def read_operation(request):
    asked = request.GET.get("operation")
    return asked if asked in Operation.values else Operation.REMPLACER


def start_again_from(form, noeud):
    """The block moved meanwhile: what was typed stays, and is now said of the words that stand."""
    form.data = form.data.copy()
    form.data["base"] = digest_bloc(noeud)
    return noeud


def describe_draft(consultation, noeud, operation, form, arbre):
    return {
        "consultation": consultation,
        "version": consultation.version,
        "noeud": noeud,
        "operation": operation,
        "operations": Operation.choices,
        "form": form,
        "differences": preview(form, operation, noeud, arbre),
    }


def make_form(request, operation, noeud, arbre, associations):
    initial = {"base": digest_bloc(noeud)}
    if operation == Operation.REMPLACER:
        initial |= {"titre": noeud.titre, "texte": noeud.texte}
    mine = arbre.below(noeud.identifiant)
    near = [other for key, other in arbre.noeuds.items() if key not in mine]
    given = {"associations": associations, "noeud": noeud, "proches": near, "fonctions": get_functions_held()}
    return FORMS[operation](request.POST or None, initial=initial, **given)


def deposit(request, form, consultation, operation, noeud):
    """Deposit it, say what it meets, or tell the form why not."""
    try:
        amendement = actions.deposit_amendement(
            consultation, operation=operation, bloc=noeud.identifiant, by=request.user, **form.cleaned_data
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    messages.success(request, f"L’amendement {amendement.numero} est déposé : tous les membres le lisent.")
    if rivals := get_rivals(amendement):
        said = ", ".join(str(rival.numero) for rival, _ in rivals)
        messages.warning(request, f"Il rencontre l’amendement {said} : ils seront mis aux voix l’un contre l’autre.")
    return amendement


def preview(form, operation, noeud, arbre):
    """Return what the amendment would change, from what is typed."""
    if not form.is_bound:
        return []
    typed = {name: form.data.get(name, "").replace("\r\n", "\n") for name in ("titre", "texte")}
    near = find_bloc(arbre.racine.enfants, form.data.get("cible"))
    named = form.data.get("referent", noeud.referent)[:100]
    draft = Amendement(
        operation=operation, avant_titre=noeud.titre, avant_texte=noeud.texte, place=form.data.get("place", ""),
        avant_referent=noeud.referent, referent=named if operation == Operation.REMPLACER else noeud.referent,
        cible=near.identifiant if near else None, **typed,
    )  # fmt: skip
    return describe_change(draft, arbre.noeuds) or describe_words(draft, draft.titre, draft.texte)


@require_GET
def amendement_list(request, pk):
    consultation = get_object_or_404(get_consultations(request.user), pk=pk)
    nodes = Arbre(consultation.version.read().noeuds).noeuds
    rows = get_amendements(request.user).filter(consultation=consultation)
    touched = list(rows.order_by().values_list("bloc", flat=True).distinct())
    form = ListeForm(
        request.GET,
        blocs=[(str(key), nodes[key].libelle) for key in nodes if key in set(touched)],
        associations=Association.objects.filter(pk__in=rows.order_by().values("association")).order_by("nom"),
    )
    page = paginate(request, filter_amendements(rows, **form.given), PER_PAGE)
    collisions = get_collisions(consultation)
    for row in page.object_list:
        row.noeud, row.rencontres = nodes.get(row.bloc), collisions.get(row.numero, [])
    context = {"consultation": consultation, "form": form, "page": page, "is_narrowed": bool(form.given)}
    return render(request, "pacte/amendement_list.html", context)


@require_GET
def amendement_detail(request, pk):
    amendement = get_object_or_404(
        get_amendements(request.user).select_related("consultation__version__pacte", "avis_par", "scrutin"), pk=pk
    )
    consultation = amendement.consultation
    nodes = Arbre(consultation.version.read().noeuds).noeuds
    mine = list(get_spoken_for(request.user))
    soutiens = list(amendement.soutiens.filter(retire_le=None).select_related("association").order_by("le"))
    with_it = {soutien.association_id for soutien in soutiens}
    contre = describe_words(amendement, amendement.contre_titre, amendement.contre_texte)
    context = {
        "amendement": amendement,
        "consultation": consultation,
        "noeud": nodes.get(amendement.bloc),
        "differences": describe_change(amendement, nodes) or own_words(amendement),
        "contre": contre if amendement.contre_le else [],
        "rivals": get_rivals(amendement),
        "soutiens": soutiens,
        "is_mine": any(row.pk == amendement.association_id for row in mine),
        "may_support": [row for row in mine if row.pk != amendement.association_id and row.pk not in with_it],
        "may_leave": [row for row in mine if row.pk in with_it],
        "may_advise": can(request.user, "pacte.advise", consultation),
        "may_decide": can(request.user, "pacte.decide_amendement"),
    }
    return render(request, "pacte/amendement_detail.html", context)


def own_words(amendement):
    return describe_words(amendement, amendement.titre, amendement.texte)


@require_POST
def amendement_withdraw(request, pk):
    amendement = get_object_or_404(get_amendements(request.user), pk=pk)
    if attempt(request, actions.withdraw_amendement, amendement, by=request.user):
        messages.success(request, f"L’amendement {amendement.numero} est retiré ; il reste dans la liste.")
    return redirect("pacte:amendement_detail", pk)


@require_POST
def amendement_support(request, pk):
    amendement = get_object_or_404(get_amendements(request.user), pk=pk)
    form = SoutienForm(request.POST, associations=get_spoken_for(request.user))
    if not form.is_valid():
        messages.error(request, "Choisissez une association que vous représentez aujourd’hui.")
        return redirect("pacte:amendement_detail", pk)
    do = actions.support if form.cleaned_data["geste"] == "soutenir" else actions.take_support_back
    attempt(request, do, amendement, association=form.cleaned_data["association"], by=request.user)
    return redirect("pacte:amendement_detail", pk)


@require_POST
def amendement_reply(request, pk):
    """The association accepts the commission's words, or keeps its own."""
    amendement = get_object_or_404(get_amendements(request.user), pk=pk)
    form = ReponseContreForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez : accepter les mots de la commission, ou garder les vôtres.")
    elif attempt(request, actions.answer_counter, amendement, by=request.user, **form.cleaned_data):
        messages.success(request, "Votre réponse est notée.")
    return redirect(reverse("pacte:amendement_detail", args=[pk]))
