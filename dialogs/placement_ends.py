"""What comes after the period, and the end of a placement: never without it (R32, R44)."""

from __future__ import annotations

from dataclasses import replace

from dialogs import asking
from dialogs.placement_course import week_page
from dialogs.placement_sheet import YES, Moves, Seen, kept
from mentorbot.domain import changes
from mentorbot.domain.access import Operation
from mentorbot.domain.conversation import Button, Rows, Say, Step
from mentorbot.domain.facts import FollowOnChosen
from mentorbot.domain.placements import FollowOn
from mentorbot.domain.wording import Phrase, Text, Toast

WHAT_NEXT = Text("placement.what_next", "alias", "end", "follow_on")
FIRST_NEXT = Text("placement.first_next", "alias")
STILL_OPEN = Text("placement.still_open", "alias", "problems")
SURE_CLOSE = Text("placement.sure_close", "alias", "follow_on", "mentor", "nav_contact")
CLOSED_NOW = Text("placement.closed_now", "alias", "follow_on")
MORE_TIME_ASKED = Toast("placement.more_time_asked")

DECIDES = Operation.DECIDE_FOLLOW_ON


def what_next(seen: Seen, _argument: str) -> Step:
    placement = seen.placement
    known = Phrase(f"follow_on.{placement.follow_on}") if placement.follow_on else None
    text = WHAT_NEXT(alias=placement.alias, end=placement.end, follow_on=known)
    return seen.says(text, "next", outcomes("decide"))


def outcomes(move: str) -> Rows:
    """Side by side, in one order, none better than another."""
    return asking.rows(Button(Phrase(f"follow_on.{each}"), move, each) for each in FollowOn)


def decided(seen: Seen, argument: str) -> Step:
    follow_on = FollowOn(argument)
    if follow_on is FollowOn.MORE_TIME:
        return more_time(seen)
    after = replace(seen.placement, follow_on=follow_on)
    fact = FollowOnChosen(seen.placement.id, follow_on)
    return kept(seen.after(replace(seen.view, placement=after)), (fact,))


def more_time(seen: Seen) -> Step:
    """Another end date, and nothing closes. Who may not set it asks who may."""
    if seen.may(Operation.MANAGE_PEOPLE):
        return week_page(seen, 0, more=True)
    after = replace(seen.placement, follow_on=FollowOn.MORE_TIME)
    fact = FollowOnChosen(seen.placement.id, FollowOn.MORE_TIME)
    return kept(seen.after(replace(seen.view, placement=after)), (fact,), MORE_TIME_ASKED())


def close(seen: Seen, _argument: str) -> Step:
    placement, problems = seen.placement, len(seen.sheet.problems)
    if problems:
        return seen.says(STILL_OPEN(alias=placement.alias, problems=problems), "sure_close")
    if placement.follow_on in (None, FollowOn.MORE_TIME):
        return seen.says(FIRST_NEXT(alias=placement.alias), "next", outcomes("with"))
    return sure_close(seen, placement.follow_on)


def close_with(seen: Seen, argument: str) -> Step:
    follow_on = FollowOn(argument)
    return more_time(seen) if follow_on is FollowOn.MORE_TIME else sure_close(seen, follow_on)


def sure_close(seen: Seen, follow_on: FollowOn) -> Step:
    text = SURE_CLOSE(
        alias=seen.placement.alias,
        follow_on=Phrase(f"follow_on.{follow_on}"),
        mentor=seen.view.mentor.name,
        nav_contact=None
        if seen.view.nav_contact.id == seen.brief.me.id
        else seen.view.nav_contact.name,
    )
    yes = ((Button(YES(), "yes"),),)
    return seen.says(text, "sure_close", yes, follow_on=str(follow_on))


def closed(seen: Seen, _argument: str) -> Step:
    placement, follow_on = seen.placement, FollowOn(seen.place.data["follow_on"])
    if changes.closing(follow_on, len(seen.sheet.problems)):
        return close(seen, "")
    text = CLOSED_NOW(alias=placement.alias, follow_on=Phrase(f"follow_on.{follow_on}"))
    fact = FollowOnChosen(placement.id, follow_on, closes=True)
    return Step((Say(text, seen.place.at("done")),), (fact,))


MOVES: Moves = {
    ("sheet", "next"): (DECIDES, what_next),
    ("next", "decide"): (DECIDES, decided),
    ("next", "with"): (DECIDES, close_with),
    ("sheet", "close"): (DECIDES, close),
    ("sure_close", "yes"): (DECIDES, closed),
}
