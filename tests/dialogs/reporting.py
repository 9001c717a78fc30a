"""A mentor who reports a problem by thumb, and what it costs in taps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from dialogs import report
from mentorbot.domain.brief import Brief
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.conversation import Step
from mentorbot.domain.facts import ProblemReported
from mentorbot.domain.problems import Report
from mentorbot.domain.wording import Phrase
from tests.cast import MARIT, MONDAY, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.rules import make_rules

TWO = (view(placement(1, "Bjørk")), view(placement(2, "Eik")))
SATURDAY = datetime(2027, 3, 6, 10, 0, tzinfo=UTC)
PREVIEW = "report.preview"


def brief(**changes: Any) -> Brief:
    whole = Brief(
        MARIT,
        MONDAY,
        WorkCalendar(),
        make_rules(),
        placements=(view(placement()),),
        reference="T4K7",
    )
    return replace(whole, **changes)


class Reporting(Talk):
    """A talk that counts what it costs the mentor."""

    def __init__(self, subject: str = "", **changes: Any) -> None:
        super().__init__(report, brief(**changes), subject)
        self.count = 0

    def taps(self, label: str, argument: str | None = None) -> Step:
        self.count += 1
        return super().taps(label, argument)

    def marks(self, argument: str) -> Step:
        """Taps the option with this argument, marked or not."""
        return self.taps("report.marked", argument)

    def said(self) -> Phrase:
        assert self.bubble is not None
        return self.bubble.text

    def lines(self, name: str) -> list[str]:
        """The keys of the lines in one value of the bubble's text."""
        value = self.said().values[name]
        assert isinstance(value, tuple)
        return [phrase.key for phrase in value]

    def labels(self) -> list[str]:
        return [button.label.key for button in self.buttons()]

    def sent(self) -> Report:
        [fact] = [fact for fact in self.facts if isinstance(fact, ProblemReported)]
        assert fact.reference == "T4K7"
        return fact.report


def commanded(**changes: Any) -> Reporting:
    talk = Reporting(**changes)
    talk.commands("start")
    return talk


def at_preview(category: str = "P04", knows: str = "knows.yes", **changes: Any) -> Reporting:
    talk = commanded(**changes)
    talk.taps(f"group.{talk.brief.rules.categories[category].group}")
    talk.taps(f"category.{category}")
    talk.taps("report.next")
    talk.taps(knows)
    assert talk.said().key == PREVIEW
    return talk


def from_checkin(known: str) -> Reporting:
    talk = Reporting("placement:1")
    talk.forces("start", known)
    return talk
