"""Every table has a kind and an end; what has served its time goes, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from mentorbot.domain.conversation import Place
from mentorbot.domain.keeping import Kept
from mentorbot.domain.people import PersonId, Standing
from mentorbot.storage import conversations, erasure, outbox, people, portions, retention
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.outbox import Fate
from mentorbot.storage.tables import (
    answers,
    checkins,
    contacts,
    inbox,
    invites,
    links,
    metadata,
    placements,
    places,
    posts,
    problems,
    ratings,
    remarks,
    replies,
    rungs,
    tries,
)
from mentorbot.storage.tables import outbox as letters
from mentorbot.storage.tables import people as persons
from tests.cast import MONDAY
from tests.storage.test_outbox import tell
from tests.storage.test_placements import add as add_placement

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
BEFORE = MONDAY - 30 * DAY
"""Everything is kept for thirty days in these tests."""
OLD, YOUNG = BEFORE - DAY, BEFORE + DAY


def since(_kind: Kept) -> tuple[datetime, date]:
    return BEFORE, BEFORE.date()


def sweep(database: Database) -> Counter[Kept]:
    """In pieces of one row, which is as small as they get."""
    gone: Counter[Kept] = Counter()
    with database.begin() as tx:
        expected = portions.counted(tx, retention.portions(since))
    for portion in retention.portions(since):
        while True:
            with database.begin() as tx:
                some = portions.delete_some(tx, portion, 1)
            if not some:
                break
            gone[portion.of] += some
    assert gone == expected
    return gone


def count(database: Database, table: Any) -> int:
    with database.begin() as tx:
        return int(tx.connection.execute(select(func.count()).select_from(table)).scalar_one())


def put(tx: Tx, table: Any, **values: Any) -> Any:
    return tx.connection.execute(insert(table).values(**values).returning(*table.primary_key)).one()


@pytest.fixture
def bjork(database: Database, marit: PersonId, nadia: PersonId, nils: PersonId) -> int:
    """A placement that ended before."""
    with database.begin() as tx:
        number = add_placement(tx, "Bjørk", marit, nadia, nils)
        set_placement(tx, number, end=OLD.date() - DAY)
    return number


def set_placement(tx: Tx, number: int, **values: Any) -> None:
    tx.connection.execute(placements.update().where(placements.c.id == number).values(**values))


def fill(tx: Tx, placement: int, marit: PersonId, nadia: PersonId, *, closed: bool = True) -> None:
    """A check-in with an answer, a problem with all that belongs to it, and a talk."""
    asked = put(
        tx, checkins, placement_id=placement, mentor_id=marit, occasion="week1", state="done",
        due_at=OLD, due_day=OLD.date(), questions=[], asked_for=False, finished_at=OLD,
    ).id  # fmt: skip
    put(tx, answers, checkin_id=asked, question="F1", answer="hard", at=OLD)
    put(
        tx, problems, reference="T4K7M", placement_id=placement, mentor_id=marit, owner_id=nadia,
        category="P03", level="yellow", wish="call_me", reachable="any_time", knows="yes",
        tried=[], state="closed" if closed else "sent", sent_at=OLD, deadline=OLD, missed=False,
        closed_at=OLD if closed else None,
    )  # fmt: skip
    put(tx, rungs, reference="T4K7M", number=0, tell="owner", kind="notice", due_at=OLD,
        state="fired")  # fmt: skip
    put(tx, remarks, reference="T4K7M", author_id=nadia, ready="ask", at=OLD)
    put(tx, contacts, placement_id=placement, by_id=nadia, day=OLD.date(), place="phone")


PARTS = (answers, checkins, problems, rungs, remarks, contacts)


def left(database: Database) -> dict[str, int]:
    return {table.name: count(database, table) for table in PARTS}


def test_every_table_has_a_kind_and_with_it_an_end() -> None:
    assert set(portions.KINDS) == set(metadata.tables.values())


def test_what_was_said_and_answered_goes_when_the_period_is_long_over(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        fill(tx, bjork, marit, nadia)
    gone = sweep(database)
    assert gone == {Kept.ANSWERS: 2, Kept.PROBLEMS: 3, Kept.CONTACTS: 1}
    assert not any(left(database).values())
    assert sweep(database) == {}


@pytest.mark.parametrize(
    ("closed", "placement"),
    [
        (True, {"end": YOUNG.date()}),
        (False, {"end": OLD.date() - DAY}),
        (True, {"hired_on": YOUNG.date()}),
    ],
)
def test_nothing_goes_that_is_young_open_or_goes_on(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId, closed: bool,
    placement: Mapping[str, Any],
) -> None:  # fmt: skip
    with database.begin() as tx:
        fill(tx, bjork, marit, nadia, closed=closed)
        set_placement(tx, bjork, **placement)
        for table, column in ((checkins, "finished_at"), (problems, "closed_at")):
            if "hired_on" in placement:
                tx.connection.execute(table.update().values({column: YOUNG}))
        if "hired_on" in placement:
            tx.connection.execute(contacts.update().values(day=YOUNG.date()))
    before = left(database)
    assert sweep(database) == {}
    assert left(database) == before


def test_where_it_goes_on_after_hire_each_thing_goes_at_its_own_age(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        fill(tx, bjork, marit, nadia)
        set_placement(tx, bjork, hired_on=OLD.date())
        put(
            tx, checkins, placement_id=bjork, mentor_id=marit, occasion="week2", state="planned",
            due_at=MONDAY, due_day=MONDAY.date(), questions=[], asked_for=False,
        )  # fmt: skip
    assert sweep(database) == {Kept.AFTER_HIRE: 6}
    assert left(database) == dict.fromkeys((each.name for each in PARTS), 0) | {"checkins": 1}


def test_the_check_in_that_the_plan_counts_from_stays(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        fill(tx, bjork, marit, nadia)
        set_placement(tx, bjork, hired_on=OLD.date())
    sweep(database)
    assert count(database, checkins) == 1


def test_words_that_a_closed_problem_left_behind_are_wiped(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        fill(tx, bjork, marit, nadia)
        set_placement(tx, bjork, end=MONDAY.date())
        tx.connection.execute(problems.update().values(wording=b"sealed"))
        tx.connection.execute(remarks.update().values(words=b"sealed"))
    assert sweep(database) == {Kept.WORDING: 2}
    with database.begin() as tx:
        assert tx.connection.execute(select(problems.c.wording)).scalar() is None
        assert tx.connection.execute(select(remarks.c.words)).scalar() is None


def test_bookkeeping_goes_by_its_age(database: Database, marit: PersonId, nadia: PersonId) -> None:
    with database.begin() as tx:
        for number, at in enumerate((OLD, YOUNG)):
            put(tx, inbox, update_id=number, state="done", attempts=1, received_at=at)
            put(tx, invites, digest=f"i{number}", person_id=marit, created_at=at, expires_at=at)
            put(tx, links, digest=f"l{number}", person_id=nadia, dialog="followup", subject="",
                kind="notice", created_at=at, expires_at=at)  # fmt: skip
            put(tx, ratings, person_id=marit, card=f"V{number}", shown_at=at)
            put(tx, tries, kind="links", who=f"w{number}", begun_at=at, times=3)
        put(tx, inbox, update_id=9, state="waiting", attempts=0, received_at=OLD)
        put(tx, ratings, person_id=marit, card="V9", shown_at=OLD, rated_at=YOUNG)
    once = (Kept.INCOMING, Kept.RATINGS, Kept.STRANGERS)
    assert sweep(database) == {Kept.LINKS: 2, **dict.fromkeys(once, 1)}


def test_a_letter_goes_when_its_end_is_known_and_nobody_waits_for_it(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        fill(tx, bjork, marit, nadia, closed=False)
        for number, (state, reference) in enumerate(
            [
                (Fate.SENT, None),
                (Fate.FAILED, None),
                (Fate.UNCERTAIN, None),
                (Fate.UNCERTAIN, "T4K7M"),
                (Fate.WAITING, None),
            ]
        ):
            item = outbox.post(tx, tell(marit, str(number)), OLD)
            change = letters.update().where(letters.c.id == item)
            tx.connection.execute(change.values(state=state, reference=reference))
    assert sweep(database) == {Kept.LETTERS: 3}
    with database.begin() as tx:
        assert outbox.counts(tx) == {"uncertain": 1, "waiting": 1}


def test_what_the_network_has_ended_goes_with_its_answers(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        for state, ended, made in (
            ("closed", OLD, OLD), ("closed", YOUNG, OLD), ("open", None, OLD),
            ("offered", None, OLD), ("offered", None, YOUNG),
        ):  # fmt: skip
            post = put(
                tx, posts, kind="tip", state=state, author_id=nadia, theme="", question="",
                created_at=made, ended_at=ended,
            ).id  # fmt: skip
            put(tx, replies, post_id=post, person_id=marit, answer="coming", at=OLD)
    assert sweep(database) == {Kept.NETWORK: 4}
    assert (count(database, posts), count(database, replies)) == (3, 3)


def test_a_draft_left_lying_goes_and_a_bubble_about_something_open_stays(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId
) -> None:
    stands = [
        (Place("report", "preview", "", {"wording": "x"}), OLD, False),
        (Place("settings", "typing", "", listens=True), OLD, False),
        (Place("network", "tip", ""), OLD, False),
        (Place("home", "start", ""), OLD, False),
        (Place("status", "waits", "problem:T4K7M"), OLD, True),
        (Place("thread", "seen", "problem:T4K7M"), OLD, True),
        (Place("overview", "start", ""), YOUNG, True),
    ]
    with database.begin() as tx:
        fill(tx, bjork, marit, nadia, closed=False)
        for number, (place, at, _) in enumerate(stands):
            conversations.stand(tx, marit, place, f"key{number}", [], at)
    assert sweep(database) == {Kept.DRAFTS: 3, Kept.DIALOGS: 1}
    assert count(database, places) == sum(stays for *_, stays in stands)


# --- people and placements


def leavers(database: Database, now: datetime = MONDAY) -> dict[int, bool]:
    with database.begin() as tx:
        retention.mark_left(tx, now.date(), now)
        found = tx.connection.execute(select(persons.c.id, persons.c.left_at))
        return {row.id: row.left_at is not None for row in found}


def stands(database: Database, person: PersonId, standing: Standing) -> None:
    with database.begin() as tx:
        people.change(tx, person, standing=standing)


def test_who_is_bound_by_a_placement_has_not_left(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    for person in (marit, nadia, nils):
        stands(database, person, Standing.STOPPED)
    with database.begin() as tx:
        set_placement(tx, bjork, end=MONDAY.date())
    assert not any(leavers(database).values())
    assert all(leavers(database, MONDAY + DAY).values())


@pytest.mark.parametrize("open_at", ["mentor", "owner"])
def test_who_has_an_open_problem_has_not_left(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId, open_at: str
) -> None:
    stands(database, marit, Standing.STOPPED)
    stands(database, nadia, Standing.UNREACHABLE)
    with database.begin() as tx:
        fill(tx, bjork, marit, nadia, closed=False)
    assert not leavers(database)[{"mentor": marit, "owner": nadia}[open_at]]


def test_who_is_there_stays_and_a_mentor_without_anybody_to_follow_leaves(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId
) -> None:
    for person in (marit, nadia):
        stands(database, person, Standing.ACTIVE)
    found = leavers(database)
    assert (found[marit], found[nadia]) == (True, False)


def test_who_comes_back_has_not_left(database: Database, bjork: int, nadia: PersonId) -> None:
    stands(database, nadia, Standing.STOPPED)
    assert leavers(database)[nadia]
    stands(database, nadia, Standing.ACTIVE)
    assert not leavers(database)[nadia]
    stands(database, nadia, Standing.STOPPED)
    leavers(database, MONDAY)
    leavers(database, MONDAY + 9 * DAY)
    with database.begin() as tx:
        assert retention.left(tx, MONDAY) == []
        # Counted from the first day, however often it was looked at.
        assert nadia in retention.left(tx, MONDAY + SECOND)


def test_the_number_of_somebody_erased_stays_while_anything_names_it(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        fill(tx, bjork, marit, nadia)
        for person in (marit, nadia):
            erasure.empty_person(tx, person, MONDAY)
        assert tx.connection.execute(retention.unneeded(10)).scalars().all() == []
        portions.delete(tx, erasure.of_placement(tx, bjork))
        found = tx.connection.execute(retention.unneeded(10)).scalars().all()
        assert sorted(found) == sorted([marit, nadia])
