"""The attendance sheet: in the room, on a phone, on a tablet, on paper; then certificates and who checks them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from formations.actions import emargements as actions
from formations.codes import get_room_code
from formations.forms.emargements import (
    ArriveeForm,
    ImprevuForm,
    MinutesForm,
    PapierForm,
    SalleForm,
    ScanForm,
    TabletteForm,
)
from formations.forms.sessions import MotifForm
from formations.models import Emargement, FeuillePapier, Formateur, Inscription, SessionFormation
from formations.queries.emargements import (
    find_certificate,
    find_half,
    find_signatory,
    find_signature,
    get_certificates,
    get_sheet,
    is_open,
    say_hours,
)
from socle.fichiers.stockage import give_file
from socle.gestes import attempt, attempt_form, find
from socle.limites import is_too_many
from socle.permissions import can, require

MOST_CHECKS, MOST_CODES, A_WHILE = 20, 60, 600
TOO_MANY = 429


@require_GET
def presence_detail(request, pk):
    session = find(SessionFormation, request, pk, "formation")
    require(request.user, "formations.hold_sheet", session)
    context = {
        "session": session,
        "feuille": get_sheet(session),
        "certificats": get_certificates(session),
        "may_organise": can(request.user, "formations.organise"),
    }
    return render(request, "formations/presence_detail.html", context)


def _find_half(request, pk):
    half = find_half(request.user, pk)
    if half is None:
        raise Http404
    return half


def _find_held(request, pk):
    """Return a half-day to whoever holds its sheet, with the sheet and its rank there."""
    half = _find_half(request, pk)
    require(request.user, "formations.hold_sheet", half.session)
    feuille = get_sheet(half.session)
    return half, feuille, [one.pk for one in feuille.demi_journees].index(half.pk)


@require_GET
def presence_code(request, pk):
    """What is shown in the room: the code of this moment, drawn too for phones."""
    half = _find_half(request, pk)
    require(request.user, "formations.hold_sheet", half.session)
    code = get_room_code(half)
    address = request.build_absolute_uri(reverse("formations:presence_sign", args=[pk])) + f"?code={code}"
    opened = is_open(half)
    context = {"half": half, "session": half.session, "code": code, "adresse": address, "is_ouverte": opened}
    return render(request, "formations/presence_code.html", context)


def presence_sign(request, pk):
    """Sign for oneself, on one's own phone."""
    half = _find_half(request, pk)
    signatory = find_signatory(half, request.user)
    kind = SalleForm if signatory else ImprevuForm
    do = actions.sign_here if signatory else actions.come_unplanned
    form = kind(request.POST or None, initial={"code": request.GET.get("code", "")[:9]})
    if isinstance(signatory, Formateur):
        form.fields["code"].required = False
    if request.method == "POST" and is_too_many(request, "emargement", most=MOST_CODES, seconds=A_WHILE):
        form.add_error(None, "Trop d’essais depuis cet endroit : attendez dix minutes, ou signez sur la feuille.")
    if attempt_form(form, do, half, by=request.user):
        messages.success(request, "C’est signé.")
        return redirect("formations:presence_sign", pk)
    context = {"half": half, "session": half.session, "form": form, "signatory": signatory}
    context |= {"signature": find_signature(half, signatory), "is_ouverte": is_open(half)}
    context["is_trainer"] = isinstance(signatory, Formateur)
    return render(request, "formations/presence_sign.html", context)


def presence_tablet(request, pk):
    """The tablet that goes round: a name, the code of that person."""
    half, feuille, rank = _find_held(request, pk)
    form = TabletteForm(request.POST or None, feuille=feuille, rank=rank)
    if request.method == "POST" and is_too_many(request, "emargement", most=MOST_CODES, seconds=A_WHILE):
        form.add_error(None, "Trop d’essais depuis cet endroit : attendez dix minutes, ou signez sur la feuille.")
    if attempt_form(form, actions.sign_on_tablet, half, by=request.user):
        messages.success(request, "C’est signé. Passez la tablette à la personne suivante.")
        return redirect("formations:presence_tablet", pk)
    context = {"half": half, "session": half.session, "form": form, "is_ouverte": is_open(half)}
    context["signees"] = sum(1 for ligne in feuille.stagiaires if ligne.cases[rank])
    context["attendues"] = len(feuille.stagiaires)
    return render(request, "formations/presence_tablet.html", context)


def presence_paper(request, pk):
    """The sheet signed by hand: kept first, then written down row by row."""
    half, feuille, rank = _find_held(request, pk)
    is_scan = "fichier" in request.FILES or request.POST.get("quoi") == "scan"
    scan = ScanForm(request.POST if is_scan else None, request.FILES if is_scan else None)
    form = PapierForm(None if is_scan else request.POST or None, feuille=feuille, rank=rank)
    done = attempt_form(scan, actions.keep_paper, half, by=request.user) if is_scan else None
    if done or (not is_scan and attempt_form(form, actions.note_from_paper, half, by=request.user)):
        messages.success(request, "La feuille est gardée." if done else "C’est noté, sous votre nom.")
        return redirect("formations:presence_paper", pk)
    context = {"half": half, "session": half.session, "scan": scan, "form": form}
    context |= {"papiers": half.papiers.select_related("deposee_par"), "rank": rank}
    return render(request, "formations/presence_paper.html", context)


@require_GET
def paper_read(request, pk):
    papier = get_object_or_404(FeuillePapier.objects.select_related("demi_journee__session"), pk=pk)
    half = _find_half(request, papier.demi_journee_id)
    require(request.user, "formations.hold_sheet", half.session)
    if half.session.is_perimee:
        raise Http404
    return give_file(papier.fichier, name=f"feuille-{papier.pk}.{papier.fichier.name.rsplit('.', 1)[-1]}")


def arrivee_add(request, pk):
    session = find(SessionFormation, request, pk, "formation")
    require(request.user, "formations.hold_sheet", session)
    form = ArriveeForm(request.POST or None)
    if attempt_form(form, actions.add_arrivee, session, by=request.user):
        messages.success(request, "Cette personne a une ligne sur la feuille.")
        return redirect("formations:presence_detail", pk)
    return render(request, "formations/arrivee_form.html", {"form": form, "session": session})


def minutes_edit(request, pk):
    related = ("demi_journee__session__formation", "inscription__personne", "arrivee", "formateur__personne")
    row = get_object_or_404(Emargement.objects.select_related(*related), pk=pk)
    half = _find_half(request, row.demi_journee_id)
    require(request.user, "formations.hold_sheet", half.session)
    form = MinutesForm(request.POST or None, initial={"minutes": row.minutes})
    if attempt_form(form, actions.correct_minutes, row, by=request.user):
        messages.success(request, "Les heures sont corrigées ; la raison reste écrite.")
        return redirect("formations:presence_detail", half.session_id)
    context = {"form": form, "emargement": row, "session": half.session, "half": half}
    context["qui"] = (row.inscription and row.inscription.personne) or row.arrivee or row.formateur
    return render(request, "formations/minutes_form.html", context)


def absence_edit(request, pk):
    """What is known of somebody who did not come, or left midway."""
    inscription = find(Inscription, request, pk, "session__formation", "personne")
    require(request.user, "formations.hold_sheet", inscription.session)
    form = MotifForm(request.POST or None, initial={"motif": inscription.absence})
    if attempt_form(form, actions.note_absence, inscription, by=request.user):
        messages.success(request, "C’est noté.")
        return redirect("formations:presence_detail", inscription.session_id)
    context = {"form": form, "inscription": inscription, "session": inscription.session}
    return render(request, "formations/absence_form.html", context)


@require_POST
def presence_close(request, pk):
    half = _find_half(request, pk)
    require(request.user, "formations.hold_sheet", half.session)
    if attempt(request, actions.close_sheet, half, by=request.user):
        messages.success(request, "La feuille est close : plus rien n’y change.")
    return redirect("formations:presence_detail", half.session_id)


@require_POST
def certificats_issue(request, pk):
    session = find(SessionFormation, request, pk, "formation")
    require(request.user, "formations.organise")
    if attempt(request, actions.issue_certificates, session, by=request.user):
        messages.success(request, "Les certificats sont faits ; chaque personne en est prévenue.")
    return redirect("formations:presence_detail", pk)


@login_not_required
@require_GET
def certificat_check(request):
    """Say whether a code is that of a certificate: the least that lets somebody compare it with the paper."""
    typed, certificat = request.GET.get("code", "")[:40], None
    is_over = bool(typed) and is_too_many(request, "certificat", most=MOST_CHECKS, seconds=A_WHILE)
    if typed and not is_over:
        certificat = find_certificate(typed)
    context = {"typed": typed, "certificat": certificat, "is_over": is_over}
    if certificat:
        context["initiales"] = " ".join(f"{part[0]}." for part in certificat.nom.split())
        context["heures"] = say_hours(certificat.minutes)
    return render(request, "formations/certificat_check.html", context, status=TOO_MANY if is_over else 200)
