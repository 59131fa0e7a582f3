"""What comes back: uses, feedback, thanks, adaptations and their tree, what everybody may read, observations."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outiltheque.actions import constats, outils, remerciements, retours, vitrines
from outiltheque.actions.fichiers import remove_fichier
from outiltheque.licences import LICENCES
from outiltheque.models import Outil, Remerciement, RetourUsage, UsageOutil, VersionOutil, Vitrine
from outiltheque.queries.attentes import get_attentes
from outiltheque.queries.donnees import get_donnees
from outiltheque.queries.familles import get_family
from outiltheque.queries.proches import get_related
from socle.models import Envoi
from tests.factories.outils_fichiers import join, make_brouillon, publish
from tests.factories.outiltheque import make_constat, make_outil, make_retour, make_theme, make_usage

pytestmark = pytest.mark.django_db


def test_an_association_says_that_it_uses_and_takes_it_back(cast):
    outil = make_outil(cast.palier, by=cast.directrice)
    first = retours.use_outil(outil, association=cast.horizon, by=cast.adherente)
    assert retours.use_outil(outil, association=cast.horizon, by=cast.adherente) == first
    with pytest.raises(ValidationError):
        retours.use_outil(outil, association=cast.palier, by=cast.adherente)
    with pytest.raises(PermissionDenied):
        retours.stop_usage(first, by=cast.directrice)
    retours.stop_usage(first, by=cast.adherente)
    assert not UsageOutil.objects.exists()
    old = make_usage(outil, cast.horizon, by=cast.adherente, debut=timezone.localdate() - timedelta(days=9))
    retours.stop_usage(old, by=cast.adherente)
    old.refresh_from_db()
    assert old.fin == timezone.localdate()


def test_feedback_is_answered_once_by_who_wrote_the_tool(cast):
    outil = make_outil(cast.palier, by=cast.directrice)
    said = {"contexte": "Un samedi", "a_marche": "Tout", "a_change": "La fin"}
    retour = retours.add_retour(outil, association=cast.horizon, by=cast.adherente, **said)
    assert retour.version == outil.courante
    with pytest.raises(PermissionDenied):
        retours.answer_retour(retour, reponse="Merci", by=cast.adherente)
    retours.answer_retour(retour, reponse="Merci", by=cast.collegue)
    with pytest.raises(ValidationError, match="déjà"):
        retours.answer_retour(retour, reponse="Encore", by=cast.directrice)
    retours.withdraw_retour(retour, by=cast.adherente)
    assert RetourUsage.objects.get().retire_le is not None


def test_thanks_are_said_once_and_told_together_once_a_week(cast):
    outil = make_outil(cast.palier, by=cast.directrice)
    with pytest.raises(PermissionDenied):
        retours.thank_outil(outil, by=cast.directrice)
    retours.thank_outil(outil, mot="Précieux", by=cast.adherente)
    with pytest.raises(ValidationError, match="déjà"):
        retours.thank_outil(outil, by=cast.adherente)
    retours.thank_outil(outil, by=cast.comite)
    assert remerciements.tell_thanks() == 1
    sent = Envoi.objects.get(genre="outiltheque.remerciements_recus")
    assert sent.destinataire == cast.directrice
    assert "Précieux" in sent.contexte["mot"]
    retours.thank_outil(outil, by=cast.admin)
    assert remerciements.tell_thanks() == 0
    week = timezone.now() - timedelta(days=8)
    Remerciement.objects.exclude(transmis_le=None).update(dit_le=week, transmis_le=week)
    assert remerciements.tell_thanks() == 1


def adapt(source, cast, titre="La nôtre", **fields):
    fields = {"resume": "Chez nous", "difference": "Plus court", "licence": source.licence} | fields
    return outils.adapt_outil(source, association=cast.horizon, titre=titre, by=cast.adherente, **fields)


def test_an_adaptation_keeps_its_origin_and_draws_a_family(cast, client_of):
    root = make_outil(cast.palier, by=cast.directrice, titre="Racine", description="Le texte d’origine")
    child = adapt(root.courante, cast, "Enfant")
    assert child.versions.get().description == "Le texte d’origine"
    assert [m.outil for m in get_family(root, cast.adherente)] == [root]
    assert get_family(root, cast.comite) == []
    publish(child.versions.get(), by=cast.adherente)
    grandchild = adapt(VersionOutil.objects.get(outil=child), cast, "Petit-enfant")
    publish(grandchild.versions.get(), by=cast.adherente)
    (tree,) = get_family(child, cast.comite)
    assert tree.outil == root
    assert tree.enfants[0].outil == child
    assert tree.enfants[0].is_here
    assert tree.enfants[0].enfants[0].outil == grandchild
    assert tree.enfants[0].numero == 1
    page = client_of(cast.comite).get(reverse("outiltheque:outil_detail", args=[root.pk])).text
    assert "Petit-enfant" in page
    assert "d’après la version 1" in page


def test_an_adaptation_takes_the_files_along_if_they_are_wanted(cast, stored):
    version = make_brouillon(cast.palier, by=cast.directrice, licence="by")
    join(version, b"La trame.\n", "trame.txt", by=cast.directrice)
    source = publish(version, by=cast.directrice)
    assert not adapt(source, cast).versions.get().fichiers.exists()
    taken = adapt(source, cast, avec_fichiers=True).versions.get().fichiers.get()
    assert taken.fichier.name == source.fichiers.get().fichier.name
    assert taken.passages.get().texte.strip() == "La trame."
    remove_fichier(taken, by=cast.adherente)
    assert len(stored()) == 1


@pytest.mark.parametrize("licence", [code for code, licence in LICENCES.items() if not licence.is_adaptable])
def test_a_licence_that_forbids_adapting_says_so_before(cast, client_of, licence):
    outil = make_outil(cast.palier, by=cast.directrice, licence=licence)
    page = reverse("outiltheque:outil_adapt", args=[outil.pk])
    assert "ne permet pas" in client_of(cast.adherente).get(page).text
    with pytest.raises(ValidationError, match="ne permet pas"):
        adapt(outil.courante, cast)
    sent = {"association": cast.horizon.pk, "titre": "La", "resume": "A", "difference": "B", "licence": "by"}
    client_of(cast.adherente).post(page, sent)
    assert Outil.objects.count() == 1


def test_share_alike_keeps_its_licence(cast):
    outil = make_outil(cast.palier, by=cast.directrice, licence="by-sa")
    with pytest.raises(ValidationError, match="garde la même licence"):
        adapt(outil.courante, cast, licence="by")
    assert adapt(outil.courante, cast).licence == "by-sa"


def test_related_tools_share_most_and_are_published(cast):
    outil, near, far, draft = (
        make_outil(
            cast.palier if n < 2 else cast.horizon, by=cast.directrice, etat="brouillon" if n == 3 else "publie"
        )
        for n in range(4)
    )
    for tool in (outil, near, draft):
        tool.themes.add(make_theme())
    assert [proche.pk for proche in get_related(outil, cast.comite)] == [near.pk]
    make_usage(outil, cast.horizon, by=cast.adherente)
    make_usage(far, cast.horizon, by=cast.adherente)
    assert [proche.pk for proche in get_related(outil, cast.comite)] == [near.pk, far.pk]


def test_nothing_is_public_that_was_not_chosen(cast, client_of):
    shown = make_outil(cast.palier, by=cast.directrice, titre="Montré", description="TEXTE-SECRET", licence="by-nc-nd")
    hidden = make_outil(cast.palier, by=cast.directrice, titre="OUTIL-CACHE")
    draft = make_outil(cast.palier, by=cast.directrice, titre="OUTIL-BROUILLON", etat="brouillon")
    with pytest.raises(PermissionDenied):
        vitrines.show_version(shown.courante, champs=[], by=cast.collegue)
    with pytest.raises(PermissionDenied):
        vitrines.show_version(shown.courante, champs=[], by=cast.chargee)
    offered = client_of(cast.directrice).get(reverse("outiltheque:vitrine_edit", args=[shown.courante_id]))
    assert offered.context["form"].initial["champs"] == []
    vitrines.show_version(shown.courante, champs=["usages"], by=cast.directrice)
    listed = Client().get(reverse("outiltheque:vitrine_list")).text
    assert "Montré" in listed
    assert "OUTIL-CACHE" not in listed
    assert "OUTIL-BROUILLON" not in listed
    page = Client().get(reverse("outiltheque:vitrine_detail", args=[shown.courante_id])).text
    assert LICENCES["by-nc-nd"].phrase[:40] in page.replace("\u202f", " ")
    assert "TEXTE-SECRET" not in page
    assert "Diomberé" not in page
    for version in (hidden.courante_id, draft.versions.get().pk):
        assert Client().get(reverse("outiltheque:vitrine_detail", args=[version])).status_code == 404
    vitrines.show_version(shown.courante, champs=["description"], by=cast.directrice)
    assert "TEXTE-SECRET" in Client().get(reverse("outiltheque:vitrine_detail", args=[shown.courante_id])).text
    Outil.objects.filter(pk=shown.pk).update(etat="retire", retire_le=timezone.now(), motif_retrait="Fini")
    assert Client().get(reverse("outiltheque:vitrine_detail", args=[shown.courante_id])).status_code == 404
    assert Vitrine.objects.exists()


def test_an_observation_is_answered_by_a_published_tool(cast):
    constat = constats.add_constat(
        association=cast.horizon, by=cast.adherente, titre="Le soir", vu="Personne", besoin="Un bus"
    )
    outil = make_outil(cast.palier, by=cast.directrice)
    draft = make_outil(cast.palier, by=cast.directrice, etat="brouillon")
    with pytest.raises(ValidationError, match="publié"):
        constats.answer_constat(constat, outil=draft, by=cast.directrice)
    constats.answer_constat(constat, outil=outil, by=cast.chargee)
    with pytest.raises(ValidationError, match="déjà"):
        constats.answer_constat(constat, outil=outil, by=cast.directrice)
    with pytest.raises(PermissionDenied):
        constats.withdraw_constat(constat, by=cast.directrice)


def test_the_home_page_says_what_waits_in_one_question(cast, django_assert_num_queries):
    make_outil(cast.palier, by=cast.directrice, etat="propose")
    old = timezone.localdate() - timedelta(days=900)
    make_outil(cast.palier, by=cast.directrice, relu_le=old, titre="Vieille trame")
    assert cast.directrice.rattachements_en_cours
    with django_assert_num_queries(1):
        titles = [attente.title for attente in get_attentes(cast.directrice)]
    assert titles == ["Mettre à jour votre outil : Vieille trame"]
    assert {attente.badge for attente in get_attentes(cast.chargee)} == {"À relire", "À mettre à jour"}
    assert get_attentes(cast.comite) == []


def test_my_data_hold_what_i_wrote_and_nobody_elses(cast):
    outil = make_outil(cast.palier, by=cast.directrice)
    make_retour(outil, cast.horizon, by=cast.adherente, a_marche="MON-RETOUR")
    make_constat(cast.palier, by=cast.directrice, vu="SON-CONSTAT")
    mine = str(get_donnees(cast.adherente))
    assert "MON-RETOUR" in mine
    assert "SON-CONSTAT" not in mine
