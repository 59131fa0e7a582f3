"""Sealed texts open only with their key, in their place, unaltered."""

from base64 import urlsafe_b64encode

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from socle import crypto


@given(text=st.binary(max_size=200), aad=st.text(max_size=20))
def test_what_is_sealed_opens(text, aad):
    key = crypto.new_key()
    assert crypto.unseal(crypto.seal(text, key=key, aad=aad), key=key, aad=aad) == text


@given(position=st.integers(min_value=0, max_value=43), bit=st.integers(min_value=0, max_value=7))
def test_one_changed_bit_is_refused(position, bit):
    key = crypto.new_key()
    sealed = bytearray(crypto.seal(b"un besoin secret", key=key, aad="ici"))
    sealed[position] ^= 1 << bit
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(bytes(sealed), key=key, aad="ici")


def test_a_value_moved_elsewhere_is_refused():
    key = crypto.new_key()
    sealed = crypto.seal(b"texte", key=key, aad="demande:1")
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(sealed, key=key, aad="demande:2")


def test_ring_rotates_without_losing_what_was_sealed(settings):
    sealed = crypto.seal_alone("adresse", "envoi:1")
    before = crypto.fingerprint("demandeur", 7)
    fresh = urlsafe_b64encode(bytes(range(32))).decode()
    settings.MASTER_KEYS = [fresh, *settings.MASTER_KEYS]
    assert crypto.unseal_alone(sealed, "envoi:1") == "adresse"
    assert not crypto.is_wrapped_by_active_key(sealed)
    assert crypto.is_wrapped_by_active_key(crypto.seal_alone("autre", "envoi:1"))
    assert crypto.fingerprint("demandeur", 7) == before


def test_without_its_key_nothing_opens(settings):
    sealed = crypto.seal_alone("adresse", "envoi:1")
    settings.MASTER_KEYS = [urlsafe_b64encode(bytes(range(32))).decode()]
    with pytest.raises(crypto.Unreadable):
        crypto.unseal_alone(sealed, "envoi:1")


def test_fingerprint_tells_purposes_and_values_apart():
    prints = {crypto.fingerprint("a", 1), crypto.fingerprint("a", 2), crypto.fingerprint("b", 1)}
    assert len(prints) == 3


def test_a_short_key_is_refused(settings):
    settings.MASTER_KEYS = ["Y291cnQ="]
    with pytest.raises(ImproperlyConfigured):
        crypto.wrap_key(crypto.new_key(), "ici")
