"""What a bubble said earlier never takes the place of what it says now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorbot.services import conversing, delivering
from mentorbot.services.delivering import Delivery
from mentorbot.services.messenger import NotSent
from mentorbot.storage import conversations, outbox
from mentorbot.storage.letters import Fate, Lane, Letter, Verb
from mentorbot.storage.tables import outbox as table
from tests.stories.office import Office
from tests.stories.phones import Death, no_trap

WORDS = {"html": "En sak venter.", "buttons": []}


def dies(*_of: object) -> None:
    raise Death


def arrives_and_nobody_knows(office: Office) -> None:
    """Marit chooses what it is about; whoever shows her the next step dies right after."""
    office.marit.says("/report")
    office.town.phones.after = dies
    with pytest.raises(Death):
        office.marit.chooses("group.at_work")
    office.town.phones.after = no_trap


def test_whoever_follows_a_dead_sender_brings_back_no_earlier_step(office: Office) -> None:
    """She goes on before the letters of the dead one are taken up."""
    arrives_and_nobody_knows(office)
    office.marit.chooses("category.P03")
    delivering.adopt_orphans(office.town.parts, office.town.now, at_start=True)
    office.town.settle()
    for step in ("report.next", "common.skip", "report.send"):
        office.marit.chooses(step)
    assert len(office.references()) == 1
    fates = {row.state for row in office.town.rows(table)}
    assert fates == {Fate.SENT, Fate.REPLACED}


def test_a_step_that_was_refused_for_now_does_not_come_after_the_next(office: Office) -> None:
    """It was still in hand when she began anew."""
    town, marit = office.town, office.marit
    marit.says("/report")
    message, data = marit.chat.find(town.label("group.at_work"))
    tap = marit.tap(data, message.id)
    slow = conversing.take_turn(town.parts, town.keep(tap), tap, town.now)
    marit.says("/report")
    for letter in slow.posted:
        delivering.settle(town.parts, letter, Delivery(error=NotSent()), town.now)
    town.later(minutes=2)
    assert marit.offers("group.at_work")
    assert not marit.offers("category.P03")


@pytest.mark.parametrize(("newer_is_silent", "is_kept"), [(True, True), (False, False)])
def test_what_may_have_made_no_sound_is_dropped_only_for_what_makes_one(
    office: Office, newer_is_silent: bool, is_kept: bool
) -> None:
    town, nadia = office.town, office.nadia
    nadia.says("/mine")
    with town.tx() as tx:
        bubble = conversations.of_person(tx, nadia.person)[-1]
        notice = Letter(nadia.person, Verb.SAY, Lane.URGENT, WORDS, place=bubble.id, anew=True)
        first = outbox.post(tx, notice, town.now, leased_until=town.now)
        newer = replace(notice, anew=not newer_is_silent, silent=newer_is_silent)
        outbox.post(tx, newer, town.now)
    town.settle()
    delivering.adopt_orphans(town.parts, town.now, at_start=True)
    town.settle()
    fates = {row.id: row.state for row in town.rows(table)}
    assert fates[first] == (Fate.SENT if is_kept else Fate.REPLACED)
