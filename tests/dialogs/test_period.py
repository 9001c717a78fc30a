"""What a mentor hears the working day after a period ended with nothing decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import period, report
from mentorbot.domain.conversation import Act, Place, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.people import Language
from tests.cast import MARIT, NADIA, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.walking import brief_for, real_book

TWO = (view(placement()), view(placement(2, "Gran")))


def told(**sections: object) -> Talk:
    talk = Talk(period, brief_for(MARIT, **sections), "placement:1")
    talk.opened("over")
    return talk


@pytest.mark.parametrize("language", Language)
def test_who_can_answer_is_named_with_a_number(language: Language) -> None:
    talk = told()
    assert talk.bubble is not None and talk.bubble.anew
    text = real_book().text(talk.bubble.text, language)
    assert NADIA.name in text and str(NADIA.phone) in text and "Bjørk" not in text


def test_with_more_than_one_placement_it_is_said_which() -> None:
    talk = told(placements=TWO)
    assert talk.bubble is not None
    assert "Bjørk" in real_book().text(talk.bubble.text, Language.NB)


def test_the_button_begins_a_report_about_the_end() -> None:
    talk = told()
    button = talk.button("common.report")
    turn = Turn(Act.TAPPED, button.move, button.argument)
    step = report.take(Place(button.opens, "", button.subject), turn, brief_for(MARIT))
    place = step.says[0].place
    assert place is not None
    assert (place.data["category"], place.data["placement"]) == ("P13", 1)


def test_whoever_is_not_the_mentor_any_more_hears_nothing() -> None:
    talk = Talk(period, brief_for(replace(MARIT, id=9), placements=()), "placement:1")
    assert talk.opened("over").says == ()


@pytest.mark.parametrize("subject", ["", "placement:x"])
def test_nothing_else_opens_it(subject: str) -> None:
    with pytest.raises(BadMove):
        Talk(period, brief_for(), subject).opened("over")
    with pytest.raises(BadMove):
        Talk(period, brief_for(), "placement:1").commands("start")
