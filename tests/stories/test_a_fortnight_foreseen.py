"""What is foreseen is what comes: two offices live through the same fortnight, one of them by
other rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from mentorbot.book.rendering import Book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.foresight import AHEAD
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import Occasion
from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.rules import Rules
from mentorbot.services import foreseeing, publishing
from mentorbot.services.foreseeing import Forecast
from mentorbot.storage.tables import checkins
from tests.stories.town import Town

STARTS = (date(2027, 1, 4), date(2027, 2, 8), date(2027, 3, 1), date(2027, 3, 8))
WEEKS = 12
FRIDAY = 4
Asked = set[tuple[int, datetime, tuple[str, ...]]]
Change = Callable[[Rules, FollowUpModel], Rules]


def town_of(folder: Path, book: Book) -> Town:
    """Every model from its first week to its last; nobody answers anything."""
    folder.mkdir()
    town = Town(folder, book)
    town.settled(Role.COORDINATOR, "Kari Kvam")
    nadia = town.settled(Role.NAV_CONTACT, "Nadia Nes")
    nils = town.settled(Role.NAV_CONTACT, "Nils Nygård")
    for model in FollowUpModel:
        for start in STARTS:
            mentor = town.settled(Role.MENTOR, f"Mentor {start} {model}")
            end = start + timedelta(weeks=WEEKS)
            town.placement(
                mentor, nadia, nils, alias=f"{model} {start}", model=model, start=start, end=end
            )
    town.settle()
    return town


def asked_otherwise(rules: Rules, model: FollowUpModel) -> Rules:
    """The model's plan asks everything but the opener in the opposite order."""
    plan = tuple(
        replace(each, ask=turned(each.ask), cycle=tuple(map(turned, each.cycle)))
        for each in rules.models[model].checkins
    )
    return with_plan(rules, model, plan)


def turned(ask: tuple[str, ...]) -> tuple[str, ...]:
    return (*ask[:1], *ask[:0:-1])


def a_week_later(rules: Rules, model: FollowUpModel) -> Rules:
    plan = tuple(
        replace(each, weeks=each.weeks + 1) if each.weeks else each
        for each in rules.models[model].checkins
    )
    return with_plan(rules, model, plan)


def with_plan(rules: Rules, model: FollowUpModel, plan: tuple[Occasion, ...]) -> Rules:
    changed = replace(rules.models[model], checkins=plan)
    return replace(rules, models={**rules.models, model: changed})


def closed_on_fridays(rules: Rules, _model: FollowUpModel) -> Rules:
    open_days = {day: span for day, span in rules.hours.weekdays.items() if day != FRIDAY}
    return replace(rules, hours=replace(rules.hours, weekdays=open_days))


def forecast_of(town: Town, after: Rules) -> Forecast:
    with town.tx() as tx:
        known = foreseeing.known(tx, None)
    return foreseeing.forecast(known, town.book.rules, after, town.now)


def publishes(town: Town, rules: Rules) -> None:
    book = replace(town.book, rules=rules, version="0123456789ab")
    before, after = town.parts, replace(town.parts, book=book, calendar=WorkCalendar(rules.hours))
    town.parts, town.book = after, book
    for mentor in publishing.adopt(before, after, town.now):
        publishing.plan_anew(after, mentor, town.now)


def lived(town: Town) -> Asked:
    """What was asked in the fortnight, as it was asked."""
    begun = town.now
    town.until(begun + AHEAD)
    query = select(checkins.c.placement_id, checkins.c.opened_at, checkins.c.questions)
    with town.tx() as tx:
        rows = tx.connection.execute(query.where(checkins.c.opened_at > begun)).all()
    return {(of, at, tuple(questions)) for of, at, questions in rows}


def told(found: Forecast, which: str, until: datetime) -> Asked:
    seen = (
        (change.placement.id, getattr(shift, which))
        for change in found.changes
        for shift in change.shifts
    )
    return {(of, each.moment, each.questions) for of, each in seen if each and each.moment <= until}


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory, book: Book) -> Asked:
    """By the rules as they are."""
    return lived(town_of(tmp_path_factory.mktemp("kept") / "town", book))


@pytest.mark.shows("R18", "Who gets what in the next 14 days by other rules is what comes then.")
@pytest.mark.parametrize("change", [asked_otherwise, a_week_later, closed_on_fridays])
def test_what_is_foreseen_is_what_comes(
    tmp_path: Path, book: Book, came: Asked, change: Change
) -> None:
    town, rules = town_of(tmp_path / "town", book), book.rules
    for model in FollowUpModel:
        rules = change(rules, model)
    found, until = forecast_of(town, rules), town.now + AHEAD
    publishes(town, rules)
    comes = lived(town)
    # One may keep its hour and its questions, and get another reminder.
    goes, arrives = told(found, "before", until), told(found, "after", until)
    assert goes - arrives == came - comes
    assert arrives - goes == comes - came
    assert found.changes and came != comes


def test_foreseeing_stores_nothing_and_asks_a_few_times_only(tmp_path: Path, book: Book) -> None:
    town, said = town_of(tmp_path / "town", book), list[str]()
    event.listen(
        town.database.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: said.append(statement),
    )
    forecast_of(town, asked_otherwise(book.rules, FollowUpModel.HYBRID))
    assert all(each.lstrip().startswith(("SELECT", "BEGIN", "PRAGMA")) for each in said)
    assert len(said) < 12, "as many statements for a thousand placements"


def test_the_same_rules_bring_nothing_new(tmp_path: Path, book: Book) -> None:
    found = forecast_of(town_of(tmp_path / "town", book), book.rules)
    assert found.is_empty and found.of == len(STARTS) * len(FollowUpModel)


def test_another_deadline_is_told_with_the_first_report_that_it_holds_for(
    tmp_path: Path, book: Book
) -> None:
    town = town_of(tmp_path / "town", book)
    hybrid = book.rules.models[FollowUpModel.HYBRID]
    deadlines = {**hybrid.deadlines, Level.YELLOW: hybrid.deadlines[Level.GREEN]}
    models = {**book.rules.models, FollowUpModel.HYBRID: replace(hybrid, deadlines=deadlines)}
    found = forecast_of(town, replace(book.rules, models=models))
    (promise,) = found.promises
    assert (promise.model, promise.level) == (FollowUpModel.HYBRID, Level.YELLOW)
    assert promise.sent == town.now and promise.after > promise.before
    assert not found.changes and not found.urgencies
