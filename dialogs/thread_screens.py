"""What the two who talk about a problem are shown: who said what, and what they may say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dialogs import asking, emergency
from mentorbot.domain import remarks
from mentorbot.domain.brief import Brief, Contact, ProblemView, RemarkView
from mentorbot.domain.conversation import Button, Place, Rows, Say
from mentorbot.domain.own_words import MOST_CHARACTERS
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Label, Phrase, Text

NAME = "thread"
MOST_SHOWN = 6

ASKED = Text("thread.asked", "reference", "name", "by_mentor", "said")
WROTE = Text("thread.wrote", "reference", "name", "by_mentor")

HOME = Text("thread.home", "reference", "name", "to_mentor", "lines", "remarks", "most")
LINE = Text("thread.line", "name", "at", "said", "read")
OWN_WORDS = Text("thread.own_words")
WORDS = Text("thread.words", "reference", "lines", "on_page")
SENT = Text("thread.sent", "reference", "name", "said", "read")

READ = Label("thread.read")
ANSWER = Label("thread.answer")
DRAFT = Label("thread.draft")
MORE = Label("thread.more")
SEE_CASE = Label("thread.see_case")
LEAVE = Label("thread.leave")


@dataclass(frozen=True)
class Talk:
    """One turn of somebody who may talk about the problem."""

    place: Place
    brief: Brief
    view: ProblemView

    @property
    def is_mentor(self) -> bool:
        return self.brief.me.role is Role.MENTOR

    @property
    def reference(self) -> str:
        return self.view.problem.reference

    @property
    def other(self) -> Contact:
        return self.view.owner if self.is_mentor else self.view.mentor

    @property
    def theirs(self) -> list[RemarkView]:
        """What the other side said, oldest first."""
        return [each for each in self.brief.remarks if self.is_theirs(each)]

    def is_theirs(self, view: RemarkView) -> bool:
        return view.remark.by_mentor is not self.is_mentor

    @property
    def unread(self) -> list[RemarkView]:
        """Words to be opened: all that were not, or else the last of them."""
        worded = [each for each in self.theirs if each.remark.words]
        return [each for each in worded if each.remark.read_at is None] or worded[-1:]

    @property
    def asked(self) -> str:
        """What the other side asked by a tap, as long as nothing was said since."""
        last = self.brief.remarks[-1] if self.brief.remarks else None
        return last.remark.ready if last is not None and self.is_theirs(last) else ""

    def fresh(self, state: str, *, listens: bool = False, **data: Any) -> Place:
        """Nothing that was typed before is taken along, unless it is named."""
        return Place(NAME, state, self.place.subject, data, listens)


def notice(talk: Talk) -> Say:
    """That the other one said something. Words of their own open behind a tap (rule 6).

    What this person was writing is not lost by it.
    """
    last = talk.theirs[-1]
    ready, by_mentor = last.remark.ready, last.remark.by_mentor
    text = WROTE(reference=talk.reference, name=last.name, by_mentor=by_mentor)
    if remarks.is_known(ready):
        text = ASKED(**text.values, said=Phrase(ready))
    there = talk.place.at("told", listens=talk.place.listens)
    ways_on = Button(ANSWER(), "write"), see_case(talk)
    is_new = any(each.remark.read_at is None for each in talk.unread)
    read = reading(talk) if is_new else ()
    buttons = (*read, *replies(talk), *drafted(talk), ways_on)
    return Say(text, there, buttons, anew=True)


def see_case(talk: Talk) -> Button:
    dialog, move = ("status", "show") if talk.is_mentor else ("followup", "open")
    return Button(SEE_CASE(), move, opens=dialog, subject=talk.place.subject)


def drafted(talk: Talk) -> Rows:
    return ((Button(DRAFT(), "draft"),),) if talk.place.data.get("words") else ()


def reading(talk: Talk) -> Rows:
    return ((Button(READ(), "read"),),) if talk.unread else ()


def replies(talk: Talk) -> Rows:
    """To what was asked by a tap, where a tap can answer it."""
    known = remarks.replies_to(talk.asked) if talk.is_mentor else ()
    return asking.rows((Button(Phrase(ready), "ready", ready) for ready in known), 1)


def home(talk: Talk, said: tuple[Phrase, ...] = (), *, anew: bool = False) -> Say:
    """What was said, and room for more: by a tap, or by typing now."""
    lines = tuple(line(view) for view in talk.brief.remarks[-MOST_SHOWN:])
    text = HOME(
        reference=talk.reference,
        name=talk.other.name,
        to_mentor=not talk.is_mentor,
        lines=lines,
        remarks=said or ((emergency.LINE(),) if talk.is_mentor else ()),
        most=MOST_CHARACTERS,
    )
    first = remarks.TO_NAV if talk.is_mentor else remarks.QUESTIONS
    tapped = replies(talk) or asking.rows(
        (Button(Phrase(each), "ready", each) for each in first), 1
    )
    there = talk.fresh("home", listens=True, words=talk.place.data.get("words", ""))
    buttons = (*reading(talk), *tapped, *drafted(talk), (Button(LEAVE(), "drop"),))
    return Say(text, there, buttons, anew=anew)


def line(view: RemarkView) -> Phrase:
    ready = view.remark.ready
    said = Phrase(ready) if remarks.is_known(ready) else OWN_WORDS()
    return LINE(name=view.name, at=view.remark.at, said=said, read=view.remark.read_at)


def sent(talk: Talk, ready: str, *, read: datetime | None = None) -> Say:
    """What was said by a tap stands here; words of their own rest in no chat.

    `read`: when the other one opened those.
    """
    text = SENT(
        reference=talk.reference,
        name=talk.other.name,
        said=Phrase(ready) if remarks.is_known(ready) else None,
        read=read,
    )
    buttons = ((Button(MORE(), "write"), see_case(talk)),)
    return Say(text, talk.fresh("sent", said=ready), buttons)
