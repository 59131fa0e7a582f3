"""What is new since somebody last read a page: pages read within half an hour are one visit.

What was new stays new until the visit ends. The row says `vue_le`, and `avant_le`: when the visit before began to be
the past.
"""

from datetime import timedelta

from django.utils import timezone

VISIT = timedelta(minutes=30)


def find_news_since(vue_le, avant_le):
    """Return the moment from which things are new to whoever read a page then; None if they never did."""
    if vue_le is not None and vue_le < timezone.now() - VISIT:
        return vue_le
    return avant_le


def mark_visit(visite, *, is_all_read: bool = False):
    """Write that a visit goes on, or that another begins; `is_all_read` ends it: nothing is new any more."""
    now = timezone.now()
    if is_all_read:
        visite.avant_le = now
    elif visite.vue_le < now - VISIT:
        visite.avant_le = visite.vue_le
    visite.vue_le = now
    visite.save()
    return visite
