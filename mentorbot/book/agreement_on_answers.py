"""Whether what answers lead to is there: effects, triggers, the balance of support and push."""

from __future__ import annotations

from mentorbot.book.findings import Findings, Spot
from mentorbot.book.references import References
from mentorbot.book.rulebook import RuleSheets
from mentorbot.book.schema import ConsequenceShape, TriggerShape

SIDES = ("support", "push")


class AnswerAgreement:
    def __init__(self, read: RuleSheets, named: References, found: Findings) -> None:
        self.read = read
        self.named = named
        self.found = found

    def check(self) -> None:
        self._effects()
        for name, trigger in (self.read.triggers or {}).items():
            self._trigger(name, trigger)
        self._balance()

    def _effects(self) -> None:
        for name, question in (self.read.questions or {}).items():
            for answer, effect in question.answers.items():
                spot = self.read.sheets["questions"].spot(name, "answers", answer)
                if effect.card:
                    self.named.card(effect.card, spot)
                if effect.category:
                    self.named.category(effect.category, spot)
                for following in effect.next:
                    self.named.question(following, spot)
                if effect.level and not effect.category:
                    self.found.error(spot, "level is set without a category: name the category too")

    def _trigger(self, name: str, trigger: TriggerShape) -> None:
        sheet = self.read.sheets["triggers"]
        for question, answers in trigger.counts.items():
            for answer in answers:
                self.named.mark(question, answer, sheet.spot(name, "counts", question))
        if trigger.needs > len(trigger.counts):
            message = f"needs {trigger.needs} marks, but counts only {len(trigger.counts)}"
            self.found.error(sheet.spot(name, "needs"), f"{message}: lower needs")
        for at, step in enumerate(trigger.then):
            spot = sheet.spot(name, "then", at)
            if step.times in [before.times for before in trigger.then[:at]]:
                message = f"times: {step.times} stands in {name} twice: change or remove one"
                self.found.error(spot, message)
            self._consequence(step, spot)

    def _consequence(self, step: ConsequenceShape, spot: Spot) -> None:
        if step.card:
            self.named.card(step.card, spot)
        if step.category:
            self.named.category(step.category, spot)
        if step.ask:
            self.named.question(step.ask, spot)
        if step.level and not step.category:
            self.found.error(spot, "level is set without a category: name the category too")
        given = [step.card, step.category, step.ask, step.rarer or None]
        if sum(each is not None for each in given) != 1:
            self.found.error(spot, "give exactly one of card, category, ask and rarer")

    def _balance(self) -> None:
        if self.read.balance is None:
            return
        sheet, seen = self.read.sheets["balance"], set[str]()
        for side in SIDES:
            for at, mark in enumerate(getattr(self.read.balance, side)):
                spot = sheet.spot(side, at)
                question, _, answer = mark.partition(".")
                self.named.mark(question, answer, spot)
                if mark in seen:
                    self.found.error(spot, f"{mark} stands here twice: an answer leans one way")
                seen.add(mark)
        for side, card in self.read.balance.cards:
            self.named.card(card, sheet.spot("cards", side))
