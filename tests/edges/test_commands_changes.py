"""Placements that change, by command: the same mechanism as by tap."""

from __future__ import annotations

import pytest

from mentorbot.domain.people import Role
from mentorbot.storage import checkins, placements
from tests.edges.office import END, Office, Staff, placing, report


@pytest.fixture
def placed(office: Office, staff: Staff) -> Staff:
    office.json(*placing(staff))
    return staff


def change(office: Office, *words: str) -> list[str]:
    return list(office.json("placements", "change", "1", *words)["changed"])


def listed(office: Office) -> dict[str, object]:
    (row,) = office.json("placements", "list")
    return dict(row)


def test_several_things_change_at_once_and_stand_in_the_history(
    office: Office, placed: Staff
) -> None:
    office.arrives(placed.nils)
    siv = office.add(Role.MENTOR, "Siv Solli")
    nora = office.add(Role.NAV_CONTACT, "Nora Nilsen")
    words = (
        f"--mentor={siv}", f"--nav-contact={nora}", f"--mentor-stand-in={placed.marit}",
        "--model=job_specialist", "--rhythm=2", "--end=28.5.2027", "--follow-on=part_time",
    )  # fmt: skip
    assert change(office, *words) == [
        "mentor", "nav_contact", "mentor_stand_in", "model", "rhythm", "follow_on", "end",
    ]  # fmt: skip
    row = listed(office)
    assert (row["mentor"], row["nav_contact"], row["model"]) == (siv, nora, "job_specialist")
    assert (row["mentor_stand_in"], row["end"], row["hired"]) == (placed.marit, "2027-05-28", False)
    assert (row["rhythm"], row["follow_on"]) == (2, "part_time")
    history = office.json("placements", "history", "1")
    assert [(each["what"], each["before"], each["after"]) for each in history] == [
        ("mentor", placed.marit, siv),
        ("nav_contact", placed.nadia, nora),
        ("mentor_stand_in", None, placed.marit),
        ("model", "hybrid", "job_specialist"),
        ("rhythm", None, "2"),
        ("follow_on", None, "part_time"),
        ("end", "2027-05-07", "2027-05-28"),
    ]
    assert {each["by"] for each in history} == {None}
    with office.begin() as tx:
        planned = checkins.planned_of(tx, 1)
    assert planned is not None and planned.mentor == siv


def test_the_stand_in_of_a_mentor_may_be_nobody_and_hired_closes_nothing(
    office: Office, placed: Staff
) -> None:
    siv = office.add(Role.MENTOR, "Siv Solli")
    change(office, f"--mentor-stand-in={siv}")
    assert change(office, "--mentor-stand-in=none", "--hired") == ["mentor_stand_in", "hired"]
    row = listed(office)
    assert (row["mentor_stand_in"], row["hired"]) == (None, True)


def test_a_rhythm_is_taken_away_again_with_none(office: Office, placed: Staff) -> None:
    change(office, "--rhythm=3")
    change(office, "--rhythm=none")
    assert listed(office)["rhythm"] is None


@pytest.mark.shows("R13", "A rhythm outside the bounds is refused with the reason.")
@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["--mentor=2"], "mentor: this person has another role"),
        (["--mentor=1"], "mentor: it is so already"),
        (["--mentor=99"], "mentor: there is no such person"),
        (["--mentor-stand-in=1"], "the mentor cannot be their own stand-in"),
        (["--mentor-stand-in=Siv"], "must be a person's number"),
        (["--model=hybrid"], "model: it is so already"),
        (["--rhythm=9"], "rhythm: this model allows 1 to 4 weeks"),
        (["--rhythm=often"], "--rhythm must be a number of weeks"),
        (["--model=caseworker", "--rhythm=2"], "in this model the plan is the same for all"),
        ([f"--end={END}"], "end: it is so already"),
        (["--end=8.2.2027"], "the end must come after the start"),
        (["--end=1.2.2027"], "the end must come after the start"),
        (["--end=26.2.2027"], "not lie in the past"),
        (["--end=soon"], "soon is no day"),
        (["--follow-on=more_time"], "more time is a new end date"),
        ([], "name at least one thing to change"),
    ],
)
def test_what_may_not_be_is_refused_with_the_reason_and_changes_nothing(
    words: list[str], fault: str, office: Office, placed: Staff
) -> None:
    before = listed(office)
    told = office.refused("placements", "change", "1", *words)
    assert fault in told[0]
    assert listed(office) == before
    assert office.json("placements", "history", "1") == []


def test_one_fault_keeps_all_the_other_changes_out(office: Office, placed: Staff) -> None:
    told = office.refused("placements", "change", "1", "--hired", "--rhythm=9", "--mentor=2")
    assert len(told) == 3 and told[-1] == "Nothing was changed."
    assert listed(office)["hired"] is False


@pytest.mark.parametrize("seat", ["mentor", "nav-contact", "nav-stand-in"])
def test_no_other_seat_can_be_empty(seat: str, office: Office, placed: Staff) -> None:
    """A placement has one mentor and one NAV contact, always (R01)."""
    office.type("placements", "change", "1", f"--{seat}=none", code=2)
    assert listed(office)["mentor"] == placed.marit


@pytest.mark.shows("R01", "A placement without a NAV contact cannot begin.")
@pytest.mark.parametrize("needed", ["mentor", "nav-contact", "nav-stand-in"])
def test_a_placement_cannot_begin_without_its_people(
    needed: str, office: Office, staff: Staff
) -> None:
    words = [word for word in placing(staff) if not word.startswith(f"--{needed}=")]
    office.type(*words, code=2)
    assert office.json("placements", "list") == []


@pytest.mark.shows("R01", "A second active mentor of one participant is refused.")
def test_a_participant_has_one_mentor_a_second_placement_of_the_alias_is_refused(
    office: Office, placed: Staff
) -> None:
    siv = office.add(Role.MENTOR, "Siv Solli")
    (told,) = office.refused(*placing(placed, mentor=siv))
    assert "Bjørk is taken" in told
    assert listed(office)["mentor"] == placed.marit


def test_more_time_is_given_with_its_end(office: Office, placed: Staff) -> None:
    change(office, "--follow-on=more_time", "--end=2027-06-25")
    assert (listed(office)["end"], listed(office)["follow_on"]) == ("2027-06-25", None)


def test_a_placement_is_closed_only_with_what_comes_after(office: Office, placed: Staff) -> None:
    office.type("placements", "close", "1", code=2)
    assert "more time is a new end" in office.refused(
        "placements", "close", "1", "--follow-on=more_time"
    )[0]  # fmt: skip
    closed = office.json("placements", "close", "1", "--follow-on=permanent")
    assert closed == {"placement": 1, "closed": True, "follow_on": "permanent"}
    assert office.json("placements", "list") == []
    assert [each["what"] for each in office.json("placements", "history", "1")] == [
        "follow_on",
        "closed",
    ]
    with office.begin() as tx:
        assert checkins.planned_of(tx, 1) is None
    told = office.refused("placements", "change", "1", "--hired")
    assert told == ["there is no open placement 1: see `placements list`"]


def test_a_placement_with_an_open_problem_is_not_closed(office: Office, placed: Staff) -> None:
    report(office, placed, "T4K7")
    told = office.refused("placements", "close", "1", "--follow-on=permanent")
    assert "a problem is still open" in told[0]
    with office.begin() as tx:
        assert placements.find_active(tx, 1) is not None


@pytest.mark.shows("R13", "The fifth hybrid placement of one NAV contact is noted.")
def test_the_fifth_hybrid_of_one_nav_contact_is_noted_and_added_all_the_same(
    office: Office, staff: Staff
) -> None:
    """Advice only: the office has said that four are enough (R13)."""
    for alias in ("Bjørk", "Gran", "Furu", "Hegg"):
        assert "enough" not in office.type(*placing(staff, alias=alias)).stderr
    told = office.type(*placing(staff, alias="Selje")).stderr
    assert f"person {staff.nadia} is NAV contact of 5" in told and "4 are enough" in told
    assert len(office.json("placements", "list")) == 5


def test_a_change_that_goes_over_the_cap_is_noted_too(office: Office, staff: Staff) -> None:
    for alias in ("Bjørk", "Gran", "Furu", "Hegg"):
        office.type(*placing(staff, alias=alias))
    office.type(*placing(staff, alias="Selje", model="caseworker"))
    told = office.type("placements", "change", "5", "--model=hybrid").stderr
    assert "4 are enough" in told


def test_a_mentor_who_has_not_come_yet_is_noted(office: Office, placed: Staff) -> None:
    siv = office.add(Role.MENTOR, "Siv Solli")
    told = office.type("placements", "change", "1", f"--mentor={siv}").stderr
    assert f"person {siv} has not used the invitation yet" in told
