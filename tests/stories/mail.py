"""Mailboxes that keep what arrives, and readers with a browser each."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any, TypeVar

import httpx
from starlette.applications import Starlette

from mentorbot.domain.people import Person
from mentorbot.edges.web.answering import answering_routes
from mentorbot.services.messenger import FateUnknown, Mail, NotSent
from mentorbot.services.parts import Parts
from mentorbot.storage import people
from tests.stories.town import Town

T = TypeVar("T")
WEB = "https://mentor.example.no"


@dataclass
class Mailbox:
    """One address: what arrived, and what it answers instead."""

    mails: list[Mail] = field(default_factory=list)
    fault: NotSent | FateUnknown | None = None


@dataclass
class Mails:
    """A Mailer that keeps what it was given."""

    boxes: dict[str, Mailbox] = field(default_factory=dict)

    def of(self, address: str) -> Mailbox:
        return self.boxes.setdefault(address, Mailbox())

    async def mail(self, address: str, mail: Mail) -> None:
        box = self.of(address)
        if box.fault is not None:
            raise box.fault
        box.mails.append(mail)


class Host:
    """What the page needs of the running service."""

    def __init__(self, town: Town) -> None:
        self.town = town

    @property
    def parts(self) -> Parts:
        return self.town.parts

    @property
    def clock(self) -> Host:
        return self

    def now(self) -> datetime:
        return self.town.now

    async def do(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        return work(*args, **named)

    def wake(self) -> None: ...


class Reader:
    """Somebody with an address, a mailbox and one browser."""

    def __init__(self, town: Town, person: int, address: str) -> None:
        self.town, self.person, self.address = town, person, address
        self.box = mails_of(town).of(address)
        self.browser = Browser(town)
        self.page = ""
        self.status = 0

    @property
    def mail(self) -> Mail:
        return self.box.mails[-1]

    @property
    def text(self) -> str:
        """What a person reads on the page."""
        body = self.page.split("<main>")[1].split("</main>")[0]
        return unescape(re.sub(r"<[^>]+>", "", body)).replace("\N{NO-BREAK SPACE}", " ")

    def opens(self, mail: Mail | None = None) -> None:
        self.token = (mail or self.mail).token
        self._shown(self.browser.get(f"/a/{self.token}"))

    def clicks(self, label: str) -> None:
        self.sends({"press": self.key(label)})

    def key(self, label: str) -> str:
        for value, shown in re.findall(r'value="([^"]*)">([^<]*)</button>', self.page):
            if unescape(shown) == label:
                return unescape(value)
        raise AssertionError(f"no button {label!r} on {self.text}")

    def labels(self) -> list[str]:
        return [unescape(label) for label in re.findall(r">([^<]*)</button>", self.page)]

    def field(self) -> str:
        """What goes with typed words."""
        return unescape(re.findall(r'<textarea.*?value="([^"]*)"', self.page, re.DOTALL)[0])

    def writes(self, words: str) -> None:
        self.sends({"press": self.key("Gå videre"), "words": words})

    def sends(self, form: dict[str, str]) -> None:
        self._shown(self.browser.post(f"/a/{self.token}", data=form))
        self.town.settle()

    def asks_anew(self, **form: str) -> None:
        self._shown(self.browser.post(f"/a/{self.token}/new", data=form))
        self.town.settle()

    def _shown(self, response: httpx.Response) -> None:
        self.page, self.status = response.text, response.status_code

    def person_now(self) -> Person:
        with self.town.tx() as tx:
            return people.get(tx, self.person)


def mails_of(town: Town) -> Mails:
    if not isinstance(town.mailer, Mails):
        town.mailer = Mails()
    return town.mailer


class Browser:
    """Keeps its cookies; each call is a loop of its own, as the clock of a story stands still."""

    def __init__(self, town: Town, host: Host | None = None) -> None:
        app = Starlette(routes=list(answering_routes(host or Host(town), WEB)))
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=WEB)

    def get(self, path: str, **named: Any) -> httpx.Response:
        return asyncio.run(self._client.get(path, **named))

    def head(self, path: str) -> httpx.Response:
        return asyncio.run(self._client.head(path))

    def post(self, path: str, **named: Any) -> httpx.Response:
        return asyncio.run(self._client.post(path, **named))
