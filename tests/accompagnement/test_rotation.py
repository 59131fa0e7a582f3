"""The key ring turns without losing a text, and says when an old key may go; erased cases open under no key at all."""

from base64 import urlsafe_b64encode
from io import StringIO
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import BinaryField

from accompagnement import actions
from accompagnement.models import CleDossier, Demande, Scelle
from members.accounts import MFAAdapter
from socle import crypto, trousseau
from socle.crypto import KEY_ID_BYTES, Unreadable, seal_alone, unseal_alone
from socle.models import Envoi, ExportPersonnel
from tests.factories.accompagnement import PRIVEE, SECRET, make_acceptee, make_demande

pytestmark = pytest.mark.django_db
NEW, NEWER = (urlsafe_b64encode(bytes([byte]) * 32).decode() for byte in (75, 76))
# What begins with no wrapped key: fingerprints, texts under the key of their case, seeds that mean nothing alone
NOT_WRAPPED = {"empreinte", "demandeur_empreinte", "alea", "code", "jeton"}
UNDER_A_KEY_OF_THEIR_OWN = {
    ("accompagnement.Scelle", "contenu"),
    ("accompagnement.Attestation", "contenu"),
    ("accompagnement.MessageScelle", "contenu"),
    ("accompagnement.PieceScellee", "fiche"),
    ("accompagnement.TextePlan", "contenu"),
    ("accompagnement.EtapePlan", "contenu"),
}


def turn(*arguments) -> str:
    said = StringIO()
    call_command("rotation_cles", *arguments, stdout=said)
    return said.getvalue()


def kept_ids():
    return set(trousseau.count_by_key())


def plant(cast, scene):
    """One of each thing that the ring keeps."""
    demande = make_acceptee(cast, scene)
    actions.save_brouillon(uuid4(), {"recit": SECRET}, by=cast.adherente)
    export = ExportPersonnel(demande_par=cast.directrice)
    export.contenu = seal_alone("tout", export.place)
    export.save()
    data = {"secret": MFAAdapter().encrypt("GEZDGNBV"), "used": 3}
    Authenticator.objects.create(user=cast.admin, type="totp", data=data)
    return demande


def test_every_sealed_column_of_the_portal_is_turned():
    """A binary column is either declared in a `scellements` module or known not to be under the ring."""
    declared = {(s.label, s.column) for s in trousseau.get_scellements()}
    for model in apps.get_models():
        for field in model._meta.fields:
            place = (model._meta.label, field.name)
            if isinstance(field, BinaryField) and not model.__module__.startswith("tests"):
                known = field.name in NOT_WRAPPED or place in UNDER_A_KEY_OF_THEIR_OWN
                assert (place in declared) != known, place


def test_everything_is_wrapped_again_and_still_opens(cast, scene, settings):
    demande = plant(cast, scene)
    old = settings.MASTER_KEYS
    settings.MASTER_KEYS = [NEW, *old]
    said = turn("--lot", "2")
    assert kept_ids() == {crypto.ring_ids()[0]}
    assert actions.read_scelle(demande, "recit", by=cast.coordination) == SECRET
    assert "Diomberé" in actions.read_scelle(demande, "identite", by=cast.prestataire)
    assert actions.read_brouillon(by=cast.adherente) == {"recit": SECRET}
    assert MFAAdapter().decrypt(Authenticator.objects.get().data["secret"]) == "GEZDGNBV"
    export = ExportPersonnel.objects.get()
    assert unseal_alone(export.contenu, export.place) == "tout"
    envoi = Envoi.objects.exclude(adresse_scellee=None).first()
    assert unseal_alone(envoi.adresse_scellee, f"envoi:{envoi.identifiant}") in {
        PRIVEE, cast.coordination.email, cast.prestataire.email,
    }  # fmt: skip
    assert "fait les empreintes" in said
    assert Demande.objects.of_requester(cast.directrice).get() == demande


def test_twice_changes_nothing_the_second_time(cast, scene, settings):
    plant(cast, scene)
    settings.MASTER_KEYS = [NEW, *settings.MASTER_KEYS]
    turn()
    before = dict(CleDossier.objects.values_list("pk", "cle_enveloppee"))
    assert "sous la clé active" not in turn()
    assert {pk: bytes(key) for pk, key in CleDossier.objects.values_list("pk", "cle_enveloppee")} == {
        pk: bytes(key) for pk, key in before.items()
    }


def test_stopped_half_way_it_goes_on_where_it_was(cast, scene, settings):
    plant(cast, scene)
    settings.MASTER_KEYS = [NEW, *settings.MASTER_KEYS]
    keys = next(s for s in trousseau.get_scellements() if s.label == "accompagnement.CleDossier")
    assert next(keys.turn(batch=2)) == trousseau.Tour(2, 0)
    active = crypto.ring_ids()[0]
    total = CleDossier.objects.count()
    assert keys.count() == {active: 2, crypto.ring_ids()[1]: total - 2}
    assert sum(tour.faits for tour in keys.turn(batch=2)) == total - 2


def test_the_report_says_when_an_old_key_may_go(cast, scene, settings):
    oldest = settings.MASTER_KEYS[-1]
    plant(cast, scene)
    settings.MASTER_KEYS = [NEW, oldest]
    turn()
    settings.MASTER_KEYS = [NEWER, NEW, oldest]
    assert "encore nécessaire" in turn("--bilan")
    assert "peut être retirée" in turn()
    settings.MASTER_KEYS = [NEWER, oldest]
    assert "peut être retirée" not in turn("--bilan")


def test_a_key_that_is_missed_is_said(cast, scene, settings):
    oldest = settings.MASTER_KEYS[-1]
    plant(cast, scene)
    settings.MASTER_KEYS = [NEW, oldest]
    turn()
    settings.MASTER_KEYS = [NEWER, oldest]
    with pytest.raises(CommandError, match="Une clé manque"):
        turn()


@pytest.mark.parametrize("ring", [[NEW], "reversed"])
def test_the_key_of_the_fingerprints_is_never_taken_away(ring, cast, scene, settings):
    plant(cast, scene)
    turn("--bilan")
    settings.MASTER_KEYS = ring if isinstance(ring, list) else [*settings.MASTER_KEYS, NEW]
    before = dict(CleDossier.objects.values_list("pk", "cle_enveloppee"))
    with pytest.raises(CommandError, match="dernière position"):
        turn()
    assert before == dict(CleDossier.objects.values_list("pk", "cle_enveloppee"))


def test_once_erased_no_key_of_a_dump_opens_anything(cast, scene):
    """Every sealed text of before is tried with every key that the database still holds, under the whole ring."""
    kept = make_demande(cast.adherente, scene.service)
    erased = make_acceptee(cast, scene)
    texts = [(row.demande_id, row.genre, bytes(row.contenu)) for row in Scelle.objects.filter(demande=erased)]
    places = [
        (cle.acces.place_of_key(cle.genre), bytes(cle.cle_enveloppee))
        for cle in CleDossier.objects.filter(acces__demande=erased).select_related("acces")
    ]
    assert len(texts) == 3
    assert opens(texts, places)
    actions.withdraw_demande(erased, by=cast.directrice)
    actions.anonymize_demande(erased)
    left = [bytes(key) for key in CleDossier.objects.values_list("cle_enveloppee", flat=True)]
    assert left
    assert not Scelle.objects.filter(demande=erased).exists()
    assert not opens(texts, [(place, key) for place, _ in places for key in left])
    own = CleDossier.objects.filter(acces__demande=kept).select_related("acces")
    assert not opens(texts, [(cle.acces.place_of_key(cle.genre), bytes(cle.cle_enveloppee)) for cle in own])


def opens(texts, wrapped) -> bool:
    """Try every key on every text, at every place where a text was."""
    for place, key in wrapped:
        try:
            opened = crypto.unwrap_key(key, place)
        except Unreadable:
            continue
        for demande, genre, sealed in texts:
            try:
                crypto.unseal(sealed, key=opened, aad=f"scelle:{demande}:{genre}")
            except Unreadable:
                continue
            return True
    return False


def test_short_ids_are_what_precedes_a_wrapped_key(cast, scene):
    make_demande(cast.directrice, scene.service)
    for key in CleDossier.objects.values_list("cle_enveloppee", flat=True):
        assert bytes(key)[:KEY_ID_BYTES] == crypto.ring_ids()[0]
