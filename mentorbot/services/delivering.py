"""Takes what is in the outbox to people, after commit; and what became of it back.

A letter's state is written before and after the call, so that a death in between is seen as a
send whose outcome is unknown, and handled by the letter's class (rule 1).
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.people import Channel
from mentorbot.services import (
    admitting,
    escalating,
    leaving,
    pausing,
    picturing,
    rerouting,
    retrying,
)
from mentorbot.services.carrying import Delivery as Delivery
from mentorbot.services.carrying import deliver as deliver
from mentorbot.services.carrying import edits
from mentorbot.services.messenger import (
    FateUnknown,
    MessageGone,
    NotSent,
    NoWay,
    Refused,
    TryLater,
    Unreachable,
)
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, claiming, conversations, outbox, people, queue
from mentorbot.storage.database import Tx
from mentorbot.storage.letters import Lane, Letter, Posted, Verb
from mentorbot.storage.pauses import Pauses


def claim(
    parts: Parts, now: datetime, most: int, lanes: Sequence[Lane] = claiming.ALL_LANES
) -> list[Posted]:
    """Letters to carry now. A check-in that was held up into quiet time waits until it is over."""
    return look(parts, now, most, lanes).letters


@dataclass(frozen=True)
class Found:
    letters: list[Posted]
    paused: Pauses
    """What Telegram asked to wait with: whoever sends knows it before they send."""
    was_held: bool = False
    """Something that was due waits for another hour now."""


def look(parts: Parts, now: datetime, most: int, lanes: Sequence[Lane]) -> Found:
    """The same, with what else whoever sends has to know."""
    ready: list[Posted] = []
    was_held = False
    with parts.database.begin() as tx:
        paused = pausing.standing(tx, parts, now)
        if paused.probing:
            most = min(most, 1)
        while taken := claiming.claim(
            tx, now, parts.lease, most - len(ready), lanes=lanes, paused=paused
        ):
            left = [letter for letter in taken if not _held_back(tx, parts, letter, now)]
            was_held = was_held or len(left) < len(taken)
            ready += left
    letters = [replace(letter, probes=paused.probing) for letter in ready]
    return Found(letters, paused, was_held)


def _held_back(tx: Tx, parts: Parts, posted: Posted, now: datetime) -> bool:
    if _is_pointless(tx, posted, now):
        queue.leave(tx, posted.id, now)
        return True
    if not _comes_unasked(posted):
        return False
    person = people.get(tx, posted.letter.person)
    if parts.calendar.may_push(person, now):
        return False
    queue.put_back(tx, posted.id, parts.calendar.next_push(person, now), "quiet time")
    return True


def _is_pointless(tx: Tx, posted: Posted, now: datetime) -> bool:
    return (
        queue.is_overtaken(tx, posted)
        or queue.is_history(tx, posted)
        or pausing.is_done_with(tx, posted)
        or picturing.is_out_of_date(tx, posted)
        or admitting.is_too_late(tx, posted, now)
    )


def _comes_unasked(posted: Posted) -> bool:
    """A check-in, or what makes a sound in the week's lane: never in quiet time (rule 3)."""
    letter = posted.letter
    if letter.lane is Lane.CHECKIN:
        return letter.verb is Verb.SAY
    return letter.lane is Lane.DIGEST and not letter.silent and is_message(posted)


def is_message(posted: Posted) -> bool:
    """Whether it is to be a message of its own in the chat, as far as it is known before."""
    sends = posted.letter.verb in (Verb.SAY, Verb.TELL, Verb.PICTURE)
    return sends and not edits(posted)


class TakenOver(MentorbotError):
    """Another sender has the letter: this one was thought dead."""


def is_sent_once(posted: Posted) -> bool:
    """Whether it must not be done again where it may have been done. Edits and deletions may."""
    tidies = posted.letter.verb in (Verb.STRIP, Verb.FORGET)
    return not (posted.letter.again or tidies or edits(posted))


def begin(parts: Parts, posted: Posted) -> None:
    """To be called right before `carrying.deliver`. Only a letter that is sent once needs to know.

    Raises TakenOver.
    """
    if is_sent_once(posted):
        mark(parts, posted)


def mark(parts: Parts, posted: Posted) -> None:
    """From here on its fate is unknown until it is settled. Raises TakenOver."""
    with parts.database.begin() as tx:
        if not queue.begin(tx, posted.id, posted.attempts):
            raise TakenOver


def hold(parts: Parts, posted: Posted) -> None:
    """Telegram asked to wait meanwhile: it is not tried now."""
    with parts.database.begin() as tx:
        queue.hold(tx, posted.id, "pause")


def settle(parts: Parts, posted: Posted, delivery: Delivery, now: datetime) -> None:
    """Writes down what became of it, and what follows."""
    with parts.database.begin() as tx:
        pausing.heard(tx, posted, delivery.error)
        if delivery.error is None:
            _sent(tx, posted, delivery.message_id, now)
        elif isinstance(delivery.error, TryLater) and posted.letter.verb is not Verb.MAIL:
            _asked_to_wait(tx, parts, posted, delivery, now)
        else:
            _not_sent(tx, parts, posted, delivery.error, now)


def adopt_orphans(
    parts: Parts, now: datetime, *, at_start: bool, in_hand: Set[int] = frozenset()
) -> int:
    """Letters whose sender died: sent again, or listed as uncertain.

    Those `in_hand` have a sender that lives, however long it has been waiting for its turn.
    """
    with parts.database.begin() as tx:
        every = queue.orphans(tx, now, all_of_them=at_start)
        found = [orphan for orphan in every if orphan[0] not in in_hand]
        for item, again in found:
            if again:
                queue.put_back(tx, item, now, "sender died")
            else:
                _uncertain(tx, item, now, "sender died")
    return len(found)


def _sent(tx: Tx, posted: Posted, message_id: int | None, now: datetime) -> None:
    letter = queue.sent(tx, posted.id, message_id, now)
    if letter is None or message_id is None:
        return
    if letter.place is not None and letter.verb is Verb.SAY:
        conversations.shown(tx, letter.place, message_id)
        if edits(posted) and posted.edits != message_id:
            # It could not be edited any more: the old one is not to stand beside the new one.
            old = Letter(letter.person, Verb.FORGET, Lane.ANSWER, message_id=posted.edits)
            outbox.post(tx, old, now)
    if letter.place is not None and letter.verb is Verb.FORGET:
        conversations.hidden(tx, letter.place, message_id)
    if letter.forget_after is not None:
        forget = Letter(
            letter.person, Verb.FORGET, Lane.DIGEST, place=letter.place, message_id=message_id
        )
        outbox.post(tx, forget, now, not_before=now + letter.forget_after)


def _asked_to_wait(tx: Tx, parts: Parts, posted: Posted, delivery: Delivery, now: datetime) -> None:
    assert isinstance(delivery.error, TryLater)
    if retrying.is_enough(posted):
        _given_up(tx, parts, posted, "TryLater", now)
        return
    wait = retrying.until_next(posted, delivery.error)
    alone = delivery.crowded or posted.attempts >= retrying.ITS_OWN_AFTER
    pausing.begin(tx, parts, posted, wait, now, posted.chat_id if alone else None)


def _not_sent(
    tx: Tx, parts: Parts, posted: Posted, error: NotSent | FateUnknown, now: datetime
) -> None:
    kind = type(error).__name__
    if isinstance(error, Unreachable):
        queue.end_failed(tx, posted.id, now, kind)
        _unreachable(tx, parts, posted, now)
        rerouting.by_the_other_way(tx, parts, posted.letter, now)
    elif isinstance(error, FateUnknown) and not _may_repeat(posted):
        _uncertain(tx, posted.id, now, kind)
    elif isinstance(error, Refused | NoWay | MessageGone) or retrying.is_enough(posted):
        _given_up(tx, parts, posted, kind, now)
    else:
        queue.put_back(tx, posted.id, now + retrying.until_next(posted, error), kind)
        if posted.letter.lane is Lane.URGENT and posted.attempts == retrying.OTHER_WAY_AFTER:
            pausing.go_round(tx, parts, posted, now)


def _given_up(tx: Tx, parts: Parts, posted: Posted, kind: str, now: datetime) -> None:
    queue.end_failed(tx, posted.id, now, kind)
    audit.note(tx, None, "letter.failed", f"outbox:{posted.id}", now, error=kind)
    again = posted.other_way
    if again is None:
        again = rerouting.by_the_other_way(tx, parts, posted.letter, now)
    if posted.letter.verb is Verb.MAIL and not again and not admitting.holds_link(posted.letter):
        # Nobody was told: what waits for them does not wait for a better day.
        escalating.move_on(tx, posted.letter.person, now)


def _may_repeat(posted: Posted) -> bool:
    """Whether a letter that may have arrived is sent once more."""
    return retrying.may_repeat(posted) and (posted.letter.again or edits(posted))


def _uncertain(tx: Tx, item: int, now: datetime, kind: str) -> None:
    queue.end_uncertain(tx, item, now, kind)
    audit.note(tx, None, "letter.uncertain", f"outbox:{item}", now, error=kind)


def _unreachable(tx: Tx, parts: Parts, posted: Posted, now: datetime) -> None:
    """A fact like any other: the ladder goes on, and nothing more is pushed to this person."""
    person = people.find(tx, posted.letter.person)
    channel = Channel.EMAIL if posted.letter.verb is Verb.MAIL else Channel.TELEGRAM
    if person is None or not leaving.may_close(person, channel):
        return
    subject = f"person:{person.id}"
    audit.note(tx, person.id, "person.unreachable", subject, now, channel=channel)
    leaving.closed(tx, parts, person, channel, now)
