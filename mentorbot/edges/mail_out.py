"""Letters by SMTP. Its errors are translated here, once, to those of services/messenger."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog
from aiosmtplib import SMTP
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mentorbot.edges.bounces import sender_of
from mentorbot.edges.settings import Settings
from mentorbot.edges.web.answering import heading, paragraphs
from mentorbot.services.messenger import (
    FateUnknown,
    Mail,
    NotSent,
    Refused,
    TryLater,
    Unreachable,
)
from mentorbot.storage import links

log = structlog.get_logger(__name__)

TIMEOUT = 20.0
"""Seconds for each word of the talk."""
LATER = timedelta(minutes=5)
"""A server that says "not now" (greylisting, a full queue) is asked again after this."""
PERMANENT = 500
"""Reply codes from here on mean that the same will be refused again."""
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
NAME = "mentorbot"


class SmtpMailer:
    """A connection for each letter: there are few, and none is held open for nothing."""

    def __init__(
        self, smtp_url: str, mail_from: str, web_url: str, now: Callable[[], datetime],
        *, takes_bounces: bool = False,
    ) -> None:  # fmt: skip
        """`takes_bounces`: each letter leaves from an address of its own (edges/bounces)."""
        self._server = urlsplit(smtp_url)
        self._from = Address(NAME, addr_spec=mail_from)
        self._web_url = web_url
        self._now = now
        self._takes_bounces = takes_bounces
        page = Path(__file__).parent / "web" / "page"
        environment = Environment(
            loader=FileSystemLoader(page), autoescape=True, undefined=StrictUndefined
        )
        self._template = environment.get_template("mail.html.j2")

    async def mail(self, address: str, mail: Mail) -> None:
        try:
            wire = self.written(address, mail).as_bytes(policy=WIRE)
        except (ValueError, MessageError) as error:
            # Something that only looked like an address.
            raise Unreachable from error
        async with self._connected() as smtp:
            await self._addressed(smtp, address, mail)
            try:
                await smtp.data(wire)
            except aiosmtplib.SMTPDataError as error:
                raise _refusal(error, Refused) from error
            except (aiosmtplib.SMTPException, OSError) as error:
                # Whether the server took it before it went silent, nobody knows.
                raise FateUnknown(type(error).__name__) from error

    async def probe(self) -> None:
        """Connects and says good-bye; raises NotSent when it cannot."""
        async with self._connected():
            pass

    def written(self, address: str, mail: Mail) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self._from
        letter["To"] = Address(addr_spec=address)
        letter["Subject"] = mail.subject
        letter["Date"] = format_datetime(self._now())
        letter["Message-ID"] = f"<{mail.id}@{self._from.domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter["X-Auto-Response-Suppress"] = "All"
        link = f"{self._web_url}{mail.path}{mail.token}"
        letter.set_content(f"{mail.plain.strip()}\n\n{mail.button}: {link}\n\n{mail.foot}\n")
        head, body = heading(mail.html)
        html = self._template.render(
            mail=mail, link=link, head=head or mail.subject, body=paragraphs(body)
        )
        letter.add_alternative(html, subtype="html")
        letter["Content-Language"] = mail.language
        return letter

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[SMTP]:
        server = self._server
        smtp = SMTP(
            hostname=server.hostname,
            port=server.port or PORTS[server.scheme],
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None,
            use_tls=server.scheme == "smtps",
            start_tls=server.scheme == "smtp+starttls",
            timeout=TIMEOUT,
        )
        try:
            await smtp.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            # A wrong password too: it is ours to put right, and no letter may be lost by it.
            smtp.close()
            log.warning("mail.no_server", error=type(error).__name__)
            raise NotSent(type(error).__name__) from error
        try:
            yield smtp
        finally:
            await _goodbye(smtp)

    def _sender(self, mail: Mail) -> str:
        sender: str = self._from.addr_spec
        return sender_of(sender, links.mark_of(mail.token)) if self._takes_bounces else sender

    async def _addressed(self, smtp: SMTP, address: str, mail: Mail) -> None:
        try:
            await smtp.ehlo()
            # What comes back needs no copy of the letter, with a link in it that still works.
            asked = ["RET=HDRS"] if smtp.supports_extension("dsn") else []
            await smtp.mail(self._sender(mail), options=asked)
            await smtp.rcpt(address)
        except aiosmtplib.SMTPRecipientRefused as error:
            raise _refusal(error, Unreachable) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _refusal(error, Refused) from error
        except UnicodeError as error:
            # An address that this server's SMTP cannot even be told.
            raise Unreachable from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__) from error


def mailer_of(settings: Settings, now: Callable[[], datetime]) -> SmtpMailer | None:
    """None where e-mail is not set up: server, sender and the address of the page are needed."""
    if settings.lacks_for_mail:
        return None
    url = settings.smtp_url.get_secret_value()
    bounces = settings.mail_bounces is not None
    return SmtpMailer(url, settings.mail_from, settings.web_url, now, takes_bounces=bounces)


def _refusal(error: aiosmtplib.SMTPResponseException, for_good: type[NotSent]) -> NotSent:
    # The reply's text may hold the address; its number says enough.
    log.warning("mail.refused", code=error.code)
    return for_good(str(error.code)) if error.code >= PERMANENT else TryLater(LATER)


async def _goodbye(smtp: SMTP) -> None:
    """The letter is where it is by now: what happens here changes nothing."""
    try:
        if smtp.is_connected:
            await smtp.quit()
    except (aiosmtplib.SMTPException, OSError) as error:
        log.debug("mail.no_goodbye", error=type(error).__name__)
    finally:
        smtp.close()
