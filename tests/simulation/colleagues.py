"""People at NAV, and coordinators: prompt, late, forgetful, away, or out of reach."""

from __future__ import annotations

from mentorbot.domain.people import Language
from mentorbot.services.messenger import Mail
from tests.simulation.people import HOUR, Person, Story
from tests.simulation.telegram import Message
from tests.simulation.world import World
from tests.soak.life.nav import Temper


class Colleague(Person):
    def __init__(
        self, world: World, who: int, chat: int, language: Language, temper: Temper, address: str
    ) -> None:
        super().__init__(world, who, chat, language)
        self.temper, self.address = temper, address
        self.away_until = 0.0
        self._busy: set[str] = set()

    def hears(self, message: Message) -> None:
        self._heard(message.html)

    def reads(self, mail: Mail) -> None:
        self._heard(mail.subject)

    def _heard(self, words: str) -> None:
        for reference in self.references(words):
            was_opened = self.world.books.ladders.cases[reference].acknowledged != ""
            temper = self.temper
            likely = max(temper.opens, temper.minds) if was_opened else temper.opens
            if reference not in self._busy and self.rng.random() < likely:
                self._busy.add(reference)
                self.at_work(self._gets_to(reference), temper.within)

    def _gets_to(self, reference: str) -> Story[None]:
        self._busy.discard(reference)
        if self.world.seconds < self.away_until:
            return
        if self.is_open:
            yield from self._by_thumb(reference)
        elif self.address:
            yield from self._by_mail(reference)

    def _by_thumb(self, reference: str) -> Story[None]:
        if self.finds(reference, self.named("followup.answered")) is None:
            if self.finds(reference, self.named("followup.see")) is None:
                self.says("/mine")
                yield self.thinks()
            if not (yield from self.taps_on(reference, "followup.see")):
                return
        drawn = self.rng.random()
        if drawn < self.temper.calls:
            yield from self.taps_on(reference, "followup.today")
        elif drawn < self.temper.calls + 0.2:
            yield from self._chooses(reference, "followup.other_day")
        elif drawn < self.temper.calls + 0.25:
            yield from self._chooses(reference, "followup.pass_on")
            return
        if self.rng.random() < self.temper.answers:
            self.at_work(self._answers(reference), self.temper.after)

    def _chooses(self, reference: str, key: str) -> Story[None]:
        if not (yield from self.taps_on(reference, key)):
            return
        found = self.finds(reference, self.named("common.back")) or self.phone.newest()[0]
        if len(found.labels()) > 1:
            self.taps(found, self.rng.choice(found.labels()[:-1]))
            yield self.thinks()

    def _answers(self, reference: str) -> Story[None]:
        if self.world.seconds < self.away_until:
            return
        if self.is_open:
            yield from self.taps_on(reference, "followup.answered")
        elif self.address:
            yield from self._by_mail(reference)

    def _by_mail(self, reference: str) -> Story[None]:
        box = self.world.post.box(self.address)
        mail = next((each for each in reversed(box.mails) if reference in each.subject), None)
        if mail is None:
            return
        window = yield from self.presses(mail, "")
        for key in ("followup.see", "followup.today", "followup.answered"):
            buttons = [] if window is None else [each for row in window.rows for each in row]
            data = next((data for shown, data in buttons if shown == self.named(key)), None)
            if data is not None:
                window = yield from self.presses(mail, data)
                yield self.rng.uniform(60, 2 * HOUR) if key == "followup.today" else 1.0

    # --- they are not there

    def is_gone(self, days: float) -> None:
        self.world.note(f"{self.who} is away")
        self.away_until = self.world.seconds + days * 24 * HOUR

    def blocks(self, days: float, *, told: bool) -> None:
        if not self.is_open:
            return
        world = self.world
        world.note(f"{self.who} blocks")
        world.telegram.blocks(self.chat, world.seconds, blocked=True, told=told)

        def lets_in() -> None:
            world.note(f"{self.who} lets in")
            world.telegram.blocks(self.chat, world.seconds, blocked=False)

        world.later(days * 24 * HOUR, lets_in)
