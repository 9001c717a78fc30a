"""Mentors: they report by their thumbs, and say whether it helped, or do not."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from tests.soak.life import hours
from tests.soak.life.hands import Bubble, Thumb, references
from tests.soak.life.world import Act, Puzzled, World

HELPS = (("yes", 0.68), ("partly", 0.1), ("no", 0.07))
"""What they say in the end; the rest says nothing at all."""
WISHES = ("come_here", "meet_leader", "advice", "for_information")
WORDS = ("Det har vært tungt de siste dagene", "Vi trenger en prat snart", "It is not urgent yet")


class Mentor:
    """Somebody with one placement or several."""

    def __init__(self, world: World, who: int, hand: Thumb) -> None:
        self.world, self.who, self.hand = world, who, hand
        self.aliases: list[str] = []
        self._reported = 0
        self._asked: set[str] = set()

    def named(self, key: str) -> str:
        return self.world.named(key, self.hand.language)

    # --- a report

    def report(self, alias: str, group: str, category: str, *, emergency: bool = False) -> None:
        """From the command to the receipt. What an outage cuts short is begun again."""
        if not self.hand.is_open:
            return
        before = self._sent()
        if before > self._reported:
            # The answer to the last tap never came, the tap did.
            self._reported = before
            return
        self.hand.say("/report")
        if emergency:
            self._emergency(alias)
        else:
            self._choose(alias, group, category)
        self._reported = self._sent()

    def _choose(self, alias: str, group: str, category: str) -> None:
        chance = self.world.chance
        self._maybe(alias)
        self._press(f"group.{group}")
        self._press(f"category.{category}")
        if chance.random() < 0.3:
            self._mark(f"wish.{chance.choice(WISHES)}")
        if chance.random() < 0.25:
            self._mark("report.cannot_wait")
        self._press("report.next")
        self._press(chance.choice(("common.skip", "knows.yes", "knows.yes", "knows.not_safe")))
        if chance.random() < 0.15:
            self._press("report.add_words")
            self.hand.say(chance.choice(WORDS))
        self._press("report.send")

    def _emergency(self, alias: str) -> None:
        self._press("emergency.i_called")
        self._press("emergency.tell_nav")
        self._maybe(alias)

    def _sent(self) -> int:
        return self.world.ladders.reported[self.who]

    def _bubble(self, label: str) -> Bubble | None:
        return self.hand.newest(label)

    def _press(self, key: str) -> None:
        bubble = self._bubble(self.named(key))
        if bubble is None:
            raise Puzzled(key)
        bubble.press(self.named(key))

    def _maybe(self, label: str) -> None:
        if not self.hand.chat.messages:
            raise Puzzled(label)
        if label in self.hand.chat.messages[-1].labels():
            self.hand.tap(self.hand.chat.messages[-1], label)

    def _mark(self, key: str) -> None:
        """One of the choices that are marked when they are chosen, where it is offered."""
        name = self.world.phrase(key)
        label = self.world.label("report.marked", self.hand.language, on=False, name=name)
        self._maybe(label)

    # --- what comes back

    def hears(self, words: str) -> None:
        chance = self.world.chance
        for reference in references(words):
            case = self.world.ladders.cases.get(reference)
            if case is None:
                continue
            if case.state == "answered":
                self._in_a_while((0.5, 30), partial(self._says_how, reference))
            elif reference not in self._asked:
                self._asked.add(reference)
                drawn = chance.random()
                if drawn < 0.03:
                    self._in_a_while((1, 60), partial(self._withdraws, reference))
                elif drawn < 0.07:
                    self._in_a_while((1, 60), partial(self._was_rung, reference))

    def _in_a_while(self, within: tuple[float, float], act: Act) -> None:
        later = self.world.now + timedelta(hours=self.world.chance.uniform(*within))
        moment = later if hours.is_awake(later) else hours.next_awake(later)
        self.world.at(moment + timedelta(minutes=5), act)

    def _says_how(self, reference: str) -> None:
        drawn = self.world.chance.random()
        for answer, likely in HELPS:
            if drawn < likely:
                self._tap_on(reference, f"helped.{answer}")
                return
            drawn -= likely

    def _withdraws(self, reference: str) -> None:
        if self._tap_on(reference, "status.withdraw"):
            self._tap_on(reference, "status.yes_withdraw")

    def _was_rung(self, reference: str) -> None:
        if self._tap_on(reference, "status.nav_rang"):
            self._tap_on(reference, "helped.yes")

    def _tap_on(self, reference: str, key: str) -> bool:
        bubble = self.hand.find(reference, self.named(key)) if self.hand.is_open else None
        return bubble is not None and bubble.press(self.named(key)) is not None
