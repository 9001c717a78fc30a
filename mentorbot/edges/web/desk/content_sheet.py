"""An edit as its page shows it: fields by language, the phone beside them, what the check says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from mentorbot.book.binding import Proof
from mentorbot.book.findings import ERROR, Finding
from mentorbot.book.preview import NAMES
from mentorbot.book.subjects import Field, Kind, Subject
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Phrase, Text
from mentorbot.edges.web.desk.finding_words import said

ABOUT = {
    "title": (TITLE := Text("desk_edit.about_title")),
    "keywords": (KEYWORDS := Text("desk_edit.about_keywords")),
    "source": (SOURCE := Text("desk_edit.about_source")),
    "checked": (CHECKED := Text("desk_edit.about_checked")),
    "texts": (WORDS := Text("desk_edit.about_words")),
    "buttons": (BUTTON := Text("desk_edit.about_button")),
    "toasts": (TOAST := Text("desk_edit.about_toast")),
    "words": (NAME := Text("desk_edit.about_name")),
    "ask": (ASK := Text("desk_edit.about_ask")),
    "answer": (ANSWER := Text("desk_edit.about_answer")),
    "said": (SAID := Text("desk_edit.about_said")),
    "rules": (RULES := Text("desk_edit.about_rules")),
}
HINTS = {
    "keywords": (KEYWORDS_HINT := Text("desk_edit.hint_keywords")),
    "source": (SOURCE_HINT := Text("desk_edit.hint_source")),
    "checked": (CHECKED_HINT := Text("desk_edit.hint_checked")),
    "texts": (WORDS_HINT := Text("desk_edit.hint_words")),
    "said": (SAID_HINT := Text("desk_edit.hint_said")),
    "rules": (RULES_HINT := Text("desk_edit.hint_rules")),
}
MAY_LACK = Text("desk_edit.may_lack")
MOST_SAID = 12
"""Findings of one language: whoever mends the first sees the rest."""


@dataclass(frozen=True)
class Shown:
    """One field with what stands in it, and what somebody else made of it meanwhile."""

    field: Field
    label: Phrase
    words: str
    hint: Phrase | None = None
    theirs: str | None = None

    @property
    def id(self) -> str:
        return "f-" + self.field.name.replace(".", "-")


@dataclass(frozen=True)
class Bubble:
    look: str
    """"bubble", "key" or "toast", as on a phone."""
    html: Markup
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    sentence: Phrase
    is_error: bool


@dataclass(frozen=True)
class Side:
    """One language, or the one file of a rule."""

    id: str
    name: str
    fields: tuple[Shown, ...]
    bubble: Bubble | None
    remarks: tuple[Remark, ...]
    has_phone: bool


def sides(
    subject: Subject,
    fields: Iterable[Field],
    given: Mapping[str, str],
    theirs: Mapping[str, str],
    proof: Proof,
    base: Proof,
) -> tuple[Side, ...]:
    """`given`: what stands in the form. `theirs`: what somebody else saved meanwhile."""
    by: dict[Language | None, list[Shown]] = {}
    for each in fields:
        words = given.get(each.name, each.words)
        other = theirs.get(each.name)
        hint = HINTS[each.about]() if each.about in HINTS else None
        hint = MAY_LACK() if each.may_lack and hint is None else hint
        changed = other if other is not None and other != words else None
        by.setdefault(each.language, []).append(Shown(each, label(each), words, hint, changed))
    fresh = news(subject, proof, base)
    return tuple(
        Side(
            str(language or "rules"),
            NAMES[language] if language else f"rules/{subject.id}.yaml",
            tuple(found),
            bubble(subject, language, proof) if language else None,
            remarks(fresh, language),
            language is not None,
        )
        for language, found in by.items()
    )


def label(field: Field) -> Phrase:
    """A section of a card is called as its readers see it."""
    return ABOUT[field.about]() if field.about in ABOUT else Phrase(f"card.{field.about}")


def bubble(subject: Subject, language: Language, proof: Proof) -> Bubble | None:
    """As the bot would show it; None where it cannot."""
    (key,) = subject.keys
    html = proof.shown(key, language)
    ready = proof.entries.get((language, key))
    if html is None or ready is None or proof.book is None:
        return None
    look = "bubble"
    if subject.kind in (Kind.MESSAGE, Kind.NAME) and ready.entry.plain:
        look = "key" if ready.entry.better else "toast"
    keys: tuple[str, ...] = ()
    if subject.kind is Kind.QUESTION:
        answers = proof.book.rules.questions[subject.id].answers
        found = (proof.shown(f"answer.{subject.id}.{each}", language) for each in answers)
        keys = tuple(each or "…" for each in found)
    # What is no markup is escaped here; markup was checked, and its values escaped.
    return Bubble(look, html if isinstance(html, Markup) else escape(html), keys)


def news(subject: Subject, proof: Proof, base: Proof) -> tuple[Finding, ...]:
    """What is said about this subject, and whatever it brings about elsewhere."""
    known = {(each.file, each.message) for each in base.findings}
    mine = {each for each in proof.findings if is_about(subject, each)}
    fresh = {each for each in proof.findings if (each.file, each.message) not in known}

    def order(each: Finding) -> tuple[object, ...]:
        at = list(Language).index(_language(each))
        return each.kind != ERROR, each not in mine, at, each.file, each.line

    return tuple(sorted(mine | fresh, key=order))


def is_about(subject: Subject, finding: Finding) -> bool:
    if subject.kind is Kind.CARD:
        return finding.file.endswith(f"/cards/{subject.id}.md")
    if subject.kind is Kind.RULES:
        return finding.file.endswith(f"/rules/{subject.id}.yaml")
    return any(finding.message.startswith(f"{key}: ") for key in subject.keys)


def remarks(found: Iterable[Finding], language: Language | None) -> tuple[Remark, ...]:
    """Those of one language; what is in no language's files stands with bokmål."""
    mine = [each for each in found if language is None or _language(each) is language]
    return tuple(Remark(said(each), each.kind == ERROR) for each in mine[:MOST_SAID])


def _language(finding: Finding) -> Language:
    folders = finding.file.split("/")
    return next((each for each in Language if each in folders), Language.NB)
