"""The letter of engagement: made when asked, for whoever holds an access, kept nowhere, naming nobody."""

from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest
from django.urls import reverse

from accompagnement import actions
from accompagnement.documents import draw_lettre
from accompagnement.models import Lecture
from socle.models import DocumentProduit
from tests.factories.accompagnement import make_acceptee, make_proposee
from tests.factories.factures import make_demande_association, make_plafond


def ask(client, pk):
    return client.post(reverse("accompagnement:lettre_print", args=[pk]))


def test_who_holds_an_access_gets_it_and_nobody_else(cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    for who in (cast.directrice, cast.prestataire, cast.coordination):
        answer = ask(client_of(who), demande.pk)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="{demande.code}.pdf"'
        assert "no-store" in answer["Cache-Control"]
    for who in (cast.collegue, cast.presidente, cast.admin, cast.superuser, cast.chargee, cast.autre_prestataire):
        answers = [ask(client_of(who), pk).status_code for pk in (demande.pk, uuid4())]
        assert answers == [404, 404]
    assert client_of(cast.directrice).get(reverse("accompagnement:lettre_print", args=[demande.pk])).status_code == 405


def test_it_is_kept_nowhere(cast, scene, client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    demande = make_acceptee(cast, scene)
    assert ask(client_of(cast.directrice), demande.pk).status_code == 200
    assert not DocumentProduit.objects.exists()
    assert not list(tmp_path.rglob("*"))
    assert not Lecture.objects.exists()  # no sealed text is opened to draw it


@pytest.mark.parametrize("door", ["personne", "association"])
def test_it_names_nobody_and_its_metadata_say_a_code(cast, scene, door):
    make_plafond(seances=6)
    demande = make_acceptee(cast, scene) if door == "personne" else make_demande_association(cast, scene)
    made = draw_lettre(demande)
    assert made == draw_lettre(demande)
    with pikepdf.open(BytesIO(made)) as pdf:
        assert str(pdf.docinfo["/Title"]) == demande.code
        hidden = " ".join(map(str, pdf.docinfo.values())) + pdf.Root.Metadata.read_bytes().decode()
    for name in ("Diomberé", "Aïssatou", "Palier", "Quintanoy", "Galvorine", str(demande.pk), scene.service.nom):
        assert name not in hidden
        assert name.encode() not in made


def test_there_is_none_before_somebody_accepts_nor_after_the_end(cast, scene, client_of):
    demande = make_proposee(cast, scene)
    assert ask(client_of(cast.directrice), demande.pk).status_code == 404
    ended = make_acceptee(cast, scene, by=cast.adherente)
    actions.withdraw_demande(ended, by=cast.adherente)
    assert ask(client_of(cast.adherente), ended.pk).status_code == 404
