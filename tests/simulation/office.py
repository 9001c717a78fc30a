"""Who works in the simulated office, and what befalls them and their program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random

from mentorbot.domain.people import Language, Role
from mentorbot.domain.placements import FollowOn, FollowUpModel
from mentorbot.services.messenger import Mail
from mentorbot.services.planning import plan_next
from mentorbot.storage import outbox, people, placements
from mentorbot.storage.letters import Lane, Letter, Verb
from tests.simulation.colleagues import Colleague
from tests.simulation.mentors import Mentor
from tests.simulation.people import HOUR, Person
from tests.simulation.telegram import Message
from tests.simulation.world import World
from tests.soak.life import hours
from tests.soak.life.cases import Seats
from tests.soak.life.nav import TEMPERS

ALIASES = ("Bjørk", "Gran", "Furu", "Selje", "Hegg", "Rogn", "Alm", "Lind")
LANGUAGES = (Language.NB,) * 3 + (Language.NN, Language.EN)
WEEK = 168.0
OUTAGES = (30.0, 600.0, 3 * HOUR, 12 * HOUR)
"""Of the line, in seconds; from a third to twice as long."""
DAY = 24 * HOUR


class Office:
    def __init__(self, world: World, mentors: int) -> None:
        self.world = world
        self.rng = Random(f"{world.plan.seed} office")
        self.people: dict[int, Person] = {}
        """By chat."""
        self.readers: dict[str, Colleague] = {}
        self.colleagues: list[Colleague] = []
        self.mentors: list[Mentor] = []
        self._settle(mentors)
        world.books.arrivals.listeners = self._hears
        world.post.heard = self._reads

    def _settle(self, mentors: int) -> None:
        ways = ("telegram", "telegram", self.rng.choice(("telegram", "mail", "both")))
        self.coordinators = [self._colleague(Role.COORDINATOR, "slow coordinator", "telegram")]
        if self.rng.random() < 0.4:
            way = self.rng.choice(("mail", "both"))
            self.coordinators.append(self._colleague(Role.COORDINATOR, "prompt", way))
        contacts = [
            self._colleague(Role.NAV_CONTACT, self.rng.choice(tuple(TEMPERS)[:4]), way)
            for way in ways[: 2 + (mentors > 1)]
        ]
        for alias in ALIASES[:mentors]:
            self._placement(alias, *self.rng.sample(contacts, 2))

    def _hears(self, chat: int, message: Message) -> None:
        person = self.people.get(chat)
        if isinstance(person, Mentor | Colleague):
            person.hears(message)

    def _reads(self, address: str, mail: Mail) -> None:
        self.readers[address].reads(mail)

    # --- people

    def _colleague(self, role: Role, temper: str, way: str) -> Colleague:
        world, language = self.world, self.rng.choice(LANGUAGES)
        number = len(self.colleagues) + 1
        address = "" if way == "telegram" else f"n{number}@nav.example"
        with world.tx() as tx:
            who = people.add(
                tx, role, f"Nav {number}", world.wall, language=language, email=address or None
            )
            chat = 0 if way == "mail" else 1000 + who
            if chat:
                people.settle(tx, who, chat, language)
            if address:
                people.prove(tx, people.get(tx, who), world.wall)
            people.change(tx, who, onboarded=True)
        made = Colleague(world, who, chat, language, TEMPERS[temper], address)
        self.colleagues.append(made)
        if chat:
            self.people[chat] = made
        if address:
            self.readers[address] = made
        return made

    def _placement(self, alias: str, nav: Colleague, stand_in: Colleague) -> None:
        world, language = self.world, self.rng.choice(LANGUAGES)
        first = world.wall.date() - timedelta(days=self.rng.randrange(0, 40))
        model = self.rng.choice(list(FollowUpModel))
        with world.tx() as tx:
            who = people.add(
                tx, Role.MENTOR, f"Mentor {alias}", world.wall, language=language,
                invited_by=self.coordinators[0].who,
            )  # fmt: skip
            people.settle(tx, who, 1000 + who, language)
            people.change(tx, who, onboarded=True)
            made = placements.add(
                tx, alias=alias, model=model, mentor=who, nav_contact=nav.who,
                nav_stand_in=stand_in.who, start=first, end=first + timedelta(weeks=26),
                workplace="Lageret", now=world.wall,
            )  # fmt: skip
            placements.change(tx, made, follow_on=FollowOn.PERMANENT)
            plan_next(tx, world.parts, placements.get(tx, made), world.wall)
        mentor = Mentor(world, who, 1000 + who, language)
        mentor.alias = alias
        self.mentors.append(mentor)
        self.people[mentor.chat] = mentor
        seats = Seats(alias, str(model), who, nav.who, stand_in.who)
        world.books.ladders.seats[made] = seats
        near = {mentor.chat, nav.chat, stand_in.chat, *(each.chat for each in self.coordinators)}
        world.books.arrivals.theirs[alias] = near

    # --- what befalls them

    def plan_all(self) -> None:
        weeks = self.world.plan.hours / WEEK
        self._often(0.8 * weeks * len(self.mentors), self._somebody_reports)
        self._often(self.world.plan.kills_a_week * weeks, self._is_doomed)
        self._often(self.world.plan.outages_a_week * weeks, self._line_is_down)
        self._often(0.4 * weeks, self._somebody_is_away)
        self._often(0.15 * weeks, self._somebody_blocks)
        self._often(0.3 * weeks, self._somebody_meddles)
        self._often(0.2 * weeks, self._something_odd)
        self._often(0.15 * weeks, self._post_goes_wrong)
        self._often(0.15 * weeks, self._somebody_clears_their_chat)
        self._often(0.2 * weeks, self._somebody_stops)
        self._often(0.2 * weeks, self._many_letters)
        self._often(0.1 * weeks, self._clock_is_set)
        self._often(0.3 * weeks, self._hour_is_troubled)

    def _often(self, times: float, act: Callable[[], None]) -> None:
        times *= self.world.plan.eventful
        whole = int(times) + (self.rng.random() < times % 1)
        for _ in range(whole):
            self.world.at(self.rng.uniform(0, self.world.plan.hours * HOUR), act)

    def _somebody_reports(self) -> None:
        mentor = self.rng.choice(self.mentors)
        groups = hours.rules("categories")["categories"]
        category = self.rng.choice(sorted(groups))
        until = 0.0
        if self.rng.random() < 0.85:
            opens = hours.next_open(self.world.wall)
            until = max(0.0, (opens - self.world.wall).total_seconds())
        mentor.begins(mentor.reports(groups[category]["group"], category), until)

    def _is_doomed(self) -> None:
        """It dies in the midst of what it does next; or of nothing, an hour later."""
        world = self.world
        if world.life is None:
            return
        if self.rng.random() < 0.5:
            world.steps_left = int(self.rng.expovariate(1 / 60))
        else:
            world.statements_left = int(self.rng.expovariate(1 / 40))
        if self.rng.random() < 0.2:
            world.later(HOUR, partial(world.kill, "while idle"))

    def _line_is_down(self) -> None:
        self._line_goes_down(self.rng.choice(OUTAGES) * self.rng.uniform(0.3, 2))

    def _line_goes_down(self, seconds: float) -> None:
        world = self.world
        world.line.is_down = True
        world.note("the line is down")

        def back() -> None:
            world.line.is_down = False
            world.note("the line is back")

        world.later(seconds, back)

    def _hour_is_troubled(self) -> None:
        """When the next check-in falls due the line is down until the evening, or the program dies
        in the midst of it."""
        world = self.world
        coming = [
            row["due_at"] for row in world.books.rounds.checkins.values()
            if row["state"] == "planned" and row["due_at"] > world.wall
        ]  # fmt: skip
        if not coming:
            return
        if self.rng.random() < 0.5:
            act, seconds = self._is_doomed, self.rng.uniform(-1, 1)
        else:
            down, seconds = self.rng.uniform(3, 9) * HOUR, -60.0
            act = partial(self._line_goes_down, down)
        world.at_hour(min(coming) + timedelta(seconds=seconds), act)

    def _somebody_is_away(self) -> None:
        self.rng.choice(self.colleagues).is_gone(self.rng.uniform(0.5, 6))

    def _somebody_blocks(self) -> None:
        who = self.rng.choice(self.colleagues)
        who.blocks(self.rng.uniform(0.1, 5), told=self.rng.random() < 0.5)

    def _somebody_meddles(self) -> None:
        """A button of somebody else's, pressed in one's own name."""
        one, other = self.rng.choice(list(self.people.values())), self.rng.choice(self.colleagues)
        shown = [m for m in one.phone.newest() if m.rows]
        if not shown or not other.chat or one is other:
            return
        message = self.rng.choice(shown)
        data = message.data(self.rng.choice(message.labels()))
        self.world.note(f"meddles {other.who} with {one.who}")
        seconds = self.world.seconds
        number = self.world.telegram.taps(one.chat, message.id, data, seconds, by=other.chat)
        self.world.books.traces.meddled[number] = other.who

    def _somebody_clears_their_chat(self) -> None:
        person = self.rng.choice(list(self.people.values()))
        self.world.note(f"{person.who} clears the chat")
        person.phone.messages.clear()

    def _somebody_stops(self) -> None:
        mentors: list[Person] = list(self.mentors)
        person = self.rng.choice([*mentors, self.rng.choice(list(self.people.values()))])
        person.begins(person.stops(self.rng.uniform(1, 9) * DAY))

    def _many_letters(self) -> None:
        """To one person at once, as when much changes in a placement."""
        world, life = self.world, self.world.life
        if life is None:
            return
        person = self.rng.choice(list(self.people.values()))
        with world.tx() as tx:
            for number in range(self.rng.randrange(4, 12)):
                payload = {"html": f"nummer {number}", "buttons": []}
                letter = Letter(person.who, Verb.TELL, Lane.ANSWER, payload)
                outbox.post(tx, letter, world.wall)
        life.wakes()

    def _clock_is_set(self) -> None:
        """Forward or back, by seconds or by most of an hour."""
        seconds = self.rng.choice((3.0, 80.0, 3000.0)) * self.rng.uniform(-1, 1)
        self.world.sets_clock(timedelta(seconds=round(seconds, 3)))

    def _something_odd(self) -> None:
        person = self.rng.choice(list(self.people.values()))
        number = self.world.telegram.odd(person.chat, self.world.seconds)
        self.world.books.updates.odd.add(number)

    def _post_goes_wrong(self) -> None:
        if not self.readers:
            return
        box = self.world.post.box(self.rng.choice(sorted(self.readers)))
        box.mood = self.rng.choice(("grey", "swallows"))

        def mended() -> None:
            box.mood = "takes"

        self.world.later(self.rng.uniform(0.5, 4) * DAY, mended)
