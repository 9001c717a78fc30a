"""Walks along the chain of the audit and names every row that is not as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select

from mentorbot.storage import chain
from mentorbot.storage.chain import BEGINNING, Head
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import audit

FORGOTTEN = "audit.forgotten"
"""The entry that names the last number that was forgotten: an anchor without one was moved."""
MOST_STRAYS = 100


class Wrong(StrEnum):
    CHANGED = "changed"
    """Its content is not what its digest was made of."""
    MOVED = "moved"
    """It does not follow the row before it: one was inserted, replaced, or put elsewhere."""
    MISSING = "missing"
    TWICE = "twice"
    """Another row has this number: one of the two was inserted."""
    STRAY = "stray"
    """It stands outside the chain; `number` is its id."""
    HEAD = "head"
    """Where the chain ends is not what was written down."""
    ANCHOR = "anchor"
    """Where the chain begins is not what was written down."""


@dataclass(frozen=True)
class Fault:
    wrong: Wrong
    number: int


@dataclass(frozen=True)
class Walk:
    """How far somebody has come along the chain."""

    number: int = 0
    row: int = 0
    """The id of the row that was looked at last."""
    digest: str = BEGINNING
    rows: int = 0
    faults: tuple[Fault, ...] = ()
    is_done: bool = False
    begun: bool = False


def resumed(tx: Tx, number: int) -> Walk:
    """As if somebody had walked up to that number and found nothing."""
    row = next(iter(chain.at(tx.connection, number)), None) if number else None
    return Walk() if row is None else Walk(number, row.id, row.digest, begun=True)


def step(tx: Tx, walk: Walk, most: int) -> Walk:
    """The next rows, in a transaction of their own: nobody waits for a long chain."""
    head = chain.head(tx.connection)
    if head is None:
        return _headless(tx, walk)
    found = [*walk.faults, *([] if walk.begun else _anchor(tx, head))]
    if walk.number < head.forgotten:
        # What lay in between was forgotten meanwhile, or before.
        walk = replace(walk, number=head.forgotten, row=0, digest=head.anchor)
    number, row, digest = walk.number, walk.row, walk.digest
    rows = chain.page(tx.connection, number, row, most)
    for each in rows:
        found += _faults(each, number, digest)
        number, row, digest = each.number, each.id, each.digest
    is_done = len(rows) < most
    if is_done:
        found += _end(tx, head, number, digest)
    return Walk(number, row, digest, walk.rows + len(rows), tuple(found), is_done, begun=True)


def _faults(row: Row[Any], number: int, digest: str) -> Iterator[Fault]:
    if row.number == number:
        yield Fault(Wrong.TWICE, row.number)
    elif row.number > number + 1:
        yield from (Fault(Wrong.MISSING, each) for each in range(number + 1, row.number))
    elif row.former != digest:
        yield Fault(Wrong.MOVED, row.number)
    if chain.digest_of(row.former or "", chain.entry_of(row)) != row.digest:
        yield Fault(Wrong.CHANGED, row.number)


def _end(tx: Tx, head: Head, number: int, digest: str) -> Iterator[Fault]:
    yield from (Fault(Wrong.MISSING, each) for each in range(number + 1, head.number + 1))
    if number >= head.number and (number, digest) != (head.number, head.digest):
        yield Fault(Wrong.HEAD, head.number)
    yield from (Fault(Wrong.STRAY, each) for each in chain.strays(tx.connection, MOST_STRAYS))


def _anchor(tx: Tx, head: Head) -> Iterator[Fault]:
    """It was moved by what forgets, which says so in the chain itself."""
    if head.forgotten == 0 and head.anchor == BEGINNING:
        return
    said = select(audit.c.detail).where(audit.c.action == FORGOTTEN, audit.c.subject == "audit")
    last = tx.connection.execute(said.order_by(audit.c.number.desc()).limit(1)).scalar()
    if last is None or (last.get("last"), last.get("digest")) != (head.forgotten, head.anchor):
        yield Fault(Wrong.ANCHOR, head.forgotten)


def _headless(tx: Tx, walk: Walk) -> Walk:
    is_empty = chain.count(tx.connection) == 0
    faults = walk.faults if is_empty else (*walk.faults, Fault(Wrong.HEAD, 0))
    return replace(walk, faults=faults, is_done=True, begun=True)
