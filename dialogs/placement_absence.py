"""A coordinator says that somebody at NAV is away: two taps from the sheet (R09)."""

from __future__ import annotations

from datetime import date

from dialogs import asking, pausing
from dialogs.placement_sheet import Moves, Seen, away, kept
from mentorbot.domain.access import Operation
from mentorbot.domain.brief import Brief, Contact
from mentorbot.domain.conversation import Button, Step
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import AbsenceSet
from mentorbot.domain.wording import Label, Text

WHO = Text("placement.who_away", "alias")
UNTIL = Label("placement.away_until", "name", "until")
IS_BACK = Label("placement.is_back", "name")


def who(seen: Seen, _argument: str) -> Step:
    """Each at NAV with the days on offer, or for who is away that they are back."""
    buttons = [button for person in at_nav(seen) for button in offered(person, seen.brief)]
    return seen.says(WHO(alias=seen.placement.alias), "away", asking.rows(buttons, 1))


def at_nav(seen: Seen) -> list[Contact]:
    found = {each.id: each for each in (seen.view.nav_contact, seen.view.nav_stand_in)}
    return list(found.values())


def offered(person: Contact, brief: Brief) -> list[Button]:
    if away(person, brief):
        return [Button(IS_BACK(name=person.name), "until", f"{person.id}:")]
    return [
        Button(UNTIL(name=person.name, until=day), "until", f"{person.id}:{day}")
        for day in pausing.proposed(brief)
    ]


def chosen(seen: Seen, argument: str) -> Step:
    number, _, typed = argument.partition(":")
    until = date.fromisoformat(typed) if typed else None
    today = seen.brief.calendar.today(seen.brief.now)
    if number not in {str(each.id) for each in at_nav(seen)} or (until and until <= today):
        raise BadMove
    fact = AbsenceSet(seen.placement.id, int(number), until)
    return kept(seen.with_absence(fact.person, until), (fact,))


MOVES: Moves = {
    ("sheet", "away"): (Operation.MANAGE_PEOPLE, who),
    ("away", "until"): (Operation.MANAGE_PEOPLE, chosen),
}
