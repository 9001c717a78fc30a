"""What a filled-in form of the content desk says, worked out outside any transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mentorbot.book.binding import Bindery, Proof
from mentorbot.book.laying import Laid
from mentorbot.book.rendering import Book
from mentorbot.book.subjects import Desk, Kind, Subject
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.edits import Edit
from mentorbot.domain.foresight import Known
from mentorbot.domain.wording import Phrase
from mentorbot.edges.web.desk.content import proof_of
from mentorbot.edges.web.desk.content_sheet import news
from mentorbot.edges.web.desk.finding_words import said
from mentorbot.edges.web.desk.pages import Later, Reply, Visit
from mentorbot.services import foreseeing
from mentorbot.services.foreseeing import Forecast
from mentorbot.storage import edits

LONGEST = 60_000
"""Characters of one field; a file of rules has a few thousand."""


@dataclass(frozen=True)
class Sheet:
    """What a form says, worked out outside any transaction."""

    subject: Subject
    bindery: Bindery
    book: Book
    laid: Laid
    """What is published."""
    edit: Edit | None
    """What was open when the page was asked for."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Fields as they were filled in; empty where the page was only opened."""
    known: tuple[Known, ...] = ()
    """Whom a rule that is edited may concern."""

    @property
    def published(self) -> Desk:
        return Desk(self.bindery, self.book, self.laid)

    @property
    def drafted(self) -> Desk:
        return self.published.with_words(self.edit.words if self.edit else {})


@dataclass(frozen=True)
class Worked:
    sheet: Sheet
    words: Laid
    """What the form says, by slot; all slots of the subject."""
    before: Laid
    """What is published in the same slots."""
    proof: Proof
    base: Proof
    """Of what is published."""
    forecast: Forecast | None = None
    """What becomes another in the next days; None where no rule does, or with a mistake in it."""

    @property
    def errors(self) -> tuple[Phrase, ...]:
        found = news(self.sheet.subject, self.proof, self.base)
        wrong = {(each.file, each.message) for each in self.proof.errors}
        return tuple(said(each) for each in found if (each.file, each.message) in wrong)


def work(sheet: Sheet, calendar: WorkCalendar, now: datetime) -> Worked:
    words = sheet.drafted.slots(sheet.subject, sheet.given)
    before = {slot: sheet.bindery.words(slot, sheet.laid) for slot in words}
    changed = {slot: text for slot, text in words.items() if text != before[slot]}
    today = calendar.today(now)
    proof = proof_of(sheet.bindery, {**sheet.laid, **changed}, today)
    base = proof_of(sheet.bindery, sheet.laid, today)
    return Worked(sheet, words, before, proof, base, _forecast(sheet, base, proof, now))


def _forecast(sheet: Sheet, base: Proof, proof: Proof, now: datetime) -> Forecast | None:
    if proof.errors or proof.book is None or base.book is None or proof is base:
        return None
    rules = base.book.rules, proof.book.rules
    return None if rules[0] == rules[1] else foreseeing.forecast(sheet.known, *rules, now)


def working(visit: Visit, sheet: Sheet, then: Callable[[Visit, Worked], Reply]) -> Later:
    calendar, now = visit.parts.calendar, visit.now
    return Later(lambda: work(sheet, calendar, now), then)


def sheet_of(visit: Visit, given: Mapping[str, str]) -> Sheet | None:
    bindery = visit.parts.bindery
    subject = Subject.of(str(visit.path["subject"]), visit.parts.book)
    if bindery is None or subject is None:
        return None
    laid, edit = edits.laid(visit.tx), edits.open_of(visit.tx, str(subject))
    may_differ = subject.kind is Kind.RULES and bool(given or edit)
    known = tuple(foreseeing.known(visit.tx, visit.person)) if may_differ else ()
    sheet = Sheet(subject, bindery, visit.parts.book, laid, edit, given, known)
    return sheet if sheet.drafted.has(subject) else None


def filled_in(visit: Visit) -> dict[str, str]:
    """Browsers end lines in their own way."""
    other = {"token", "do", "version", "when"}
    return {
        name: words.replace("\r\n", "\n")[:LONGEST]
        for name, words in visit.form.items()
        if name not in other
    }
