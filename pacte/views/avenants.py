"""What an amended version changes in the one before, word by word."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from pacte.queries import get_versions
from pacte.queries.avenants import describe_avenant, find_before


@require_GET
def version_changes(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    before = find_before(request.user, version)
    if before is None:
        raise Http404
    context = {"version": version, "avenant": describe_avenant(before, version)}
    return render(request, "pacte/version_changes.html", context)
