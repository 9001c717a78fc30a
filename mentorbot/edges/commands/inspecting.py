"""What `check` and `doctor` look at."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from mentorbot.book.findings import ContentErrors
from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.people import Channel
from mentorbot.domain.problems import State
from mentorbot.edges.commands.bot_name import Known, asked
from mentorbot.edges.commands.desk import House
from mentorbot.edges.settings import Settings
from mentorbot.edges.web.health import LETTER_MAY_WAIT
from mentorbot.services import auditing, verifying
from mentorbot.services.messenger import NotSent
from mentorbot.services.parts import Parts
from mentorbot.storage import (
    checks,
    forgetting,
    inbox,
    outbox,
    people,
    problems,
    queue,
    rotating,
    rungs,
)
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.key_store import OtherStore
from mentorbot.storage.migrating import is_current
from mentorbot.storage.vault import Unreadable

FINE, WARNING, WRONG = "ok", "warning", "wrong"

Version = tuple[int, int, int]
WAL_FIXED: Version = (3, 51, 3)
WAL_FIXED_EARLIER: tuple[Version, ...] = ((3, 50, 7), (3, 44, 6))
"""Back-ports: the same repair within an older minor version."""


@dataclass(frozen=True)
class Remark:
    kind: str
    text: str


def check(house: House, settings: Settings) -> list[Remark]:
    """Everything that must be right before `run`."""
    return [*_built(house, settings), *_telegram(settings), *_mail_server(settings)]


def examine(parts: Parts, now: datetime) -> list[Remark]:
    """What got stuck, with what to do about it."""
    database = parts.database
    with database.begin() as tx:
        remarks = [*_letters(tx, now), *_undeleted(tx), *_updates(tx), *_problems(tx, now)]
    remarks += [each for each in _keys(database) if each.kind != FINE]
    remarks += [*_missed(parts, now), *_log(parts)]
    if database.engine.dialect.name == "sqlite":
        remarks += sqlite_remarks(_version())
    return [*(remarks or [Remark(FINE, "nothing is stuck")]), _day(parts, now)]


def outside(findings: Iterable[tuple[bool, str]]) -> list[Remark]:
    return [Remark(WRONG if wrong else WARNING, text) for wrong, text in findings]


def sqlite_remarks(version: Version) -> list[Remark]:
    """SQLite in WAL mode could lose committed writes, until this was repaired."""
    early = any(version[:2] == fixed[:2] and version >= fixed for fixed in WAL_FIXED_EARLIER)
    if version >= WAL_FIXED or early:
        return []
    number, fixed = (".".join(map(str, each)) for each in (version, WAL_FIXED))
    return [
        Remark(
            WARNING,
            f"SQLite {number} is older than {fixed}: in rare cases a WAL reset can lose committed "
            "writes when two processes use the file. Use PostgreSQL, or a Python with a newer "
            "SQLite; until then take backups, and stop the service before you run commands.",
        )
    ]


def _version() -> Version:
    major, minor, patch = sqlite3.sqlite_version_info[:3]
    return major, minor, patch


def _built(house: House, settings: Settings) -> Iterator[Remark]:
    address = settings.database_url.get_secret_value()
    try:
        keys_url = settings.keys_url.get_secret_value()
        parts = house.build(address, settings.keys, settings.content_dir, keys_url)
    except ContentErrors as error:
        yield Remark(WRONG, f"content: {len(error.findings)} errors, see `content check`")
        return
    yield Remark(FINE, f"content, version {parts.book.version}")
    try:
        remark = _database(parts.database)
        yield remark
        if remark.kind == FINE:
            yield from _keys(parts.database)
            yield from by_mail(parts, settings)
    except (SQLAlchemyError, OSError) as error:
        yield Remark(WRONG, f"database: {type(error).__name__}: {str(error).splitlines()[0]}")
    except (Unreadable, OtherStore) as error:
        yield Remark(WRONG, f"database: {error}")
    finally:
        parts.database.close()


def _database(database: Database) -> Remark:
    if not is_current(database):
        return Remark(WRONG, "database: not of this version yet, run `python bot.py migrate`")
    with database.begin() as tx:
        tx.safe.check_store()
        people.listed(tx)
    return Remark(FINE, f"database, {database.engine.dialect.name}")


def _keys(database: Database) -> Iterator[Remark]:
    """Whether everything stands under the first secret key, and who came back from a backup."""
    found = rotating.standing(database)
    for key in sorted(found.masters.keys() - set(database.vault.ids)):
        yield Remark(WRONG, f"keys: {rotating.MasterMissing(key, found.masters[key])}")
    if found.behind:
        yield Remark(
            WARNING,
            f"keys: {found.behind} keys or values stand under an older secret key or an older "
            "form: run `python bot.py keys rotate`",
        )
    with database.begin() as tx:
        back = forgetting.come_back(tx)
    if back:
        yield Remark(
            WRONG,
            f"keys: {len(back)} who were erased came back with a backup: start the service, "
            "which erases them again",
        )
    number = found.wraps.total()
    yield Remark(FINE, f"keys, {number} under {len(found.wraps)} of the secret keys")


def _telegram(settings: Settings) -> Iterator[Remark]:
    try:
        known = asyncio.run(asked(settings))
    except MentorbotError as error:
        yield Remark(WRONG, f"telegram: {error}")
        return
    yield Remark(FINE, f"telegram, the bot is @{known.name}")
    if settings.bot_name and settings.bot_name.lower() != known.name.lower():
        yield Remark(WRONG, f"telegram: MENTORBOT_BOT_NAME says @{settings.bot_name}")
    if settings.updates == "webhook":
        yield from _hook(known, settings.hook_url)
    elif known.hook:
        yield Remark(WARNING, "telegram: a webhook is set; `run` takes it away and drops nothing")


def by_webhook(settings: Settings) -> Iterator[Remark]:
    """What Telegram says of it; nothing where updates are polled, or where it cannot be asked."""
    if settings.updates == "polling" or not settings.token.get_secret_value():
        return
    yield from (each for each in _telegram(settings) if each.kind != FINE)


def _hook(known: Known, url: str) -> Iterator[Remark]:
    if known.hook == url:
        yield Remark(FINE, f"webhook, Telegram posts to {url}")
    elif not known.hook:
        yield Remark(FINE, f"webhook, not set yet: `run` sets it to {url}")
    else:
        yield Remark(WARNING, f"webhook: Telegram posts to {known.hook}; `run` sets it to {url}")
    if known.pending and known.failure:
        waits = f"{known.pending} updates wait at Telegram"
        yield Remark(WRONG, f"webhook: {waits}, which says of its last post: {known.failure}")


def _mail_server(settings: Settings) -> Iterator[Remark]:
    """Whether it answers; nothing where e-mail is not meant to be used."""
    if not settings.smtp_url.get_secret_value():
        return
    if lacks := settings.lacks_for_mail:
        yield Remark(WRONG, f"mail: {', '.join(lacks)} is missing, so nothing is mailed")
        return
    from mentorbot.edges.mail_out import mailer_of

    mailer = mailer_of(settings, lambda: datetime.min.replace(tzinfo=UTC))
    assert mailer is not None
    try:
        asyncio.run(mailer.probe())
    except NotSent as error:
        yield Remark(WRONG, f"mail: the server cannot be used ({error})")
        return
    yield Remark(FINE, "mail, the server answers")


def by_mail(parts: Parts, settings: Settings) -> Iterator[Remark]:
    """Those who can be reached by e-mail only: not here, as long as none can be sent."""
    with parts.database.begin() as tx:
        everybody = people.listed(tx)
    only = sum(each.channels == (Channel.EMAIL,) for each in everybody)
    if only and (lacks := settings.lacks_for_mail):
        yield Remark(
            WRONG,
            f"{only} people are reached by e-mail only, and {', '.join(lacks)} is missing: what "
            "waits for them goes on to the next one at once",
        )
    if failed := sum(each.mail_failed_at is not None for each in everybody):
        yield Remark(WARNING, f"{failed} addresses refused a letter: see `people list`")


def _missed(parts: Parts, now: datetime) -> Iterator[Remark]:
    """What the auditor would find, had the service run for long."""
    for finding in auditing.look(parts, now, datetime.min.replace(tzinfo=UTC)):
        about = f"problem {finding.reference}" if finding.reference else f"{finding.count} of them"
        yield Remark(WRONG, f"the auditor finds {finding.name}: {about}")


def _day(parts: Parts, now: datetime) -> Remark:
    """The numbers of the log's daily line."""
    numbers = asdict(auditing.last_day(parts, now))
    del numbers["since"]
    told = ", ".join(f"{name} {number}" for name, number in numbers.items())
    return Remark(FINE, f"the last 24 hours: {told}")


def _letters(tx: Tx, now: datetime) -> Iterator[Remark]:
    if orphans := queue.orphans(tx, now, all_of_them=False):
        yield Remark(
            WARNING,
            f"{len(orphans)} letters lost their sender: a running service takes them up again "
            "within a minute",
        )
    oldest = outbox.oldest_waiting(tx, now)
    if oldest is not None and now - oldest > LETTER_MAY_WAIT:
        minutes = int((now - oldest).total_seconds() // 60)
        yield Remark(WRONG, f"a letter has waited {minutes} minutes: is the service running?")
    if uncertain := outbox.counts(tx).get(outbox.Fate.UNCERTAIN, 0):
        yield Remark(
            WARNING,
            f"{uncertain} letters may or may not have arrived; they are not sent again, their "
            "reminders cover them",
        )
    if failed := outbox.counts(tx).get(outbox.Fate.FAILED, 0):
        yield Remark(WARNING, f"{failed} letters could not be delivered: see `people list`")


def _undeleted(tx: Tx) -> Iterator[Remark]:
    """As far back as letters are kept."""
    if found := checks.undeleted_at(tx, datetime.min.replace(tzinfo=UTC)):
        whose = ", ".join(f"{count} of person {person}" for person, count in found.items())
        yield Remark(
            WARNING,
            f"messages with somebody's words could not be taken out of chats: {whose}. Ask them to "
            "delete these by hand.",
        )


def _log(parts: Parts) -> Iterator[Remark]:
    if faults := verifying.verify(parts).faults:
        yield Remark(
            WRONG,
            f"the log of who did what was touched in {len(faults)} places: see `audit verify`",
        )


def _updates(tx: Tx) -> Iterator[Remark]:
    if aside := inbox.counts(tx).get("set_aside", 0):
        yield Remark(
            WARNING,
            f"{aside} updates could not be handled and were set aside: look for turn.set_aside "
            "in the log",
        )


def _problems(tx: Tx, now: datetime) -> Iterator[Remark]:
    for problem in problems.all_open(tx):
        if problem.state is State.SENT and rungs.next_of(tx, problem.reference) is None:
            yield Remark(
                WRONG,
                f"problem {problem.reference}: nobody has received it and nobody is left to tell: "
                f"ring person {problem.owner}, and see `people list`",
            )
