"""Telegram asked to wait: nothing is tried before that is over, and what is urgent goes round.

Which chat it is about, Telegram does not say. Where this sender's own count shows that a chat was
sent more than its share, that chat waits; otherwise all of them do.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mentorbot.services import rerouting
from mentorbot.services.messenger import FateUnknown, MessageGone, NotSent, Refused, Unreachable
from mentorbot.services.parts import Parts
from mentorbot.storage import claiming, pauses, queue, rungs
from mentorbot.storage.database import Tx
from mentorbot.storage.letters import Lane, Posted, Verb
from mentorbot.storage.pauses import EVERY_CHAT, Pauses

PATIENCE = timedelta(seconds=60)
"""What is urgent waits no longer than this, nor past its rung, where there is another way."""
JITTER = timedelta(seconds=1)
"""At most so much is waited beyond what was asked for."""


def begin(
    tx: Tx, parts: Parts, posted: Posted, wait: timedelta, now: datetime, chat: int | None
) -> None:
    """Telegram refused this letter for now. `chat`: the only one that is to wait, if it is one."""
    until = now + wait + JITTER * (parts.entropy(1)[0] / 256)
    pauses.put(tx, EVERY_CHAT if chat is None else chat, now, until)
    queue.wait_out(tx, posted.id, "pause")
    _go_round_all(tx, parts, pauses.standing(tx, now), now)


def standing(tx: Tx, parts: Parts, now: datetime) -> Pauses:
    """What lasts now; whatever urgent it holds up for too long is sent round at once."""
    paused = pauses.standing(tx, now)
    if paused.probing and queue.is_carrying(tx):
        # What is on its way shows whether it is over.
        paused = Pauses(paused.chats, now)
    elif paused.every or paused.chats:
        _go_round_all(tx, parts, paused, now)
    return paused


def heard(tx: Tx, posted: Posted, error: NotSent | FateUnknown | None) -> None:
    """Telegram did what it was asked, or had a reason of its own: the pause is over."""
    answered = error is None or isinstance(error, Unreachable | Refused | MessageGone)
    if posted.probes and answered and posted.letter.verb is not Verb.MAIL:
        pauses.lift(tx, EVERY_CHAT)


def go_round(tx: Tx, parts: Parts, posted: Posted, now: datetime) -> None:
    """Sends it the other way too, once."""
    if posted.other_way is None:
        other = rerouting.by_the_other_way(tx, parts, posted.letter, now)
        queue.went(tx, posted.id, other or 0)


def is_done_with(tx: Tx, posted: Posted) -> bool:
    """Whether what was held up has arrived the other way, or was acted on there."""
    if posted.letter.lane is not Lane.URGENT or posted.letter.verb is Verb.MAIL:
        return False
    if posted.other_way and queue.has_left(tx, posted.other_way):
        return True
    acted = posted.letter.reference is not None and posted.letter.place is not None
    return acted and queue.is_outdated(tx, posted)


def _go_round_all(tx: Tx, parts: Parts, paused: Pauses, now: datetime) -> None:
    for posted in claiming.held_up(tx, now, paused):
        end = paused.end_for(posted.chat_id)
        if end is not None and end > _patience(tx, posted, now):
            go_round(tx, parts, posted, now)


def _patience(tx: Tx, posted: Posted, now: datetime) -> datetime:
    """Until when it may wait."""
    latest = now + PATIENCE
    if posted.letter.reference is None:
        return latest
    rung = rungs.next_of(tx, posted.letter.reference)
    return latest if rung is None else min(latest, rung.due_at)
