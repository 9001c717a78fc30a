"""The mentor network as it is used: who joins, what is posted, settled and answered (R45)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from mentorbot.domain.facts import (
    Fact,
    NetworkJoined,
    PostChanged,
    PostMade,
    PostSettled,
    Replied,
)
from mentorbot.domain.network import Post, PostKind, PostState, Rsvp
from mentorbot.services import noticing
from mentorbot.services.cues import Cue, opened
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.services.parts import Parts
from mentorbot.services.viewing import coordinators
from mentorbot.storage import network, network_calls, network_news, people
from mentorbot.storage.database import Tx
from mentorbot.storage.network_news import Item, News
from mentorbot.storage.outbox import Lane

READ = {
    (PostState.OFFERED, PostState.OPEN),
    (PostState.OFFERED, PostState.DECLINED),
    (PostState.DECLINED, PostState.OFFERED),
    (PostState.OPEN, PostState.OFFERED),
}
"""What becomes of a tip; the last two take back the first two."""
TAKEN_BACK = {(PostState.OPEN, PostState.DECLINED), (PostState.DECLINED, PostState.OPEN)}
ENDED = {(PostState.OPEN, PostState.CLOSED)}
MOVES: Mapping[PostKind, set[tuple[PostState, PostState]]] = {
    PostKind.GATHERING: ENDED,
    PostKind.QUESTION: ENDED,
    PostKind.TIP: ENDED | READ,
    PostKind.DID: ENDED | TAKEN_BACK,
}


def joined(deed: Deed, fact: NetworkJoined) -> list[Cue]:
    """Who leaves is told nothing more; what they answered goes on counting."""
    person = deed.person
    people.change(deed.tx, person.id, in_network=fact.joined)
    deed.note("network.joined" if fact.joined else "network.left", f"person:{person.id}")
    if fact.joined:
        network_calls.put(deed.tx, [person.id], deed.now)
    else:
        network_calls.take(deed.tx, person.id)
    return []


def made(deed: Deed, fact: PostMade) -> list[Cue]:
    if fact.kind is PostKind.TIP:
        return _offered(deed, fact)
    if not is_sound(deed, fact):
        deed.refused(f"post.{fact.kind}", f"person:{deed.person.id}")
        return []
    if twin(deed.tx, fact) is not None:
        return []
    post = network.add(
        deed.tx,
        fact.kind,
        PostState.OPEN,
        deed.person.id,
        deed.now,
        theme=fact.theme,
        question=fact.question,
        at=fact.at or _until(deed.parts, fact.kind, deed.now),
        words=fact.words,
        note=fact.note,
    )
    deed.note("post.made", f"post:{post}", kind=fact.kind)
    network_calls.put(deed.tx, network.members(deed.tx), deed.now)
    return []


def twin(tx: Tx, fact: PostMade) -> Post | None:
    """What is open and the same: a second tap sends nothing a second time."""
    for post in network.listed(tx, PostState.OPEN):
        same = (post.kind, post.theme, post.words) == (fact.kind, fact.theme, fact.words)
        if same and (post.at == fact.at or fact.kind is PostKind.DID):
            return post
    return None


def changed(deed: Deed, fact: PostChanged) -> list[Cue]:
    """Who has it before their eyes has it put right; who comes hears of another time or place."""
    post = network.get(deed.tx, fact.post)
    if post is None or not can_say(deed, post, fact):
        deed.refused("post.change", f"post:{fact.post}")
        return []
    after = replace(post, words=fact.words, note=fact.note)
    if post.kind is PostKind.GATHERING:
        after = replace(after, theme=fact.theme, at=fact.at)
    if after == post or not network.change(deed.tx, after):
        return []
    is_moved = after.at != post.at
    deed.note("post.changed", f"post:{post.id}", moved=is_moved)
    if post.state is PostState.OPEN:
        is_elsewhere = post.kind is PostKind.GATHERING and after.words != post.words
        news = News.CHANGE if is_moved or is_elsewhere else News.EDIT
        shown = network.shown_to(deed.tx, post.id)
        network_news.put(deed.tx, news, shown, post.id, deed.now)
    if is_moved:
        network.ask_again(deed.tx, post.id)
    return []


def can_say(deed: Deed, post: Post, fact: PostChanged) -> bool:
    match post.kind, post.state:
        case PostKind.GATHERING, PostState.OPEN:
            is_known = fact.theme in (*deed.parts.rules.themes, "")
            was_not = post.at is not None and deed.now < post.at
            return was_not and fact.at is not None and fact.at > deed.now and is_known
        case (PostKind.TIP, PostState.OFFERED) | (PostKind.DID, PostState.OPEN):
            return bool(fact.words)
    return False


def settled(deed: Deed, fact: PostSettled) -> list[Cue]:
    """Once only: who comes second, with an old button or at the same moment, changes nothing."""
    post = network.get(deed.tx, fact.post)
    if post is None:
        deed.refused(f"post.{fact.state}", f"post:{fact.post}")
        return []
    moves = (post.state, fact.state) in MOVES[post.kind]
    values = _values(deed, post, fact.state)
    if not moves or not network.move(deed.tx, post.id, post.state, fact.state, **values):
        return []
    deed.note("post.settled", f"post:{post.id}", to=fact.state)
    concerned = {row.person_id for row in network.behind(deed.tx, post=post.id)}
    if fact.state is PostState.OPEN:
        concerned |= set(network.members(deed.tx))
    elif post.kind is PostKind.TIP:
        concerned.add(post.author)
    network_calls.put(deed.tx, sorted(concerned), deed.now)
    return []


def _values(deed: Deed, post: Post, to: PostState) -> dict[str, datetime | None]:
    if to is PostState.OPEN:
        return {"at": _until(deed.parts, post.kind, deed.now), "ended_at": None}
    return {"at": None, "ended_at": None} if to is PostState.OFFERED else {"ended_at": deed.now}


def replied(deed: Deed, fact: Replied) -> list[Cue]:
    """Who answered what is not entered in the audit: the answers are anonymous."""
    post = network.get(deed.tx, fact.post)
    if post is None or fact.answer not in answers(deed.parts, post):
        deed.refused("reply", f"post:{fact.post}")
        return []
    if post.state is PostState.OPEN and (post.at is None or deed.now < post.at):
        network.reply(deed.tx, post.id, deed.person.id, fact.answer, deed.now)
        _remember(deed, post, fact.answer)
    return []


def _remember(deed: Deed, post: Post, answer: str) -> None:
    """Who comes is reminded, unless the time for that is over; who cannot come is not."""
    if post.kind is not PostKind.GATHERING or post.at is None:
        return
    at = _remind_at(deed, post.at)
    if answer == Rsvp.COMING and deed.now < at < post.at:
        network_news.put(deed.tx, News.REMINDER, [deed.person.id], post.id, at)
    else:
        network_news.take(deed.tx, Item(News.REMINDER, deed.person.id, post.id))


def _remind_at(deed: Deed, gathering: datetime) -> datetime:
    """This person's first hour on a working day so long before."""
    calendar = deed.parts.calendar
    day = calendar.step(calendar.today(gathering), -deed.parts.rules.network.reminder_days)
    return calendar.next_push(deed.person, calendar.at(day, time.min))


def answers(parts: Parts, post: Post) -> tuple[str, ...]:
    """What may be answered to it by tap."""
    if post.kind is PostKind.GATHERING:
        return tuple(Rsvp)
    question = parts.rules.questions.get(post.question)
    return tuple(question.answers) if post.kind is PostKind.QUESTION and question else ()


def _offered(deed: Deed, fact: PostMade) -> list[Cue]:
    if not fact.words:
        deed.refused("post.tip", f"person:{deed.person.id}")
        return []
    tip = network.add(
        deed.tx, fact.kind, PostState.OFFERED, deed.person.id, deed.now, words=fact.words
    )
    deed.note("post.offered", f"post:{tip}")
    return [
        opened(who, "network", f"post:{tip}", "offered", lane=Lane.DIGEST)
        for who in coordinators(deed.tx)
    ]


def is_sound(deed: Deed, fact: PostMade) -> bool:
    """Whether the rules, as they are now, let this be sent."""
    rules = deed.parts.rules
    match fact.kind:
        case PostKind.GATHERING:
            is_known = fact.theme in (*rules.themes, "")
            return fact.at is not None and fact.at > deed.now and is_known
        case PostKind.QUESTION:
            listed = network.listed(deed.tx, PostState.OPEN)
            is_one_open = any(post.kind is PostKind.QUESTION for post in listed)
            return fact.question in rules.network.questions and not is_one_open
        case PostKind.DID:
            is_shared = fact.theme in noticing.shared(deed.tx, deed.parts, deed.now)
            return bool(fact.words) and is_shared
    return False


def _until(parts: Parts, kind: PostKind, now: datetime) -> datetime:
    rules = parts.rules.network
    days = rules.question_days if kind is PostKind.QUESTION else rules.shown_days
    return now + timedelta(days=days)


RECORDERS: Mapping[type[Fact], Recorder] = {
    NetworkJoined: joined,
    PostMade: made,
    PostChanged: changed,
    PostSettled: settled,
    Replied: replied,
}
