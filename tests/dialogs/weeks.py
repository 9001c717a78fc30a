"""A check-in between Marit and mentorbot, kept from turn to turn as storage would keep it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from dialogs import checkin
from mentorbot.domain.brief import Brief, CheckInView
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.conversation import Step, Turn
from mentorbot.domain.facts import Answered, AnswerTakenBack, CheckInFinished, CheckInSkipped
from mentorbot.domain.triggers import Heard
from mentorbot.domain.wording import Phrase
from tests.cast import MARIT, MONDAY, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.rules import make_rules

BJORK, ASK = view(placement()), view(placement(2, "Ask"))
NEXT_WEEK = MONDAY + timedelta(days=7)


def heard(*answers: str) -> tuple[Heard, ...]:
    """One check-in a week ago: "F3.no", "F4.high"; none without answers."""
    given = dict(answer.split(".") for answer in answers)
    return (Heard(MONDAY.date() - timedelta(days=7), given),) if given else ()


class Week(Talk):
    """A check-in of one placement; what is established is stored as storage would."""

    def __init__(self, *questions: str, before: tuple[str, ...] = (), **sections: Any) -> None:
        asked = CheckInView(12, 1, questions, opened_at=MONDAY, heard=heard(*before))
        brief = Brief(MARIT, MONDAY, WorkCalendar(), make_rules(), placements=(BJORK,))
        sections = {"checkin": asked, "waiting": (asked,), **sections}
        super().__init__(checkin, replace(brief, **sections), "checkin:12")

    @property
    def checkin(self) -> CheckInView:
        assert self.brief.checkin is not None
        return self.brief.checkin

    def stored(self, **changes: Any) -> None:
        self.knows(checkin=replace(self.checkin, **changes))

    def answers(self, *given: str) -> Step:
        """Taps these answers, one after another."""
        for answer in given:
            name, _, choice = answer.partition(".")
            self.taps(f"answer.{name}.{choice}")
        return self.step

    @property
    def said(self) -> Phrase:
        assert self.bubble is not None
        return self.bubble.text

    @property
    def asked(self) -> str | None:
        """The question that stands in the bubble now."""
        shown = self.said.values.get("question")
        return shown.key if isinstance(shown, Phrase) and self.place.state == "asking" else None

    @property
    def progress(self) -> tuple[Any, Any]:
        return self.said.values["number"], self.said.values["total"]

    def _take(self, turn: Turn) -> Step:
        step = super()._take(turn)
        for fact in step.facts:
            match fact:
                case Answered(_, name, answer):
                    self.stored(answers={**self.checkin.answers, name: answer})
                case AnswerTakenBack(_, name):
                    kept = {q: a for q, a in self.checkin.answers.items() if q != name}
                    self.stored(answers=kept)
                case CheckInFinished() | CheckInSkipped():
                    self.stored(finished=True)
        return step


def begun(*questions: str, before: tuple[str, ...] = (), **sections: Any) -> Week:
    talk = Week(*questions, before=before, **sections)
    talk.opened("due")
    return talk


def practising(what: str | None) -> dict[str, Any]:
    return {"placements": (replace(BJORK, placement=replace(BJORK.placement, practising=what)),)}


def offered(talk: Talk) -> list[tuple[str, str, str]]:
    """What other dialogs the bubble leads to: (dialog, move, argument)."""
    return [(b.opens, b.move, b.argument) for b in talk.buttons() if b.opens]
