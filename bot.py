"""mentorbot: builds the parts and runs them. `python bot.py --help` says what it can do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dialogs.table import COMMANDS, DIALOGS, declared_texts
from mentorbot.book.binding import Bindery
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.wording import Text, declared
from mentorbot.edges.clock import entropy
from mentorbot.edges.commands import app, invitation
from mentorbot.edges.commands.desk import House
from mentorbot.edges.searching import Searching
from mentorbot.edges.web import answering
from mentorbot.edges.web.desk import catalogue
from mentorbot.services import (
    admitting,
    auditing,
    charting,
    conversing,
    enclosing,
    linking,
    mailing,
    picturing,
    publishing,
    signing_in,
    strangers,
    tracing,
    trying_out,
)
from mentorbot.services.parts import Parts
from mentorbot.storage import edits
from mentorbot.storage.database import Database
from mentorbot.storage.vault import Vault


def build(database_url: str, keys: tuple[str, ...], content: Path, keys_url: str = "") -> Parts:
    """Raises ContentErrors, BadKey or BadDatabaseUrl: each says what to do."""
    bindery = Bindery(content, texts())
    book = bindery.bind({})
    return Parts(
        database=Database(database_url, Vault(keys, entropy), keys_url),
        book=book,
        bindery=bindery,
        dialogs=DIALOGS,
        commands=COMMANDS,
        calendar=WorkCalendar(book.rules.hours),
        entropy=entropy,
        hearing=Searching(book),
    )


def texts() -> dict[str, Text]:
    """Every text that the code says, by key: what the content must hold."""
    services = (
        admitting,
        auditing,
        charting,
        conversing,
        enclosing,
        linking,
        mailing,
        picturing,
        publishing,
        signing_in,
        strangers,
        tracing,
        trying_out,
    )
    others = declared([answering, invitation, *services])
    return declared_texts() | others | catalogue.texts()


def renew(parts: Parts, content: Path) -> Parts:
    """The same office with the content as it stands now: the files, and what was published at the
    desk laid over them. Raises ContentErrors."""
    bindery = Bindery(content, texts())
    with parts.database.begin() as tx:
        laid = edits.laid(tx)
    if bindery.version(laid) == parts.book.version:
        return parts
    book = bindery.bind(laid)
    before = parts.hearing if isinstance(parts.hearing, Searching) else None
    return replace(
        parts,
        book=book,
        bindery=bindery,
        calendar=WorkCalendar(book.rules.hours),
        hearing=Searching(book, before),
    )


if __name__ == "__main__":
    app(obj=House(build, texts, renew))
