"""The week's message as stories read it, and the weeks that they are told in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.stories.office import Office
from tests.stories.phones import Arrival
from tests.stories.town import Phone

MakeOffice = Callable[..., Office]
FRIDAY = datetime(2027, 8, 27, 7, 0, tzinfo=UTC)
MONDAY = datetime(2027, 8, 30, 6, 0, tzinfo=UTC)
"""08:00 in Oslo. Twelve weeks without a public holiday follow; then the clocks have changed."""
PERIOD: dict[str, Any] = {"start": date(2027, 8, 30), "end": date(2027, 11, 19)}
WEEK = timedelta(weeks=1)
LONG, SILENT = "Lenge siden NAV og mentor snakket sammen", "To innsjekker uten svar"
URGENT, ENDING = "Haster: ikke avtalt hva som kommer etter", "Perioder som går mot slutten"
WAITS, LATE, AWAY = "Saker som kan vente litt", "Over fristen", "Borte, og ingen er vikar"
DRIFT, LOAD = "Ligner mer på en annen modell", "Flere deltakere enn avtalt"


def section(html: str, title: str) -> list[str]:
    """The lines under that title."""
    _, found, rest = html.partition(f"<b>{title}</b>\n")
    return rest.partition("\n\n")[0].split("\n") if found else []


def weekly(phone: Phone) -> list[Arrival]:
    return [arrival for arrival in phone.chat.sent() if "God morgen" in arrival.html]


def on(phone: Phone, moment: datetime) -> str:
    """What this week's message said; empty when there was none."""
    return next((each.html for each in weekly(phone) if each.at == moment), "")


def mondays(first: datetime, weeks: int) -> list[datetime]:
    """Eight o'clock in Oslo, also when the clocks have changed (31 October 2027)."""
    winter = datetime(2027, 10, 31, 1, 0, tzinfo=UTC)
    days = [first + number * WEEK for number in range(weeks)]
    return [day + timedelta(hours=1) if day > winter else day for day in days]
