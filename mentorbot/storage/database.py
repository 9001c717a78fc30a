"""One door to the database: SQLite for one worker, PostgreSQL for several.

Services are plain functions inside one transaction. SQLite has one writer, so every transaction
takes the write lock when it begins: read-modify-write cannot lose an update that way.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, text

from mentorbot.storage import chain
from mentorbot.storage.chain import Entry
from mentorbot.storage.engines import engine_for
from mentorbot.storage.key_store import KeyStore, address_beside
from mentorbot.storage.keyring import Keyring
from mentorbot.storage.safe import Safe
from mentorbot.storage.subjects import Subject
from mentorbot.storage.vault import Vault

CHANNEL = "mentorbot"
"""Where PostgreSQL tells the workers what was committed."""
NOTIFY = text("SELECT pg_notify(:channel, :ring)")


class Ring(StrEnum):
    """What another worker may have to act on."""

    INBOX = "inbox"
    OUTBOX = "outbox"
    DUE = "due"


@dataclass(frozen=True)
class Tx:
    """One transaction: what the modules of this floor work with."""

    connection: Connection
    safe: Safe
    entries: list[Entry] = field(default_factory=list)
    """What is entered in the audit when the transaction ends."""
    forgets: dict[Subject, datetime] = field(default_factory=dict)
    """Whose keys are destroyed right after the commit (forgetting.forget_key)."""
    rings: set[Ring] = field(default_factory=set)
    """Told to all workers with the commit."""

    @property
    def is_postgres(self) -> bool:
        return self.connection.dialect.name == "postgresql"


@dataclass(frozen=True)
class _Common:
    """What the transactions have in common that are committed together."""

    connection: Connection
    forgets: dict[Subject, datetime] = field(default_factory=dict)


class _Commons(threading.local):
    """Each thread's own."""

    now: _Common | None = None


class Database:
    """Opens transactions. Safe to use from several threads."""

    def __init__(self, url: str, vault: Vault, keys_url: str = "") -> None:
        """`keys_url`: where the store of keys is, unless it stands beside the database."""
        self.engine = engine_for(url)
        self.vault = vault
        self.keyring = Keyring(KeyStore(keys_url or address_beside(url)), vault)
        self._common = _Commons()

    @property
    def has_one_writer(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """Commits when the block ends, rolls back when it raises; in `together`, all at once."""
        common = self._common.now
        if common is not None:
            with self._written(common.connection) as tx:
                yield tx
            common.forgets.update(tx.forgets)
            return
        with self.engine.begin() as connection, self._written(connection) as tx:
            yield tx
        self.keyring.destroy(tx.forgets)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What this thread begins inside is one transaction: all of it is committed, or none."""
        with self.engine.begin() as connection:
            self._common.now = common = _Common(connection)
            try:
                yield
            finally:
                self._common.now = None
        self.keyring.destroy(common.forgets)

    @contextmanager
    def _written(self, connection: Connection) -> Iterator[Tx]:
        tx = Tx(connection, Safe(self.keyring, connection))
        yield tx
        # Last of all: on PostgreSQL one worker at a time holds the end of the chain, and who
        # holds it waits for nobody.
        chain.append(connection, tx.entries)
        if tx.is_postgres:
            for ring in sorted(tx.rings):
                connection.execute(NOTIFY, {"channel": CHANNEL, "ring": ring})

    def scrub(self) -> None:
        """What was deleted is not left in SQLite's log either; outside any transaction."""
        if self.engine.dialect.name == "sqlite":
            with closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        self.engine.dispose()
        self.keyring.store.close()
