"""A month of an office's life, with the auditor looking over its shoulder at every step.

What it must never do is cry wolf: who is told of misses that are none stops reading of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mentorbot.book.rendering import Book
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.received import Kind
from mentorbot.services import auditing, escalating
from mentorbot.services.auditing import Finding
from mentorbot.storage import people
from mentorbot.storage.tables import audit, rungs
from tests.stories.office import Office
from tests.stories.town import Phone, Town

MakeOffice = Callable[..., Office]
BEFORE_EASTER = datetime(2027, 3, 8, 8, 0, tzinfo=UTC)
"""Monday 8 March 2027; the month that follows has all of Easter in it."""
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
CATEGORIES = ("P01", "P02", "P03", "P06", "P08", "P12", "P13", "P15")
"""Green, yellow and orange; NAV's own among them."""
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
MONTH = timedelta(days=33)
SEEDS = (
    (FollowUpModel.CASEWORKER, 1), (FollowUpModel.HYBRID, 1), (FollowUpModel.JOB_SPECIALIST, 3),
)  # fmt: skip
"""Months in which enough of everything happens."""


class Watched:
    """An office in which the auditor looks whenever everything that was due has happened."""

    def __init__(self, office: Office, seed: int = 0) -> None:
        self.office, self.town, self.chance = office, office.town, Random(seed)
        self.since = LONG_AGO
        self.found: list[tuple[datetime, Finding]] = []
        self.looks = 0
        self.happened: Counter[str] = Counter()
        """By action how often it was noted."""
        happens = self.town.settle

        def settle() -> None:
            happens()
            self.look()

        self.town.settle = settle  # type: ignore[method-assign]

    def look(self) -> None:
        self.looks += 1
        found = auditing.audit(self.town.parts, self.town.now, self.since)
        self.found += [(self.town.now, each) for each in found]

    def live(self, phone: Phone) -> None:
        """Something that this person might do now."""
        buttons = [
            (data, message.id)
            for message in phone.chat.messages[-3:]
            for row in message.words.buttons
            for _, data in row
        ]
        if buttons and self.chance.random() < 0.85:
            phone.presses(*self.chance.choice(buttons))
        else:
            phone.says(self.chance.choice(("/mine", "/status", "/overview", "/help")))

    def reports(self) -> None:
        """As quickly as it can be done, in whatever state the mentor is."""
        marit, rules = self.office.marit, self.town.book.rules
        category = self.chance.choice(CATEGORIES)
        wait = self.town.phrase("report.cannot_wait")
        marit.says("/report")
        taps: list[tuple[str, dict[str, Any]]] = [
            (f"group.{rules.categories[category].group}", {}),
            (f"category.{category}", {}),
            ("report.marked", {"on": False, "name": wait}),
            ("report.next", {}),
            ("common.skip", {}),
            ("report.send", {}),
        ]
        if self.chance.random() < 0.7:
            del taps[2]
        for key, values in taps:
            if marit.offers(key, **values):
                marit.chooses(key, **values)

    def calls_emergency(self) -> None:
        self.office.marit.says("/report")
        for key in ("emergency.i_called", "emergency.tell_nav"):
            if self.office.marit.offers(key):
                self.office.marit.chooses(key)

    def goes_on_holiday(self) -> None:
        phone = self.chance.choice((self.office.nadia, self.office.nils, self.office.kari))
        until = self.town.parts.calendar.today(self.town.now)
        until += timedelta(days=self.chance.randint(1, 12))
        with self.town.tx() as tx:
            people.change(tx, phone.person, paused_until=until)

    def blocks(self) -> None:
        phone = self.chance.choice((self.office.nadia, self.office.nils))
        if phone.chat.fault is None:
            phone.blocks()
        else:
            phone.chat.fault = None
            phone.does(Kind.UNBLOCKED)

    def dies(self) -> None:
        """Up to a day without the service; then it starts, and the auditor with it."""
        self.town.now += timedelta(minutes=self.chance.randint(1, 24 * 60))
        self.since = self.town.now
        self.look()
        self.town.restart()
        self.town.later(minutes=2)

    def a_month(self) -> None:
        acts: dict[Callable[[], None], float] = {
            lambda: self.live(self.office.nadia): 8,
            lambda: self.live(self.office.nils): 5,
            lambda: self.live(self.office.kari): 3,
            lambda: self.live(self.office.marit): 5,
            self.reports: 3,
            self.calls_emergency: 0.4,
            self.goes_on_holiday: 0.7,
            self.blocks: 0.5,
            self.dies: 0.7,
        }
        ends = self.town.now + MONTH
        while self.town.now < ends:
            (act,) = self.chance.choices(list(acts), list(acts.values()))
            act()
            self.town.later(minutes=self.chance.choice((1, 30, 180, 600, 1440)))
        self.happened = Counter(row.action for row in self.town.rows(audit))


@pytest.mark.parametrize(("model", "seed"), SEEDS)
def test_months_of_everything_are_no_cause_for_alarm(
    tmp_path: Path, book: Book, model: FollowUpModel, seed: int
) -> None:
    town = Town(tmp_path, book, BEFORE_EASTER)
    watched = Watched(Office.of(town, model=model, **LATER), seed)
    watched.a_month()
    town.database.close()
    assert watched.found == []
    assert watched.looks > 150
    happened = watched.happened
    fewest = {
        "problem.reported": 12, "problem.received": 5, "problem.promised": 1,
        "problem.answered": 1, "rung.reminder": 3, "rung.handover": 4, "rung.skipped": 2,
        "emergency.called": 1,
    }  # fmt: skip
    assert {name: happened[name] for name in fewest if happened[name] < fewest[name]} == {}


def test_a_rung_that_fails_every_time_it_is_tried_is_told_although_it_is_put_off(
    office_at: MakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never is late: each failure gives it another quarter of an hour."""
    watched = Watched(office_at(BEFORE_EASTER, **LATER))

    def boom(*_args: object, **_named: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(escalating, "_tell", boom)
        watched.office.report()
        watched.town.later(minutes=20)
        assert {finding.name for _, finding in watched.found} == {"failing"}
        assert "Noe i mentorbot feiler" in watched.office.kari.last
    watched.town.later(hours=1)
    watched.town.settle()
    assert "virker igjen" in watched.office.kari.last
    assert len(watched.office.told(watched.office.kari)) == 2


@pytest.mark.parametrize("number", range(4))
def test_in_a_month_any_planned_rung_that_is_deleted_is_found_at_the_next_look(
    office_at: MakeOffice, number: int
) -> None:
    """Whatever state its problem is in."""
    watched = Watched(office_at(BEFORE_EASTER, **LATER), seed=100 + number)
    office, town = watched.office, watched.town
    office.report()
    if number > 0:
        office.nadia.chooses("followup.see")
    if number > 1:
        office.nadia.chooses("followup.today")
    if number > 2:
        office.nadia.chooses("followup.answered")
    planned = [row for row in town.rows(rungs) if row.state == "planned"]
    assert planned
    for row in planned:
        mine = (rungs.c.reference == row.reference) & (rungs.c.number == row.number)
        with town.tx() as tx:
            tx.connection.execute(rungs.delete().where(mine))
        (found,) = auditing.look(town.parts, town.now, LONG_AGO)
        assert found.name == ("unasked" if number > 2 else "missing_rung")
        with town.tx() as tx:
            tx.connection.execute(rungs.insert().values(**row._mapping))
        assert auditing.look(town.parts, town.now, LONG_AGO) == ()


def test_in_quiet_time_nothing_of_it_makes_a_sound(office_at: MakeOffice) -> None:
    office = office_at(BEFORE_EASTER.replace(day=24), **LATER)
    office.report()
    town: Town = office.town
    town.until(datetime(2027, 3, 24, 20, 0, tzinfo=UTC))
    with town.tx() as tx:
        tx.connection.execute(rungs.delete())
    for day in range(24, 31):
        town.until(datetime(2027, 3, day, 20, 30, tzinfo=UTC))
        assert auditing.audit(town.parts, town.now, LONG_AGO)
    assert office.told(office.kari) == []
    town.until(datetime(2027, 3, 31, 7, 0, tzinfo=UTC))
    auditing.audit(town.parts, town.now, LONG_AGO)
    town.settle()
    assert "Et varsel til NAV mangler" in office.kari.last
