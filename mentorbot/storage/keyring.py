"""The keys of placements, people and days, unwrapped: a cache over the store.

A key is committed to the store before anything is sealed under it, so that no death in between
leaves a value without its key.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mentorbot.storage.key_store import KeyStore
from mentorbot.storage.subjects import Kind, Subject
from mentorbot.storage.vault import Unreadable, Vault

MOST = 20_000
"""So many keys are kept in memory; with more, all are looked up anew."""


class Destroyed(Unreadable):
    """The key was destroyed: whoever it belonged to was erased."""


class NoKey(Unreadable):
    """A key is missing from the store of keys: bring it back with `python bot.py keys restore`."""


class Keyring:
    """Safe to use from several threads and processes."""

    def __init__(self, store: KeyStore, vault: Vault) -> None:
        self.store = store
        self.vault = vault
        self._lock = threading.Lock()
        self._keys: dict[Subject, bytes] = {}
        self._ciphers: dict[tuple[Subject, ...], AESGCM] = {}

    def cipher(self, under: tuple[Subject, ...]) -> AESGCM:
        """What opens the values of these. Raises Destroyed or NoKey."""
        return self._ciphers.get(under) or self._new_cipher(under)

    def known(self, under: tuple[Subject, ...]) -> AESGCM | None:
        """The same where it was used before; None where it has to be looked up."""
        return self._ciphers.get(under)

    def missing(self, under: Iterable[Subject]) -> list[Subject]:
        """Those without a key. One query for all that are not known here."""
        wanted = list(dict.fromkeys(under))
        self.ready(wanted)
        return [each for each in wanted if each not in self._keys]

    def ready(self, subjects: Iterable[Subject]) -> None:
        """Looks up the keys that are not known here, all at once."""
        unknown = [each for each in dict.fromkeys(subjects) if each not in self._keys]
        if unknown:
            found = {each.subject: each.wrapped for each in self.store.of(unknown)}
            self._remember({who: self._unwrap(who, key) for who, key in found.items() if key})

    def make(self, subjects: Iterable[Subject]) -> None:
        """Commits a key for each that has none; one that was destroyed stays so."""
        fresh = {who: self.vault.wrap(self.vault.fresh_key(), who.name) for who in subjects}
        self.store.add(fresh)

    def destroy(self, subjects: Mapping[Subject, datetime]) -> None:
        """For good, in every copy of the database."""
        if subjects:
            self.store.destroy(subjects)
            self._forget(subjects)

    def remove_days(self, before: int) -> int:
        """The keys of days before that one; what came in then was handled long ago."""
        gone = self.store.remove_days(before)
        if gone:
            self._forget([each for each in list(self._keys) if each.kind is Kind.DAY])
        return gone

    def _new_cipher(self, under: tuple[Subject, ...]) -> AESGCM:
        self.ready(under)
        raw = [self._key(each) for each in under]
        made = AESGCM(raw[0] if len(raw) == 1 else _joint(raw))
        with self._lock:
            # Unless one of them was destroyed by another thread just now.
            if all(each in self._keys for each in under):
                self._ciphers[under] = made
        return made

    def _key(self, subject: Subject) -> bytes:
        key = self._keys.get(subject)
        if key is None:
            raise Destroyed if subject in self.store.destroyed() else NoKey
        return key

    def _unwrap(self, subject: Subject, wrapped: bytes) -> bytes:
        return self.vault.unwrap(wrapped, subject.name)

    def _remember(self, found: Mapping[Subject, bytes]) -> None:
        with self._lock:
            if len(self._keys) + len(found) > MOST:
                self._keys.clear()
                self._ciphers.clear()
            self._keys.update(found)

    def _forget(self, subjects: Iterable[Subject]) -> None:
        gone = set(subjects)
        with self._lock:
            for each in gone:
                self._keys.pop(each, None)
            for under in [each for each in self._ciphers if gone.intersection(each)]:
                del self._ciphers[under]


def _joint(raw: list[bytes]) -> bytes:
    """A key that nobody has who lacks one of these. They are all of one length."""
    return hashlib.sha256(b"mentorbot joint key" + b"".join(raw)).digest()
