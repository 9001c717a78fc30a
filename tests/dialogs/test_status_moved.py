"""What another one has now, or nobody, is said to the mentor aloud, and only once for all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs import status_moved
from mentorbot.domain.brief import ProblemView
from mentorbot.domain.errors import BadMove
from mentorbot.domain.problems import State
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MONDAY, NILS, contact
from tests.dialogs.problems import WORDS, About, at_work, everything, sent

BACK = MONDAY + timedelta(days=2)
LATE: dict[str, Any] = {"owner": NILS.id, "missed": True, "deadline": MONDAY}


def told(*views: ProblemView) -> About:
    talk = at_work()
    talk.place = replace(talk.place, subject=status_moved.SUBJECT)
    talk.knows(problem=None, problems=views)
    return talk


def unheld(reference: str = "T4K7") -> ProblemView:
    return replace(sent(reference, nobody_since=MONDAY), read_from=BACK, rings=contact(KARI))


@pytest.mark.parametrize(
    ("why", "changes", "key", "shows_number"),
    [
        ("passed_on", {"owner": NILS.id}, "status.passed_on", False),
        ("missed", LATE, "status.missed", True),
        ("missed", {"owner": NILS.id, "missed": True}, "status.unreached", False),
        ("taken_back", {"owner": NILS.id, "missed": True}, "status.taken_back", True),
    ],
)
def test_one_is_told_in_one_sentence(
    why: str, changes: dict[str, Any], key: str, shows_number: bool
) -> None:
    talk = told(sent(**changes), sent("OTHER"))
    [say] = talk.opened("told", f"T4K7:{why}").says
    values = {"name": NILS.name, "reference": "T4K7"}
    assert say.text == Phrase(key, values | ({"phone": NILS.phone} if shows_number else {}))
    assert (say.anew, say.urgent, say.buttons) == (True, True, ())


def test_one_that_nobody_has_is_told_with_whom_to_ring_and_the_emergency_numbers() -> None:
    [say] = told(unheld()).opened("told", "T4K7:nobody").says
    assert say.text == Phrase(
        "status.nobody",
        {
            "reference": "T4K7",
            "at": BACK,
            "name": KARI.name,
            "phone": KARI.phone,
            "danger": Phrase("emergency.line"),
        },
    )


def test_several_are_one_message_with_a_line_and_a_button_each() -> None:
    views = (sent("A", owner=NILS.id), sent("B", **LATE), sent("C", **LATE), unheld("D"))
    talk = told(*views)
    [say] = talk.opened("told", "A:passed_on+B:missed+C:taken_back+D:nobody").says
    values = say.text.values
    assert (say.text.key, values["problems"], values["more"]) == ("status.moved", 4, 0)
    shown = values["lines"]
    assert isinstance(shown, tuple)
    assert [line.key for line in shown] == [*["status.moved_line"] * 3, "status.nobody_line"]
    assert [line.values.get("why") for line in shown] == [
        None,
        Phrase("status.why_missed"),
        Phrase("status.why_taken_back"),
        None,
    ]
    calls = values["calls"]
    assert isinstance(calls, tuple)
    assert [call.values["name"] for call in calls] == [NILS.name, KARI.name], "each number once"
    assert values["danger"] == Phrase("emergency.line")
    opened = [(b.opens, b.move, b.subject) for b in talk.buttons()]
    assert opened == [("status", "show", f"problem:{each}") for each in "ABCD"]
    assert WORDS not in everything(say.text)


def test_what_was_answered_or_withdrawn_meanwhile_is_left_out() -> None:
    gone = sent("A", owner=NILS.id, state=State.ANSWERED)
    talk = told(gone, sent("B", owner=NILS.id))
    [say] = talk.opened("told", "A:passed_on+B:passed_on+GONE:missed").says
    assert say.text == Phrase("status.passed_on", {"name": NILS.name, "reference": "B"})
    assert told(gone).opened("told", "A:passed_on").says == ()


def test_more_than_a_message_holds_are_counted() -> None:
    many = [f"R{number}" for number in range(status_moved.MOST_SHOWN + 2)]
    talk = told(*(sent(each, owner=NILS.id) for each in many))
    [say] = talk.opened("told", "+".join(f"{each}:passed_on" for each in many)).says
    assert (say.text.values["problems"], say.text.values["more"]) == (len(many), 2)
    assert len(say.buttons) == status_moved.MOST_SHOWN


def test_nobody_can_make_it_say_what_it_does_not_know() -> None:
    with pytest.raises(BadMove):
        told(sent()).forces("told", "T4K7:passed_on")
    with pytest.raises(BadMove):
        told(sent()).opened("told", "T4K7:sold")
