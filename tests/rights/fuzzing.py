"""Whatever can be sent to mentorbot, sent by people who have no part in the placement.

A seed makes the whole run: the same seed sends the same things in the same order. Everything goes
the way it goes in the running service: raw updates are read and played, requests reach the web
application as bytes. What nobody may touch is compared again and again with how it was.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select
from telegram import Bot

from mentorbot.domain.people import Role
from mentorbot.edges import telegram_in
from mentorbot.services import conversing, inviting, linking, receiving
from mentorbot.services.conversing import Outcome
from mentorbot.storage import conversations, links, people, queue
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.tables import audit, metadata, places
from mentorbot.storage.tables import outbox as letters
from tests.rights.cast import BEFORE, OFFICE, OTHERS, SEATED, Cast
from tests.rights.judging import said_by, secrets
from tests.rights.matrix import COMMANDS
from tests.rights.odd import JUNK, METHODS, Odd, altered, private, user
from tests.rights.web import Web

BOT = Bot("123456:TEST")
INTRUDERS = (*BEFORE, *OTHERS, "ny")
UNKNOWN = tuple(range(7_000_001, 7_000_041))
"""Chats that nobody here knows."""
KEPT = ("problems", "rungs", "remarks", "answers", "checkins", "changes", "contacts", "placements")
"""Tables in which nothing about the victims' placement may change."""
AT_ONCE = 250
"""How many steps pass between two looks at what must not change."""
MOST_TRIES = 3


class Fault(AssertionError):
    """Something that must not happen did."""


@dataclass
class Figures:
    steps: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    set_aside: int = 0
    denied: int = 0
    """Attempts on something that is another's."""


class Fuzz:
    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.town, self.seed = cast, cast.town, seed
        self.rng, self.figures = Random(seed), Figures()
        self.made = Odd(self.rng)
        self._update = 50_000_000
        self.number = 0
        self._prepare()
        self._web = Web(self.town, self.rng)
        self._before = self._untouched()

    def _prepare(self) -> None:
        """What an intruder may have got hold of: live keys, old codes, links passed on."""
        town, now = self.town, self.town.now
        team = [self.cast.phones[name].person for name in (*SEATED, *OFFICE)]
        with town.tx() as tx:
            rows = tx.connection.execute(select(places).where(places.c.person_id.in_(team)))
            self.keys = [f"{row.key}.{at}" for row in rows for at in range(len(row.choices))]
            invited = people.add(tx, Role.MENTOR, "Siv Hemmeligsiv", now)
            self.code = inviting.invite(tx, town.parts, invited, now).code
            owner = self.cast.phones[self.cast.owner].person
            self.tokens = []
            for at, subject in enumerate(("", f"problem:{self.cast.own}")):
                token = f"{at}{'T' * 21}"
                until = now + timedelta(days=300)
                links.add(tx, token, owner, "followup", subject, "notice", now, until)
                self.tokens.append(token)
        for token in self.tokens:
            assert (
                linking.press(town.parts, token, "the browser of its owner", "", "", now)
                is not None
            )

    # Running.

    def run(self, steps: int) -> None:
        """Raises Fault with the seed and the step at which something was wrong."""
        kinds: tuple[tuple[Callable[[], None], int], ...] = (
            (self.tap, 30), (self.command, 12), (self.start, 8), (self.text, 12), (self.odd, 8),
            (self.malformed, 10), (self.request, 20),
        )  # fmt: skip
        does = [each for each, weight in kinds for _ in range(weight)]
        for _ in range(steps):
            self.number += 1
            step = self.rng.choice(does)
            self.town.now += timedelta(seconds=1)
            self.figures.steps[step.__name__] += 1
            try:
                step()
            except Exception as error:
                raise Fault(f"seed {self.seed}, step {self.number}, {step.__name__}") from error
            if self.number % AT_ONCE == 0:
                self._look()
        self._look()

    def close(self) -> None:
        self._web.close()
        self.town.database.close()

    # What is sent.

    def tap(self) -> None:
        data, is_anothers = self._data()
        actor, chat = self._somebody()
        query = {"id": "q", "from": user(chat), "chat_instance": "c", "data": data}
        message = {"message_id": self.rng.randrange(99), "date": 1, "chat": private(chat)}
        place: dict[str, Any] = self.rng.choice(
            [{"message": {**message, "text": "x"}}, {"inline_message_id": "i"}]
        )
        entered = self._entered()
        outcome = self._updated({"callback_query": {**query, **place}}, actor)
        if is_anothers and actor is not None and self._is_live(data):
            self.figures.denied += 1
            self._must(self._entered() > entered, f"{actor} took {data}: not in the audit")
            self._must(bool(outcome and outcome.toast), f"{actor} took {data}: no word")

    def _data(self) -> tuple[str, bool]:
        """What a button sends, and whether it is a live one of somebody else."""
        kind = self.rng.randrange(6)
        stolen = self.rng.choice(self.keys)
        key, _, number = stolen.partition(".")
        if kind < 2:
            return stolen, True
        if kind == 2:
            return f"{altered(self.rng, key)}.{number}", False
        if kind == 3:
            return f"{key}.{self.rng.choice(('99', '-1', '', '٣', '0' * 60, '1e3'))}", False
        if kind == 4:
            return self.made.word(64), False
        return f"{key}", False

    def _is_live(self, data: str) -> bool:
        """A coordinator's screen moves on when somebody asks for one."""
        with self.town.tx() as tx:
            return conversations.by_key(tx, data.partition(".")[0]) is not None

    def command(self) -> None:
        actor, chat = self._somebody()
        name = self.rng.choice((*COMMANDS, "mydata", "forget", "stop", "cancel", "help", "x" * 30))
        argument = self.rng.choice(("", self.cast.own, "1", self.made.word(40)))
        self._says(f"/{name} {argument}".strip(), actor, chat)

    def start(self) -> None:
        """A deep link with a code that is none, or with one that is nearly right."""
        actor, chat = self._somebody()
        near, token = altered(self.rng, self.code), self.rng.choice(self.tokens)
        codes = (near, token, self.cast.own, self.made.word(64), "A" * 22, "")
        self._says(f"/start {self.rng.choice(codes)}".strip(), actor, chat)

    def text(self) -> None:
        actor, chat = self._somebody()
        told = (self.made.word(200), self.rng.choice(JUNK), f"hva med {self.cast.own}?")
        self._says(self.rng.choice(told) or "x", actor, chat)

    def odd(self) -> None:
        actor, chat = self._somebody()
        self._updated(self.made.update(chat), actor)

    def malformed(self) -> None:
        actor, chat = self._somebody()
        update = self.made.malformed(chat, self.rng.choice(self.keys))
        self._updated(update, actor, bent=True)

    def _says(self, text: str, actor: str | None, chat: int) -> None:
        message = {"message_id": 5, "date": 1, "chat": private(chat), "from": user(chat)}
        self._updated({"message": {**message, "text": text}}, actor)

    # The web.

    def request(self) -> None:
        rng = self.rng
        stolen = rng.choice(self.tokens)
        token = rng.choice(
            (stolen, altered(rng, stolen), self.made.word(80), self.code, "x" * 5000)
        )
        known = ("/metrics", "/readyz", "/healthz", "/a/", "//", f"/{self.made.word(20)}")
        path = rng.choice((f"/a/{token}", f"/a/{token}/new", f"/a/{token}/../..", *known))
        method, body = rng.choice(METHODS), self.made.body(rng.choice(self.keys))
        headers = self.made.headers()
        entered = self._entered()
        status, answer = self._web.ask(method, path, headers, body)
        self.figures.statuses[status] += 1
        self._must(
            status < 500 or (status == 503 and path == "/readyz"), f"{method} {path[:60]}: {status}"
        )
        self._unsaid(answer, "ny", f"{method} {path[:60]}")
        acts = status in (404, 429) and path == f"/a/{stolen}" and method in ("GET", "HEAD", "POST")
        if acts:
            self.figures.denied += 1
            self._must(self._entered() > entered, f"{method} of a link passed on: not in the audit")

    # What comes of it.

    def _updated(
        self, update: dict[str, Any], actor: str | None, *, bent: bool = False
    ) -> Outcome | None:
        """As running.Service does it; only what is malformed may be set aside."""
        self._update += 1
        body = json.dumps({"update_id": self._update, **update})
        receiving.keep(self.town.parts, [Arrived(self._update, body)], self.town.now)
        (item,) = receiving.waiting(self.town.parts, 5)
        last = self._last()
        try:
            received = telegram_in.read(body, BOT)
        except Exception:  # noqa: BLE001 - as the service does
            self._must(bent, "a sound update could not be read")
            self._set_aside(item.id, body)
            return None
        outcome = conversing.take_turn(self.town.parts, item.id, received, self.town.now)
        self._unsaid(self._told(last, outcome), actor or "ny", str(update)[:300])
        return outcome

    def _set_aside(self, item: int, body: str) -> None:
        chat = telegram_in.sender_of(body)
        for _ in range(MOST_TRIES):
            conversing.set_aside(self.town.parts, item, "Fuzz", self.town.now,
                                 most_tries=MOST_TRIES, chat_id=chat)  # fmt: skip
        self.figures.set_aside += 1

    def _last(self) -> int:
        with self.town.tx() as tx:
            return int(tx.connection.execute(select(func.max(letters.c.id))).scalar() or 0)

    def _told(self, last: int, outcome: Outcome) -> str:
        """All that was said to intruders since, and what was said without being kept."""
        mine = [self.cast.phones[name].person for name in INTRUDERS]
        with self.town.tx() as tx:
            new = select(letters.c.id).where(letters.c.id > last, letters.c.person_id.in_(mine))
            posted = queue.fetch(tx, list(tx.connection.execute(new).scalars()))
        said = [str(letter.letter.payload) for letter in posted]
        return " ".join((*said, outcome.toast or "", str(outcome.stranger or "")))

    def _unsaid(self, told: str, actor: str, by: str) -> None:
        # Everybody may have what they wrote themselves (/mydata).
        own = said_by(actor)
        leaked = [word for word in secrets(self.cast, actor) if word in told and word not in own]
        self._must(not leaked, f"{actor} was told {leaked} by {by}")

    def _entered(self) -> int:
        """Entries about what was refused; a guess that is one of very many has no own entry."""
        with self.town.tx() as tx:
            query = select(func.count()).where(audit.c.action == "refused")
            return int(tx.connection.execute(query).scalar_one())

    def _must(self, holds: bool, what: str) -> None:
        if not holds:
            raise Fault(f"seed {self.seed}, step {self.number}: {what}")

    def _look(self) -> None:
        after = self._untouched()
        for name, rows in after.items():
            odd = set(map(str, rows)) ^ set(map(str, self._before[name]))
            self._must(not odd, f"{name} was changed: {sorted(odd)[:2]}")

    def _untouched(self) -> dict[str, Any]:
        """Everything about the placement and those who have a part in it, as it is stored."""
        team = {self.cast.phones[name].person for name in SEATED}
        found: dict[str, Any] = {}
        with self.town.tx() as tx:
            for name in KEPT:
                rows = tx.connection.execute(metadata.tables[name].select()).all()
                found[name] = [tuple(row) for row in rows if self.cast.is_about(row)]
            known = tx.connection.execute(metadata.tables["people"].select()).all()
            found["people"] = [tuple(row) for row in known if row.id in team]
            shown = tx.connection.execute(places.select()).all()
            # Whoever holds an old link may have its owner sent a list, and sees nothing of it.
            again = ("followup", "")
            found["places"] = [
                tuple(row)
                for row in shown
                if row.person_id in team and (row.dialog, row.subject) != again
            ]
        return found

    def _somebody(self) -> tuple[str | None, int]:
        if self.rng.random() < 0.25:
            return None, self.rng.choice(UNKNOWN)
        name = self.rng.choice(INTRUDERS)
        return name, self.cast.phones[name].chat_id
