"""For who has two ways to be reached: which one comes first."""

from __future__ import annotations

from dataclasses import replace

from dialogs import menus
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Button, Place, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import ChannelChosen
from mentorbot.domain.people import Channel, Person
from mentorbot.domain.wording import Label, Phrase, Text, Toast

NAME = "ways"
NEEDS: frozenset[Need] = frozenset()

NOW = Text("ways.now", "first", "second", "confirmed")
BY_TELEGRAM = Text("ways.by_telegram")
BY_EMAIL = Text("ways.by_email")
LINE = Text("ways.line", "first", "second")
OPEN = Label("ways.open")
TELEGRAM_FIRST = Label("ways.telegram_first")
EMAIL_FIRST = Label("ways.email_first")
KEPT = Toast("ways.kept", "first")

NAMES = {Channel.TELEGRAM: BY_TELEGRAM, Channel.EMAIL: BY_EMAIL}
LABELS = {Channel.TELEGRAM: TELEGRAM_FIRST, Channel.EMAIL: EMAIL_FIRST}


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.act in (Act.TYPED, Act.SENT):
        raise BadMove
    if not_yet := menus.not_yet(brief.me):
        return not_yet
    match turn.move:
        case "start" | "confirmed":
            say = shown(place, brief.me, confirmed=turn.move == "confirmed")
            return Step((replace(say, anew=True),))
        case "first" if has_two(brief.me):
            return chosen(place, brief.me, Channel(turn.argument))
    raise BadMove


def chosen(place: Place, me: Person, first: Channel) -> Step:
    say = shown(place, replace(me, prefers=first))
    return Step((say,), (ChannelChosen(first),), KEPT(first=NAMES[first]()))


def shown(place: Place, me: Person, *, confirmed: bool = False) -> Say:
    """How it is now. `confirmed`: the address was just confirmed, on its page."""
    names = [NAMES[channel]() for channel in me.channels]
    first, second = [*names, None, None][:2]
    choices = tuple(Button(LABELS[each](), "first", str(each)) for each in Channel)
    text = NOW(first=first, second=second, confirmed=confirmed)
    return Say(text, place.at("shown"), (choices,) if has_two(me) else ())


def has_two(me: Person) -> bool:
    return len(me.channels) > 1


def line(me: Person) -> Phrase:
    """In the settings of who has two."""
    first, second = me.channels
    return LINE(first=NAMES[first](), second=NAMES[second]())
