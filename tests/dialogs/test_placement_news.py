"""What those are told whom a change in a placement concerns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import placement as dialog
from mentorbot.domain import news
from mentorbot.domain.brief import Left
from mentorbot.domain.conversation import Step
from mentorbot.domain.people import Language, Person
from mentorbot.domain.placements import FollowOn, Seat
from tests.cast import KARI, MARIT, NADIA, contact, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.test_placement import EVERY_NEWS, SIV, SUBJECT, said, sheet_of, told
from tests.dialogs.test_settings import PROBLEM
from tests.dialogs.walking import brief_for, real_book, ways_out


@pytest.mark.parametrize("piece", EVERY_NEWS)
@pytest.mark.parametrize("me", [MARIT, NADIA, KARI])
@pytest.mark.parametrize("language", Language)
def test_every_piece_of_news_is_one_message_that_has_words(
    piece: str, me: Person, language: Language
) -> None:
    decided = replace(placement(), follow_on=FollowOn.PART_TIME)
    talk = told(me, piece, placement=decided, problems=(PROBLEM,))
    (say,) = talk.step.says
    assert say.anew and not talk.step.facts
    assert 20 < len(said(talk, language)) < 1200
    for button in talk.buttons():
        assert 0 < len(real_book().label(button.label, language)) <= 40


def test_who_takes_over_hears_all_of_it_in_one_message() -> None:
    of = replace(placement(), practising="less_help", rhythm=2, mentor=SIV.id)
    full = replace(view(of), mentor=contact(SIV), placement=of)
    pieces = f"{news.MODEL}+{news.you(Seat.MENTOR)}+{news.END}"
    talk = told(SIV, pieces, view=full, problems=(PROBLEM,))
    assert talk.heard() == ["placement.taken_over"]
    for part in ("Mindre hjelp", "annenhver uke", "T4K7", "Nadia Nes", "første uka"):
        assert part in said(talk), part
    assert ways_out(talk) == ["guidance", "status"]


def test_news_of_several_kinds_are_told_together_and_remembered() -> None:
    talk = told(MARIT, f"{news.MODEL}+{news.new(Seat.NAV_CONTACT)}")
    assert talk.heard() == ["placement.together"]
    assert talk.place.data["news"] == [news.MODEL, news.new(Seat.NAV_CONTACT)]


@pytest.mark.shows("R39", "NAV gets a sentence ready to tell the participant.")
def test_nav_gets_a_sentence_for_the_participant_ready_to_say() -> None:
    talk = told(NADIA, news.new(Seat.MENTOR))
    assert "«Marit Mo er mentoren din fra nå av." in said(talk)
    away = replace(view(placement()), mentor=replace(contact(MARIT), reachable=False))
    assert "ikke begynt her" in said(told(NADIA, news.new(Seat.MENTOR), view=away))


def test_who_is_given_problems_can_open_each() -> None:
    talk = told(NADIA, news.you(Seat.NAV_CONTACT), problems=(PROBLEM,))
    doors = [(b.opens, b.subject, b.move) for b in talk.buttons()]
    assert ("followup", "problem:T4K7", "open") in doors


def test_a_mentor_with_one_placement_is_not_shown_the_alias() -> None:
    assert "Bjørk" not in said(told(MARIT, news.END))
    talk = Talk(dialog, brief_for(MARIT, sheet=sheet_of()), SUBJECT)
    talk.knows(placements=(view(placement()), view(placement(2, "Gran"))))
    talk.opened("changed", news.END)
    assert "Bjørk" in said(talk)


def test_what_was_decided_and_taken_back_is_not_told() -> None:
    assert told(MARIT, news.FOLLOW_ON).step == Step()


def test_that_nobody_answers_holds_no_more_than_that() -> None:
    left = Left(contact(MARIT), (view(placement()), view(placement(2, "Gran"))))
    talk = Talk(dialog, brief_for(NADIA, left=left), "person:1")
    talk.opened("unanswered")
    assert "Bjørk, Gran" in said(talk) and MARIT.phone is not None and MARIT.phone in said(talk)
    talk.knows(left=replace(left, placements=()))
    assert talk.opened("unanswered") == Step()
