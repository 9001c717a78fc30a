"""Whether the rules agree with each other and with the cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mentorbot.book.findings import Findings, Spot
from mentorbot.book.rulebook import RuleSheets
from mentorbot.book.schema import ConsequenceShape, ModelShape, OccasionShape
from mentorbot.book.sheets import Path, Sheet
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.rules import CardRef


class Agreement:
    """Checks parts that name each other; a part that is missing is not held against the rest."""

    def __init__(self, read: RuleSheets, card_ids: frozenset[str], found: Findings) -> None:
        self.read = read
        self.card_ids = card_ids
        self.found = found

    def check(self) -> None:
        self._questions()
        self._categories()
        self._triggers()
        self._balance()
        self._others()
        for model in FollowUpModel if self.read.models else ():
            self._model(model, getattr(self.read.models, model))

    def check_cards(self, cards: Mapping[str, tuple[CardRef, Sheet]]) -> None:
        themes = self.read.themes.themes if self.read.themes else None
        for card, sheet in cards.values():
            if themes is not None and card.theme not in themes:
                message = (
                    f"there is no theme {card.theme}; rules/themes.yaml has {', '.join(themes)}"
                )
                self.found.error(sheet.spot("theme"), message)
            for at, category in enumerate(card.categories):
                self._category(category, sheet.spot("categories", at))
        self._topics(cards)
        self._mutual({name: card for name, (card, _) in cards.items()})
        for at, theme in enumerate(themes or ()):
            if theme not in {card.theme for card, _ in cards.values()}:
                spot = self.read.sheets["themes"].spot("themes", at)
                self.found.advise(spot, f"no card has the theme {theme}: its menu would be empty")

    def _topics(self, cards: Mapping[str, tuple[CardRef, Sheet]]) -> None:
        """Who types about a topic is offered its cards, so each needs one."""
        topics = self.read.lessons.words
        for card, sheet in cards.values():
            for at, topic in enumerate(card.topics):
                if topics and topic not in topics:
                    message = (
                        f"there is no topic {topic}; rules/topics.yaml has {', '.join(topics)}"
                    )
                    self.found.error(sheet.spot("topics", at), message)
        used = {topic for card, _ in cards.values() for topic in card.topics}
        for topic in topics:
            if topic not in used:
                spot = self.read.sheets["topics"].spot("topics", topic)
                self.found.advise(spot, f"no card has the topic {topic}: who types it finds none")

    def _mutual(self, cards: Mapping[str, CardRef]) -> None:
        """A category names its cards, and a card its categories: both ways or none."""
        categories = self.read.categories.categories if self.read.categories else {}
        offered = {(name, card) for name, each in categories.items() for card in each.cards}
        claimed = {(name, card.id) for card in cards.values() for name in card.categories}
        for name, card in sorted(offered ^ claimed):
            if name in categories and card in cards:
                spot = self.read.sheets["categories"].spot("categories", name)
                message = f"{name} and {card}.md do not both name each other: add or remove one"
                self.found.advise(spot, message)

    def _questions(self) -> None:
        for name, question in (self.read.questions or {}).items():
            for answer, effect in question.answers.items():
                spot = self.read.sheets["questions"].spot(name, "answers", answer)
                if effect.card:
                    self._card(effect.card, spot)
                if effect.category:
                    self._category(effect.category, spot)
                for following in effect.next:
                    self._question(following, spot)
                if effect.level and not effect.category:
                    self.found.error(spot, "level is set without a category: name the category too")

    def _triggers(self) -> None:
        for name, trigger in (self.read.triggers or {}).items():
            sheet = self.read.sheets["triggers"]
            for question, answers in trigger.counts.items():
                for answer in answers:
                    spot = sheet.spot(name, "counts", question)
                    self._mark(question, answer, spot)
            if trigger.needs > len(trigger.counts):
                message = f"needs {trigger.needs} marks, but counts only {len(trigger.counts)}"
                self.found.error(sheet.spot(name, "needs"), f"{message}: lower needs")
            for at, step in enumerate(trigger.then):
                self._consequence(step, sheet.spot(name, "then", at))

    def _consequence(self, step: ConsequenceShape, spot: Spot) -> None:
        if step.card:
            self._card(step.card, spot)
        if step.category:
            self._category(step.category, spot)
        if step.ask:
            self._question(step.ask, spot)
        if step.level and not step.category:
            self.found.error(spot, "level is set without a category: name the category too")
        given = [step.card, step.category, step.ask, step.rarer or None]
        if sum(each is not None for each in given) != 1:
            self.found.error(spot, "give exactly one of card, category, ask and rarer")

    def _balance(self) -> None:
        if self.read.balance is None:
            return
        sheet = self.read.sheets["balance"]
        for side in ("support", "push"):
            for at, mark in enumerate(getattr(self.read.balance, side)):
                question, _, answer = mark.partition(".")
                self._mark(question, answer, sheet.spot(side, at))
        for side, card in self.read.balance.cards:
            self._card(card, sheet.spot("cards", side))

    def _others(self) -> None:
        if (period := self.read.period) is not None:
            sheet = self.read.sheets["period"]
            self._category(period.category, sheet.spot("category"))
            if period.orange_weeks > period.yellow_weeks:
                message = "must not be more than yellow_weeks: it hurries more towards the end"
                self.found.error(sheet.spot("orange_weeks"), message)
        for at, name in enumerate(self.read.network.questions if self.read.network else ()):
            self._question(name, self.read.sheets["network"].spot("questions", at))

    def _mark(self, question: str, answer: str, spot: Spot) -> None:
        questions = self.read.questions
        if questions is None:
            return
        if question not in questions:
            self.found.error(spot, f"there is no question {question} in questions.yaml")
        elif answer not in questions[question].answers:
            known = ", ".join(questions[question].answers)
            self.found.error(spot, f"{question} has no answer {answer}; it has {known}")

    def _question(self, name: str, spot: Spot) -> None:
        if self.read.questions is not None and name not in self.read.questions:
            self.found.error(spot, f"there is no question {name} in questions.yaml")

    def _categories(self) -> None:
        if self.read.categories is None:
            return
        sheet, groups = self.read.sheets["categories"], self.read.categories.groups
        for at, name in enumerate(self.read.categories.hardest):
            self._category(name, sheet.spot("hardest", at))
        for name, category in self.read.categories.categories.items():
            if category.group not in groups:
                message = f"there is no group {category.group}; there are {', '.join(groups)}"
                self.found.error(sheet.spot("categories", name, "group"), message)
            for at, card in enumerate(category.cards):
                self._card(card, sheet.spot("categories", name, "cards", at))
        used = {category.group for category in self.read.categories.categories.values()}
        for at, group in enumerate(groups):
            if group not in used:
                message = f"no category is in the group {group}: remove it, or put one there"
                self.found.error(sheet.spot("groups", at), message)

    def _model(self, model: FollowUpModel, shape: ModelShape) -> None:
        sheet = self.read.sheets["models"]
        for level, deadline in shape.deadlines:
            if (deadline.working_days is None) == (deadline.working_hours is None):
                message = "give either working_days or working_hours, not both and not none"
                self.found.error(sheet.spot(model, "deadlines", level), message)
        bounds = shape.rhythm
        if bounds and bounds.at_least > bounds.at_most:
            self.found.error(sheet.spot(model, "rhythm"), "at_least must not be above at_most")
        shares = [rung.share for rung in shape.ladder]
        if shape.ladder[0].kind != "notice" or shares[0] != 0:
            message = "the first rung must be a notice with share 0: somebody is told at once"
            self.found.error(sheet.spot(model, "ladder", 0), message)
        for at in range(1, len(shares)):
            if shares[at] < shares[at - 1]:
                message = "the rungs must stand in order of share, the smallest first"
                self.found.error(sheet.spot(model, "ladder", at), message)
        names = [occasion.name for occasion in shape.checkins]
        for at, occasion in enumerate(shape.checkins):
            if occasion.name in names[:at]:
                message = f"a check-in called {occasion.name} stands here twice: rename one"
                self.found.error(sheet.spot(model, "checkins", at, "name"), message)
            self._occasion(model, occasion, (model, "checkins", at))

    def _occasion(self, model: FollowUpModel, occasion: OccasionShape, path: Path) -> None:
        sheet = self.read.sheets["models"]
        for problem in _timing(occasion):
            self.found.error(sheet.spot(*path), f"{occasion.name}: {problem}")
        asked = {(*path, "ask"): occasion.ask} | {
            (*path, "cycle", turn): ask for turn, ask in enumerate(occasion.cycle)
        }
        for where, ask in asked.items():
            self._asks(model, ask, sheet.spot(*where))

    def _asks(self, model: FollowUpModel, ask: tuple[str, ...], spot: Spot) -> None:
        checkin, questions = self.read.checkin, self.read.questions
        if checkin and len(ask) > checkin.most_taps:
            message = f"asks {len(ask)} questions; most_taps in checkin.yaml is {checkin.most_taps}"
            self.found.error(spot, message)
        for name in ask if questions is not None else ():
            if questions is None or name not in questions:
                self.found.error(spot, f"there is no question {name} in questions.yaml")
            elif model not in questions[name].models:
                message = (
                    f"{name} is not asked in the model {model}: see its models in questions.yaml"
                )
                self.found.error(spot, message)

    def _card(self, card: str, spot: Spot) -> None:
        if card not in self.card_ids:
            self.found.error(
                spot, f"there is no card {card}: write nb/cards/{card}.md, or remove it"
            )

    def _category(self, category: str, spot: Spot) -> None:
        if self.read.categories and category not in self.read.categories.categories:
            self.found.error(spot, f"there is no category {category} in categories.yaml")


def _timing(occasion: OccasionShape) -> Iterator[str]:
    if (occasion.working_days is None) == (occasion.weeks is None):
        yield "give either working_days or weeks, not both and not none"
    if occasion.every is not None and occasion.weeks is None:
        yield "every needs weeks: the week in which it is asked first"
    if occasion.cycle and occasion.every is None:
        yield "cycle needs every: how many weeks lie between"
    if not occasion.ask and not occasion.cycle:
        yield "ask is missing: name the questions"
