"""Advice that fits the week: what was said leads to a card, and next time whether it helped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from mentorbot.domain.people import Role
from mentorbot.domain.wording import Phrase
from mentorbot.storage import checkins, conversations, placements
from mentorbot.storage.tables import metadata, places, ratings
from tests.stories.office import Office
from tests.stories.town import Phone
from tests.stories.weeks import standing

V24, V18 = Phrase("card_title.V24"), Phrase("card_title.V18")


def checkin(office: Office, **said: str) -> list[str]:
    """The next check-in, answered so and otherwise skipped; the questions that were asked."""
    with office.town.tx() as tx:
        planned = checkins.planned_of(tx, office.placement)
    assert planned is not None
    office.town.until(planned.due_at)
    asked = []
    while (question := standing(office)) is not None:
        asked.append(question.id)
        if answer := said.get(question.id):
            office.marit.chooses(f"answer.{question.id}.{answer}")
        else:
            office.marit.chooses("common.skip")
    return asked


def week_with(office: Office, question: str, answer: str) -> list[str]:
    """Check-ins up to the next one that asks this."""
    for _ in range(6):
        asked = checkin(office, F1="fair", **{question: answer})
        if question in asked:
            return asked
    raise AssertionError(f"{question} is never asked")


def said(office: Office, times: int, key: str, way: str, *, also: tuple[int, str] | None) -> str:
    """What stands above a card, in the words of the content."""
    sentences = [(times, key, False), *([(*also, True)] if also else [])]
    phrases = [
        Phrase("guidance.said", {"times": n, "what": Phrase(f"said.{what}"), "also": second})
        for n, what, second in sentences
    ]
    return office.town.text(
        "guidance.lean",
        alias=None,
        reason=phrases[0],
        another=phrases[1] if also else None,
        lean=Phrase(f"lean.{way}"),
    )


def shown(office: Office) -> str:
    return office.marit.last


@pytest.mark.shows("R24", "Twice too much opens the card with that, and leans towards support.")
def test_two_weeks_of_too_much_lean_towards_support_and_say_so(office: Office) -> None:
    week_with(office, "F4", "high")
    office.marit.chooses("checkin.card", title=V24)
    assert shown(office).startswith(said(office, 1, "F4.high", "support", also=None))
    week_with(office, "F4", "high")
    office.marit.says("/guidance")
    twice = said(office, 2, "F4.high", "support", also=None)
    assert "To ganger" in twice and "mest støtte" in twice
    assert twice in shown(office)
    office.marit.chooses("card_title.V24")
    assert shown(office).startswith(twice)
    assert office.town.text("card.V24") in shown(office)


@pytest.mark.shows("R24", "Too little leans towards a push, and says when not to.")
def test_too_little_leans_towards_a_push_and_says_when_not_to(office: Office) -> None:
    week_with(office, "F4", "low")
    office.marit.chooses("checkin.card", title=V18)
    assert shown(office).startswith(said(office, 1, "F4.low", "push", also=None))
    assert office.town.label("card.wait") in shown(office)


def test_answers_that_point_both_ways_are_both_told(office: Office) -> None:
    week_with(office, "F4", "high")
    week_with(office, "F4", "low")
    office.marit.says("/guidance")
    both = said(office, 1, "F4.high", "both", also=(1, "F4.low"))
    assert both in shown(office)


def test_the_next_check_in_asks_whether_it_helped_and_the_answer_is_kept(office: Office) -> None:
    week_with(office, "F4", "high")
    office.marit.chooses("checkin.card", title=V24)
    assert not office.marit.offers("guidance.helped")
    assert "K1" in checkin(office, F1="fair", K1="some")
    (rating,) = office.town.rows(ratings)
    assert (rating.card, rating.helped) == ("V24", True)
    assert "K1" not in checkin(office, F1="fair")


def test_a_danger_card_is_never_asked_about(office: Office) -> None:
    week_with(office, "F4", "high")
    office.marit.says("/guidance")
    office.marit.chooses("theme.worry")
    office.marit.chooses("card_title.V44")
    assert shown(office) == office.town.text("card.V44")
    assert not office.marit.offers("guidance.helped")
    assert "K1" not in checkin(office, F1="fair")


def test_nobody_else_is_told_which_way_a_week_leans(office: Office) -> None:
    """Not NAV, not the coordinator, and not the mentor who takes over."""
    week_with(office, "F4", "high")
    town = office.town
    ola = town.settled(Role.MENTOR, "Ola Ås", phone="+4790000005", by=office.kari.person)
    town.placement(ola, office.nadia, office.nils, alias="Ask", start=date(2027, 3, 1))
    for phone in (ola, office.nadia, office.nils, office.kari):
        assert not leans(office, phone)
    with town.tx() as tx:
        placements.change(tx, office.placement, mentor_id=ola.person)
    assert not leans(office, ola)
    assert not leans(office, office.marit)


def leans(office: Office, phone: Phone) -> bool:
    """Whether the first screen of the advice says anything about the week."""
    phone.says("/guidance")
    return phone.last != office.town.text("guidance.themes", leans=())


@pytest.mark.shows("R19", "Which way a week leans is stored nowhere.")
def test_which_way_a_week_leans_stands_in_no_table(office: Office) -> None:
    week_with(office, "F4", "high")
    office.marit.chooses("checkin.card", title=V24)
    office.marit.says("/guidance")
    lean = office.town.label("lean.support")
    assert lean in shown(office)
    for table, column, value in everything(office):
        text = str(value)
        assert lean not in text and "lean" not in text, (table, column)
        assert text not in ("support", "push", "both"), (table, column)


def everything(office: Office) -> Iterator[tuple[str, str, Any]]:
    """Every value of every table, and what the sealed ones of the places hold."""
    for table in metadata.sorted_tables:
        for row in office.town.rows(table):
            for column, value in row._mapping.items():
                yield table.name, column, value
    standing_at = office.town.rows(places)
    with office.town.tx() as tx:
        for row in standing_at:
            bubble = conversations.at(tx, row.person_id, row.dialog, row.subject)
            assert bubble is not None
            yield "places", "data", dict(bubble.place.data)
