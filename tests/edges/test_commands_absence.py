"""`people away` and `people back`: the same as when somebody registers it themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dialogs.table import DIALOGS
from mentorbot.domain.people import Standing
from mentorbot.domain.problems import State
from mentorbot.storage import outbox, people, problems
from tests.edges.office import Office, Staff, placing, report


@pytest.fixture
def placed(office: Office, staff: Staff) -> Staff:
    """Everybody has come, and Nadia has a case that she opened. Who is told is told in words."""
    build = office.house.build
    speaking = replace(office.house, build=lambda *given: replace(build(*given), dialogs=DIALOGS))
    office.house = speaking
    office.json(*placing(staff))
    report(office, staff, "T4K7", State.RECEIVED)
    with office.begin() as tx:
        for person in (staff.marit, staff.nadia, staff.nils, staff.kari):
            come = {"chat_id": 1000 + person, "standing": Standing.ACTIVE, "onboarded": True}
            people.change(tx, person, **come)
    return staff


def owner(office: Office) -> int:
    with office.begin() as tx:
        found = problems.get(tx, "T4K7")
    assert found is not None
    return found.owner


def test_what_waits_goes_to_who_stands_in_and_they_are_told(office: Office, placed: Staff) -> None:
    told = office.json("people", "away", str(placed.nadia), "--until", "8.3.2027")
    assert told == {
        "person": placed.nadia,
        "away_until": "2027-03-08",
        "moved": [{"to": placed.nils, "problems": 1}],
    }
    assert owner(office) == placed.nils
    assert office.person(placed.nadia).paused_until == date(2027, 3, 8)
    with office.begin() as tx:
        assert outbox.counts(tx)["waiting"] == 3, "Nils, Marit's bubble, and a word to Marit"


def test_it_says_so_in_words_too_and_when_nobody_is_there(office: Office, placed: Staff) -> None:
    for person in (placed.nils, placed.kari):
        office.type("people", "away", str(person), "--until", "2027-03-08")
    said = office.type("people", "away", str(placed.nadia), "--until", "2027-03-08").stdout
    assert "away until 2027-03-08" in said and "nobody is there: 1" in said
    assert owner(office) == placed.nadia


def test_back_ends_it_and_moves_nothing_back(office: Office, placed: Staff) -> None:
    office.type("people", "away", str(placed.nadia), "--until", "2027-03-08")
    assert "is back" in office.type("people", "back", str(placed.nadia)).stdout
    back = office.json("people", "back", str(placed.nadia))
    assert back == {"person": placed.nadia, "away_until": None}
    assert office.person(placed.nadia).paused_until is None
    assert owner(office) == placed.nils


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["away", "99", "--until", "2027-03-08"], "there is no person 99"),
        (["back", "99"], "there is no person 99"),
        (["away", "2", "--until", "2027-03-01"], "has come already"),
        (["away", "2", "--until", "soon"], "soon is no day"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    words: list[str], fault: str, office: Office, placed: Staff
) -> None:
    assert fault in office.refused("people", *words)[0]
    assert owner(office) == placed.nadia
    assert office.person(placed.nadia).paused_until is None
