"""What `check` and `doctor` look at outside the database: disk, rights of files, time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import httpx
from sqlalchemy.engine import make_url

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.edges.settings import Settings

TIGHT, FULL = 1_000_000_000, 100_000_000
"""Free bytes below which a disk deserves a word, and below which it will not do."""
MAY_DIFFER = timedelta(seconds=30)
"""Between Telegram's clock and this one."""
PATIENCE = 5.0
OTHERS, GROUP_AND_OTHERS = 0o007, 0o077

Finding = tuple[bool, str]
"""Whether it is wrong or only worth a warning, and what it is."""


def here(settings: Settings, calendar: WorkCalendar) -> Iterator[Finding]:
    yield from _disk(settings)
    yield from _rights(settings)
    yield from _zone(calendar)


def clock(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Against the Date that Telegram's answers carry; nothing where it cannot be asked."""
    try:
        said = httpx.head(settings.telegram_url, timeout=PATIENCE).headers.get("Date")
        theirs = None if said is None else parsedate_to_datetime(said)
    except (httpx.HTTPError, ValueError):
        return
    if theirs is not None and abs(theirs - now) > MAY_DIFFER:
        seconds = round((now - theirs).total_seconds())
        yield (
            abs(seconds) > 300,
            f"time: this machine's clock is {seconds:+} seconds from Telegram's: set it by NTP",
        )


def _files(settings: Settings) -> list[Path]:
    """The database and the store of keys, where they are files."""
    urls = [settings.database_url, settings.keys_url]
    given = [make_url(each.get_secret_value()) for each in urls if each.get_secret_value()]
    paths = [Path(url.database) for url in given if url.drivername == "sqlite" and url.database]
    if paths and not settings.keys_url.get_secret_value():
        paths.append(Path(f"{paths[0]}.keys"))
    return [path for path in paths if path.is_file()]


def _disk(settings: Settings) -> Iterator[Finding]:
    for folder in sorted({path.resolve().parent for path in _files(settings)}):
        free = shutil.disk_usage(folder).free
        if free < TIGHT:
            yield free < FULL, f"disk: {free // 1_000_000} MB are left where {folder} is"


def _rights(settings: Settings) -> Iterator[Finding]:
    for path in _files(settings):
        if path.stat().st_mode & GROUP_AND_OTHERS:
            yield True, f"rights: others on this machine may open {path}: chmod 600 {path}"
    for secret in (settings.token_file, settings.secret_keys_file):
        if secret is not None and secret.stat().st_mode & OTHERS:
            yield True, f"rights: everybody on this machine may read {secret}: chmod o= {secret}"


def _zone(calendar: WorkCalendar) -> Iterator[Finding]:
    try:
        _ = calendar.zone
    except (ZoneInfoNotFoundError, ValueError):
        yield True, "time: there is no data about the office's time zone: install tzdata"
