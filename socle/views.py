"""The kernel's own pages: notifications, documents, health, the style page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from socle import documents, donnees, health
from socle.french import say_moment, say_size
from socle.models import DocumentProduit, ExportPersonnel, Notification, PreferenceNotification
from socle.notifications import registry
from socle.pagination import paginate
from socle.travaux import find_latest


@require_GET
def notification_list(request):
    page = paginate(request, Notification.objects.of(request.user), 30)
    context = {"page": page, "preferences": reverse("socle:preference_edit")}
    return render(request, "socle/notification_list.html", context)


@require_POST
def notification_open(request, pk):
    notification = get_object_or_404(Notification.objects.of(request.user), pk=pk)
    Notification.objects.of(request.user).unread().filter(pk=pk).update(lue_le=timezone.now())
    is_ours = url_has_allowed_host_and_scheme(notification.lien, allowed_hosts=None)
    return redirect(notification.lien if is_ours else "socle:notification_list")


@require_POST
def notification_read_all(request):
    Notification.objects.of(request.user).unread().update(lue_le=timezone.now())
    return redirect("socle:notification_list")


def preference_edit(request):
    kinds = sorted(registry.values(), key=lambda kind: (kind.category, kind.slug))
    kinds = [kind for kind in kinds if kind.can_be_disabled and not kind.confidential]
    if request.method == "POST":
        for kind in kinds:
            PreferenceNotification.objects.update_or_create(
                personne=request.user, genre=kind.slug, defaults={"par_courriel": kind.slug in request.POST}
            )
        return redirect("socle:preference_edit")
    refused = set(
        PreferenceNotification.objects.filter(personne=request.user, par_courriel=False).values_list(
            "genre", flat=True
        )
    )
    return render(request, "socle/preference_edit.html", {"kinds": kinds, "refused": refused})


@require_GET
def document_detail(request, pk):
    document = _readable_document(request.user, pk)
    template = "socle/document_detail.html" + ("#etat" if request.htmx else "")
    return render(request, template, describe_document(document))


def describe_document(document):
    """Return what the page of a document says of it: how far it is, and where the file is once it exists."""
    state = "waiting" if document.commence_le is None else "working"
    if document.is_ready:
        state = "done"
    elif document.has_failed:
        state = "failed"
    return {
        "document": document,
        "state": state,
        "demande_le": say_moment(document.cree_le),
        "url": reverse("socle:document_download", args=[document.pk]) if document.is_ready else "",
        "size": say_size(document.fichier.size) if document.is_ready else "",
    }


@require_GET
def document_download(request, pk):
    document = _readable_document(request.user, pk)
    if not document.is_ready:
        return redirect("socle:document_detail", document.pk)
    return FileResponse(document.fichier.open(), as_attachment=True, filename=document.nom)


def _readable_document(user, pk):
    document = get_object_or_404(DocumentProduit, pk=pk)
    if not documents.may_read(user, document):
        raise Http404
    return document


def donnees_detail(request):
    if request.method == "POST":
        donnees.ask_export(by=request.user)
        return redirect("socle:donnees_detail")
    export = ExportPersonnel.objects.of(request.user).first()
    travail = find_latest(export) if export else None
    return render(request, "socle/donnees_detail.html", {"export": export, "travail": travail})


@require_POST
def donnees_download(request, pk):
    ready = ExportPersonnel.objects.of(request.user).exclude(contenu=None)
    export = get_object_or_404(ready, pk=pk)
    response = HttpResponse(donnees.read_export(export), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return response


@require_GET
def charte(request):
    if not (request.user.is_superuser or settings.DEMO):
        raise Http404
    return render(request, "socle/charte.html")


@require_GET
@login_not_required
def sante(request):
    parts = health.check()
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)


@require_GET
@login_not_required
def sante_vivant(request):
    return JsonResponse({"processus": "ok"})


@login_not_required
def csrf_failure(request, reason=""):
    return render(request, "csrf.html", status=403)


@login_not_required
def bad_request(request, exception):
    return render(request, "400.html", status=400)


@login_not_required
def forbidden(request, exception):
    return render(request, "403.html", status=403)


@login_not_required
def not_found(request, exception):
    return render(request, "404.html", status=404)


@login_not_required
def server_error(request):
    return render(request, "500.html", status=500)
