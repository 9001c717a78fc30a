"""The words for who takes a seat, who leaves one, and who works with them (R39).

What is agreed goes on and is told in a few lines; what a former mentor answered and wrote is not.
"""

from __future__ import annotations

from dialogs.placement_people import holder
from dialogs.placement_sheet import Seen, rhythm
from mentorbot.domain.brief import ProblemView
from mentorbot.domain.checkins import NO_CHANGE, PRACTICE
from mentorbot.domain.conversation import Button, Rows
from mentorbot.domain.people import Role
from mentorbot.domain.placements import Seat
from mentorbot.domain.problems import State
from mentorbot.domain.wording import Label, Phrase, Text

TAKEN_OVER = Text("placement.taken_over", "alias", "lines", "name", "phone", "weeks")
PRACTISING = Text("placement.practising", "practice")
UNTIL = Text("placement.until", "end")
HIRED_SINCE = Text("placement.hired_since", "day")
ASKED = Text("placement.asked", "rhythm")
DECIDED = Text("placement.decided", "follow_on")
WITH_STAND_IN = Text("placement.with_stand_in", "name")
WITH_PROBLEM = Text("placement.with_problem", "reference", "name", "deadline", "answered")
READ_CARD = Label("placement.read_card", "title")

HANDED_OVER = Text("placement.handed_over", "alias", "name")
NEW_MENTOR = Text("placement.new_mentor", "alias", "name", "phone", "here")
NEW_CONTACT = Text("placement.new_contact", "alias", "name", "phone", "problems")
NEW_SEAT = Text("placement.new_seat", "alias", "seat", "name", "phone")
NOBODY_THERE = Text("placement.nobody_there", "alias", "seat")

GIVEN_CONTACT = Text("placement.given_contact", "alias", "name", "phone", "lines")
GIVEN_STAND_IN = Text("placement.given_stand_in", "alias", "name", "lines")
GIVEN_MENTOR_STAND_IN = Text(
    "placement.given_mentor_stand_in", "alias", "name", "nav_contact", "phone"
)
GIVEN_AWAY = Text("placement.given_away", "alias", "seat", "name")
OPEN_PROBLEM = Label("placement.open_problem", "reference")

NEW_MENTOR_CARD = "V10"


def phrase(seen: Seen, seat: Seat, part: str) -> Phrase:
    match part, seat:
        case "you", _:
            return comes(seen, seat)
        case "not_you", Seat.MENTOR:
            return HANDED_OVER(alias=alias(seen), name=seen.view.mentor.name)
        case "not_you", _:
            return goes(seen, seat)
    return concerned(seen, seat)


def alias(seen: Seen) -> str | None:
    """A mentor with nobody else to tell apart is not shown the alias (feel 1)."""
    if seen.brief.me.role is not Role.MENTOR:
        return seen.placement.alias
    others = [each for each in seen.brief.placements if each.placement.id != seen.placement.id]
    return seen.placement.alias if others else None


# Who comes.


def comes(seen: Seen, seat: Seat) -> Phrase:
    view, shown = seen.view, alias(seen)
    match seat:
        case Seat.MENTOR:
            return TAKEN_OVER(
                alias=shown,
                lines=agreements(seen),
                name=view.nav_contact.name,
                phone=view.nav_contact.phone,
                weeks=seen.brief.rules.checkin.new_mentor_weeks,
            )
        case Seat.MENTOR_STAND_IN:
            return GIVEN_MENTOR_STAND_IN(
                alias=seen.placement.alias,
                name=view.mentor.name,
                nav_contact=view.nav_contact.name,
                phone=view.nav_contact.phone,
            )
        case Seat.NAV_CONTACT:
            return GIVEN_CONTACT(
                alias=shown,
                name=view.mentor.name,
                phone=view.mentor.phone,
                lines=problem_lines(seen, mine=True),
            )
        case Seat.NAV_STAND_IN:
            lines = problem_lines(seen, mine=True)
            return GIVEN_STAND_IN(alias=shown, name=view.nav_contact.name, lines=lines)


def agreements(seen: Seen) -> tuple[Phrase, ...]:
    """What holds now, in a few lines: agreed with the workplace, not told by anybody."""
    placement, view = seen.placement, seen.view
    hired = placement.hired_on
    lines = [HIRED_SINCE(day=hired) if hired else UNTIL(end=placement.end)]
    if placement.practising not in (None, NO_CHANGE):
        practice = Phrase(f"answer.{PRACTICE}.{placement.practising}")
        lines.insert(0, PRACTISING(practice=practice))
    if placement.rhythm is not None:
        lines.append(ASKED(rhythm=rhythm(placement.rhythm)))
    if placement.follow_on is not None:
        lines.append(DECIDED(follow_on=Phrase(f"follow_on.{placement.follow_on}")))
    if view.mentor_stand_in is not None:
        lines.append(WITH_STAND_IN(name=view.mentor_stand_in.name))
    return (*lines, *problem_lines(seen))


def problem_lines(seen: Seen, *, mine: bool = False) -> tuple[Phrase, ...]:
    """Who has what until when; never the former mentor's words."""
    me = seen.brief.me.id
    return tuple(problem(each) for each in seen.sheet.problems if not mine or each.owner.id == me)


def problem(each: ProblemView) -> Phrase:
    return WITH_PROBLEM(
        reference=each.problem.reference,
        name=each.owner.name,
        deadline=each.problem.deadline,
        answered=each.problem.state is State.ANSWERED,
    )


def problem_doors(seen: Seen) -> Rows:
    return tuple(
        (
            Button(
                OPEN_PROBLEM(reference=each.problem.reference),
                "open",
                opens="followup",
                subject=f"problem:{each.problem.reference}",
            ),
        )
        for each in seen.sheet.problems
        if each.owner.id == seen.brief.me.id and each.problem.state.waits_for_nav
    )


def card(seen: Seen, name: str) -> Rows:
    if name not in seen.brief.rules.cards:
        return ()
    label = READ_CARD(title=Phrase(f"card_title.{name}"))
    return ((Button(label, "card", name, opens="guidance"),),)


# Who goes, and who works with them.


def goes(seen: Seen, seat: Seat) -> Phrase:
    to = holder(seen.view, seat)
    return GIVEN_AWAY(
        alias=seen.placement.alias, seat=Phrase(f"seat.{seat}"), name=to.name if to else None
    )


def concerned(seen: Seen, seat: Seat) -> Phrase:
    to, named = holder(seen.view, seat), Phrase(f"seat.{seat}")
    if to is None:
        return NOBODY_THERE(alias=alias(seen), seat=named)
    if seat is Seat.NAV_CONTACT and seen.brief.me.id == seen.placement.mentor:
        problems = len(seen.sheet.problems)
        return NEW_CONTACT(alias=alias(seen), name=to.name, phone=to.phone, problems=problems)
    if seat is Seat.MENTOR and seen.brief.me.id == seen.placement.nav_contact:
        return NEW_MENTOR(
            alias=seen.placement.alias, name=to.name, phone=to.phone, here=to.reachable
        )
    return NEW_SEAT(alias=alias(seen), seat=named, name=to.name, phone=to.phone)
