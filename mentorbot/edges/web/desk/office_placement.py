"""One placement on the desk, with everything that can be done about it (R10, R32, R39, R42)."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentorbot.domain import facts
from mentorbot.domain.access import Operation
from mentorbot.domain.facts import Fact
from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowOn, FollowUpModel, Placement, Seat
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.web.desk import office, words
from mentorbot.edges.web.desk.addressing import chosen, number
from mentorbot.edges.web.desk.outcome import NO_DAY, back_to, outcome_of, turned
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, page
from mentorbot.services import directing, glancing, surveying
from mentorbot.services.viewing import is_away, wordless
from mentorbot.storage import glance, placements, problems

TITLE = Text("desk_placement.title", "alias")
BACK = Text("desk_placement.back")
MENTOR = Text("desk_placement.mentor")
MENTOR_STAND_IN = Text("desk_placement.mentor_stand_in")
NAV_CONTACT = Text("desk_placement.nav_contact")
NAV_STAND_IN = Text("desk_placement.nav_stand_in")
NOBODY = Text("desk_placement.nobody")
AWAY_UNTIL = Text("desk_placement.away_until", "until")
PERIOD = Text("desk_placement.period", "start", "end")
PERIOD_NAME = Text("desk_placement.period_name")
HIRED = Text("desk_placement.hired", "day")
AFTERWARDS = Text("desk_placement.afterwards")
UNDECIDED = Text("desk_placement.undecided")
PEOPLE = Text("desk_placement.people")
ABSENCE = Text("desk_placement.absence")
ABSENCE_HOW = Text("desk_placement.absence_how")
WHO_AWAY = Text("desk_placement.who_away")
BACK_ON = Text("desk_placement.back_on")
PERIOD_DEEDS = Text("desk_placement.period_deeds")
NEW_END = Text("desk_placement.new_end")
MODEL_HOW = Text("desk_placement.model_how")
CLOSE_NAME = Text("desk_placement.close_name")
CLOSE_HOW = Text("desk_placement.close_how")
CLOSE_OPEN = Text("desk_placement.close_open", "problems")
WHAT_NEXT = Text("desk_placement.what_next")
PROBLEMS = Text("desk_placement.problems")
NO_PROBLEMS = Text("desk_placement.no_problems")
PROBLEM_LINE = Text("desk_placement.problem_line", "reference", "matter", "owner", "since", "on")
HISTORY = Text("desk_placement.history")
NO_HISTORY = Text("desk_placement.no_history")
CHANGED = Text("desk_placement.changed", "at", "what", "before", "after", "by")
SAVE = Label("desk_placement.save")
REGISTER = Label("desk_placement.register")
IS_BACK = Label("desk_placement.is_back", "name")
CHOOSE = Label("desk_placement.choose")
IS_HIRED = Label("desk_placement.is_hired")
CLOSE = Label("desk_placement.close")

SURE_CLOSE_TITLE = Text("desk_placement.sure_close_title", "alias")
SURE_CLOSE = Text("desk_placement.sure_close", "alias", "follow_on")
SURE_HIRED_TITLE = Text("desk_placement.sure_hired_title", "alias")
SURE_HIRED = Text("desk_placement.sure_hired", "alias")
YES = Label("desk_placement.yes")

WHAT_MODEL = Text("desk_placement.what_model")
WHAT_RHYTHM = Text("desk_placement.what_rhythm")
WHAT_END = Text("desk_placement.what_end")
WHAT_HIRED = Text("desk_placement.what_hired")
WHAT_FOLLOW_ON = Text("desk_placement.what_follow_on")
WHAT_CLOSED = Text("desk_placement.what_closed")

WHATS: dict[str, Phrase] = {
    "model": WHAT_MODEL(),
    "rhythm": WHAT_RHYTHM(),
    "end": WHAT_END(),
    "hired": WHAT_HIRED(),
    "follow_on": WHAT_FOLLOW_ON(),
    "closed": WHAT_CLOSED(),
    **{seat: Phrase(f"seat.{seat}") for seat in Seat},
}


def sheet(visit: Visit) -> Reply:
    placement = placements.find_active(visit.tx, visit.path["id"])
    if placement is None:
        return not_found()
    tx, parts, now = visit.tx, visit.parts, visit.now
    at_nav = (placement.nav_contact, placement.nav_stand_in)
    known = glance.some(tx, at_nav)
    waiting = [wordless(each) for each in problems.open_of_placement(tx, placement.id)]
    names = glance.names(tx, {*placement.seats.values(), *(each.owner for each in waiting)})
    return page(
        "office_placement.html.j2",
        TITLE(alias=placement.alias),
        outcome=outcome_of(visit),
        row=glancing.one(tx, parts, visit.person, placement.id, now),
        placement=placement,
        base=f"/desk/office/placements/{placement.id}",
        names=names,
        away={who: known[who].paused_until for who in known if is_away(parts, known[who], now)},
        contacts=office.named(visit, Role.NAV_CONTACT),
        at_nav=[(who, names[who]) for who in dict.fromkeys(at_nav)],
        problems=waiting,
        matters={each.reference: Phrase(f"category.{each.report.category}") for each in waiting},
        history=[_changed(visit, each) for each in surveying.history(tx, placement)],
        models=office.MODELS, phases=office.PHASES, looks=office.LOOKS,
        follow_ons={each: Phrase(f"follow_on.{each}") for each in FollowOn},
        today=parts.calendar.today(now), **_limits(visit, placement),
    )  # fmt: skip


def _limits(visit: Visit, placement: Placement) -> dict[str, Any]:
    """The first days that a form may name."""
    day = visit.parts.calendar.today(visit.now)
    first_end = max(day, placement.start)
    return {"first_back": date.fromordinal(day.toordinal() + 1), "first_end": first_end}


def _changed(visit: Visit, entry: Any) -> Phrase:
    what = WHATS.get(entry.what)
    return CHANGED(
        at=entry.at,
        what=what or entry.what,
        before=_value(entry.what, entry.before),
        after=_value(entry.what, entry.after),
        by=entry.by,
    )


def _value(what: str, stored: str | None) -> Phrase | date | str | None:
    """As a reader says it."""
    if stored is None or what in set(Seat):
        return stored
    if what in ("follow_on", "closed", "model"):
        return Phrase(f"{'model' if what == 'model' else 'follow_on'}.{stored}")
    return date.fromisoformat(stored) if what in ("end", "hired") else stored


# What else changes.


def change_model(visit: Visit) -> Reply:
    model = chosen(FollowUpModel, visit.form.get("model"))
    if model is None:
        return turned(_here(visit), why="nothing_new")
    return change(visit, facts.ModelChanged(visit.path["id"], model), "model")


def move_end(visit: Visit) -> Reply:
    day = _day(visit.form.get("end"))
    if day is None:
        return turned(_here(visit), why=NO_DAY)
    return change(visit, facts.EndMoved(visit.path["id"], day))


def ask_hired(visit: Visit) -> Reply:
    placement = placements.find_active(visit.tx, visit.path["id"])
    if placement is None:
        return not_found()
    return page(
        "office_sure.html.j2",
        SURE_HIRED_TITLE(alias=placement.alias),
        sure=SURE_HIRED(alias=placement.alias),
        path=f"{path_of(placement)}/hired",
        fields={},
        cancel=path_of(placement),
        yes=YES(),
    )


def hire(visit: Visit) -> Reply:
    return change(visit, facts.Hired(visit.path["id"]))


def decide(visit: Visit) -> Reply:
    """What comes after the period, without closing anything."""
    follow_on = chosen(FollowOn, visit.form.get("follow_on"))
    if follow_on is None:
        return turned(_here(visit), why="nothing_new")
    return change(visit, facts.FollowOnChosen(visit.path["id"], follow_on))


def ask_close(visit: Visit) -> Reply:
    """A placement is closed with what comes after it (R42)."""
    placement = placements.find_active(visit.tx, visit.path["id"])
    follow_on = chosen(FollowOn, visit.query.get("follow_on"))
    if placement is None or follow_on is None:
        return not_found()
    return page(
        "office_sure.html.j2",
        SURE_CLOSE_TITLE(alias=placement.alias),
        sure=SURE_CLOSE(alias=placement.alias, follow_on=Phrase(f"follow_on.{follow_on}")),
        path=f"{path_of(placement)}/close",
        fields={"follow_on": follow_on.value},
        cancel=path_of(placement),
        yes=YES(),
    )


def close(visit: Visit) -> Reply:
    follow_on = chosen(FollowOn, visit.form.get("follow_on"))
    if follow_on is None:
        return turned(_here(visit), why="needs_end")
    fact = facts.FollowOnChosen(visit.path["id"], follow_on, closes=True)
    done = directing.change(visit.deed, visit.path["id"], fact)
    return back_to("/office", done, "closed") if done.is_done else back_to(_here(visit), done)


def register_absence(visit: Visit) -> Reply:
    """An empty day says that they are back."""
    person, typed_day = number(visit.form.get("person")), visit.form.get("until", "").strip()
    until = _day(typed_day)
    if person is None or (typed_day and until is None):
        return turned(_here(visit), why=NO_DAY)
    done = directing.absent(visit.deed, facts.AbsenceSet(visit.path["id"], person, until))
    return back_to(_here(visit), done)


def change(visit: Visit, fact: Fact, said: str = "done") -> Reply:
    done = directing.change(visit.deed, visit.path["id"], fact)
    return back_to("/office" if done.is_gone else _here(visit), done, said)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "").strip())
    except ValueError:
        return None


def _here(visit: Visit) -> str:
    return f"/office/placements/{visit.path['id']}"


def path_of(placement: Placement) -> str:
    return f"/office/placements/{placement.id}"


def not_found() -> Reply:
    return page("told.html.j2", words.NOT_FOUND(), 404, how=words.NOT_FOUND_HOW())


HERE = "/office/placements/{id:int}"
PAGES = (
    Page(HERE, Operation.SEE_OVERVIEW, sheet),
    Page(HERE + "/model", Operation.MANAGE_PEOPLE, act=change_model),
    Page(HERE + "/end", Operation.MANAGE_PEOPLE, act=move_end),
    Page(HERE + "/hired", Operation.MANAGE_PEOPLE, ask_hired, hire),
    Page(HERE + "/next", Operation.DECIDE_FOLLOW_ON, act=decide),
    Page(HERE + "/close", Operation.DECIDE_FOLLOW_ON, ask_close, close),
    Page(HERE + "/absence", Operation.MANAGE_PEOPLE, act=register_absence),
)
