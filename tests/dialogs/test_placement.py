"""The placements that NAV runs: list, sheet, every change, and the news of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dialogs import placement as dialog
from mentorbot.domain import changes, news
from mentorbot.domain.brief import Changed, Colleague, Left, PlacementSheet
from mentorbot.domain.contacts import Where
from mentorbot.domain.conversation import Act, Place, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import (
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
    coordinator = nav_contact | {"people", "model", "end", "hired"}
    assert [moves(opened(me)) for me in (NILS, NADIA, KARI)] == [stand_in, nav_contact, coordinator]


@pytest.mark.parametrize(("me", "move"), [(NADIA, "people"), (NADIA, "hired"), (NILS, "close")])
def test_a_tap_that_is_not_theirs_is_refused(me: Person, move: str) -> None:
    with pytest.raises(BadMove):
        opened(me).forces(move)


def test_nothing_that_a_mentor_answered_is_on_the_sheet() -> None:
    assert "heard" not in str(opened().bubble) and "F1" not in str(opened().bubble)


# Who is who.


def chooses(talk: Talk, seat: Seat, name: str | None) -> None:
    talk.taps("placement.people")
    talk.taps(f"placement.seat_{seat}")
    if name is None:
        talk.taps("placement.nobody")
        return
    (to,) = [each.contact for each in COLLEAGUES if each.contact.name == name]
    talk.taps("placement.person", str(to.id))


@pytest.mark.parametrize(
    ("seat", "name", "to"),
    [
        (Seat.MENTOR, "Siv Solli", SIV.id),
        (Seat.MENTOR_STAND_IN, "Siv Solli", SIV.id),
        (Seat.NAV_CONTACT, "Nora Nilsen", NORA.id),
        (Seat.NAV_STAND_IN, "Nadia Nes", NADIA.id),
    ],
)
def test_a_seat_changes_after_a_screen_that_says_what_follows(
    seat: Seat, name: str, to: int
) -> None:
    talk = opened()
    chooses(talk, seat, name)
    assert talk.facts == [] and name in said(talk)
    talk.taps("placement.yes")
    assert talk.facts == [SeatChanged(1, seat, to)]
    assert talk.heard() == ["placement.sheet"] and name in said(talk)


def test_only_who_fits_the_seat_and_has_it_not_already_is_offered() -> None:
    talk = opened()
    talk.taps("placement.people")
    talk.taps("placement.seat_mentor")
    assert [b.argument for b in talk.buttons() if b.move == "to"] == [str(SIV.id)]
    with pytest.raises(BadMove):
        talk.forces("to", str(NADIA.id))


def test_a_stand_in_may_be_nobody_and_no_other_seat_may() -> None:
    of = replace(placement(), mentor_stand_in=SIV.id)
    full = replace(view(of), mentor_stand_in=contact(SIV))
    talk = opened(view=full)
    chooses(talk, Seat.MENTOR_STAND_IN, None)
    talk.taps("placement.yes")
    assert talk.facts == [SeatChanged(1, Seat.MENTOR_STAND_IN, None)]
    talk.taps("placement.people")
    talk.taps("placement.seat_mentor")
    with pytest.raises(BadMove):
        talk.forces("to", "")


def test_many_people_come_eight_at_a_time() -> None:
    crowd = tuple(
        Colleague(replace(contact(SIV), id=number, name=f"Mentor {number}"), Role.MENTOR, True)
        for number in range(10, 21)
    )
    talk = opened(people=crowd)
    talk.taps("placement.people")
    talk.taps("placement.seat_mentor")
    first = [b.argument for b in talk.buttons() if b.move == "to"]
    talk.taps("placement.more")
    second = [b.argument for b in talk.buttons() if b.move == "to"]
    talk.taps("placement.more")
    assert (len(first), len(second)) == (8, 3)
    assert [b.argument for b in talk.buttons() if b.move == "to"] == first


@pytest.mark.parametrize("seat", Seat)
def test_those_named_on_the_screen_are_those_who_are_told(seat: Seat) -> None:
    name = "Siv Solli" if seat in (Seat.MENTOR, Seat.MENTOR_STAND_IN) else "Nora Nilsen"
    to = SIV if name == SIV.name else NORA
    talk = opened()
    chooses(talk, seat, name)
    assert talk.bubble is not None
    text = talk.bubble.text.values.get("sure", talk.bubble.text)
    shown = set(str(getattr(text, "values", {}).get("told")).split(", "))
    after = changes.seated(placement(), seat, to.id)
    names = {each.id: each.name for each in (MARIT, NADIA, NILS, SIV, NORA)}
    assert shown == {names[who] for who in news.of_seat(placement(), after, seat)}


def test_one_more_than_the_cap_is_said_and_not_refused() -> None:
    full = tuple(
        replace(each, follows={FollowUpModel.HYBRID: 4}) if each.contact.id == NORA.id else each
        for each in COLLEAGUES
    )
    talk = opened(people=full)
    talk.knows(rules=real_book().rules)
    chooses(talk, Seat.NAV_CONTACT, "Nora Nilsen")
    assert talk.heard() == ["placement.over_cap"] and "4 er nok" in said(talk)
    talk.taps("placement.yes")
    assert talk.facts == [SeatChanged(1, Seat.NAV_CONTACT, NORA.id)]


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


# News.


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
    }  # fmt: skip
