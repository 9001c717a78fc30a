"""What those are told whom a change concerns: one message each, with the new name (R39)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from dialogs import placement_taking_over as taking_over
from dialogs.menus import OPEN_STATUS
from dialogs.placement_sheet import Seen, rhythm, span
from mentorbot.domain import news
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Role
from mentorbot.domain.placements import Seat
from mentorbot.domain.wording import Label, Phrase, Text

TOGETHER = Text("placement.together", "first", "second")
MODEL_TOLD = Text(
    "placement.model_told", "alias", "model", "yellow", "orange", "place", "rhythm", "silence",
    "to_mentor",
)  # fmt: skip
RHYTHM_TOLD = Text("placement.rhythm_told", "alias", "rhythm")
END_TOLD = Text("placement.end_told", "alias", "end")
HIRED_TOLD = Text("placement.hired_told", "alias", "weeks", "months", "to_mentor")
FOLLOW_ON_TOLD = Text("placement.follow_on_told", "alias", "follow_on", "end")
CLOSED_MENTOR = Text("placement.closed_mentor", "alias", "follow_on")
CLOSED_NAV = Text("placement.closed_nav", "alias", "follow_on", "mentor")
STARTS_TOLD = Text("placement.starts_told", "alias", "first")
WANTS_TIME = Text("placement.wants_time", "alias", "name", "end")
UNANSWERED = Text("placement.unanswered", "name", "phone", "aliases")
SEE = Label("placement.see")

WHOLE = (news.CLOSED, news.you(Seat.MENTOR), news.not_you(Seat.MENTOR))
"""What says everything there is to say by itself."""
ENDING_CARD = "V52"


def told(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.move == "unanswered":
        return unanswered(place, brief)
    if turn.move != "changed" or brief.sheet is None:
        raise BadMove
    seen = Seen(place, brief, brief.sheet)
    pieces = turn.argument.split("+")
    whole = [each for each in WHOLE if each in pieces][:1] or pieces
    phrases = [said for piece in whole if (said := phrase(seen, piece))]
    if not phrases:
        return Step()
    text = reduce(lambda first, second: TOGETHER(first=first, second=second), phrases)
    there = Place(place.dialog, "told", place.subject, {"news": pieces})
    return Step((Say(text, there, buttons(seen, whole), anew=True),))


def phrase(seen: Seen, piece: news.News) -> Phrase | None:
    """One piece of news, in words for who reads it."""
    which, _, part = piece.partition(":")
    if part:
        return taking_over.phrase(seen, Seat(which), part)
    return PHRASES[which](seen)


def model(seen: Seen) -> Phrase:
    """What it means from now on: texts promise exactly what is configured (R18)."""
    rules, placement = seen.model, seen.placement
    return MODEL_TOLD(
        alias=taking_over.alias(seen),
        model=Phrase(f"model.{placement.model}"),
        yellow=span(rules.deadlines[Level.YELLOW]),
        orange=span(rules.deadlines[Level.ORANGE]),
        place=Phrase(f"place.{rules.place}"),
        rhythm=rhythm(placement.rhythm),
        silence=rules.tells_silence,
        to_mentor=is_mentor(seen),
    )


def asked(seen: Seen) -> Phrase:
    return RHYTHM_TOLD(alias=taking_over.alias(seen), rhythm=rhythm(seen.placement.rhythm))


def end(seen: Seen) -> Phrase:
    return END_TOLD(alias=taking_over.alias(seen), end=seen.placement.end)


def hired(seen: Seen) -> Phrase:
    return HIRED_TOLD(
        alias=taking_over.alias(seen),
        weeks=seen.model.after_hire_weeks,
        months=seen.model.after_hire_months,
        to_mentor=is_mentor(seen),
    )


def follow_on(seen: Seen) -> Phrase | None:
    if seen.placement.follow_on is None:
        return None
    named = Phrase(f"follow_on.{seen.placement.follow_on}")
    return FOLLOW_ON_TOLD(alias=taking_over.alias(seen), follow_on=named, end=seen.placement.end)


def closed(seen: Seen) -> Phrase:
    named = Phrase(f"follow_on.{seen.placement.follow_on}")
    if is_mentor(seen):
        return CLOSED_MENTOR(alias=taking_over.alias(seen), follow_on=named)
    alias, mentor = seen.placement.alias, seen.view.mentor.name
    return CLOSED_NAV(alias=alias, follow_on=named, mentor=mentor)


def more_time(seen: Seen) -> Phrase:
    placement, name = seen.placement, seen.view.nav_contact.name
    return WANTS_TIME(alias=placement.alias, name=name, end=placement.end)


def starts(seen: Seen) -> Phrase | None:
    first = seen.view.next_checkin
    return None if first is None else STARTS_TOLD(alias=taking_over.alias(seen), first=first)


def is_mentor(seen: Seen) -> bool:
    return seen.brief.me.role is Role.MENTOR


PHRASES: dict[news.News, Callable[[Seen], Phrase | None]] = {
    news.MODEL: model,
    news.RHYTHM: asked,
    news.END: end,
    news.HIRED: hired,
    news.FOLLOW_ON: follow_on,
    news.CLOSED: closed,
    news.MORE_TIME: more_time,
    news.STARTS: starts,
}


def buttons(seen: Seen, pieces: Sequence[news.News]) -> Rows:
    """For NAV the way to the sheet and to what was taken over; for a mentor the card that fits."""
    if not is_mentor(seen):
        opened = taking_over.problem_doors(seen) if news.you(Seat.NAV_CONTACT) in pieces else ()
        if news.CLOSED in pieces or news.not_you(Seat.NAV_CONTACT) in pieces:
            return opened
        see = Button(SEE(), "open", opens=seen.place.dialog, subject=seen.place.subject)
        return (*opened, (see,))
    if news.CLOSED in pieces:
        return taking_over.card(seen, ENDING_CARD)
    if news.you(Seat.MENTOR) in pieces:
        status = Button(OPEN_STATUS(), "list", opens="status")
        mine = ((status,),) if seen.sheet.problems else ()
        return (*taking_over.card(seen, taking_over.NEW_MENTOR_CARD), *mine)
    return ()


def unanswered(place: Place, brief: Brief) -> Step:
    """Nobody answers in the bot; nothing is said of why, nor of what was answered (rule 4)."""
    left = brief.left
    if left is None or not left.placements:
        return Step()
    aliases = ", ".join(view.placement.alias for view in left.placements)
    text = UNANSWERED(name=left.mentor.name, phone=left.mentor.phone, aliases=aliases)
    return Step((Say(text, place.at("told"), anew=True),))
