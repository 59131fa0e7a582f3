"""The commission's desk: what waits for an opinion or a decision, what cannot be written together, the new text."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from pacte.actions import amendements as actions
from pacte.actions import consolidations
from pacte.consolidation import MOTS, Arbre, Conflit
from pacte.forms.amendements import AvisForm, DecisionForm, MotsForm, RetenuForm
from pacte.queries.amendements import describe_words, get_amendements, get_collisions, get_conflits
from pacte.queries.consultations import get_consultations
from pacte.views.consultations import draw_for, status_of
from socle.gestes import attempt, attempt_form
from socle.permissions import can, require


@require_GET
def commission_desk(request, pk):
    consultation = get_object_or_404(get_consultations(request.user), pk=pk)
    require(request.user, "pacte.advise", consultation)
    noeuds = consultation.version.read().noeuds
    nodes, collisions = Arbre(noeuds).noeuds, get_collisions(consultation)
    rows = list(get_amendements(request.user).filter(consultation=consultation))
    for row in rows:
        row.noeud, row.rencontres = nodes.get(row.bloc), collisions.get(row.numero, [])
    debated = [row for row in rows if row.is_debattu]
    context = {
        "consultation": consultation,
        "sans_avis": [row for row in debated if not row.avis],
        "chez_auteur": [row for row in debated if row.awaits_author],
        "a_decider": [row for row in debated if row.avis and not row.awaits_author],
        "decides": len(rows) - len(debated),
        "total": len(rows),
        "conflits": [(conflit, nodes.get(conflit.bloc)) for conflit in get_conflits(consultation, noeuds).conflits],
        "scrutins": consultation.scrutins.all(),
        "consolidation": getattr(consultation, "consolidation", None),
        "may_decide": can(request.user, "pacte.decide_amendement"),
    }
    return render(request, "pacte/commission_desk.html", context)


def amendement_advise(request, pk):
    amendement = get_object_or_404(get_amendements(request.user), pk=pk)
    require(request.user, "pacte.advise", amendement.consultation)
    initial = {name: getattr(amendement, name) for name in ("avis", "avis_texte", "contre_titre", "contre_texte")}
    form = AvisForm(request.POST or None, initial=initial)
    if attempt_form(form, actions.advise, amendement, by=request.user):
        messages.success(request, f"L’avis sur l’amendement {amendement.numero} est donné.")
        return redirect("pacte:commission_desk", amendement.consultation_id)
    return draw_about(
        request,
        form,
        amendement,
        "Avis sur l’amendement",
        submit="Donner cet avis",
        next="Tous les membres lisent l’avis. L’association répond à la contre-proposition, s’il y en a une.",
    )


def amendement_decide(request, pk):
    amendement = get_object_or_404(get_amendements(request.user), pk=pk)
    require(request.user, "pacte.decide_amendement")
    form = DecisionForm(request.POST or None)
    if done := attempt_form(form, actions.decide_amendement, amendement, by=request.user):
        messages.success(request, f"Amendement {done.numero} : {done.etat}.")
        return redirect("pacte:commission_desk", amendement.consultation_id)
    return draw_about(
        request,
        form,
        amendement,
        "Décider de l’amendement",
        submit="Noter la décision",
        next="Elle ne se change plus. Adopté, il fait tomber ceux qui le rencontrent ; chacun est prévenu.",
    )


def draw_about(request, form, amendement, title, **texts):
    """Draw a page that holds one form about an amendment."""
    texts["lead"] = f"{amendement.objet}, {amendement.association}"
    texts |= {"back": reverse("pacte:amendement_detail", args=[amendement.pk]), "back_label": str(amendement)}
    return draw_for(request, form, amendement.consultation, f"{title} {amendement.numero}", **texts)


def conflit_settle(request, pk, identifiant, sujet):
    """Both texts side by side; somebody writes the words, or says which one applies."""
    consultation = get_object_or_404(get_consultations(request.user), pk=pk)
    require(request.user, "pacte.decide_amendement")
    noeuds = consultation.version.read().noeuds
    conflit = find_conflit(consultation, noeuds, identifiant, sujet)
    noeud = Arbre(noeuds).noeuds[identifiant]
    rows = list(get_amendements(request.user).filter(consultation=consultation, numero__in=conflit.numeros))
    if sujet == MOTS:
        form = MotsForm(request.POST or None, noeud=noeud, amendements=rows)
    else:
        form = RetenuForm(request.POST or None, amendements=rows)
    if attempt_form(form, consolidations.settle_conflit, consultation, by=request.user, **conflit._asdict()):
        messages.success(request, "C’est choisi : le texte consolidé le prendra.")
        return redirect("pacte:commission_desk", pk)
    for row in rows:
        row.changes = describe_words(row, row.titre_final, row.texte_final)
    context = {"consultation": consultation, "noeud": noeud, "amendements": rows, "form": form, "sujet": sujet}
    return render(request, "pacte/conflit_settle.html", context, status=status_of(form))


def find_conflit(consultation, noeuds, identifiant, sujet) -> Conflit:
    for conflit in get_conflits(consultation, noeuds).conflits:
        if (conflit.bloc, conflit.sujet) == (identifiant, sujet):
            return conflit
    raise Http404


@require_POST
def consultation_consolidate(request, pk):
    consultation = get_object_or_404(get_consultations(request.user), pk=pk)
    if not attempt(request, consolidations.write_consolidation, consultation, by=request.user):
        return redirect("pacte:commission_desk", pk)
    consultation.refresh_from_db()
    messages.success(request, "Le texte consolidé est écrit : c’est un brouillon, que vous pouvez faire adopter.")
    return redirect("pacte:version_detail", consultation.consolidation.version_id)
