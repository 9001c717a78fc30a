"""Three hundred check-ins are due at once, and an escalation and an answer still leave first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mentorbot.domain.people import Language, Role
from mentorbot.domain.received import Kind, Received
from mentorbot.services import checking_in, delivering, escalating, ticking
from mentorbot.services.delivering import Delivery
from mentorbot.services.messenger import NotSent
from mentorbot.storage import people
from mentorbot.storage.outbox import Lane, Posted
from mentorbot.storage.tables import checkins
from tests.stories.office import Office
from tests.stories.town import Phone, Town

DUE = datetime(2027, 3, 5, 12, 0, tzinfo=UTC)
MENTORS = 300
HELP = Received(Kind.COMMAND, 0, "", "help", language_tag="nb")


@pytest.fixture
def crowd(town: Town) -> Office:
    """Three hundred mentors besides Marit, all asked at the same hour."""
    office = Office.of(town)
    with town.tx() as tx:
        ids = [people.add(tx, Role.MENTOR, f"Mentor {n}", town.now) for n in range(MENTORS)]
        for who in ids:
            people.settle(tx, who, 5000 + who, Language.NB)
            people.change(tx, who, onboarded=True)
    for who in ids:
        mentor = Phone(town, who, 5000 + who)
        town.placement(mentor, office.nadia, office.nils, alias=f"Alias {who}")
    return office


def test_an_escalation_and_an_answer_leave_before_three_hundred_checkins(crowd: Office) -> None:
    town = crowd.town
    reference = crowd.report("P08")
    town.now = DUE
    while checking_in.open_due(town.parts, town.now):
        pass
    assert [row.state for row in town.rows(checkins)].count("open") == checking_in.MOST_WAITING
    escalating.climb_overdue(town.parts, town.now)
    # Somebody asked for help, and the first try to answer failed.
    crowd.nils.chat.fault = NotSent()
    crowd.town.turn(town.keep(HELP), replace(HELP, chat_id=crowd.nils.chat_id))
    town.now += timedelta(seconds=2)
    first = delivering.claim(town.parts, town.now, 8)
    lanes = [letter.letter.lane for letter in first]
    assert lanes[:3] == [Lane.URGENT, Lane.URGENT, Lane.ANSWER] and set(lanes[3:]) == {Lane.CHECKIN}
    assert {letter.letter.person for letter in first[:3]} == {
        crowd.marit.person, crowd.nadia.person, crowd.nils.person,
    }  # fmt: skip
    assert crowd.problem(reference).state == "sent"
    assert len({letter.chat_id for letter in first}) == len(first), "one a chat at a time"


def test_one_call_opens_so_few_that_nobody_waits_long_for_their_turn(crowd: Office) -> None:
    crowd.town.now = DUE
    assert checking_in.open_due(crowd.town.parts, DUE) == checking_in.AT_ONCE <= 20


def test_no_more_are_opened_than_can_be_sent_and_the_rest_follow(crowd: Office) -> None:
    town = crowd.town
    town.now = DUE
    town.do_what_is_due()
    assert ticking.next_moment(town.parts, DUE) == DUE + checking_in.LOOKS_AGAIN
    for letter in delivering.claim(town.parts, DUE, 10):
        delivering.settle(town.parts, letter, Delivery(message_id=1), DUE)
    assert town.do_what_is_due() == 10
    opened = [row for row in town.rows(checkins) if row.opened_at is not None]
    assert len(opened) == checking_in.MOST_WAITING + 10


def test_letters_that_will_not_go_hold_up_no_other_checkin(crowd: Office) -> None:
    town = crowd.town
    for chat in range(5000, 5000 + 2 * MENTORS):
        town.phones.chat(chat).fault = NotSent()
    town.until(DUE)
    assert [row.state for row in town.rows(checkins)].count("open") == MENTORS + 1


def carried(letters: list[Posted]) -> list[Lane]:
    return [letter.letter.lane for letter in letters]


def test_every_checkin_leaves_once_and_in_the_order_it_was_due(crowd: Office) -> None:
    crowd.town.until(DUE)
    sent = [len(crowd.town.phones.chat(chat).sent()) for chat in crowd.town.phones.chats
            if chat > 5000]  # fmt: skip
    assert len(sent) == MENTORS and set(sent) == {1}
    assert carried(delivering.claim(crowd.town.parts, DUE, 8)) == []
