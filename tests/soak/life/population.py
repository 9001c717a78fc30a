"""Who lives in the simulation, and what befalls them: drawn by chance from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from mentorbot.domain.people import Language, Role
from mentorbot.domain.placements import FollowOn, FollowUpModel
from mentorbot.services.planning import plan_next
from mentorbot.storage import people, placements
from tests.soak.life import hours
from tests.soak.life.cases import Seats
from tests.soak.life.hands import Click, Hand, Thumb
from tests.soak.life.mentors import Mentor
from tests.soak.life.nav import TEMPERS, Colleague
from tests.soak.life.world import World

TEMPER_SHARES = (("prompt", 56), ("late", 20), ("forgets", 10), ("lets it lie", 14))
WAY_SHARES = (("telegram", 66), ("mail", 20), ("both", 9), ("nothing", 5))
MODEL_SHARES = (
    (FollowUpModel.CASEWORKER, 40), (FollowUpModel.HYBRID, 35), (FollowUpModel.JOB_SPECIALIST, 25),
)  # fmt: skip
LANGUAGES = (Language.NB,) * 8 + (Language.NN, Language.EN)
COORDINATORS = (
    ("slow coordinator", "telegram"), ("slow coordinator", "both"), ("prompt", "mail"),
    ("forgets", "telegram"),
)  # fmt: skip
PERIOD = timedelta(weeks=12)
A_CONTACT_FOLLOWS = 25
"""Placements in the year for each contact at NAV; about six at a time."""
WITH_CHECKINS = 0.05
"""Of how many placements check-ins are asked; of the others nobody planned any. The simulation is
about problems, and a year of check-ins has its own tests (tests/stories/test_each_model.py)."""
ASKED_AGAIN = 0.2
"""How often a mentor has had a placement before."""


@dataclass(frozen=True)
class Plan:
    weeks: int
    placements: int
    problems: int
    seed: int
    begins: date = date(2027, 1, 4)
    winds_down: timedelta = timedelta(weeks=5)
    """What is open at the end has so long to come to its end."""

    @property
    def start(self) -> datetime:
        return hours.utc(self.begins, time(6))

    @property
    def length(self) -> timedelta:
        return timedelta(weeks=self.weeks)


@dataclass(frozen=True)
class Placed:
    mentor: Mentor
    alias: str
    first: date
    last: date


class Population:
    def __init__(self, world: World, plan: Plan) -> None:
        self.world, self.plan = world, plan
        self.rng = Random(plan.seed + 2)
        self.actors: dict[int | str, Colleague | Mentor] = {}
        """By chat or address."""
        self.coordinators: list[Colleague] = []
        self.contacts: list[Colleague] = []
        self.mentors: list[Mentor] = []
        self.placed: list[Placed] = []
        world.lines.heard = self._heard

    def _heard(self, where: int | str, words: str) -> None:
        self.actors[where].hears(words)

    def settle(self) -> None:
        for temper, way in COORDINATORS:
            found = self._colleague(Role.COORDINATOR, temper, way)
            self.coordinators.append(found)
        for number in range(max(12, self.plan.placements // A_CONTACT_FOLLOWS)):
            temper = self._drawn(TEMPER_SHARES)
            # Everyone of a small office is somebody else.
            way = WAY_SHARES[number % 4][0] if number < 8 else self._drawn(WAY_SHARES)
            self.contacts.append(self._colleague(Role.NAV_CONTACT, temper, way))
        for number in range(self.plan.placements):
            self._place(number)

    def _drawn(self, shares: tuple[tuple[str, int], ...]) -> str:
        names = [name for name, _ in shares]
        return self.rng.choices(names, [share for _, share in shares])[0]

    # --- people

    def _colleague(self, role: Role, temper: str, way: str) -> Colleague:
        world, language = self.world, self.rng.choice(LANGUAGES)
        number = len(world.ladders.presence.people) + 1
        address = f"n{number}@nav.example"
        with world.tx() as tx:
            who = people.add(
                tx, role, f"Nav {number}", world.now, language=language, phone=self._phone(number),
                email=None if way in ("telegram", "nothing") else address,
            )  # fmt: skip
            if way in ("telegram", "both"):
                people.settle(tx, who, 1000 + who, language)
            if way in ("mail", "both"):
                people.prove(tx, people.get(tx, who), world.now)
            people.change(tx, who, onboarded=way != "nothing")
        hands: dict[int | str, Hand] = {}
        if way in ("telegram", "both"):
            hands[1000 + who] = Thumb(world, 1000 + who, language)
        if way in ("mail", "both"):
            hands[address] = Click(world, address, language)
        colleague = Colleague(world, who, TEMPERS[temper], list(hands.values()))
        for where in hands:
            self.actors[where] = colleague
        world.findings.count[f"people reached by {way}, {temper}"] += 1
        return colleague

    def _phone(self, number: int) -> str | None:
        """A number for every third: working out how it is said takes much of a year's time."""
        return f"+479{number:07}" if number % 3 == 0 else None

    def _mentor(self) -> Mentor:
        if self.mentors and self.rng.random() < ASKED_AGAIN:
            return self.rng.choice(self.mentors)
        world, language = self.world, self.rng.choice(LANGUAGES)
        number = len(world.ladders.presence.people) + 1
        with world.tx() as tx:
            who = people.add(
                tx, Role.MENTOR, f"Mentor {number}", world.now, language=language,
                phone=self._phone(number), invited_by=self.coordinators[0].who,
            )  # fmt: skip
            people.settle(tx, who, 1000 + who, language)
            people.change(tx, who, onboarded=True)
        mentor = Mentor(world, who, Thumb(world, 1000 + who, language))
        self.actors[1000 + who] = mentor
        self.mentors.append(mentor)
        return mentor

    def _place(self, number: int) -> None:
        world, plan, rng = self.world, self.plan, self.rng
        ahead = rng.randrange(-PERIOD.days, max(1, plan.length.days - 7))
        first = plan.begins + timedelta(days=ahead)
        first -= timedelta(days=first.weekday())
        nav, stand_in = rng.sample(self.contacts, 2)
        mentor, alias = self._mentor(), f"Alias {number}"
        model = FollowUpModel(self._drawn(MODEL_SHARES))
        with world.tx() as tx:
            made = placements.add(
                tx, alias=alias, model=model, mentor=mentor.who, nav_contact=nav.who,
                nav_stand_in=stand_in.who, start=first, end=first + PERIOD, workplace="Lageret",
                now=world.now,
            )  # fmt: skip
            placements.change(tx, made, follow_on=FollowOn.PERMANENT)
            if rng.random() < WITH_CHECKINS:
                plan_next(tx, world.parts, placements.get(tx, made), world.now)
        seats = Seats(alias, str(model), mentor.who, nav.who, stand_in.who)
        world.ladders.seats[made] = seats
        self.placed.append(Placed(mentor, alias, first, first + PERIOD))
