"""What mentorbot knows about me, who sees it, and how I am rid of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs import privacy
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import CoordinatorAsked
from mentorbot.domain.people import Person
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MARIT, NADIA, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.test_settings import PROBLEM
from tests.dialogs.walking import STRANGER, meets


def opened(me: Person = MARIT, **sections: Any) -> Talk:
    talk = meets(privacy, me, **sections)
    talk.commands("start")
    return talk


def mine(talk: Talk) -> dict[str, Phrase]:
    talk.taps("privacy.about_me")
    assert talk.bubble is not None
    lines = talk.bubble.text.values["lines"]
    assert isinstance(lines, tuple)
    return {line.key: line for line in lines}


@pytest.mark.parametrize(
    ("me", "text"),
    [
        (MARIT, "privacy.start_mentor"),
        (NADIA, "privacy.start_nav"),
        (KARI, "privacy.start_coordinator"),
    ],
)
def test_each_role_reads_what_holds_for_it(me: Person, text: str) -> None:
    assert opened(me).heard() == [text]


def test_that_silence_is_told_is_said_only_where_it_is_true() -> None:
    told = opened().bubble
    assert told is not None and told.text.values["silence_told"] is True
    assert told.text.values["hours"] == 46
    reactive = view(placement(model=FollowUpModel.CASEWORKER))
    silent = opened(placements=(reactive,)).bubble
    assert silent is not None and silent.text.values["silence_told"] is False


def test_a_mentor_sees_what_is_kept_with_the_number_hidden_but_for_its_end() -> None:
    shown = mine(opened(problems=(PROBLEM,)))
    assert shown["privacy.my_name"].values["name"] == "Marit Mo"
    assert shown["privacy.my_phone"].values["ends"] == "001"
    assert shown["privacy.my_placements"].values["count"] == 1
    assert shown["privacy.my_problems"].values["count"] == 1
    assert "privacy.my_rhythm" in shown
    assert str(MARIT.phone) not in str(shown)


def test_without_a_number_it_says_so() -> None:
    assert "privacy.no_phone" in mine(opened(replace(MARIT, phone=None)))


def test_the_office_has_no_hour_to_be_asked_at() -> None:
    assert "privacy.my_rhythm" not in mine(opened(NADIA))
    assert "privacy.my_placements" not in mine(opened(KARI))


def test_deletion_is_asked_for_after_one_confirmation() -> None:
    talk = opened()
    talk.taps("privacy.delete_me")
    assert talk.facts == []
    talk.taps("privacy.ask")
    assert talk.facts == [CoordinatorAsked(deletion=True)]
    talk.taps("common.back")
    assert talk.heard() == ["privacy.start_mentor"]


def test_deletion_can_be_thought_better_of() -> None:
    talk = opened()
    talk.taps("privacy.delete_me")
    talk.taps("privacy.keep")
    assert talk.facts == [] and talk.place.state == "start"


def test_who_has_open_problems_is_told_so_before_deletion() -> None:
    talk = opened(problems=(PROBLEM,))
    talk.taps("privacy.delete_me")
    assert talk.bubble is not None and talk.bubble.text.values["open"] == 1


def test_who_was_invited_only_may_read_it_too_and_a_stranger_has_nothing_here() -> None:
    assert opened(replace(MARIT, onboarded=False)).heard() == ["privacy.start_mentor"]
    assert opened(STRANGER).heard() == ["commands.stranger"]


def test_a_deletion_nobody_was_asked_about_is_refused() -> None:
    with pytest.raises(BadMove):
        opened().forces("ask")
