"""A real mail server on loopback, and what was delivered to it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.e2e.office import Office
from tests.e2e.ports import free_port

Box = tuple["Postbox", int]
"""With the port it listens on."""


class Postbox:
    """A mail server of one office."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.senders: list[str] = []
        """The address that each left from."""

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.letters.append(parsed)
        self.senders.append(envelope.mail_from or "")
        return "250 OK"

    def link(self, at: int = -1) -> str:
        body = self.letters[at].get_body(("plain",))
        assert body is not None
        found = re.search(r"http://\S+/a/\S+", body.get_content())
        assert found
        return found[0]


@pytest.fixture
async def postbox() -> AsyncIterator[tuple[Postbox, int]]:
    box, talks = Postbox(), list[SMTP]()

    def talk() -> SMTP:
        talks.append(SMTP(box, hostname="localhost"))
        return talks[-1]

    listening = await asyncio.get_running_loop().create_server(talk, "127.0.0.1", 0)
    yield box, listening.sockets[0].getsockname()[1]
    listening.close()
    await listening.wait_closed()
    for each in talks:
        if each.transport is not None:
            each.transport.close()
    await asyncio.sleep(0.01)


def mails(office: Office, port: int, **more: str) -> None:
    """From now on a bot that is started there sends e-mail, and has a page."""
    web = free_port()
    office.env |= {
        "MENTORBOT_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "MENTORBOT_MAIL_FROM": "mentorbot@example.no",
        "MENTORBOT_WEB_BIND": f"127.0.0.1:{web}",
        "MENTORBOT_WEB_URL": f"http://127.0.0.1:{web}",
        **more,
    }
