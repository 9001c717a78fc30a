"""The placements that NAV runs: list, sheet, every change, and the news of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dialogs import placement as dialog
from mentorbot.domain import news
from mentorbot.domain.brief import Changed, Colleague, PlacementSheet
from mentorbot.domain.contacts import Where
from mentorbot.domain.conversation import Act, Place, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import (
    AbsenceSet,
    ContactLogged,
    EndMoved,
    Fact,
    FollowOnChosen,
    Hired,
    ModelChanged,
    RhythmSet,
    SeatChanged,
)
from mentorbot.domain.people import Language, Person, Role, Standing
from mentorbot.domain.placements import FollowOn, FollowUpModel, Seat
from tests.cast import KARI, MARIT, NADIA, NILS, contact, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.test_settings import PROBLEM
from tests.dialogs.walking import STRANGER, Stand, brief_for, real_book, taps, ways_out

SUBJECT = "placement:1"
SIV = Person(
    5, Role.MENTOR, "Siv Solli", Language.NB, Standing.ACTIVE, chat_id=1005, onboarded=True
)
NORA = Person(6, Role.NAV_CONTACT, "Nora Nilsen", Language.NB, Standing.INVITED)
COLLEAGUES = tuple(
    Colleague(contact(each), each.role, each.onboarded) for each in (MARIT, NADIA, NILS, SIV, NORA)
)
HISTORY = (
    Changed(datetime(2027, 2, 9, 9, 0, tzinfo=UTC), "Kari Kvam", "mentor", "Siv Solli", "Marit Mo"),
    Changed(datetime(2027, 2, 9, 9, 0, tzinfo=UTC), "Kari Kvam", "mentor_stand_in", "Siv", None),
    Changed(datetime(2027, 2, 10, 9, 0, tzinfo=UTC), "", "model", "caseworker", "hybrid"),
    Changed(datetime(2027, 2, 11, 9, 0, tzinfo=UTC), "Nadia Nes", "rhythm", "2", None),
    Changed(
        datetime(2027, 2, 12, 9, 0, tzinfo=UTC), "Kari Kvam", "end", "2027-04-30", "2027-05-07"
    ),
    Changed(datetime(2027, 2, 12, 9, 0, tzinfo=UTC), "Kari Kvam", "hired", None, "2027-02-12"),
    Changed(datetime(2027, 2, 12, 9, 0, tzinfo=UTC), "Nadia Nes", "follow_on", None, "part_time"),
    Changed(datetime(2027, 2, 12, 9, 0, tzinfo=UTC), "Nadia Nes", "closed", None, "part_time"),
)
NEXT_WEEK = date(2027, 3, 8)
EVERY_NEWS = (
    *(part(seat) for seat in Seat for part in (news.you, news.not_you, news.new)),
    news.MODEL, news.RHYTHM, news.END, news.HIRED, news.FOLLOW_ON, news.CLOSED, news.MORE_TIME,
)  # fmt: skip


def sheet_of(**sections: Any) -> PlacementSheet:
    of = sections.pop("placement", placement())
    full = PlacementSheet(replace(view(of), placement=of), (), HISTORY, COLLEAGUES)
    return replace(full, **sections)


def opened(me: Person = KARI, **sections: Any) -> Talk:
    talk = Talk(dialog, brief_for(me, sheet=sheet_of(**sections)), SUBJECT)
    talk.forces("open")
    return talk


def told(me: Person, pieces: str, **sections: Any) -> Talk:
    brief = brief_for(me, sheet=sheet_of(**sections), rules=real_book().rules, placements=())
    talk = Talk(dialog, brief, SUBJECT)
    talk.opened("changed", pieces)
    return talk


def said(talk: Talk, language: Language = Language.NB) -> str:
    assert talk.bubble is not None
    return real_book().text(talk.bubble.text, language)


# The list.


def test_the_list_has_eight_on_a_page_and_turns_over() -> None:
    many = tuple(view(placement(number, f"Alias {number}")) for number in range(1, 18))
    talk = Talk(dialog, brief_for(KARI, followed=many))
    pages = []
    talk.commands("list")
    for _ in range(4):
        pages.append([b.subject for b in talk.buttons() if b.subject])
        talk.taps("placement.next_page")
    assert [len(page) for page in pages] == [8, 8, 1, 8]
    assert pages[0] == pages[3] and len({*pages[0], *pages[1], *pages[2]}) == 17


def test_a_line_opens_the_sheet_in_a_bubble_of_its_own() -> None:
    talk = Talk(dialog, brief_for(NADIA, followed=(view(placement()),)))
    talk.commands("list")
    (button,) = talk.buttons()
    assert (button.opens, button.subject, button.move) == ("placement", SUBJECT, "open")
    assert opened(NADIA).step.says[0].anew


@pytest.mark.parametrize("me", [NADIA, KARI])
def test_nobody_to_follow_is_said_with_a_way_on(me: Person) -> None:
    talk = Talk(dialog, brief_for(me))
    talk.commands("list")
    assert talk.heard() == ["placement.none"] and ways_out(talk)


def test_a_mentor_and_a_stranger_see_nothing_of_it() -> None:
    for me, heard in ((MARIT, "placement.for_office"), (STRANGER, "commands.stranger")):
        talk = Talk(dialog, brief_for(me, sheet=sheet_of()), SUBJECT)
        talk.commands("list")
        assert talk.heard() == [heard]


def test_what_is_not_theirs_any_more_is_gone_and_changes_nothing() -> None:
    talk = opened(NADIA)
    talk.knows(sheet=None)
    talk.taps("placement.close")
    assert talk.heard() == ["placement.gone"] and talk.facts == []


# The sheet.


def moves(talk: Talk) -> set[str]:
    return {button.move for button in talk.buttons() if not button.opens}


def test_everybody_is_offered_what_they_may_and_nothing_else() -> None:
    stand_in = {"talked", "history"}
    nav_contact = stand_in | {"rhythm", "next", "close"}
    coordinator = nav_contact | {"people", "away", "model", "end", "hired"}
    assert [moves(opened(me)) for me in (NILS, NADIA, KARI)] == [stand_in, nav_contact, coordinator]


def test_who_is_away_is_shown_and_can_only_come_back() -> None:
    talk = opened(KARI)
    talk.taps("placement.away")
    talk.taps("placement.away_until", f"{NADIA.id}:{NEXT_WEEK}")
    assert talk.facts == [AbsenceSet(1, NADIA.id, NEXT_WEEK)]
    assert talk.bubble is not None
    assert talk.bubble.text.values["contact_away"] == NEXT_WEEK


@pytest.mark.parametrize("argument", ["1:2027-03-09", "2:2027-03-01", "2:2020-01-01"])
def test_only_somebody_at_nav_and_only_a_day_ahead(argument: str) -> None:
    talk = opened(KARI)
    talk.taps("placement.away")
    with pytest.raises(BadMove):
        talk.forces("until", argument)


@pytest.mark.parametrize(("me", "move"), [(NADIA, "people"), (NADIA, "hired"), (NILS, "close")])
def test_a_tap_that_is_not_theirs_is_refused(me: Person, move: str) -> None:
    with pytest.raises(BadMove):
        opened(me).forces(move)


def test_nothing_that_a_mentor_answered_is_on_the_sheet() -> None:
    assert "heard" not in str(opened().bubble) and "F1" not in str(opened().bubble)


# Model, rhythm, end, hired.


def test_a_model_changes_after_its_own_deadlines_were_shown() -> None:
    talk = opened()
    talk.knows(rules=real_book().rules)
    talk.taps("placement.model")
    assert {b.argument for b in talk.buttons() if b.move == "to"} == {
        "caseworker", "job_specialist",
    }  # fmt: skip
    talk.taps("model.job_specialist")
    assert "1 arbeidsdag." in said(talk) and "4 arbeidstimer" in said(talk)
    talk.taps("placement.yes")
    assert talk.facts == [ModelChanged(1, FollowUpModel.JOB_SPECIALIST)]


def test_only_a_rhythm_inside_the_bounds_is_offered_or_taken() -> None:
    talk = opened(NADIA)
    talk.knows(rules=real_book().rules)
    talk.taps("placement.rhythm")
    bounds = real_book().rules.models[FollowUpModel.HYBRID].rhythm
    assert bounds is not None
    offered = [b.argument for b in talk.buttons() if b.move == "weeks"]
    assert offered == [str(weeks) for weeks in range(bounds.at_least, bounds.at_most + 1)]
    with pytest.raises(BadMove):
        talk.forces("weeks", str(bounds.at_most + 1))
    talk.taps("placement.weeks", "2")
    assert talk.facts == [RhythmSet(1, 2)]
    talk.knows(sheet=sheet_of(placement=replace(placement(), rhythm=2)))
    talk.taps("placement.rhythm")
    talk.taps("placement.as_planned")
    assert talk.facts[-1] == RhythmSet(1, None)


def test_the_caseworkers_plan_says_why_it_is_fixed() -> None:
    talk = opened(NADIA, placement=placement(model=FollowUpModel.CASEWORKER))
    talk.taps("placement.rhythm")
    assert talk.heard() == ["placement.fixed_rhythm"]
    assert [b.move for b in talk.buttons()] == ["back"]


def test_an_end_is_chosen_by_week_and_day() -> None:
    talk = opened()
    talk.taps("placement.end")
    talk.taps("placement.later")
    monday = next(b.argument for b in talk.buttons() if b.move == "week")
    talk.taps("placement.week", monday)
    day = next(b.argument for b in talk.buttons() if b.move == "day")
    talk.taps("placement.day", day)
    assert talk.facts == [EndMoved(1, date.fromisoformat(day))]
    talk.place = talk.place.at("day", more=False)
    with pytest.raises(BadMove):
        talk.forces("day", "2027-02-01")


def test_hired_asks_once_and_is_offered_once() -> None:
    talk = opened()
    talk.taps("placement.hired")
    assert talk.facts == []
    talk.taps("placement.yes")
    assert talk.facts == [Hired(1)] and "hired" not in moves(talk)


# What comes next, and the end.


@pytest.mark.shows("R44", "The five ways on stand side by side, and none is ranked.")
def test_five_outcomes_stand_side_by_side_and_none_is_ranked() -> None:
    talk = opened(NADIA)
    talk.taps("placement.next")
    outcomes = [b.argument for b in talk.buttons() if b.move == "decide"]
    assert outcomes == list(FollowOn) and len(outcomes) == 5
    talk.taps("follow_on.elsewhere")
    assert talk.facts == [FollowOnChosen(1, FollowOn.ELSEWHERE)]


def test_closing_asks_first_what_comes_after() -> None:
    talk = opened(NADIA)
    talk.taps("placement.close")
    assert talk.heard() == ["placement.first_next"]
    talk.taps("follow_on.part_time")
    assert talk.facts == [] and talk.heard() == ["placement.sure_close"]
    talk.taps("placement.yes")
    assert talk.facts == [FollowOnChosen(1, FollowOn.PART_TIME, closes=True)]
    assert talk.buttons() == []


def test_what_is_decided_is_not_asked_again() -> None:
    talk = opened(placement=replace(placement(), follow_on=FollowOn.PERMANENT))
    talk.taps("placement.close")
    talk.taps("placement.yes")
    assert talk.facts == [FollowOnChosen(1, FollowOn.PERMANENT, closes=True)]


def test_nothing_closes_over_an_open_problem_not_even_one_that_came_meanwhile() -> None:
    talk = opened(problems=(PROBLEM,))
    talk.taps("placement.close")
    assert talk.heard() == ["placement.still_open"]
    talk = opened(placement=replace(placement(), follow_on=FollowOn.PERMANENT))
    talk.taps("placement.close")
    talk.knows(sheet=replace(sheet_of(), problems=(PROBLEM,)))
    talk.taps("placement.yes")
    assert talk.facts == [] and talk.heard() == ["placement.still_open"]


@pytest.mark.parametrize("door", ["placement.next", "placement.close"])
def test_more_time_asks_a_coordinator_for_the_new_end(door: str) -> None:
    talk = opened()
    talk.taps(door)
    talk.taps("follow_on.more_time")
    assert talk.heard() == ["placement.which_week"] and talk.facts == []
    talk.taps("placement.week")
    talk.taps("placement.day")
    more, moved = talk.facts
    assert more == FollowOnChosen(1, FollowOn.MORE_TIME) and isinstance(moved, EndMoved)


# Talks and history.


@pytest.mark.parametrize("where", Where)
def test_that_they_talked_is_two_taps(where: Where) -> None:
    talk = opened(NADIA)
    talk.taps("placement.talked")
    talk.taps(f"where.{where}")
    assert talk.facts == [ContactLogged(1, where)]
    assert talk.step.toast is not None and talk.step.toast.key == "placement.logged"


def test_the_history_says_everything_in_words() -> None:
    talk = opened()
    talk.taps("placement.history")
    shown = said(talk)
    for words in (
        "mentor Marit Mo (før: Siv Solli)",
        "fra maskinen: modell Hybridmodellen (før: Saksbehandlermodellen)",
        "innsjekk etter planen i modellen (før: annenhver uke)",
        "slutt fredag 7.",
        "ansatt fredag 12.",
        "etterpå Deltid",
    ):
        assert words in shown.replace("\N{NO-BREAK SPACE}", " "), words


def test_a_long_history_is_cut_and_counted_and_fits() -> None:
    talk = opened(history=HISTORY * 20)
    talk.taps("placement.history")
    assert talk.bubble is not None and talk.bubble.text.values["more"] == 145
    assert len(said(talk)) < 4096


# Every state that taps lead to.


def stands(me: Person, **sections: Any) -> list[Stand]:
    """As tests/dialogs/walking does, about one placement; the brief stays as it was."""
    brief = brief_for(me, sheet=sheet_of(**sections), rules=real_book().rules)
    waiting = list(after(brief, Place("placement", "", SUBJECT), Turn(Act.TAPPED, "open")))
    seen: dict[str, Stand] = {}
    while waiting:
        stand = waiting.pop()
        if stand.key in seen or stand.place.data.get("page", 0) > 1:
            continue
        seen[stand.key] = stand
        for turn in taps(stand.say):
            waiting += after(brief, stand.place, turn)
    return list(seen.values())


def after(brief: Any, place: Place, turn: Turn) -> Iterator[Stand]:
    for say in dialog.take(place, turn, brief).says:
        yield Stand(say, brief)


WAYS: tuple[tuple[Person, dict[str, Any]], ...] = (
    (KARI, {}),
    (KARI, {"placement": replace(placement(), hired_on=date(2027, 3, 1), rhythm=2)}),
    (NADIA, {"problems": (PROBLEM,)}),
    (NADIA, {"placement": replace(placement(), follow_on=FollowOn.PERMANENT)}),
    (NILS, {}),
)


@pytest.mark.parametrize(("me", "sections"), WAYS)
@pytest.mark.parametrize("language", Language)
def test_every_state_has_words_that_fit_and_a_way_back(
    me: Person, sections: dict[str, Any], language: Language
) -> None:
    book = real_book()
    for stand in stands(me, **sections):
        assert 0 < len(book.text(stand.say.text, language)) <= 4096
        assert stand.say.buttons or stand.place.state == "done"
        for button in (button for row in stand.say.buttons for button in row):
            assert 0 < len(book.label(button.label, language)) <= 40


def test_no_state_takes_what_is_typed_or_sent() -> None:
    for stand in stands(KARI):
        for turn in (Turn(Act.TYPED, text="hei"), Turn(Act.SENT, "photo")):
            with pytest.raises(BadMove):
                dialog.take(stand.place, turn, stand.brief)


def test_one_step_establishes_one_thing_at_most() -> None:
    facts: list[Fact] = []
    for stand in stands(KARI):
        for turn in taps(stand.say):
            step = dialog.take(stand.place, turn, stand.brief)
            kinds = {type(fact) for fact in step.facts}
            assert len(step.facts) <= 1 or kinds == {FollowOnChosen, EndMoved}
            facts += step.facts
    assert {type(fact) for fact in facts} == {
        SeatChanged, ModelChanged, RhythmSet, EndMoved, Hired, FollowOnChosen, ContactLogged,
        AbsenceSet,
    }  # fmt: skip
