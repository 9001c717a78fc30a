"""The master keys, and how a value is sealed: AES-256-GCM, bound to where it stands.

The master keys stand in the settings and wrap the keys of placements and people; those seal the
fields. Up to version 1 the master keys sealed the fields themselves, bound to the column only.

    wrapped key, value of version 1:  1 (1 byte), master key id (4), nonce (12), ciphertext
    value of version 2:               2 (1 byte), nonce (12), ciphertext
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.tokens import Entropy

UNDER_MASTER, UNDER_SUBJECT = b"\x01", b"\x02"
KEY_BYTES, NONCE_BYTES = 32, 12
MASTER = slice(1, 5)
"""Where a value sealed by a master key names it."""


class BadKey(MentorbotError):
    """A secret key must be 32 bytes in URL-safe base64; `python bot.py keys new` makes one."""


class Unreadable(MentorbotError):
    """A sealed value cannot be opened with the keys at hand."""


class NoMaster(Unreadable):
    """MENTORBOT_SECRET_KEYS lacks the key that the database was written with."""


class Vault:
    """Wraps with the first master key, unwraps with any of them."""

    def __init__(self, keys: Sequence[str], entropy: Entropy) -> None:
        if not keys:
            raise BadKey("at least one secret key is needed; `python bot.py keys new` makes one")
        raw = [_decoded(key) for key in keys]
        self._ciphers = {_key_id(key): AESGCM(key) for key in raw}
        self._first = _key_id(raw[0])
        self._blinding = hashlib.sha256(b"mentorbot blinding" + raw[0]).digest()
        self._entropy = entropy

    @property
    def first(self) -> str:
        """The id of the master key that wraps, in hex."""
        return self._first.hex()

    def blind(self, named: str) -> str:
        """The same for the same name and master key, and no way back: to count who came again."""
        return hmac.new(self._blinding, named.encode(), "sha256").hexdigest()

    @property
    def ids(self) -> tuple[str, ...]:
        """Of all master keys at hand, the first one first."""
        return tuple(key.hex() for key in self._ciphers)

    def fresh_key(self) -> bytes:
        return self._entropy(KEY_BYTES)

    def wrap(self, key: bytes, name: str) -> bytes:
        """A subject's key, bound to the subject's name."""
        cipher = self._ciphers[self._first]
        return UNDER_MASTER + self._first + encrypt(cipher, self._entropy, key, f"key {name}")

    def unwrap(self, wrapped: bytes, name: str) -> bytes:
        return self._open(wrapped, f"key {name}")

    def open_old(self, sealed: bytes, column: str) -> bytes:
        """A value of version 1, which stands in that column."""
        return self._open(sealed, column)

    def seal(self, cipher: AESGCM, plain: bytes, bound_to: str) -> bytes:
        """A value of version 2, under a subject's key."""
        return UNDER_SUBJECT + encrypt(cipher, self._entropy, plain, bound_to)

    def _open(self, sealed: bytes, bound_to: str) -> bytes:
        cipher = self._ciphers.get(sealed[MASTER])
        if sealed[:1] != UNDER_MASTER:
            raise Unreadable
        if cipher is None:
            raise NoMaster
        return decrypt(cipher, sealed[MASTER.stop :], bound_to)


def encrypt(cipher: AESGCM, entropy: Entropy, plain: bytes, bound_to: str) -> bytes:
    nonce = entropy(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, bound_to.encode())


def decrypt(cipher: AESGCM, sealed: bytes, bound_to: str) -> bytes:
    """Raises Unreadable under another key, and where the value does not stand where it stood."""
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def new_key(entropy: Entropy) -> str:
    return base64.urlsafe_b64encode(entropy(KEY_BYTES)).decode()


def _decoded(key: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(key.strip().encode())
    except (binascii.Error, ValueError) as error:
        raise BadKey from error
    if len(raw) != KEY_BYTES:
        raise BadKey
    return raw


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"mentorbot key id" + key).digest()[:4]
