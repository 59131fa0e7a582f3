"""Take the text of a pact away, for word processors."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from pacte.lecture import write_file
from pacte.queries import get_versions
from pacte.views.versions import as_file
from socle.fichiers.genres import DOCX, ODT


@require_GET
def version_docx(request, pk):
    return give(request, pk, DOCX)


@require_GET
def version_odt(request, pk):
    return give(request, pk, ODT)


def give(request, pk, genre):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    return as_file(write_file(version.read(), genre.suffixe), genre.mime, version, genre.suffixe)
