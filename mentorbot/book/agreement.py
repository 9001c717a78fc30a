"""Whether the rules agree with each other and with the cards."""

from __future__ import annotations

from collections.abc import Mapping

from mentorbot.book.agreement_on_answers import AnswerAgreement
from mentorbot.book.agreement_on_ladders import LadderAgreement
from mentorbot.book.agreement_on_models import ModelAgreement
from mentorbot.book.findings import Findings
from mentorbot.book.references import References
from mentorbot.book.rulebook import RuleSheets
from mentorbot.book.sheets import Sheet
from mentorbot.domain.checkins import ASKED_BACK, CARD_HELPED
from mentorbot.domain.examples import Intent
from mentorbot.domain.rules import CardRef

MOST_LEVELS = 4
"""So many answers stand above each other in a picture."""


class Agreement:
    """Checks parts that name each other; a part that is missing is not held against the rest."""

    def __init__(self, read: RuleSheets, card_ids: frozenset[str], found: Findings) -> None:
        self.read = read
        self.named = References(read, card_ids, found)
        self.found = found

    def check(self) -> None:
        self._categories()
        self._period()
        self._network()
        self._pictures()
        self._pauses()
        self._lunch()
        AnswerAgreement(self.read, self.named, self.found).check()
        ModelAgreement(self.read, self.found).check()
        LadderAgreement(self.read, self.found).check()

    def check_cards(self, cards: Mapping[str, tuple[CardRef, Sheet]]) -> None:
        themes = self.read.themes.themes if self.read.themes else None
        for card, sheet in cards.values():
            if themes is not None and card.theme not in themes:
                message = (
                    f"there is no theme {card.theme}; rules/themes.yaml has {', '.join(themes)}"
                )
                self.found.error(sheet.spot("theme"), message)
            for at, category in enumerate(card.categories):
                self.named.category(category, sheet.spot("categories", at))
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

    def _categories(self) -> None:
        if self.read.categories is None:
            return
        sheet, groups = self.read.sheets["categories"], self.read.categories.groups
        for at, name in enumerate(self.read.categories.hardest):
            self.named.category(name, sheet.spot("hardest", at))
        for name, category in self.read.categories.categories.items():
            if category.group not in groups:
                message = f"there is no group {category.group}; there are {', '.join(groups)}"
                self.found.error(sheet.spot("categories", name, "group"), message)
            for at, card in enumerate(category.cards):
                self.named.card(card, sheet.spot("categories", name, "cards", at))
            self._topics_of(name, category.topics)
        used = {category.group for category in self.read.categories.categories.values()}
        for at, group in enumerate(groups):
            if group not in used:
                message = f"no category is in the group {group}: remove it, or put one there"
                self.found.error(sheet.spot("groups", at), message)

    def _topics_of(self, name: str, topics: tuple[str, ...]) -> None:
        known = (*self.read.lessons.words, str(Intent.OVERLOAD))
        for at, topic in enumerate(topics):
            if self.read.lessons.words and topic not in known:
                message = f"there is no topic {topic}; there are {', '.join(known)}"
                self.found.error(
                    self.read.sheets["categories"].spot("categories", name, "topics", at), message
                )

    def _period(self) -> None:
        period = self.read.period
        if period is None:
            return
        sheet = self.read.sheets["period"]
        self.named.category(period.category, sheet.spot("category"))
        if period.orange_weeks > period.yellow_weeks:
            message = "must not be more than yellow_weeks: it hurries more towards the end"
            self.found.error(sheet.spot("orange_weeks"), message)
        if list(period.told_weeks) != sorted(set(period.told_weeks), reverse=True):
            message = "must stand in order, the most weeks first, each of them once"
            self.found.error(sheet.spot("told_weeks"), message)

    def _network(self) -> None:
        if (network := self.read.network) is None:
            return
        sheet, themes = self.read.sheets["network"], self.read.themes
        for at, name in enumerate(network.questions):
            self.named.question(name, sheet.spot("questions", at))
        for at, wish in enumerate(network.wishes):
            self.named.source(wish, sheet.spot("wishes", at))
        for theme, sources in network.themes.items():
            spot = sheet.spot("themes", theme)
            if themes is not None and theme not in themes.themes:
                known = ", ".join(themes.themes)
                self.found.error(spot, f"there is no theme {theme}; rules/themes.yaml has {known}")
            for source in sources:
                self.named.source(source, spot)

    def _pictures(self) -> None:
        course = self.read.office.pictures.course if self.read.office else ()
        for at, name in enumerate(course):
            spot = self.read.sheets["office"].spot("pictures", "course", at)
            self.named.question(name, spot)
            shape = (self.read.questions or {}).get(name)
            if name in (ASKED_BACK, CARD_HELPED):
                message = f"{name} asks about something else each time: it shows no course"
                self.found.error(spot, message)
            elif shape is not None and len(shape.answers) > MOST_LEVELS:
                self.found.error(spot, f"{name} has more than {MOST_LEVELS} answers: too many")

    def _lunch(self) -> None:
        calendar = self.read.calendar
        if calendar is None or calendar.lunch is None:
            return
        begins, ends = calendar.lunch
        if not any(opens < begins and ends < closes for opens, closes in calendar.hours.values()):
            message = "must lie within the hours of a weekday: the office is not open then"
            self.found.error(self.read.sheets["calendar"].spot("lunch"), message)

    def _pauses(self) -> None:
        pauses = self.read.checkin.pauses_weeks if self.read.checkin else ()
        if list(pauses) != sorted(set(pauses)):
            message = "must stand in order, the shortest first, each of them once"
            self.found.error(self.read.sheets["checkin"].spot("pauses_weeks"), message)
