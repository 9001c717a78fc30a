"""The content desk's lists: every card, message, question, name and rule, with its status."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mentorbot.book.binding import Bindery, Proof
from mentorbot.book.findings import ContentErrors
from mentorbot.book.laying import Laid
from mentorbot.book.rendering import Book
from mentorbot.book.subjects import Kind, everything
from mentorbot.domain.access import Operation
from mentorbot.domain.edits import Edit
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Phrase, Text
from mentorbot.edges.web.desk import words
from mentorbot.edges.web.desk.pages import Later, Page, Reply, Visit, page
from mentorbot.storage import edits, people

TITLE = Text("desk_content.title")
LEAD = Text("desk_content.lead")
OPEN = Text("desk_content.open")
CHECK = Text("desk_content.check")
BY = Text("desk_content.by", "name", "at")
BEGUN = Text("desk_content.begun", "count")
BACK = Text("desk_content.back")
WAITS = Text("desk_content.waits")
OLD = Text("desk_content.old")
STATES = {
    "draft": (STATE_DRAFT := Text("desk_content.state_draft")),
    "review": (STATE_REVIEW := Text("desk_content.state_review")),
    "planned": (STATE_PLANNED := Text("desk_content.state_planned")),
    "published": (STATE_PUBLISHED := Text("desk_content.state_published")),
    "files": (STATE_FILES := Text("desk_content.state_files")),
}
KINDS = {
    Kind.CARD: (KIND_CARD := Text("desk_content.kind_card")),
    Kind.QUESTION: (KIND_QUESTION := Text("desk_content.kind_question")),
    Kind.MESSAGE: (KIND_MESSAGE := Text("desk_content.kind_message")),
    Kind.NAME: (KIND_NAME := Text("desk_content.kind_name")),
    Kind.RULES: (KIND_RULES := Text("desk_content.kind_rules")),
}

LONGEST = 100
"""Characters of a text's beginning in a list."""
FEW = 3
"""Names that stand for all of a section."""
MOST_KEPT = 6
_KEPT: dict[tuple[str, date], Proof] = {}
"""The latest proofs: of the same version on the same day it is always the same."""


@dataclass(frozen=True)
class Row:
    subject: str
    words: str
    """A title, or the words it begins with."""
    state: Phrase
    is_open: bool
    notes: tuple[Phrase, ...] = ()
    by: Phrase | None = None


@dataclass(frozen=True)
class Group:
    path: str
    name: str
    id: str
    count: int
    begun: int


@dataclass(frozen=True)
class Lists:
    """All that can be edited, and how it stands."""

    visit: Visit
    proof: Proof
    open: Mapping[str, Edit]
    published: frozenset[str]

    @classmethod
    def of(cls, visit: Visit, proof: Proof) -> Lists:
        begun = {edit.subject: edit for edit in edits.all_open(visit.tx)}
        shown = frozenset(each.subject for each in edits.published(visit.tx))
        return cls(visit, proof, begun, shown)

    @property
    def book(self) -> Book:
        return self.visit.parts.book

    def all(self) -> Iterator[tuple[Kind, str, str]]:
        return everything(self.book, self.proof.entries)

    def row(self, subject: str) -> Row:
        edit, by = self.open.get(subject), None
        if edit is not None:
            person = people.find(self.visit.tx, edit.author)
            by = BY(name=person.name if person else "", at=edit.changed_at)
            state = STATES[edit.state]
        else:
            state = STATES["published" if subject in self.published else "files"]
        notes = tuple(self._notes(subject))
        return Row(subject, self.named(subject), state(), edit is not None, notes, by)

    def named(self, subject: str) -> str:
        """What a list calls it: a title, or the words it begins with."""
        return named(self.visit, self.proof, subject)

    def group_name(self, kind: Kind, group: str, subjects: Sequence[str]) -> str:
        """A theme of cards has a name for its readers, a file says itself what it holds, and names
        are told by the first of them."""
        if kind is Kind.CARD:
            return self.visit.plain(Phrase(f"theme.{group}"))
        if kind is Kind.MESSAGE and self.visit.parts.bindery is not None:
            return self.visit.parts.bindery.about(f"{self.visit.language}/messages/{group}.yaml")
        if kind is Kind.NAME:
            return ", ".join(map(self.named, subjects[:FEW])) + " …"
        return self.visit.plain(KINDS[kind]())

    def noted(self) -> list[Row]:
        cards = (subject for kind, _, subject in self.all() if kind is Kind.CARD)
        return [self.row(subject) for subject in cards if any(self._notes(subject))]

    def _notes(self, subject: str) -> Iterator[Phrase]:
        """A card that waits for somebody who knows, or that was checked too long ago."""
        kind, _, which = subject.partition(":")
        if kind != Kind.CARD:
            return
        file = f"/nb/cards/{which}.md"
        mine = [each.message for each in self.proof.findings if each.file.endswith(file)]
        if any(message.startswith("waits to be read") for message in mine):
            yield WAITS()
        if any(message.startswith("was checked on") for message in mine):
            yield OLD()


def named(visit: Visit, proof: Proof, subject: str) -> str:
    kind, _, which = subject.partition(":")
    if kind == Kind.RULES and visit.parts.bindery is not None:
        return visit.parts.bindery.about(f"rules/{which}.yaml")
    keys = {Kind.CARD: f"card_title.{which}", Kind.QUESTION: f"question.{which}"}
    key = keys.get(Kind(kind), which)
    ready = proof.entries.get((visit.language, key)) or proof.entries.get((Language.NB, key))
    shown = which if ready is None else " ".join(ready.shown.split())
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST].rstrip()} …"


def contents(visit: Visit) -> Reply | Later:
    """All groups, and above them what somebody has begun."""
    return proved(visit, _contents)


def _contents(visit: Visit, proof: Proof) -> Reply:
    lists = Lists.of(visit, proof)
    found: dict[tuple[Kind, str], list[str]] = {}
    for kind, group, subject in lists.all():
        found.setdefault((kind, group), []).append(subject)
    groups: dict[Kind, list[Group]] = {}
    for (kind, group), subjects in found.items():
        path = f"/content/list/{kind}" + (f"/{group}" if group else "")
        begun = sum(subject in lists.open for subject in subjects)
        name = lists.group_name(kind, group, subjects)
        groups.setdefault(kind, []).append(Group(path, name, group, len(subjects), begun))
    return page(
        "content.html.j2",
        TITLE(),
        kinds=[(words(), groups[kind]) for kind, words in KINDS.items() if kind in groups],
        waiting=[lists.row(name) for name in lists.open],
        noted=lists.noted(),
    )


def listed(visit: Visit) -> Reply | Later:
    return proved(visit, _listed)


def _listed(visit: Visit, proof: Proof) -> Reply:
    lists = Lists.of(visit, proof)
    wanted = str(visit.path["kind"]), str(visit.path.get("group", ""))
    names = [name for kind, group, name in lists.all() if (kind, group) == wanted]
    if not names:
        return nothing_there()
    kind = Kind(wanted[0])
    rows = [lists.row(name) for name in names]
    title = KINDS[kind]()
    group = lists.group_name(kind, wanted[1], names)
    return page("content_list.html.j2", title, rows=rows, group=group)


def nothing_there() -> Reply:
    return page("told.html.j2", words.NOT_FOUND(), 404, how=words.NOT_FOUND_HOW())


def proved(visit: Visit, then: Callable[[Visit, Proof], Reply]) -> Reply | Later:
    """With the proof of what is published."""
    bindery, laid = visit.parts.bindery, edits.laid(visit.tx)
    if bindery is None:
        return nothing_there()
    today = visit.parts.calendar.today(visit.now)
    return Later(lambda: proof_of(bindery, laid, today), then)


def proof_of(bindery: Bindery, laid: Laid, today: date) -> Proof:
    """What is proved once is not proved again: who saves looks at the same words afterwards."""
    try:
        which = bindery.version(laid), today
    except ContentErrors:
        return bindery.prove(laid, today)
    proof = _KEPT.pop(which, None) or bindery.prove(laid, today)
    _KEPT[which] = proof
    for old in list(_KEPT)[:-MOST_KEPT]:
        _KEPT.pop(old, None)
    return proof


PAGES = (
    Page("/content", Operation.EDIT_CONTENT, contents),
    Page("/content/list/{kind}", Operation.EDIT_CONTENT, listed),
    Page("/content/list/{kind}/{group}", Operation.EDIT_CONTENT, listed),
)
