"""What one rule file names in another must be there: cards, categories, questions, answers."""

from __future__ import annotations

from mentorbot.book.findings import Findings, Spot
from mentorbot.book.rulebook import RuleSheets


class References:
    """A part that is missing is not held against the rest."""

    def __init__(self, read: RuleSheets, card_ids: frozenset[str], found: Findings) -> None:
        self.read = read
        self.card_ids = card_ids
        self.found = found

    def card(self, card: str, spot: Spot) -> None:
        if card not in self.card_ids:
            self.found.error(
                spot, f"there is no card {card}: write nb/cards/{card}.md, or remove it"
            )

    def category(self, category: str, spot: Spot) -> None:
        if self.read.categories and category not in self.read.categories.categories:
            self.found.error(spot, f"there is no category {category} in categories.yaml")

    def question(self, name: str, spot: Spot) -> None:
        if self.read.questions is not None and name not in self.read.questions:
            self.found.error(spot, f"there is no question {name} in questions.yaml")

    def source(self, source: str, spot: Spot) -> None:
        """A category, "P01", or an answer, "S6.absence"."""
        question, dot, answer = source.partition(".")
        if dot:
            self.mark(question, answer, spot)
        else:
            self.category(source, spot)

    def mark(self, question: str, answer: str, spot: Spot) -> None:
        questions = self.read.questions
        if questions is None:
            return
        if question not in questions:
            self.found.error(spot, f"there is no question {question} in questions.yaml")
        elif answer not in questions[question].answers:
            known = ", ".join(questions[question].answers)
            self.found.error(spot, f"{question} has no answer {answer}; it has {known}")
