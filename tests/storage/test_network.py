"""The network's posts, answers and calls, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from mentorbot.domain.conversation import Place
from mentorbot.domain.levels import Level
from mentorbot.domain.network import Post, PostKind, PostState
from mentorbot.domain.people import PersonId, Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.problems import Knows, Problem, Reachable, Report, State, Wish
from mentorbot.storage import (
    checkins,
    conversations,
    network,
    network_calls,
    people,
    placements,
    problems,
    shared,
)
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.shared import Answered
from mentorbot.storage.tables import posts
from tests.cast import MONDAY

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def gathering(tx: Tx, author: PersonId, at: Any = MONDAY + DAY, **values: Any) -> int:
    return network.add(
        tx, PostKind.GATHERING, PostState.OPEN, author, MONDAY, at=at, **values
    )  # fmt: skip


def show(tx: Tx, person: PersonId, post: int, state: str) -> None:
    place = Place("network", state, f"post:{post}")
    conversations.stand(tx, person, place, f"key{person}-{post}-{state}", [], MONDAY)


def join(tx: Tx, person: PersonId, **values: Any) -> None:
    own = {"chat_id": 1000 + person, "onboarded": True, "standing": "active", "in_network": True}
    people.change(tx, person, **{**own, **values})


# --- posts


def test_a_post_comes_back_as_it_was_added(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        made = gathering(tx, marit, theme="people", words="Møterom 2")
        assert network.get(tx, made) == Post(
            made, PostKind.GATHERING, PostState.OPEN, marit, MONDAY,
            theme="people", at=MONDAY + DAY, words="Møterom 2",
        )  # fmt: skip
        assert network.get(tx, made + 1) is None


def test_the_words_rest_encrypted(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        network.add(tx, PostKind.TIP, PostState.OFFERED, marit, MONDAY, words="En god tavle")
        sealed = tx.connection.execute(posts.select()).one().words
    assert b"tavle" not in sealed


def test_only_the_first_moves_a_post(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        tip = network.add(tx, PostKind.TIP, PostState.OFFERED, marit, MONDAY)
        assert network.move(tx, tip, PostState.OFFERED, PostState.DECLINED, ended_at=MONDAY)
        assert not network.move(tx, tip, PostState.OFFERED, PostState.OPEN)
        assert [post.id for post in network.listed(tx, PostState.DECLINED)] == [tip]


def test_what_is_open_past_its_time_is_over(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        late = gathering(tx, marit, MONDAY + 2 * HOUR)
        early = gathering(tx, marit, MONDAY + HOUR)
        closed = gathering(tx, marit, MONDAY)
        network.move(tx, closed, PostState.OPEN, PostState.CLOSED)
        assert network.next_end(tx) == MONDAY + HOUR
        assert network.over(tx, MONDAY, 9) == []
        assert network.over(tx, MONDAY + 3 * HOUR, 9) == [early, late]


def test_the_last_question_is_the_one_closed_last(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        assert network.last_question(tx) is None
        made = [
            network.add(tx, PostKind.QUESTION, PostState.OPEN, marit, MONDAY, question=name)
            for name in ("W1", "W2", "W3")
        ]
        for post, hours in zip(made[:2], (2, 1), strict=True):
            ended = MONDAY + hours * HOUR
            network.move(tx, post, PostState.OPEN, PostState.CLOSED, ended_at=ended)
        last = network.last_question(tx)
        assert last is not None and last.question == "W1"


# --- answers


def test_the_last_answer_of_each_counts(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        post = gathering(tx, nadia)
        for person, answer in ((marit, "cannot"), (nadia, "coming"), (marit, "coming")):
            network.reply(tx, post, person, answer, MONDAY)
        assert network.counts(tx, post) == {"coming": 2}
        assert network.answer_of(tx, post, marit) == "coming"
        assert network.answer_of(tx, post + 1, marit) == ""


# --- who is to be told


def test_members_are_mentors_who_joined_and_are_here(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        gone = people.add(tx, Role.MENTOR, "Mona Mæland", MONDAY)
        assert network.members(tx) == []
        join(tx, marit)
        join(tx, nadia)
        join(tx, gone, standing="stopped")
        assert network.members(tx) == [marit]


def test_unseen_is_what_has_no_bubble_yet_and_what_ends_first_comes_first(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        late = gathering(tx, nadia, MONDAY + 2 * DAY)
        early = gathering(tx, nadia, MONDAY + DAY)
        seen = gathering(tx, nadia)
        show(tx, marit, seen, "open")
        show(tx, nadia, early, "open")
        network.add(tx, PostKind.TIP, PostState.OFFERED, nadia, MONDAY)
        assert [post.id for post in network.unseen(tx, marit)] == [early, late]


def test_a_declined_tip_is_unseen_by_its_author_only(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        tip = network.add(tx, PostKind.TIP, PostState.DECLINED, marit, MONDAY)
        assert [post.id for post in network.unseen(tx, marit)] == [tip]
        assert network.unseen(tx, nadia) == []


def test_a_bubble_is_behind_when_it_shows_another_state(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        first, second = gathering(tx, nadia), gathering(tx, nadia)
        for person, post in ((marit, first), (nadia, first), (marit, second)):
            show(tx, person, post, "open")
        assert network.behind(tx) == []
        network.move(tx, first, PostState.OPEN, PostState.CLOSED, ended_at=MONDAY)
        both = [(first, marit), (first, nadia)]
        assert [tuple(row) for row in network.behind(tx, post=first)] == both
        assert network.behind(tx, post=second) == []
        show(tx, marit, first, "closed")
        assert [tuple(row) for row in network.behind(tx)] == both[1:]
        assert network.behind(tx, person=marit) == []


# --- calls


def test_a_call_is_due_at_its_moment_and_taken_once(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        assert network_calls.next_moment(tx) is None
        network_calls.put(tx, [marit], MONDAY + HOUR)
        network_calls.put(tx, [nadia], MONDAY)
        assert network_calls.next_moment(tx) == MONDAY
        assert network_calls.due(tx, MONDAY, 9) == [nadia]
        assert network_calls.due(tx, MONDAY + HOUR, 9) == [nadia, marit]
        assert network_calls.due(tx, MONDAY + HOUR, 1) == [nadia]
        assert network_calls.take(tx, nadia) and not network_calls.take(tx, nadia)
        network_calls.put(tx, [marit], MONDAY)
        assert network_calls.due(tx, MONDAY, 9) == [marit]


def test_a_call_is_never_early(database: Database, marit: PersonId) -> None:
    moment = MONDAY + timedelta(milliseconds=400)
    with database.begin() as tx:
        network_calls.put(tx, [marit], moment)
        assert network_calls.due(tx, moment, 9) == []
        again = network_calls.next_moment(tx)
        assert again is not None and again >= moment
        assert network_calls.due(tx, again, 9) == [marit]


# --- what placements share


@pytest.fixture
def bjork(database: Database, marit: PersonId, nadia: PersonId, nils: PersonId) -> int:
    with database.begin() as tx:
        return placements.add(
            tx, alias="Bjørk", model=FollowUpModel.HYBRID, mentor=marit, nav_contact=nadia,
            nav_stand_in=nils, start=date(2027, 2, 8), end=date(2027, 5, 7), workplace="Lageret",
            now=MONDAY,
        )  # fmt: skip


def test_an_answer_counts_once_a_placement_and_not_from_before(
    database: Database, marit: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        for number, at in enumerate((MONDAY - DAY, MONDAY, MONDAY + HOUR)):
            made = checkins.plan(
                tx, bjork, marit, f"week{number}", MONDAY, MONDAY.date(), ("S6", "F1")
            )
            assert made is not None
            checkins.move(tx, made, CheckInState.PLANNED, CheckInState.OPEN)
            checkins.answer(tx, made, "S6", "start" if number else "absence", at)
            checkins.answer(tx, made, "F1", "good", at)
        found = shared.answered(tx, ["S6", "N2"], MONDAY)
        assert found == [Answered(bjork, FollowUpModel.HYBRID, "S6", "start")]


def test_a_category_counts_once_a_placement_and_not_from_before(
    database: Database, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    def report(reference: str, category: str, sent_at: Any) -> Problem:
        told = Report(bjork, category, Level.GREEN, Wish.CALL_ME, Reachable.ANY_TIME, Knows.YES)
        return Problem(
            reference, told, "Bjørk", marit, nadia, State.SENT, sent_at, MONDAY + DAY
        )  # fmt: skip

    with database.begin() as tx:
        problems.add(tx, report("AAAA", "P01", MONDAY), [])
        problems.add(tx, report("BBBB", "P01", MONDAY + HOUR), [])
        problems.add(tx, report("CCCC", "P02", MONDAY - DAY), [])
        assert shared.reported(tx, MONDAY) == [(bjork, "P01")]
