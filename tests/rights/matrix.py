"""Every button that anybody at all is shown, in the hands of everybody else.

Buttons are found by walking: what those who may are led to, screen by screen. Then each of the
cast taps it in two ways: with the key that was another's, and as if the same bubble had stood in
their own chat since a time when they might. What may follow, the table of tests/domain says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Table, event, func, select

from mentorbot.domain.access import BY_ONESELF
from mentorbot.domain.facts import Fact
from mentorbot.domain.received import Kind, Received
from mentorbot.domain.rights import DOORS
from mentorbot.domain.tokens import key
from mentorbot.services import conversing, guarding, receiving
from mentorbot.services.conversing import Outcome
from mentorbot.services.deeds import Deed
from mentorbot.storage import conversations, queue
from mentorbot.storage.conversations import Bubble, Choice
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.tables import audit, checkins, inbox, places
from mentorbot.storage.tables import outbox as letters
from tests.rights.cast import BEFORE, OFFICE, OTHERS, ROLES, SEATED, Cast
from tests.rights.rehearsal import rehearsal

COMMANDS = ("status", "mine", "overview", "placements", "checkin", "report", "guidance", "network",
            "settings", "privacy", "pause")  # fmt: skip
HOLDERS = (*SEATED, *OFFICE, "oscar", "olga")
ACTORS = (*SEATED, *BEFORE, *OTHERS, *OFFICE, "ny")
DEEP = 3
"""How many screens in a row a button is looked for."""
OWN = {places.name, letters.name}
"""Tables in which a denied person's own rows may change: their own screen."""
BOOKKEEPING = {audit.name, inbox.name, "marks", "chain"}
WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM) \"?(?P<table>\w+)")


@dataclass(frozen=True)
class Found:
    """One button as somebody was shown it."""

    holder: str
    bubble: Bubble
    number: int
    facts: tuple[Fact, ...]
    """What its holder establishes by tapping it."""

    @property
    def choice(self) -> Choice:
        return self.bubble.choices[self.number]

    @property
    def name(self) -> str:
        return f"{self.bubble.place.dialog}/{self.bubble.place.state}/{self.choice.move}"


@dataclass
class Trial:
    """What one tap did."""

    outcome: Outcome
    recorded: list[Fact]
    changed: set[str]
    """Tables in which something was written that is not this person's own screen."""
    refused: int
    told: str
    """All that this person was told."""


class Stage:
    """A cast in one state, with all of its buttons."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.town = cast, cast.town
        self.recorded: list[Fact] = []
        with self.town.tx() as tx:
            known = tx.connection.execute(select(checkins.c.id)).scalars()
            self._checkins = frozenset(known)
        self._numbers = iter(range(10_000_000, 99_999_999))

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Keeps what was let through to the recorders."""
        with pytest.MonkeyPatch.context() as patch:
            admit = guarding.admit

            def noting(deed: Deed, found: Sequence[Fact]) -> None:
                found = tuple(found)
                admit(deed, found)
                self.recorded += found

            patch.setattr(guarding, "admit", noting)
            yield

    # Walking.

    def buttons(self) -> list[Found]:
        found: dict[tuple[object, ...], Found] = {}
        with rehearsal(self.town.database), self.watched():
            for holder in HOLDERS:
                for command in COMMANDS:
                    with rehearsal(self.town.database):
                        self._does(holder, Kind.COMMAND, command=command)
                        self._walk(holder, found, DEEP)
                self._walk(holder, found, 1)
        return list(found.values())

    def _walk(self, holder: str, found: dict[tuple[object, ...], Found], deep: int) -> None:
        with self.town.tx() as tx:
            bubbles = conversations.of_person(tx, self.cast.phones[holder].person)
        for bubble in bubbles:
            for number, choice in enumerate(bubble.choices):
                about = (bubble.place.dialog, bubble.place.state, _kind(bubble.place.subject))
                which = "" if choice.argument[:4].isdigit() else choice.argument
                shown_to = ROLES[holder] if DOORS[about[0]] in BY_ONESELF else holder
                known = (shown_to, *about, _kind(choice.subject), choice.move, which)
                if known in found or not self._stands(choice.subject):
                    continue
                with rehearsal(self.town.database):
                    self.recorded.clear()
                    self._taps(holder, f"{bubble.key}.{number}")
                    found[known] = Found(holder, bubble, number, tuple(self.recorded))
                    if deep > 1:
                        self._walk(holder, found, deep - 1)

    def _stands(self, subject: str) -> bool:
        """Whether what the button is about was there before the walk, and is there after it."""
        what, _, which = subject.partition(":")
        return what != "checkin" or int(which) in self._checkins

    # Trying.

    def tries(self, found: Found, actor: str, *, holder: str = "") -> Trial:
        """The bubble stands in the holder's chat; in the actor's own, where nobody is named."""
        with rehearsal(self.town.database) as connection:
            data = f"{self._copied(found, holder or actor)}.{found.number}"
            return self._tried(connection, actor, lambda: self._taps(actor, data))

    def commands(self, actor: str, command: str) -> Trial:
        with rehearsal(self.town.database) as connection:
            does = partial(self._does, actor, Kind.COMMAND, command=command)
            return self._tried(connection, actor, does)

    def _tried(self, connection: Connection, actor: str, does: Callable[[], Outcome]) -> Trial:
        self.recorded.clear()
        written: set[str] = set()
        before, refused = _rows(connection, places, letters), _refused(connection)

        def note(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
            if wrote := WRITES.match(statement):
                written.add(wrote["table"])

        event.listen(connection, "before_cursor_execute", note)
        outcome = does()
        event.remove(connection, "before_cursor_execute", note)
        changed = written - BOOKKEEPING - OWN
        after = _rows(connection, places, letters)
        for name in OWN:
            if self._others(before[name], actor) != self._others(after[name], actor):
                changed.add(name)
        told = self._told(actor, before[letters.name]) + (outcome.toast or "")
        refusals = _refused(connection) - refused
        return Trial(outcome, list(self.recorded), changed, refusals, told)

    def _copied(self, found: Found, holder: str) -> str:
        place, made = found.bubble.place, key(self.town.rng.randbytes)
        with self.town.tx() as tx:
            who = self.cast.phones[holder].person
            conversations.stand(tx, who, place, made, found.bubble.choices, self.town.now)
        return made

    def _taps(self, actor: str, data: str) -> Outcome:
        return self._does(actor, Kind.TAP, data)

    def _does(self, actor: str, kind: Kind, text: str = "", command: str = "") -> Outcome:
        chat, now = self.cast.phones[actor].chat_id, self.town.now
        callback = "c" if kind is Kind.TAP else ""
        said = Received(kind, chat, text, command, callback, 1, language_tag="nb")
        receiving.keep(self.town.parts, [Arrived(next(self._numbers), "{}")], now)
        (item,) = receiving.waiting(self.town.parts, 5)
        return conversing.take_turn(self.town.parts, item.id, said, now)

    # Looking.

    def _others(self, rows: frozenset[_Row], actor: str) -> frozenset[_Row]:
        who = self.cast.phones[actor].person
        return frozenset(row for row in rows if row.person_id != who)

    def _told(self, actor: str, before: frozenset[_Row]) -> str:
        """In the words of every letter to this person that was not there before."""
        who, known = self.cast.phones[actor].person, {row.id for row in before}
        with self.town.tx() as tx:
            rows = tx.connection.execute(select(letters).where(letters.c.person_id == who)).all()
            posted = queue.fetch(tx, [row.id for row in rows if row.id not in known])
        return " ".join(str(letter.letter.payload) for letter in posted)


def _refused(connection: Connection) -> int:
    query = select(func.count()).where(audit.c.action == "refused")
    return int(connection.execute(query).scalar_one())


def _rows(connection: Connection, *tables: Table) -> dict[str, frozenset[_Row]]:
    return {
        table.name: frozenset(_Row.of(row) for row in connection.execute(table.select()))
        for table in tables
    }


@dataclass(frozen=True)
class _Row:
    """A row by its values, and whose it is."""

    values: str
    id: int | None
    person_id: int | None

    @classmethod
    def of(cls, row: Any) -> _Row:
        named = row._mapping
        return cls(repr(tuple(row)), named.get("id"), named.get("person_id"))


def _kind(subject: str) -> str:
    """Problems are told apart: who reported them matters."""
    what = subject.partition(":")[0]
    return subject if what == "problem" else what
