"""What is asked of the product itself now and then: its coordinators' list, and its auditor."""

from __future__ import annotations

from datetime import time, timedelta

from mentorbot.services import auditing, overseeing
from mentorbot.storage import people
from tests.soak.life import hours
from tests.soak.life.cases import Case
from tests.soak.life.population import Plan, Population
from tests.soak.life.world import World

AUDITED_EVERY = timedelta(hours=8)
AT_NOON = time(12)


class Inspection:
    """`lists`: what the coordinators' overview shows as problems that nobody has."""

    def __init__(self, world: World, plan: Plan, population: Population) -> None:
        self.world, self.plan, self.population = world, plan, population

    def plan_all(self) -> None:
        end = self.plan.start + self.plan.length + self.plan.winds_down
        moment = self.plan.start + timedelta(minutes=7)
        while moment < end:
            self.world.at(moment, self.audits)
            moment += AUDITED_EVERY
        day = self.plan.begins
        while (day := hours.next_working_day(day)) < hours.day_of(end):
            self.world.at(hours.utc(day, AT_NOON), self.lists)

    def audits(self) -> None:
        """As the running auditor does; what it tells the coordinators leaves like every letter."""
        world = self.world
        if not world.is_up:
            return
        for found in auditing.audit(world.parts, world.now, world.up_since):
            world.findings.must(False, f"the auditor found {found.name} {found.reference}")
        world.findings.count["audits"] += 1
        world.work()

    def lists(self) -> None:
        """Whoever was told everything to no effect stands on the list, with the reason."""
        world = self.world
        if not world.is_up:
            return
        listed = self.listed()
        midnight = hours.utc(hours.day_of(world.now), time(0))
        for case in world.ladders.cases.values():
            if case.reference in listed and not case.listed:
                case.listed = True
                gone = case.row["nobody_since"] is not None
                reason = "nobody can be told" if gone else "all were told, nobody opened it"
                world.findings.count[f"listed for the coordinators: {reason}"] += 1
            if self._nobody_has(case) and (case.told is None or case.told < midnight):
                world.findings.must(
                    case.reference in listed, f"{case.reference}: nobody has it, and it is listed"
                )

    def listed(self) -> set[str]:
        """The references that stand as nobody's in the overview of any coordinator."""
        world = self.world
        with world.tx() as tx:
            reader = people.get(tx, self.population.coordinators[0].who)
            seen = overseeing.overview(tx, world.parts, reader, world.now)
        return {view.problem.reference for view in seen.unheld}

    def _nobody_has(self, case: Case) -> bool:
        if case.state != "sent":
            return False
        is_over = not case.planned() and case.row["deadline"] < self.world.now
        return is_over or case.row["nobody_since"] is not None

    def at_the_end(self) -> None:
        """Every problem was acknowledged by somebody, or stands on the list."""
        world = self.world
        listed = self.listed()
        for case in world.ladders.cases.values():
            how = self._ended(case, listed)
            where = f"{case.reference} ({case.state})"
            world.findings.must(how != "", f"{where}: nobody acknowledged it, and it is not listed")
            world.findings.count[f"at the end: {how or 'lost'}"] += 1
            if case.state != "closed":
                world.findings.count["at the end: not closed yet"] += 1
        for letter in world.letters.open.values():
            if letter.row["not_before"] <= world.now:
                world.findings.must(False, f"letter {letter.row['id']} has no end")

    def _ended(self, case: Case, listed: set[str]) -> str:
        if case.acknowledged:
            return "acknowledged"
        if case.reference in listed:
            return "on the coordinators' list"
        is_young = bool(case.planned()) or case.row["deadline"] > self.world.now
        return "still within its time" if case.state == "sent" and is_young else ""
