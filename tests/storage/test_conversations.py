"""Where everybody stands: one bubble per person, dialog and subject."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mentorbot.domain.conversation import Place
from mentorbot.domain.people import PersonId
from mentorbot.storage import conversations
from mentorbot.storage.conversations import Choice
from mentorbot.storage.database import Database
from mentorbot.storage.tables import places
from tests.cast import MONDAY

MINUTE = timedelta(minutes=1)
CHOICES = [Choice("checkin", "checkin:1", "answer", "good"), Choice("report", "", "start", "")]
ASKED = Place("checkin", "asked", "checkin:1", {"question": "F1"})


def test_a_place_comes_back_with_what_its_buttons_mean(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        made = conversations.stand(tx, marit, ASKED, "key-1", CHOICES, MONDAY)
    with database.begin() as tx:
        found = conversations.by_key(tx, "key-1")
        assert found == made == conversations.by_id(tx, made.id)
        assert found == conversations.at(tx, marit, "checkin", "checkin:1")
    assert found is not None
    assert (found.place, found.choices, found.person) == (ASKED, tuple(CHOICES), marit)


def test_a_later_place_takes_over_the_bubble_and_old_buttons_mean_nothing(
    database: Database, marit: PersonId
) -> None:
    with database.begin() as tx:
        first = conversations.stand(tx, marit, ASKED, "key-1", CHOICES, MONDAY)
        conversations.shown(tx, first.id, 55)
        later = conversations.stand(tx, marit, ASKED.at("hardest"), "key-2", [], MONDAY)
        assert (later.id, later.message_id) == (first.id, 55)
        assert conversations.by_key(tx, "key-1") is None
        found = conversations.at(tx, marit, ASKED.dialog, ASKED.subject)
    assert found is not None
    assert found.place.state == "hardest"


def test_a_dialog_that_learns_its_subject_keeps_its_bubble(
    database: Database, marit: PersonId
) -> None:
    report = Place("report", "category")
    with database.begin() as tx:
        first = conversations.stand(tx, marit, report, "key-1", [], MONDAY)
        waiting = Place("status", "waiting", "problem:T4K7M")
        later = conversations.stand(tx, marit, waiting, "key-2", [], MONDAY, taken_from=first.id)
        assert later.id == first.id
        assert conversations.at(tx, marit, "report", "") is None


def test_two_subjects_are_two_bubbles_and_so_are_two_people(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    other = Place("checkin", "asked", "checkin:2")
    with database.begin() as tx:
        made = [
            conversations.stand(tx, marit, ASKED, "key-1", [], MONDAY),
            conversations.stand(tx, marit, other, "key-2", [], MONDAY),
            conversations.stand(tx, nadia, ASKED, "key-3", [], MONDAY),
        ]
    assert len({bubble.id for bubble in made}) == 3


def test_a_key_can_mean_one_bubble_only(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        conversations.stand(tx, marit, ASKED, "key-1", [], MONDAY)
    with pytest.raises(IntegrityError), database.begin() as tx:
        conversations.stand(tx, nadia, ASKED, "key-1", [], MONDAY)


def test_the_newest_place_that_listens_gets_what_is_typed(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    words = Place("report", "words", listens=True)
    note = Place("status", "note", "problem:T4K7M", listens=True)
    with database.begin() as tx:
        conversations.stand(tx, marit, note, "key-1", [], MONDAY + MINUTE)
        conversations.stand(tx, marit, words, "key-2", [], MONDAY)
        conversations.stand(tx, nadia, words, "key-3", [], MONDAY + 2 * MINUTE)
        found = conversations.listening(tx, marit)
        assert found is not None
        assert found.place.dialog == "status"
        conversations.hush(tx, marit)
        assert conversations.listening(tx, marit) is None
        assert conversations.listening(tx, nadia) is not None


def test_a_message_left_behind_is_not_edited_again(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        bubble = conversations.stand(tx, marit, ASKED, "key-1", [], MONDAY)
        conversations.shown(tx, bubble.id, 55)
        conversations.forget_message(tx, bubble.id)
        left = conversations.by_id(tx, bubble.id)
    assert left is not None
    assert left.message_id is None


def test_what_a_dialog_remembers_is_sealed(database: Database, marit: PersonId) -> None:
    place = Place("report", "preview", data={"wording": "Hun er redd for sjefen"})
    with database.begin() as tx:
        conversations.stand(tx, marit, place, "key-1", [], MONDAY)
        stored = tx.connection.execute(select(places.c.data)).scalar_one()
    assert b"redd" not in stored
