"""After an outage: what waits for a tap is offered once more.

Telegram keeps a tap for 150 seconds only. Whoever tapped "See the case" while nothing asked for
updates believes that they have received it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mentorbot.domain.problems import Problem, State
from mentorbot.services.cues import opened
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.rows import each
from mentorbot.storage import audit, conversations, inbox, marks, problems
from mentorbot.storage.database import Tx

TAP_LIVES = timedelta(seconds=150)
KEPT_EVERY = timedelta(seconds=30)
"""How old what is kept of the last poll may be: not every poll is worth a commit."""
POLLED = "polled"
"""Under this name stands when updates were last asked for, in seconds since 1970."""


def after_outage(parts: Parts, polled_at: datetime | None, now: datetime) -> int | None:
    """`polled_at`: when updates were last asked for. Returns how many problems were offered again.

    What came with the first poll is read before: a tap that survived is worth more than a new
    button. Then it is None, and to be asked again. Of several processes that ask, one offers.
    """
    with parts.database.begin() as tx:
        found = [] if polled_at is None else _to_offer(tx, polled_at, now)
    if found is None:
        return None

    def push(tx: Tx, problem: Problem, later: datetime) -> None:
        """What is wrong is logged; the reminder of the ladder is still to come."""

    return each(parts, found, lambda tx, problem: _offer(tx, parts, problem, now), push, now)


def _to_offer(tx: Tx, polled_at: datetime, now: datetime) -> list[Problem] | None:
    known = marks.get(tx, POLLED)
    last = polled_at if known is None else datetime.fromtimestamp(known, UTC)
    is_back = polled_at - last > TAP_LIVES
    if is_back and inbox.waiting(tx, 1):
        return None
    if known is None or polled_at - last >= KEPT_EVERY:
        is_mine = marks.change(tx, POLLED, int(polled_at.timestamp()))
        is_back = is_back and is_mine
    if not is_back:
        return []
    found = [problem for problem in problems.all_open(tx) if _has_button(tx, problem)]
    audit.note(tx, None, "buttons.offered_again", "outage", now, problems=len(found))
    return found


def _has_button(tx: Tx, problem: Problem) -> bool:
    """Whether its notice stands in the owner's chat, and nobody is known to have opened it."""
    if problem.state is not State.SENT:
        return False
    bubble = conversations.at(tx, problem.owner, "followup", f"problem:{problem.reference}")
    return bubble is not None and bubble.message_id is not None


def _offer(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> None:
    subject = f"problem:{problem.reference}"
    play(tx, parts, opened(problem.owner, "followup", subject, "again"), now)
