"""The files of one language as entries: names, questions, messages, cards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum

from mentorbot.book import wordings
from mentorbot.book.cards import HEADINGS, Card
from mentorbot.book.entries import BETTER_LABEL, LABEL, MESSAGE, TOAST, Entry
from mentorbot.book.files import Shelf
from mentorbot.book.findings import Findings, Spot
from mentorbot.book.shaping import shaped
from mentorbot.book.sheets import Sheet, parse
from mentorbot.domain.balance import Lean
from mentorbot.domain.contacts import Where
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Language
from mentorbot.domain.placements import FollowOn, FollowUpModel, Seat
from mentorbot.domain.problems import Helped, Knows, Reachable, Tried, Wish
from mentorbot.domain.remarks import ANSWERS, ASKED, SAID_TO_NAV
from mentorbot.domain.rules import Rules
from mentorbot.domain.wording import Label, Text, Toast

FIXED: Mapping[str, tuple[str, ...]] = {
    "level": tuple(Level),
    "wish": tuple(Wish),
    "reachable": tuple(Reachable),
    "knows": tuple(Knows),
    "tried": tuple(Tried),
    "helped": tuple(Helped),
    "model": tuple(FollowUpModel),
    "place": ("nav_office", "workplace"),
    "weekday": tuple("0123456"),
    "follow_on": tuple(FollowOn),
    "seat": tuple(Seat),
    "where": tuple(Where),
    "lean": tuple(Lean),
    "question_to_mentor": ASKED,
    "reply_to_nav": ANSWERS,
    "remark_to_nav": SAID_TO_NAV,
    "why": ("no_time", "away", "nothing_new", "no_reason"),
    "card": HEADINGS,
}
"""Sections of names.yaml whose ids stand in the code; the rest follow the rules."""

IN_SENTENCES = frozenset({"level", "model", "place", "card", "seat", "lean", "trigger", "ready"})
"""Sections that never stand on a button."""
QUESTION_VALUES = frozenset({"practice", "end", "card"})
"""What every question may name: what was agreed last, the period's last day, the last card."""


class Part(StrEnum):
    """The three parts of a file of messages, by what they are in Telegram."""

    TEXTS = "texts"
    BUTTONS = "buttons"
    TOASTS = "toasts"

    @classmethod
    def of(cls, text: Text) -> Part:
        if isinstance(text, Label):
            return cls.BUTTONS
        return cls.TOASTS if isinstance(text, Toast) else cls.TEXTS


class LanguageShelf:
    """Reads one language's files. In nb everything must be there; elsewhere a gap is advice."""

    def __init__(self, shelf: Shelf, found: Findings, language: Language) -> None:
        self.shelf = shelf
        self.found = found
        self.language = language
        self.complete = language is Language.NB

    def names(self, rules: Rules | None) -> Iterator[Entry]:
        sheet = self._sheet("names.yaml")
        names = shaped(wordings.NAMES, sheet, self.found)
        if sheet is None or names is None:
            return
        expected = dict(FIXED)
        if rules:
            expected["group"] = rules.groups
            expected["category"] = tuple(rules.categories)
            expected["theme"] = rules.themes
            expected["ready"] = rules.themes
            expected["trigger"] = tuple(_reasons(rules))
        for section, ids in expected.items():
            self._same_ids(sheet, (section,), names.get(section, {}), ids)
        for section, words in names.items():
            if section in expected:
                yield from self._named(sheet, section, words)
            elif rules:
                self.found.error(sheet.spot(section), f"there is no section {section}: remove it")

    def questions(self, rules: Rules | None) -> Iterator[Entry]:
        sheet = self._sheet("questions.yaml")
        questions = shaped(wordings.ASKED, sheet, self.found)
        if sheet is None or questions is None or rules is None:
            return
        self._same_ids(sheet, (), questions, rules.questions)
        for name, asked in questions.items():
            known = rules.questions.get(name)
            if known is None:
                continue
            self._same_ids(sheet, (name, "answers"), asked.answers, known.answers)
            spot = sheet.spot(name, "ask")
            key, may = f"question.{name}", QUESTION_VALUES
            yield Entry(key, self.language, asked.ask, spot, most=MESSAGE, may_use=may)
            yield from self._said(sheet, name, asked.said, _leaning(rules, name))
            for answer, words in asked.answers.items():
                spot = sheet.spot(name, "answers", answer)
                key = f"answer.{name}.{answer}"
                yield Entry(key, self.language, words, spot, better=BETTER_LABEL)

    def _said(
        self, sheet: Sheet, question: str, said: Mapping[str, str], needed: Collection[str]
    ) -> Iterator[Entry]:
        """Answers that lean one way, as the end of a sentence."""
        self._same_ids(sheet, (question, "said"), said, needed)
        for answer, words in said.items():
            spot, key = sheet.spot(question, "said", answer), f"said.{question}.{answer}"
            yield Entry(key, self.language, words, spot, True, TOAST)

    def messages(self, texts: Mapping[str, Text] | None) -> Iterator[Entry]:
        """`texts`: what the code declares; None leaves that unchecked."""
        files: dict[str, Sheet] = {}
        seen: set[str] = set()
        for path in self.shelf.files(f"{self.language}/messages", ".yaml"):
            theme = path.rpartition("/")[2].removesuffix(".yaml")
            sheet = self._sheet(path.partition("/")[2])
            messages = shaped(wordings.MESSAGES, sheet, self.found)
            files[theme] = sheet or Sheet(self.shelf.name(path))
            if messages is None:
                seen |= {key for key in texts or () if key.startswith(f"{theme}.")}
                continue
            for entry in self._messages(files[theme], theme, messages, texts):
                if entry.key in seen:
                    self.found.error(entry.spot, f"{entry.key} stands here twice: rename one")
                seen.add(entry.key)
                yield entry
        self._missing([text for key, text in (texts or {}).items() if key not in seen], files)

    def sections(self, card: Card) -> Iterator[Entry]:
        """Each section by itself, so that what is wrong has its line."""
        for name, section in card.sections.items():
            key = f"{card.id}.{name}"
            yield Entry(key, self.language, section.words, section.spot, plain=False, most=MESSAGE)

    def title(self, card: Card) -> Entry:
        if "{" in card.title:
            self.found.error(card.spot, "a title holds words only: remove the { }")
        return Entry(f"card_title.{card.id}", self.language, card.title, card.spot)

    def whole(self, card: Card, headings: Mapping[str, str]) -> Entry:
        source, key = card.source(headings), f"card.{card.id}"
        return Entry(key, self.language, source, card.spot, plain=False, most=MESSAGE)

    def _sheet(self, path: str) -> Sheet | None:
        path = f"{self.language}/{path}"
        if not self.complete and not self.shelf.has(path):
            self._lacks(Spot(self.shelf.name(path), 0), "is missing: it is read in bokmål")
            return None
        text = self.shelf.text(path)
        return None if text is None else parse(self.shelf.name(path), text, self.found)

    def _named(self, sheet: Sheet, section: str, words: Mapping[str, str]) -> Iterator[Entry]:
        for name, named in words.items():
            spot = sheet.spot(section, name)
            most, better = (TOAST, None) if section in IN_SENTENCES else (LABEL, BETTER_LABEL)
            yield Entry(f"{section}.{name}", self.language, named, spot, True, most, better)

    def _messages(
        self,
        sheet: Sheet,
        theme: str,
        messages: wordings.MessagesShape,
        texts: Mapping[str, Text] | None,
    ) -> Iterator[Entry]:
        for part in Part:
            for name, words in getattr(messages, part).items():
                spot, key = sheet.spot(part, name), f"{theme}.{name}"
                text = (texts or {}).get(key)
                if texts is not None and text is None:
                    message = f"nothing says {key}: look for a spelling mistake, or remove it"
                    self.found.error(spot, message)
                elif text is not None and Part.of(text) is not part:
                    self.found.error(spot, f"{key} belongs under {Part.of(text)}: move it there")
                yield self._message(spot, part, key, words, text.takes if text else None)

    def _message(
        self, spot: Spot, part: Part, key: str, words: str, gives: frozenset[str] | None
    ) -> Entry:
        if part is Part.TEXTS:
            return Entry(key, self.language, words, spot, False, MESSAGE, None, gives)
        most, better = (LABEL, BETTER_LABEL) if part is Part.BUTTONS else (TOAST, None)
        return Entry(key, self.language, words, spot, True, most, better, gives)

    def _missing(self, texts: Iterable[Text], files: Mapping[str, Sheet]) -> None:
        lacking: dict[tuple[str, Part], list[str]] = {}
        for text in texts:
            theme, _, name = text.key.partition(".")
            lacking.setdefault((theme, Part.of(text)), []).append(name)
        for (theme, part), names in lacking.items():
            path = self.shelf.name(f"{self.language}/messages/{theme}.yaml")
            spot = files[theme].spot(part) if theme in files else Spot(path, 0)
            self._lacks(spot, f"{part} lacks {', '.join(sorted(names))}: write the words")

    def _same_ids(
        self, sheet: Sheet, path: tuple[str, ...], given: Collection[str], ids: Collection[str]
    ) -> None:
        inside = ".".join(path) or "the file"
        if lacking := [name for name in ids if name not in given]:
            self._lacks(sheet.spot(*path), f"{inside} lacks {', '.join(lacking)}: write the words")
        for name in given:
            if name not in ids:
                message = f"{inside}: nothing is called {name}: look for a spelling mistake"
                self.found.error(sheet.spot(*path, name), message)

    def _lacks(self, spot: Spot, message: str) -> None:
        (self.found.error if self.complete else self.found.advise)(spot, message)


def _reasons(rules: Rules) -> Iterator[str]:
    """Every consequence that offers something says why."""
    for trigger in rules.triggers.values():
        for step in trigger.then:
            if step.card or step.category or step.rarer:
                yield f"{trigger.id}_{step.times}"


def _leaning(rules: Rules, question: str) -> tuple[str, ...]:
    marks = (mark.partition(".") for mark in (*rules.balance.support, *rules.balance.push))
    return tuple(answer for name, _, answer in marks if name == question)
