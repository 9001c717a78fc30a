"""How a placement is followed, and until when: model, rhythm, end, hired (R10, R13, R32)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dialogs import asking, pausing
from dialogs.placement_sheet import YES, Moves, Seen, kept, rhythm, span
from mentorbot.domain import changes
from mentorbot.domain.access import Operation
from mentorbot.domain.conversation import Button, Step
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import EndMoved, Fact, FollowOnChosen, Hired, ModelChanged, RhythmSet
from mentorbot.domain.levels import Level
from mentorbot.domain.placements import FollowOn, FollowUpModel
from mentorbot.domain.wording import Label, Phrase, Text

WHICH_MODEL = Text("placement.which_model", "alias", "model")
SURE_MODEL = Text(
    "placement.sure_model", "alias", "model", "yellow", "orange", "place", "silence", "dropped"
)
MODEL_OVER_CAP = Text("placement.model_over_cap", "sure", "name", "load", "cap")

WHICH_RHYTHM = Text("placement.which_rhythm", "alias", "rhythm")
FIXED_RHYTHM = Text("placement.fixed_rhythm", "model")
WEEKS = Label("placement.weeks", "weeks")
AS_PLANNED = Label("placement.as_planned")

WHICH_WEEK = Text("placement.which_week", "alias", "end", "more")
WEEK = Label("placement.week", "number", "first")
LATER = Label("placement.later")
WHICH_DAY = Text("placement.which_day", "number")
DAY = Label("placement.day", "day")

SURE_HIRED = Text("placement.sure_hired", "alias", "weeks", "months")

MANAGE = Operation.MANAGE_PEOPLE


def models(seen: Seen, _argument: str) -> Step:
    placement = seen.placement
    buttons = [
        Button(Phrase(f"model.{model}"), "to", model)
        for model in FollowUpModel
        if model is not placement.model
    ]
    text = WHICH_MODEL(alias=placement.alias, model=Phrase(f"model.{placement.model}"))
    return seen.says(text, "model", asking.rows(buttons, 1))


def sure_model(seen: Seen, argument: str) -> Step:
    model, placement = FollowUpModel(argument), seen.placement
    rules = seen.brief.rules.models[model]
    dropped = placement.rhythm is not None and changes.rhythm(rules.rhythm, placement.rhythm)
    sure = SURE_MODEL(
        alias=placement.alias,
        model=Phrase(f"model.{model}"),
        yellow=span(rules.deadlines[Level.YELLOW]),
        orange=span(rules.deadlines[Level.ORANGE]),
        place=Phrase(f"place.{rules.place}"),
        silence=rules.tells_silence,
        dropped=bool(dropped),
    )
    yes = ((Button(YES(), "yes"),),)
    return seen.says(warned(seen, sure, model), "sure_model", yes, model=argument)


def warned(seen: Seen, sure: Phrase, model: FollowUpModel) -> Phrase:
    """With a word about the cap of that model, where one more goes over it. It is advice (R46)."""
    cap, contact = seen.brief.rules.models[model].load_cap, seen.view.nav_contact
    follows = [each.follows for each in seen.sheet.people if each.contact.id == contact.id]
    load = sum(each.get(model, 0) for each in follows) + 1
    if cap is None or load <= cap:
        return sure
    return MODEL_OVER_CAP(sure=sure, name=contact.name, load=load, cap=cap)


def changed_model(seen: Seen, _argument: str) -> Step:
    model = FollowUpModel(seen.place.data["model"])
    bounds, weeks = seen.brief.rules.models[model].rhythm, seen.placement.rhythm
    weeks = weeks if weeks and not changes.rhythm(bounds, weeks) else None
    after = replace(seen.placement, model=model, rhythm=weeks)
    fact = ModelChanged(seen.placement.id, model)
    return kept(seen.after(replace(seen.view, placement=after)), (fact,))


def rhythms(seen: Seen, _argument: str) -> Step:
    """Only what the model's bounds allow is offered (R13)."""
    placement, bounds = seen.placement, seen.model.rhythm
    if bounds is None:
        return seen.says(FIXED_RHYTHM(model=Phrase(f"model.{placement.model}")), "rhythm")
    buttons = [
        Button(WEEKS(weeks=weeks), "weeks", str(weeks))
        for weeks in range(bounds.at_least, bounds.at_most + 1)
        if weeks != placement.rhythm
    ]
    planned = [Button(AS_PLANNED(), "weeks")] if placement.rhythm else []
    text = WHICH_RHYTHM(alias=placement.alias, rhythm=rhythm(placement.rhythm))
    return seen.says(text, "rhythm", asking.rows([*buttons, *planned]))


def set_rhythm(seen: Seen, argument: str) -> Step:
    weeks = int(argument) if argument else None
    if changes.rhythm(seen.model.rhythm, weeks):
        raise BadMove
    after = replace(seen.placement, rhythm=weeks)
    fact = RhythmSet(seen.placement.id, weeks)
    return kept(seen.after(replace(seen.view, placement=after)), (fact,))


def weeks(seen: Seen, _argument: str) -> Step:
    return week_page(seen, 0, more=False)


def later(seen: Seen, _argument: str) -> Step:
    """The next page; after the last one the first comes back."""
    data = seen.place.data
    return week_page(seen, (data["page"] + 1) % pausing.PAGES, more=data["more"])


def week_page(seen: Seen, page: int, *, more: bool) -> Step:
    """`more`: it is more time that was chosen, and the new end says how much."""
    buttons = [
        Button(WEEK(number=monday.isocalendar().week, first=monday), "week", str(monday))
        for monday in pausing.mondays(seen.brief, page)
    ]
    text = WHICH_WEEK(alias=seen.placement.alias, end=seen.placement.end, more=more)
    rows = (*asking.rows(buttons), (Button(LATER(), "later"),))
    return seen.says(text, "week", rows, page=page, more=more)


def days(seen: Seen, argument: str) -> Step:
    monday = date.fromisoformat(argument)
    buttons = [
        Button(DAY(day=day), "day", str(day)) for day in pausing.working_days(seen.brief, monday)
    ]
    text = WHICH_DAY(number=monday.isocalendar().week)
    return seen.says(text, "day", asking.rows(buttons, 1))


def moved_end(seen: Seen, argument: str) -> Step:
    day, placement = date.fromisoformat(argument), seen.placement
    if changes.end(placement, day, seen.brief.calendar.today(seen.brief.now)):
        raise BadMove
    more: tuple[Fact, ...] = ()
    if seen.place.data["more"]:
        more = (FollowOnChosen(placement.id, FollowOn.MORE_TIME),)
    left = None if placement.follow_on is FollowOn.MORE_TIME else placement.follow_on
    after = replace(placement, end=day, follow_on=None if more else left)
    facts = (*more, EndMoved(placement.id, day))
    return kept(seen.after(replace(seen.view, placement=after)), facts)


def sure_hired(seen: Seen, _argument: str) -> Step:
    text = SURE_HIRED(
        alias=seen.placement.alias,
        weeks=seen.model.after_hire_weeks,
        months=seen.model.after_hire_months,
    )
    return seen.says(text, "sure_hired", ((Button(YES(), "yes"),),))


def hired(seen: Seen, _argument: str) -> Step:
    if seen.placement.hired:
        raise BadMove
    after = replace(seen.placement, hired_on=seen.brief.calendar.today(seen.brief.now))
    fact = Hired(seen.placement.id)
    return kept(seen.after(replace(seen.view, placement=after)), (fact,))


MOVES: Moves = {
    ("sheet", "model"): (MANAGE, models),
    ("model", "to"): (MANAGE, sure_model),
    ("sure_model", "yes"): (MANAGE, changed_model),
    ("sheet", "rhythm"): (Operation.SET_RHYTHM, rhythms),
    ("rhythm", "weeks"): (Operation.SET_RHYTHM, set_rhythm),
    ("sheet", "end"): (MANAGE, weeks),
    ("week", "later"): (MANAGE, later),
    ("week", "week"): (MANAGE, days),
    ("day", "day"): (MANAGE, moved_end),
    ("sheet", "hired"): (MANAGE, sure_hired),
    ("sure_hired", "yes"): (MANAGE, hired),
}
