"""Briefs for short tests, and a walk through every state that taps can reach."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from mentorbot.book.findings import Findings
from mentorbot.book.loading import read_book
from mentorbot.book.rendering import Book
from mentorbot.domain.brief import Brief
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.conversation import Act, Dialog, Place, Say, Step, Turn
from mentorbot.domain.facts import (
    ChannelChosen,
    Fact,
    LanguageChosen,
    Paused,
    Resumed,
    RhythmChosen,
    Stopped,
)
from mentorbot.domain.people import Language, Person, Role, Standing
from tests.cast import MARIT, MONDAY, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.rules import make_rules

STRANGER = Person(0, Role.MENTOR, "", Language.NB)
UNASKED = (
    Turn(Act.TYPED, text="kan noen hjelpe meg litt"),
    Turn(Act.TYPED, text="takk"),
    *(Turn(Act.SENT, kind) for kind in ("voice", "photo", "sticker", "location", "edited", "poll")),
)


def brief_for(me: Person = MARIT, **sections: Any) -> Brief:
    brief = Brief(me, MONDAY, WorkCalendar(), make_rules(), "Kari Kvam")
    of_mentor = {"placements": (view(placement()),)} if me.role is Role.MENTOR else {}
    return replace(brief, **{**of_mentor, **sections})


def meets(dialog: Dialog, me: Person = MARIT, **sections: Any) -> Talk:
    return Talk(dialog, brief_for(me, **sections))


def hears(talk: Talk, text: str) -> Step:
    """Typed where no question was asked."""
    return talk._take(Turn(Act.TYPED, text=text))


def ways_out(talk: Talk) -> list[str]:
    """Which other dialogs the bubble leads to."""
    return [button.opens for button in talk.buttons() if button.opens]


@cache
def real_book() -> Book:
    """The content as it is now; texts of dialogs that are not written yet may be missing."""
    book = read_book(Path(__file__).parents[2] / "content", None, Findings())
    assert book is not None
    return book


@dataclass(frozen=True)
class Stand:
    """One reachable state: the bubble as it was said, and what the dialog knew then."""

    say: Say
    brief: Brief

    @property
    def place(self) -> Place:
        assert self.say.place is not None
        return self.say.place

    @property
    def key(self) -> str:
        place, me = self.place, self.brief.me
        labels = [button.label.key for row in self.say.buttons for button in row]
        return json.dumps([place.state, dict(place.data), labels, str(me.standing)], default=str)


def walk(dialog: Dialog, brief: Brief, entrances: Iterable[Turn]) -> list[Stand]:
    """Every state that the entrances and all taps on the dialog's own buttons lead to."""
    waiting = [
        stand for turn in entrances for stand in stands(dialog, Place(dialog.NAME, ""), turn, brief)
    ]
    seen: dict[str, Stand] = {}
    while waiting:
        stand = waiting.pop()
        if stand.key in seen:
            continue
        seen[stand.key] = stand
        for turn in taps(stand.say):
            waiting += stands(dialog, stand.place, turn, stand.brief)
    return list(seen.values())


def taps(say: Say) -> Iterator[Turn]:
    for row in say.buttons:
        for button in row:
            if not button.opens:
                yield Turn(Act.TAPPED, button.move, button.argument)


def stands(dialog: Dialog, place: Place, turn: Turn, brief: Brief) -> list[Stand]:
    step = dialog.take(place, turn, brief)
    for fact in step.facts:
        brief = known(brief, fact)
    own = [say for say in step.says if say.place and say.place.dialog == dialog.NAME]
    return [Stand(say, brief) for say in own]


def known(brief: Brief, fact: Fact) -> Brief:
    """The brief after storage recorded a fact about this person."""
    me = brief.me
    match fact:
        case Stopped():
            me = replace(me, standing=Standing.STOPPED)
        case Resumed():
            me = replace(me, standing=Standing.ACTIVE)
        case Paused(until):
            me = replace(me, paused_until=until)
        case LanguageChosen(language):
            me = replace(me, language=language)
        case ChannelChosen(channel):
            me = replace(me, prefers=channel)
        case RhythmChosen(weekday, at):
            me = replace(me, rhythm=replace(me.rhythm, weekday=weekday, at=at))
    return replace(brief, me=me)
