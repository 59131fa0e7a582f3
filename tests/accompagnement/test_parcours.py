"""The whole path through the pages, as the three people go through it."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accompagnement.models import CleDossier, Demande, Lecture
from tests.factories.accompagnement import PRIVEE, SECRET, make_proposee

URL = "accompagnement:"


def typed(scene, **fields):
    return {
        "numero": str(uuid4()),
        "bouquet": scene.service.bouquet.pk,
        "service": scene.service.pk,
        "recit": SECRET,
        "modalite": "presence",
        "langue": "français",
        "contact": "adresse",
        "adresse": PRIVEE,
        "telephone": "01 99 00 12 34",
        "consentement": "on",
    } | fields


@pytest.mark.rule("R15")
def test_whole_path(cast, scene, client_of):
    directrice, coordination, ines = (client_of(p) for p in (cast.directrice, cast.coordination, cast.prestataire))

    answer = directrice.post(reverse(URL + "demande_add"), typed(scene))
    demande = Demande.objects.get()
    page = reverse(URL + "demande_detail", args=[demande.pk])
    assert answer.url == page
    assert demande.code in directrice.get(page).text

    queue = coordination.get(reverse(URL + "coordination_list")).text
    assert demande.code in queue
    assert "Diomberé" not in queue
    read = coordination.post(reverse(URL + "demande_read", args=[demande.pk, "recit"]))
    assert SECRET in read.text
    assert coordination.post(reverse(URL + "demande_read", args=[demande.pk, "identite"])).status_code == 403
    coordination.post(
        reverse(URL + "demande_qualify", args=[demande.pk]), {"service": scene.service.pk, "urgence": "rapide"}
    )
    case = reverse(URL + "coordination_detail", args=[demande.pk])
    assert "Inès Galvorine" in coordination.get(case).text
    coordination.post(
        reverse(URL + "demande_propose", args=[demande.pk]), {"prestataires": [scene.ines.pk, scene.fabien.pk]}
    )

    page_text = directrice.get(page).text
    assert "Inès Galvorine" in page_text
    assert "Hervé Montclausel" in page_text
    proposition = demande.propositions.get(prestataire=scene.ines)
    directrice.post(reverse(URL + "proposition_choose", args=[demande.pk]), {"proposition": proposition.pk})

    sollicitation = demande.sollicitations.get()
    card_url = reverse(URL + "sollicitation_detail", args=[sollicitation.pk])
    card = ines.get(card_url).text
    assert "Écoute individuelle" in card
    for hidden in (SECRET, "Diomberé", "Le Palier", demande.code):
        assert hidden not in card
    assert ines.post(reverse(URL + "demande_read", args=[demande.pk, "identite"])).status_code == 404
    ines.post(reverse(URL + "sollicitation_accept", args=[sollicitation.pk]), {})
    assert ines.post(reverse(URL + "demande_read", args=[demande.pk, "identite"])).status_code == 404
    ines.post(reverse(URL + "sollicitation_accept", args=[sollicitation.pk]), {"has_declared": "on"})
    assert "Diomberé" in ines.post(reverse(URL + "demande_read", args=[demande.pk, "identite"])).text
    assert SECRET in ines.post(reverse(URL + "demande_read", args=[demande.pk, "recit"])).text

    day = timezone.localdate()
    seance = {"date": day.isoformat(), "duree_minutes": "60", "format": "presence"}
    for _ in range(2):
        ines.post(reverse(URL + "seance_add", args=[sollicitation.pk]), seance)
    assert demande.seances.count() == 1
    ines.post(reverse(URL + "demande_close", args=[demande.pk]))
    assert ines.get(card_url).status_code == 404
    assert "Est-ce bien fini" in directrice.get(page).text
    directrice.post(reverse(URL + "demande_confirm", args=[demande.pk]))
    assert coordination.get(case).status_code == 404

    directrice.post(reverse(URL + "demande_evaluate", args=[demande.pk]), {"neutralite": "4"})
    demande.refresh_from_db()
    assert demande.etat == "evaluee"
    assert set(CleDossier.objects.values_list("acces__role", flat=True)) == {"demandeur", "courrier"}
    roles = list(Lecture.objects.order_by("pk").values_list("role", "genre"))
    assert roles == [("coordination", "recit"), ("prestataire", "identite"), ("prestataire", "recit")]
    ledger = directrice.get(page).text
    assert "Inès Galvorine" in ledger


def test_choosing_none_asks_no_reason(cast, scene, client_of):
    demande = make_proposee(cast, scene)
    client_of(cast.directrice).post(reverse(URL + "proposition_refuse", args=[demande.pk]))
    demande.refresh_from_db()
    assert demande.etat == "qualifiee"
    case = client_of(cast.coordination).get(reverse(URL + "coordination_detail", args=[demande.pk])).text
    assert "Aucun prestataire ne peut être proposé" in case


@pytest.mark.rule("R16")
def test_withdrawal_is_one_click(cast, scene, client_of):
    demande = make_proposee(cast, scene)
    client_of(cast.directrice).post(reverse(URL + "demande_withdraw", args=[demande.pk]))
    demande.refresh_from_db()
    assert demande.etat == "retiree"
    assert set(CleDossier.objects.values_list("acces__role", flat=True)) == {"demandeur"}
