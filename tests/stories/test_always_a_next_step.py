"""Problems go from hand to hand, many at once or after their ladder ended: something follows.

What went wrong here was found by the simulated year (tests/soak/year.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.received import Kind
from mentorbot.services import playing
from mentorbot.services.cues import Cue, opened
from mentorbot.services.deeds import Deed
from mentorbot.storage import problems
from tests.stories.office import Office
from tests.stories.town import Phone

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}


@pytest.fixture
def office(office_at: Callable[..., Office]) -> Office:
    return office_at(TUESDAY, **LATER)


def planned(office: Office, reference: str) -> list[tuple[str, str]]:
    return [(tell, how) for tell, how, state, _ in office.fired(reference) if state == "planned"]


def comes_back(phone: Phone) -> None:
    phone.chat.fault = None
    phone.does(Kind.UNBLOCKED)


def test_who_gets_it_from_a_coordinator_on_leave_is_reminded_too(office: Office) -> None:
    reference = office.report()
    while office.problem(reference).owner != office.kari.person:
        office.town.later(hours=1)
    assert planned(office, reference) == []
    office.kari.says("/pause")
    until = office.town.parts.calendar.today(office.town.now) + timedelta(weeks=1)
    office.kari.chooses("settings.until", weeks=1, until=until)
    assert office.problem(reference).owner == office.nadia.person
    assert ("coordinator", "handover") in planned(office, reference)
    before = len(office.nadia.chat.sent())
    office.town.later(days=3)
    assert any(reference in each.html for each in office.nadia.chat.sent()[before:])


def test_whom_a_ladder_without_coordinators_finds_has_it_for_a_time_only(office: Office) -> None:
    everybody = (office.nadia, office.nils, office.kari)
    for phone in everybody:
        phone.blocks()
    reference = office.report("P03")
    comes_back(office.nils)
    office.town.later(days=1)
    assert office.problem(reference).owner == office.nils.person
    assert planned(office, reference) == [("coordinator", "handover")]
    comes_back(office.kari)
    office.town.until(office.problem(reference).deadline - timedelta(minutes=1))
    assert office.problem(reference).owner == office.nils.person
    office.town.later(minutes=2)
    assert office.problem(reference).owner == office.kari.person


def test_whoever_has_many_problems_can_go_on_leave(office: Office) -> None:
    first = office.problem(office.report())
    with office.town.tx() as tx:
        for number in range(40):
            problems.add(tx, replace(first, reference=f"M{number:04}"), [])
    office.nadia.says("/pause")
    until = office.town.parts.calendar.today(office.town.now) + timedelta(weeks=1)
    office.nadia.chooses("settings.until", weeks=1, until=until)
    owners = {office.problem(reference).owner for reference in office.references()}
    assert owners == {office.nils.person}
    assert all(planned(office, reference) for reference in office.references())


def test_what_sets_itself_off_without_end_is_stopped(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again(deed: Deed, *_facts: object) -> list[Cue]:
        return [opened(deed.person.id, "overview", "", "monday")]

    monkeypatch.setattr("mentorbot.services.recording.record", again)
    with pytest.raises(playing.Runaway), office.town.tx() as tx:
        playing.play(
            tx, office.town.parts, opened(office.kari.person, "overview", "", "monday"),
            office.town.now,
        )  # fmt: skip
