"""The cards that fit what somebody typed: by its topic first, and by the words of the cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentorbot.understanding.searching import CardSearch
from mentorbot.understanding.sorting import Shares
from mentorbot.understanding.spelling import words
from mentorbot.understanding.topics import DANGER, Topics

FOREMOST, LATER = 0.7, 0.98
"""What a card's second topic counts beside its first: for the first card, which should be about
the very thing, and for those after it, which may be about two things that it may be."""
WORDS, FEW_WORDS = 0.05, 0.5
"""What the best match of words counts, beside a topic that is certain: in a sentence it settles
which card; of a single word there is little else to go by, so that counts divided by the words."""
ALL_WORDS = 1.0
"""The same in what is more likely an emergency than not: no topic tells one danger from another."""
LIKELY = 0.5
SHOWN_BEFORE = 0.05
"""What is left of a topic that has a card already: the next card is on what else it may be."""


@dataclass(frozen=True)
class CardFinder:
    """Finds cards in one language. `cards`: the topics of each, the foremost first."""

    topics: Topics
    cards: Mapping[str, Sequence[str]]
    by_words: CardSearch
    titles: Mapping[str, frozenset[str]]
    """The folded words of each title: whoever types a title whole means that card."""

    @classmethod
    def among(
        cls, topics: Topics, cards: Mapping[str, Sequence[str]], texts: Mapping[str, str]
    ) -> CardFinder:
        """`texts`: what each card says, its title on the first line."""
        by_words = CardSearch()
        by_words.learn(texts)
        titles = {card: frozenset(words(text.partition("\n")[0])) for card, text in texts.items()}
        return cls(topics, cards, by_words, titles)

    def find(self, text: str, most: int = 5) -> tuple[str, ...]:
        """Ids of the cards that fit, best first; none where nothing can be made of the text."""
        matches = self.by_words.weighed(text)
        typed = len(words(text))
        if not typed or not (matches or self.topics.knows(text)):
            return ()
        left, found = dict(self.topics.shares(text)), self._called(text)
        in_danger = left.pop(DANGER, 0.0) > LIKELY
        count = ALL_WORDS if in_danger else max(WORDS, FEW_WORDS / typed)
        weight = count / max(matches.values(), default=1.0)
        while len(found) < min(most, len(self.cards)):
            scores = {
                card: self._fit(card, left, LATER if found else FOREMOST)
                + weight * matches.get(card, 0.0)
                for card in self.cards
                if card not in found
            }
            card = max(scores, key=lambda each: scores[each])
            found.append(card)
            for topic in self.cards[card]:
                left[topic] = left.get(topic, 0.0) * SHOWN_BEFORE
        return tuple(found)

    def _called(self, text: str) -> list[str]:
        """The cards whose title was typed, if it is more than a word that may mean anything."""
        typed = frozenset(words(text))
        return [
            card
            for card, title in self.titles.items()
            if card in self.cards and len(title) > 1 and title == typed
        ]

    def _fit(self, card: str, left: Shares, second: float) -> float:
        return sum(left.get(topic, 0.0) * second**at for at, topic in enumerate(self.cards[card]))
