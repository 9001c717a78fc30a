"""How a check-in runs: which question comes next, and the one thing its answers lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mentorbot.domain.brief import CheckInView
from mentorbot.domain.levels import Level
from mentorbot.domain.placements import Placement
from mentorbot.domain.problems import Wish
from mentorbot.domain.rules import Effect, Question, Rules

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


def practising(placement: Placement) -> str | None:
    """What was agreed last and can be asked back."""
    return None if placement.practising == NO_CHANGE else placement.practising


@dataclass(frozen=True)
class Offer:
    """What the end of a check-in holds out: a report (category, visit, or both) or a card."""

    question: str
    answer: str
    card: str | None = None
    category: str | None = None
    level: Level | None = None
    visit: bool = False

    def report(self, placement: Placement) -> str:
        """What the report dialog is opened with: the placement, then what is known already."""
        wish = Wish.COME_HERE if self.visit else None
        parts = (str(placement.id), self.category, self.level, wish)
        return ":".join(part for part in parts if part)


@dataclass(frozen=True)
class Course:
    """The questions of one check-in and how far it has come. Skipped counts as asked."""

    rules: Rules
    questions: tuple[str, ...]
    answers: Mapping[str, str]
    skipped: frozenset[str]
    flagged_before: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, checkin: CheckInView, placement: Placement, rules: Rules, skipped: frozenset[str]
    ) -> Course:
        """Leaves out questions that were retired meanwhile, or that ask back nothing."""
        questions = tuple(
            name
            for name in checkin.questions
            if name in rules.questions and (name != ASKED_BACK or practising(placement))
        )
        answers = {name: checkin.answers[name] for name in questions if name in checkin.answers}
        return cls(rules, questions, answers, skipped, checkin.flagged_before)

    def answered(self, question: str, answer: str) -> Course:
        return replace(self, answers={**self.answers, question: answer})

    def skipping(self, question: str) -> Course:
        return replace(self, skipped=self.skipped | {question})

    def without(self, question: str) -> Course:
        left = {name: answer for name, answer in self.answers.items() if name != question}
        return replace(self, answers=left, skipped=self.skipped - {question})

    @property
    def asked(self) -> tuple[str, ...]:
        """In the order asked, which is the order of the list."""
        return tuple(q for q in self.questions if q in self.answers or q in self.skipped)

    @property
    def ahead(self) -> tuple[str, ...]:
        """What will be asked if nothing answered from here on changes it."""
        if self.is_hard:
            return ()
        asked = self.asked
        room = self.rules.checkin.most_taps - len(asked)
        for at, name in enumerate(asked):
            if self.rules.questions[name].opener and self.answers.get(name) == GOOD:
                room = min(room, 1 - len(asked[at + 1 :]))
        left = [name for name in self.questions if name not in asked]
        return tuple(left[: max(room, 0)])

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

    def _effect(self, question: str, answer: str) -> Effect:
        """Of an answer that was retired meanwhile: none."""
        known = self.rules.questions.get(question)
        return known.answers.get(answer, Effect()) if known else Effect()

    def _effects(self) -> Iterator[tuple[str, str, Effect]]:
        for name, answer in self.answers.items():
            yield name, answer, self._effect(name, answer)

    def _offers(self) -> Iterator[Offer]:
        for name, answer, effect in self._effects():
            acts = not effect.tell or self._again(name, effect)
            category = (
                effect.category if acts and effect.category in self.rules.categories else None
            )
            # A mark that will count towards a report gives its card the first time.
            card = effect.card if acts or effect.category else None
            visit = name == VISIT and answer != NO_VISIT
            if category or visit or card in self.rules.cards:
                yield Offer(name, answer, card, category, effect.level, visit)

    def _again(self, question: str, effect: Effect) -> bool:
        """Whether a mark that counts came before, or another of its kind now."""
        before = [mark.split(".", 1) for mark in self.flagged_before]
        if any(q == question and self._effect(q, a).tell for q, a in before):
            return True
        kin = [
            name
            for name, _, other in self._effects()
            if other.tell and other.category and other.category == effect.category
        ]
        return len(kin) > 1

    def _weight(self, offer: Offer) -> int:
        if offer.category and self._level(offer) is Level.ORANGE:
            return 4
        return 3 if offer.visit else 2 if offer.category else 1

    def _urgency(self, offer: Offer) -> int:
        return list(Level).index(self._level(offer))

    def _level(self, offer: Offer) -> Level:
        own = self.rules.categories[offer.category].level if offer.category else Level.GREEN
        return offer.level or own
