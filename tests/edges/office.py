"""An office that types commands, and looks into the database behind them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from mentorbot.domain.ladder import Rung
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Language, Person, Role
from mentorbot.domain.problems import Knows, Problem, Reachable, Report, State, Wish
from mentorbot.edges.commands import app
from mentorbot.edges.commands.desk import House
from mentorbot.storage import people, problems, rungs
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.vault import Vault, new_key

CONTENT = Path(__file__).parents[2] / "content"
TOKEN = "123456789:AAExample-token-for-a-test-only_0123"
KEY = new_key(bytes)
START, END = date(2027, 2, 8), date(2027, 5, 7)
MONDAY = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
HEADER = "alias,model,mentor,nav_contact,nav_stand_in,start,end,workplace\n"


@dataclass
class Office:
    """Types commands, and looks into the database behind them."""

    folder: Path
    house: House

    def type(self, *words: str, code: int = 0, stdin: str | None = None) -> Any:
        result = CliRunner().invoke(app, words, obj=self.house, input=stdin)
        assert result.exit_code == code, f"{result.output}\n{result.exception!r}"
        return result

    def json(self, *words: str) -> Any:
        return json.loads(self.type(*words, "--json").stdout)

    def refused(self, *words: str) -> list[str]:
        """The faults, from one line each."""
        lines: list[str] = self.type(*words, code=2).stderr.splitlines()
        assert all(line.startswith("Error: ") for line in lines), lines
        return [line.removeprefix("Error: ") for line in lines]

    def add(self, role: Role, name: str, *more: str) -> int:
        return int(self.json("people", "add", "--role", role, "--name", name, *more)["person"])

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        database = Database(f"sqlite:///{self.folder / 'bot.db'}", Vault([KEY], os.urandom))
        with database.begin() as tx:
            yield tx
        database.close()

    def person(self, person: int) -> Person:
        with self.begin() as tx:
            return people.get(tx, person)

    def arrives(self, person: int) -> None:
        """Opens the invitation in Telegram."""
        with self.begin() as tx:
            people.settle(tx, person, 1000 + person, Language.NB)

    def without_database(self) -> None:
        (self.folder / "bot.db").unlink()


@dataclass
class Staff:
    marit: int
    nadia: int
    nils: int
    kari: int


def placing(staff: Staff, **changes: object) -> list[str]:
    values = {
        "alias": "Bjørk",
        "model": "hybrid",
        "mentor": staff.marit,
        "nav-contact": staff.nadia,
        "nav-stand-in": staff.nils,
        "start": START,
        "end": END,
        "workplace": "Bakeriet på hjørnet",
    } | {name.replace("_", "-"): value for name, value in changes.items()}
    words = [f"--{name}={value}" for name, value in values.items()]
    return ["placements", "add", *words]


def report(office: Office, staff: Staff, reference: str, state: State = State.SENT) -> None:
    words = "Hun er redd for sjefen"
    wish = (Wish.CALL_ME, Reachable.ANY_TIME, Knows.YES)
    told = Report(1, "P03", Level.ORANGE, *wish, wording=words)
    deadline = MONDAY + timedelta(hours=4)
    problem = Problem(
        reference, told, "Bjørk", staff.marit, staff.nadia, State.SENT, MONDAY, deadline
    )
    rung = Rung(0, "nav_contact", "notice", MONDAY)
    with office.begin() as tx:
        problems.add(tx, problem, (rung, Rung(1, "coordinator", "handover", deadline)))
        rungs.end(tx, rungs.due(tx, MONDAY, 1)[0], "fired", staff.nadia, MONDAY)
        problems.move(tx, reference, [State.SENT], state)
