"""An office's figures get their words, in one reader's language: charts, sentences and tables.

The sentences stand in content/ under `pictures`; nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mentorbot.book.rendering import Book
from mentorbot.domain.balance import Lean
from mentorbot.domain.charts import Chart, Series, Shape, Sheet
from mentorbot.domain.network import Shared
from mentorbot.domain.people import Language
from mentorbot.domain.series import Asked, CardHelped, Leant, OfficeWeeks, Receipts
from mentorbot.domain.wording import Phrase, Text

OFFICE = Text("pictures.office", "weeks")
WEEK = Text("pictures.week")

ASKED = Text("pictures.asked")
ASKED_YES = Text("pictures.asked_yes")
ASKED_NO = Text("pictures.asked_no")
ASKED_SAID = Text("pictures.asked_said", "number", "total")
ASKED_LAST = Text("pictures.asked_last", "week", "number", "total")
ASKED_FEW = Text("pictures.asked_few")

RECEIPTS = Text("pictures.receipts")
RECEIPTS_TIME = Text("pictures.receipts_time")
RECEIPTS_COUNT = Text("pictures.receipts_count")
RECEIPTS_LAST = Text("pictures.receipts_last", "week", "time", "problems")
RECEIPTS_LONGEST = Text("pictures.receipts_longest", "week", "time")
RECEIPTS_WAITING = Text("pictures.receipts_waiting", "problems")
RECEIPTS_FEW = Text("pictures.receipts_few")
TIME = Text("pictures.time", "hours", "minutes")

THEMES = Text("pictures.themes")
THEME = Text("pictures.theme")
THEMES_COUNT = Text("pictures.themes_count")
THEMES_SAID = Text("pictures.themes_said", "theme", "placements")
THEMES_FEW = Text("pictures.themes_few", "placements")
PLACEMENTS = Text("pictures.placements", "placements")

LEANT = Text("pictures.leant")
LEANT_SUPPORT = Text("pictures.leant_support")
LEANT_BOTH = Text("pictures.leant_both")
LEANT_PUSH = Text("pictures.leant_push")
LEANT_SAID = Text("pictures.leant_said", "support", "both", "push")
LEANT_FEW = Text("pictures.leant_few", "placements")

CARDS = Text("pictures.cards")
CARD = Text("pictures.card")
CARDS_YES = Text("pictures.cards_yes")
CARDS_NO = Text("pictures.cards_no")
CARDS_SAID = Text("pictures.cards_said", "card", "number", "total")
CARDS_OF = Text("pictures.cards_of", "number", "total")
CARDS_FEW = Text("pictures.cards_few", "number")

LEANS: Mapping[Lean, Text] = {
    Lean.SUPPORT: LEANT_SUPPORT,
    Lean.BOTH: LEANT_BOTH,
    Lean.PUSH: LEANT_PUSH,
}
"""In the order in which they stand on each other."""
MOST_CARDS = 6
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Words:
    """What is said to one reader, without markup."""

    book: Book
    language: Language
    fewest: int = 0
    """What comes from fewer placements is not shown."""

    def __call__(self, phrase: Phrase) -> str:
        return self.book.label(phrase, self.language)

    def time(self, took: timedelta) -> str:
        hours, minutes = divmod(round(took / A_MINUTE), 60)
        return self(TIME(hours=hours, minutes=minutes))


def number_of(week: date) -> int:
    """As calendars in Norway have it."""
    return week.isocalendar().week


def office(found: OfficeWeeks, say: Words) -> Sheet:
    charts = (
        None if found.asked is None else _asked(found.asked, say),
        None if found.receipts is None else _receipts(found.receipts, say),
        None if found.themes is None else _themes(found.themes, say),
        None if found.leant is None else _leant(found.leant, say),
        None if found.cards is None else _cards(found.cards, say),
    )
    there = tuple(chart for chart in charts if chart is not None)
    return Sheet("office", say(OFFICE(weeks=found.weeks)), there)


def _asked(found: Sequence[Asked], say: Words) -> Chart:
    there = [each for each in found if each.asked]
    said: tuple[str, ...] = ()
    if there:
        total, answered = sum(each.asked for each in there), sum(each.answered for each in there)
        last = there[-1]
        said = (
            say(ASKED_SAID(number=answered, total=total)),
            say(ASKED_LAST(week=number_of(last.week), number=last.answered, total=last.asked)),
        )
    return Chart(
        "asked", Shape.COLUMNS, say(ASKED()), said, say(WEEK()), _weeks(found),
        (
            _counts(say(ASKED_YES()), [each.answered for each in found]),
            _counts(say(ASKED_NO()), [each.asked - each.answered for each in found]),
        ),
        few=say(ASKED_FEW()),
    )  # fmt: skip


def _receipts(found: Sequence[Receipts], say: Words) -> Chart:
    there = [(each, each.median) for each in found if each.median is not None]
    said: list[str] = []
    if there:
        (last, took), (slow, most) = there[-1], max(there, key=lambda each: each[1])
        week = number_of(last.week)
        said.append(say(RECEIPTS_LAST(week=week, time=say.time(took), problems=last.received)))
        if most > took:
            said.append(say(RECEIPTS_LONGEST(week=number_of(slow.week), time=say.time(most))))
    if waiting := sum(each.waiting for each in found):
        said.append(say(RECEIPTS_WAITING(problems=waiting)))
    took_hours = tuple(each.median / AN_HOUR if each.median is not None else None for each in found)
    in_words = tuple("" if each.median is None else say.time(each.median) for each in found)
    return Chart(
        "receipts", Shape.LINE, say(RECEIPTS()), tuple(said), say(WEEK()), _weeks(found),
        (Series(say(RECEIPTS_TIME()), took_hours, in_words),),
        beside=(_counts(say(RECEIPTS_COUNT()), [each.received for each in found]),),
        few=say(RECEIPTS_FEW()),
    )  # fmt: skip


def _themes(found: Sequence[Shared], say: Words) -> Chart:
    names = [Phrase(f"theme.{each.theme}") for each in found]
    said = tuple(
        say(THEMES_SAID(theme=name, placements=each.placements))
        for name, each in zip(names, found, strict=True)
    )
    counts = tuple(say(PLACEMENTS(placements=each.placements)) for each in found)
    values = tuple(float(each.placements) for each in found)
    return Chart(
        "themes", Shape.ROWS, say(THEMES()), said, say(THEME()), tuple(map(say, names)),
        (Series(say(THEMES_COUNT()), values, counts),),
        few=say(THEMES_FEW(placements=say.fewest)),
    )  # fmt: skip


def _leant(found: Sequence[Leant], say: Words) -> Chart:
    totals = {str(lean): sum(each.counts.get(lean, 0) for each in found) for lean in LEANS}
    return Chart(
        "leant", Shape.COLUMNS, say(LEANT()),
        (say(LEANT_SAID(**totals)),) if any(totals.values()) else (),
        say(WEEK()), _weeks(found),
        tuple(
            _counts(say(name()), [each.counts.get(lean) for each in found])
            for lean, name in LEANS.items()
        ),
        few=say(LEANT_FEW(placements=say.fewest)),
    )  # fmt: skip


def _cards(every: Sequence[CardHelped], say: Words) -> Chart:
    found = every[:MOST_CARDS]
    titles = [Phrase(f"card_title.{each.card}") for each in found]
    said = tuple(
        say(CARDS_SAID(card=title, number=each.helped, total=each.rated))
        for title, each in zip(titles, found, strict=True)
    )
    helped = tuple(say(CARDS_OF(number=each.helped, total=each.rated)) for each in found)
    return Chart(
        "cards", Shape.ROWS, say(CARDS()), said, say(CARD()), tuple(map(say, titles)),
        (
            Series(say(CARDS_YES()), tuple(float(each.helped) for each in found), helped),
            _counts(say(CARDS_NO()), [each.rated - each.helped for each in found]),
        ),
        few=say(CARDS_FEW(number=say.fewest)),
    )  # fmt: skip


def _weeks(found: Sequence[Asked] | Sequence[Receipts] | Sequence[Leant]) -> tuple[str, ...]:
    return tuple(str(number_of(each.week)) for each in found)


def _counts(name: str, values: Sequence[int | None]) -> Series:
    return Series(
        name,
        tuple(None if value is None else float(value) for value in values),
        tuple("" if value is None else str(value) for value in values),
    )
