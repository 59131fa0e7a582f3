"""Long lists, one page at a time."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest


def paginate(request: HttpRequest, rows, per_page: int) -> Page:
    """Return the page asked for by `?page=`, the nearest existing one if the number is wrong."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
