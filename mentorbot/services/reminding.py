"""What members of the network are told of a gathering they answered: it changed, or it is near.

Only who comes, or is asked anew whether they do, hears a sound, and never in quiet time. A
reminder is one of the times in a week that a mentor may be disturbed; after the last it is left
out. Who left the network hears nothing more; what stands in their chat is kept right in silence.
"""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain.network import Post, PostState, Rsvp, takes_part
from mentorbot.domain.people import Person, Role
from mentorbot.services import sparing
from mentorbot.services.cues import opened
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.rows import each
from mentorbot.services.viewing import is_here
from mentorbot.storage import network, network_news, people
from mentorbot.storage.database import Tx
from mentorbot.storage.network_news import Item, News
from mentorbot.storage.outbox import Lane

AT_ONCE = 20
"""How many rows one call takes; the ticker calls again while there are more."""


def tell_due(parts: Parts, now: datetime) -> int:
    """Returns how many were looked at."""
    with parts.database.begin() as tx:
        items = [item for news in News for item in network_news.due(tx, news, now, AT_ONCE)]

    def push(tx: Tx, item: Item, later: datetime) -> None:
        network_news.put(tx, item.news, [item.person], item.post, later)

    return each(parts, items, lambda tx, item: _tell(tx, parts, item, now), push, now)


def next_moment(tx: Tx) -> datetime | None:
    return network_news.next_moment(tx)


def _tell(tx: Tx, parts: Parts, item: Item, now: datetime) -> None:
    person, post = people.find(tx, item.person), network.get(tx, item.post)
    if not network_news.take(tx, item) or person is None or post is None or not is_here(person):
        return
    if item.news is News.REMINDER:
        _remind(tx, parts, person, post, now)
    elif person.role is not Role.NAV_CONTACT:
        _bring_up_to_date(tx, parts, item, person, post, now)


def _bring_up_to_date(
    tx: Tx, parts: Parts, item: Item, person: Person, post: Post, now: datetime
) -> None:
    move = _sounding(tx, person, post) if item.news is News.CHANGE else ""
    if not takes_part(person) or not _is_ahead(post, now):
        move = ""
    play(tx, parts, opened(person.id, "network", f"post:{post.id}", move or "settled"), now)


def _sounding(tx: Tx, person: Person, post: Post) -> str:
    if network.is_asked_again(tx, post.id, person.id):
        return "moved"
    return "changed" if network.answer_of(tx, post.id, person.id) == Rsvp.COMING else ""


def _remind(tx: Tx, parts: Parts, person: Person, post: Post, now: datetime) -> None:
    comes = network.answer_of(tx, post.id, person.id) == Rsvp.COMING
    if not (comes and takes_part(person) and _is_ahead(post, now)):
        return
    assert post.at is not None
    if not parts.calendar.may_push(person, now):
        later = parts.calendar.next_push(person, now)
        if later < post.at:
            network_news.put(tx, News.REMINDER, [person.id], post.id, later)
    elif sparing.may_disturb(tx, parts, person, now):
        about = f"post:{post.id}"
        play(tx, parts, opened(person.id, "network", about, "near", lane=Lane.DIGEST), now)


def _is_ahead(post: Post, now: datetime) -> bool:
    return post.state is PostState.OPEN and post.at is not None and now < post.at
