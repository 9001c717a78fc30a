"""Many people at once, in a database of their own: what a soak needs and no command makes fast."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import bot
from mentorbot.domain.people import Language, Role
from mentorbot.services import inviting
from mentorbot.storage import people
from mentorbot.storage.migrating import migrate

FIRST_CHAT = 500


def settle_crowd(env: dict[str, str], many: int) -> list[int]:
    """That many people at NAV who are past their first two minutes; their Telegram ids."""
    parts = bot.build(
        env["MENTORBOT_DATABASE_URL"],
        (env["MENTORBOT_SECRET_KEYS"],),
        Path(env["MENTORBOT_CONTENT_DIR"]),
    )
    migrate(parts.database)
    now = datetime.now(UTC)
    chats = list(range(FIRST_CHAT, FIRST_CHAT + many))
    with parts.database.begin() as tx:
        for chat in chats:
            person = people.add(tx, Role.NAV_CONTACT, "Nora Navn", now)
            code = inviting.invite(tx, parts, person, now).code
            assert inviting.redeem(tx, code, chat, Language.NB, now) == person
            people.change(tx, person, onboarded=True)
    parts.database.close()
    return chats


class Ledger:
    """What stands in the database file, looked at from beside the bot."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "bot.db"

    def count(self, table: str) -> Counter[str]:
        """Rows by their state."""
        connection = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, timeout=5)
        try:
            rows = connection.execute(f"SELECT state, count(*) FROM {table} GROUP BY state")
            return Counter(dict(rows.fetchall()))
        finally:
            connection.close()
