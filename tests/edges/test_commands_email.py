"""Commands for those who are reached by e-mail."""

from __future__ import annotations

import pytest

from mentorbot.domain.people import Channel, Language, Role
from mentorbot.edges.settings import read_settings
from mentorbot.storage import links, people
from mentorbot.storage.outbox import Verb
from mentorbot.storage.tables import outbox
from tests.edges.office import MONDAY, Office

WEB = "https://mentor.example.no"
ADDRESS = "siv@nav.example"


@pytest.fixture
def siv(office: Office) -> str:
    return str(office.add(Role.NAV_CONTACT, "Siv Solli", "--email", ADDRESS))


@pytest.fixture
def with_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_WEB_URL", WEB)


@pytest.fixture
def with_mail(with_page: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_SMTP_URL", "smtp+starttls://127.0.0.1:9")
    monkeypatch.setenv("MENTORBOT_MAIL_FROM", "mentorbot@example.no")


def letters(office: Office) -> list[str]:
    with office.begin() as tx:
        return [row.verb for row in tx.connection.execute(outbox.select())]


def test_without_a_page_to_lead_to_nobody_is_invited_by_email(office: Office, siv: str) -> None:
    (fault,) = office.refused("invite", siv, "--by-email")
    assert "MENTORBOT_WEB_URL is missing" in fault


def test_without_a_mail_server_the_link_is_printed(
    office: Office, siv: str, with_page: None
) -> None:
    printed = office.type("invite", siv, "--by-email")
    assert "MENTORBOT_SMTP_URL" in printed.stderr
    token = printed.stdout.strip().removeprefix(f"{WEB}/a/")
    with office.begin() as tx:
        link = links.find(tx, token)
    assert link is not None
    assert (str(link.person), link.kind) == (siv, "welcome")
    assert letters(office) == []


def test_with_a_mail_server_a_letter_waits_for_the_service(
    office: Office, siv: str, with_mail: None
) -> None:
    invited = office.json("invite", siv, "--by-email")
    assert invited["sent"] is True
    assert letters(office) == [Verb.MAIL]


def test_a_new_invitation_by_email_ends_the_one_before(
    office: Office, siv: str, with_page: None
) -> None:
    first, second = (office.json("invite", siv, "--by-email")["link"]["url"] for _ in range(2))
    with office.begin() as tx:
        old, new = (links.find(tx, url.rpartition("/")[2]) for url in (first, second))
    assert old is not None and old.withdrawn_at is not None
    assert new is not None and new.withdrawn_at is None


@pytest.mark.parametrize(
    ("role", "more", "fault"),
    [
        (Role.NAV_CONTACT, (), "has no e-mail address"),
        (Role.MENTOR, ("--email", ADDRESS), "mentors are reached in Telegram"),
    ],
)
def test_who_cannot_be_invited_by_email(
    office: Office, with_page: None, role: Role, more: tuple[str, ...], fault: str
) -> None:
    who = office.add(role, "Marit Mo", *more)
    assert fault in office.refused("invite", str(who), "--by-email")[0]


def test_another_address_is_to_be_confirmed_anew(office: Office, siv: str) -> None:
    with office.begin() as tx:
        people.prove(tx, people.get(tx, int(siv)), MONDAY)
    assert office.person(int(siv)).reached_by is Channel.EMAIL
    office.type("people", "email", siv, "siv.solli@nav.example")
    after = office.person(int(siv))
    assert (after.email, after.reached_by) == ("siv.solli@nav.example", None)


def test_what_comes_first_is_chosen_for_who_has_both(office: Office, siv: str) -> None:
    (fault,) = office.refused("people", "prefers", siv, "email")
    assert "cannot be reached by confirmed e-mail" in fault
    with office.begin() as tx:
        people.prove(tx, people.get(tx, int(siv)), MONDAY)
        people.settle(tx, int(siv), 4242, Language.NB)
    assert office.json("people", "prefers", siv, "email") == {
        "person": int(siv),
        "channels": ["email", "telegram"],
    }
    assert "telegram, then email" in office.type("people", "prefers", siv, "telegram").stdout
    assert office.person(int(siv)).channels == (Channel.TELEGRAM, Channel.EMAIL)


def test_doctor_says_who_is_not_here_without_a_mail_server(
    office: Office, siv: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.begin() as tx:
        people.prove(tx, people.get(tx, int(siv)), MONDAY)
    told = office.type("doctor", code=1).stdout
    assert "1 people are reached by e-mail only" in told
    assert "MENTORBOT_SMTP_URL" in told


def test_what_lacks_for_mail_is_named(with_page: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().lacks_for_mail == ("MENTORBOT_SMTP_URL", "MENTORBOT_MAIL_FROM")
    monkeypatch.setenv("MENTORBOT_SMTP_URL", "smtp+starttls://mail.example.no")
    monkeypatch.setenv("MENTORBOT_MAIL_FROM", "mentorbot@example.no")
    assert read_settings().lacks_for_mail == ()
