"""What was published of a card, message, question, name or rule before, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass

from mentorbot.book.comparing import Piece, compared
from mentorbot.book.subjects import Subject
from mentorbot.domain.access import Operation
from mentorbot.domain.edits import Edit, EditState
from mentorbot.domain.people import PersonId
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.web.desk.content import nothing_there
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, go, page
from mentorbot.services import editing
from mentorbot.services.editing import MOST_PAST, Fate
from mentorbot.storage import edits, people

TITLE = Text("desk_past.title", "name")
LEAD = Text("desk_past.lead")
NOTHING = Text("desk_past.nothing")
LINE = Text("desk_past.line", "at", "author", "reader")
STATES = {
    EditState.PUBLISHED: (NOW := Text("desk_past.now")),
    EditState.REPLACED: (REPLACED := Text("desk_past.replaced")),
    EditState.TAKEN_BACK: (TAKEN := Text("desk_past.taken_back")),
    EditState.FILED: (FILED := Text("desk_past.filed")),
}
TAKE_BACK = Label("desk_past.take_back")
DONE = Text("desk_past.done")
LATE = Text("desk_past.late")
BACK = Text("desk_past.back")


@dataclass(frozen=True)
class Was:
    edit: Edit
    state: Phrase
    line: Phrase
    changes: list[tuple[str, list[list[Piece]]]]


def past(visit: Visit) -> Reply:
    return _shown(visit, DONE() if visit.query.get("told") == "done" else None)


def _shown(visit: Visit, note: Phrase | None) -> Reply:
    subject = Subject.of(str(visit.path["subject"]), visit.parts.book)
    if subject is None:
        return nothing_there()
    found = [_was(visit, edit) for edit in edits.history(visit.tx, str(subject), MOST_PAST)]
    return page("content_past.html.j2", TITLE(name=subject.id), subject=str(subject), past=found,
                note=note)  # fmt: skip


def _was(visit: Visit, edit: Edit) -> Was:
    assert edit.published_at is not None
    reader = None if edit.reader is None else _name(visit, edit.reader)
    line = LINE(at=edit.published_at, author=_name(visit, edit.author), reader=reader)
    differing = ((slot, edit.words.get(slot, before)) for slot, before in edit.before.items())
    changes = [(slot, compared(edit.before[slot], words)) for slot, words in differing]
    return Was(edit, STATES[edit.state](), line, changes)


def _name(visit: Visit, who: PersonId) -> str:
    person = people.find(visit.tx, who)
    return person.name if person else ""


def take_back(visit: Visit) -> Reply:
    """Only what this reader saw as published: somebody else may have been quicker."""
    edit = edits.get(visit.tx, int(visit.path["edit"]))
    if edit is None or str(visit.path["subject"]) != edit.subject:
        return nothing_there()
    if edit.state is not EditState.PUBLISHED:
        return _shown(visit, LATE())
    if editing.take_back(visit.tx, visit.person, edit, visit.now) is not Fate.DONE:
        return _shown(visit, LATE())
    return go(f"/content/past/{edit.subject}?told=done")


PAGES = (
    Page("/content/past/{subject}", Operation.EDIT_CONTENT, past),
    Page("/content/past/{subject}/{edit:int}/back", Operation.EDIT_CONTENT, act=take_back),
)
