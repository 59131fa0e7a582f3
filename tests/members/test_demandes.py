"""Joining: every pair of states, the four things R5 asks, what the candidate is told, what two clicks do."""

from datetime import date, timedelta
from itertools import product

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from members.actions.admissions import admit_demande
from members.actions.demandes import (
    accept_charte,
    close_demande,
    give_reflexion,
    name_representant,
    open_candidature,
    plan_visite,
    record_decision,
    record_visite,
    reopen_demande,
    reorient_demande,
    send_follow_links,
    submit_demande,
    withdraw_demande,
)
from members.actions.reglages import add_piece, move_piece, save_charte, set_piece_active
from members.models import Association, Charte, DemandeAdhesion, Invitation, Personne, PieceAttendue
from members.queries.demandes import get_charte, get_checklist, get_etapes, get_missing
from members.tasks import forget_demandes
from socle import notifications
from socle.models import Courriel, Envoi
from tests.factories.adhesions import make_adhesion, make_admissible, make_charte, make_decision, make_demande

pytestmark = pytest.mark.django_db
Etat = DemandeAdhesion.Etat
TODAY = timezone.localdate
FIELDS = {
    "nom": "Un Jardin à Mervaucourt",
    "genre": "evs",
    "commune": "Mervaucourt",
    "code_postal": "",
    "message": "Un jardin partagé.",
    "contact_nom": "Tiphaine Aldoreste",
    "contact_fonction": "",
    "contact_email": "jardin@ailleurs.example",
    "contact_telephone": "",
}


def take(etat, demande, by):
    """Do what leads to a state; return what it needs to be tried from anywhere."""
    decided = {"le": TODAY(), "proces_verbal": "CA, point 4", "by": by}
    return {
        Etat.CONTACT: lambda: reopen_demande(demande, by=by),
        Etat.VISITE_PREVUE: lambda: plan_visite(demande, on=TODAY(), by=by),
        Etat.VISITEE: lambda: record_visite(demande, on=TODAY(), by=by),
        Etat.REORIENTEE: lambda: reorient_demande(demande, motif="Ailleurs", by=by),
        Etat.REFLEXION: lambda: give_reflexion(demande, motif="Du temps", by=by),
        Etat.CANDIDATE: lambda: open_candidature(demande, by=by),
        Etat.ACCORD_CANDIDATE: lambda: record_decision(
            demande, instance="candidate", is_favorable=True, motif="", **decided
        ),
        Etat.ACCORD_FEDERATION: lambda: record_decision(
            demande, instance="federation", is_favorable=True, motif="", **decided
        ),
        Etat.REFUSEE: lambda: record_decision(
            demande, instance="federation", is_favorable=False, motif="Trop loin", **decided
        ),
        Etat.MEMBRE: lambda: admit_demande(demande, le=TODAY(), categorie="active", association=None, by=by),
        Etat.ABANDONNEE: lambda: close_demande(demande, motif="Sans suite", by=by),
    }[etat]()


@pytest.mark.trap("state-bypass")
def test_every_pair_of_states(cast):
    demande = make_admissible()
    for before, after in product(Etat, Etat):
        if before == after == Etat.VISITE_PREVUE:
            continue  # another day for the visit: no step
        with transaction.atomic():
            force(demande, before)
            allowed = after in DemandeAdhesion.TRANSITIONS[before]
            if allowed:
                take(after, demande, cast.chargee)
            else:
                with pytest.raises(ValidationError):
                    take(after, demande, cast.chargee)
            assert DemandeAdhesion.objects.get(pk=demande.pk).etat == (after if allowed else before), (before, after)
            transaction.set_rollback(True)


def force(demande, etat):
    """Put a file in a state whatever the graph says, as a test only may."""
    with pgtrigger.ignore("members.DemandeAdhesion:cycle"):
        DemandeAdhesion.objects.filter(pk=demande.pk).update(
            etat=etat, motif="Un motif" if etat == Etat.REFUSEE else ""
        )
    demande.refresh_from_db()


def test_the_database_holds_the_same_graph():
    trigger = DemandeAdhesion._meta.triggers[0]
    assert set(trigger.transitions) == {
        (before.value, after.value) for before, afters in DemandeAdhesion.TRANSITIONS.items() for after in afters
    }
    demande = make_demande()
    with pytest.raises(DatabaseError), transaction.atomic():
        DemandeAdhesion.objects.filter(pk=demande.pk).update(etat=Etat.MEMBRE)


@pytest.mark.rule("R5")
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda d: d.decisions.filter(instance="candidate").delete(), "de l’association"),
        (lambda d: d.decisions.filter(instance="federation").delete(), "de la fédération"),
        (lambda d: d.acceptations.all().delete(), "charte"),
        (lambda d: DemandeAdhesion.objects.filter(pk=d.pk).update(representant=None), "représentera"),
        (lambda d: make_decision(d, "federation", is_favorable=False), "de la fédération"),
    ],
)
def test_membership_waits_for_the_two_decisions_the_charter_and_the_representative(cast, spoil, said):
    demande = make_admissible()
    spoil(demande)
    with pytest.raises(ValidationError, match=said):
        admit_demande(demande, le=TODAY(), categorie="active", association=None, by=cast.chargee)
    assert not Association.objects.filter(nom=demande.nom).exists()


@pytest.mark.rule("R5")
def test_membership_opens_everything_in_one_go(cast):
    demande = make_admissible(nom="Un Jardin à Mervaucourt")
    assert get_missing(demande) == []
    admitted = admit_demande(demande, le=date(2026, 1, 1), categorie="active", association=None, by=cast.chargee)
    sheet = Association.objects.adherentes().get(nom="Un Jardin à Mervaucourt")
    assert admitted.demande.association == sheet
    assert sheet.acceptations_charte.get().par == demande.representant
    assert sheet.representants.get().personne == demande.representant
    invitation = Invitation.objects.get(association=sheet)
    assert invitation.is_gestionnaire
    assert not sheet.rattachements.exists(), "nobody enters an association without having said yes"


def test_coming_back_takes_the_old_sheet_and_keeps_the_gap(cast):
    make_adhesion(cast.palier, date(2010, 1, 1), date(2020, 1, 1))
    demande = make_admissible()
    admit_demande(demande, le=date(2026, 1, 1), categorie="active", association=cast.palier, by=cast.chargee)
    assert cast.palier.adhesions.count() == 2
    assert cast.palier not in Association.objects.adherentes(date(2023, 1, 1))
    assert cast.palier in Association.objects.adherentes(date(2026, 5, 1))


def test_a_member_cannot_join_twice(cast):
    make_adhesion(cast.palier)
    with pytest.raises(ValidationError, match="déjà une adhésion"):
        admit_demande(make_admissible(), le=TODAY(), categorie="active", association=cast.palier, by=cast.chargee)


def test_the_second_of_two_clicks_is_told_where_the_file_is(cast):
    demande = make_demande()
    plan_visite(demande, on=TODAY(), by=cast.chargee)
    record_visite(demande, on=TODAY(), by=cast.chargee)
    with pytest.raises(ValidationError, match="visite faite"):
        record_visite(demande, on=TODAY(), by=cast.chargee)


def test_only_the_team_follows_files(cast):
    for somebody in (cast.directrice, cast.comite, cast.prestataire, cast.superuser):
        with pytest.raises(PermissionDenied):
            plan_visite(make_demande(), on=TODAY(), by=somebody)


def test_decisions_keep_their_order_and_their_reasons(cast):
    demande = make_demande(Etat.ACCORD_CANDIDATE)
    make_decision(demande, le=TODAY())
    given = {"instance": "federation", "proces_verbal": "CA", "by": cast.chargee}
    with pytest.raises(ValidationError, match="corrigez la date"):
        record_decision(demande, le=TODAY() - timedelta(days=1), is_favorable=True, motif="", **given)
    with pytest.raises(ValidationError, match="à venir"):
        record_decision(demande, le=TODAY() + timedelta(days=1), is_favorable=True, motif="", **given)
    with pytest.raises(ValidationError, match="toujours son motif"):
        record_decision(demande, le=TODAY(), is_favorable=False, motif="", **given)
    refused = record_decision(demande, le=TODAY(), is_favorable=False, motif="Trop loin de nos valeurs.", **given)
    assert refused.etat == Etat.REFUSEE
    assert "Trop loin de nos valeurs." in send_last().texte


def test_an_enquiry_is_kept_once_and_told_to_both_sides(cast):
    first = submit_demande(**FIELDS)
    assert submit_demande(**FIELDS | {"contact_email": "JARDIN@ailleurs.example"}) == first
    assert [envoi.genre for envoi in Envoi.objects.filter(destinataire=None)] == [
        "members.demande_recue",
        "members.lien_de_suivi",
    ]
    told = set(Envoi.objects.filter(genre="members.demande_deposee").values_list("destinataire", flat=True))
    assert told == {cast.chargee.pk, cast.admin.pk}


def test_the_outbox_keeps_no_address_of_a_candidate(cast):
    submit_demande(**FIELDS)
    envoi = Envoi.objects.get(genre="members.demande_recue")
    assert "jardin@" not in str(envoi.contexte)
    sent = send_last()
    assert sent.destinataires == "jardin@ailleurs.example"
    assert "/rejoindre/suivi/" in sent.texte
    assert Envoi.objects.get(pk=envoi.pk).adresse_scellee is None


def send_last():
    for envoi in Envoi.objects.filter(destinataire=None, envoye_le=None).order_by("pk"):
        assert notifications.deliver(str(envoi.identifiant))
    return Courriel.objects.order_by("-pk").first()


def test_the_link_is_sent_again_to_its_address_only(cast):
    make_demande(contact_email="a@ailleurs.example")
    assert send_follow_links("A@ailleurs.example") == 1
    assert send_follow_links("b@ailleurs.example") == 0


def test_the_candidate_withdraws_without_a_reason(cast):
    demande = make_demande(Etat.CANDIDATE, suivie_par=cast.chargee)
    assert withdraw_demande(demande, motif="").etat == Etat.ABANDONNEE
    assert Envoi.objects.get(genre="members.nouvelle_du_dossier").destinataire == cast.chargee
    with pytest.raises(ValidationError):
        withdraw_demande(demande, motif="")


def test_the_charter_is_accepted_by_name_day_and_version(cast):
    old, new = make_charte("1"), make_charte("2", en_vigueur_le=TODAY())
    make_charte("3", en_vigueur_le=TODAY() + timedelta(days=9))
    assert get_charte() == new
    assert get_charte(date(2021, 1, 1)) == old
    demande = make_demande(Etat.CANDIDATE)
    accepted = accept_charte(demande, charte=new, prenom="Tiphaine", nom="Aldoreste")
    assert (str(accepted.par), accepted.charte, accepted.le.date()) == (
        "Tiphaine Aldoreste",
        new,
        timezone.now().date(),
    )
    with pytest.raises(ValidationError, match="déjà acceptée"):
        accept_charte(demande, charte=new, prenom="Tiphaine", nom="Aldoreste")


@pytest.mark.trap("outsider-invites")
def test_naming_somebody_known_takes_nothing_of_their_account(cast):
    demande = make_demande(Etat.CANDIDATE)
    name_representant(demande, prenom="Aïssatou", nom="Diomberé", email=cast.directrice.email)
    assert DemandeAdhesion.objects.get(pk=demande.pk).representant == cast.directrice
    name_representant(demande, prenom="Un", nom="Autre", email=cast.directrice.email)
    other = DemandeAdhesion.objects.get(pk=demande.pk).representant
    assert other != cast.directrice
    assert (other.email, other.is_active) == (None, False)


def test_the_checklist_is_set_by_administrators(cast):
    first = add_piece(intitule="Statuts", aide="", is_obligatoire=True, by=cast.admin)
    second = add_piece(intitule="Budget", aide="", is_obligatoire=False, by=cast.admin)
    move_piece(second, is_up=True, by=cast.admin)
    assert list(PieceAttendue.objects.all()) == [second, first]
    set_piece_active(second, is_active=False, by=cast.admin)
    assert [line.attendue for line in get_checklist(make_demande())] == [first]
    with pytest.raises(PermissionDenied):
        add_piece(intitule="Autre", aide="", is_obligatoire=True, by=cast.chargee)


@pytest.mark.trap("silent-overwrite")
def test_an_accepted_version_never_changes(cast):
    charte = make_charte("1")
    make_admissible()
    with pytest.raises(ValidationError, match="ne change plus"):
        save_charte(charte, version="1", texte="Autre", en_vigueur_le=TODAY(), by=cast.admin)
    assert Charte.objects.get(pk=charte.pk).texte == "Nous faisons ensemble."


@pytest.mark.trap("cron-dependent")
def test_an_enquiry_without_an_answer_is_forgotten_after_three_years(cast):
    old = make_demande(changee_le=timezone.now() - timedelta(days=3 * 365 + 1))
    kept = make_demande(changee_le=timezone.now() - timedelta(days=3 * 365 - 1))
    member = make_demande(Etat.MEMBRE, changee_le=timezone.now() - timedelta(days=3 * 365 + 1))
    assert set(DemandeAdhesion.objects.conservees()) == {kept, member}, "true before any task ran"
    assert member.is_contact_oublie
    forget_demandes()
    assert set(DemandeAdhesion.objects.all()) == {kept, member}
    member.refresh_from_db()
    assert (member.contact_nom, member.contact_email) == ("", "")
    history = DemandeAdhesion.pgh_event_model.objects
    assert not history.filter(pgh_obj_id=old.pk).exists()
    assert not history.filter(pgh_obj_id=member.pk).exists()
    assert Personne.objects.filter(effacee_le=None).count() == 12


def test_steps_are_drawn_for_every_state():
    for etat in Etat:
        assert len(get_etapes(make_demande(etat))) == 6
