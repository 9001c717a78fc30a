"""A hybrid placement from its first check-in to its last, with a mentor who is busy."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.checkins import ASKED_BACK
from mentorbot.storage import checkins, course, placements
from mentorbot.storage.checkins import CheckIn
from mentorbot.storage.tables import checkins as table
from tests.stories.office import Office
from tests.stories.phones import Arrival
from tests.stories.town import Phone

HARD, FAIR, GOOD = "answer.F1.hard", "answer.F1.fair", "answer.F1.good"
END = datetime(2027, 6, 4, 8, 0, tzinfo=UTC)


def states(office: Office) -> Counter[str]:
    return Counter(row.state for row in office.town.rows(table))


def all_checkins(office: Office) -> list[CheckIn]:
    with office.town.tx() as tx:
        return course.latest(tx, office.placement, most=100)


def pushes(phone: Phone, since: int = 0) -> list[Arrival]:
    return phone.chat.sent()[since:]


def weeks(arrivals: list[Arrival]) -> Counter[int]:
    return Counter(arrival.at.isocalendar().week for arrival in arrivals)


def until_asked(office: Office) -> None:
    """Up to the moment of the next planned check-in."""
    with office.town.tx() as tx:
        planned = checkins.planned_of(tx, office.placement)
    assert planned is not None
    office.town.until(planned.due_at)


@pytest.mark.shows("R15", "Who never answers is asked once about the rhythm and left in peace.")
def test_a_mentor_who_never_answers_is_asked_about_the_rhythm_once_and_left_in_peace(
    office: Office,
) -> None:
    office.town.until(END)
    asked = all_checkins(office)
    assert [item.state for item in asked] == ["dropped"] * 3
    *questions, last, over = pushes(office.marit)
    reminded = [arrival for arrival in questions if "igjen" in arrival.html]
    assert (len(questions), len(reminded)) == (5, 2), "one reminder gave way to the next talk"
    assert "Passer en annen rytme" in last.html
    assert "gikk ut fredag 28." in over.html
    assert max(weeks(pushes(office.marit)).values()) == 2
    whys = Counter(row.why for row in office.town.rows(table) if row.state == "skipped")
    assert whys["rhythm"] == 1 and whys["silent"] > 3


def test_who_says_how_to_go_on_is_asked_again_in_the_new_rhythm(office: Office) -> None:
    office.town.until(datetime(2027, 4, 9, 15, 0, tzinfo=UTC))
    office.marit.chooses("rhythm.rarer", weeks=2)
    before = len(pushes(office.marit))
    office.town.until(datetime(2027, 4, 30, 15, 0, tzinfo=UTC))
    assert len(pushes(office.marit)) > before
    with office.town.tx() as tx:
        assert placements.get(tx, office.placement).rhythm == 2


def test_two_of_them_unanswered_are_a_line_of_navs_week_and_no_message(office: Office) -> None:
    office.town.until(END)
    assert office.told(office.nadia) == []
    assert max(weeks(pushes(office.nadia)).values()) == 1
    (silent,) = office.town.noted("placement.silent")
    first = next(week for week in pushes(office.nadia) if "To innsjekker uten svar" in week.html)
    assert timedelta(0) < first.at - silent.at < timedelta(days=7)
    assert "Bjørk: Marit Mo er mentor" in first.html


def test_who_answered_a_part_was_not_silent(office: Office) -> None:
    for _ in range(3):
        until_asked(office)
        office.marit.chooses(FAIR)
    office.town.later(days=6)
    assert [row.state for row in office.town.rows(table)].count("dropped") >= 2
    assert not office.nadia.sees("uten svar")


def test_a_mentor_who_always_answers_hears_once_a_week_at_most(office: Office) -> None:
    while True:
        with office.town.tx() as tx:
            planned = checkins.planned_of(tx, office.placement)
        if planned is None:
            break
        office.town.until(planned.due_at)
        taps = 0
        while office.marit.offers("common.skip"):
            taps += 1
            key = GOOD if office.marit.offers(GOOD) else "common.skip"
            office.marit.chooses(key)
        assert 1 <= taps <= 5
        office.town.later(hours=20)
    office.town.until(END)
    assert states(office) == {"done": len(all_checkins(office))}
    assert max(weeks(pushes(office.marit)).values()) == 1
    assert office.told(office.nadia) == office.nils.chat.sent() == []


def test_a_difficult_week_asks_what_is_hardest_and_drops_the_rest(office: Office) -> None:
    until_asked(office)
    office.marit.chooses(HARD)
    assert "Hva er vanskeligst?" in office.marit.last
    office.marit.chooses("checkin.not_now")
    office.town.later(days=4)
    (done, *_) = reversed(all_checkins(office))
    assert (done.state, done.answers) == ("done", {"F1": "hard"})
    assert len(pushes(office.marit)) == 1


def test_a_late_answer_counts_until_the_checkin_is_dropped(office: Office) -> None:
    until_asked(office)
    message, data = office.marit.chat.find(office.town.label(GOOD))
    office.town.later(days=3)
    office.marit.presses(data, message.id)
    assert all_checkins(office)[0].answers == {}, "the first message gave way to the reminder"
    office.marit.chooses(GOOD)
    assert all_checkins(office)[0].answers == {"F1": "good"}


def test_an_answer_after_the_drop_is_met_kindly_and_counts_no_more(office: Office) -> None:
    until_asked(office)
    office.town.later(days=5, hours=6)
    office.marit.chooses(GOOD)
    assert "over for denne gang" in office.marit.last
    assert (all_checkins(office)[0].state, all_checkins(office)[0].answers) == ("dropped", {})


def test_put_off_until_tomorrow_it_is_asked_then_and_not_before(office: Office) -> None:
    until_asked(office)
    office.marit.chooses("checkin.later")
    tomorrow = datetime(2027, 3, 8, 12, 0, tzinfo=UTC)
    office.marit.chooses("checkin.on_day", until=tomorrow)
    office.town.until(tomorrow - timedelta(minutes=1))
    assert len(pushes(office.marit)) == 1
    office.town.until(tomorrow)
    assert len(pushes(office.marit)) == 2
    office.marit.chooses(GOOD)
    while office.marit.offers("common.skip"):
        office.marit.chooses("common.skip")
    assert states(office) == {"done": 1, "planned": 1}


def test_what_was_put_off_can_be_taken_up_early_and_is_not_asked_twice(office: Office) -> None:
    until_asked(office)
    office.marit.chooses("checkin.later")
    office.marit.chooses("checkin.on_day", until=datetime(2027, 3, 8, 12, 0, tzinfo=UTC))
    office.town.later(hours=5)
    office.marit.says("/checkin")
    office.marit.chooses(HARD)
    office.town.later(days=4)
    assert len(pushes(office.marit)) == 2
    assert states(office) == {"done": 1, "planned": 1}


def test_what_was_asked_for_and_left_lying_is_dropped_and_blocks_no_reminder(
    office: Office,
) -> None:
    office.marit.says("/checkin")
    office.town.until(datetime(2027, 3, 12, 16, 0, tzinfo=UTC))
    assert [item.state for item in all_checkins(office) if item.asked_for] == ["dropped"]
    before = len(pushes(office.marit))
    office.town.until(datetime(2027, 3, 19, 15, 0, tzinfo=UTC))
    assert len(pushes(office.marit)) - before == 2, "asked on the 18th, reminded on the 19th"


def test_a_new_rhythm_while_a_checkin_is_put_off_still_plans_the_next(office: Office) -> None:
    until_asked(office)
    office.marit.chooses("checkin.later")
    office.marit.chooses("checkin.on_day", until=datetime(2027, 3, 8, 12, 0, tzinfo=UTC))
    office.marit.says("/settings")
    office.marit.chooses("settings.change_rhythm")
    office.marit.chooses("settings.on_days", day=office.town.phrase("weekday.1"))
    office.marit.taps("Kl. 09:00")
    office.town.until(datetime(2027, 3, 23, 8, 0, tzinfo=UTC))
    opened = {row.opened_at.weekday() for row in office.town.rows(table)[1:] if row.opened_at}
    assert opened == {1}, "the tuesdays that were chosen"


def test_a_checkin_put_off_again_and_again_gives_way_to_the_next(office: Office) -> None:
    until_asked(office)
    for _ in range(6):
        office.marit.chooses("checkin.later")
        (label,) = [
            label for label in office.marit.chat.labels() if label.startswith(("I mor", "På"))
        ]
        office.marit.taps(label)
        office.town.later(days=1)
        while not office.marit.offers("checkin.later"):
            office.town.later(days=1)
    waiting = [item for item in all_checkins(office) if item.state in ("open", "planned")]
    assert len(waiting) == 1
    assert "caught_up" in {row.why for row in office.town.rows(table)}


def test_a_talk_is_resumed_in_the_middle_after_days_away(office: Office) -> None:
    until_asked(office)
    office.marit.chooses(FAIR)
    second = office.marit.last
    office.town.later(hours=70)
    assert office.marit.chat.messages[-1].words.html.endswith(second.split("\n")[-1])
    office.marit.chooses("common.skip")
    assert all_checkins(office)[0].answers == {"F1": "fair"}


def test_the_last_answer_can_be_corrected_at_the_end(office: Office) -> None:
    until_asked(office)
    office.marit.chooses(HARD)
    office.marit.chooses("checkin.correct")
    office.marit.chooses(GOOD)
    while office.marit.offers("common.skip"):
        office.marit.chooses("common.skip")
    (item,) = all_checkins(office)
    assert (item.state, item.answers) == ("done", {"F1": "good"})


def _agree_on_a_practice(office: Office) -> None:
    """Week 2 asks what will be tried, right after a good answer to the opener."""
    office.town.until(datetime(2027, 3, 11, 12, 0, tzinfo=UTC))
    office.marit.chooses(GOOD)
    office.marit.chooses("answer.M7.new_task")


@pytest.mark.shows("R21", "What the mentor chose to try is asked back in the next check-in.")
def test_what_the_mentor_will_try_comes_back_in_the_next_talk(office: Office) -> None:
    _agree_on_a_practice(office)
    office.town.until(datetime(2027, 3, 18, 12, 0, tzinfo=UTC))
    office.marit.chooses(FAIR)
    office.marit.chooses("common.skip")
    assert office.town.label("answer.M7.new_task") in office.marit.last
    assert office.marit.offers("answer.M8.yes")
    with office.town.tx() as tx:
        assert placements.get(tx, office.placement).practising == "new_task"


def test_the_answer_about_what_was_tried_can_be_taken_back(office: Office) -> None:
    _agree_on_a_practice(office)
    office.town.until(datetime(2027, 3, 18, 12, 0, tzinfo=UTC))
    office.marit.chooses(FAIR)
    while not office.marit.offers("answer.M8.yes"):
        office.marit.chooses("common.skip")
    office.marit.chooses("answer.M8.yes")
    office.marit.chooses("common.back")
    assert office.marit.offers("answer.M8.yes"), office.marit.last
    assert ASKED_BACK not in all_checkins(office)[0].answers


def test_two_placements_on_one_day_are_asked_in_one_round(office: Office) -> None:
    office.town.placement(office.marit, office.nadia, office.nils, alias="Eik")
    until_asked(office)
    assert len(pushes(office.marit)) == 1
    assert "Bjørk" in office.marit.last
    office.marit.chooses(HARD)
    office.marit.chooses("checkin.next", alias="Eik")
    assert "Eik" in office.marit.last
    office.marit.chooses(HARD)
    office.town.later(days=4)
    assert len(pushes(office.marit)) == 2
    assert states(office)["done"] == 2


def test_all_that_is_asked_lies_in_the_period_and_once_a_day(office: Office) -> None:
    office.town.until(END)
    days = [row.due_day for row in office.town.rows(table)]
    assert days == sorted(set(days))
    assert date(2027, 3, 1) <= days[0] and days[-1] <= date(2027, 5, 28)
