"""Pages of collectives ask the database as many questions of a big federation as of a small one."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collectifs.models import Collectif, CompteRendu, Decision, Participation, Presence, Reunion
from tests.factories.collectifs import make_collectif

SMALL, BIG = (6, 20), (300, 9_000)
EXPECTED = {"hub": 11, "reunion": 8, "agenda": 5, "agenda-liste": 5, "registre": 6, "liste": 4}
Etat = Reunion.Etat


def fill(cast, collectifs, reunions):
    """Make collectives that the directrice joined, with their meetings, minutes and decisions spread among them."""
    first = make_collectif("Premier")
    held_by = first.fonction_referente
    others = (Collectif(nom=f"Autre {n}", fonction_referente=held_by) for n in range(collectifs - 1))
    made = [first, *Collectif.objects.bulk_create(others)]
    since = timezone.localdate() - timedelta(days=4000)
    Participation.objects.bulk_create(
        Participation(collectif=collectif, personne=cast.directrice, association=cast.palier, debut=since)
        for collectif in made
    )
    now = timezone.now()
    meetings = Reunion.objects.bulk_create(
        Reunion(
            collectif=made[n % len(made)],
            titre=f"Séance {n}",
            lieu="Ici",
            debut=now + timedelta(hours=4 * (n - reunions // 2) + 2),
            etat=Etat.TENUE if n < reunions // 2 else Etat.CONVOQUEE,
        )
        for n in range(reunions)
    )
    Presence.objects.bulk_create(Presence(reunion=reunion, personne=cast.directrice) for reunion in meetings)
    held = meetings[: reunions // 2]
    CompteRendu.objects.bulk_create(CompteRendu(reunion=reunion, etat="diffuse", diffuse_le=now) for reunion in held)
    Decision.objects.bulk_create(Decision(reunion=reunion, texte="Ouvrir le soir") for reunion in held)
    return first, held[0]


def count_queries(client, addresses):
    counted = {}
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counted[name] = len(queries)
    return counted


@pytest.mark.trap("list-of-thousands")
@pytest.mark.parametrize("size", [SMALL, BIG])
def test_as_many_queries_at_300_collectives_as_at_6(cast, client_of, size):
    """Hub, meeting, agenda, register, list: the same at 20 and at 9,000 meetings."""
    with pgtrigger.ignore():  # nine thousand numbers and events would measure nothing
        first, held = fill(cast, *size)
    addresses = {
        "hub": reverse("collectifs:collectif_detail", args=[first.pk]),
        "reunion": reverse("collectifs:reunion_detail", args=[held.pk]),
        "agenda": reverse("agenda:agenda_month"),
        "agenda-liste": reverse("agenda:agenda_list"),
        "registre": reverse("collectifs:decision_list"),
        "liste": reverse("collectifs:collectif_list"),
    }
    assert count_queries(client_of(cast.directrice), addresses) == EXPECTED
