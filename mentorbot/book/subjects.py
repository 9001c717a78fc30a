"""What an editor takes up at a time, as the fields of a form in all languages, and back as slots.

A subject is "card:V24", "message:checkin.good", "question:F1", "name:category.P03" or
"rules:office".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ruamel.yaml.error import YAMLError

from mentorbot.book.binding import Bindery
from mentorbot.book.card_forms import (
    CardForm,
    front_value,
    may_lack,
    put_together,
    sections_of,
    taken_apart,
    with_front,
)
from mentorbot.book.cards import HEADINGS
from mentorbot.book.laying import Laid
from mentorbot.book.loading import Entries
from mentorbot.book.rendering import Book
from mentorbot.book.shelves import Part
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Phrase


class Kind(StrEnum):
    CARD = "card"
    MESSAGE = "message"
    QUESTION = "question"
    NAME = "name"
    RULES = "rules"


@dataclass(frozen=True)
class Field:
    name: str
    """Of the form: "nb.when"."""
    about: str
    """What it is: a section of a card, "title", "ask", "answer", "words", "rules" ..."""
    words: str
    language: Language | None = None
    id: str = ""
    """Of an answer: which."""
    may_lack: bool = False
    lines: int = 1


@dataclass(frozen=True)
class Subject:
    kind: Kind
    id: str

    @classmethod
    def of(cls, name: str, book: Book) -> Subject | None:
        """None where there is no such thing to edit."""
        kind, _, which = name.partition(":")
        if kind not in list(Kind):
            return None
        found = cls(Kind(kind), which)
        return found if found.exists(book) else None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    def exists(self, book: Book) -> bool:
        match self.kind:
            case Kind.CARD:
                # One that is new stands in an edit only (Desk.has).
                return re.fullmatch(r"V[0-9]{2}", self.id) is not None
            case Kind.QUESTION:
                return self.id in book.rules.questions
            case Kind.RULES:
                return self.id in RULES
        return (Language.NB, self.id) in book.patterns

    @property
    def keys(self) -> tuple[str, ...]:
        """What of it a reader is shown, by the names of texts."""
        shown = {Kind.CARD: f"card.{self.id}", Kind.QUESTION: f"question.{self.id}"}
        return () if self.kind is Kind.RULES else (shown.get(self.kind, self.id),)


RULES = (
    "checkin", "models", "questions", "triggers", "balance", "period", "problems", "categories",
    "office", "network", "calendar", "privacy", "numbers", "themes",
)  # fmt: skip
"""Files of rules that are edited at the desk; how typed words are understood is not."""


def everything(book: Book, entries: Entries) -> Iterator[tuple[Kind, str, str]]:
    """Kind, group and name of all that can be edited, in the order shown."""
    for theme in book.rules.themes:
        for card in book.rules.cards_of(theme):
            yield Kind.CARD, theme, f"card:{card.id}"
    for question in book.rules.questions:
        yield Kind.QUESTION, "", f"question:{question}"
    for (language, key), ready in entries.items():
        if language is not Language.NB:
            continue
        folder, _, file = ready.entry.spot.file.rpartition("/")
        if folder.endswith("/messages"):
            yield Kind.MESSAGE, file.removesuffix(".yaml"), f"message:{key}"
        elif file == "names.yaml":
            yield Kind.NAME, key.partition(".")[0], f"name:{key}"
    for name in RULES:
        yield Kind.RULES, "", f"rules:{name}"


@dataclass(frozen=True)
class Desk:
    """A bindery, the Book that serves, and what is laid over the files."""

    bindery: Bindery
    book: Book
    laid: Laid

    def has(self, subject: Subject) -> bool:
        if subject.kind is not Kind.CARD or subject.id in self.book.rules.cards:
            return True
        return bool(self._words(self._file(subject, Language.NB)))

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        if subject.kind is Kind.RULES:
            words = self._words(f"rules/{subject.id}.yaml")
            return (Field("words", "rules", words, lines=28),)
        if subject.kind is Kind.CARD:
            return tuple(each for lang in self.book.languages for each in self._card(subject, lang))
        return tuple(
            Field(f"{language}.{path}", about, self._words(self._slot(language, file, path)),
                  language, path.rpartition(".")[2], lines=lines)
            for language in self.book.languages
            for file, path, about, lines in self._parts(subject)
        )  # fmt: skip

    def slots(self, subject: Subject, given: Mapping[str, str]) -> dict[str, str]:
        """What a filled-in form says, by slot. A field that is missing stays as it is."""
        if subject.kind is Kind.RULES:
            slot = f"rules/{subject.id}.yaml"
            return {slot: given.get("words", self._words(slot))}
        if subject.kind is Kind.CARD:
            return {
                self._file(subject, language): self._card_file(subject, language, given)
                for language in self.book.languages
            }
        found = {}
        for language in self.book.languages:
            for file, path, _, _ in self._parts(subject):
                slot = self._slot(language, file, path)
                words = self._words(slot)
                typed = given.get(f"{language}.{path}", words)
                # A line end more or less is no change.
                found[slot] = words if typed.strip() == words.strip() else typed
        return found

    def with_words(self, words: Laid) -> Desk:
        """As if these were laid over it too."""
        return replace(self, laid={**self.laid, **words})

    def _words(self, slot: str) -> str:
        return self.bindery.words(slot, self.laid)

    # Cards.

    def _file(self, subject: Subject, language: Language) -> str:
        return f"{language}/cards/{subject.id}.md"

    def _kind(self, subject: Subject) -> str:
        known = self.book.rules.cards.get(subject.id)
        if known is not None:
            return known.kind
        text = self._words(self._file(subject, Language.NB))
        return front_value(taken_apart(text, {}).front, "kind")

    def headings(self, language: Language) -> dict[str, str]:
        return {name: self.book.label(Phrase(f"card.{name}"), language) for name in HEADINGS}

    def _card(self, subject: Subject, language: Language) -> Iterator[Field]:
        form = taken_apart(self._words(self._file(subject, language)), self.headings(language))
        kind = self._kind(subject)
        yield Field(f"{language}.title", "title", front_value(form.front, "title"), language)
        for name in sections_of(kind):
            words, lacks = form.sections.get(name, ""), may_lack(name, kind)
            yield Field(f"{language}.{name}", name, words, language, may_lack=lacks, lines=2)
        keywords = front_value(form.front, "keywords")
        yield Field(f"{language}.keywords", "keywords", keywords, language, may_lack=True, lines=2)
        if language is Language.NB:
            yield Field("nb.source", "source", front_value(form.front, "source"), language, lines=2)
            yield Field("nb.checked", "checked", front_value(form.front, "checked"), language)

    def _card_file(self, subject: Subject, language: Language, given: Mapping[str, str]) -> str:
        text, headings = self._words(self._file(subject, language)), self.headings(language)
        form = taken_apart(text, headings)
        kind = self._kind(subject)
        sections = dict(form.sections)
        for name in sections_of(kind):
            sections[name] = given.get(f"{language}.{name}", sections.get(name, "")).strip()
        front = form.front
        for name in ("title", "keywords", "source", "checked"):
            if (words := given.get(f"{language}.{name}")) is not None:
                front = _fronted(front, name, words.strip())
        made = put_together(CardForm(front, sections, form.others), headings)
        # What says the same is left as it was written.
        same = put_together(form, headings)
        return text if made == same else made

    # Everything else is a value in a file that all languages have.

    def _slot(self, language: Language, file: str, path: str) -> str:
        return f"{language}/{file}#{path}"

    def _parts(self, subject: Subject) -> Iterator[tuple[str, str, str, int]]:
        """File, path in it, what it is, and how many lines a field of it has."""
        if subject.kind is Kind.MESSAGE:
            theme, _, name = subject.id.partition(".")
            part = Part.of(self.bindery.texts[subject.id])
            lines = 7 if part is Part.TEXTS else 1
            yield f"messages/{theme}.yaml", f"{part}.{name}", part, lines
        elif subject.kind is Kind.NAME:
            yield "names.yaml", subject.id, "words", 1
        else:
            question = self.book.rules.questions[subject.id]
            yield "questions.yaml", f"{subject.id}.ask", "ask", 2
            for answer in question.answers:
                yield "questions.yaml", f"{subject.id}.answers.{answer}", "answer", 1
            for answer in question.answers:
                if (Language.NB, f"said.{subject.id}.{answer}") in self.book.patterns:
                    yield "questions.yaml", f"{subject.id}.said.{answer}", "said", 2


def new_card(
    book: Book, theme: str, kind: str, today: date
) -> tuple[Subject, dict[str, str]] | None:
    """The files of a card that says nothing yet; None where every number is taken."""
    free = (f"V{number:02}" for number in range(1, 100))
    name = next((each for each in free if each not in book.rules.cards), None)
    if name is None:
        return None
    facts = f'theme: {theme}\nkind: {kind}\nsource: ""\nchecked: {today}'
    fronts = dict.fromkeys(book.languages, 'title: ""')
    fronts[Language.NB] = f'id: {name}\ntitle: ""\n{facts}'
    files = {
        f"{language}/cards/{name}.md": put_together(CardForm(front, {}), {})
        for language, front in fronts.items()
    }
    return Subject(Kind.CARD, name), files


def _fronted(front: str, name: str, words: str) -> str:
    try:
        return with_front(front, name, words)
    except (YAMLError, AttributeError, TypeError):
        # It is no YAML any more: the check says so.
        return front
