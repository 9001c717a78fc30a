"""content/rules/ as `Rules`: a file each, each checked by itself and then against the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import TypeAdapter

from mentorbot.book import schema
from mentorbot.book.files import Shelf
from mentorbot.book.findings import Findings, Spot
from mentorbot.book.lessons import lessons_of
from mentorbot.book.office_rules import office_rules
from mentorbot.book.sensitive import REDACTION, Sensitive, sensitive_of
from mentorbot.book.shaping import shaped
from mentorbot.book.sheets import Sheet, parse
from mentorbot.domain.balance import BalanceRules, Lean
from mentorbot.domain.examples import Lessons
from mentorbot.domain.hours import OfficeHours
from mentorbot.domain.keeping import Kept
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import (
    Deadline,
    Drift,
    HardWeek,
    ModelRules,
    Occasion,
    Repeat,
    RhythmBounds,
    RungRule,
)
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.rules import (
    CardRef,
    Category,
    CheckInRules,
    Effect,
    NetworkRules,
    Number,
    PatternRules,
    PeriodRules,
    ProblemRules,
    Question,
    Rules,
    StaleRules,
)
from mentorbot.domain.triggers import Consequence, Trigger

T = TypeVar("T")

FILES = (
    "models",
    "questions",
    "categories",
    "numbers",
    "calendar",
    "checkin",
    "privacy",
    "themes",
    "triggers",
    "balance",
    "period",
    "problems",
    "office",
    "network",
    "topics",
    "redaction",
)


@dataclass(frozen=True)
class RuleSheets:
    """The files as written; a part is None after a finding in its file."""

    sheets: Mapping[str, Sheet]
    models: schema.ModelsShape | None
    questions: dict[str, schema.QuestionShape] | None
    categories: schema.CategoriesShape | None
    numbers: dict[str, schema.NumberShape] | None
    calendar: schema.CalendarShape | None
    checkin: schema.CheckInShape | None
    privacy: schema.PrivacyShape | None
    themes: schema.ThemesShape | None
    triggers: dict[str, schema.TriggerShape] | None
    balance: schema.BalanceShape | None
    period: schema.PeriodShape | None
    problems: schema.ProblemsShape | None
    office: schema.OfficeShape | None
    network: schema.NetworkShape | None
    lessons: Lessons
    sensitive: Sensitive
    """What could be read of topics.yaml, and of redaction.yaml."""

    def numbers_by_name(self) -> dict[str, str]:
        return {name: number.digits for name, number in (self.numbers or {}).items()}


def read_rules(shelf: Shelf, found: Findings) -> RuleSheets:
    sheets: dict[str, Sheet] = {}
    for path in (f"rules/{name}.yaml" for name in FILES):
        text = shelf.text(path)
        sheet = None if text is None else parse(shelf.name(path), text, found)
        if sheet is not None:
            sheets[path[6:-5]] = sheet
    _strangers(shelf, found)

    def part(name: str, shape: TypeAdapter[T]) -> T | None:
        return shaped(shape, sheets.get(name), found)

    return RuleSheets(
        sheets,
        part("models", schema.MODELS),
        part("questions", schema.QUESTIONS),
        part("categories", schema.CATEGORIES),
        part("numbers", schema.NUMBERS),
        part("calendar", schema.CALENDAR),
        part("checkin", schema.CHECKIN),
        part("privacy", schema.PRIVACY),
        part("themes", schema.THEMES),
        part("triggers", schema.TRIGGERS),
        part("balance", schema.BALANCE),
        part("period", schema.PERIOD),
        part("problems", schema.PROBLEMS),
        part("office", schema.OFFICE),
        part("network", schema.NETWORK),
        lessons_of(part("topics", schema.TOPICS), sheets.get("topics"), found),
        sensitive_of(part("redaction", REDACTION), sheets.get("redaction"), found),
    )


def _strangers(shelf: Shelf, found: Findings) -> None:
    for path in shelf.files("rules", ".yaml"):
        if path[6:-5] not in FILES:
            known = ", ".join(f"{name}.yaml" for name in FILES)
            found.advise(Spot(shelf.name(path), 0), f"nobody reads this file; read are {known}")


def rules_of(read: RuleSheets, cards: Mapping[str, CardRef]) -> Rules | None:
    """The rules, or None where a part of them is missing."""
    if not (
        read.models
        and read.questions is not None
        and read.categories
        and read.numbers is not None
        and read.calendar
        and read.checkin
        and read.privacy
        and read.themes
        and read.triggers is not None
        and read.balance
        and read.period
        and read.problems
        and read.office
        and read.network
    ):
        return None
    return Rules(
        questions={name: _question(name, shape) for name, shape in read.questions.items()},
        categories={
            name: Category(name, shape.group, Level(shape.level), shape.cards, shape.topics)
            for name, shape in read.categories.categories.items()
        },
        groups=read.categories.groups,
        hardest=read.categories.hardest,
        models={model: _model(model, getattr(read.models, model)) for model in FollowUpModel},
        hours=_hours(read.calendar),
        checkin=_checkin(read.checkin),
        numbers={name: _number(name, shape) for name, shape in read.numbers.items()},
        cards=cards,
        themes=read.themes.themes,
        triggers={name: _trigger(name, shape) for name, shape in read.triggers.items()},
        balance=_balance(read.balance),
        period=PeriodRules(**_values(read.period)),
        office=office_rules(read.office),
        network=NetworkRules(**_values(read.network)),
        pattern=PatternRules(**_values(read.categories.pattern)),
        problems=_problems(read.problems),
        invite_lives=timedelta(days=read.checkin.invite_lives_days),
        link_lives=timedelta(days=read.checkin.link_lives_days),
        wording_in_chat=timedelta(hours=read.privacy.wording_in_chat_hours),
        forget_undo=timedelta(hours=read.privacy.forget_undo_hours),
        kept={kind: timedelta(days=getattr(read.privacy.kept_days, kind)) for kind in Kept},
        sensitive=read.sensitive,
        free_text=read.privacy.free_text,
    )


def _question(name: str, shape: schema.QuestionShape) -> Question:
    return Question(
        name,
        frozenset(shape.phases),
        shape.levels,
        frozenset(shape.models),
        {answer: Effect(**_values(effect)) for answer, effect in shape.answers.items()},
        shape.opener,
        shape.rotates,
        shape.tight,
    )


def _model(model: FollowUpModel, shape: schema.ModelShape) -> ModelRules:
    deadlines = shape.deadlines
    by_level = {
        Level.GREEN: deadlines.green,
        Level.YELLOW: deadlines.yellow,
        Level.ORANGE: deadlines.orange,
    }
    return ModelRules(
        model,
        tuple(Occasion(**_values(each)) for each in shape.checkins),
        {level: Deadline(**_values(each)) for level, each in by_level.items()},
        tuple(map(_rung, shape.ladder)),
        shape.standstill_from_week,
        shape.tells_silence,
        shape.after_hire_weeks,
        shape.place,
        shape.after_hire_months,
        RhythmBounds(**_values(shape.rhythm)) if shape.rhythm else None,
        HardWeek(**_values(shape.hard_week)) if shape.hard_week else None,
        shape.skipped_after_visit_days,
        shape.contact_gap_days,
        shape.load_cap,
        Drift(**_values(shape.drift)) if shape.drift else None,
        shape.coupling,
        tuple(map(_rung, shape.green_ladder)),
    )


def _rung(shape: schema.RungShape) -> RungRule:
    repeat = Repeat(**_values(shape.repeat)) if shape.repeat else None
    return RungRule(shape.tell, shape.share, shape.kind, shape.levels or (), repeat)


def _trigger(name: str, shape: schema.TriggerShape) -> Trigger:
    counts = {question: frozenset(answers) for question, answers in shape.counts.items()}
    steps = sorted((Consequence(**_values(each)) for each in shape.then), key=_fewest_last)
    return Trigger(name, counts, shape.needs, tuple(steps))


def _fewest_last(step: Consequence) -> int:
    return -step.times


def _balance(shape: schema.BalanceShape) -> BalanceRules:
    cards = {lean: getattr(shape.cards, lean) for lean in Lean}
    return BalanceRules(shape.support, shape.push, shape.weeks, cards)


def _problems(shape: schema.ProblemsShape) -> ProblemRules:
    return ProblemRules(
        StaleRules(**_values(shape.stale)),
        shape.unanswered_asks_days,
        shape.unanswered_closes_days,
        shape.reopens_days,
    )


def _checkin(shape: schema.CheckInShape) -> CheckInRules:
    return CheckInRules(
        shape.reminder_after_working_days,
        shape.dropped_after_working_days,
        shape.weekday,
        shape.at,
        shape.hours,
        shape.most_taps,
        shape.most_pushes_a_week,
        shape.ignored_before_asking,
        shape.looks_back,
        shape.pauses_weeks,
        shape.new_mentor_weeks,
    )


def _hours(shape: schema.CalendarShape) -> OfficeHours:
    return OfficeHours(shape.zone, shape.hours, shape.half_days, shape.lunch)


def _number(name: str, shape: schema.NumberShape) -> Number:
    return Number(name, shape.digits, shape.source, shape.checked, shape.emergency)


def _values(shape: schema.Shape) -> dict[str, Any]:
    """The fields by name: these shapes are named as the domain's values are."""
    return dict(shape)
