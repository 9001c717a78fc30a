"""What an earlier version left open is followed up by this one too, from its start on.

While a database is upgraded, the earlier version may still serve. It plans nothing more once
somebody has opened a problem, or answered it.
"""

from __future__ import annotations

from datetime import datetime

import structlog

from mentorbot.domain.problems import Problem, State
from mentorbot.services import pending
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, problems, rungs
from mentorbot.storage.database import Tx

log = structlog.get_logger(__name__)


def mend(parts: Parts, now: datetime) -> int:
    """Plans what is missing; returns for how many problems it was."""
    with parts.database.begin() as tx:
        found = [each for each in problems.unplanned(tx) if _planned(tx, parts, each, now)]
        for problem in found:
            audit.note(tx, None, "rung.mended", f"problem:{problem.reference}", now)
            log.warning("rung.mended", reference=problem.reference)
    return len(found)


def _planned(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> bool:
    """Whether there was something to plan: what is for information ends when it is read."""
    if problem.state is State.ANSWERED:
        mentor = pending.mentor_now(tx, problem)
        pending.plan_ask_helped(tx, parts, problem, mentor, now)
    else:
        pending.plan_ask(tx, parts, problem, now)
    return rungs.next_of(tx, problem.reference) is not None
