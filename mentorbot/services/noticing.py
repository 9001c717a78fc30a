"""What the mentor network shows one person, and what several placements have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from mentorbot.domain.conversation import Place
from mentorbot.domain.model_rules import Coupling
from mentorbot.domain.network import (
    NetworkView,
    Post,
    PostKind,
    PostState,
    PostView,
    Shared,
    takes_part,
)
from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.domain.placements import FollowUpModel, Placement, PlacementId
from mentorbot.services.parts import Parts
from mentorbot.storage import membership, network, placements
from mentorbot.storage import shared as told
from mentorbot.storage.database import Tx

MOST_ENDED = 12
"""So many that are over stand on the desk."""


def view(tx: Tx, parts: Parts, me: Person, place: Place, now: datetime) -> NetworkView:
    """A NAV contact has no part in it (R08)."""
    match me.role:
        case Role.MENTOR:
            return _mentors(tx, parts, me, place)
        case Role.COORDINATOR:
            return _coordinators(tx, parts, me, place, now)
    return NetworkView()


def one(tx: Tx, parts: Parts, me: Person, post: int, kind: PostKind) -> PostView | None:
    """A post of that kind, for a coordinator."""
    found = network.get(tx, post)
    return _view(tx, parts, found, me) if found is not None and found.kind is kind else None


def ended(tx: Tx, parts: Parts, me: Person, kind: PostKind) -> tuple[PostView, ...]:
    """What was, for a coordinator, newest first."""
    found = network.ended(tx, kind, MOST_ENDED)
    return tuple(_view(tx, parts, each, me) for each in found)


def shared(tx: Tx, parts: Parts, now: datetime) -> dict[str, int]:
    """Themes and wishes by how many placements they come from; too few are left out (R45)."""
    rules = parts.rules.network
    found = _sources(tx, parts, now - timedelta(days=rules.looks_back_days))
    topics = {**rules.themes, **{wish: (wish,) for wish in rules.wishes}}
    counted = {
        theme: len(set().union(*(found[source] for source in sources)))
        for theme, sources in topics.items()
    }
    return {theme: many for theme, many in counted.items() if many >= rules.fewest_placements}


def is_for(post: Post, is_close: bool) -> bool:
    """What NAV changed is told where NAV listens (R16); everything else is for all."""
    return post.kind is not PostKind.DID or is_close


def is_close(tx: Tx, parts: Parts, mentor: PersonId) -> bool:
    """Whether this mentor has a placement whose coupling is tight."""
    return any(_is_tight(parts, each) for each in placements.of_mentor(tx, mentor))


def _mentors(tx: Tx, parts: Parts, me: Person, place: Place) -> NetworkView:
    close = is_close(tx, parts, me.id)
    mine = [post for post in network.listed(tx, PostState.OFFERED) if post.author == me.id]
    listed = network.listed(tx, PostState.OPEN) if takes_part(me) else []
    post = _post(tx, place)
    if post is not None and post.author != me.id:
        post = _as_told(post, close, has_bubble=bool(place.state))
    return NetworkView(
        posts=tuple(_view(tx, parts, each, me) for each in listed if is_for(each, close)),
        post=None if post is None else _view(tx, parts, post, me),
        waiting=len(mine),
    )


def _as_told(post: Post, close: bool, *, has_bubble: bool) -> Post | None:
    """Of what was taken back, nobody but who wrote it is told the words."""
    if post.state in (PostState.OPEN, PostState.CLOSED):
        return post if is_for(post, close) else None
    return replace(post, words="") if has_bubble else None


def _coordinators(tx: Tx, parts: Parts, me: Person, place: Place, now: datetime) -> NetworkView:
    listed = network.listed(tx, PostState.OFFERED, PostState.OPEN)
    asked = network.last_question(tx)
    if asked is not None and asked.ended_at is not None:
        shown = timedelta(days=parts.rules.network.question_days)
        listed += [asked] if now < asked.ended_at + shown else []
    post = _post(tx, place)
    common, unhelped = shared(tx, parts, now), _unhelped(tx, parts, now)
    members = network.members(tx)
    close = membership.followed_by(tx, _tight_models(parts))
    wishes = parts.rules.network.wishes
    return NetworkView(
        posts=tuple(_view(tx, parts, each, me) for each in listed),
        post=None if post is None else _view(tx, parts, post, me),
        themes=tuple(
            Shared(each, common[each], unhelped.get(each, 0))
            for each in common
            if each not in wishes
        ),
        wishes=tuple(Shared(each, common[each]) for each in common if each in wishes),
        members=len(members),
        close_members=len(close & set(members)),
    )


def _post(tx: Tx, place: Place) -> Post | None:
    is_one = place.subject.startswith("post:") and place.about.isdecimal()
    return network.get(tx, int(place.about)) if is_one else None


def _view(tx: Tx, parts: Parts, post: Post, me: Person) -> PostView:
    counts = network.counts(tx, post.id)
    answered = sum(counts.values())
    is_closed, runs_it = post.state is PostState.CLOSED, me.role is Role.COORDINATOR
    if post.kind is PostKind.QUESTION:
        # While it is open, who looks twice could tell who answered what in between.
        shows = is_closed and answered >= parts.rules.network.fewest_placements
    else:
        shows = runs_it
    return PostView(
        post,
        is_mine=post.author == me.id,
        answer=network.answer_of(tx, post.id, me.id),
        answered=answered if runs_it or is_closed else 0,
        counts=counts if shows else {},
    )


def _sources(tx: Tx, parts: Parts, since: datetime) -> Mapping[str, set[PlacementId]]:
    """From which placements each category and each answer came."""
    found: dict[str, set[PlacementId]] = defaultdict(set)
    for placement, category in told.reported(tx, since):
        found[category].add(placement)
    for each in told.answered(tx, set(_asked(parts)), since):
        coupling = parts.rules.models[each.model].coupling
        if coupling is Coupling.TIGHT or not parts.rules.questions[each.question].tight:
            found[f"{each.question}.{each.answer}"].add(each.placement)
    return found


def _unhelped(tx: Tx, parts: Parts, now: datetime) -> Mapping[str, int]:
    """Themes by how many placements NAV's answer did not help enough in, without a case (R08)."""
    rules = parts.rules.network
    found: dict[str, set[PlacementId]] = defaultdict(set)
    for placement, category in told.unhelped(tx, now - timedelta(days=rules.looks_back_days)):
        found[category].add(placement)
    counted = {
        theme: len(set().union(*(found[source] for source in sources)))
        for theme, sources in rules.themes.items()
    }
    return {theme: many for theme, many in counted.items() if many >= rules.fewest_placements}


def _asked(parts: Parts) -> Iterator[str]:
    """The questions whose answers count towards something."""
    rules = parts.rules.network
    for source in (*rules.wishes, *(each for sources in rules.themes.values() for each in sources)):
        question, dot, _ = source.partition(".")
        if dot and question in parts.rules.questions:
            yield question


def _tight_models(parts: Parts) -> Iterator[FollowUpModel]:
    return (name for name, each in parts.rules.models.items() if each.coupling is Coupling.TIGHT)


def _is_tight(parts: Parts, placement: Placement) -> bool:
    return parts.rules.models[placement.model].coupling is Coupling.TIGHT
