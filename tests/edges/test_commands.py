"""Commands on people, problems and content, typed as a person or a script types them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language, Person, Role
from mentorbot.domain.problems import State
from mentorbot.edges.commands import invitation
from mentorbot.services.inviting import Invitation
from mentorbot.storage import audit, people
from tests.edges.office import (
    MONDAY,
    Office,
    Staff,
    placing,
    report,
)

# People and invitations.


def test_a_person_is_added_with_an_invitation_that_works_once(office: Office) -> None:
    added = office.json(
        "people", "add", "--role", "mentor", "--name", "Marit Mo",
        "--phone", "900 00 001", "--email", "marit@example.no", "--language", "nn",
    )  # fmt: skip
    invite = added["invite"]
    assert set(invite) == {"url", "code", "expires"}
    assert invite["url"] == f"https://t.me/mentorbot?start={invite['code']}"
    expires = datetime.fromisoformat(invite["expires"])
    assert expires - MONDAY == pytest.approx(timedelta(days=14), abs=timedelta(minutes=5))
    person = office.person(added["person"])
    assert (person.name, person.phone, person.email) == (
        "Marit Mo",
        "+4790000001",
        "marit@example.no",
    )
    assert person.language is Language.NN
    with office.begin() as tx:
        assert people.use_invite(tx, invite["code"], MONDAY) == person.id
        assert people.use_invite(tx, invite["code"], MONDAY) is None
        assert [row.action for row in audit.about(tx, f"person:{person.id}")] == [
            "person.added",
            "person.invited",
        ]


def test_without_json_the_invitation_can_be_pasted(office: Office) -> None:
    office.add(Role.COORDINATOR, "Kari Kvam")
    words = ["people", "add", "--role", "nav_contact", "--name", "Nadia Nes", "--by", "1"]
    result = office.type(*words)
    assert result.stdout.startswith("Hei, Nadia!")
    assert "Kari Kvam" in result.stdout
    assert "https://t.me/mentorbot?start=" in result.stdout
    assert "Person 2" in result.stderr


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("inviter", ["", "Kari Kvam"])
def test_every_role_is_invited_with_a_link_and_a_last_hour(
    role: Role, inviter: str, book: Book
) -> None:
    person = Person(1, role, "Siv Marie Solli", Language.NB)
    invited = Invitation(1, "the-code", MONDAY)
    words = invitation.words(book, person, inviter, invited, "mentorbot")
    assert words.startswith("Hei, Siv!")
    assert "https://t.me/mentorbot?start=the-code" in words
    assert "mandag 1. mars kl. 10:00" in words.replace("\N{NO-BREAK SPACE}", " ")
    assert "Telegram" in words
    assert (inviter in words) if inviter else ("None" not in words)
    assert "<" not in words


def test_a_new_invitation_ends_the_one_before(office: Office) -> None:
    first = office.json("people", "add", "--role", "mentor", "--name", "Marit Mo")
    second = office.json("invite", str(first["person"]))
    assert second["person"] == first["person"]
    with office.begin() as tx:
        assert people.use_invite(tx, first["invite"]["code"], MONDAY) is None
        assert people.use_invite(tx, second["invite"]["code"], MONDAY) == first["person"]


def test_inviting_somebody_who_is_here_says_what_that_means(office: Office) -> None:
    marit = office.add(Role.MENTOR, "Marit Mo")
    with office.begin() as tx:
        people.settle(tx, marit, 1001, Language.NB)
    assert "here already" in office.type("invite", str(marit)).stderr


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["--phone", "123"], "not a phone number"),
        (["--phone", "call me"], "not a phone number"),
        (["--email", "marit"], "not an e-mail address"),
        (["--email", "a@b@c.no"], "not an e-mail address"),
        (["--name", "  "], "a name has letters"),
        (["--name", "12345"], "a name has letters"),
        (["--by", "99"], "cannot invite"),
    ],
)
def test_a_person_with_a_fault_is_not_added(words: list[str], fault: str, office: Office) -> None:
    (told,) = office.refused("people", "add", "--role", "mentor", "--name", "Marit Mo", *words)
    assert fault in told
    assert office.json("people", "list") == []


def test_a_mentor_does_not_invite(office: Office, staff: Staff) -> None:
    words = ["people", "add", "--role", "mentor", "--name", "Siv", "--by", str(staff.marit)]
    assert "cannot invite" in office.refused(*words)[0]


def test_people_are_listed_without_their_numbers(office: Office) -> None:
    office.add(Role.MENTOR, "Marit Mo", "--phone", "+4790000001")
    office.add(Role.NAV_CONTACT, "Nadia Nes")
    (row, _) = office.json("people", "list")
    assert row == {
        "person": 1,
        "role": "mentor",
        "name": "Marit Mo",
        "language": "nb",
        "standing": "invited",
        "reached_by": None,
        "onboarded": False,
        "paused_until": None,
    }
    shown = office.type("people", "list", "--role", "mentor").stdout
    assert "Marit Mo" in shown
    assert "90000001" not in shown
    assert "Nadia" not in shown


def test_a_stranger_cannot_be_invited_again(office: Office) -> None:
    assert "there is no person 7" in office.refused("invite", "7")[0]


# Problems.


def test_problems_are_listed_with_times_and_rung_and_without_wording(
    office: Office, staff: Staff
) -> None:
    office.json(*placing(staff))
    report(office, staff, "T4K7M")
    report(office, staff, "A3C4D", State.CLOSED)
    result = office.type("problems", "list", "--json")
    assert "redd" not in result.stdout
    first, second = sorted(json.loads(result.stdout), key=lambda row: str(row["problem"]))
    assert first["state"] == "closed"
    assert (second["state"], second["level"], second["category"]) == ("sent", "orange", "P03")
    assert second["sent_at"] == "2027-03-01T09:00:00+00:00"
    assert second["deadline"] == "2027-03-01T13:00:00+00:00"
    assert (second["rung"]["kind"], second["rung"]["person"]) == ("notice", staff.nadia)
    assert (second["next_rung"]["tell"], second["next_rung"]["number"]) == ("coordinator", 1)
    shown = office.type("problems", "list").stdout
    assert "T4K7M" in shown
    assert "A3C4D" not in shown
    assert "redd" not in shown


# The content.


def test_the_content_is_checked(office: Office) -> None:
    assert "0 errors" in office.type("content", "check").stdout


def test_a_mistake_in_the_content_is_named_and_ends_with_1(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    (broken / "rules").mkdir(parents=True)
    monkeypatch.setenv("MENTORBOT_CONTENT_DIR", str(broken))
    told = office.type("content", "check", code=1).stdout
    assert "broken/nb/names.yaml: is missing" in told
    monkeypatch.undo()


def test_help_is_there_for_every_command(office: Office) -> None:
    top = office.type("--help").stdout
    for command in ("run", "demo", "check", "doctor", "migrate", "invite", "placements", "keys"):
        assert command in top
        assert "Usage" in office.type(command, "--help").stdout
    assert "--dry-run" in office.type("placements", "import", "--help").stdout
