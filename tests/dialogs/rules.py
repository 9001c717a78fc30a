"""A small but real-looking content/rules/ for dialog tests: `make_rules()`."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from mentorbot.domain.balance import BalanceRules, Lean
from mentorbot.domain.hours import OfficeHours
from mentorbot.domain.keeping import Kept
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import Deadline, ModelRules, Occasion, RungRule
from mentorbot.domain.placements import FollowUpModel, Phase
from mentorbot.domain.rules import (
    AuditRules,
    CardRef,
    Category,
    CheckInRules,
    Effect,
    NetworkRules,
    Number,
    OfficeRules,
    PatternRules,
    PeriodRules,
    ProblemRules,
    Question,
    Rules,
    StaleRules,
    Throttled,
    ThrottleRule,
)
from mentorbot.domain.series import PictureRules
from mentorbot.domain.triggers import Consequence, Trigger

S, H, J = FollowUpModel.CASEWORKER, FollowUpModel.HYBRID, FollowUpModel.JOB_SPECIALIST
PLAIN = Effect()
MENU = Effect(menu=True)


def card(name: str) -> Effect:
    return Effect(card=name)


def offer(category: str, level: Level | None = None) -> Effect:
    return Effect(category=category, level=level)


def question(name: str, phase: Phase, models: str = "SHJ", **answers: Effect) -> Question:
    of = {"S": S, "H": H, "J": J}
    return Question(
        name,
        frozenset({phase}),
        ("individual",),
        frozenset(of[letter] for letter in models),
        answers,
        opener=name in ("F1", "S7"),
    )


START, TRIAL, OUTCOME = Phase.SELECTION, Phase.TRIAL, Phase.OUTCOME

QUESTIONS = (
    question("U1", START, yes=PLAIN, some=PLAIN, no=card("V01")),
    question("U2", START, yes=PLAIN, some=PLAIN, no=offer("P02")),
    question("U6", START, yes=PLAIN, no=card("V35"), unsure=card("V35")),
    question("U7", START, yes=PLAIN, no=offer("P12")),
    question("F1", TRIAL, good=PLAIN, fair=PLAIN, hard=MENU),
    question("F2", TRIAL, yes=PLAIN, told=PLAIN, untold=PLAIN),
    question("F3", TRIAL, "HJ", new=PLAIN, repeated=PLAIN, no=PLAIN),
    question("F4", TRIAL, low=card("V18"), right=PLAIN, high=card("V24")),
    question("F9", TRIAL, "HJ", yes=PLAIN, barely=PLAIN, no=PLAIN),
    question("F10", TRIAL, no=PLAIN, some_time=offer("P12"), soon=offer("P12")),
    question("F11", TRIAL, "J", no=PLAIN, this_week=PLAIN, today=PLAIN),
    question("M4", TRIAL, "HJ", several=PLAIN, mostly_me=PLAIN, only_me=PLAIN),
    question("M6", TRIAL, "HJ", no=PLAIN, some=offer("P11"), yes=offer("P11", Level.ORANGE)),
    question(
        "M7", TRIAL, "HJ",
        new_task=PLAIN, less_help=PLAIN, slower=PLAIN, talk_goal=PLAIN, no_change=PLAIN,
    ),
    question("M8", TRIAL, "HJ", yes=PLAIN, some=PLAIN, no=PLAIN, not_tried=PLAIN),
    question("B1", TRIAL, as_agreed=PLAIN, bit_more=PLAIN, much_more=PLAIN),
    question("S1", OUTCOME, yes=PLAIN, partly=offer("P13"), no=offer("P13")),
    question("S7", OUTCOME, "HJ", good=PLAIN, fair=PLAIN, hard=MENU),
)  # fmt: skip

GROUPS = ("at_work", "people", "worry", "me", "nav")

CATEGORIES = (
    Category("P01", "at_work", Level.GREEN, ("V34", "V35"), ("attendance",)),
    Category("P02", "at_work", Level.GREEN, ("V12",)),
    Category("P03", "at_work", Level.YELLOW, ("V25", "V18")),
    Category("P04", "at_work", Level.GREEN, ("V24",)),
    Category("P05", "people", Level.GREEN, ("V37",)),
    Category("P06", "people", Level.YELLOW, ("V41",), ("conflict",)),
    Category("P07", "people", Level.ORANGE, ("V42",)),
    Category("P08", "worry", Level.ORANGE, ("V43", "V44")),
    Category("P09", "worry", Level.YELLOW, ("V46",)),
    Category("P10", "me", Level.YELLOW, ("V06",), ("overload",)),
    Category("P11", "me", Level.YELLOW, ("V08",)),
    Category("P12", "nav", Level.GREEN, ("V53",)),
    Category("P13", "nav", Level.GREEN, ("V47",)),
    Category("P14", "me", Level.YELLOW, ()),
    Category("P15", "nav", Level.YELLOW, ("V54",)),
)

THEMES = ("role", "start", "balance", "attendance", "people", "worry", "ahead", "nav")

CARDS = (
    CardRef("V01", "role", "role", ("P10",), ("role",)),
    CardRef("V06", "role", "role", ("P10",), ("tired", "time")),
    CardRef("V08", "role", "role", ("P11",), ("alone",)),
    CardRef("V12", "start", "support", ("P02",), ("training",)),
    CardRef("V14", "start", "push", ("P03",), ("less_help",)),
    CardRef("V18", "balance", "push", ("P03", "P04"), ("too_easy",)),
    CardRef("V24", "balance", "balance", ("P04",), ("too_hard",)),
    CardRef("V25", "balance", "balance", ("P03",), ("standstill",)),
    CardRef("V34", "attendance", "support", ("P01",), ("absence",)),
    CardRef("V35", "attendance", "support", ("P01",), ("absence",)),
    CardRef("V37", "people", "support", ("P05",), ("breaks",)),
    CardRef("V41", "people", "balance", ("P06",), ("conflict",)),
    CardRef("V42", "people", "danger", ("P07",), ("bullying",)),
    CardRef("V43", "worry", "support", ("P08",), ("worried",)),
    CardRef("V44", "worry", "danger", ("P08",), ("suicide",)),
    CardRef("V46", "worry", "danger", ("P09",), ("accident",)),
    CardRef("V47", "ahead", "support", ("P13",), ("period",)),
    CardRef("V53", "nav", "support", ("P12",), ("meeting",)),
    CardRef("V54", "nav", "role", ("P15",), ("privacy",)),
)

NUMBERS = (
    ("ambulance", "113", True),
    ("police", "112", True),
    ("fire", "110", True),
    ("urgent_care", "116117", True),
    ("mental_helse", "116123", False),
    ("kirkens_sos", "22400040", False),
    ("children", "116111", False),
    ("violence", "116006", False),
)

UP_THE_LADDER = (
    RungRule("nav_contact", 0, "notice"),
    RungRule("nav_contact", 0.5, "reminder"),
    RungRule("nav_stand_in", 1, "handover"),
    RungRule("coordinator", 1.5, "handover"),
)
STRAIGHT_TO_THE_LIST = (
    RungRule("nav_contact", 0, "notice"),
    RungRule("coordinator", 1, "reminder"),
)


def model_rules(
    model: FollowUpModel, deadlines: tuple[Deadline, Deadline, Deadline], *occasions: Occasion
) -> ModelRules:
    """Deadlines for green, yellow and orange; red is a phone call and has the orange one."""
    green, yellow, orange = deadlines
    return ModelRules(
        model,
        occasions,
        {Level.GREEN: green, Level.YELLOW: yellow, Level.ORANGE: orange, Level.RED: orange},
        STRAIGHT_TO_THE_LIST if model is S else UP_THE_LADDER,
        standstill_from_week=3,
        tells_silence=model is not S,
        after_hire_weeks=None if model is S else 4,
        place="nav_office" if model is S else "workplace",
    )


MODELS = (
    model_rules(
        S,
        (Deadline(10), Deadline(5), Deadline(2)),
        Occasion("day_3", "start", ("U1", "U2", "U6", "U7"), working_days=3),
        Occasion("week_4", "start", ("F1", "F2", "F4", "F10"), weeks=4),
    ),
    model_rules(
        H,
        (Deadline(5), Deadline(2), Deadline(1)),
        Occasion("week_1", "start", ("F1", "F4", "F2", "F3"), weeks=1),
        Occasion("week_2", "start", ("F1", "F9", "M7"), weeks=2),
        Occasion(
            "later", "start", weeks=8, every=2, cycle=(("F1", "F4", "M7"), ("F1", "F2", "M8"))
        ),
    ),
    model_rules(
        J,
        (Deadline(5), Deadline(1), Deadline(working_hours=4)),
        Occasion(
            "weekly", "start", weeks=1, every=1, cycle=(("F1", "F4", "F11"), ("F1", "F3", "F11"))
        ),
    ),
)

CHECKIN = CheckInRules(
    reminder_after_working_days=1,
    dropped_after_working_days=3,
    weekday=3,
    at=time(13, 0),
    hours=(time(8, 0), time(10, 0), time(12, 0), time(13, 0), time(14, 0), time(15, 0)),
    most_taps=5,
    most_pushes_a_week=2,
    ignored_before_asking=3,
    looks_back=8,
    pauses_weeks=(1, 2, 4),
    new_mentor_weeks=1,
)


def trigger(name: str, counts: dict[str, set[str]], *then: Consequence, needs: int = 1) -> Trigger:
    """The consequence that asks for most times first."""
    frozen = {question: frozenset(answers) for question, answers in counts.items()}
    return Trigger(name, frozen, needs, then)


TRIGGERS = (
    trigger("untold", {"F2": {"untold"}}, Consequence(2, category="P01")),
    trigger("untrained", {"F3": {"no"}}, Consequence(2, category="P02")),
    trigger("no_time", {"F9": {"no"}}, Consequence(2, category="P11")),
    trigger("alone", {"M4": {"only_me"}}, Consequence(2, card="V08")),
    trigger("wear", {"B1": {"much_more"}}, Consequence(2, category="P10")),
)
BALANCE = BalanceRules(
    ("F4.high",), ("F4.low",), 4, {Lean.SUPPORT: "V24", Lean.PUSH: "V18", Lean.BOTH: "V25"}
)
PERIOD = PeriodRules("P13", (8, 6, 4, 2), 6, 2)


def make_rules(**changes: Any) -> Rules:
    """Complete rules; `changes` replaces whole fields, such as `checkin=` or `questions=`."""
    fields: dict[str, Any] = {
        "questions": {item.id: item for item in QUESTIONS},
        "categories": {item.id: item for item in CATEGORIES},
        "groups": GROUPS,
        "hardest": ("P02", "P03", "P06"),
        "models": {item.model: item for item in MODELS},
        "hours": OfficeHours(),
        "checkin": CHECKIN,
        "numbers": {
            name: Number(name, digits, "test", date(2027, 1, 4), emergency)
            for name, digits, emergency in NUMBERS
        },
        "cards": {item.id: item for item in CARDS},
        "themes": THEMES,
        "triggers": {item.id: item for item in TRIGGERS},
        "balance": BALANCE,
        "period": PERIOD,
        "office": OfficeRules(
            4,
            shows_gaps=True,
            shows_drift=True,
            shows_load=True,
            auditor=AuditRules(90, 10, 14),
            throttles={each: ThrottleRule(5, 120, timedelta(hours=1)) for each in Throttled},
            pictures=PictureRules(12, ("F1",)),
        ),
        "network": NetworkRules(3, 92, 7, 28, 1, (), {}, ()),
        "pattern": PatternRules(reports=3, weeks=4),
        "problems": ProblemRules(StaleRules(1, 1.5), 3, 7, 14),
        "invite_lives": timedelta(days=14),
        "link_lives": timedelta(days=14),
        "wording_in_chat": timedelta(hours=46),
        "forget_undo": timedelta(hours=24),
        "kept": {kind: timedelta(days=92) for kind in Kept},
    }
    return Rules(**{**fields, **changes})
