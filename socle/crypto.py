"""Authenticated encryption of sealed texts: a key per text, wrapped by the portal's key ring.

AES-256-GCM from `cryptography`. The additional data (`aad`) names the place a value belongs to, so that
a sealed value copied to another row or column no longer opens. Destroying a wrapped key destroys the text.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12
KEY_BYTES = 32
KEY_ID_BYTES = 4
TAG_BYTES = 16
WRAPPED_KEY_BYTES = KEY_ID_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES


class Unreadable(Exception):
    """The sealed value was altered, moved from its place, or its key is not in the ring."""


def new_key() -> bytes:
    """Return a fresh 256-bit key."""
    return AESGCM.generate_key(bit_length=KEY_BYTES * 8)


def seal(plaintext: bytes, *, key: bytes, aad: str) -> bytes:
    """Return `plaintext` encrypted for the place named by `aad`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, aad.encode())


def unseal(sealed: bytes, *, key: bytes, aad: str) -> bytes:
    """Return what was sealed; raises Unreadable if key, place or content differ."""
    sealed = bytes(sealed)
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(aad) from error


def wrap_key(key: bytes, aad: str) -> bytes:
    """Return `key` encrypted under the active key of the ring, preceded by that key's short id."""
    active = _ring()[0]
    return _key_id(active) + seal(key, key=active, aad=aad)


def unwrap_key(wrapped: bytes, aad: str) -> bytes:
    """Return the key that was wrapped; raises Unreadable if no key of the ring opens it."""
    wrapped = bytes(wrapped)
    for master in _ring():
        if _key_id(master) == wrapped[:KEY_ID_BYTES]:
            return unseal(wrapped[KEY_ID_BYTES:], key=master, aad=aad)
    raise Unreadable(aad)


def seal_alone(text: str, aad: str) -> bytes:
    """Return `text` sealed under a key of its own, wrapped in front of it."""
    key = new_key()
    return wrap_key(key, aad) + seal(text.encode(), key=key, aad=aad)


def unseal_alone(sealed: bytes, aad: str) -> str:
    """Return the text that `seal_alone` sealed; raises Unreadable."""
    sealed = bytes(sealed)
    key = unwrap_key(sealed[:WRAPPED_KEY_BYTES], aad)
    return unseal(sealed[WRAPPED_KEY_BYTES:], key=key, aad=aad).decode()


def is_wrapped_by_active_key(wrapped: bytes) -> bool:
    """Say whether a wrapped key already uses the ring's active key (the first one)."""
    return bytes(wrapped)[:KEY_ID_BYTES] == _key_id(_ring()[0])


def ring_ids() -> list[bytes]:
    """Return the short ids of the keys of the ring, the active one first; they tell nothing of the keys."""
    return [_key_id(master) for master in _ring()]


def fingerprint(purpose: str, value: object) -> bytes:
    """Return a keyed digest of `value`: rows can be found by equality without holding the value.

    Derived from the ring's last key, the oldest one, so that adding a key in front changes no fingerprint.
    """
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=f"fingerprint:{purpose}".encode()).derive(_ring()[-1])
    return hmac.new(derived, str(value).encode(), sha256).digest()


def _key_id(master: bytes) -> bytes:
    return sha256(b"key-id" + master).digest()[:KEY_ID_BYTES]


def _ring() -> tuple[bytes, ...]:
    return _decode_ring(tuple(settings.MASTER_KEYS))


@lru_cache(maxsize=8)
def _decode_ring(encoded: tuple[str, ...]) -> tuple[bytes, ...]:
    keys = tuple(urlsafe_b64decode(key) for key in encoded)
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise ImproperlyConfigured("PORTAIL_MASTER_KEYS : des clés de 32 octets en base64 sont attendues.")
    return keys
