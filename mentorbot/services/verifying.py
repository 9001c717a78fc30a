"""Whether the audit is as it was written, from its beginning to its end."""

from __future__ import annotations

from mentorbot.services.parts import Parts
from mentorbot.storage import marks, verifying
from mentorbot.storage.database import Tx
from mentorbot.storage.verifying import Walk

AT_ONCE = 2000
"""Rows a transaction: nobody waits for the whole chain."""
A_LITTLE = 100
"""Rows a look of the auditor's: some milliseconds."""
SEEN, ROUND, TOUCHED = "log.seen", "log.round", "log.touched"
"""Marks: how far the auditor has come, what it found in this round, and what stands."""


def verify(parts: Parts) -> Walk:
    walk = Walk()
    while not walk.is_done:
        with parts.database.begin() as tx:
            walk = verifying.step(tx, walk, AT_ONCE)
    return walk


def further(tx: Tx) -> None:
    """A little way on; when the end was reached, from the beginning again."""
    walk = verifying.step(tx, verifying.resumed(tx, marks.get(tx, SEEN) or 0), A_LITTLE)
    found = (marks.get(tx, ROUND) or 0) + len(walk.faults)
    if found:
        marks.put(tx, TOUCHED, max(found, marks.get(tx, TOUCHED) or 0))
    if walk.is_done:
        marks.change(tx, TOUCHED, found) if found else marks.remove(tx, TOUCHED)
    marks.change(tx, ROUND, 0 if walk.is_done else found)
    marks.change(tx, SEEN, 0 if walk.is_done else walk.number)
