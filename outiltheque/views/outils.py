"""The library: its list, the page of a tool, what changed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from members.models import Association
from outiltheque.actions import outils as actions
from outiltheque.actions.visites import record_visit
from outiltheque.filters import OutilFilter
from outiltheque.forms.outils import AdaptationForm, OutilForm, TriForm
from outiltheque.forms.retours import MerciForm, UsageForm
from outiltheque.licences import get_licence
from outiltheque.models import Outil
from outiltheque.queries.nouveautes import count_changes, find_since, get_changes, read_changes
from outiltheque.queries.outils import find_kept, find_outil, get_options, get_page, get_version
from outiltheque.queries.recherche import get_passages
from outiltheque.rules import is_auteur
from socle.gestes import attempt_form
from socle.pagination import paginate
from socle.permissions import can, require
from socle.tableaux import send_table

PER_PAGE = 50
FEEDBACK, SUGGESTED = 20, 10
EXPORTS = [("csv", "CSV, pour tout tableur"), ("xlsx", "XLSX, pour Excel"), ("ods", "ODS, pour LibreOffice")]
HEADINGS = ["Titre", "Genre", "État", "Résumé", "Associations", "Thèmes", "Publics", "Étape", "Licence",
            "Dernière relecture", "Associations qui l’utilisent"]  # fmt: skip
HERE = "outiltheque:outil_detail"


def _filter(request):
    seen = Outil.objects.visible_to(request.user)
    return OutilFilter(request.GET, seen, options=get_options(), personne=request.user)


@require_GET
def outil_list(request):
    filtre = _filter(request)
    page = paginate(request, filtre.rows, PER_PAGE)
    passages = get_passages(page.object_list, filtre.searched, request.user)
    for outil in page.object_list:
        outil.passage = passages.get(outil.pk)
    since = find_since(request.user)
    context = {
        "filtre": filtre,
        "page": page,
        "here": request.path,
        "exports": EXPORTS,
        "nouveautes": count_changes(since) if since else 0,
        "depuis": since,
        "may_propose": can(request.user, "outiltheque.propose_outil"),
        "may_manage": can(request.user, "outiltheque.manage_outils"),
    }
    return render(request, "outiltheque/outil_list.html" + ("#resultats" if request.htmx else ""), context)


@require_GET
def outil_export(request, kind):
    """Send all the pages of what is on screen as one file."""
    rows = (_export(outil) for outil in _filter(request).rows)
    return send_table(f"outils-{timezone.localdate():%Y-%m-%d}", kind, HEADINGS, rows)


def _export(outil):
    return [
        outil.titre, outil.get_genre_display(), outil.dit, outil.resume, ", ".join(outil.noms_associations),
        ", ".join(outil.noms_themes), ", ".join(outil.noms_publics), outil.get_etape_display(),
        outil.get_licence_display(), outil.relu_le.isoformat() if outil.relu_le else "", outil.n_usages,
    ]  # fmt: skip


@require_GET
def outil_detail(request, pk):
    if kept := find_kept(request.user, pk):
        return redirect(HERE, kept, permanent=True)
    outil = find_outil(request.user, pk)
    version = get_version(outil, request.user)
    page = get_page(outil, request.user)
    used = {usage.association_id for usage in page["usages"]}
    miennes = {tie.association_id for tie in request.user.rattachements_en_cours}
    page["usages"].sort(key=lambda usage: usage.association_id not in miennes)
    context = page | {
        "outil": outil,
        "retours": paginate(request, page["retours"], FEEDBACK),
        "version": version,
        "licence": get_licence(version.licence),
        "is_auteur": is_auteur(request.user, outil),
        "usage_form": UsageForm(personne=request.user),
        "merci_form": MerciForm(),
        "miennes": miennes,
        "may_say_use": bool(miennes - used),
        "en_cours": next((v for v in page["versions"] if not v.is_parue and v.outil_id == outil.pk), None),
    }
    return render(request, "outiltheque/outil_detail.html", context)


def outil_add(request):
    require(request.user, "outiltheque.propose_outil")
    form = OutilForm(request.POST or None, personne=request.user)
    if outil := attempt_form(form, actions.start_outil, by=request.user):
        messages.success(request, "L’outil est commencé. Écrivez la suite, puis proposez-le.")
        return redirect("outiltheque:version_edit", outil.versions.get().pk)
    return render(request, "outiltheque/outil_form.html", {"form": form})


def outil_adapt(request, pk):
    outil = find_outil(request.user, pk)
    require(request.user, "outiltheque.adapt_outil", outil)
    source = outil.courante
    initial = {"titre": source.titre, "resume": source.resume, "licence": source.licence}
    form = AdaptationForm(request.POST or None, personne=request.user, source=source, initial=initial)
    licence = get_licence(source.licence)
    may_adapt = licence.is_adaptable or is_auteur(request.user, outil)
    if may_adapt and (made := attempt_form(form, actions.adapt_outil, source, by=request.user)):
        messages.success(request, "Votre version est commencée, avec le texte d’origine. Changez ce qu’il faut.")
        return redirect("outiltheque:version_edit", made.versions.get().pk)
    context = {"form": form, "outil": outil, "source": source, "licence": licence, "may_adapt": may_adapt}
    return render(request, "outiltheque/outil_adapt.html", context)


def outil_sort(request, pk):
    outil = find_outil(request.user, pk)
    require(request.user, "outiltheque.sort_outil", outil)
    form = TriForm(request.POST or None, instance=find_outil(request.user, pk))
    if form.is_valid() and _sort(form, outil, request.user):
        messages.success(request, "L’outil est classé.")
        return redirect(HERE, pk)
    return render(request, "outiltheque/outil_sort.html", {"form": form, "outil": outil})


def _sort(form, outil, personne) -> bool:
    form.cleaned_data = form.given
    return attempt_form(form, lambda **given: actions.sort_outil(outil, by=personne, **given) or True) or False


@require_GET
def association_suggest(request):
    """The names that may be meant, while one is typed."""
    typed = request.GET.get("autre", "")[:100].strip()
    found = Association.objects.visible_to(request.user).search(typed) if typed else Association.objects.none()
    return render(request, "outiltheque/_suggestions.html", {"noms": found.values_list("nom", flat=True)[:SUGGESTED]})


@require_GET
def nouveaute_list(request):
    """All that changed, the latest first; what is new since the visit before is marked."""
    page = paginate(request, get_changes(), PER_PAGE)
    page.object_list = read_changes(page.object_list)
    context = {"page": page, "depuis": find_since(request.user)}
    return render(request, "outiltheque/nouveaute_list.html", context)


@require_POST
def visite_add(request):
    """Note that the person read what changed."""
    record_visit(is_all_read="tout" in request.POST, by=request.user)
    return redirect("outiltheque:nouveaute_list")


def find_or_404(personne, pk):
    """Return a tool that the person may read, 404 otherwise."""
    outil = Outil.objects.visible_to(personne).prefetch_related("associations").filter(pk=pk).first()
    if outil is None:
        raise Http404
    return outil
