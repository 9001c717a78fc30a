"""`retention`, `export`, `erase`, `audit`: what whoever runs mentorbot does with what is kept."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from mentorbot.domain.problems import State
from mentorbot.storage import audit, outbox, people, placements, queue
from mentorbot.storage.outbox import Lane, Letter, Verb
from mentorbot.storage.tables import audit as entries
from mentorbot.storage.tables import placements as table
from tests.edges.office import MONDAY, Office, Staff, placing, report

WORDS = "Hun er redd for sjefen"


@pytest.fixture
def bjork(office: Office, staff: Staff) -> int:
    return int(office.json(*placing(staff))["placement"])


def noted(office: Office, action: str) -> list[str]:
    with office.begin() as tx:
        found = tx.connection.execute(entries.select().where(entries.c.action == action))
        return [row.subject for row in found]


def closed(office: Office, staff: Staff) -> None:
    report(office, staff, "T4K7M", State.CLOSED)


# --- export


def test_a_placement_is_handed_out_in_plain_norwegian(
    office: Office, staff: Staff, bjork: int
) -> None:
    report(office, staff, "T4K7M")
    told = office.type("export", "placement", str(bjork)).stdout
    for words in ("Bjørk", "Bakeriet på hjørnet", "Hybridmodellen", "T4K7M", WORDS):
        assert words in told, words
    for name in ("Marit", "Nadia", "Nils", "Kari", "<b>"):
        assert name not in told, name
    assert noted(office, "placement.exported") == [f"placement:{bjork}"]


def test_a_person_is_handed_out_in_their_language(office: Office, staff: Staff, bjork: int) -> None:
    with office.begin() as tx:
        people.change(tx, staff.marit, language="en")
    report(office, staff, "T4K7M")
    told = office.type("export", "person", str(staff.marit)).stdout
    assert "Name: Marit" in told and WORDS in told and "Nadia" not in told
    assert "Navn: Marit" in office.type(
        "export", "person", str(staff.marit), "--language", "nb"
    ).stdout  # fmt: skip
    assert WORDS not in office.type("export", "person", str(staff.nadia)).stdout


def test_every_row_is_there_for_a_machine(office: Office, staff: Staff, bjork: int) -> None:
    report(office, staff, "T4K7M")
    found = json.loads(office.type("export", "placement", str(bjork), "--json").stdout)
    (problem,) = found["tables"]["problems"]
    assert (problem["reference"], problem["wording"]) == ("T4K7M", WORDS)
    assert (problem["mentor_id"], problem["owner_id"]) == ("mentor", "nav_contact")
    assert len(found["tables"]["rungs"]) == 2
    assert found["left_out"]


def test_a_file_is_new_and_its_owners_only(
    office: Office, staff: Staff, bjork: int, tmp_path: Path
) -> None:
    file = tmp_path / "out.txt"
    office.type("export", "person", str(staff.marit), "--to", str(file))
    assert "Marit" in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    again = office.type("export", "person", str(staff.nadia), "--to", str(file), code=2)
    assert "is there already" in again.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize("kind", ["placement", "person"])
def test_what_is_not_there_is_neither_handed_out_nor_erased(office: Office, kind: str) -> None:
    assert f"no {kind} 99" in office.type("export", kind, "99", code=2).stderr
    assert f"no {kind} 99" in office.type("erase", kind, "99", "--yes", code=2).stderr


# --- erase


def test_an_open_problem_ends_with_a_human_first(office: Office, staff: Staff, bjork: int) -> None:
    report(office, staff, "T4K7M")
    refused = office.type("erase", "placement", str(bjork), "--yes", code=1)
    assert "T4K7M is open" in refused.stderr and f"person {staff.nadia} has it" in refused.stderr
    with office.begin() as tx:
        assert placements.exists(tx, bjork)


def test_what_goes_is_shown_and_nothing_goes_without_a_yes(
    office: Office, staff: Staff, bjork: int
) -> None:
    closed(office, staff)
    asked = office.type("erase", "placement", str(bjork), code=1, stdin="n\n")
    assert "goes   problems" in asked.stdout and "stays  log" in asked.stdout
    with office.begin() as tx:
        assert placements.exists(tx, bjork)
    office.type("erase", "placement", str(bjork), stdin="y\n")
    with office.begin() as tx:
        assert not placements.exists(tx, bjork)
    assert noted(office, "placement.erased") == [f"placement:{bjork}"]


def test_an_erased_mentor_is_a_number_that_nothing_can_be_handed_out_about(
    office: Office, staff: Staff, bjork: int
) -> None:
    closed(office, staff)
    done = office.json("erase", "person", str(staff.marit), "--yes")
    assert done["erased"] is True and done["stays"]["placements"] > 0
    assert all(row["name"] != "Marit Mo" for row in office.json("people", "list"))
    office.type("export", "person", str(staff.marit), code=2)
    told = office.type("export", "placement", str(bjork)).stdout
    assert "Marit" not in told and WORDS not in told
    assert "wrong" not in office.type("doctor").stdout


def test_somebody_at_nav_is_replaced_first(office: Office, staff: Staff, bjork: int) -> None:
    refused = office.type("erase", "person", str(staff.nadia), "--yes", code=1)
    assert f"placements change {bjork}" in refused.stderr


# --- retention


def test_what_is_due_is_said_before_it_goes(
    office: Office, staff: Staff, bjork: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed(office, staff)
    assert not office.json("retention", "--dry-run")["rows"].get("problems")
    with office.begin() as tx:
        long_ago = MONDAY.date() - timedelta(days=2000)
        tx.connection.execute(table.update().values(start=long_ago, end=long_ago))
    due = office.json("retention", "--dry-run")
    assert due["dry_run"] and due["rows"]["problems"] == 3 and due["rows"]["placements"] == 1
    assert due["kept_days"]["problems"] == 92
    done = office.json("retention")["rows"]
    assert (done["problems"], done["placements"]) == (3, 1)
    assert "problems" not in office.json("retention")["rows"]
    assert noted(office, "retention.done")


def test_the_doctor_says_in_whose_chat_words_still_stand(office: Office, staff: Staff) -> None:
    with office.begin() as tx:
        letter = Letter(staff.nadia, Verb.FORGET, Lane.DIGEST, message_id=7)
        item = outbox.post(tx, letter, MONDAY, leased_until=MONDAY)
        queue.end_failed(tx, item, MONDAY, "Refused")
    assert f"1 of person {staff.nadia}" in office.type("doctor").stdout


# --- audit


def test_an_untouched_log_verifies(office: Office, staff: Staff) -> None:
    found = office.json("audit", "verify")
    assert found["faults"] == [] and found["rows"] == found["last"] > 0
    assert "was touched" not in office.type("doctor").stdout


def test_a_touched_log_is_told_with_its_entry(office: Office, staff: Staff) -> None:
    with office.begin() as tx:
        audit.note(tx, 1, "wording.read", "problem:T4K7M", MONDAY)
    with office.begin() as tx:
        tx.connection.execute(text("DROP TRIGGER audit_no_change"))
        tx.connection.execute(text("UPDATE audit SET actor_id = 2 WHERE number = 2"))
    found = office.type("audit", "verify", "--json", code=1)
    assert json.loads(found.stdout)["faults"] == [{"number": 2, "wrong": "changed"}]
    assert "entry 2: was changed" in office.type("audit", "verify", code=1).stdout
    assert "audit verify" in office.type("doctor", code=1).stdout


@pytest.mark.parametrize(
    "command", [("retention",), ("export", "person"), ("erase", "placement"), ("audit", "verify")]
)
def test_each_says_what_it_does(office: Office, command: tuple[str, ...]) -> None:
    assert "Usage" in office.type(*command, "--help").stdout
