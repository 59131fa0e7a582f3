"""What a browser may send: too much is answered with a page, and never kept while it is read."""

import time

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponse
from django.shortcuts import render

from socle.fichiers.genres import MEGA, MOST_BYTES, say_limit

MOST_SENT = 60 * MEGA  # up to here the form is read, so that what was typed is not lost with the file
MOST_HEARD = 200 * MEGA  # up to here the rest is listened to: a browser cut short shows its own page, not ours
PATIENCE = 30
CHUNK = 1 << 16


class BoundedUpload(FileUploadHandler):
    """Let each file through up to the largest that any form takes, and one byte more, which tells that it is more."""

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.left = MOST_BYTES + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        kept = raw_data[: self.left]
        self.left -= len(kept)
        return kept or None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None


class SendLimit:
    """Answer a form that is far too heavy before it is read, whatever it holds."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdigit() or int(announced) <= MOST_SENT:
            return None
        if int(announced) <= MOST_HEARD:
            _listen(request, int(announced))
        answer = render(request, "413.html", {"limite": say_limit(MOST_BYTES)}, status=413)
        answer["Connection"] = "close"
        return answer


def _listen(request, left) -> None:
    """Read and drop what is being sent, for a time."""
    stream, until = request.META["wsgi.input"], time.monotonic() + PATIENCE
    while left > 0 and time.monotonic() < until:
        heard = stream.read(min(CHUNK, left))
        if not heard:
            return
        left -= len(heard)
