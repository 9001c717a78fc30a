"""The auditor on both databases: what it finds, what it does not, who is told, and how often."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.services import auditing, mending
from mentorbot.services.auditing import Day, Finding
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, checks, outbox, people, queue
from mentorbot.storage.outbox import Fate, Lane, Letter, Verb
from mentorbot.storage.tables import outbox as letters
from mentorbot.storage.tables import problems, rungs
from tests.cast import MONDAY
from tests.pair import Pair, pair_on
from tests.storage.conftest import MakeDatabase

CONTENT = Path(__file__).resolve().parents[2] / "content"
REFERENCE = "T4K7M"
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
LONG_AGO = MONDAY - 90 * DAY
"""The service has run since then."""
MISSING = Finding("missing_rung", REFERENCE)


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(CONTENT, texts())


@pytest.fixture
def pair(open_database: MakeDatabase, book: Book) -> Iterator[Pair]:
    made = pair_on((open_database(), open_database()), book)
    made.report(REFERENCE)
    yield made
    made.pool.shutdown()


@pytest.fixture
def parts(pair: Pair) -> Parts:
    return pair.workers[0]


@pytest.fixture
def kari(parts: Parts) -> PersonId:
    """The coordinator."""
    with parts.database.begin() as tx:
        kari = people.add(tx, Role.COORDINATOR, "Kari Kvam", MONDAY)
        people.settle(tx, kari, 1000 + kari, Language.NB)
        people.change(tx, kari, onboarded=True)
    return kari


def look(parts: Parts, now: datetime = MONDAY, since: datetime = LONG_AGO) -> list[Finding]:
    return list(auditing.look(parts, now, since))


def told(parts: Parts, person: PersonId) -> list[str]:
    """What was written to that person, oldest first."""
    with parts.database.begin() as tx:
        found = tx.connection.execute(
            letters.select().where(letters.c.person_id == person).order_by(letters.c.id)
        )
        ids = [row.id for row in found]
        by_id = {each.id: each for each in queue.fetch(tx, ids)}
    return [(by_id[one].letter.payload or {})["html"] for one in ids]


def delete_rung(parts: Parts, number: int) -> None:
    with parts.database.begin() as tx:
        mine = (rungs.c.reference == REFERENCE) & (rungs.c.number == number)
        tx.connection.execute(rungs.delete().where(mine))


def set_problem(parts: Parts, **values: object) -> None:
    with parts.database.begin() as tx:
        mine = problems.c.reference == REFERENCE
        tx.connection.execute(problems.update().where(mine).values(**values))


def end_rungs(parts: Parts, state: str) -> None:
    with parts.database.begin() as tx:
        tx.connection.execute(rungs.update().values(state=state))


def plan_again(parts: Parts) -> None:
    """The last rung, in the far future."""
    with parts.database.begin() as tx:
        last = rungs.update().where(rungs.c.number == 3)
        tx.connection.execute(last.values(state="planned", due_at=MONDAY + 90 * DAY))


def post(parts: Parts, person: PersonId, **values: object) -> int:
    """A letter about the problem, then changed by hand."""
    with parts.database.begin() as tx:
        letter = Letter(person, Verb.TELL, Lane.URGENT, {"html": "x"}, reference=REFERENCE)
        item = outbox.post(tx, letter, MONDAY)
        tx.connection.execute(letters.update().where(letters.c.id == item).values(**values))
    return item


def test_it_shares_no_code_with_what_it_watches() -> None:
    """Imported alone, with everything that it needs."""
    watched = (
        "mentorbot.domain.ladder",
        "mentorbot.services.escalating",
        "mentorbot.services.following_up",
        "mentorbot.services.reporting",
        "mentorbot.services.ticking",
        "mentorbot.storage.problems",
        "mentorbot.storage.rungs",
    )
    asked = "import sys, mentorbot.services.auditing; print(*sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True,
        cwd=CONTENT.parent,
    )  # fmt: skip
    loaded = found.stdout.split()
    assert "mentorbot.storage.checks" in loaded
    assert [each for each in watched if each in loaded] == []


def test_a_problem_on_its_way_is_no_finding(parts: Parts) -> None:
    assert look(parts) == []


@pytest.mark.parametrize("number", range(4))
def test_any_rung_that_is_gone_is_found(parts: Parts, number: int) -> None:
    delete_rung(parts, number)
    assert look(parts) == [MISSING]


def test_a_ladder_that_is_gone_altogether_is_found(parts: Parts) -> None:
    for number in range(9):
        delete_rung(parts, number)
    assert look(parts) == [MISSING]


def test_a_ladder_that_nobody_climbs_any_more_is_found(parts: Parts) -> None:
    end_rungs(parts, "cancelled")
    assert look(parts) == [MISSING]


def test_a_ladder_climbed_to_its_end_stands_with_the_coordinator(
    parts: Parts, kari: PersonId
) -> None:
    end_rungs(parts, "fired")
    set_problem(parts, owner_id=kari)
    assert look(parts, MONDAY + 60 * DAY) == []


def test_who_was_told_that_nobody_is_left_is_not_told_again(parts: Parts) -> None:
    end_rungs(parts, "skipped")
    set_problem(parts, nobody_since=MONDAY)
    assert look(parts) == []


def test_what_is_closed_is_not_looked_at(parts: Parts) -> None:
    for number in range(9):
        delete_rung(parts, number)
    set_problem(parts, state="closed")
    assert look(parts) == []


@pytest.mark.parametrize("state", ["fired", "skipped", "cancelled"])
def test_a_ladder_at_its_end_is_no_way_on_for_who_is_no_coordinator(
    parts: Parts, state: str
) -> None:
    """Whoever its last rung told: somebody at NAV has it, and nothing more is planned."""
    end_rungs(parts, state)
    assert look(parts) == [MISSING]


def test_a_problem_in_somebodys_hands_without_a_next_question_is_found(parts: Parts) -> None:
    end_rungs(parts, "cancelled")
    set_problem(parts, state="received", received_at=MONDAY)
    assert look(parts) == [MISSING]
    set_problem(parts, wish="for_information")
    assert look(parts) == []
    set_problem(parts, promised=date(2027, 3, 2))
    assert look(parts) == [MISSING]


@pytest.mark.parametrize("state", ["received", "in_progress", "answered"])
def test_what_an_earlier_version_left_unplanned_is_no_finding_once_this_one_has_started(
    parts: Parts, state: str
) -> None:
    """It may have served on while the database was upgraded."""
    end_rungs(parts, "cancelled")
    answered = {"answered_at": MONDAY} if state == "answered" else {}
    set_problem(parts, state=state, received_at=MONDAY, **answered)
    assert auditing.look(parts, MONDAY + HOUR, LONG_AGO) != ()
    assert mending.mend(parts, MONDAY + HOUR) == 1
    assert auditing.look(parts, MONDAY + HOUR, LONG_AGO) == ()
    assert mending.mend(parts, MONDAY + HOUR) == 0, "and nothing is planned twice"


def test_a_rung_deleted_by_hand_is_not_mended_away(parts: Parts) -> None:
    delete_rung(parts, 1)
    mending.mend(parts, MONDAY + HOUR)
    assert MISSING in auditing.look(parts, MONDAY + HOUR, LONG_AGO)


def test_an_answer_that_nobody_asks_the_mentor_about_is_found(parts: Parts) -> None:
    end_rungs(parts, "cancelled")
    set_problem(parts, state="answered", answered_at=MONDAY)
    assert look(parts) == [Finding("unasked", REFERENCE)]
    plan_again(parts)
    assert look(parts) == []


def test_a_rung_has_its_grace_and_so_has_a_service_that_just_began(parts: Parts) -> None:
    late = [Finding("late_rung", REFERENCE)]
    due = MONDAY
    assert look(parts, due + 90 * SECOND) == []
    assert look(parts, due + 91 * SECOND) == late
    began = due + 20 * HOUR
    assert look(parts, began + 90 * SECOND, since=began) == []
    assert look(parts, began + 91 * SECOND, since=began) == late


def test_what_rests_in_somebodys_hands_is_found_after_the_day_they_named(parts: Parts) -> None:
    """Whatever is planned: it may be put off again and again."""
    end_rungs(parts, "cancelled")
    set_problem(parts, state="received", received_at=MONDAY)
    plan_again(parts)
    resting = [Finding("resting", REFERENCE)]
    assert look(parts, MONDAY + 22 * DAY) == []
    assert look(parts, MONDAY + 23 * DAY) == resting
    set_problem(parts, state="in_progress", promised=date(2027, 3, 15))
    assert look(parts, MONDAY + 35 * DAY) == []
    assert look(parts, MONDAY + 36 * DAY) == resting


@pytest.mark.parametrize(
    ("values", "found_after"),
    [
        ({"state": "sending", "leased_until": MONDAY + 60 * SECOND}, 150 * SECOND),
        ({"state": "sending", "leased_until": None}, 0 * SECOND),
        ({"state": "waiting", "not_before": MONDAY + HOUR}, HOUR + 600 * SECOND),
        ({"state": "lost"}, 0 * SECOND),
    ],
)
def test_a_letter_without_a_fate_is_found(
    pair: Pair, values: dict[str, object], found_after: timedelta
) -> None:
    parts = pair.workers[0]
    with parts.database.begin() as tx:
        tx.connection.execute(rungs.update().values(due_at=MONDAY + 2 * HOUR))
    post(parts, pair.nadia, **values)
    assert look(parts, MONDAY + found_after + SECOND) == [Finding("letters")]
    if found_after:
        assert look(parts, MONDAY + found_after) == []
        began = MONDAY + found_after
        assert look(parts, began + SECOND, since=began) == []


def test_every_fate_that_a_letter_can_have_is_known() -> None:
    assert {*checks.ENDED, "waiting", "sending"} == set(Fate)


def test_a_notice_of_unknown_fate_is_found_until_it_arrived_or_somebody_opened_it(
    pair: Pair,
) -> None:
    parts = pair.workers[0]
    now = MONDAY + 91 * SECOND
    with parts.database.begin() as tx:
        tx.connection.execute(rungs.update().values(due_at=MONDAY + 2 * HOUR))
    post(parts, pair.marit, state="uncertain", ended_at=MONDAY)
    assert look(parts, now) == []
    post(parts, pair.nadia, state="uncertain", ended_at=MONDAY)
    assert look(parts, MONDAY + 90 * SECOND) == []
    assert look(parts, now) == [Finding("doubtful", REFERENCE)]
    post(parts, pair.nadia, state="sent", ended_at=now)
    assert look(parts, now) == []
    post(parts, pair.nadia, state="uncertain", ended_at=MONDAY)
    assert look(parts, now) == [Finding("doubtful", REFERENCE)]
    set_problem(parts, state="received", received_at=now)
    assert look(parts, now) == []


def test_rows_that_fail_again_and_again_are_found_until_they_stop(parts: Parts) -> None:
    with parts.database.begin() as tx:
        audit.note(tx, None, "row.pushed", "ticker", MONDAY - 30 * 60 * SECOND, error="KeyError")
    assert look(parts) == []
    with parts.database.begin() as tx:
        audit.note(tx, None, "row.pushed", "ticker", MONDAY - 15 * 60 * SECOND, error="KeyError")
    assert look(parts) == [Finding("failing", count=2)]
    assert look(parts, MONDAY + 60 * SECOND)[0].count == 2
    quiet = [each for each in look(parts, MONDAY + HOUR) if each.name == "failing"]
    assert quiet == []


# Who is told


def test_two_workers_tell_the_coordinator_once_and_once_more_when_it_has_cleared(
    pair: Pair, kari: PersonId
) -> None:
    parts = pair.workers[0]
    with parts.database.begin() as tx:
        (row,) = tx.connection.execute(rungs.select().where(rungs.c.number == 3))
    delete_rung(parts, 3)
    for _ in range(3):
        found = pair.both(lambda worker: auditing.audit(worker, MONDAY, LONG_AGO))
        assert found == [(MISSING,)] * 2
    (words,) = told(parts, kari)
    assert "Et varsel til NAV mangler" in words
    assert REFERENCE in words
    with parts.database.begin() as tx:
        tx.connection.execute(rungs.insert().values(**row._mapping))
    for _ in range(3):
        assert pair.both(lambda worker: auditing.audit(worker, MONDAY, LONG_AGO)) == [()] * 2
    assert told(parts, kari)[1:] == [f"Sak {REFERENCE} er i orden igjen."]
    assert told(parts, pair.marit) == told(parts, pair.nadia) == []


def test_in_quiet_time_it_is_logged_and_told_in_the_morning_if_it_still_stands(
    pair: Pair, kari: PersonId
) -> None:
    parts, night = pair.workers[0], MONDAY.replace(hour=22)
    with parts.database.begin() as tx:
        tx.connection.execute(rungs.update().values(due_at=MONDAY + 3 * DAY))
    delete_rung(parts, 1)
    with capture_logs() as lines:
        for seconds in (0, 30, 60):
            assert auditing.audit(parts, night + seconds * SECOND, LONG_AGO) == (MISSING,)
    assert [line["event"] for line in lines] == ["auditor.found"]
    assert told(parts, kari) == []
    auditing.audit(parts, MONDAY + DAY, LONG_AGO)
    assert len(told(parts, kari)) == 1


def test_what_cleared_before_anybody_was_told_is_not_told_at_all(
    pair: Pair, kari: PersonId
) -> None:
    parts, night = pair.workers[0], MONDAY.replace(hour=22)
    with parts.database.begin() as tx:
        tx.connection.execute(rungs.update().values(due_at=MONDAY + 3 * DAY))
    delete_rung(parts, 1)
    auditing.audit(parts, night, LONG_AGO)
    set_problem(parts, state="closed")
    assert auditing.audit(parts, night + HOUR, LONG_AGO) == ()
    auditing.audit(parts, MONDAY + DAY, LONG_AGO)
    assert told(parts, kari) == []


def test_without_a_coordinator_it_is_found_and_logged_all_the_same(parts: Parts) -> None:
    delete_rung(parts, 0)
    with capture_logs() as lines:
        assert auditing.audit(parts, MONDAY, LONG_AGO) == (MISSING,)
    assert [(line["event"], line["reference"]) for line in lines] == [("auditor.found", REFERENCE)]


def test_many_at_once_are_one_message(pair: Pair, kari: PersonId) -> None:
    parts = pair.workers[0]
    for number in range(12):
        pair.report(f"N{number:02}")
    with parts.database.begin() as tx:
        tx.connection.execute(rungs.delete())
    assert len(auditing.audit(parts, MONDAY, LONG_AGO)) == 13
    (words,) = told(parts, kari)
    assert "sakene N00, N01" in words
    assert "og 3 til" in words


# The day


def test_the_days_numbers_come_once_a_working_day_after_the_office_opened(pair: Pair) -> None:
    parts = pair.workers[0]
    opens = MONDAY.replace(hour=7, minute=0)
    assert auditing.day(parts, opens - SECOND) is None
    days = pair.both(lambda worker: auditing.day(worker, opens))
    assert len([each for each in days if each is not None]) == 1
    assert auditing.day(parts, opens + 9 * HOUR) is None
    following = auditing.day(parts, opens + DAY)
    assert following is not None
    assert following.since == opens
    friday = opens + 4 * DAY
    assert auditing.day(parts, friday) is not None
    assert auditing.day(parts, friday + DAY) is None
    monday = auditing.day(parts, friday + 3 * DAY)
    assert monday is not None
    assert monday.since == friday


def test_the_days_numbers_are_what_happened(pair: Pair) -> None:
    parts, noon = pair.workers[0], MONDAY + HOUR
    in_time: dict[str, object] = {"state": "sent", "ended_at": MONDAY + 30 * SECOND}
    post(parts, pair.nadia, **in_time)
    post(parts, pair.nadia, state="sent", ended_at=MONDAY + 100 * SECOND)
    post(parts, pair.nadia, state="sent", ended_at=noon, not_before=noon, attempts=5)
    post(parts, pair.nadia, state="uncertain", ended_at=noon)
    post(parts, pair.nadia, state="replaced", ended_at=noon)
    with parts.database.begin() as tx:
        first = (rungs.c.reference == REFERENCE) & (rungs.c.number == 0)
        fired = {"state": "fired", "fired_at": MONDAY + 95 * SECOND}
        tx.connection.execute(rungs.update().where(first).values(**fired))
    assert auditing.last_day(parts, noon) == Day(
        since=noon - DAY, sent=3, late=3, lost=0, uncertain=1, open=1, oldest_seconds=3600
    )
    delete_rung(parts, 2)
    auditing.audit(parts, noon, LONG_AGO)
    assert auditing.last_day(parts, noon).lost == 1
    assert auditing.last_day(parts, noon + 2 * DAY).sent == 0


def test_a_moment_before_all_time_is_no_trouble(parts: Parts) -> None:
    """The doctor asks so: it does not know since when the service runs."""
    assert look(parts, MONDAY, since=datetime.min.replace(tzinfo=UTC)) == []
