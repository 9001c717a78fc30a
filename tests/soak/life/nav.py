"""People at NAV and coordinators: who answers at once, late, never, and who is not there at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from mentorbot.services import standing_in
from mentorbot.services.playing import play
from mentorbot.storage import people
from tests.soak.life import hours
from tests.soak.life.hands import Click, Hand, Sheet, Thumb, references
from tests.soak.life.world import Act, World

DETAILS = 6
"""Of the page with a button each, how many labels are looked at for a colleague's name."""


@dataclass(frozen=True)
class Temper:
    """How somebody takes what comes. Chances from 0 to 1; hours are working hours."""

    name: str
    opens: float
    within: tuple[float, float]
    calls: float
    """Having opened it: says that they call today."""
    answers: float
    after: tuple[float, float]
    minds: float
    """How likely they do something when asked whether it is in hand."""


TEMPERS = {
    each.name: each
    for each in (
        Temper("prompt", 0.97, (0.03, 1.5), 0.5, 0.95, (0.5, 6), 1.0),
        Temper("late", 0.85, (2, 14), 0.3, 0.8, (2, 20), 0.9),
        Temper("forgets", 0.25, (0.5, 12), 0.1, 0.5, (2, 12), 0.5),
        Temper("lets it lie", 0.9, (0.1, 4), 0.25, 0.08, (4, 16), 0.35),
        Temper("slow coordinator", 0.85, (1, 16), 0.3, 0.9, (1, 12), 0.9),
    )
}


class Colleague:
    """Somebody at NAV, or a coordinator, with ways to be reached (or none)."""

    def __init__(self, world: World, who: int, temper: Temper, hands: Sequence[Hand]) -> None:
        self.world, self.who, self.temper = world, who, temper
        self.thumb = next((each for each in hands if isinstance(each, Thumb)), None)
        self.click = next((each for each in hands if isinstance(each, Click)), None)
        self.away_until: datetime | None = None
        """Away without a word to anybody, or in a registered absence."""
        self._busy: set[str] = set()

    @property
    def hand(self) -> Hand | None:
        """The way they look at now: Telegram, as long as that works."""
        ways: tuple[Hand | None, ...] = (self.thumb, self.click)
        return next((each for each in ways if each is not None and each.is_open), None)

    @property
    def is_there(self) -> bool:
        gone = self.away_until is not None and self.world.now < self.away_until
        return not gone and self.hand is not None

    def named(self, key: str) -> str:
        assert self.hand is not None
        return self.world.named(key, self.hand.language)

    def hears(self, words: str) -> None:
        """Something made a sound: they may get to it in their working time."""
        chance, temper = self.world.chance, self.temper
        known = self.world.ladders.cases
        for reference in references(words):
            if reference not in known or reference in self._busy:
                continue
            was_opened = known[reference].acknowledged != ""
            likely = max(temper.opens, temper.minds) if was_opened else temper.opens
            if chance.random() < likely:
                self._busy.add(reference)
                self._at_work(temper.within, partial(self._gets_to, reference))

    def _at_work(self, within: tuple[float, float], act: Act) -> None:
        amount = timedelta(hours=self.world.chance.uniform(*within))
        self.world.at(hours.after(hours.next_open(self.world.now), amount), act)

    def _gets_to(self, reference: str) -> None:
        if not self.is_there:
            self._busy.discard(reference)
            return
        sheet = self._open(reference)
        self._busy.discard(reference)
        if sheet is None:
            return
        chance, temper = self.world.chance, self.temper
        said = chance.random()
        if said < temper.calls:
            sheet = sheet.press(self.named("followup.today"))
        elif said < temper.calls + 0.1:
            sheet = self._another_day(sheet)
        elif said < temper.calls + 0.13:
            self._passes_on(sheet)
            return
        if chance.random() < temper.answers:
            self._at_work(temper.after, partial(self._answers, reference))

    def _open(self, reference: str) -> Sheet | None:
        """Looks at it wherever it stands: its own message, the week's, or a list asked for."""
        assert self.hand is not None
        see = self.named("followup.see")
        alias = self.world.ladders.cases[reference].seats.alias
        about = {"alias": alias, "reference": reference}
        listed = [
            self.world.label(key, self.hand.language, **about)
            for key in ("overview.open", "followup.open_one")
        ]
        if (sheet := self.hand.find(reference, see)) is not None:
            return sheet.press(see)
        if (sheet := self.hand.find(reference, self.named("followup.answered"))) is not None:
            return sheet
        self.hand.ask("mine")
        for label in listed:
            if (sheet := self.hand.find(reference, label)) is not None:
                sheet.press(label)
                return self.hand.find(reference, self.named("followup.answered"))
        return None

    def _another_day(self, sheet: Sheet) -> Sheet | None:
        asked = sheet.press(self.named("followup.other_day"))
        if asked is None or len(asked.labels()) < 3:
            return asked
        return asked.press(self.world.chance.choice(asked.labels()[:3]))

    def _passes_on(self, sheet: Sheet) -> None:
        asked = sheet.press(self.named("followup.pass_on"))
        if asked is not None and len(asked.labels()) > 1:
            asked.press(self.world.chance.choice(asked.labels()[:DETAILS][:-1] or [""]))

    def _answers(self, reference: str) -> None:
        if not self.is_there:
            return
        assert self.hand is not None
        answered = self.named("followup.answered")
        if (sheet := self.hand.find(reference, answered)) is not None:
            sheet.press(answered)

    # --- they go away, and ways close

    def takes_leave(self, weeks: int) -> None:
        """Registers it in two taps; for who has no Telegram a coordinator does, by command."""
        self.away_until = self.world.now + timedelta(weeks=weeks)
        if self.hand is None:
            return
        self.world.findings.count["absences registered"] += 1
        if isinstance(self.hand, Click):
            self._is_registered(weeks)
            return
        self.hand.ask("pause")
        which = {1: 0, 2: 1, 4: 2}[weeks]
        assert isinstance(self.hand, Thumb)
        messages = self.hand.chat.messages
        if messages and len(messages[-1].labels()) > which:
            self.hand.tap(messages[-1], messages[-1].labels()[which])

    def _is_registered(self, weeks: int) -> None:
        world = self.world
        until = hours.working_day(hours.day_of(world.now) + timedelta(weeks=weeks))
        with world.tx() as tx:
            person = people.get(tx, self.who)
            for cue in standing_in.pause(tx, world.parts, person, until, world.now, by=None):
                play(tx, world.parts, cue, world.now)
        world.work()

    def is_just_gone(self, days: float) -> None:
        self.away_until = self.world.now + timedelta(days=days)
        self.world.findings.count["absences told to nobody"] += 1

    def blocks(self, days: float) -> None:
        hand = self.thumb
        if hand is None or not hand.is_open:
            return
        self.world.findings.count["bots blocked"] += 1
        hand.chat.is_blocked = True
        self.world.at(self.world.now + timedelta(days=days), hand.unblock)
        if self.world.chance.random() < 0.5:
            # Telegram tells of it; else the next message does.
            hand.block()

    def mail_goes_wrong(self, mood: str, days: float) -> None:
        """Until the coordinator has put the address right, and its new link was used."""
        assert self.click is not None
        box = self.click.box
        self.world.findings.count[f"mailboxes, {mood}"] += 1
        box.mood = mood

        def mended() -> None:
            with self.world.tx() as tx:
                people.prove(tx, people.get(tx, self.who), self.world.now)
            box.mood = "takes"

        self.world.at(self.world.now + timedelta(days=days), mended)

    def is_cut_off(self, days: float) -> None:
        """Every way to them ends for a while."""
        self.blocks(days)
        if self.click is not None:
            self.mail_goes_wrong("refuses", days)
