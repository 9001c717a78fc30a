"""What mentorbot knows about me, who sees it, and how I am rid of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from dialogs import mydata, privacy
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import ForgetAsked, ForgetTakenBack, MyDataShown
from mentorbot.domain.holdings import SELF, Holdings, Mine
from mentorbot.domain.people import Person
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MARIT, MONDAY, NADIA, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.rules import make_rules
from tests.dialogs.test_settings import PROBLEM
from tests.dialogs.walking import STRANGER, meets

ME = {
    "id": SELF, "name": "Marit Mo", "phone": "+4790000001", "email": None, "language": "nb",
    "role": "mentor", "weekday": 3, "at": time(13, 0),
}  # fmt: skip
DUE = MONDAY + timedelta(hours=24)


def held(**rows: Any) -> Holdings:
    return Holdings("person:1", {"people": (ME,), **rows}, {1: "Bjørk"}, {})


def opened(me: Person = MARIT, *, mine: Mine | None = None, **sections: Any) -> Talk:
    talk = meets(privacy, me, mine=mine or Mine(held()), **sections)
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


def test_the_days_that_are_told_are_those_of_the_rules() -> None:
    bubble = opened().bubble
    assert bubble is not None
    told = {name: bubble.text.values[name] for name in ("answers", "drafts", "log", "left")}
    assert told == dict.fromkeys(told, 92)


def test_deletion_is_asked_for_after_one_confirmation_and_can_be_undone() -> None:
    talk = opened()
    talk.taps("privacy.delete_me")
    assert talk.facts == []
    talk.taps("privacy.delete_yes")
    assert talk.facts == [ForgetAsked()] and talk.heard() == ["privacy.asked"]
    assert talk.bubble is not None and talk.bubble.text.values["at"] == DUE
    talk.taps("privacy.undo")
    assert talk.facts == [ForgetAsked(), ForgetTakenBack()] and talk.heard() == ["privacy.undone"]
    talk.taps("common.back")
    assert talk.heard() == ["privacy.start_mentor"]


def test_the_command_leads_straight_to_what_will_go() -> None:
    rows = {"checkins": ({"id": 1}, {"id": 2}), "ratings": ({"card": "V1"},)}
    talk = opened(mine=Mine(held(**rows)))
    talk.commands("forget")
    assert talk.bubble is not None and talk.bubble.anew
    values = talk.bubble.text.values
    assert (values["checkins"], values["cards"], values["open"]) == (2, 1, 0)


@pytest.mark.parametrize("me", [NADIA, KARI])
def test_the_office_reads_what_goes_of_theirs(me: Person) -> None:
    talk = opened(me)
    talk.taps("privacy.delete_me")
    assert talk.heard() == ["privacy.delete_office"]


def test_deletion_can_be_thought_better_of() -> None:
    talk = opened()
    talk.taps("privacy.delete_me")
    talk.taps("privacy.keep")
    assert talk.facts == [] and talk.place.state == "start"


def test_who_has_something_open_is_told_that_a_human_ends_it_first() -> None:
    talk = opened(mine=Mine(held(), open=1))
    talk.taps("privacy.delete_me")
    assert talk.bubble is not None and talk.bubble.text.values["open"] == 1
    talk.taps("privacy.delete_yes")
    assert talk.heard() == ["privacy.asked_first"] and talk.facts == [ForgetAsked()]


def test_who_asked_already_reads_when_and_can_undo_it_from_anywhere() -> None:
    talk = opened(mine=Mine(held(), gone_at=DUE))
    assert talk.heard() == ["privacy.leaving"]
    talk.commands("forget")
    assert talk.heard() == ["privacy.leaving"]
    talk.taps("privacy.undo")
    assert talk.facts == [ForgetTakenBack()]


def test_all_of_it_is_shown_in_messages_that_go_again() -> None:
    checkins = tuple(
        {"id": n, "placement_id": 1, "due_day": date(2027, 3, n + 1)} for n in range(20)
    )
    talk = opened(mine=Mine(held(checkins=checkins)))
    step = talk.commands("mydata")
    assert talk.facts == [MyDataShown()]
    *pages, last = step.says
    assert [say.text.key for say in pages] == ["privacy.all_first", *["privacy.all_more"] * 2]
    assert all(say.wording and say.place is None for say in pages)
    assert last.place is not None and not last.wording


def test_who_has_next_to_nothing_gets_a_short_message() -> None:
    talk = opened(KARI, mine=Mine(Holdings("person:4", {}, {}, {})))
    talk.commands("mydata")
    assert talk.heard()[0] == "privacy.all_first"


def test_a_question_or_card_that_content_no_longer_has_is_told_by_its_code() -> None:
    rows = {
        "checkins": ({"id": 1, "placement_id": 1, "due_day": date(2027, 3, 1)},),
        "answers": ({"checkin_id": 1, "question": "Z9", "answer": "odd"},),
        "ratings": ({"card": "V999", "shown_at": MONDAY, "helped": None},),
    }
    found = mydata.lines(held(**rows), make_rules())
    (card,) = [line for line in found if line.key == "mydata.card"]
    (checkin,) = [line for line in found if line.key == "mydata.checkin"]
    assert card.values["title"] == "V999"
    assert isinstance(checkin.values["answers"], tuple)
    assert checkin.values["answers"][0].values == {"question": "Z9", "answer": "odd"}


def test_who_was_invited_only_may_read_it_too_and_a_stranger_has_nothing_here() -> None:
    assert opened(replace(MARIT, onboarded=False)).heard() == ["privacy.start_mentor"]
    assert opened(STRANGER).heard() == ["commands.stranger"]


def test_a_deletion_nobody_was_asked_about_is_refused() -> None:
    with pytest.raises(BadMove):
        opened().forces("yes")
