"""Ways round the secret that were once open: each test held somebody who should not have been there."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accompagnement import actions
from accompagnement.models import Demande
from members.models import RoleFederal
from tests.factories.accompagnement import SECRET, make_acceptee, make_demande, make_qualifiee
from tests.factories.members import make_personne, make_rattachement, make_role, yesterday

URL = "accompagnement:"


@pytest.fixture
def tied_coordinator(cast):
    """A coordinator who also works with the directrice."""
    personne = make_personne("Vessigneul", "Anouk")
    make_role(personne, RoleFederal.Role.COORDINATION_NEUTRE)
    make_rattachement(personne, cast.palier)
    return personne


def test_a_coordinator_of_the_same_association_never_reads_the_case(cast, scene, tied_coordinator):
    demande = make_demande(cast.directrice, scene.service)
    readers = set(demande.acces.filter(role="coordination").values_list("personne", flat=True))
    assert readers == {cast.coordination.pk}
    assert not Demande.objects.visible_to(tied_coordinator).exists()
    elsewhere = make_demande(cast.adherente, scene.service)
    assert list(Demande.objects.visible_to(tied_coordinator)) == [elsewhere]


def test_without_a_free_coordinator_nothing_is_deposited(cast, scene, tied_coordinator, client_of):
    RoleFederal.objects.filter(personne=cast.coordination).update(fin=yesterday())
    fields = {
        "numero": "6f0c8a52-8f5e-4a3c-9a8e-0f5b7f2f9c11",
        "bouquet": scene.service.bouquet_id,
        "service": scene.service.pk,
        "recit": SECRET,
        "modalite": "presence",
        "langue": "français",
        "contact": "portail",
        "telephone": "01 99 00 12 34",
        "consentement": "on",
    }
    answer = client_of(cast.directrice).post(reverse(URL + "demande_add"), fields)
    assert "rien n’a été enregistré" in answer.text
    assert "hirondelles" in answer.text
    assert not Demande.objects.exists()


def test_who_left_the_association_no_longer_opens_its_request(cast, scene):
    frame = {"bouquet": scene.service.bouquet, "service": scene.service, "modalite": "presence", "langue": "français"}
    demande = actions.submit_demande_association(
        "6f0c8a52-8f5e-4a3c-9a8e-0f5b7f2f9c12",
        cast.palier,
        recit=SECRET,
        personnes=[cast.collegue],
        besoin_accessibilite=False,
        by=cast.presidente,
        **frame,
    )
    assert list(Demande.objects.visible_to(cast.collegue)) == [demande]
    assert actions.read_scelle(demande, "recit", by=cast.collegue) == SECRET
    cast.collegue.rattachements.update(fin=yesterday())
    assert not Demande.objects.visible_to(cast.collegue).exists()
    with pytest.raises(Exception, match="no key"):
        actions.read_scelle(demande, "recit", by=cast.collegue)
    assert list(Demande.objects.visible_to(cast.presidente)) == [demande]


def test_linking_two_linked_pairs_keeps_the_four_together(cast, scene):
    """N7: once A-B and C-D are linked, linking A and C must not part C from D."""
    cases = [
        make_qualifiee(cast, scene, by=by) for by in (cast.directrice, cast.collegue, cast.adherente, cast.chargee)
    ]
    actions.link_situation(cases[0], cases[1], by=cast.coordination)
    actions.link_situation(cases[2], cases[3], by=cast.coordination)
    actions.link_situation(cases[0], cases[2], by=cast.coordination)
    assert len(set(Demande.objects.values_list("situation", flat=True))) == 1
    assert Demande.objects.filter(situation=None).count() == 0


def test_two_lengths_for_one_day_are_explained(cast, scene, client_of):
    sollicitation = make_acceptee(cast, scene).sollicitations.get()
    client = client_of(cast.prestataire)
    url = reverse(URL + "seance_add", args=[sollicitation.pk])
    sent = {"date": timezone.localdate().isoformat(), "duree_minutes": "60", "format": "presence"}
    client.post(url, sent)
    answer = client.post(url, sent | {"duree_minutes": "90"}, follow=True)
    assert answer.status_code == 200
    assert "Une séance est déjà notée ce jour-là" in answer.text
    assert sollicitation.demande.seances.get().duree_minutes == 60


def test_a_flood_of_requests_stops_and_keeps_the_text(cast, scene, monkeypatch):
    monkeypatch.setattr("accompagnement.actions.depot.MOST_A_DAY", 2)
    for _ in range(2):
        make_demande(cast.directrice, scene.service)
    with pytest.raises(actions.Impossible, match="votre texte reste dans le formulaire"):
        make_demande(cast.directrice, scene.service)
    make_demande(cast.collegue, scene.service)


def test_an_erased_case_keeps_no_day(cast, scene, time_machine):
    demande = make_demande(cast.directrice, scene.service)
    actions.withdraw_demande(demande, by=cast.directrice)
    erased = actions.anonymize_demande(demande)
    for name in ("deposee_le", "terminee_le"):
        moment = timezone.localtime(getattr(erased, name))
        assert (moment.day, moment.hour, moment.minute) == (1, 0, 0)


def test_tabs_and_fields_leave_nothing_on_a_shared_computer(cast, scene, client_of):
    demande = make_demande(cast.directrice, scene.service)
    client = client_of(cast.directrice)
    detail = client.get(reverse(URL + "demande_detail", args=[demande.pk]))
    read = client.post(reverse(URL + "demande_read", args=[demande.pk, "recit"]))
    for page in (detail, read):
        title = page.text.partition("<title>")[2].partition("</title>")[0]
        assert demande.code not in title
        assert "no-store" in page["Cache-Control"]
    form = client.get(reverse(URL + "demande_add")).text
    assert 'autocomplete="off" novalidate data-behaviour="autosave"' in form
