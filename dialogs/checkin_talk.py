"""One check-in as a turn sees it: whose it is, how far it has come, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.asking import shown_alias, view_of
from dialogs.checkin_course import PRACTICE, Course, practising
from mentorbot.domain.brief import Brief, CheckInView, PlacementView
from mentorbot.domain.conversation import Place, Rows, Say
from mentorbot.domain.errors import BadMove
from mentorbot.domain.wording import Phrase, Text

DIALOG = "checkin"

NAMED = Text("checkin.named", "alias", "body")

OVER = frozenset({"hardest", "end"})
"""Where the mentor stands who answered the last question in this very bubble."""


@dataclass(frozen=True)
class Talk:
    """Everything about this check-in that a turn needs."""

    place: Place
    brief: Brief
    checkin: CheckInView
    view: PlacementView
    course: Course

    @classmethod
    def of(cls, place: Place, brief: Brief) -> Talk:
        checkin = brief.checkin
        if checkin is None or (view := view_of(brief, checkin.placement)) is None:
            raise BadMove
        skipped = frozenset(place.data.get("skipped", ()))
        course = Course.of(checkin, view, brief, skipped)
        return cls(place, brief, checkin, view, course)

    def on(self, course: Course) -> Talk:
        return replace(self, course=course)

    def at(self, state: str) -> Place:
        return self.place.at(state, skipped=sorted(self.course.skipped))

    def says(self, text: Phrase, state: str, buttons: Rows = (), *, anew: bool = False) -> Say:
        """The bubble; it names the placement to a mentor who has several."""
        alias = shown_alias(self.brief, self.checkin.placement)
        shown = NAMED(alias=alias, body=text) if alias else text
        return Say(shown, self.at(state), buttons, anew=anew)

    @property
    def is_closed(self) -> bool:
        """Finished or dropped elsewhere, not by the last answer in this very bubble."""
        return self.checkin.finished and not (self.place.state in OVER or self.is_reopened)

    @property
    def is_reopened(self) -> bool:
        return bool(self.place.data.get("reopened"))

    @property
    def next_checkin(self) -> datetime | None:
        planned = self.view.next_checkin
        return planned if planned and planned > self.brief.now else None

    @property
    def practice(self) -> Phrase | None:
        """What was agreed last, in the words of its button."""
        agreed = practising(self.view.placement)
        return Phrase(f"answer.{PRACTICE}.{agreed}") if agreed else None

    def asks(self, question: str) -> Phrase:
        """A question's words. They may name what was agreed last and the day the period ends."""
        card = Phrase(f"card_title.{self.checkin.card}") if self.checkin.card else None
        values = {"practice": self.practice, "end": self.view.placement.end, "card": card}
        return Phrase(f"question.{question}", values)


def subject(checkin: CheckInView) -> str:
    return f"{DIALOG}:{checkin.id}"
