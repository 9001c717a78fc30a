"""The mentor network as it is used: who joins, what is posted, settled and answered (R45)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from mentorbot.domain.access import Operation, Relation, may
from mentorbot.domain.facts import Fact, NetworkJoined, PostMade, PostSettled, Replied
from mentorbot.domain.network import Post, PostKind, PostState, Rsvp, takes_part
from mentorbot.domain.people import Role
from mentorbot.services import noticing
from mentorbot.services.cues import Cue, opened
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.services.parts import Parts
from mentorbot.services.viewing import coordinators
from mentorbot.storage import network, network_calls, people
from mentorbot.storage.outbox import Lane

MOVES = {
    (PostState.OFFERED, PostState.OPEN),
    (PostState.OFFERED, PostState.DECLINED),
    (PostState.OPEN, PostState.CLOSED),
}


def joined(deed: Deed, fact: NetworkJoined) -> list[Cue]:
    """Who leaves is told nothing more; what they answered goes on counting."""
    person = deed.person
    if person.role is not Role.MENTOR:
        deed.refused("join_network", f"person:{person.id}")
        return []
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
    if not (_runs_it(deed) and _is_sound(deed, fact)):
        deed.refused(f"post.{fact.kind}", f"person:{deed.person.id}")
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
    )
    deed.note("post.made", f"post:{post}", kind=fact.kind)
    network_calls.put(deed.tx, network.members(deed.tx), deed.now)
    return []


def settled(deed: Deed, fact: PostSettled) -> list[Cue]:
    """Once only: who comes second, with an old button or at the same moment, changes nothing."""
    post = network.get(deed.tx, fact.post)
    if post is None or not _runs_it(deed):
        deed.refused(f"post.{fact.state}", f"post:{fact.post}")
        return []
    if fact.state is PostState.OPEN:
        values = {"at": _until(deed.parts, post.kind, deed.now)}
    else:
        values = {"ended_at": deed.now}
    moves = (post.state, fact.state) in MOVES
    if not moves or not network.move(deed.tx, post.id, post.state, fact.state, **values):
        return []
    deed.note("post.settled", f"post:{post.id}", to=fact.state)
    concerned = {row.person_id for row in network.behind(deed.tx, post=post.id)}
    if fact.state is PostState.OPEN:
        concerned |= set(network.members(deed.tx))
    elif fact.state is PostState.DECLINED:
        concerned.add(post.author)
    network_calls.put(deed.tx, sorted(concerned), deed.now)
    return []


def replied(deed: Deed, fact: Replied) -> list[Cue]:
    """Who answered what is not entered in the audit: the answers are anonymous."""
    post = network.get(deed.tx, fact.post)
    if post is None or not takes_part(deed.person) or fact.answer not in answers(deed.parts, post):
        deed.refused("reply", f"post:{fact.post}")
        return []
    if post.state is PostState.OPEN and (post.at is None or deed.now < post.at):
        network.reply(deed.tx, post.id, deed.person.id, fact.answer, deed.now)
    return []


def answers(parts: Parts, post: Post) -> tuple[str, ...]:
    """What may be answered to it by tap."""
    if post.kind is PostKind.GATHERING:
        return tuple(Rsvp)
    question = parts.rules.questions.get(post.question)
    return tuple(question.answers) if post.kind is PostKind.QUESTION and question else ()


def _offered(deed: Deed, fact: PostMade) -> list[Cue]:
    if not (takes_part(deed.person) and fact.words):
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


def _runs_it(deed: Deed) -> bool:
    """The office's coordinators, and nobody else at NAV (R08)."""
    return may(deed.person, Operation.RUN_NETWORK, Relation.COORDINATOR)


def _is_sound(deed: Deed, fact: PostMade) -> bool:
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
    PostSettled: settled,
    Replied: replied,
}
