"""Letters by SMTP, against a real server on loopback that can be told to misbehave."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from mentorbot.edges import mail_out
from mentorbot.edges.mail_out import SmtpMailer
from mentorbot.services.messenger import (
    FateUnknown,
    Mail,
    NotSent,
    Refused,
    TryLater,
    Unreachable,
)
from mentorbot.storage import links

NOW = datetime(2027, 3, 4, 8, 0, tzinfo=UTC)
TO = "nadia@nav.example"
MAIL = Mail(
    id="k3J9xQ2mVtA0bC1dE2fG3h",
    subject="Ny sak fra en mentor (T4K7M)",
    html="<b>En mentor ber om hjelp</b>\n\nGjelder: Bjørk &amp; co\nØnske: Ring meg",
    plain="En mentor ber om hjelp\n\nGjelder: Bjørk & co\nØnske: Ring meg",
    button="Åpne saken",
    token="a-token",
    foot="Lenken er bare til deg.",
    language="nb",
)


class Office:
    """A mail server: what it took, and what it says to each word of the talk."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.says: dict[str, list[str]] = {}
        self.drops_after_data = False
        self.senders: list[str] = []

    def _says(self, word: str) -> str:
        waiting = self.says.get(word, [])
        return waiting.pop(0) if waiting else "250 OK"

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str,
        options: list[str],
    ) -> str:  # fmt: skip
        envelope.mail_from = address
        self.senders.append(address)
        envelope.mail_options.extend(options)
        return self._says("mail")

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str,
        options: list[str],
    ) -> str:  # fmt: skip
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return self._says("rcpt")

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        said = self._says("data")
        if said.startswith("250"):
            assert isinstance(envelope.content, bytes)
            parsed = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            self.taken.append(parsed)
        if self.drops_after_data:
            assert server.transport is not None
            server.transport.close()
        return said


def authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: LoginPassword
) -> AuthResult:
    return AuthResult(success=login.password == b"p@ss", handled=False)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
async def port(office: Office) -> AsyncIterator[int]:
    talks: list[SMTP] = []

    def talk() -> SMTP:
        talks.append(
            SMTP(office, hostname="localhost", authenticator=authenticate, auth_require_tls=False)
        )
        return talks[-1]

    listening = await asyncio.get_running_loop().create_server(talk, "127.0.0.1", 0)
    yield listening.sockets[0].getsockname()[1]
    listening.close()
    await listening.wait_closed()
    for each in talks:
        if each.transport is not None:
            each.transport.close()
    await asyncio.sleep(0.01)


def mailer(port: int, login: str = "") -> SmtpMailer:
    url = f"smtp://{login}127.0.0.1:{port}"
    return SmtpMailer(url, "mentorbot@example.no", "https://mentor.example.no", lambda: NOW)


async def test_a_letter_arrives_with_what_a_letter_from_a_machine_needs(
    office: Office, port: int
) -> None:
    await mailer(port).mail(TO, MAIL)
    (letter,) = office.taken
    assert letter["To"] == TO
    assert letter["From"] == "mentorbot <mentorbot@example.no>"
    assert letter["Subject"] == MAIL.subject
    assert letter["Date"].datetime == NOW
    assert letter["Message-ID"] == f"<{MAIL.id}@example.no>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "nb"


async def test_both_halves_say_the_same_and_lead_to_the_page(office: Office, port: int) -> None:
    await mailer(port).mail(TO, MAIL)
    link = "https://mentor.example.no/a/a-token"
    halves = {part.get_content_type(): part.get_content() for part in office.taken[0].iter_parts()}
    plain, html = (halves[kind].replace("\r\n", "\n") for kind in ("text/plain", "text/html"))
    assert plain.startswith("En mentor ber om hjelp\n\nGjelder: Bjørk & co\nØnske: Ring meg\n")
    assert f"Åpne saken: {link}\n" in plain
    assert f'href="{link}"' in html
    assert "Bjørk &amp; co<br>" in html
    assert '<html lang="nb">' in html
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("word", "said", "error"),
    [
        ("rcpt", "550 5.1.1 no such user", Unreachable),
        ("rcpt", "451 4.7.1 greylisted", TryLater),
        ("rcpt", "452 4.2.2 mailbox full", TryLater),
        ("mail", "550 5.7.1 you may not send", Refused),
        ("mail", "421 4.3.2 not now", TryLater),
        ("data", "554 5.7.1 looks like spam", Refused),
        ("data", "451 4.3.0 try again", TryLater),
    ],
)
async def test_what_a_server_refuses_is_told_apart(
    office: Office, port: int, word: str, said: str, error: type[NotSent]
) -> None:
    office.says[word] = [said]
    with pytest.raises(NotSent) as raised:
        await mailer(port).mail(TO, MAIL)
    assert type(raised.value) is error
    assert office.taken == []


async def test_a_greylisted_letter_is_taken_at_the_second_try(office: Office, port: int) -> None:
    office.says["rcpt"] = ["451 4.7.1 greylisted, come back later"]
    with pytest.raises(TryLater) as raised:
        await mailer(port).mail(TO, MAIL)
    assert raised.value.wait == mail_out.LATER
    await mailer(port).mail(TO, MAIL)
    assert [letter["Message-ID"] for letter in office.taken] == [f"<{MAIL.id}@example.no>"]


async def test_a_line_that_breaks_after_the_letter_leaves_its_fate_unknown(
    office: Office, port: int
) -> None:
    office.drops_after_data = True
    with pytest.raises(FateUnknown):
        await mailer(port).mail(TO, MAIL)
    assert len(office.taken) == 1


async def test_a_server_that_is_not_there_has_not_sent_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(NotSent) as raised:
        await mailer(port).mail(TO, MAIL)
    assert type(raised.value) is NotSent


async def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_out, "TIMEOUT", 0.2)

    hung_up = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        hung_up.set()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as listening:
        with pytest.raises(NotSent) as raised:
            await mailer(listening.sockets[0].getsockname()[1]).mail(TO, MAIL)
        assert type(raised.value) is NotSent
        await hung_up.wait()


async def test_a_password_with_signs_in_it_is_understood(office: Office, port: int) -> None:
    await mailer(port, "mentorbot:p%40ss@").mail(TO, MAIL)
    assert len(office.taken) == 1


async def test_a_wrong_password_loses_no_letter(office: Office, port: int) -> None:
    with pytest.raises(NotSent) as raised:
        await mailer(port, "mentorbot:wrong@").mail(TO, MAIL)
    assert type(raised.value) is NotSent
    assert office.taken == []


@pytest.mark.parametrize("address", ["kjøre@nav.example", "a..b@nav.example", "a b@nav.example"])
async def test_an_address_that_cannot_be_written_to_reaches_nobody(port: int, address: str) -> None:
    with pytest.raises(Unreachable):
        await mailer(port).mail(address, MAIL)


async def test_each_letter_leaves_from_an_address_of_its_own_where_bounces_are_read(
    office: Office, port: int
) -> None:
    await mailer(port).mail(TO, MAIL)
    taking = SmtpMailer(
        f"smtp://127.0.0.1:{port}", "mentorbot@example.no", "https://mentor.example.no",
        lambda: NOW, takes_bounces=True,
    )  # fmt: skip
    await taking.mail(TO, MAIL)
    mark = links.mark_of(MAIL.token)
    assert office.senders == ["mentorbot@example.no", f"mentorbot+{mark}@example.no"]
    assert {letter["From"] for letter in office.taken} == {"mentorbot <mentorbot@example.no>"}
    assert MAIL.token not in mark


class Reports(Office):
    """One that says it can be asked what to send back."""

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str,
        responses: list[str],
    ) -> list[str]:  # fmt: skip
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]]


async def test_a_server_that_can_is_asked_to_send_no_copy_of_the_letter_back() -> None:
    """The copy would hold a link that still works."""
    office, said = Reports(), list[str]()

    class Talk(SMTP):
        async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
            said.append(arg)
            await super().smtp_MAIL(arg.replace(" RET=HDRS", ""))

    async with await asyncio.get_running_loop().create_server(
        lambda: Talk(office, hostname="localhost"), "127.0.0.1", 0
    ) as listening:
        await mailer(listening.sockets[0].getsockname()[1]).mail(TO, MAIL)
    assert said == ["FROM:<mentorbot@example.no> RET=HDRS"]
    assert len(office.taken) == 1


async def test_a_server_can_be_tried_without_a_letter(office: Office, port: int) -> None:
    await mailer(port).probe()
    assert office.taken == []


def test_nothing_of_an_error_tells_whom_it_was_about() -> None:
    """The reply that a server gives may hold the address."""
    import aiosmtplib

    error: Any = mail_out._refusal(aiosmtplib.SMTPDataError(554, f"<{TO}> refused"), Refused)
    assert TO not in str(error)
