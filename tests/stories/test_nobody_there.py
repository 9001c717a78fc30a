"""A problem whose receivers are away, blocked or missing: it never waits for nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from mentorbot.domain.people import Standing
from mentorbot.domain.problems import State
from mentorbot.domain.received import Kind
from mentorbot.services import auditing
from mentorbot.services.messenger import Unreachable
from mentorbot.storage import people
from mentorbot.storage.outbox import Lane
from mentorbot.storage.rungs import planned as rungs_of
from mentorbot.storage.tables import rungs
from tests.stories.office import Office
from tests.stories.town import Phone

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
FRIDAY_NIGHT = datetime(2027, 3, 12, 23, 0, tzinfo=UTC)
MONDAY_NOON = datetime(2027, 3, 15, 11, 0, tzinfo=UTC)
CLIMBING = ("notice", "reminder", "handover")


@pytest.fixture
def office(office_at: Callable[..., Office]) -> Office:
    return office_at(TUESDAY, **LATER)


def paused(phone: Phone, until: date) -> None:
    with phone.town.tx() as tx:
        people.change(tx, phone.person, paused_until=until)


def test_the_contact_turns_out_to_be_unreachable_and_the_stand_in_has_it_at_once(
    office: Office,
) -> None:
    office.nadia.chat.fault = Unreachable()
    reference = office.report()
    assert office.problem(reference).owner == office.nils.person
    assert "Jeg fikk ikke tak i den som hadde den" in office.nils.last
    assert "Jeg fikk ikke tak i den som hadde sak" in office.marit.last


def test_the_contact_blocks_the_bot_with_a_problem_in_hand(office: Office) -> None:
    reference = office.report()
    office.nadia.blocks()
    assert office.problem(reference).owner == office.nils.person
    assert len(office.nils.chat.sent()) == 1


def test_everybody_on_the_ladder_blocks_the_bot_one_after_the_other(office: Office) -> None:
    reference = office.report()
    for phone in (office.nadia, office.nils):
        phone.blocks()
    assert office.problem(reference).owner == office.kari.person
    states = [state for _, _, state, _ in office.fired(reference)]
    assert states == ["fired", "skipped", "fired", "fired"]


def test_a_contact_on_holiday_is_not_waited_for(office: Office) -> None:
    paused(office.nadia, date(2027, 3, 29))
    reference = office.report()
    assert office.problem(reference).owner == office.nils.person
    office.nils.chooses("followup.see")
    office.nils.chooses("followup.answered")
    office.town.until(datetime(2027, 3, 26, 12, 0, tzinfo=UTC))
    assert office.nadia.chat.sent() == []
    states = [state for _, kind, state, _ in office.fired(reference) if kind in CLIMBING]
    assert states == ["fired", *["cancelled"] * 3]


def test_nobody_is_reachable_the_audit_says_so_and_it_is_tried_again(office: Office) -> None:
    for phone in (office.nadia, office.nils, office.kari):
        phone.blocks()
    reference = office.report()
    assert office.town.noted("problem.nobody_left")
    assert [state for _, _, state, _ in office.fired(reference)] == [*["skipped"] * 3, "planned"]
    office.kari.chat.fault = None
    office.kari.does(Kind.UNBLOCKED)
    office.town.later(days=1)
    assert office.problem(reference).owner == office.kari.person
    assert "Denne saken er din nå" in office.kari.last


def test_the_last_owner_blocks_the_bot_and_the_audit_says_so(office: Office) -> None:
    reference = office.report()
    office.town.later(days=20)
    assert office.problem(reference).owner == office.kari.person
    office.kari.blocks()
    assert office.problem(reference).owner == office.nadia.person, "a human is better than none"
    for phone in (office.nadia, office.nils):
        phone.blocks()
    assert [row.subject for row in office.town.noted("problem.nobody_left")] == [
        f"problem:{reference}"
    ]


def test_an_office_without_a_coordinator_says_so_in_the_audit(office: Office) -> None:
    with office.town.tx() as tx:
        people.change(tx, office.kari.person, standing=Standing.STOPPED)
    reference = office.report()
    office.town.later(days=20)
    assert office.problem(reference).owner == office.nils.person
    assert office.town.noted("problem.nobody_left")


def test_a_stopped_contact_counts_as_not_there(office: Office) -> None:
    office.nadia.says("/stop")
    reference = office.report()
    assert office.problem(reference).owner == office.nils.person


def test_the_contact_comes_back_to_a_problem_that_has_moved_on(office: Office) -> None:
    """What was said meanwhile never arrived, so the button is an old one, and says so."""
    reference = office.report()
    office.nadia.blocks()
    office.nadia.chat.fault = None
    office.town.later(minutes=5)
    office.nadia.chooses("followup.see")
    assert office.nadia.chat.toasts == [office.town.toast("common.old_button")]
    assert office.problem(reference).owner == office.nils.person
    with office.town.tx() as tx:
        assert people.get(tx, office.nadia.person).standing is Standing.ACTIVE


def test_words_that_were_read_are_deleted_although_the_reader_stopped(office: Office) -> None:
    marit = office.marit
    marit.says("/report")
    marit.chooses("group.at_work")
    marit.chooses("category.P03")
    marit.chooses("report.next")
    marit.chooses("common.skip")
    marit.chooses("report.add_words")
    marit.says("Hylla i kjelleren er for tung")
    marit.chooses("report.send")
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.read_words")
    assert office.nadia.sees("Hylla i kjelleren")
    office.nadia.says("/stop")
    office.town.later(hours=45)
    assert office.nadia.sees("Hylla i kjelleren")
    office.town.later(hours=1)
    assert not office.nadia.sees("Hylla i kjelleren")


def test_rungs_that_wait_are_only_those_of_problems_that_wait(office: Office) -> None:
    first, second = office.report(), office.report("P08")
    office.nadia.chooses("followup.see")
    office.town.later(days=20)
    waiting = {row.reference for row in office.town.rows(rungs) if row.state == "planned"}
    assert waiting == set()
    assert {first, second} == set(office.references())
    assert Lane.URGENT < Lane.ANSWER


def test_a_contact_who_stops_leaves_nothing_lying_and_the_stand_in_hears_once(
    office: Office,
) -> None:
    references = [office.report(), office.report("P08")]
    office.nadia.chooses("followup.see")
    before = len(office.nils.chat.sent())
    office.nadia.says("/stop")
    office.town.settle()
    assert [office.problem(each).owner for each in references] == [office.nils.person] * 2
    [told] = office.nils.chat.sent()[before:]
    assert all(reference in told.html for reference in references)
    assert "Nadia Nes</b>" not in office.nadia.last and "Nadia" in office.kari.last
    assert "går videre til en kollega" in office.nadia.last


@pytest.mark.parametrize("wakes", [FRIDAY_NIGHT, MONDAY_NOON])
@pytest.mark.parametrize("is_left", ["contact", "stand-in", "nobody", "who was given it"])
def test_after_an_outage_the_whole_ladder_is_due_and_none_of_it_is_lost(
    office: Office, wakes: datetime, is_left: str
) -> None:
    """Nobody is there whom its last rung tells: it is tried again, whatever the others came to."""
    town, reference = office.town, office.report()
    gone = {"stand-in": [office.nadia], "nobody": [office.nadia, office.nils]}
    if is_left == "who was given it":
        office.nadia.chooses("followup.see")
        office.nadia.says("/stop")
    with town.tx() as tx:
        for phone in (office.kari, *gone.get(is_left, [])):
            people.change(tx, phone.person, standing=Standing.UNREACHABLE)
    town.now = wakes
    for _ in range(4):
        town.settle()
        assert office.problem(reference).state is State.SENT
        with town.tx() as tx:
            waiting = rungs_of(tx, reference)
        assert waiting and all(rung.due_at > town.now for rung in waiting)
        assert not auditing.audit(town.parts, town.now, wakes)
        town.later(days=1)
    assert bool(office.told(office.nils)) == (is_left != "nobody")
