"""Brings everything under the first master key while the service runs, in small transactions.

Keys are wrapped anew; what a master key sealed itself (version 1) is sealed under its subjects'
keys. Each change is made only where the old value still stands, so nothing that happens meanwhile
is undone; a death leaves every value readable, and the next run goes on where this one ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from mentorbot.domain.errors import MentorbotError
from mentorbot.storage import marks
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.key_store import Held
from mentorbot.storage.sealed import COLUMNS, Sealed
from mentorbot.storage.tables import marks as table
from mentorbot.storage.vault import MASTER, Unreadable, Vault

AT_ONCE = 50
"""Values a transaction: whoever taps meanwhile waits some milliseconds."""
OPENS = "opens:"
"""Marks that name the master keys with which the service was started last."""


class MasterMissing(MentorbotError):
    """MENTORBOT_SECRET_KEYS lacks a key that something stands under; put it back at the end."""

    def __init__(self, master: str, amount: int) -> None:
        super().__init__(
            f"{amount} keys or values stand under the secret key {master}, which is not in "
            "MENTORBOT_SECRET_KEYS: put it back at the end of the list"
        )


class ServiceBehind(MentorbotError):
    """The service does not know the first secret key yet: restart it with the new settings, or
    say --stopped if it does not run."""


@dataclass(frozen=True)
class Standing:
    """What stands under which master key, by its id."""

    first: str
    wraps: Counter[str] = field(default_factory=Counter)
    """Keys."""
    seals: Counter[str] = field(default_factory=Counter)
    """Values of version 1."""

    @property
    def behind(self) -> int:
        """How much a rotation has to do."""
        return self.wraps.total() - self.wraps[self.first] + self.seals.total()

    @property
    def masters(self) -> Counter[str]:
        return self.wraps + self.seals


@dataclass
class Progress:
    """What a rotation has done so far."""

    done: int = 0
    unreadable: list[str] = field(default_factory=list)
    """Where the values stand that no key opens; they are left as they are."""


def standing(database: Database) -> Standing:
    found = Standing(database.vault.first)
    for held in database.keyring.store.all():
        if held.wrapped:
            found.wraps[master_of(held.wrapped)] += 1
    with database.begin() as tx:
        for sealed in COLUMNS:
            named = func.substr(sealed.column, 1, MASTER.stop)
            query = select(named, func.count()).where(sealed.is_old).group_by(named)
            for beginning, number in tx.connection.execute(query):
                found.seals[master_of(beginning)] += number
    return found


def master_of(value: bytes) -> str:
    return value[MASTER].hex()


def check(database: Database, *, stopped: bool = False) -> Standing:
    """What there is to do. Raises MasterMissing or ServiceBehind: then nothing was done."""
    found = standing(database)
    for master, amount in sorted(found.masters.items()):
        if master not in database.vault.ids:
            raise MasterMissing(master, amount)
    with database.begin() as tx:
        known = _known_to_service(tx)
    if known and found.first not in known and not stopped:
        # It could not open what is wrapped anew.
        raise ServiceBehind
    return found


def rotate(database: Database) -> Iterator[Progress]:
    """Works until nothing is left; gives where it stands, first and after each transaction."""
    progress = Progress()
    yield progress
    yield from _rewrap(database, progress)
    for sealed in COLUMNS:
        yield from _reseal(database, sealed, progress)


def note_start(tx: Tx, vault: Vault) -> None:
    """The service was started with these master keys."""
    tx.connection.execute(table.delete().where(table.c.name.startswith(OPENS)))
    for master in vault.ids:
        marks.put(tx, f"{OPENS}{master}", 1)


def _known_to_service(tx: Tx) -> set[str]:
    query = select(table.c.name).where(table.c.name.startswith(OPENS))
    return {name.removeprefix(OPENS) for name in tx.connection.execute(query).scalars()}


def _rewrap(database: Database, progress: Progress) -> Iterator[Progress]:
    vault, store = database.vault, database.keyring.store
    left = [held for held in store.all() if held.wrapped and _is_behind(vault, held.wrapped)]
    for start in range(0, len(left), AT_ONCE):
        some = left[start : start + AT_ONCE]
        store.replace(_wrapped_anew(vault, held) for held in some)
        progress.done += len(some)
        yield progress


def _is_behind(vault: Vault, wrapped: bytes) -> bool:
    return master_of(wrapped) != vault.first


def _wrapped_anew(vault: Vault, held: Held) -> tuple[Any, bytes, bytes]:
    before = held.wrapped or b""
    key = vault.unwrap(before, held.subject.name)
    return held.subject, before, vault.wrap(key, held.subject.name)


def _reseal(database: Database, sealed: Sealed, progress: Progress) -> Iterator[Progress]:
    last: Any = None
    while True:
        with database.begin() as tx:
            rows = _old(tx, sealed, last)
            for row in rows:
                if not _sealed_anew(tx, sealed, row):
                    progress.unreadable.append(f"{sealed.name} {row.row}")
        if not rows:
            return
        last = rows[-1].row
        progress.done += len(rows)
        yield progress


def _old(tx: Tx, sealed: Sealed, last: Any) -> list[Any]:
    """The next values of version 1; all their keys are made at once."""
    query = sealed.query.where(sealed.is_old).limit(AT_ONCE)
    if last is not None:
        query = query.where(sealed.row > last)
    rows = list(tx.connection.execute(query))
    tx.safe.prepare(each for row in rows for each in sealed.spot_of(row).under)
    return rows


def _sealed_anew(tx: Tx, sealed: Sealed, row: Any) -> bool:
    spot = sealed.spot_of(row)
    try:
        after = tx.safe.seal(tx.safe.unseal(row.value, spot), spot)
    except Unreadable:
        # Told at the end by its name; whatever made it so, the rest goes on.
        return False
    mine = (sealed.row == row.row) & (sealed.column == row.value)
    change = sealed.column.table.update().where(mine).values({sealed.column.name: after})
    tx.connection.execute(change)
    return True
