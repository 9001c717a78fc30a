"""The content desk: drafts, a second reader, publishing, and taking back; each one transaction.

What is published is what the files say with the published edits laid over them. An edit is proved
whole before it is published: what has a mistake in it never is (rule 9). Who saves says which
version they read; whoever comes second is told, and loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from mentorbot.book.binding import Bindery
from mentorbot.domain.edits import Edit, EditState
from mentorbot.domain.people import Person, Role
from mentorbot.services.parts import Parts
from mentorbot.services.viewing import is_here
from mentorbot.storage import audit, edits, people
from mentorbot.storage.database import Tx

MOST_PAST = 30
"""Published edits of one subject that a page shows."""


class Fate(StrEnum):
    """What became of what somebody wanted done with an edit."""

    DONE = "done"
    UNCHANGED = "unchanged"
    """It says what stands there already."""
    OVERTAKEN = "overtaken"
    """Somebody else changed it meanwhile."""
    UNREAD = "unread"
    """Somebody else has to read it first."""
    BROKEN = "broken"
    """It has a mistake in it."""


def save(
    tx: Tx, person: Person, subject: str, now_there: Mapping[str, str], words: Mapping[str, str],
    version: int, now: datetime,
) -> Fate:  # fmt: skip
    """Keeps a draft. `now_there`: what is published, by slot. `version`: of the open edit that the
    person had before them; 0 for none."""
    changed = {slot: text for slot, text in words.items() if text != now_there.get(slot, "")}
    edit = edits.open_of(tx, subject)
    if (edit.version if edit else 0) != version:
        return Fate.OVERTAKEN
    if edit is None:
        if not changed:
            return Fate.UNCHANGED
        before = {slot: now_there.get(slot, "") for slot in changed}
        done = edits.begin(tx, subject, before, changed, person.id, now)
    else:
        if edit.words == changed:
            return Fate.UNCHANGED
        before = {slot: now_there.get(slot, "") for slot in changed}
        values = {"before": before, "words": changed, "author_id": person.id, "reader_id": None}
        done = edits.change(tx, edit, now, state=EditState.DRAFT, due_at=None, **values)
    if done:
        _note(tx, person, "content.drafted", subject, now)
    return Fate.DONE if done else Fate.OVERTAKEN


def hand_in(tx: Tx, person: Person, edit: Edit, now: datetime) -> Fate:
    """Its author is done with it."""
    return _moved(tx, person, edit, "content.handed_in", now, state=EditState.REVIEW)


def drop(tx: Tx, person: Person, edit: Edit, now: datetime) -> Fate:
    return _moved(tx, person, edit, "content.dropped", now, state=EditState.DROPPED)


def needs_reader(tx: Tx, parts: Parts, person: Person) -> bool:
    """Whether what this person writes is read by another first: where the office wants it so, and
    there is another."""
    if not parts.rules.office.desk.second_reader:
        return False
    others = (each for each in people.listed(tx, Role.COORDINATOR) if each.id != person.id)
    return any(map(is_here, others))


def is_for(tx: Tx, parts: Parts, person: Person, edit: Edit) -> bool:
    """Whether this person may publish it."""
    if edit.reader is not None or not needs_reader(tx, parts, person):
        return True
    return edit.state is EditState.REVIEW and person.id != edit.author


def publish(
    tx: Tx, parts: Parts, person: Person, edit: Edit, laid: Mapping[str, str], now: datetime,
    due_at: datetime | None = None,
) -> Fate:  # fmt: skip
    """Everybody is shown it from now on, or from `due_at`. Whoever calls has proved it with
    `laid` under it: if that became another meanwhile, it has to be proved anew."""
    if not is_for(tx, parts, person, edit):
        return Fate.UNREAD
    if edits.laid(tx) != laid:
        return Fate.OVERTAKEN
    reader = person.id if person.id != edit.author else edit.reader
    if due_at is not None and due_at > now:
        planned = {"state": EditState.PLANNED, "due_at": due_at, "reader_id": reader}
        return _moved(tx, person, edit, "content.planned", now, **planned)
    return _publish(tx, person, edit, now, reader)


def publish_due(tx: Tx, edit: Edit, laid: Mapping[str, str], now: datetime) -> Fate:
    """By itself, as it was planned; the other workers find it done."""
    if edits.laid(tx) != laid:
        return Fate.OVERTAKEN
    return _publish(tx, None, edit, now, edit.reader)


def give_back(tx: Tx, edit: Edit, now: datetime) -> Fate:
    """It was planned and cannot be published as things stand: it is a draft again."""
    return _moved(tx, None, edit, "content.refused", now, state=EditState.DRAFT, due_at=None)


def take_back(tx: Tx, person: Person, edit: Edit, now: datetime) -> Fate:
    """What was shown before it is shown again: an earlier edit's words, or the files'."""
    former = edits.replaced_by(tx, edit)
    fate = _moved(tx, person, edit, "content.taken_back", now, state=EditState.TAKEN_BACK)
    if fate is Fate.DONE:
        if former is not None:
            edits.change(tx, former, now, state=EditState.PUBLISHED)
        edits.ring(tx)
    return fate


def take_in(
    tx: Tx, person: Person, subject: str, before: Mapping[str, str], words: Mapping[str, str],
    now: datetime,
) -> Fate:  # fmt: skip
    """Words from elsewhere, published as they are: whoever calls has proved all of them together.
    What somebody has open is not passed by."""
    if not edits.begin(tx, subject, before, words, person.id, now):
        return Fate.OVERTAKEN
    edit = edits.open_of(tx, subject)
    assert edit is not None
    return _publish(tx, person, edit, now, None)


def filed(tx: Tx, now: datetime) -> int:
    """All that is published stands in the files now, or gives way to them. Returns how many."""
    found = edits.published(tx)
    for edit in found:
        _moved(tx, None, edit, "content.filed", now, state=EditState.FILED)
    if found:
        edits.ring(tx)
    return len(found)


def laid_with(laid: Mapping[str, str], edit: Edit) -> dict[str, str]:
    """What would be laid over the files if it were published."""
    return {**laid, **edit.words}


def is_overtaken(bindery: Bindery, laid: Mapping[str, str], edit: Edit) -> bool:
    """Whether what it was written over is not what stands there any more."""
    return any(bindery.words(slot, laid) != text for slot, text in edit.before.items())


def _publish(tx: Tx, person: Person | None, edit: Edit, now: datetime, reader: int | None) -> Fate:
    former = edits.published_of(tx, edit.subject)
    words = {**former.words, **edit.words} if former else dict(edit.words)
    values = {"words": words, "published_at": now, "due_at": None, "reader_id": reader}
    fate = _moved(tx, person, edit, "content.published", now, state=EditState.PUBLISHED, **values)
    if fate is Fate.DONE:
        if former is not None:
            edits.change(tx, former, now, state=EditState.REPLACED)
        edits.ring(tx)
    return fate


def _moved(
    tx: Tx, person: Person | None, edit: Edit, action: str, now: datetime, **values: object
) -> Fate:
    if not edits.change(tx, edit, now, **values):
        return Fate.OVERTAKEN
    _note(tx, person, action, edit.subject, now)
    return Fate.DONE


def _note(tx: Tx, person: Person | None, action: str, subject: str, now: datetime) -> None:
    who = None if person is None else person.id
    audit.note(tx, who, action, "content", now, about=subject)
