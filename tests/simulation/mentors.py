"""Mentors: they are asked how it goes, report what is hard, and say whether it helped."""

from __future__ import annotations

from mentorbot.domain.people import Language
from tests.simulation.people import HOUR, Person, Story, named
from tests.simulation.telegram import Message
from tests.soak.life import hours

MOST_TAPS = 9
ANSWERS = 0.75
"""How often a check-in is answered."""
HELPS = (("yes", 0.6), ("partly", 0.1), ("no", 0.1))
SENDS = ("report.send", "emergency.tell_nav")
"""Each such button makes one problem at most."""
LEADS_AWAY = ("common.back", "settings.change_rhythm", "checkin.pause", "checkin.rarer")
"""Other hours and days than the usual are not reckoned with here."""


class Mentor(Person):
    alias = ""

    def taps(self, message: Message, label: str) -> None:
        if label in message.labels() and label in [self.named(key) for key in SENDS]:
            self.world.books.sends(self.who, message.data(label))
        super().taps(message, label)

    def hears(self, message: Message) -> None:
        """Something made a sound."""
        about = self.references(message.html)
        for reference in about:
            self.begins(self._comes_back_to(reference), self.rng.uniform(0.2, 20) * HOUR)
        if self.world.books.asks_about_the_week() and self.rng.random() < ANSWERS:
            wait = self.rng.choice((60.0, 600.0, 2 * HOUR, 20 * HOUR))
            self.begins(self._answers(message.id), self.rng.uniform(5, wait))

    def _answers(self, bubble: int) -> Story[None]:
        """Taps through a check-in, whatever it asks."""
        before: list[str] = []
        for _ in range(MOST_TAPS):
            message = self.phone.messages.get(bubble)
            labels = message.labels() if message is not None else []
            choices = [each for each in labels if each not in self._leads_away()]
            if message is None or not choices or labels == before:
                return
            before = labels
            self.taps(message, self.rng.choice(choices[:4]))
            yield self.thinks()

    def _leads_away(self) -> tuple[str, ...]:
        return tuple(
            named(self.world, key, language) for key in LEADS_AWAY for language in Language
        )

    def reports(self, group: str, category: str) -> Story[None]:
        for _ in range(3):
            if not self.is_open:
                return
            self.says("/report")
            yield self.thinks()
            if (yield from self._chooses(group, category)):
                return
            yield self.rng.uniform(60, 1200)

    def _chooses(self, group: str, category: str) -> Story[bool]:
        if not (yield from self.taps_on("", f"group.{group}", f"category.{category}")):
            return False
        if self.rng.random() < 0.25:
            name = self.world.phrase("report.cannot_wait")
            label = self.named("report.marked", on=False, name=name)
            found = self.finds("", label)
            if found is not None:
                self.taps(found, label)
                yield self.thinks()
        knows = self.rng.choice(("common.skip", "knows.yes", "knows.not_safe"))
        if not (yield from self.taps_on("", "report.next", knows)):
            return False
        label = self.named("report.send")
        found = yield from self.waits_for("", label)
        if found is None:
            return False
        self.taps(found, label)
        # Whether it got through they see from what comes back; nobody sends twice.
        yield self.thinks()
        return True

    def _comes_back_to(self, reference: str) -> Story[None]:
        case = self.world.books.ladders.cases[reference]
        if not hours.is_awake(self.world.wall):
            yield 6 * HOUR
        drawn = self.rng.random()
        if case.state == "answered":
            for answer, share in HELPS:
                if drawn < share:
                    yield from self.taps_on(reference, f"helped.{answer}")
                    return
                drawn -= share
        elif drawn < 0.04 and (yield from self.taps_on(reference, "status.withdraw")):
            yield from self.taps_on(reference, "status.yes_withdraw")
        elif drawn < 0.1 and (yield from self.taps_on(reference, "status.nav_rang")):
            yield from self.taps_on(reference, "helped.yes")
