"""Reporting a problem by thumb: how many taps, and what stands first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import EmergencyCalled
from mentorbot.domain.levels import Level
from mentorbot.domain.problems import Knows, Reachable, Report, Wish
from mentorbot.domain.wording import Phrase
from tests.cast import NADIA, contact, placement, view
from tests.dialogs.reporting import (
    SATURDAY,
    TWO,
    at_preview,
    commanded,
    from_checkin,
)
from tests.dialogs.rules import make_rules

# How many taps it takes.


@pytest.mark.shows("R50", "A report carries whether the participant knows.")
@pytest.mark.shows("R30", "A report is sent without saying what was tried.")
def test_a_whole_report_is_five_taps_and_keeps_the_defaults() -> None:
    talk = at_preview()
    talk.taps("report.send")
    assert talk.count == 5
    assert talk.sent() == Report(1, "P04", Level.GREEN, Wish.CALL_ME, Reachable.ANY_TIME, Knows.YES)


def test_with_several_placements_it_is_six_taps_and_begins_with_whose_it_is() -> None:
    talk = commanded(placements=TWO)
    assert talk.said().key == "report.which"
    talk.taps("common.alias", "2")
    for label in ("group.people", "category.P05", "report.next", "knows.will_tell", "report.send"):
        talk.taps(label)
    assert talk.count == 6
    assert talk.sent().placement == 2


@pytest.mark.parametrize("group", make_rules().groups)
def test_from_a_difficult_check_in_it_is_three_taps_more(group: str) -> None:
    talk = from_checkin(f"1:{group}")
    category = next(c.id for c in talk.brief.rules.categories.values() if c.group == group)
    for label in (f"category.{category}", "common.skip", "report.send"):
        talk.taps(label)
    assert talk.count == 3
    assert (talk.sent().category, talk.sent().knows) == (category, Knows.SKIPPED)


def test_a_check_in_that_knows_category_level_and_wish_leaves_two_taps() -> None:
    talk = from_checkin("1:P11:orange:come_here")
    for label in ("knows.yes", "report.send"):
        talk.taps(label)
    sent = talk.sent()
    assert (sent.category, sent.level, sent.wish) == ("P11", Level.ORANGE, Wish.COME_HERE)


@pytest.mark.parametrize("known", ["", "1", "99:at_work", "1:nonsense", "1:at_work:nonsense:", ":"])
def test_whatever_it_is_opened_with_it_begins(known: str) -> None:
    talk = from_checkin(known)
    assert talk.place.state in ("group", "category")
    assert talk.place.data["placement"] == 1


@pytest.mark.shows("R07", "Every category can be reported without a word about the participant.")
def test_every_category_can_be_reported_without_a_word_about_the_participant() -> None:
    for category in make_rules().categories:
        talk = at_preview(category, "common.skip")
        talk.taps("report.send")
        sent = talk.sent()
        assert (sent.category, sent.wording, sent.tried) == (category, "", ())


# The emergency panel.


@pytest.mark.parametrize(
    ("opening", "key"),
    [
        (lambda: commanded(), "report.group"),
        (lambda: commanded(placements=TWO), "report.which"),
        (lambda: from_checkin("1:worry"), "report.category"),
        (lambda: from_checkin("1:P08"), "report.knows_first"),
        (lambda: commanded(placements=()), "report.no_placement"),
        (lambda: commanded(me=NADIA), "report.for_mentors"),
    ],
)
def test_the_numbers_stand_above_the_first_choice_whatever_it_is(opening: Any, key: str) -> None:
    talk = opening()
    assert talk.said().key == key
    assert talk.said().values["panel"] == Phrase("emergency.panel")
    if talk.buttons():
        assert "emergency.i_called" in talk.labels()


def test_having_called_leads_to_a_note_to_nav_without_content_and_its_status() -> None:
    talk = commanded()
    talk.taps("emergency.i_called")
    assert talk.said().key == "emergency.called"
    talk.taps("emergency.tell_nav")
    assert talk.facts == [EmergencyCalled(1, tell_nav=True, reference="T4K7")]
    assert talk.heard() == ["status.receipt", "emergency.noted"]
    head = talk.said().values["head"]
    assert isinstance(head, Phrase)
    assert head.values["matter"] == Phrase("followup.serious")
    assert talk.place.subject == "problem:T4K7"


def test_with_several_placements_nav_is_told_whose_mentor_to_ring() -> None:
    talk = commanded(placements=TWO)
    talk.taps("emergency.i_called")
    talk.taps("emergency.tell_nav")
    assert talk.said().key == "report.whose_call"
    talk.taps("common.alias", "2")
    assert talk.facts == [EmergencyCalled(2, tell_nav=True, reference="T4K7")]


def test_no_thanks_shows_somebody_to_talk_to_and_tells_nobody() -> None:
    talk = commanded()
    talk.taps("emergency.i_called")
    talk.taps("emergency.no_nav")
    assert talk.facts == [EmergencyCalled(1, tell_nav=False)]
    assert talk.heard() == ["emergency.helplines"]
    with pytest.raises(BadMove):
        talk.forces("tell_nav", "1")


def test_a_wrong_tap_on_i_have_called_goes_back_to_where_it_was() -> None:
    talk = from_checkin("1:worry")
    talk.taps("emergency.i_called")
    talk.taps("emergency.show_helplines")
    talk.taps("emergency.no_danger")
    assert talk.said().key == "report.category"
    assert not talk.facts


# Wish, time and haste on one screen.


def test_wish_time_and_haste_are_marked_and_reach_the_report() -> None:
    talk = commanded()
    talk.taps("group.at_work")
    talk.taps("category.P04")
    for option in ("meet_leader", "today_late"):
        talk.marks(option)
    talk.marks("")
    on = [b.argument for b in talk.buttons() if b.label.values.get("on")]
    assert on == ["meet_leader", "today_late", ""]
    talk.taps("report.next")
    talk.taps("knows.yes")
    talk.taps("report.send")
    sent = talk.sent()
    assert (sent.wish, sent.reachable, sent.level) == (
        Wish.MEET_LEADER, Reachable.TODAY_LATE, Level.YELLOW,
    )  # fmt: skip


def test_it_cannot_wait_raises_one_step_and_never_above_orange() -> None:
    talk = at_preview("P06")
    talk.marks("")
    talk.taps("report.send")
    assert talk.sent().level is Level.ORANGE
    assert "report.marked" not in at_preview("P08").labels()


def test_on_a_saturday_nobody_is_offered_today_and_the_next_day_has_its_name() -> None:
    talk = commanded(now=SATURDAY)
    talk.taps("group.at_work")
    talk.taps("category.P01")
    names = [b.label.values["name"] for b in talk.buttons() if b.move == "reachable"]
    assert [name.key for name in names if isinstance(name, Phrase)] == [
        "report.next_working_day", "reachable.any_time",
    ]  # fmt: skip


# Does the participant know?


@pytest.mark.shows("R50", "Not safe to tell becomes a call, and is sent.")
def test_not_safe_becomes_a_call_whatever_was_wished() -> None:
    talk = commanded()
    talk.taps("group.worry")
    talk.taps("category.P08")
    talk.marks("advice")
    talk.taps("report.next")
    talk.taps("knows.not_safe")
    assert "report.ring_now" in talk.lines("notes")
    ring = talk.said().values["notes"]
    assert isinstance(ring, tuple)
    assert ring[0].values == {"name": NADIA.name, "phone": NADIA.phone}
    talk.taps("report.change_it")
    talk.taps("report.change_details")
    assert talk.said().key == "report.details_call"
    assert not [b for b in talk.buttons() if b.move == "wish"]
    talk.taps("report.next")
    talk.taps("report.send")
    assert (talk.sent().wish, talk.sent().knows) == (Wish.CALL_ME, Knows.NOT_SAFE)


def test_not_safe_without_a_number_says_who_rings() -> None:
    unknown = replace(view(placement()), nav_contact=replace(contact(NADIA), phone=None))
    talk = at_preview(knows="knows.not_safe", placements=(unknown,))
    assert "report.nav_rings" in talk.lines("notes")
