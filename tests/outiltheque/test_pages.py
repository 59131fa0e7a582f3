"""The pages of the library: read by whoever may, constant questions, what a form loses (nothing)."""

import pytest
from django.urls import reverse

from outiltheque.models import Ressemblance, Vitrine
from tests.factories.outiltheque import make_constat, make_outil, make_retour, make_theme, make_usage

pytestmark = pytest.mark.django_db


@pytest.fixture
def outil(cast):
    outil = make_outil(cast.palier, by=cast.directrice, titre="Charte de covoiturage", description="Une ligne")
    outil.themes.add(make_theme())
    return outil


def test_every_page_is_drawn(cast, client_of, outil):
    draft = make_outil(cast.palier, by=cast.directrice, etat="brouillon")
    proposed = make_outil(cast.palier, by=cast.directrice, etat="propose")
    usage = make_usage(outil, cast.horizon, by=cast.adherente)
    retour = make_retour(outil, cast.horizon, by=cast.adherente)
    constat = make_constat(cast.horizon, by=cast.adherente)
    Ressemblance.objects.create(outil=proposed, autre=outil, score=0.8)
    pages = {
        cast.directrice: [
            reverse("outiltheque:outil_list"),
            reverse("outiltheque:outil_list") + "?q=covoiturage&tri=usages&etat=a_jour",
            reverse("outiltheque:outil_detail", args=[outil.pk]),
            reverse("outiltheque:outil_detail", args=[draft.pk]),
            reverse("outiltheque:outil_add"),
            reverse("outiltheque:outil_sort", args=[outil.pk]),
            reverse("outiltheque:outil_retire", args=[outil.pk]),
            reverse("outiltheque:version_detail", args=[outil.courante_id]),
            reverse("outiltheque:version_edit", args=[draft.versions.get().pk]),
            reverse("outiltheque:vitrine_edit", args=[outil.courante_id]),
            reverse("outiltheque:retour_answer", args=[retour.pk]),
            reverse("outiltheque:nouveaute_list"),
            reverse("outiltheque:constat_list"),
            reverse("outiltheque:constat_detail", args=[constat.pk]),
            reverse("outiltheque:constat_answer", args=[constat.pk]),
        ],
        cast.adherente: [
            reverse("outiltheque:outil_adapt", args=[outil.pk]),
            reverse("outiltheque:retour_add", args=[outil.pk]),
            reverse("outiltheque:constat_add"),
            reverse("outiltheque:outil_export", args=["csv"]),
        ],
        cast.chargee: [
            reverse("outiltheque:outil_queue"),
            reverse("outiltheque:outil_merge", args=[outil.pk]),
            reverse("outiltheque:version_review", args=[proposed.versions.get().pk]),
        ],
    }
    for who, addresses in pages.items():
        client = client_of(who)
        for address in addresses:
            assert client.get(address).status_code == 200, address
    assert usage.fin is None
    assert Vitrine.objects.count() == 0
