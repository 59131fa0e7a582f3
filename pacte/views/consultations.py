"""The pages of a text under debate: announce it, read it with what is said in its margin, comment, see who spoke."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members.models import Association
from pacte.actions import consultations as actions
from pacte.consolidation import Arbre
from pacte.forms.consultations import CommentaireForm, ConsultationForm, DatesForm
from pacte.models import Amendement
from pacte.outline import write_contents, write_passages
from pacte.queries import get_versions
from pacte.queries.amendements import get_amendements
from pacte.queries.consultations import (
    by_bloc,
    get_consultations,
    get_marge,
    get_participation,
    get_spoken_for,
)
from socle.gestes import attempt, attempt_form
from socle.permissions import can, require

UNPROCESSABLE = 422


def consultation_add(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    require(request.user, "pacte.announce_consultation", version)
    form = ConsultationForm(request.POST or None, initial={"ouverture": timezone.now()})
    if consultation := attempt_form(form, actions.announce_consultation, version, by=request.user):
        messages.success(request, "Le texte est en débat. Qui représente une association membre est prévenu.")
        return redirect("pacte:consultation_detail", consultation.pk)
    return draw(
        request,
        form,
        "Mettre en débat",
        lead=str(version),
        back=reverse("pacte:version_edit", args=[version.pk]),
        back_label=str(version),
        submit="Mettre en débat",
        next="Le texte ne change plus pendant la consultation. Tous les membres le lisent ; les représentantes et "
        "représentants reçoivent un message.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_detail(request, pk):
    """The text, and beside it what is said of the block that is chosen; what is typed stays when it is refused."""
    consultation = get_object_or_404(get_consultations(request.user), pk=pk)
    noeuds = consultation.version.read().noeuds
    chosen = find_bloc(noeuds, request.GET.get("bloc"))
    form = None
    if chosen and consultation.is_ouverte and can(request.user, "pacte.comment"):
        form = CommentaireForm(request.POST or None, associations=get_own(request.user))
        bloc = chosen.identifiant
        if attempt_form(form, actions.comment, consultation, bloc=bloc, by=request.user):
            messages.success(request, "Votre commentaire est dans la marge ; les administrateurs y répondront.")
            return redirect(f"{reverse('pacte:consultation_detail', args=[pk])}?bloc={bloc}#marge")
    context = describe(request, consultation, noeuds, chosen) | {"form": form}
    return render(request, "pacte/consultation_detail.html", context, status=status_of(form))


def describe(request, consultation, noeuds, chosen):
    """Return what the page of a debated text shows, whatever the number of blocks and of comments."""
    notes = by_bloc(get_marge(request.user, consultation.version, noeuds))
    amendements: dict[UUID, list[Amendement]] = {}
    for row in get_amendements(request.user).filter(consultation=consultation, retire_le=None):
        amendements.setdefault(row.bloc, []).append(row)
    shown = Arbre(noeuds).noeuds
    return read_text(consultation, noeuds, chosen, notes, amendements) | {
        "amendements": amendements.get(chosen.identifiant, []) if chosen else [],
        "orphelines": [note for bloc, rows in notes.items() if bloc not in shown for note in rows],
        "nombre_amendements": sum(map(len, amendements.values())),
        "may_amend": consultation.is_depot_ouvert and get_spoken_for(request.user).exists(),
        "may_manage": can(request.user, "pacte.manage_consultation"),
        "may_advise": can(request.user, "pacte.advise", consultation),
        "is_alone": not notes and not amendements,
    }


def read_text(consultation, noeuds, chosen, notes, amendements):
    """Return the text in reading order, each block with how much is said of it and asked of it."""
    passages = list(write_passages(noeuds))
    for noeud in (noeud for passage in passages for noeud in passage.noeuds):
        noeud.dits, noeud.amendes = (len(found.get(noeud.identifiant, ())) for found in (notes, amendements))
        noeud.is_chosen = noeud is chosen or (chosen is not None and noeud.identifiant == chosen.identifiant)
    return {
        "consultation": consultation,
        "version": consultation.version,
        "passages": passages,
        "sommaire": list(write_contents(noeuds)),
        "chosen": chosen,
        "notes": notes.get(chosen.identifiant, []) if chosen else [],
        "nombre_dits": sum(map(len, notes.values())),
    }


@require_GET
def consultation_participation(request, pk):
    consultation = get_object_or_404(get_consultations(request.user), pk=pk)
    context = {"consultation": consultation, "participation": get_participation(consultation)}
    return render(request, "pacte/consultation_participation.html", context)


def consultation_edit(request, pk):
    consultation = get_object_or_404(get_consultations(request.user), pk=pk)
    require(request.user, "pacte.manage_consultation")
    form = DatesForm(request.POST or None, instance=consultation)
    if form.is_valid():
        consultation.refresh_from_db()
        if attempt_form(form, actions.move_ends, consultation, by=request.user):
            messages.success(request, "Les dates sont changées.")
            return redirect("pacte:consultation_detail", consultation.pk)
    return draw_for(
        request,
        form,
        consultation,
        "Changer les dates",
        submit="Changer les dates",
        next="La page de la consultation les dit aussitôt à tous.",
    )


@require_POST
def consultation_withdraw(request, pk):
    consultation = get_object_or_404(get_consultations(request.user), pk=pk)
    version = consultation.version_id
    if attempt(request, actions.withdraw_consultation, consultation, by=request.user):
        messages.success(request, "Le texte redevient un brouillon.")
        return redirect("pacte:version_edit", version)
    return redirect("pacte:consultation_detail", pk)


def get_own(personne):
    """Return the associations in whose name somebody may comment: theirs, and those that they represent."""
    tied = {tie.association_id for tie in personne.rattachements_en_cours}
    spoken = get_spoken_for(personne).order_by().values("pk")
    return (Association.objects.filter(pk__in=tied) | Association.objects.filter(pk__in=spoken)).order_by("nom", "pk")


def find_bloc(noeuds, asked):
    """Return the block that an address names, or None."""
    try:
        return Arbre(noeuds).noeuds.get(UUID(asked or ""))
    except ValueError:
        return None


def draw_for(request, form, consultation, title, **texts):
    back = texts.pop("back", None) or reverse("pacte:consultation_detail", args=[consultation.pk])
    lead = texts.pop("lead", str(consultation.version))
    return draw(request, form, title, lead=lead, back=back, back_label=texts.pop("back_label", "Débat"), **texts)


def draw(request, form, title, **texts):
    """Draw a page that holds one form."""
    context = {"form": form, "title": title, **texts}
    return render(request, "pacte/signature_form.html", context, status=status_of(form))


def status_of(form):
    return UNPROCESSABLE if form is not None and form.is_bound and form.errors else 200
