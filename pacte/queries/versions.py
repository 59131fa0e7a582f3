"""Questions about pacts that span several rows."""

from collections import Counter
from datetime import date, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from members.models import Personne
from pacte.genres import Genre, plural_of
from pacte.models import VersionPacte
from pacte.tree import Texte
from socle.french import count, say_list


def get_versions(personne: Personne) -> QuerySet[VersionPacte]:
    """Return the versions that a person may read, the latest pact first."""
    related = ("pacte", "publiee_par", "cree_par", "ratification__instance")
    return VersionPacte.objects.visible_to(personne).select_related(*related)


def get_next_version(version: VersionPacte) -> tuple[int, int]:
    """Return the number after the last one: an amendment of the same version."""
    versions = VersionPacte.objects.filter(pacte=version.pacte_id, majeure=version.majeure)
    return version.majeure, versions.aggregate(last=Max("avenant"))["last"] + 1


def find_in_force(version: VersionPacte, on: date) -> VersionPacte | None:
    """Return the published version that `version` would take the place of on a day."""
    return VersionPacte.objects.en_vigueur(on).filter(federation=version.federation_id).select_related("pacte").first()


def find_earliest_start(version: VersionPacte) -> date:
    """Return the first day on which a version may enter into force.

    A version that runs keeps the days that it was in force: the next begins the day after its first day at
    the soonest, and never before its own pact.
    """
    today = timezone.localdate()
    running = VersionPacte.objects.publiees().filter(federation=version.federation_id, vigueur_du__lte=today)
    last = running.order_by("-vigueur_du").first()
    after = last.vigueur_du + timedelta(days=1) if last else version.pacte.debut
    start = max(version.pacte.debut, after)
    taken = VersionPacte.objects.publiees().filter(federation=version.federation_id, vigueur_du__gte=start)
    days = set(taken.values_list("vigueur_du", flat=True))
    while start in days:
        start += timedelta(days=1)
    return start


def propose_start(version: VersionPacte) -> date:
    """Return the day offered by the page: today, or the first possible one after."""
    return max(find_earliest_start(version), min(timezone.localdate(), version.pacte.fin))


def describe_content(texte: Texte) -> str:
    """« 3 valeurs, 22 mots-clés, 2 défis… »: what is in a text, in the order of the kinds."""
    counts = Counter(str(noeud.genre) for noeud in texte.walk())
    said = [count(counts[genre.value], genre.label, plural_of(genre)) for genre in Genre if counts[genre.value]]
    return say_list(said)
