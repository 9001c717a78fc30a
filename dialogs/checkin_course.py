"""How a check-in runs: which question comes next, and the one thing its answers lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from mentorbot.domain.brief import Brief, CheckInView, PlacementView
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.ladder import own_level
from mentorbot.domain.levels import Level
from mentorbot.domain.placements import Placement
from mentorbot.domain.problems import Wish
from mentorbot.domain.rules import Effect, Question, Rules
from mentorbot.domain.triggers import Consequence, Heard, Trigger, follows

PRACTICE = "M7"
"""What the mentor will try until next time ..."""
ASKED_BACK = "M8"
"""... and whether it helped; not asked when there is nothing to ask back."""
NO_CHANGE = "no_change"
"""The answer to PRACTICE that leaves nothing to ask back."""
VISIT = "F11"
"""Whether NAV's job specialist should come by ..."""
NO_VISIT = "no"
"""... and the only answer to it that is not a wish."""
GOOD = "good"
"""The opener's answer that leaves room for one question more."""
CARD_HELPED = "K1"
"""Whether the card that was read last helped; not asked where none was."""


def practising(placement: Placement) -> str | None:
    """What was agreed last and can be asked back."""
    return None if placement.practising == NO_CHANGE else placement.practising


@dataclass(frozen=True)
class Offer:
    """What the end of a check-in holds out, and why.

    A report (category, visit, or both), a card, or a rarer rhythm. What one answer led to has
    `question` and `answer`; what several added up to has `trigger` and how many `times`.
    """

    question: str = ""
    answer: str = ""
    trigger: str = ""
    times: int = 0
    card: str | None = None
    category: str | None = None
    level: Level | None = None
    visit: bool = False
    weeks: int | None = None
    """Asked once in so many weeks from now on."""

    def report(self, placement: Placement) -> str:
        """What the report dialog is opened with: the placement, then what is known already."""
        wish = Wish.COME_HERE if self.visit else None
        parts = (str(placement.id), self.category, self.level, wish)
        return ":".join(part for part in parts if part)


@dataclass(frozen=True)
class Course:
    """The questions of one check-in and how far it has come. Skipped counts as asked."""

    rules: Rules
    calendar: WorkCalendar
    placement: Placement
    planned: tuple[str, ...]
    answers: Mapping[str, str]
    skipped: frozenset[str]
    today: date
    heard: tuple[Heard, ...] = ()

    @classmethod
    def of(cls, checkin: CheckInView, view: PlacementView, brief: Brief,
           skipped: frozenset[str]) -> Course:  # fmt: skip
        """Leaves out questions that were retired meanwhile, or that ask back nothing."""
        lacking = {
            ASKED_BACK: not practising(view.placement),
            CARD_HELPED: not checkin.card,
        }
        questions = tuple(
            name
            for name in checkin.questions
            if name in brief.rules.questions and not lacking.get(name, False)
        )
        today = brief.calendar.today(brief.now)
        return cls(
            brief.rules, brief.calendar, view.placement, questions, checkin.answers, skipped,
            today, checkin.heard,
        )  # fmt: skip

    def answered(self, question: str, answer: str) -> Course:
        return replace(self, answers={**self.answers, question: answer})

    def skipping(self, question: str) -> Course:
        return replace(self, skipped=self.skipped | {question})

    def without(self, question: str) -> Course:
        left = {name: answer for name, answer in self.answers.items() if name != question}
        return replace(self, answers=left, skipped=self.skipped - {question})

    @property
    def questions(self) -> tuple[str, ...]:
        """As planned, with what an answer asks at once right after it."""
        listed = list(self.planned)
        for trigger, step in self._fired():
            if step.ask and step.ask in self.rules.questions and step.ask not in listed:
                after = [at for at, name in enumerate(listed) if name in trigger.counts]
                listed.insert(max(after, default=len(listed) - 1) + 1, step.ask)
        return tuple(listed)

    @property
    def asked(self) -> tuple[str, ...]:
        """In the order asked, which is the order of the list."""
        return tuple(q for q in self.questions if q in self.answers or q in self.skipped)

    @property
    def ahead(self) -> tuple[str, ...]:
        """What will be asked if nothing answered from here on changes it."""
        if self.is_hard:
            return ()
        asked, questions = self.asked, self.questions
        left = [name for name in questions if name not in asked]
        if self._is_good:
            rotating = [name for name in asked if self._rotates(name)]
            room = 0 if rotating else 1
            rotate = [name for name in left if self._rotates(name)][:room]
            left = [name for name in left if not self._rotates(name) or name in rotate]
        return tuple(left[: max(0, self.rules.checkin.most_taps - len(asked))])

    @property
    def current(self) -> Question | None:
        ahead = self.ahead
        return self.rules.questions[ahead[0]] if ahead else None

    @property
    def is_hard(self) -> bool:
        return any(effect.menu for _, _, effect in self._effects())

    @property
    def progress(self) -> tuple[int, int] | None:
        """(2, 4) at the second of four; None while an answer to come decides how many."""
        ahead, before = self.ahead, len(self.asked)
        open_ended = any(self.rules.questions[name].opener for name in ahead)
        total = before + len(ahead)
        return None if open_ended or total < 2 else (before + 1, total)

    def offer(self) -> Offer | None:
        """The most serious: an orange report, a wished visit, another report, a card."""
        offers = sorted(self._offers(), key=self._weight, reverse=True)
        if not offers:
            return None
        problem = next((offer for offer in offers if offer.category and not offer.visit), None)
        wished = next((offer for offer in offers if offer.visit), None)
        if not (problem and wished):
            return offers[0]
        # Both go to the same person: one report carries the problem and the wish.
        urgent = max(problem, wished, key=self._urgency)
        return replace(offers[0], category=problem.category, level=urgent.level, visit=True)

    @property
    def _is_good(self) -> bool:
        openers = (name for name in self.planned if self.rules.questions[name].opener)
        return any(self.answers.get(name) == GOOD for name in openers)

    def _rotates(self, name: str) -> bool:
        question = self.rules.questions[name]
        return question.rotates and not question.opener

    def _effect(self, question: str, answer: str) -> Effect:
        """Of an answer that was retired meanwhile: none."""
        known = self.rules.questions.get(question)
        return known.answers.get(answer, Effect()) if known else Effect()

    def _effects(self) -> Iterator[tuple[str, str, Effect]]:
        for name, answer in self.answers.items():
            yield name, answer, self._effect(name, answer)

    def _fired(self) -> Iterator[tuple[Trigger, Consequence]]:
        """What this check-in's answers add up to, together with those before it."""
        heard = (Heard(self.today, self.answers), *self.heard)
        for trigger in self.rules.triggers.values():
            if step := follows(trigger, heard, self.calendar):
                yield trigger, step

    def _offers(self) -> Iterator[Offer]:
        for trigger, step in self._fired():
            if offer := self._added_up(trigger, step):
                yield offer
        for name, answer, effect in self._effects():
            category = effect.category if effect.category in self.rules.categories else None
            visit = name == VISIT and answer != NO_VISIT
            if category or visit or effect.card in self.rules.cards:
                yield Offer(
                    name, answer, card=effect.card, category=category, level=effect.level,
                    visit=visit,
                )  # fmt: skip

    def _added_up(self, trigger: Trigger, step: Consequence) -> Offer | None:
        if step.rarer:
            weeks = self._rarer()
            return Offer(trigger=trigger.id, times=step.times, weeks=weeks) if weeks else None
        is_there = step.category in self.rules.categories or step.card in self.rules.cards
        if not is_there:
            return None
        return Offer(
            trigger=trigger.id, times=step.times, card=step.card or trigger.first_card,
            category=step.category, level=step.level,
        )  # fmt: skip

    def _rarer(self) -> int | None:
        bounds = self.rules.models[self.placement.model].rhythm
        return bounds.rarer(self.placement.rhythm) if bounds and not self.placement.hired else None

    def _weight(self, offer: Offer) -> int:
        if offer.category and self._level(offer) is Level.ORANGE:
            return 4
        if offer.visit:
            return 3
        return 2 if offer.category else 1 if offer.card else 0

    def _urgency(self, offer: Offer) -> int:
        return list(Level).index(self._level(offer))

    def _level(self, offer: Offer) -> Level:
        if offer.level or not offer.category:
            return offer.level or Level.GREEN
        category = self.rules.categories[offer.category]
        return own_level(category, self.placement, self.rules, self.today)
