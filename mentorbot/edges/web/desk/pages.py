"""What a page of the desk is, what its handler is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from mentorbot.domain.access import Operation
from mentorbot.domain.facts import Fact
from mentorbot.domain.people import Language, Person
from mentorbot.domain.wording import Phrase
from mentorbot.edges.web.desk.asking import Form
from mentorbot.services import recording
from mentorbot.services.deeds import Deed
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.signing_in import Entered
from mentorbot.storage.database import Tx

ROOT = "/desk"
DOOR = f"{ROOT}/in"
"""Where somebody who is not signed in stands."""


@dataclass(frozen=True)
class Visit:
    """One request of somebody who is signed in, inside one transaction."""

    tx: Tx
    parts: Parts
    who: Entered
    now: datetime
    path: Mapping[str, Any] = field(default_factory=dict)
    """What stood in the path's braces."""
    query: Mapping[str, str] = field(default_factory=dict)
    sent: Form = field(default_factory=Form)
    """What was posted."""
    bot_name: str = ""
    """The bot's username, for a page that names it; nothing where it is not known."""
    can_mail: bool = False
    """Whether e-mail is set up."""

    @property
    def person(self) -> Person:
        return self.who.person

    @property
    def language(self) -> Language:
        return self.person.language

    @property
    def form(self) -> Mapping[str, str]:
        """Of fields that came twice, the last; `sent` has them all, and files."""
        return self.sent.single

    @property
    def deed(self) -> Deed:
        return Deed(self.tx, self.parts, self.person, self.now)

    def record(self, *facts: Fact) -> None:
        """Stores them as if they were tapped, with all that follows in others' chats. Raises
        NotTheirs (the reader is told that it is not theirs) where a right is missing."""
        for cue in recording.record(self.deed, *facts):
            play(self.tx, self.parts, cue, self.now)

    def plain(self, phrase: Phrase) -> str:
        return self.parts.book.label(phrase, self.language)


@dataclass(frozen=True)
class Reply:
    """What a request is answered with; a template is filled in after the transaction."""

    status: int = 200
    template: str = ""
    title: Phrase | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    location: str = ""
    body: bytes | str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of a body without template: its Content-Type among them."""


@dataclass(frozen=True)
class Later:
    """Work outside any transaction and thread of the database's; then the handler goes on."""

    work: Callable[[], Any]
    then: Callable[[Visit, Any], Reply]
    """In a transaction of its own, with the rights decided anew."""


Handler: TypeAlias = Callable[[Visit], Reply | Later]


@dataclass(frozen=True)
class Page:
    path: str
    """Below /desk; braces as Starlette has them."""
    operation: Operation
    show: Handler | None = None
    """Answers GET."""
    act: Handler | None = None
    """Answers POST."""
    largest: int = 262_144
    """Bytes of a form."""
    names_bot: bool = False
    """Whether what it answers holds the bot's username."""


@dataclass(frozen=True)
class Section:
    """A place in the menu."""

    path: str
    name: Phrase
    operation: Operation


def page(template: str, title: Phrase, /, status: int = 200, **data: Any) -> Reply:
    return Reply(status, template, title, data)


def go(path: str) -> Reply:
    """To another page of the desk, after a POST."""
    return Reply(303, location=f"{ROOT}{path}")


def download(body: bytes | str, name: str, kind: str) -> Reply:
    """A file to keep. `kind` is its media type."""
    kept = {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}
    return Reply(body=body, headers=kept)
