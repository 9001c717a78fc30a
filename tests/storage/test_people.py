"""People, and invitations that count once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from mentorbot.domain.people import Language, Person, PersonId, Rhythm, Role, Standing
from mentorbot.storage import people
from mentorbot.storage.database import Database
from mentorbot.storage.tables import invites
from tests.cast import MONDAY
from tests.storage.conftest import MakeDatabase

WEEK = timedelta(days=7)


def test_a_person_comes_back_as_they_were_added(database: Database, nadia: PersonId) -> None:
    rhythm = Rhythm(1, time(9, 30), time(8, 0), time(15, 0))
    with database.begin() as tx:
        added = people.add(
            tx,
            Role.MENTOR,
            "Åse Bjørnstad",
            MONDAY,
            language=Language.NN,
            rhythm=rhythm,
            phone="+4790000009",
            email="ase@example.no",
            invited_by=nadia,
        )
    with database.begin() as tx:
        person = people.get(tx, added)
        assert people.inviter_name(tx, added) == "Nadia Nes"
        assert people.inviter_name(tx, nadia) == ""
    assert person == Person(
        added,
        Role.MENTOR,
        "Åse Bjørnstad",
        Language.NN,
        Standing.INVITED,
        rhythm,
        "+4790000009",
        "ase@example.no",
    )


def test_moments_come_back_as_the_same_moment_in_utc(
    open_database: MakeDatabase, marit: PersonId
) -> None:
    here = timezone(timedelta(hours=2))
    expires = datetime(2027, 7, 1, 0, 30, 0, 123456, tzinfo=here)
    with open_database().begin() as tx:
        people.invite(tx, marit, "code", MONDAY, expires)
    with open_database().begin() as tx:
        found = people.invite_of(tx, "code")
    assert found is not None
    assert found.expires_at == expires
    assert found.expires_at.utcoffset() == timedelta(0)


def test_a_moment_without_a_time_zone_is_not_stored(database: Database, marit: PersonId) -> None:
    naive = MONDAY.replace(tzinfo=None)
    with pytest.raises(StatementError, match="time zone"), database.begin() as tx:
        people.invite(tx, marit, "code", MONDAY, naive)


def test_a_day_and_a_pause_come_back(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        people.change(tx, marit, paused_until=date(2027, 4, 1), onboarded=True)
        people.set_rhythm(tx, marit, 0, time(14, 0))
        person = people.get(tx, marit)
    assert (person.paused_until, person.onboarded) == (date(2027, 4, 1), True)
    assert (person.rhythm.weekday, person.rhythm.at) == (0, time(14, 0))


def test_a_chat_belongs_to_one_person_only(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        people.settle(tx, marit, 1001, Language.NB)
    with pytest.raises(IntegrityError), database.begin() as tx:
        people.settle(tx, nadia, 1001, Language.NB)
    with database.begin() as tx:
        found = people.in_chat(tx, 1001)
    assert found is not None
    assert found.id == marit


def test_a_failed_statement_does_not_tell_its_values(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        people.settle(tx, marit, 1001001, Language.NB)
    with pytest.raises(IntegrityError) as caught, database.begin() as tx:
        people.settle(tx, nadia, 1001001, Language.NB)
    assert "[SQL parameters hidden" in str(caught.value)


def test_people_are_listed_by_role(database: Database, marit: PersonId, nadia: PersonId) -> None:
    with database.begin() as tx:
        assert [person.id for person in people.listed(tx)] == [marit, nadia]
        assert [person.id for person in people.listed(tx, Role.NAV_CONTACT)] == [nadia]
        assert people.some(tx, [nadia, 999]).keys() == {nadia}
        assert people.find(tx, 999) is None
        assert people.in_chat(tx, 999) is None


def test_an_invitation_counts_once(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        people.invite(tx, marit, "code", MONDAY, MONDAY + WEEK)
    with database.begin() as tx:
        assert people.use_invite(tx, "wrong", MONDAY) is None
        assert people.use_invite(tx, "code", MONDAY) == marit
        assert people.use_invite(tx, "code", MONDAY) is None


def test_an_invitation_ends_at_its_hour(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        people.invite(tx, marit, "code", MONDAY, MONDAY + WEEK)
        assert people.use_invite(tx, "code", MONDAY + WEEK) is None
        assert people.use_invite(tx, "code", MONDAY + WEEK - timedelta(seconds=1)) == marit


def test_a_new_invitation_ends_the_one_before(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        people.invite(tx, marit, "first", MONDAY, MONDAY + WEEK)
        people.invite(tx, marit, "second", MONDAY, MONDAY + WEEK)
        assert people.use_invite(tx, "first", MONDAY) is None
        assert people.use_invite(tx, "second", MONDAY) == marit


def test_the_code_itself_is_not_in_the_database(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        people.invite(tx, marit, "the-code-itself", MONDAY, MONDAY + WEEK)
        row = tx.connection.execute(select(invites)).one()
    assert "the-code-itself" not in map(str, row)


def test_two_who_use_one_invitation_at_once_do_not_both_get_in(
    open_database: MakeDatabase, marit: PersonId
) -> None:
    codes = [f"code{number}" for number in range(20)]
    first, second = open_database(), open_database()
    at = datetime(2027, 3, 2, tzinfo=UTC)

    def use(database: Database) -> Callable[[str], PersonId | None]:
        def attempt(code: str) -> PersonId | None:
            with database.begin() as tx:
                return people.use_invite(tx, code, at)

        return attempt

    for code in codes:
        with first.begin() as tx:
            people.invite(tx, marit, code, MONDAY, MONDAY + WEEK)
        with ThreadPoolExecutor(2) as pool:
            results = [pool.submit(use(database), code) for database in (first, second)]
            assert sorted(str(each.result()) for each in results) == [str(marit), "None"]
