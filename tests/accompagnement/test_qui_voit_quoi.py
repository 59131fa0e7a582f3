"""Who sees what (practice and law, §6.2): one table, every page of a case, every quality, every state of its life."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import NoReverseMatch, reverse

from accompagnement import actions
from accompagnement.models import ACCOMPAGNEES, FINIS, Demande, Etat, Genre
from accompagnement.urls import urlpatterns
from tests.accompagnement.test_vie import make_cloturee, make_en_cours
from tests.factories.accompagnement import (
    SECRET,
    make_acceptee,
    make_demande,
    make_proposee,
    make_qualifiee,
    make_sollicitee,
)

URL = "accompagnement:"
NOBODY = (
    "collegue",
    "presidente",
    "adherente",
    "ancien",
    "chargee",
    "admin",
    "superuser",
    "comite",
    "autre_prestataire",
)
NEIGHBOURS = ("collegue", "chargee", "superuser", "autre_prestataire")
INSIDE = ("directrice", "coordination", "prestataire")


def _end(cast, demande, action, by, **fields):
    getattr(actions, action)(demande, by=getattr(cast, by), **fields)
    return Demande.objects.get(pk=demande.pk)


def _reorient(cast, scene):
    demande = make_qualifiee(cast, scene)
    actions.offer_reorientation(demande, "dla", by=cast.coordination)
    return _end(cast, demande, "accept_reorientation", "directrice", destination="dla")


def _lapse(cast, scene):
    demande = make_proposee(cast, scene)
    Demande.objects.filter(pk=demande.pk).update(echeance="2020-01-01")
    return Demande.objects.get(pk=demande.pk)


def _erase(cast, scene):
    return actions.anonymize_demande(_end(cast, make_proposee(cast, scene), "withdraw_demande", "directrice"))


MAKE = {
    Etat.DEPOSEE: lambda cast, scene: make_demande(cast.directrice, scene.service),
    Etat.QUALIFIEE: make_qualifiee,
    Etat.PROPOSEE: make_proposee,
    Etat.SOLLICITEE: lambda cast, scene: make_sollicitee(cast, scene).demande,
    Etat.ACCEPTEE: make_acceptee,
    Etat.EN_COURS: make_en_cours,
    Etat.SUSPENDUE: lambda c, s: _end(c, make_en_cours(c, s), "suspend_demande", "directrice", motif="autre"),
    Etat.A_CONFIRMER: lambda c, s: _end(c, make_en_cours(c, s), "close_demande", "prestataire"),
    Etat.CLOTUREE: make_cloturee,
    Etat.EVALUEE: lambda c, s: _end(c, make_cloturee(c, s), "evaluate_demande", "directrice"),
    Etat.REORIENTEE: _reorient,
    Etat.RETIREE: lambda c, s: _end(c, make_acceptee(c, s), "withdraw_demande", "directrice"),
    Etat.EXPIREE: _lapse,
    Etat.ANONYMISEE: _erase,
}


def reach(etat, cast, scene) -> Demande:
    """Return the directrice's own request, taken to a state through the real actions."""
    return Demande.objects.get(pk=MAKE[etat](cast, scene).pk)


# What each quality may know in each state: E that the case exists, T the need, N the name.
REQUESTER = dict.fromkeys(Etat, "ETN") | {Etat.ANONYMISEE: ""}
COORDINATOR = {etat: "" if etat in FINIS else "ET" for etat in Etat}
PROVIDER = {etat: "ETN" if etat in ACCOMPAGNEES else "" for etat in Etat}
TABLE = {"directrice": REQUESTER, "coordination": COORDINATOR, "prestataire": PROVIDER}
TEXTS = {Genre.RECIT: ("T", SECRET), Genre.IDENTITE: ("N", "01 99 00 12 34")}


def may(role, etat, letter):
    return letter in TABLE.get(role, {}).get(etat, "")


def test_every_state_is_in_the_table():
    assert set(MAKE) == set(Etat)


@pytest.mark.parametrize("etat", Etat)
def test_who_sees_what(etat, cast, scene, client_of):
    demande = reach(etat, cast, scene)
    assert demande.etat_reel == etat
    detail = reverse(URL + "demande_detail", args=[demande.pk])
    for role in (*INSIDE, *NOBODY):
        client = client_of(getattr(cast, role))
        exists = may(role, etat, "E")
        assert client.get(detail, follow=True).status_code == (200 if exists else 404), role
        for genre, (letter, planted) in TEXTS.items():
            answer = client.post(reverse(URL + "demande_read", args=[demande.pk, genre]))
            if may(role, etat, letter):
                assert planted in answer.text, (role, genre)
            else:
                assert answer.status_code in (403, 404), (role, genre)
                assert planted not in answer.text
        own = client.get(reverse(URL + "accueil")).text
        assert (demande.code in own) == (role == "directrice" and exists), role


@pytest.mark.parametrize("etat", [Etat.SOLLICITEE, Etat.ANONYMISEE])
def test_who_is_asked_knows_the_frame_and_nothing_else(etat, cast, scene, client_of):
    demande = reach(etat, cast, scene)
    sollicitation = demande.sollicitations.first()
    client = client_of(cast.prestataire)
    if etat == Etat.ANONYMISEE:
        assert sollicitation is None
        return
    page = client.get(reverse(URL + "sollicitation_detail", args=[sollicitation.pk]))
    assert page.status_code == 200
    for hidden in (SECRET, "Diomberé", "Le Palier", demande.code, str(demande.pk)):
        assert hidden not in page.text
    for role in ("autre_prestataire", "coordination", "directrice", "admin"):
        other = client_of(getattr(cast, role)).get(reverse(URL + "sollicitation_detail", args=[sollicitation.pk]))
        assert other.status_code == 404


def addresses_of(demande):
    """Every address of the app that names a case by its key."""
    for pattern in urlpatterns:
        if not str(pattern.pattern).startswith(("demandes/<uuid:pk>/", "coordination/<uuid:pk>/")):
            continue
        extra = ["recit"] if "genre" in str(pattern.pattern) else []
        try:
            yield pattern.name, reverse(URL + pattern.name, args=[demande.pk, *extra])
        except NoReverseMatch:
            continue


@pytest.mark.parametrize("etat", [Etat.DEPOSEE, Etat.PROPOSEE, Etat.ACCEPTEE, Etat.A_CONFIRMER, Etat.CLOTUREE])
def test_no_address_does_anything_for_who_is_not_in_the_case(etat, cast, scene, client_of):
    demande = reach(etat, cast, scene)
    found = dict(addresses_of(demande))
    assert {"demande_reassign", "demande_suspend", "demande_reopen", "demande_withdraw", "demande_propose"} <= set(
        found
    )
    strangers = [*NEIGHBOURS, *(role for role in ("coordination", "prestataire") if not may(role, etat, "E"))]
    for role in strangers:
        client = client_of(getattr(cast, role))
        for name, url in found.items():
            assert client.post(url, {"motif": "autre"}).status_code in (404, 405), (role, name)
    demande.refresh_from_db()
    assert demande.etat == etat
    assert not demande.lectures.exists()


@pytest.mark.parametrize("role", ["coordination", "prestataire"])
def test_a_quality_does_not_do_the_work_of_another(role, cast, scene, client_of):
    """Inside the case too: what is the person's alone answers no to everybody else, and changes nothing."""
    demande = make_acceptee(cast, scene)
    client = client_of(getattr(cast, role))
    for name in ("demande_withdraw", "proposition_refuse", "demande_confirm", "demande_continue", "demande_reopen"):
        assert client.post(reverse(URL + name, args=[demande.pk])).status_code == 403, name
    demande.refresh_from_db()
    assert demande.etat == Etat.ACCEPTEE
    with pytest.raises(PermissionDenied):
        actions.reopen_demande(demande, by=getattr(cast, role))
