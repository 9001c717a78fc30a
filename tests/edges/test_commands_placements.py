"""Placements, one by one and from a spreadsheet."""

from __future__ import annotations

from datetime import datetime

import pytest

from mentorbot.domain.people import Role
from mentorbot.storage import checkins, people, placements
from tests.edges.office import (
    END,
    HEADER,
    MONDAY,
    START,
    Office,
    Staff,
    placing,
)


def test_a_placement_is_added_with_its_next_check_in(office: Office, staff: Staff) -> None:
    office.arrives(staff.nadia)
    assert office.json(*placing(staff)) == {"placement": 1}
    (row,) = office.json("placements", "list")
    assert row["alias"] == "Bjørk"
    assert (row["start"], row["end"], row["week"]) == ("2027-02-08", "2027-05-07", 4)
    assert datetime.fromisoformat(row["next_checkin"]) > MONDAY
    assert "workplace" not in row
    with office.begin() as tx:
        planned = checkins.planned_of(tx, 1)
        assert people.inviter_name(tx, staff.marit) == "Nadia Nes"
    assert planned is not None
    assert planned.due_at.isoformat() == row["next_checkin"]


def test_it_waits_for_nav_and_says_so(office: Office, staff: Staff) -> None:
    waits = [staff.nadia, staff.nils]
    assert office.json(*placing(staff)) == {"placement": 1, "waits_for": waits}
    told = office.type(*placing(staff, alias="Elv")).stderr
    begins = f"check-ins begin when person {staff.nadia} or {staff.nils} at NAV has opened"
    assert f"Elv waits: {begins}" in told
    listed = office.type("placements", "list", "--json")
    assert f"Bjørk waits: {begins}" in listed.stderr
    assert [row["waits_for"] for row in office.json("placements", "list")] == [waits, waits]
    file = office.folder / "placements.csv"
    file.write_text(HEADER + rows(staff, "Fjell"), encoding="utf-8-sig")
    imported = office.type("placements", "import", str(file), "--dry-run")
    assert f"Fjell waits: {begins}" in imported.stderr


def test_who_invited_a_mentor_is_not_changed_by_a_placement(office: Office, staff: Staff) -> None:
    siv = office.add(Role.MENTOR, "Siv Solli", "--by", str(staff.kari))
    office.json(*placing(staff, mentor=siv))
    with office.begin() as tx:
        assert people.inviter_name(tx, siv) == "Kari Kvam"


def test_days_may_be_written_as_in_norway(office: Office, staff: Staff) -> None:
    office.json(*placing(staff, start="8.2.2027", end="07.05.2027"))
    with office.begin() as tx:
        placement = placements.get(tx, 1)
    assert (placement.start, placement.end) == (START, END)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"alias": "Marit"}, "Marit is the name of somebody here"),
        ({"alias": "Blå nygård"}, "Nygård is the name of somebody here"),
        ({"alias": "Per 2"}, "letters, spaces and hyphens only"),
        ({"alias": "per@nav"}, "letters, spaces and hyphens only"),
        ({"alias": ""}, "letters, spaces and hyphens only"),
        ({"alias": "B" * 41}, "at most 40"),
        ({"mentor": 2}, "the mentor, person 2, is a NAV contact and not a mentor"),
        ({"nav_contact": 1}, "the NAV contact, person 1, is a mentor and not a NAV contact"),
        ({"nav_stand_in": 99}, "the NAV stand-in, person 99, does not exist"),
        ({"mentor_stand_in": 3}, "the mentor stand-in, person 3, is a NAV contact"),
        ({"mentor_stand_in": 1}, "the mentor cannot be their own stand-in"),
        ({"end": START}, "the end must come after the start"),
        ({"start": "next week"}, "next week is no day"),
        ({"start": "31.2.2027"}, "31.2.2027 is no day"),
        ({"workplace": " "}, "the workplace needs a name"),
    ],
)
def test_a_placement_with_a_fault_is_not_added(
    changes: dict[str, object], fault: str, office: Office, staff: Staff
) -> None:
    (told,) = office.refused(*placing(staff, **changes))
    assert fault in told
    assert office.json("placements", "list") == []


@pytest.mark.shows("R49", "A placement is known by an alias that exists once.")
def test_an_alias_that_is_taken_is_refused_kindly(office: Office, staff: Staff) -> None:
    office.json(*placing(staff, alias="Blå Ørn"))
    assert office.refused(*placing(staff, alias="BLÅ  ØRN")) == [
        "BLÅ ØRN is taken by another placement: choose another alias"
    ]


def test_what_is_probably_not_meant_is_said(office: Office, staff: Staff) -> None:
    told = office.type(*placing(staff, nav_stand_in=staff.nadia)).stderr
    assert "no real stand-in" in told
    told = office.type(*placing(staff, alias="Elv", start="2026-01-05", end="2026-02-05")).stderr
    assert "has ended already" in told


def rows(staff: Staff, *aliases: str) -> str:
    people = f"{staff.marit},{staff.nadia},{staff.nils}"
    return "".join(f"{alias},hybrid,{people},{START},{END},Bakeriet\n" for alias in aliases)


def test_a_file_of_placements_is_imported(office: Office, staff: Staff) -> None:
    file = office.folder / "placements.csv"
    office.arrives(staff.nils)
    file.write_text(HEADER + rows(staff, "Bjørk", "Elv") + "\n", encoding="utf-8-sig")
    assert office.json("placements", "import", str(file)) == {"placements": [1, 2]}
    listed = office.json("placements", "list")
    assert [(row["alias"], bool(row["next_checkin"])) for row in listed] == [
        ("Bjørk", True),
        ("Elv", True),
    ]


def test_a_norwegian_spreadsheets_file_is_imported_too(office: Office, staff: Staff) -> None:
    file = office.folder / "placements.csv"
    text = (HEADER + rows(staff, "Bjørk")).replace(",", ";").replace("2027-02-08", "8.2.2027")
    file.write_bytes(text.replace("\n", "\r\n").encode())
    assert office.json("placements", "import", str(file)) == {"placements": [1]}


def test_a_dry_run_says_what_would_be_added_and_adds_nothing(office: Office, staff: Staff) -> None:
    file = office.folder / "placements.csv"
    file.write_text(HEADER + rows(staff, "Bjørk", "Elv"))
    assert (
        "2 placements could be added"
        in office.type("placements", "import", str(file), "--dry-run").stderr
    )
    assert office.json("placements", "list") == []


def test_one_faulty_row_keeps_the_whole_file_out_and_every_fault_is_told(
    office: Office, staff: Staff
) -> None:
    file = office.folder / "placements.csv"
    bad = f"Fjell,hybrd,x,{staff.marit},{staff.nils},tomorrow,{END},Bakeriet\n"
    file.write_text(HEADER + rows(staff, "Bjørk", "Marit") + bad + rows(staff, "bjørk"))
    assert office.refused("placements", "import", str(file)) == [
        "row 3: Marit is the name of somebody here: choose another alias",
        "row 4: model: must be one of caseworker, hybrid, job_specialist",
        "row 4: mentor: must be a person's number, as in `people list`",
        "row 4: start: tomorrow is no day: write 2027-02-08 or 8.2.2027",
        "row 5: bjørk is taken by another placement: choose another alias",
        "Nothing was added.",
    ]
    assert office.json("placements", "list") == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "the file is empty"),
        (b"alias,model\nElv,hybrid\n", "the header lacks mentor"),
        (HEADER.encode().replace(b"alias", b"name"), "the header lacks alias"),
        (HEADER.encode().replace(b"start", b"start,end"), "the header has end twice"),
        (HEADER.encode() + b"Elv,hybrid\n", "row 2 has 2 cells, the header has 8"),
        (HEADER.encode() + "Bjørk,x".encode("cp1252"), "is not UTF-8"),
        (HEADER.encode() + b'"Elv,hybrid\n', "unexpected end of data"),
    ],
)
def test_a_file_that_is_no_table_of_placements_is_refused(
    content: bytes, fault: str, office: Office, staff: Staff
) -> None:
    file = office.folder / "placements.csv"
    file.write_bytes(content)
    assert fault in "\n".join(office.refused("placements", "import", str(file)))


def test_a_file_that_is_not_there_is_refused(office: Office) -> None:
    assert "cannot be read" in office.refused("placements", "import", "nowhere.csv")[0]
