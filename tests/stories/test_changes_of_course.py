"""Model, end and what comes after change while a placement runs; a mentor goes for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.keeping import Kept
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Language, Role
from mentorbot.domain.placements import FollowOn, FollowUpModel, Seat
from mentorbot.domain.problems import State
from mentorbot.services import retaining
from mentorbot.storage import changes, checkins, people, placements
from mentorbot.storage.tables import answers
from mentorbot.storage.tables import checkins as checkin_rows
from tests.stories.changing import (
    FRIDAY,
    MODELS,
    buttons_of,
    decides,
    gives_seat,
    newcomer,
    now_is,
    sheet,
    takes_model,
    told_since,
)
from tests.stories.office import Office

# Another model.


@pytest.mark.parametrize("model", [FollowUpModel.CASEWORKER, FollowUpModel.JOB_SPECIALIST])
def test_from_a_change_of_model_on_texts_promise_its_deadlines(
    office: Office, model: FollowUpModel
) -> None:
    sent = office.report(cannot_wait=True)
    before = office.problem(sent)
    counts = {phone.person: len(phone.chat.sent()) for phone in office.people}
    takes_model(office, model)
    town, rules = office.town, office.town.book.rules.models[model]
    yellow = rules.deadlines[Level.YELLOW]
    promised = town.text("placement.days", days=yellow.working_days)
    for phone in (office.marit, office.nadia):
        (said,) = told_since(phone, counts[phone.person])
        assert f"innen {promised}" in said
        assert town.label(f"model.{model}") in said
    assert told_since(office.nils, counts[office.nils.person]) == []
    assert office.problem(sent).deadline == before.deadline, "what was sent stays as it was fixed"
    problem = office.problem(office.report("P03"))
    assert problem.report.level is Level.YELLOW
    assert problem.deadline == town.parts.calendar.deadline(town.now, yellow)
    due = town.text("status.due", name="Nadia Nes", deadline=problem.deadline)
    assert due in office.marit.last


def test_three_models_are_three_plans_deadlines_and_texts(office: Office) -> None:
    town, seen = office.town, []
    turns = (FollowUpModel.CASEWORKER, FollowUpModel.JOB_SPECIALIST, FollowUpModel.HYBRID)
    for model, category in zip(turns, ("P03", "P10", "P11"), strict=True):
        takes_model(office, model)
        with town.tx() as tx:
            planned = checkins.planned_of(tx, office.placement)
        assert planned is not None
        deadline = office.problem(office.report(category)).deadline
        due = town.text("status.due", name="Nadia Nes", deadline=deadline)
        assert due in office.marit.last
        seen.append((planned.questions, deadline, due))
    assert [len(set(kind)) for kind in zip(*seen, strict=True)] == [3, 3, 3]


def test_a_rhythm_outside_the_new_models_bounds_is_dropped(office: Office) -> None:
    nadia = sheet(office, office.nadia)
    nadia.chooses("placement.rhythm")
    told = len(office.marit.chat.sent())
    nadia.chooses("placement.weeks", weeks=3)
    assert ["hver 3. uke" in said for said in told_since(office.marit, told)] == [True]
    assert now_is(office).rhythm == 3
    takes_model(office, FollowUpModel.JOB_SPECIALIST)
    assert now_is(office).rhythm == 3
    takes_model(office, FollowUpModel.CASEWORKER)
    assert now_is(office).rhythm is None
    nadia = sheet(office, nadia)
    nadia.chooses("placement.rhythm")
    assert "lik for alle" in nadia.last


# The end, hire, and what comes after.


def test_a_new_end_has_a_countdown_of_its_own(office: Office) -> None:
    town = office.town
    town.until(datetime(2027, 5, 27, 8, 0, tzinfo=UTC))
    told = len(office.marit.chat.sent())
    kari = sheet(office)
    kari.chooses("placement.end")
    kari.chooses("placement.later")
    kari.chooses("placement.week", number=31, first=date(2027, 8, 2))
    kari.chooses("placement.day", day=date(2027, 8, 6))
    assert now_is(office).end == date(2027, 8, 6)
    assert "fredag 6." in told_since(office.marit, told)[0]
    town.until(datetime(2027, 8, 9, 8, 0, tzinfo=UTC))
    occasions = {row.occasion for row in town.rows(checkin_rows)}
    assert {"end-4@2027-05-28", "end-4@2027-08-06", "end-1@2027-08-06"} <= occasions


@pytest.mark.shows("R32", "That somebody is hired closes nothing.")
@pytest.mark.shows("R12", "Hired under the job specialist model, the mentor is asked on.")
@pytest.mark.parametrize("model", MODELS)
def test_hired_closes_nothing_and_the_model_says_what_is_asked(
    office_at: Callable[..., Office], model: FollowUpModel
) -> None:
    office = office_at(model=model)
    kari = sheet(office)
    kari.chooses("placement.hired")
    kari.chooses("placement.yes")
    assert now_is(office).hired_on == date(2027, 3, 4)
    assert "ansatt" in office.marit.last and "ikke avsluttet" in office.nadia.last
    with office.town.tx() as tx:
        planned = checkins.planned_of(tx, office.placement)
    weeks = office.town.book.rules.models[model].after_hire_weeks
    assert (planned is None) == (weeks is None)
    assert planned is None or planned.questions == ("S7",)
    assert office.report()


@pytest.mark.shows("R32", "A placement closes only with what comes after.")
def test_a_placement_closes_only_with_what_comes_after(office: Office) -> None:
    town, nadia = office.town, sheet(office, office.nadia)
    town.until(FRIDAY)
    old = buttons_of(office.marit)
    nadia = sheet(office, office.nadia)
    nadia.chooses("placement.close")
    assert not nadia.offers("placement.yes")
    nadia.chooses("follow_on.part_time")
    before = len(office.marit.chat.sent())
    nadia.chooses("placement.yes")
    assert "Deltid" in nadia.last
    (thanks,) = told_since(office.marit, before)
    assert "Takk" in thanks and "Deltid" in thanks
    for message, data in old:
        assert office.marit.presses(data, message.id).toast == town.toast("common.old_button")
    office.marit.chooses("placement.read_card", title=town.phrase("card_title.V52"))
    assert "Se tilbake" in office.marit.last
    quiet = len(office.marit.chat.sent())
    town.later(days=120)
    assert len(office.marit.chat.sent()) == quiet
    with town.tx() as tx:
        assert placements.active(tx) == []
        history = [(each.what, each.after) for each in changes.of(tx, office.placement)]
    assert history == [("follow_on", "part_time"), ("closed", "part_time")]


def test_a_placement_with_an_open_problem_is_not_closed(office: Office) -> None:
    reference = office.report()
    nadia = sheet(office, office.nadia)
    decides(nadia, FollowOn.PERMANENT)
    nadia.chooses("placement.close")
    assert "1 åpen sak" in nadia.last and not nadia.offers("placement.yes")
    office.marit.chooses("status.withdraw")
    office.marit.chooses("status.yes_withdraw")
    nadia = sheet(office, office.nadia)
    nadia.chooses("placement.close")
    nadia.chooses("placement.yes")
    with office.town.tx() as tx:
        assert placements.find_active(tx, office.placement) is None
    assert office.problem(reference).state is State.CLOSED


def test_what_comes_after_may_be_decided_anew_and_the_mentor_hears_it(office: Office) -> None:
    nadia, before = sheet(office, office.nadia), len(office.marit.chat.sent())
    decides(nadia, FollowOn.PERMANENT)
    decides(nadia, FollowOn.ELSEWHERE)
    first, second = told_since(office.marit, before)
    assert "Fast jobb" in first and "Et annet sted" in second
    assert now_is(office).follow_on is FollowOn.ELSEWHERE


def test_more_time_is_another_end_date_and_closes_nothing(office: Office) -> None:
    kari, before = sheet(office), len(office.marit.chat.sent())
    kari.chooses("placement.close")
    kari.chooses("follow_on.more_time")
    kari.chooses("placement.week", number=17, first=date(2027, 4, 26))
    kari.chooses("placement.day", day=date(2027, 4, 30))
    placement = now_is(office)
    assert (placement.end, placement.follow_on) == (date(2027, 4, 30), None)
    (said,) = told_since(office.marit, before)
    assert "fredag 30." in said


def test_a_nav_contact_who_wants_more_time_asks_a_coordinator_for_the_date(office: Office) -> None:
    nadia = sheet(office, office.nadia)
    decides(nadia, FollowOn.MORE_TIME)
    assert now_is(office).follow_on is FollowOn.MORE_TIME
    assert "vil ha mer tid for Bjørk" in office.kari.last
    office.kari.chooses("placement.see")
    office.kari.chooses("placement.end")
    office.kari.chooses("placement.week", number=17, first=date(2027, 4, 26))
    office.kari.chooses("placement.day", day=date(2027, 4, 30))
    assert (now_is(office).end, now_is(office).follow_on) == (date(2027, 4, 30), None)


def test_what_was_answered_is_forgotten_some_time_after_closing_also_after_hire(
    office: Office,
) -> None:
    town = office.town
    town.until(FRIDAY)
    office.marit.chooses("answer.F1.good")
    kari = sheet(office)
    kari.chooses("placement.hired")
    kari.chooses("placement.yes")
    kari.chooses("placement.close")
    kari.chooses("follow_on.permanent")
    kari.chooses("placement.yes")
    kept = town.book.rules.kept[Kept.ANSWERS]
    retaining.tidy(town.parts, town.now + kept - timedelta(days=2))
    assert town.rows(answers)
    retaining.tidy(town.parts, town.now + kept + timedelta(days=2))
    assert town.rows(answers) == []


# A mentor goes silent for good.


def test_when_a_mentor_stops_nav_and_the_coordinator_hear_it_at_once(office: Office) -> None:
    before = {phone.person: len(phone.chat.sent()) for phone in office.people}
    office.marit.says("/stop")
    for phone in (office.nadia, office.kari):
        (said,) = told_since(phone, before[phone.person])
        assert "Marit Mo" in said and "Bjørk" in said and "+47" in said
    assert told_since(office.nils, before[office.nils.person]) == []


def test_when_a_mentor_blocks_the_bot_it_is_told_once_however_it_shows(office: Office) -> None:
    before = len(office.nadia.chat.sent())
    office.marit.blocks()
    office.town.later(days=14)
    told = [said for said in told_since(office.nadia, before) if "Ingen svarer her" in said]
    assert len(told) == 1


def test_a_mentor_of_several_is_told_of_in_one_message(office: Office) -> None:
    office.town.placement(office.marit, office.nadia, office.nils, alias="Gran")
    before = len(office.nadia.chat.sent())
    office.marit.says("/stop")
    (said,) = told_since(office.nadia, before)
    assert "Bjørk" in said and "Gran" in said


# All the same.


@pytest.mark.shows("R10", "Every change of a placement stands in its history in words.")
def test_everything_is_in_the_history_in_words(office: Office) -> None:
    siv = newcomer(office)
    gives_seat(office, Seat.MENTOR, siv)
    takes_model(office, FollowUpModel.CASEWORKER)
    kari = sheet(office)
    kari.chooses("placement.history")
    assert "Kari Kvam: mentor Siv Solli (før: Marit Mo)" in kari.last
    assert "modell Saksbehandlermodellen (før: Hybridmodellen)" in kari.last


def test_a_stand_in_at_nav_sees_the_sheet_and_changes_nothing(office: Office) -> None:
    nils = sheet(office, office.nils)
    offered = set(nils.chat.labels())
    town = office.town
    assert {town.label("placement.talked"), town.label("placement.history")} <= offered
    for kept in ("people", "model", "rhythm", "end", "hired", "next", "close"):
        assert town.label(f"placement.{kept}") not in offered


def test_a_tap_of_who_may_no_more_changes_nothing(office: Office) -> None:
    """Rights are those of the moment of the tap (rule 7)."""
    nora = newcomer(office, Role.NAV_CONTACT, "Nora Nilsen")
    nadia = sheet(office, office.nadia)
    nadia.chooses("placement.next")
    message, data = nadia.chat.find(office.town.label("follow_on.permanent"))
    with office.town.tx() as tx:
        placements.change(tx, office.placement, nav_contact_id=nora.person)
    nadia.presses(data, message.id)
    assert now_is(office).follow_on is None


@pytest.mark.parametrize("language", list(Language))
def test_everybody_is_told_in_their_own_language(office: Office, language: Language) -> None:
    siv = newcomer(office)
    with office.town.tx() as tx:
        people.change(tx, siv.person, language=language)
    gives_seat(office, Seat.MENTOR, siv)
    words = {"nb": "fra nå av", "nn": "frå no av", "en": "from now on"}
    assert words[language] in siv.last
