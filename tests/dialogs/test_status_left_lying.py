"""What the mentor is shown when NAV lets a problem lie, nobody is there, or they say nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs import status_bubble
from mentorbot.domain.facts import (
    ProblemReopened,
)
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.problems import Helped, Raised, State, Wish
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MONDAY, NILS, contact, placement, view
from tests.dialogs.problems import REPORT, About, at_work, everything, sent
from tests.dialogs.test_status import WEEK, lines
from tests.dialogs.walking import brief_for


def test_taken_back_the_bubble_says_who_has_it_since_when() -> None:
    talk = at_work(state=State.RECEIVED, received_at=MONDAY)
    talk.forces("show")
    talk.stored(state=State.SENT, owner=NILS.id, missed=True)
    talk.knows(now=MONDAY + timedelta(hours=5))
    [bubble] = talk.opened("taken_back").says
    assert not bubble.anew
    assert lines(talk)["status.with"].values["since"] == MONDAY + timedelta(hours=5)
    assert lines(talk)["status.waits_for_nav"].values == {"since": MONDAY}


def test_with_nobody_there_the_bubble_says_when_it_is_read_and_whom_to_ring() -> None:
    back = MONDAY + timedelta(days=2)
    talk = at_work(nobody_since=MONDAY)
    assert talk.brief.problem is not None
    talk.knows(problem=replace(talk.brief.problem, read_from=back, rings=contact(KARI)))
    [bubble] = talk.opened("nobody").says
    assert not bubble.anew
    assert lines(talk)["status.nobody_now"].values == {"at": back}
    assert "status.due" not in lines(talk), "nobody is there to keep that"
    assert lines(talk)["status.cannot_wait"].values["name"] == KARI.name
    assert "status.nobody_now" in lines(talk) and "status.with" not in lines(talk)
    assert lines(talk)["status.waits_for_nav"].values == {"since": MONDAY}


def test_why_it_hurries_more_is_said_without_a_colour() -> None:
    talk = at_work(report=replace(REPORT, raised=(Raised.PATTERN, Raised.MISSED)))
    talk.opened("raised")
    assert {"status.raised_pattern", "status.raised_missed"} <= set(lines(talk))
    assert "yellow" not in everything(talk.said())


def unanswered(**changes: Any) -> About:
    given = {"state": State.CLOSED, "answered_at": MONDAY, "closed_at": MONDAY + WEEK}
    talk = at_work(**{**given, **changes})
    talk.knows(now=MONDAY + WEEK)
    return talk


def test_closed_without_an_answer_it_can_be_opened_again_for_a_while() -> None:
    talk = unanswered()
    talk.opened("no_answer")
    assert (talk.said().key, talk.labels()) == ("status.no_answer", ["status.reopen"])
    talk.taps("status.reopen")
    assert talk.facts == [ProblemReopened("T4K7")]
    assert lines(talk)["status.with"].values["since"] == MONDAY + WEEK
    assert "status.reopened" in lines(talk)


def test_after_that_while_the_button_says_how_it_stands() -> None:
    talk = unanswered()
    talk.knows(now=MONDAY + WEEK + timedelta(days=14))
    talk.forces("reopen")
    assert (talk.said().key, talk.labels(), talk.facts) == ("status.no_answer", [], [])


@pytest.mark.parametrize("changes", [{"helped": Helped.YES}, {"answered_at": None}])
def test_what_the_mentor_closed_is_not_opened_again(changes: dict[str, Any]) -> None:
    talk = unanswered(**changes)
    talk.forces("reopen")
    assert not talk.facts and not talk.buttons()


def test_the_list_says_whom_each_waits_for_and_since_when() -> None:
    since = MONDAY + timedelta(days=1)
    talk = at_work()
    talk.place = replace(talk.place, subject="")
    answered = sent("R2", state=State.ANSWERED, answered_at=since)
    talk.knows(problems=(sent(), answered))
    talk.commands("list")
    shown = talk.said().values["problems"]
    assert isinstance(shown, tuple)
    assert [line.values["clock"] for line in shown] == [
        Phrase("status.waits_for_nav", {"since": MONDAY}),
        Phrase("status.waits_for_you", {"since": since}),
    ]


@pytest.mark.shows("R11", "Who wishes for a meeting is told where the model says that you meet.")
@pytest.mark.parametrize("model", FollowUpModel)
def test_where_you_meet_is_promised_only_where_the_model_says(model: FollowUpModel) -> None:
    where = view(placement(model=model))
    brief = brief_for(placements=(where,), reference="T4K7M")
    for wish, told in ((Wish.COME_HERE, True), (Wish.CALL_ME, False)):
        said = status_bubble.receipt(replace(REPORT, placement=1, wish=wish), where, brief)
        value = said.text.values["lines"]
        assert isinstance(value, tuple)
        shown = [line.values["place"] for line in value if line.key == "status.meets"]
        place = brief.rules.models[model].place
        assert shown == [Phrase(f"place.{place}")] * told
