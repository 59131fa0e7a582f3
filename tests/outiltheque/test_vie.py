"""The life of a tool (§10): written, proposed, reviewed, published, old after eighteen months, withdrawn, merged."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.mois import add_months
from outiltheque.actions import outils, ressemblances, retraits, versions
from outiltheque.models import Outil, Ressemblance, RetourUsage, UsageOutil, VersionOutil
from socle.empreintes import EcritParUnAutre
from socle.models import EntreeJournal, Notification
from tests.factories.outiltheque import make_outil, make_retour, make_usage

pytestmark = pytest.mark.django_db
TEXTS = {"titre": "Tenir un porteur de parole", "resume": "Recueillir ce qui se dit", "licence": "by-sa"}


@pytest.fixture(autouse=True)
def no_queue(monkeypatch):
    monkeypatch.setattr("outiltheque.actions.fichiers.enqueue", lambda *told: None)


def start(cast, genre="methode", **texts):
    fields = {**TEXTS, "genre": genre, **texts}
    return outils.start_outil(association=cast.palier, by=cast.directrice, **fields)


def told(personne):
    return list(Notification.objects.filter(destinataire=personne).values_list("genre", flat=True))


def test_from_first_words_to_all_the_network(cast):
    outil = start(cast)
    version = outil.versions.get()
    assert not Outil.objects.visible_to(cast.adherente).exists()
    versions.propose_version(version, by=cast.collegue)
    assert told(cast.chargee) == ["outiltheque.outil_propose"]
    with pytest.raises(ValidationError, match="mot"):
        versions.review_version(version, accepte=True, mot="  ", by=cast.chargee)
    with pytest.raises(ValidationError):
        versions.publish_version(version, by=cast.directrice)
    versions.review_version(version, accepte=True, mot="Clair.", by=cast.chargee)
    assert "outiltheque.version_relue" in told(cast.directrice)
    assert not Outil.objects.visible_to(cast.adherente).exists()
    versions.publish_version(version, by=cast.directrice)
    outil.refresh_from_db()
    assert (outil.etat, outil.relu_le, outil.courante_id) == ("publie", timezone.localdate(), version.pk)
    assert list(Outil.objects.visible_to(cast.adherente)) == [outil]
    verbs = set(EntreeJournal.objects.values_list("verbe", flat=True))
    assert {f"outiltheque.{verb}_version" for verb in ("propose", "review", "publish")} <= verbs


def test_who_may_not_is_refused(cast):
    version = start(cast).versions.get()
    for who in (cast.adherente, cast.chargee):
        with pytest.raises(PermissionDenied):
            versions.propose_version(version, by=who)
    versions.propose_version(version, by=cast.directrice)
    with pytest.raises(PermissionDenied):
        versions.review_version(version, accepte=True, mot="Bien", by=cast.directrice)
    with pytest.raises(PermissionDenied):
        outils.start_outil(association=cast.palier, by=cast.chargee, genre="jeu", **TEXTS)
    with pytest.raises(ValidationError, match="vos associations"):
        outils.start_outil(association=cast.palier, by=cast.adherente, genre="jeu", **TEXTS)


def test_to_be_written_again_goes_back_to_its_authors(cast):
    version = start(cast).versions.get()
    versions.propose_version(version, by=cast.directrice)
    versions.review_version(version, accepte=False, mot="Datez les montants.", by=cast.chargee)
    version.refresh_from_db()
    assert (version.etat, version.outil.etat, version.mot_relecture) == (
        "brouillon",
        "brouillon",
        "Datez les montants.",
    )


@pytest.mark.parametrize(
    ("genre", "missing", "whole"),
    [
        ("video", "transcription", {"transcription": "On entre."}),
        ("juridique", "date", {"droit_au": date(2026, 1, 1)}),
        ("experience", "résultats", {"constat": "Vu", "action": "Fait", "resultats": "Obtenu"}),
    ],
)
def test_each_kind_is_whole_before_it_is_proposed(cast, genre, missing, whole):
    version = start(cast, genre).versions.get()
    with pytest.raises(ValidationError, match=missing):
        versions.propose_version(version, by=cast.directrice)
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionOutil.objects.filter(pk=version.pk).update(etat="proposee")
    VersionOutil.objects.filter(pk=version.pk).update(**whole)
    assert versions.propose_version(version, by=cast.directrice).etat == "proposee"


def test_the_published_version_stays_while_the_next_is_reviewed(cast):
    outil = make_outil(cast.palier, by=cast.directrice, titre="Avant")
    make_usage(outil, cast.horizon, by=cast.adherente)
    suite = versions.start_version(outil, by=cast.collegue)
    with pytest.raises(ValidationError, match="déjà en cours"):
        versions.start_version(outil, by=cast.directrice)
    with pytest.raises(ValidationError, match="ce qui a changé"):
        versions.propose_version(suite, by=cast.collegue)
    fields = {"titre": "Après", "changements": "Le titre"}
    versions.edit_version(suite, lu=suite.empreinte, by=cast.collegue, **fields)
    versions.propose_version(suite, by=cast.collegue)
    outil.refresh_from_db()
    assert (outil.titre, outil.courante.numero, outil.etat) == ("Avant", 1, "publie")
    assert not VersionOutil.objects.visible_to(cast.adherente).filter(pk=suite.pk).exists()
    versions.review_version(suite, accepte=True, mot="Bien", by=cast.chargee)
    versions.publish_version(suite, by=cast.directrice)
    outil.refresh_from_db()
    assert (outil.titre, outil.courante.numero) == ("Après", 2)
    assert list(outil.versions.values_list("numero", "etat")) == [(2, "publiee"), (1, "remplacee")]
    assert "outiltheque.version_publiee" in told(cast.adherente)


def test_what_is_published_never_changes(cast):
    outil = make_outil(cast.palier, by=cast.directrice)
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionOutil.objects.filter(pk=outil.courante_id).update(description="Autre")
    with pytest.raises(PermissionDenied):
        versions.edit_version(outil.courante, lu="", by=cast.directrice, titre="Autre")


def test_two_writers_never_overwrite_one_another(cast, client_of):
    version = start(cast).versions.get()
    page = reverse("outiltheque:version_edit", args=[version.pk])
    read = version.empreinte
    versions.edit_version(version, lu=read, by=cast.collegue, description="La sienne")
    with pytest.raises(EcritParUnAutre):
        versions.edit_version(version, lu=read, by=cast.directrice, description="La mienne")
    typed = {**TEXTS, "description": "La mienne", "lu": read}
    answer = client_of(cast.directrice).post(page, typed)
    assert answer.status_code == 409
    assert "La sienne" in answer.text
    assert "La mienne" in answer.text
    version.refresh_from_db()
    assert version.description == "La sienne"
    typed["lu"] = version.empreinte
    assert client_of(cast.directrice).post(page, typed).status_code == 302


def test_old_after_eighteen_months_and_no_earlier(cast):
    limit = add_months(timezone.localdate(), -18)
    old = make_outil(cast.palier, by=cast.directrice, relu_le=limit)
    young = make_outil(cast.palier, by=cast.directrice, relu_le=limit + timedelta(days=1))
    assert list(Outil.objects.a_mettre_a_jour()) == [old]
    assert (old.is_a_mettre_a_jour, young.is_a_mettre_a_jour, old.dit) == (True, False, "à mettre à jour")
    versions.confirm_outil(old, by=cast.chargee)
    assert not Outil.objects.a_mettre_a_jour().exists()


def test_withdrawn_with_its_reason_and_what_replaces_it(cast, client_of):
    outil, better = (make_outil(cast.palier, by=cast.directrice) for _ in range(2))
    make_usage(outil, cast.horizon, by=cast.adherente)
    with pytest.raises(ValidationError):
        retraits.retire_outil(outil, motif=" ", by=cast.directrice)
    retraits.retire_outil(outil, motif="La loi a changé.", remplace_par=better, by=cast.directrice)
    assert "outiltheque.outil_retire" in told(cast.adherente)
    page = client_of(cast.adherente).get(reverse("outiltheque:outil_detail", args=[outil.pk])).text
    assert "La loi a changé." in page
    assert better.titre in page
    listed = client_of(cast.adherente).get(reverse("outiltheque:outil_list")).text
    assert outil.titre not in listed
    assert better.titre in listed
    retraits.restore_outil(outil, by=cast.directrice)
    outil.refresh_from_db()
    assert (outil.etat, outil.remplace_par) == ("publie", None)


def test_a_twin_is_suggested_at_proposal_then_merged_with_all_its_history(cast, client_of):
    kept = make_outil(cast.palier, by=cast.directrice, titre="Charte du bénévolat", resume="Un document à remplir")
    twin = outils.start_outil(
        association=cast.horizon, by=cast.adherente, genre="trame", titre="La charte des bénévolats",
        resume="Un document à remplir", licence="by",
    )  # fmt: skip
    versions.propose_version(twin.versions.get(), by=cast.adherente)
    pair = Ressemblance.objects.get()
    assert (pair.outil, pair.autre, pair.etat) == (twin, kept, "a_voir")
    make_usage(kept, cast.palier, by=cast.directrice)
    make_usage(twin, cast.palier, by=cast.directrice, debut=date(2025, 1, 1))
    make_retour(twin, cast.palier, by=cast.directrice)
    with pytest.raises(PermissionDenied):
        ressemblances.merge_outils(kept, twin, by=cast.directrice)
    ressemblances.merge_outils(kept, twin, by=cast.chargee)
    assert UsageOutil.objects.get().debut == date(2025, 1, 1)
    assert RetourUsage.objects.get().outil == kept
    assert set(kept.associations.all()) == {cast.palier, cast.horizon}
    assert VersionOutil.objects.filter(outil=twin).exists()
    answer = client_of(cast.adherente).get(reverse("outiltheque:outil_detail", args=[twin.pk]))
    assert (answer.status_code, answer["Location"]) == (301, reverse("outiltheque:outil_detail", args=[kept.pk]))
    assert "outiltheque.outil_regroupe" in told(cast.adherente)
