"""Comments: those who administer read, moderate and answer them; the public writes without an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pacte.actions import consultations as actions
from pacte.forms.consultations import CommentairePublicForm, FiltreCommentairesForm, ModerationForm, ReponseForm
from pacte.models import Commentaire, Consultation
from pacte.notifications_debat import CONFIRMATION
from pacte.queries.consultations import by_bloc, get_consultations, get_marge
from pacte.views.consultations import draw_for, find_bloc, read_text, status_of
from socle.gestes import attempt, attempt_form
from socle.limites import is_too_many
from socle.pagination import paginate
from socle.permissions import require
from socle.signatures import LienInvalide, read

PER_PAGE, HOUR, MOST_AN_HOUR, TOO_MANY, GONE = 50, 3600, 10, 429, 410
SLOW_DOWN = "Beaucoup de commentaires sont partis d’ici en une heure : patientez un peu, votre texte reste écrit."


@require_GET
def commentaire_list(request, pk):
    consultation = get_object_or_404(get_consultations(request.user), pk=pk)
    require(request.user, "pacte.manage_consultation")
    form = FiltreCommentairesForm(request.GET)
    etat = form.cleaned_data.get("etat", "") if form.is_valid() else ""
    page = paginate(request, filter_comments(consultation, request.user, etat), PER_PAGE)
    context = {"consultation": consultation, "form": form, "page": page, "is_narrowed": bool(etat)}
    return render(request, "pacte/commentaire_list.html", context)


def filter_comments(consultation, personne, etat) -> QuerySet[Commentaire]:
    rows = Commentaire.objects.visible_to(personne).filter(consultation=consultation)
    rows = rows.select_related("auteur", "association", "repondu_par")
    if etat == "relire":
        return rows.a_moderer()
    if etat == "sans":
        return rows.filter(suite="", moderation=Commentaire.Moderation.MONTRE)
    return rows.filter(suite=etat) if etat else rows


def commentaire_answer(request, pk):
    commentaire = find_comment(request, pk)
    initial = {"suite": commentaire.suite, "reponse": commentaire.reponse, "lu": commentaire.suite}
    form = ReponseForm(request.POST or None, initial=initial)
    if attempt_form(form, actions.answer_commentaire, commentaire, by=request.user):
        messages.success(request, "Votre réponse est sous le commentaire ; la personne qui l’a écrit est prévenue.")
        return redirect("pacte:commentaire_list", commentaire.consultation_id)
    return draw_for(
        request,
        form,
        commentaire.consultation,
        "Répondre à un commentaire",
        lead=f"{commentaire.signature} : « {commentaire.texte} »",
        back=reverse("pacte:commentaire_list", args=[commentaire.consultation_id]),
        back_label="Commentaires",
        submit="Répondre",
        next="La réponse se lit sous le commentaire ; la personne qui l’a écrit reçoit un message.",
    )


@require_POST
def commentaire_moderate(request, pk):
    commentaire = find_comment(request, pk)
    form = ModerationForm(request.POST)
    if form.is_valid() and attempt(
        request, actions.moderate_commentaire, commentaire, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "C’est noté.")
    return redirect("pacte:commentaire_list", commentaire.consultation_id)


def find_comment(request, pk):
    rows = Commentaire.objects.visible_to(request.user).select_related(
        "consultation__version__pacte", "auteur", "association"
    )
    commentaire = get_object_or_404(rows, pk=pk)
    require(request.user, "pacte.manage_consultation")
    return commentaire


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_publique(request, pk):
    """A text that the public was asked about, with what was said once it was read over."""
    rows = Consultation.objects.publiques().select_related("version__pacte")
    consultation = get_object_or_404(rows, pk=pk)
    if consultation.situation == "à venir":
        raise Http404
    noeuds = consultation.version.read().noeuds
    chosen = find_bloc(noeuds, request.GET.get("bloc"))
    form = CommentairePublicForm(request.POST or None) if chosen and consultation.is_ouverte else None
    if form is not None and form.is_valid():
        if is_too_many(request, "pacte-commentaire", most=MOST_AN_HOUR, seconds=HOUR):
            form.add_error(None, SLOW_DOWN)
            return draw_public(request, consultation, noeuds, chosen, form, TOO_MANY)
        if form.is_trapped or keep_public(form, consultation, chosen):
            return render(request, "pacte/commentaire_sent.html", {"consultation": consultation})
    return draw_public(request, consultation, noeuds, chosen, form, status_of(form))


def keep_public(form, consultation, chosen):
    try:
        return actions.comment_publicly(consultation, bloc=chosen.identifiant, **form.given)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None


def draw_public(request, consultation, noeuds, chosen, form, status):
    notes = by_bloc(get_marge(request.user, consultation.version, noeuds))
    context = read_text(consultation, noeuds, chosen, notes, {}) | {"form": form}
    return render(request, "pacte/consultation_publique.html", context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def commentaire_confirm(request, jeton):
    """The page of the link received by mail: a visit changes nothing, the button confirms."""
    try:
        found = read(CONFIRMATION, jeton)
        if request.method == "POST":
            commentaire = actions.confirm_commentaire(found["jeton"])
            context = {"consultation": commentaire.consultation, "done": True}
            return render(request, "pacte/commentaire_confirm.html", context)
    except (LienInvalide, ValidationError):
        return render(request, "pacte/commentaire_confirm.html", {"is_over": True}, status=GONE)
    return render(request, "pacte/commentaire_confirm.html", {})
