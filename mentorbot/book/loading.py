"""content/ becomes a Book, or a list of everything that is wrong with it.

Loading changes nothing: a Book that was loaded before goes on serving.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from mentorbot.book.agreement import Agreement
from mentorbot.book.cards import SIDES, Card, CardReader, as_ref
from mentorbot.book.entries import Checker, Entry, Ready
from mentorbot.book.files import NOTHING, Shelf
from mentorbot.book.findings import ADVICE, ERROR, ContentErrors, Findings, Spot
from mentorbot.book.patterns import press_for
from mentorbot.book.rendering import Book
from mentorbot.book.rulebook import RuleSheets, read_rules, rules_of
from mentorbot.book.shelves import LanguageShelf
from mentorbot.book.style import card_advice, card_problems, side_problems
from mentorbot.domain.hours import OfficeHours
from mentorbot.domain.people import Language
from mentorbot.domain.rules import CardRef, Rules
from mentorbot.domain.wording import Text

Entries: TypeAlias = Mapping[tuple[Language, str], Ready]
"""By language and key."""

CARD_LASTS = timedelta(days=365)
NUMBER_LASTS = timedelta(days=183)
FREE_TEXT = "free_text"
"""What every text may ask besides the numbers: whether this office takes words at all."""


def load_book(folder: Path, texts: Mapping[str, Text], laid: Mapping[str, str] = NOTHING) -> Book:
    """The content as a Book. Raises ContentErrors with everything that is wrong.

    `texts`: every text that the code declares, by key (mentorbot.domain.wording.declared).
    `laid`: whole files that stand for those of the folder (mentorbot.book.laying).
    """
    book, _ = load_entries(folder, texts, laid)
    return book


def load_entries(
    folder: Path, texts: Mapping[str, Text], laid: Mapping[str, str] = NOTHING
) -> tuple[Book, Entries]:
    """The Book, and every entry that it was made of. Raises ContentErrors."""
    found = Findings()
    book, entries = read_entries(folder, texts, found, None, laid)
    if book is None or found.of(ERROR):
        raise ContentErrors(found.of(ERROR))
    return replace(book, advice=found.of(ADVICE)), entries


def read_book(
    folder: Path, texts: Mapping[str, Text] | None, found: Findings, today: date | None = None
) -> Book | None:
    """What could be read, with everything else in `found`; None without usable rules.

    `today` adds advice on what was checked too long ago; without `texts` it is not asked
    whether the words are the ones that the code says.
    """
    book, _ = read_entries(folder, texts, found, today)
    return book


def read_entries(
    folder: Path,
    texts: Mapping[str, Text] | None,
    found: Findings,
    today: date | None,
    laid: Mapping[str, str] = NOTHING,
) -> tuple[Book | None, Entries]:
    """What could be read, and the entries that were found good."""
    if not folder.is_dir():
        message = "there is no such folder: put it back, or look at MENTORBOT_CONTENT_DIR"
        found.error(Spot(str(folder), 0), message)
        return None, {}
    shelf = Shelf(folder, found, laid)
    loader = _Loader(shelf, found, read_rules(shelf, found), texts, today)
    return loader.book(), loader.entries


@dataclass
class _Loader:
    shelf: Shelf
    found: Findings
    read: RuleSheets
    texts: Mapping[str, Text] | None
    today: date | None
    entries: dict[tuple[Language, str], Ready] = field(default_factory=dict)
    headings: dict[Language, dict[str, str]] = field(default_factory=dict)
    names: dict[Language, dict[str, str]] = field(default_factory=dict)
    refs: dict[str, CardRef] = field(default_factory=dict)
    card_words: dict[Language, Mapping[str, str]] = field(default_factory=dict)

    def book(self) -> Book | None:
        rules = rules_of(self.read, {})
        hours = rules.hours if rules else OfficeHours()
        shown = self.read.numbers_by_name() | {FREE_TEXT: "yes" if self._free_text() else ""}
        self.checker = Checker(press_for(hours.zone, tuple(shown.items())), self.found)
        files = self.shelf.entries("nb/cards")
        self.agreement = Agreement(self.read, frozenset(path.stem for path in files), self.found)
        self.agreement.check()
        self._age_of_numbers()
        languages = self._languages()
        for language in languages:
            self._language(language, rules)
        if rules is None:
            return None
        return Book(
            replace(rules, cards=MappingProxyType(self.refs)),
            self.shelf.version,
            languages,
            MappingProxyType({each: ready.pattern for each, ready in self.entries.items()}),
            MappingProxyType(self.card_words),
            self.read.lessons,
        )

    def _free_text(self) -> bool:
        return self.read.privacy is None or self.read.privacy.free_text

    def _languages(self) -> tuple[Language, ...]:
        folders = {path.name for path in self.shelf.entries() if path.is_dir()}
        for stranger in sorted(folders - set(Language) - {"rules"}):
            message = (
                f"there is no language {stranger}: the folders are {', '.join(Language)}, rules"
            )
            self.found.error(Spot(self.shelf.name(stranger), 0), message)
        return tuple(each for each in Language if each in folders or each is Language.NB)

    def _language(self, language: Language, rules: Rules | None) -> None:
        """nb comes first: what another language lacks is taken from it."""
        of = LanguageShelf(self.shelf, self.found, language)
        names = {entry.key: entry for entry in of.names(rules)}
        inherited = self.names.get(Language.NB, {})
        self.names[language] = inherited | {key: each.source.strip() for key, each in names.items()}
        self.headings[language] = {
            key.partition(".")[2]: words
            for key, words in self.names[language].items()
            if key.startswith("card.")
        }
        self._keep(names.values())
        self._keep(of.questions(rules))
        self._keep(of.messages(self.texts))
        self._cards(of)

    def _keep(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if ready := self.checker.ready(entry):
                self.entries[entry.language, entry.key] = ready

    def _cards(self, of: LanguageShelf) -> None:
        reader = CardReader(self.shelf, self.found, self.headings[of.language])
        if of.language is Language.NB:
            cards = self._first_cards(reader)
        else:
            kinds = {name: ref.kind for name, ref in self.refs.items()}
            cards = list(reader.translated(of.language, kinds))
            if lacking := sorted(kinds.keys() - {card.id for card in cards}):
                spot = Spot(self.shelf.name(f"{of.language}/cards"), 0)
                self.found.advise(spot, f"lacks {', '.join(lacking)}: they are read in bokmål")
        words = {card.id: self._card(of, card) for card in cards}
        self.card_words[of.language] = MappingProxyType(
            dict(self.card_words.get(Language.NB, {})) | words
        )

    def _first_cards(self, reader: CardReader) -> list[Card]:
        cards = list(reader.first(Language.NB))
        self.refs = {card.id: as_ref(shape) for card, shape, _ in cards}
        self.agreement.check_cards(
            {card.id: (self.refs[card.id], sheet) for card, _, sheet in cards}
        )
        for _, shape, sheet in cards:
            self._age(sheet.spot("checked"), shape.checked, CARD_LASTS)
            if shape.review:
                message = f"waits to be read by someone who knows {shape.review}, before it is used"
                self.found.advise(sheet.spot("review"), message)
        return [card for card, _, _ in cards]

    def _card(self, of: LanguageShelf, card: Card) -> str:
        """Keeps the card, and gives its words for searching."""
        sections = [self.checker.ready(entry) for entry in of.sections(card)]
        ready = [section for section in sections if section]
        if len(ready) < len(sections):
            return ""
        aloud = {each.entry.key.partition(".")[2]: each.shown for each in ready}
        self._read_aloud(of, card, aloud)
        self._keep([of.title(card)])
        if whole := self.checker.ready(of.whole(card, self.headings[of.language]), again=True):
            self.entries[of.language, whole.entry.key] = whole
        return self._searchable(of.language, card, aloud)

    def _read_aloud(self, of: LanguageShelf, card: Card, aloud: Mapping[str, str]) -> None:
        for name, problem in side_problems(aloud, SIDES):
            section = card.sections[name]
            self.found.error(section.spot, f"{card.id}.{name}: {problem}")
        for problem in card_problems(list(aloud.values()), of.language):
            self.found.error(card.spot, problem)
        for advice in card_advice(list(aloud.values())):
            self.found.advise(card.spot, advice)

    def _searchable(self, language: Language, card: Card, aloud: Mapping[str, str]) -> str:
        ref = self.refs[card.id]
        about = [self.names[language].get(f"category.{each}", "") for each in ref.categories]
        topics = [topic.replace("_", " ").replace("-", " ") for topic in ref.topics]
        return "\n".join(
            [card.title] * 3 + [*about, *topics, *card.keywords] * 2 + [*aloud.values()]
        )

    def _age_of_numbers(self) -> None:
        for name, number in (self.read.numbers or {}).items():
            spot = self.read.sheets["numbers"].spot(name, "checked")
            self._age(spot, number.checked, NUMBER_LASTS)

    def _age(self, spot: Spot, checked: date, lasts: timedelta) -> None:
        if self.today and self.today - checked > lasts:
            self.found.advise(spot, f"was checked on {checked}: look whether it still holds")
