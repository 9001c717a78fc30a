"""A new edition of the content: what it changed is noted, and the coordinators are told.

Every process of an office reads the same folder. What is told or noted is claimed by a mark, so
that it happens once, whoever sees it first.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from mentorbot.book.differences import Difference, differences
from mentorbot.book.findings import Finding
from mentorbot.domain.edits import Edit
from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.domain.wording import Phrase, Text
from mentorbot.services import editing, telling
from mentorbot.services.editing import Fate
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_again, plans_anew
from mentorbot.services.viewing import is_here
from mentorbot.storage import audit, edits, marks, people, placements
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

BROKEN = Text("content.broken", "file", "number", "what", "more")
MENDED = Text("content.mended")
GIVEN_BACK = Text("content.given_back")

EDITION, TROUBLE = "content.edition", "content.trouble"
"""Names of marks: which content is in use, and which finding the coordinators know of."""
SUBJECT = "content"
LONGEST = 400
"""Letters of a finding: it may quote what somebody wrote."""


def begin(parts: Parts, now: datetime) -> None:
    """The edition that this process started with. It would not have, with mistakes in it."""
    with parts.database.begin() as tx:
        if marks.change(tx, EDITION, _number(parts)):
            _note_edition(tx, parts, now)
        if marks.remove(tx, TROUBLE):
            _tell(tx, parts, MENDED(), now)


def look(parts: Parts, now: datetime) -> tuple[int, list[Edit], Mapping[str, str]]:
    """Which edition of the desk's edits there is, those that are planned for now, and all that is
    laid over the files."""
    with parts.database.begin() as tx:
        due = edits.due(tx, now)
        return edits.stamp(tx), due, edits.laid(tx) if due else {}


def publish_planned(
    parts: Parts, edit: Edit, laid: Mapping[str, str], now: datetime, *, fine: bool
) -> None:
    """What has a mistake in it by now goes back to whoever wrote it."""
    with parts.database.begin() as tx:
        if fine:
            editing.publish_due(tx, edit, laid, now)
        elif editing.give_back(tx, edit, now) is Fate.DONE:
            author = people.get(tx, edit.author)
            telling.tell(tx, parts, author, GIVEN_BACK(), SUBJECT, Lane.DIGEST, now)


def refuse(parts: Parts, findings: Sequence[Finding], now: datetime) -> int:
    """Tells the coordinators what keeps an edit from being used; again only when it is another.

    `parts` are those that go on serving. Returns how many were told.
    """
    first = findings[0]
    with parts.database.begin() as tx:
        if not marks.change(tx, TROUBLE, zlib.crc32(str(first).encode())):
            return 0
        audit.note(tx, None, "content.refused", SUBJECT, now, file=first.file, line=first.line)
        words = BROKEN(
            file=first.file,
            number=first.line or None,
            what=first.message[:LONGEST],
            more=len(findings) - 1,
        )
        return _tell(tx, parts, words, now)


def adopt(before: Parts, after: Parts, now: datetime) -> tuple[PersonId, ...]:
    """Notes what changed, and says so to those who knew of a mistake in it.

    Returns the mentors whose check-ins are to be planned anew (`plan_anew`), once `after` serves.
    """
    with after.database.begin() as tx:
        if marks.remove(tx, TROUBLE):
            _tell(tx, after, MENDED(), now)
        if not marks.change(tx, EDITION, _number(after)):
            return ()
        _note_edition(tx, after, now)
        for each in differences(before.rules, after.rules):
            audit.note(tx, None, "rule.changed", SUBJECT, now, **_detail(each))
        if not plans_anew(before.rules, after.rules):
            return ()
        return tuple(sorted({placement.mentor for placement in placements.active(tx)}))


def plan_anew(parts: Parts, mentor: PersonId, now: datetime) -> None:
    """What falls due at `now` must have been opened before: it would be planned away."""
    with parts.database.begin() as tx:
        plan_again(tx, parts, mentor, now)


def _tell(tx: Tx, parts: Parts, words: Phrase, now: datetime) -> int:
    """Whoever edits wants to know at once; in quiet time it makes no sound (rule 3)."""
    told = [
        person for person in people.listed(tx, Role.COORDINATOR) if _is_at_work(parts, person, now)
    ]
    for person in told:
        silent = not parts.calendar.may_push(person, now)
        telling.tell(tx, parts, person, words, SUBJECT, Lane.DIGEST, now, silent=silent)
    return len(told)


def _is_at_work(parts: Parts, person: Person, now: datetime) -> bool:
    until = person.paused_until
    return is_here(person) and (until is None or until <= parts.calendar.today(now))


def _number(parts: Parts) -> int:
    """The Book's version as a mark holds it."""
    return int(parts.book.version, 16)


def _note_edition(tx: Tx, parts: Parts, now: datetime) -> None:
    audit.note(tx, None, "content.adopted", SUBJECT, now, version=parts.book.version)


def _detail(change: Difference) -> dict[str, str | None]:
    return {"rule": change.path, "old": change.old, "new": change.new}
