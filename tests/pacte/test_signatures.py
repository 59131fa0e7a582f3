"""Adopting, signing, refusing, on paper or by a link: what R8 asks, and what nobody may do."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from members.models import Mandat, RoleFederal
from members.models.invitations import MOST_TRIES
from pacte.actions import ceremonies, publications, signatures
from pacte.contenu_signe import digest_of
from pacte.models import AccesSignature, Bloc, Pacte, Signataire, SignaturePacte, VersionPacte
from socle.models import Envoi, Notification, Travail
from tests.factories.members import make_personne
from tests.factories.pacte import make_pacte, make_published, make_version
from tests.factories.pacte_signatures import (
    days,
    make_acces,
    make_adopted,
    make_ceremonie,
    make_open,
    make_signataire,
    make_signed,
    make_vote,
    sign,
)

pytestmark = pytest.mark.django_db
Etat = VersionPacte.Etat


def scan():
    return SimpleUploadedFile("page.pdf", b"%PDF-1.7 signed by hand")


def refused_by_database(change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


@pytest.mark.rule("R8")
class TestRatification:
    def test_it_is_recorded_whole_and_freezes_the_text(self, cast):
        version = make_adopted(cast.admin)
        vote = version.ratification
        assert (vote.quorum, vote.presents, vote.pour, vote.reference) == (20, 34, 30, "PV 2026-3")
        assert version.etat == Etat.ADOPTEE
        assert version.empreinte
        assert VersionPacte.objects.visible_to(cast.directrice).filter(pk=version.pk).exists()
        bloc = version.blocs.first()
        refused_by_database(lambda: Bloc.objects.filter(pk=bloc.pk).update(texte="Autre"))
        refused_by_database(lambda: Pacte.objects.filter(pk=version.pacte_id).update(titre="Autre"))
        refused_by_database(lambda: VersionPacte.objects.filter(pk=version.pk).update(etat=Etat.BROUILLON))
        refused_by_database(lambda: type(vote).objects.update(pour=99))
        with pytest.raises(PermissionDenied):
            publications.ratify_version(version, by=cast.admin, **make_vote())

    @pytest.mark.trap("majorite-sans-voix")
    @pytest.mark.parametrize(
        ("vote", "said"),
        [
            ({"presents": 19, "pour": 12, "contre": 0, "abstentions": 0}, "quorum"),
            ({"pour": 0, "contre": 0, "abstentions": 0}, "plus de voix pour"),
            ({"pour": 10, "contre": 10}, "plus de voix pour"),
            ({"pour": 40}, "plus de voix comptées"),
            ({"le": days(1)}, "pas encore venu"),
        ],
    )
    def test_a_vote_that_adopts_nothing_leaves_a_draft(self, cast, vote, said):
        version = make_version(make_pacte(), cree_par=cast.admin)
        with pytest.raises(ValidationError, match=said), transaction.atomic():
            publications.ratify_version(version, by=cast.admin, **make_vote(**vote))
        version.refresh_from_db()
        assert version.is_brouillon

    def test_only_administrators(self, cast):
        version = make_version(make_pacte(), cree_par=cast.admin)
        with pytest.raises(PermissionDenied):
            publications.ratify_version(version, by=cast.directrice, **make_vote())


@pytest.mark.rule("R8")
class TestCeremonie:
    def test_a_representative_needs_a_mandate_and_a_decision(self, cast):
        ceremonie = make_ceremonie(cast.admin)
        with pytest.raises(ValidationError, match="délibération"):
            make_signataire(ceremonie, cast.admin, cast.presidente, decision="")
        with pytest.raises(ValidationError, match="mandat"):
            make_signataire(ceremonie, cast.admin, cast.presidente, mandat_debut=None)

    def test_it_opens_with_somebody_required_and_the_list_is_known_from_there(self, cast):
        ceremonie = make_ceremonie(cast.admin)
        make_signataire(ceremonie, cast.admin, is_requis=False)
        with pytest.raises(ValidationError, match="au moins une signature nécessaire"):
            ceremonies.open_ceremonie(ceremonie, by=cast.admin)
        line = make_signataire(ceremonie, cast.admin, cast.presidente)
        opened = ceremonies.open_ceremonie(ceremonie, by=cast.admin)
        assert opened.version.etat == Etat.EN_SIGNATURE
        assert Notification.objects.get(genre="pacte.signature_demandee").destinataire == cast.presidente
        with pytest.raises(ValidationError, match="ne change plus"):
            make_signataire(opened, cast.admin, cast.directrice)
        refused_by_database(lambda: Signataire.objects.filter(pk=line.pk).update(is_requis=False))
        refused_by_database(lambda: Signataire.objects.filter(pk=line.pk).delete())

    def test_the_last_required_signature_puts_in_force_and_several_sittings_are_kept(self, cast):
        before = make_published()
        version = make_version(make_pacte(), cree_par=cast.admin)
        ceremonie = make_ceremonie(cast.admin, make_adopted(cast.admin, version))
        for lieu, day in (("Orvain", days(0)), ("Confins", days(9))):
            ceremonies.add_seance(ceremonie, le=day, lieu=lieu, by=cast.admin)
        for person in (cast.presidente, cast.directrice):
            make_signataire(ceremonie, cast.admin, person)
        make_signataire(ceremonie, cast.admin, courriel="o@caf.example", is_requis=False)
        ceremonies.open_ceremonie(ceremonie, by=cast.admin)
        assert sign(ceremonie, cast.presidente).seance.lieu == "Orvain"
        version.refresh_from_db()
        assert version.etat == Etat.EN_SIGNATURE
        sign(ceremonie, cast.directrice)
        version.refresh_from_db()
        assert (version.etat, version.vigueur_du, version.situation) == (Etat.PUBLIEE, days(0), "en vigueur")
        before.refresh_from_db()
        assert before.vigueur_au == days(-1)
        assert VersionPacte.objects.en_vigueur().get() == version
        ceremonie.refresh_from_db()
        assert ceremonie.is_open  # the optional one may still sign

    def test_it_does_not_close_before_the_required_ones(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente, outside=True)
        with pytest.raises(ValidationError, match="manque une signature nécessaire"):
            ceremonies.close_ceremonie(ceremonie, by=cast.admin)
        sign(ceremonie, cast.presidente)
        closed = ceremonies.close_ceremonie(ceremonie, by=cast.admin)
        assert closed.close_le

    def test_the_digest_covers_the_text_and_the_signatories(self, cast):
        ceremonie = make_signed(cast.admin, cast.presidente, cast.directrice)
        assert ceremonie.empreinte == digest_of(ceremonie.contenu)
        for said in ("Tenir ensemble", "PV 2026-3", str(cast.presidente), "délibération n° 4", '"signee"'):
            assert said in ceremonie.contenu
        assert "@" not in ceremonie.contenu
        assert digest_of(ceremonie.contenu.replace(str(cast.presidente), "Autre")) != ceremonie.empreinte
        assert Travail.objects.filter(genre="pacte.sceller").count() == 1
        assert Notification.objects.filter(genre="pacte.pacte_signe").count() == 3

    def test_given_up_it_leaves_the_version_adopted_for_another(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente)
        ceremonies.abandon_ceremonie(ceremonie, motif="Mandat fini", by=cast.admin)
        version = VersionPacte.objects.get(pk=ceremonie.version_id)
        assert version.etat == Etat.ADOPTEE
        assert make_ceremonie(cast.admin, version).is_preparee
        with pytest.raises(ValidationError, match="terminée"):
            sign(ceremonie, cast.presidente)


class TestSigning:
    @pytest.mark.trap("signe-pour-un-autre")
    def test_nobody_signs_for_somebody_else(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente)
        for other in (cast.admin, cast.superuser, cast.directrice):
            with pytest.raises(PermissionDenied):
                signatures.sign_pacte(ceremonie.signataires.get(), empreinte=ceremonie.version.empreinte, by=other)

    @pytest.mark.trap("refus-apres-signature")
    def test_no_refusal_after_signing_nor_the_reverse(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente, cast.directrice)
        sign(ceremonie, cast.presidente)
        line, digest = ceremonie.signataires.get(personne=cast.presidente), ceremonie.version.empreinte
        with pytest.raises(ValidationError, match="déjà donnée"):
            signatures.refuse_pacte(line, empreinte=digest, motif="Non", by=cast.presidente)
        other = ceremonie.signataires.get(personne=cast.directrice)
        signatures.refuse_pacte(other, empreinte=digest, motif="Trop flou", by=cast.directrice)
        with pytest.raises(ValidationError, match="déjà donnée"):
            sign(ceremonie, cast.directrice)
        refused_by_database(lambda: SignaturePacte.objects.update(sens="refusee", motif="Non"))
        refused_by_database(lambda: SignaturePacte.objects.all().delete())

    @pytest.mark.trap("refus-tu-aux-signataires")
    def test_a_refusal_has_a_motive_and_is_told_to_those_who_signed(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente, cast.directrice, cast.adherente, outside=True)
        sign(ceremonie, cast.presidente)
        acces, _ = make_acces(ceremonie, cast.admin)
        digest = ceremonie.version.empreinte
        signatures.answer_by_link(acces, sens="signee", empreinte=digest)
        line = ceremonie.signataires.get(personne=cast.directrice)
        with pytest.raises(ValidationError, match="motif"), transaction.atomic():
            signatures.refuse_pacte(line, empreinte=digest, motif="", by=cast.directrice)
        signatures.refuse_pacte(line, empreinte=digest, motif="Trop flou", by=cast.directrice)
        told = Notification.objects.filter(genre="pacte.refus_annonce").values_list("destinataire", flat=True)
        assert set(told) == {cast.admin.pk, cast.presidente.pk}
        mails = Envoi.objects.filter(genre="pacte.refus_annonce")
        assert mails.filter(destinataire=None).count() == 1  # the one outside, who had signed
        assert mails.first().contexte["motif"] == "Trop flou"
        with pytest.raises(ValidationError, match="nécessaire"):
            ceremonies.close_ceremonie(ceremonie, by=cast.admin)

    @pytest.mark.trap("cron-dependent")
    @pytest.mark.parametrize("days_of", [{"debut": days(-9), "fin": days(-1)}, {"debut": days(1), "fin": days(9)}])
    def test_outside_its_days_nobody_signs_whatever_ran_or_not(self, cast, days_of):
        ceremonie = make_ceremonie(cast.admin)
        make_signataire(ceremonie, cast.admin, cast.presidente)
        type(ceremonie).objects.filter(pk=ceremonie.pk).update(**days_of, ouverte_le=timezone.now())
        ceremonie.refresh_from_db()
        assert not ceremonie.is_open
        with pytest.raises(ValidationError, match="pas ouverte aujourd’hui"):
            sign(ceremonie, cast.presidente)

    def test_after_closing_the_database_refuses_too(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente, outside=True)
        sign(ceremonie, cast.presidente)
        ceremonies.close_ceremonie(ceremonie, by=cast.admin)
        late = ceremonie.signataires.get(personne=None)
        fields = {"voie": "lien", "le": days(0), "empreinte": ceremonie.version.empreinte}
        refused_by_database(lambda: SignaturePacte.objects.create(signataire=late, **fields))
        refused_by_database(lambda: type(ceremonie).objects.update(empreinte="0" * 64))
        refused_by_database(lambda: Signataire.objects.filter(pk=late.pk).update(nom="Autre"))

    def test_another_text_is_not_signed(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente)
        with pytest.raises(ValidationError, match="relisez-le"):
            signatures.sign_pacte(ceremonie.signataires.get(), empreinte="0" * 64, by=cast.presidente)

    @pytest.mark.rule("R8")
    def test_a_mandate_that_ended_signs_nothing(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente)
        Mandat.objects.filter(personne=cast.presidente).update(fin=timezone.localdate() - timedelta(days=1))
        with pytest.raises(ValidationError, match="mandat ne court pas"):
            sign(ceremonie, cast.presidente)


class TestPaper:
    @pytest.mark.rule("R8")
    def test_one_enters_another_confirms_and_the_page_is_kept(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente)
        line = ceremonie.signataires.get()
        papier = signatures.enter_paper(line, le=days(-1), seance=None, scan=scan(), by=cast.admin)
        assert not SignaturePacte.objects.exists()
        with pytest.raises(ValidationError, match="une autre personne"):
            signatures.confirm_paper(papier, by=cast.admin)
        other = make_second_admin()
        done = signatures.confirm_paper(papier, by=other)
        assert (done.voie, done.par, done.confirmee_par, done.le) == ("papier", cast.admin, other, days(-1))
        assert done.scan.read() == b"%PDF-1.7 signed by hand"
        done.scan.close()
        assert VersionPacte.objects.get(pk=ceremonie.version_id).is_publiee

    def test_the_database_wants_two_people(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente)
        fields = {"le": days(0), "empreinte": ceremonie.version.empreinte, "scan": "a.pdf", "par": cast.admin}
        with pytest.raises(IntegrityError), transaction.atomic():
            line = ceremonie.signataires.get()
            SignaturePacte.objects.create(signataire=line, voie="papier", confirmee_par=cast.admin, **fields)

    def test_a_day_outside_the_ceremony_is_refused(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente)
        for day in (days(1), days(-40)):
            with pytest.raises(ValidationError):
                signatures.enter_paper(ceremonie.signataires.get(), le=day, seance=None, scan=scan(), by=cast.admin)


class TestLink:
    @pytest.mark.trap("lien-force")
    def test_neither_link_nor_code_is_kept_and_tries_are_counted(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente, outside=True)
        acces, code = make_acces(ceremonie, cast.admin)
        kept = AccesSignature.objects.values_list("alea", "empreinte", "code").get()
        assert all(acces.token.encode() not in bytes(value) and code.encode() not in bytes(value) for value in kept)
        for left in range(MOST_TRIES - 1, -1, -1):
            with pytest.raises(signatures.CodeRefuse) as refusal:
                signatures.check_acces_code(acces, "ZZZZZZ")
            assert refusal.value.left == left
        with pytest.raises(signatures.CodeRefuse):
            signatures.check_acces_code(acces, code)
        acces.refresh_from_db()
        with pytest.raises(ValidationError, match="ne s’ouvre plus"):
            signatures.answer_by_link(acces, sens="signee", empreinte=ceremonie.version.empreinte)

    @pytest.mark.trap("stale-link")
    def test_a_new_link_closes_the_one_before_and_an_old_one_expires(self, cast):
        ceremonie = make_open(cast.admin, cast.presidente, outside=True)
        first, _ = make_acces(ceremonie, cast.admin)
        second, code = make_acces(ceremonie, cast.admin)
        digest = ceremonie.version.empreinte
        with pytest.raises(ValidationError, match="ne s’ouvre plus"):
            signatures.answer_by_link(first, sens="signee", empreinte=digest)
        signatures.check_acces_code(second, f" {code.lower()} ")
        AccesSignature.objects.update(expire_le=timezone.now() - timedelta(minutes=1))
        with pytest.raises(ValidationError, match="ne s’ouvre plus"):
            signatures.answer_by_link(second, sens="signee", empreinte=digest)


def make_second_admin():
    person = make_personne("Ourdelle", "Simon")
    RoleFederal.objects.create(personne=person, role=RoleFederal.Role.ADMIN_PORTAIL, debut=days(-100))
    return person
