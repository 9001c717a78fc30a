"""Who is told what of the mentor network, and when.

A post is not sent to everybody at once. Each person concerned has a call: a stored moment at which
it is looked what they have not seen yet. Who was disturbed often enough this week, or is in a
pause, is called again later; what is over by then is not sent any more.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from mentorbot.domain.network import Post, PostState, takes_part
from mentorbot.domain.people import Person, PersonId
from mentorbot.services import noticing, sparing
from mentorbot.services.cues import opened
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.rows import each
from mentorbot.services.viewing import is_here
from mentorbot.storage import audit, network, network_calls, people
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

AT_ONCE = 20
"""How many rows one call takes; the ticker calls again while there are more."""


def close_over(parts: Parts, now: datetime) -> int:
    """Ends what is over: the gathering was, the question was open long enough."""
    with parts.database.begin() as tx:
        over = network.over(tx, now, AT_ONCE)

    def push(tx: Tx, post: int, _later: datetime) -> None:
        """It ends all the same; only that nobody's bubble is brought up to date."""
        network.move(tx, post, PostState.OPEN, PostState.CLOSED, ended_at=now)

    return each(parts, over, lambda tx, post: _close(tx, post, now), push, now)


def spread(parts: Parts, now: datetime) -> int:
    """Tells those whose call has come what they have not seen yet. Returns how many."""
    with parts.database.begin() as tx:
        called = network_calls.due(tx, now, AT_ONCE)

    def push(tx: Tx, person: PersonId, later: datetime) -> None:
        network_calls.put(tx, [person], later)

    return each(parts, called, lambda tx, who: _answer_call(tx, parts, who, now), push, now)


def next_moment(tx: Tx) -> datetime | None:
    found = (network.next_end(tx), network_calls.next_moment(tx))
    return min((moment for moment in found if moment is not None), default=None)


def _close(tx: Tx, post: int, now: datetime) -> None:
    if network.move(tx, post, PostState.OPEN, PostState.CLOSED, ended_at=now):
        audit.note(tx, None, "post.over", f"post:{post}", now)
        shown = [row.person_id for row in network.behind(tx, post=post)]
        network_calls.put(tx, shown, now)


def _answer_call(tx: Tx, parts: Parts, who: PersonId, now: datetime) -> None:
    person = people.find(tx, who)
    if not network_calls.take(tx, who) or person is None or not is_here(person):
        return
    for row in network.behind(tx, person=who):
        # What somebody has before their eyes is kept right at any time: an edit makes no sound.
        play(tx, parts, opened(who, "network", f"post:{row.post_id}", "settled"), now)
    for post in _unseen(tx, parts, person):
        if not _may_tell(tx, parts, person, now):
            network_calls.put(tx, [who], _next_chance(parts, person, now))
            return
        cue = opened(who, "network", f"post:{post.id}", "post", lane=Lane.DIGEST, again=False)
        play(tx, parts, cue, now)


def _unseen(tx: Tx, parts: Parts, person: Person) -> list[Post]:
    if not takes_part(person):
        return []
    close = noticing.is_close(tx, parts, person.id)
    return [post for post in network.unseen(tx, person.id) if noticing.is_for(post, close)]


def _may_tell(tx: Tx, parts: Parts, person: Person, now: datetime) -> bool:
    is_awake = parts.calendar.may_push(person, now)
    return is_awake and sparing.may_disturb(tx, parts, person, now)


def _next_chance(parts: Parts, person: Person, now: datetime) -> datetime:
    """When this person may be disturbed next; after a week that was full, not before Monday."""
    if not parts.calendar.may_push(person, now):
        return parts.calendar.next_push(person, now)
    today = parts.calendar.today(now)
    monday = today + timedelta(days=7 - today.weekday())
    return parts.calendar.next_push(person, parts.calendar.at(monday, time.min))
