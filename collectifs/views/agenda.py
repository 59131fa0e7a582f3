"""A person's agenda, by month and by list, and the secret address that their telephone reads."""

from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from collectifs.actions.agenda import close_flux, open_flux
from collectifs.queries import find_subscriber, get_flux
from socle.agenda import fill_sheet, gather, make_sheet, midnight, next_month, previous_month, read_month, read_year
from socle.calendrier import build_feed
from socle.french import say_month
from socle.pagination import paginate
from socle.permissions import require

ONE_DAY = timedelta(days=1)
MONTHS_KEPT = 3
PER_PAGE = 50


@require_GET
def agenda_month(request):
    require(request.user, "collectifs.view_agenda")
    today = timezone.localdate()
    first = read_month(request.GET.get("mois", ""), today)
    weeks = make_sheet(first, today)
    moments = gather(request.user, midnight(weeks[0][0].date), midnight(weeks[-1][-1].date + ONE_DAY))
    fill_sheet(weeks, moments)
    context = {
        "first": first,
        "caption": say_month(first).capitalize(),
        "before": previous_month(first),
        "after": next_month(first),
        "is_this_month": first == today.replace(day=1),
        "is_empty": not any(day.moments for week in weeks for day in week if day.is_inside),
        "weeks": weeks,
    }
    return render(request, "collectifs/agenda_month.html", context)


@require_GET
def agenda_list(request):
    """What is ahead, the nearest first; or what is behind, a year at a time, the latest first."""
    require(request.user, "collectifs.view_agenda")
    now = timezone.now()
    is_past = "annee" in request.GET
    year = read_year(request.GET.get("annee", ""), timezone.localdate())
    if is_past:
        span = gather(request.user, _new_year(year), min(_new_year(year + 1), now))
        moments = [moment for moment in reversed(span) if moment.finish <= now]
    else:
        moments = [moment for moment in gather(request.user, now - ONE_DAY) if moment.finish > now]
    context = {"page": paginate(request, moments, PER_PAGE), "is_past": is_past, "year": year, "before": year - 1}
    context["after"] = year + 1 if year < timezone.localdate().year else None
    return render(request, "collectifs/agenda_list.html", context)


def _new_year(year):
    return midnight(date(year, 1, 1))


@require_http_methods(["GET", "HEAD", "POST"])
def flux_edit(request):
    """Say how a telephone follows the agenda; a button makes the address, which this answer alone shows."""
    require(request.user, "collectifs.subscribe_agenda")
    context = {"flux": get_flux(request.user)}
    if request.method == "POST":
        path = reverse("agenda:flux_read", args=[open_flux(by=request.user)])
        address = settings.PORTAIL_URL + path
        context |= {"address": address, "webcal": f"webcal://{address.partition('://')[2]}"}
    return render(request, "collectifs/agenda_subscription.html", context)


@require_POST
def flux_close(request):
    if close_flux(by=request.user):
        messages.success(request, "L’adresse est fermée : plus rien ne peut lire votre agenda par elle.")
    return redirect("agenda:flux_edit")


@login_not_required
@require_safe
def flux_read(request, secret):
    """Answer a telephone, which has no session: the address says whose agenda it is, and an unknown one nothing."""
    personne = find_subscriber(secret)
    if personne is None:
        raise Http404
    since = timezone.localdate().replace(day=1)
    for _ in range(MONTHS_KEPT):
        since = previous_month(since)
    moments = [moment for moment in gather(personne, midnight(since)) if moment.uid]
    content = build_feed(f"Agenda fédéral, {personne}", moments)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="agenda.ics"'
    response["X-Robots-Tag"] = "noindex"
    etag = f'"{sha256(content).hexdigest()}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag, response=response)
