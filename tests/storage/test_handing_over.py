"""What goes over, ends or is taken back when people and placements change."""

from __future__ import annotations

from datetime import date, timedelta

from mentorbot.domain.conversation import Place
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import FollowUpModel, Seat
from mentorbot.storage import changes, checkins, conversations, course, outbox, placements
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.outbox import Lane, Letter, Verb
from mentorbot.storage.tables import outbox as letters
from tests.cast import MONDAY
from tests.storage.test_placements import add

DAY = date(2027, 3, 4)


def planned(tx: Tx, placement: int, mentor: PersonId, occasion: str) -> int:
    made = checkins.plan(tx, placement, mentor, occasion, MONDAY, DAY, ["F1"])
    assert made is not None
    return made


def test_check_ins_end_and_an_occasion_nobody_saw_is_free_again(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        placement = add(tx, "Bjørk", marit, nadia, nils)
        other = add(tx, "Gran", marit, nadia, nils)
        opened = planned(tx, placement, marit, "week2")
        put_off = planned(tx, placement, marit, "week3")
        planned(tx, placement, marit, "week4")
        kept = planned(tx, other, marit, "week4")
        checkins.move(tx, opened, CheckInState.PLANNED, CheckInState.OPEN, opened_at=MONDAY)
        checkins.set_values(tx, put_off, opened_at=MONDAY)
        checkins.end_all(tx, placement, checkins.HANDED_OVER, MONDAY)
        for item in (opened, put_off):
            ended = checkins.get(tx, item)
            assert ended is not None and ended.state is CheckInState.SKIPPED
        assert checkins.ids_of(tx, placement, marit) == [opened, put_off]
        assert checkins.plan(tx, placement, nadia, "week4", MONDAY, DAY, ["F1"]) is not None
        assert checkins.ids_of(tx, other, marit) == [kept]
        assert course.unanswered_in_a_row(tx, placement) == 0


def test_a_bubble_that_is_removed_leaves_its_letters_and_nothing_to_tap(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        mine = conversations.stand(tx, marit, Place("status", "", "problem:T4K7"), "a", [], MONDAY)
        conversations.stand(tx, nadia, Place("status", "", "problem:T4K7"), "b", [], MONDAY)
        payload = {"html": "", "buttons": []}
        say = Letter(marit, Verb.SAY, Lane.ANSWER, payload, place=mine.id)
        outbox.post(tx, say, MONDAY)
        assert outbox.waits(tx, mine.id)
        assert outbox.take_back(tx, mine.id, MONDAY)
        assert not outbox.take_back(tx, mine.id, MONDAY) and not outbox.waits(tx, mine.id)
        conversations.remove(tx, mine.id)
        assert conversations.by_key(tx, "a") is None and conversations.by_key(tx, "b")
        assert conversations.of_person(tx, marit) == []
        (row,) = tx.connection.execute(letters.select())
        assert row.place_id is None


def test_what_was_still_to_be_said_about_a_problem_is_taken_back_from_one_person(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        for person, reference in ((marit, "T4K7"), (marit, "B2C3"), (nadia, "T4K7")):
            tell = Letter(person, Verb.TELL, Lane.URGENT, {"html": ""}, reference=reference)
            outbox.post(tx, tell, MONDAY)
        outbox.take_back_about(tx, marit, ["T4K7"], MONDAY)
        assert outbox.counts(tx) == {"replaced": 1, "waiting": 2}


def test_a_closed_placement_is_not_found_and_loads_nobody(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        placement = add(tx, "Bjørk", marit, nadia, nils)
        add(tx, "Gran", marit, nils, nadia)
        found = placements.find_active(tx, placement)
        assert found is not None and found.alias == "Bjørk"
        assert placements.load(tx, nadia, FollowUpModel.HYBRID) == 1
        assert placements.load(tx, nadia, FollowUpModel.CASEWORKER) == 0
        placements.change(tx, placement, closed_at=MONDAY)
        assert placements.find_active(tx, placement) is None
        assert placements.find_active(tx, 99) is None
        assert placements.load(tx, nadia, FollowUpModel.HYBRID) == 0


def test_when_a_seat_changed_last_is_known(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    later = MONDAY + timedelta(days=3)
    with database.begin() as tx:
        placement = add(tx, "Bjørk", marit, nadia, nils)
        assert changes.last(tx, placement, Seat.MENTOR) is None
        changes.note(tx, placement, None, "mentor", marit, nils, MONDAY)
        changes.note(tx, placement, nadia, "mentor", nils, marit, later)
        changes.note(tx, placement, nadia, "model", "hybrid", "caseworker", later)
        assert changes.last(tx, placement, Seat.MENTOR) == later
        assert [each.by for each in changes.of(tx, placement)] == [None, nadia, nadia]
