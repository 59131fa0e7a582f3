"""The searches of the directory that people keep: the filters, never the rows found on the day."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from members.actions import delete_segment, edit_segment, save_segment
from members.filters import AssociationFilter
from members.forms.segments import SegmentForm
from members.models import Association
from members.queries import get_directory_options, get_segments
from members.views.shared import attempt
from socle.pagination import paginate
from socle.permissions import require

PER_PAGE = 50


@require_GET
def segment_list(request):
    page = paginate(request, get_segments(request.user), PER_PAGE)
    options = get_directory_options()
    for segment in page:
        segment.said = _read(QueryDict(segment.requete), options).said
    return render(request, "members/segment_list.html", {"page": page})


@require_GET
def segment_detail(request, pk):
    """Open a kept search: what it asked is asked again, without what no longer exists."""
    segment = get_object_or_404(get_segments(request.user), pk=pk)
    filtre = _read(QueryDict(segment.requete), get_directory_options())
    return redirect(f"{reverse('members:association_list')}?{filtre.requete}")


def segment_add(request):
    filtre = _read(request.GET, get_directory_options())
    if not filtre.is_narrowed:
        raise Http404("no filter to keep")
    form = SegmentForm(request.POST or None)
    given = {"requete": filtre.requete, "by": request.user}
    if form.is_valid() and attempt(form, save_segment, **given, **form.cleaned_data):
        messages.success(request, "La recherche est gardée.")
        return redirect("members:segment_list")
    return render(request, "members/segment_edit.html", {"form": form, "filtre": filtre})


def segment_edit(request, pk):
    segment = _own(request, pk)
    filtre = _read(QueryDict(segment.requete), get_directory_options())
    form = SegmentForm(request.POST or None, instance=segment)
    if form.is_valid() and attempt(form, edit_segment, _own(request, pk), by=request.user, **form.cleaned_data):
        messages.success(request, "La recherche a son nouveau nom.")
        return redirect("members:segment_list")
    return render(request, "members/segment_edit.html", {"form": form, "filtre": filtre, "segment": segment})


@require_POST
def segment_delete(request, pk):
    delete_segment(_own(request, pk), by=request.user)
    messages.success(request, "La recherche est supprimée. Les associations n’ont pas bougé.")
    return redirect("members:segment_list")


def _own(request, pk):
    segment = get_object_or_404(get_segments(request.user), pk=pk)
    require(request.user, "members.edit_segment", segment)
    return segment


def _read(query, options):
    return AssociationFilter(query, Association.objects.none(), options=options)
