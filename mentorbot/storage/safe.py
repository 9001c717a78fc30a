"""Seals and opens the fields of one transaction, each under its own subjects' keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, overload

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.storage.key_store import OtherStore
from mentorbot.storage.keyring import Keyring
from mentorbot.storage.spots import Spot
from mentorbot.storage.subjects import Subject
from mentorbot.storage.tables import marks
from mentorbot.storage.vault import UNDER_SUBJECT, Unreadable, decrypt

EMPTIED = b""
"""What stands where a value was wiped that must not be NULL. It opens as nothing."""
STORE = "keys"
"""The mark that names the store of keys this database was written with."""


class Safe:
    """What a transaction seals and opens with."""

    def __init__(self, keyring: Keyring, connection: Connection) -> None:
        self.keyring = keyring
        self._connection = connection

    @overload
    def seal(self, plain: str, spot: Spot) -> bytes: ...
    @overload
    def seal(self, plain: None, spot: Spot) -> None: ...
    @overload
    def seal(self, plain: str | None, spot: Spot) -> bytes | None: ...
    def seal(self, plain: str | None, spot: Spot) -> bytes | None:
        """Raises Destroyed where one was erased whose key it needs."""
        if plain is None:
            return None
        cipher = self.keyring.known(spot.under) or self._prepared(spot.under)
        return self.keyring.vault.seal(cipher, plain.encode(), spot.bound_to)

    @overload
    def unseal(self, sealed: bytes, spot: Spot) -> str: ...
    @overload
    def unseal(self, sealed: None, spot: Spot) -> None: ...
    @overload
    def unseal(self, sealed: bytes | None, spot: Spot) -> str | None: ...
    def unseal(self, sealed: bytes | None, spot: Spot) -> str | None:
        """Raises Unreadable where it was sealed for another row, column or subject."""
        if sealed is None:
            return None
        if sealed == EMPTIED:
            return ""
        if sealed[:1] != UNDER_SUBJECT:
            return _text(self.keyring.vault.open_old(sealed, spot.column))
        return _text(decrypt(self.keyring.cipher(spot.under), sealed[1:], spot.bound_to))

    def seal_data(self, data: Mapping[str, Any], spot: Spot) -> bytes:
        return self.seal(json.dumps(data, ensure_ascii=False, separators=(",", ":")), spot)

    def unseal_data(self, sealed: bytes, spot: Spot) -> dict[str, Any]:
        return dict(json.loads(self.unseal(sealed, spot) or "{}"))

    def ready(self, spots: Iterable[Spot]) -> None:
        """Before many are opened: looks up all their keys at once."""
        self.keyring.ready(each for spot in spots for each in spot.under)

    def prepare(self, subjects: Iterable[Subject]) -> None:
        """Sees to it that these have keys, committed before anything is sealed under them."""
        missing = self.keyring.missing(subjects)
        if missing:
            self._pair()
            self.keyring.make(missing)

    def check_store(self) -> None:
        """Raises OtherStore where the keys of this database are elsewhere."""
        known = self._known_store()
        if known is not None and known != self.keyring.store.number():
            raise OtherStore

    def _prepared(self, under: tuple[Subject, ...]) -> AESGCM:
        self.prepare(under)
        return self.keyring.cipher(under)

    def _pair(self) -> None:
        """A new key goes to the store that this database was written with, and to no other."""
        known = self._known_store()
        fresh = int.from_bytes(self.keyring.vault.fresh_key()[:7])
        number = self.keyring.store.pair(known, fresh)
        if known is None:
            is_postgres = self._connection.dialect.name == "postgresql"
            insert: Any = (postgresql if is_postgres else sqlite).insert(marks)
            mark = insert.values(name=STORE, value=number)
            self._connection.execute(mark.on_conflict_do_nothing(index_elements=["name"]))

    def _known_store(self) -> int | None:
        query = select(marks.c.value).where(marks.c.name == STORE)
        found: int | None = self._connection.execute(query).scalar()
        return found


def _text(plain: bytes) -> str:
    try:
        return plain.decode()
    except UnicodeDecodeError as error:
        raise Unreadable from error
