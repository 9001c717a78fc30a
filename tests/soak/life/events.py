"""What happens in the simulated time: problems, holidays, ways that close, deaths and outages."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from mentorbot.services import retaining
from tests.soak.life import hours
from tests.soak.life.nav import Colleague
from tests.soak.life.population import Plan, Population
from tests.soak.life.world import World

DEATHS_A_WEEK, OUTAGES_A_WEEK = 3.0, 0.8
AN_EMERGENCY = 30
"""One in so many reports is told by telephone first, and a note without content to NAV."""
SHORTEST, LONGEST = 3 / 60, 24.0
"""Of an outage, in hours."""
LEAVES = (1, 1, 2, 4)
"""Weeks that an absence may have."""


class Events:
    def __init__(self, world: World, plan: Plan, population: Population) -> None:
        self.world, self.plan, self.population = world, plan, population
        self.rng = Random(plan.seed + 3)

    def plan_all(self) -> None:
        self._problems()
        for colleague in (*self.population.contacts, *self.population.coordinators):
            self._life_of(colleague)
        self._everybody_gone()
        self._deaths()
        self._outages()
        self._daily()

    def _some_time(self) -> datetime:
        return self.plan.start + self.plan.length * self.rng.random()

    def _at(self, moment: datetime, act: Callable[[], None]) -> None:
        self.world.at(moment, act)

    # --- problems

    def _problems(self) -> None:
        """At any hour; four in five while mentors are at work."""
        last = hours.day_of(self.plan.start + self.plan.length)
        running = [
            each for each in self.population.placed
            if each.last > self.plan.begins and each.first < last
        ]  # fmt: skip
        groups = hours.rules("categories")["categories"]
        for number in range(self.plan.problems):
            placed, category = self.rng.choice(running), self.rng.choice(list(groups))
            first, end = max(placed.first, self.plan.begins), min(placed.last, last)
            day = first + timedelta(days=self.rng.randrange(max(1, (end - first).days)))
            if self.rng.random() < 0.8:
                day = hours.working_day(day)
                minute = self.rng.randrange(8 * 60, 16 * 60)
            else:
                minute = self.rng.randrange(24 * 60 - 1)
            moment = hours.utc(day, time(*divmod(minute, 60))) + timedelta(
                seconds=self.rng.randrange(60)
            )
            group, alias, mentor = groups[category]["group"], placed.alias, placed.mentor
            emergency = number % AN_EMERGENCY == 0
            self._at(moment, partial(mentor.report, alias, group, category, emergency=emergency))

    # --- what befalls somebody at NAV

    def _life_of(self, colleague: Colleague) -> None:
        rng, plan = self.rng, self.plan
        for _ in range(max(1, plan.weeks // 20)):
            weeks = rng.choice([each for each in LEAVES if each <= max(1, plan.weeks // 3)])
            if rng.random() < 0.6:
                self._at(self._some_time(), partial(colleague.takes_leave, weeks))
            else:
                self._at(self._some_time(), partial(colleague.is_just_gone, 7 * weeks))
        for _ in range(plan.weeks // 13):
            self._at(self._some_time(), partial(colleague.is_just_gone, rng.uniform(1, 6)))
        if colleague.click is not None:
            self._letters_of(colleague)
        if colleague.thumb is not None and rng.random() < 0.25:
            self._at(self._some_time(), partial(colleague.blocks, rng.uniform(1, 20)))

    def _letters_of(self, colleague: Colleague) -> None:
        mood = self.rng.choice(("takes", "grey", "swallows", "refuses", "refuses"))
        days = self.rng.uniform(2, 20)
        if mood != "takes":
            self._at(self._some_time(), partial(colleague.mail_goes_wrong, mood, days))

    def _everybody_gone(self) -> None:
        """One evening a mentor reports, and nobody on the ladder is there."""
        placed = self.rng.choice(
            [each for each in self.population.placed if self._runs(each.first, each.last)]
        )
        seats = next(s for s in self.world.ladders.seats.values() if s.alias == placed.alias)
        near = [
            each for each in self.population.contacts
            if each.who in (seats.nav_contact, seats.nav_stand_in)
        ]  # fmt: skip
        evening = self._the_evening()
        for colleague in near:
            self._at(evening - timedelta(hours=9), partial(colleague.is_cut_off, 4))
        for colleague in self.population.coordinators:
            self._at(evening - timedelta(hours=8), partial(colleague.takes_leave, 1))
        self._at(evening, partial(placed.mentor.report, placed.alias, "people", "P07"))

    def _the_evening(self) -> datetime:
        day = hours.working_day(self.plan.begins + self.plan.length / 3)
        return hours.utc(day, time(20))

    def _runs(self, first: date, last: date) -> bool:
        return first <= hours.day_of(self._the_evening()) < last

    # --- the service dies

    def _deaths(self) -> None:
        for _ in range(max(3, int(self.plan.weeks * DEATHS_A_WEEK))):
            self._at(self._some_time(), self._dooms)

    def _dooms(self) -> None:
        """It dies at one of the next calls, before or after it arrived; or else within the hour."""
        if not self.world.is_up:
            return
        self.world.lines.calls_to_live = self.rng.randrange(6)
        self.world.at(self.world.now + timedelta(hours=1), self._dies_idle)

    def _dies_idle(self) -> None:
        if self.world.lines.calls_to_live is not None:
            self.world.stop(timedelta(seconds=self.rng.uniform(1, 40)))

    def _outages(self) -> None:
        lengths = [LONGEST, LONGEST * 0.8] + [
            math.exp(self.rng.uniform(math.log(SHORTEST), math.log(LONGEST)))
            for _ in range(int(self.plan.weeks * OUTAGES_A_WEEK))
        ]
        for length in lengths:
            moment = self._some_time()
            if length > 12:
                # A long one on a working day, when it hurts.
                moment = hours.opens_on(hours.working_day(hours.day_of(moment)))
            self._at(moment, partial(self._outage, length))

    def _outage(self, length: float) -> None:
        if self.world.is_up:
            self.world.findings.count["outages"] += 1
            self.world.stop(timedelta(hours=length))

    # --- every day

    def _daily(self) -> None:
        day, last = self.plan.begins, hours.day_of(self.plan.start + self.plan.length)
        while day <= last + self.plan.winds_down:
            self._at(hours.utc(day, time(3, 15)), self._tidy)
            day += hours.DAY

    def _tidy(self) -> None:
        if self.world.is_up:
            retaining.tidy(self.world.parts, self.world.now)
