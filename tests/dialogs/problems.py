"""A sent problem of Marit's, and the two who look at it: she and NAV."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from dialogs import followup, status
from mentorbot.domain.brief import Brief, Contact, ProblemView
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.conversation import Dialog
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Person
from mentorbot.domain.problems import Knows, Problem, Reachable, Report, State, Wish
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MARIT, MONDAY, NADIA, NILS, contact, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.rules import make_rules

WORDS = "Kasse 3 ble for mye."
REPORT = Report(1, "P04", Level.YELLOW, Wish.CALL_ME, Reachable.ANY_TIME, Knows.YES, wording=WORDS)
DEADLINE = datetime.fromisoformat("2027-03-03T14:30:00+00:00")
"""Wednesday at half past three: two working days, as make_rules() has it."""


def sent(reference: str = "T4K7", **changes: Any) -> ProblemView:
    problem = Problem(reference, REPORT, "Bjørk", MARIT.id, NADIA.id, State.SENT, MONDAY, DEADLINE)
    problem = replace(problem, **changes)
    owner = next(who for who in (NADIA, NILS, KARI) if who.id == problem.owner)
    colleagues = tuple(contact(who) for who in (NILS, KARI) if who.id != problem.owner)
    return ProblemView(problem, contact(MARIT), contact(owner), colleagues)


class About(Talk):
    """One person's side of the problem, which changes as storage would change it."""

    def __init__(self, dialog: Dialog, me: Person, **changes: Any) -> None:
        given = sent(**changes)
        brief = Brief(
            me, MONDAY, WorkCalendar(), make_rules(), placements=(view(placement()),), problem=given
        )
        super().__init__(dialog, brief, f"problem:{given.problem.reference}")

    @property
    def problem(self) -> Problem:
        assert self.brief.problem is not None
        return self.brief.problem.problem

    def stored(self, **changes: Any) -> None:
        self.knows(problem=sent(**{**vars(self.problem), **changes}))

    def people(self, **changes: Contact | tuple[Contact, ...]) -> None:
        assert self.brief.problem is not None
        self.knows(problem=replace(self.brief.problem, **changes))  # type: ignore[arg-type]

    def said(self) -> Phrase:
        assert self.bubble is not None
        return self.bubble.text

    def labels(self) -> list[str]:
        return [button.label.key for button in self.buttons()]


def at_nav(me: Person = NADIA, **changes: Any) -> About:
    return About(followup, me, **changes)


def at_work(**changes: Any) -> About:
    return About(status, MARIT, **changes)


def everything(phrase: Phrase) -> str:
    """All that a text shows: keys and values, however deep."""
    return repr(phrase)
