"""Encryption of single fields, each bound to where it stands.

A sealed value is: version (1 byte), key id (4), nonce (12), AES-256-GCM ciphertext.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.tokens import Entropy

VERSION = b"\x01"
KEY_BYTES = 32


class BadKey(MentorbotError):
    """A secret key must be 32 bytes in URL-safe base64; `python bot.py keys new` makes one."""


class Unreadable(MentorbotError):
    """A sealed value cannot be opened with the keys at hand."""


class Vault:
    """Seals with the first key, opens with any of them."""

    def __init__(self, keys: Sequence[str], entropy: Entropy) -> None:
        if not keys:
            raise BadKey("at least one secret key is needed; `python bot.py keys new` makes one")
        raw = [_decoded(key) for key in keys]
        self._ciphers = {_key_id(key): AESGCM(key) for key in raw}
        self._first = _key_id(raw[0])
        self._entropy = entropy

    def seal(self, plain: str, where: str) -> bytes:
        """`where` names the field ("problems.wording"); opening elsewhere fails."""
        nonce = self._entropy(12)
        sealed = self._ciphers[self._first].encrypt(nonce, plain.encode(), where.encode())
        return VERSION + self._first + nonce + sealed

    def unseal(self, sealed: bytes, where: str) -> str:
        version, key_id, nonce = sealed[:1], sealed[1:5], sealed[5:17]
        cipher = self._ciphers.get(key_id)
        if version != VERSION or cipher is None:
            raise Unreadable
        try:
            return cipher.decrypt(nonce, sealed[17:], where.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise Unreadable from error

    def seal_if(self, plain: str | None, where: str) -> bytes | None:
        return None if plain is None else self.seal(plain, where)

    def unseal_if(self, sealed: bytes | None, where: str) -> str | None:
        return None if sealed is None else self.unseal(sealed, where)

    def seal_data(self, data: Mapping[str, Any], where: str) -> bytes:
        return self.seal(json.dumps(data, ensure_ascii=False, separators=(",", ":")), where)

    def unseal_data(self, sealed: bytes, where: str) -> dict[str, Any]:
        return dict(json.loads(self.unseal(sealed, where)))


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
