"""Which way comes first, for who has two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs import settings, ways
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import ChannelChosen
from mentorbot.domain.people import Channel, Person
from tests.cast import MONDAY, NADIA
from tests.dialogs.harness import Talk
from tests.dialogs.test_settings import lines
from tests.dialogs.walking import STRANGER, known, meets

BOTH = replace(NADIA, email="nadia@nav.example", email_confirmed_at=MONDAY)
ONLY_MAIL = replace(BOTH, chat_id=None)


def opened(me: Person, move: str = "start") -> Talk:
    talk = meets(ways, me)
    talk.commands(move)
    return talk


def order(talk: Talk) -> list[Any]:
    assert talk.bubble is not None
    values = talk.bubble.text.values
    return [values["first"], values["second"]]


def test_the_settings_of_who_has_two_ways_say_which_comes_first_and_lead_here() -> None:
    talk = meets(settings, BOTH)
    talk.commands("home")
    assert lines(talk)["ways.line"].values["first"] == ways.BY_TELEGRAM()
    assert talk.button("ways.open").opens == "ways"


@pytest.mark.parametrize("me", [NADIA, ONLY_MAIL, replace(BOTH, email_confirmed_at=None)])
def test_who_has_one_way_has_nothing_to_choose(me: Person) -> None:
    talk = meets(settings, me)
    talk.commands("home")
    assert "ways.open" not in {button.label.key for button in talk.buttons()}
    talk = opened(me)
    assert talk.buttons() == []
    with pytest.raises(BadMove):
        talk.forces("first", "email")


def test_two_taps_put_e_mail_first_and_two_put_it_back() -> None:
    talk = opened(BOTH)
    assert order(talk) == [ways.BY_TELEGRAM(), ways.BY_EMAIL()]
    step = talk.taps("ways.email_first")
    assert talk.facts == [ChannelChosen(Channel.EMAIL)]
    assert step.toast is not None and step.toast.values["first"] == ways.BY_EMAIL()
    assert order(talk) == [ways.BY_EMAIL(), ways.BY_TELEGRAM()]
    talk.brief = known(talk.brief, talk.facts[-1])
    talk.taps("ways.telegram_first")
    assert order(talk) == [ways.BY_TELEGRAM(), ways.BY_EMAIL()]


def test_who_just_confirmed_an_address_is_thanked_and_asked_the_same() -> None:
    talk = opened(BOTH, "confirmed")
    assert talk.bubble is not None and talk.bubble.text.values["confirmed"] is True
    assert talk.button("ways.email_first")
    assert opened(ONLY_MAIL, "confirmed").buttons() == []


def test_a_stranger_and_typed_words_get_nowhere() -> None:
    assert opened(STRANGER).facts == []
    talk = opened(BOTH)
    with pytest.raises(BadMove):
        talk.sends("voice")
