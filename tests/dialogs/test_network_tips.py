"""A tip from one mentor to the others."""

from __future__ import annotations

import pytest

from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import PostMade
from mentorbot.domain.network import (
    PostKind,
)
from mentorbot.domain.redaction import MARK
from mentorbot.domain.understood import Reading
from tests.dialogs.harness import Talk
from tests.dialogs.test_network import meets, words
from tests.dialogs.walking import hears


def tip_written(text: str) -> Talk:
    talk = meets()
    talk.commands("start")
    talk.taps("network.offer_tip")
    talk.types(text)
    return talk


def test_a_tip_is_shown_back_and_sent_by_a_tap() -> None:
    talk = tip_written("Del oppgaven i tre")
    assert talk.heard() == ["network.tip_seen"] and not talk.facts
    assert "Del oppgaven i tre" in words(talk) and "113" in words(talk)
    talk.taps("network.send")
    assert talk.facts == [PostMade(PostKind.TIP, words="Del oppgaven i tre")]
    assert "words" not in talk.place.data


def test_a_tip_can_be_written_again_or_dropped() -> None:
    talk = tip_written("Del oppgaven i tre")
    talk.types("Del oppgaven i to")
    assert "i to" in words(talk) and "i tre" not in words(talk)
    talk.taps("network.drop")
    assert not talk.facts and not talk.place.data and not talk.place.listens


def test_what_names_a_person_is_taken_out_before_anything_is_kept() -> None:
    talk = tip_written("Ring Ola Nordmann på 900 00 123")
    assert "Nordmann" not in str(talk.place.data) and "900" not in str(talk.place.data)
    assert MARK in words(talk) and "et navn" in words(talk)


def test_nothing_but_a_number_is_asked_for_again() -> None:
    talk = tip_written("900 00 123")
    assert talk.heard() == ["network.write_tip"] and talk.place.listens


def test_a_long_tip_is_cut_at_a_word_and_that_is_said() -> None:
    talk = tip_written("Ta en ting om gangen. " * 20)
    assert len(talk.place.data["words"]) <= 200 and "kortet" in words(talk)


def test_words_about_danger_are_no_tip() -> None:
    talk = meets()
    talk.commands("start")
    talk.taps("network.offer_tip")
    talk.knows(reading=Reading(danger="medical"))
    talk.types("han puster ikke")
    assert talk.heard() == [] and not talk.facts
    assert "han puster" not in str(talk.place.data)


def test_words_that_nobody_asked_for_are_not_the_networks() -> None:
    talk = meets()
    talk.commands("start")
    with pytest.raises(BadMove):
        hears(talk, "Del oppgaven i tre")
