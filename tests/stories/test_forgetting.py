"""What has served its time is forgotten, and nothing before it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from mentorbot.domain.keeping import Kept
from mentorbot.domain.people import Role
from mentorbot.services import retaining
from mentorbot.storage import people
from mentorbot.storage.tables import answers, audit, checkins, placements, problems
from tests.stories.town import Phone, Town

END = date(2027, 5, 28)
REPORT = ("group.at_work", "category.P03", "report.next", "knows.yes", "report.send")


@pytest.fixture
def marit(town: Town) -> Phone:
    """A mentor with an answered check-in and a problem that was answered and closed."""
    nadia = town.settled(Role.NAV_CONTACT, "Nadia Nes")
    nils = town.settled(Role.NAV_CONTACT, "Nils Nygård")
    mentor = town.settled(Role.MENTOR, "Marit Mo")
    town.placement(mentor, nadia, nils, end=END)
    mentor.says("/checkin")
    mentor.taps(town.label("answer.F1.good"))
    mentor.says("/report")
    for key in REPORT:
        mentor.taps(town.label(key))
    return mentor


def close(town: Town, marit: Phone) -> None:
    marit.taps(town.label("status.nav_rang"))
    marit.taps(town.label("helped.yes"))


def counted(town: Town) -> dict[str, int]:
    with town.tx() as tx:
        return {
            table.name: int(
                tx.connection.execute(select(func.count()).select_from(table)).scalar_one()
            )
            for table in (answers, checkins, problems)
        }


def long_after(town: Town, more: timedelta = timedelta(days=2)) -> datetime:
    end = datetime(END.year, END.month, END.day, 12, tzinfo=UTC)
    return end + town.parts.rules.kept[Kept.ANSWERS] + more


@pytest.mark.shows("R49", "Answers and problems are deleted on their date.")
def test_answers_and_problems_go_when_the_period_is_long_over(town: Town, marit: Phone) -> None:
    close(town, marit)
    assert all(counted(town).values())
    retaining.tidy(town.parts, long_after(town))
    assert not any(counted(town).values())


@pytest.mark.parametrize("follow_on", [None, "permanent"])
def test_the_placement_stays_until_it_is_decided_what_came_after_it(
    town: Town, marit: Phone, follow_on: str | None
) -> None:
    close(town, marit)
    with town.tx() as tx:
        tx.connection.execute(placements.update().values(follow_on=follow_on))
    retaining.tidy(town.parts, long_after(town))
    with town.tx() as tx:
        ended = tx.connection.execute(select(placements.c.closed_at)).scalar_one()
    assert (ended is not None) == (follow_on is not None)
    gone = retaining.tidy(town.parts, long_after(town, timedelta(days=9)))
    assert not gone.keys() & {Kept.ANSWERS, Kept.PROBLEMS, Kept.CONTACTS}


def test_nothing_goes_before_its_time(town: Town, marit: Phone) -> None:
    close(town, marit)
    before = counted(town)
    retaining.tidy(town.parts, long_after(town, timedelta(days=-2)))
    assert counted(town) == before


def test_a_problem_still_open_keeps_everything(town: Town, marit: Phone) -> None:
    before = counted(town)
    retaining.tidy(town.parts, long_after(town))
    assert counted(town) == before


def test_who_is_hired_keeps_what_is_younger_than_its_own_time(town: Town, marit: Phone) -> None:
    close(town, marit)
    with town.tx() as tx:
        tx.connection.execute(placements.update().values(hired_on=date(2027, 4, 1)))
    before = counted(town)
    retaining.tidy(town.parts, long_after(town))
    assert counted(town) == before


def test_the_log_goes_after_its_own_time(town: Town, marit: Phone) -> None:
    last = town.now + town.parts.rules.kept[Kept.LOG]
    retaining.tidy(town.parts, last + timedelta(days=1))
    with town.tx() as tx:
        oldest = tx.connection.execute(select(func.min(audit.c.at))).scalar()
    assert oldest is None or oldest > town.now


def test_a_mentor_between_two_placements_is_kept_while_they_use_it(
    town: Town, marit: Phone
) -> None:
    close(town, marit)
    days = town.parts.rules.kept[Kept.PEOPLE]
    almost = timedelta(days=days.days - 3)

    def is_known() -> bool:
        retaining.tidy(town.parts, town.now)
        with town.tx() as tx:
            return people.in_chat(tx, marit.chat_id) is not None

    town.now = datetime(END.year, END.month, END.day, 12, tzinfo=UTC) + timedelta(days=2)
    assert is_known()
    for _ in range(3):
        town.now += almost
        marit.says("/help")
        assert is_known(), "used a moment ago"
    town.now += almost
    assert is_known()
    town.now += timedelta(days=4)
    assert not is_known(), "nothing binds them, and they have not used it for so long"
