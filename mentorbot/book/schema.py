"""The shapes of the files under content/rules/; rulebook.py makes values of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, TypeAdapter

from mentorbot.book.fields import (
    MOST,
    CardId,
    CardIds,
    CategoryId,
    CategoryIds,
    ChatHours,
    Clock,
    Closing,
    Count,
    Day,
    Digits,
    Flag,
    Hours,
    KeptDays,
    Levels,
    Lunch,
    Mark,
    Marks,
    MonthDay,
    Name,
    Names,
    QuestionId,
    QuestionIds,
    ReportedLevel,
    Share,
    SignedCount,
    Slug,
    Slugs,
    Sources,
    Weekday,
    Whole,
    Words,
    Zone,
)
from mentorbot.domain.model_rules import Coupling
from mentorbot.domain.placements import FollowUpModel, Phase


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EffectShape(Shape):
    card: CardId | None = None
    category: CategoryId | None = None
    level: ReportedLevel | None = None
    menu: Flag = False
    next: QuestionIds = ()


class QuestionShape(Shape):
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]
    levels: Annotated[
        tuple[Literal["individual", "workplace", "nav", "mentor"], ...], Field(min_length=1)
    ]
    models: Annotated[tuple[FollowUpModel, ...], Field(min_length=1)]
    opener: Flag = False
    rotates: Flag = True
    tight: Flag = False
    answers: Annotated[dict[Name, EffectShape], Field(min_length=2)]


class CategoryShape(Shape):
    group: Name
    level: ReportedLevel
    cards: CardIds
    topics: Slugs = ()


class PatternShape(Shape):
    reports: Annotated[int, Strict(), Field(ge=2)]
    weeks: Count


class CategoriesShape(Shape):
    pattern: PatternShape
    groups: Names
    hardest: CategoryIds
    categories: dict[CategoryId, CategoryShape]


class OccasionShape(Shape):
    name: Words
    anchor: Literal["start", "end"]
    ask: QuestionIds = ()
    working_days: SignedCount | None = None
    weeks: Whole | None = None
    every: Count | None = None
    cycle: tuple[QuestionIds, ...] = ()


class DeadlineShape(Shape):
    working_days: Count | None = None
    working_hours: Count | None = None


class RhythmShape(Shape):
    at_least: Count
    at_most: Count


class DriftShape(Shape):
    one_contact_in_weeks: Count
    contacts_a_week: Count


class HardWeekShape(Shape):
    after_working_days: Count
    rest_weeks: Count


class RepeatShape(Shape):
    every_working_hours: Count
    times: Count


class RungShape(Shape):
    tell: Literal["nav_contact", "nav_stand_in", "coordinator"]
    share: Share
    kind: Literal["notice", "digest", "reminder", "handover"]
    levels: Levels | None = None
    repeat: RepeatShape | None = None


class DeadlinesShape(Shape):
    green: DeadlineShape
    yellow: DeadlineShape
    orange: DeadlineShape


class ModelShape(Shape):
    checkins: Annotated[tuple[OccasionShape, ...], Field(min_length=1)]
    deadlines: DeadlinesShape
    ladder: Annotated[tuple[RungShape, ...], Field(min_length=1)]
    green_ladder: Annotated[tuple[RungShape, ...], Field(min_length=1)]
    standstill_from_week: Count
    tells_silence: Flag
    after_hire_weeks: Count | None
    after_hire_months: Count | None
    place: Literal["nav_office", "workplace"]
    rhythm: RhythmShape | None
    hard_week: HardWeekShape | None
    skipped_after_visit_days: Count | None
    contact_gap_days: Count | None
    load_cap: Count | None
    drift: DriftShape | None
    coupling: Coupling


class ModelsShape(Shape):
    caseworker: ModelShape
    hybrid: ModelShape
    job_specialist: ModelShape


class NumberShape(Shape):
    digits: Digits
    emergency: Flag
    source: Words
    checked: Day


class CalendarShape(Shape):
    zone: Zone
    hours: Annotated[dict[Weekday, Hours], Field(min_length=1)]
    half_days: dict[MonthDay, Closing]
    lunch: Lunch | None = None


class CheckInShape(Shape):
    reminder_after_working_days: Count
    dropped_after_working_days: Count
    weekday: Weekday
    at: Clock
    hours: Annotated[tuple[Clock, ...], Field(min_length=1)]
    most_taps: Count
    most_pushes_a_week: Count
    ignored_before_asking: Count
    looks_back: Count
    pauses_weeks: Annotated[tuple[Count, ...], Field(min_length=1, max_length=5)]
    new_mentor_weeks: Count
    invite_lives_days: Count
    link_lives_days: Count


class KeptShape(Shape):
    """A line for every kind in domain/keeping.py."""

    answers: KeptDays
    problems: KeptDays
    contacts: KeptDays
    after_hire: KeptDays
    wording: KeptDays
    placements: KeptDays
    people: KeptDays
    ratings: KeptDays
    network: KeptDays
    drafts: KeptDays
    dialogs: KeptDays
    links: KeptDays
    incoming: KeptDays
    letters: KeptDays
    strangers: KeptDays
    log: KeptDays


class PrivacyShape(Shape):
    free_text: Flag
    wording_in_chat_hours: ChatHours
    forget_undo_hours: Count
    kept_days: KeptShape


class ConsequenceShape(Shape):
    times: Count
    within_working_days: Count | None = None
    card: CardId | None = None
    category: CategoryId | None = None
    level: ReportedLevel | None = None
    ask: QuestionId | None = None
    rarer: Flag = False


class TriggerShape(Shape):
    counts: Annotated[dict[QuestionId, Names], Field(min_length=1)]
    needs: Count = 1
    then: Annotated[tuple[ConsequenceShape, ...], Field(min_length=1)]


class LeanCardsShape(Shape):
    support: CardId
    push: CardId
    both: CardId


class BalanceShape(Shape):
    support: Annotated[tuple[Mark, ...], Field(min_length=1)]
    push: Annotated[tuple[Mark, ...], Field(min_length=1)]
    weeks: Count
    cards: LeanCardsShape


class StaleShape(Shape):
    ask: Share
    take_back: Share


class ProblemsShape(Shape):
    stale: StaleShape
    unanswered_asks_days: Count
    unanswered_closes_days: Count
    reopens_days: Count


class PeriodShape(Shape):
    category: CategoryId
    told_weeks: Annotated[tuple[Count, ...], Field(min_length=1)]
    yellow_weeks: Count
    orange_weeks: Count


class AuditorShape(Shape):
    grace_seconds: Annotated[int, Strict(), Field(ge=60, le=MOST)]
    """What is due is looked at four times a minute; less would tell of what is on its way."""
    letter_minutes: Count
    stale_days: Count


class ThrottleShape(Shape):
    each: Count
    in_all: Count
    minutes: Count


class ThrottlesShape(Shape):
    strangers: ThrottleShape
    invitations: ThrottleShape
    links: ThrottleShape
    groups: ThrottleShape
    door: ThrottleShape = ThrottleShape(each=20, in_all=400, minutes=10)
    mailbox: ThrottleShape = ThrottleShape(each=4, in_all=60, minutes=60)


class DeskShape(Shape):
    link_minutes: Annotated[int, Strict(), Field(ge=1, le=10)] = 10
    """A link is for now: it may not lie about for longer."""
    idle_minutes: Count = 60
    session_minutes: Count = 600
    second_reader: Flag = True


class PicturesShape(Shape):
    weeks: Annotated[int, Strict(), Field(ge=4, le=26)]
    """More would be too narrow to read on a phone."""
    course: Annotated[QuestionIds, Field(max_length=6)] = ()


class OfficeShape(Shape):
    ending_weeks: Count
    shows_gaps: Flag
    shows_drift: Flag
    shows_load: Flag
    auditor: AuditorShape
    throttles: ThrottlesShape
    desk: DeskShape = DeskShape()
    pictures: PicturesShape


class NetworkShape(Shape):
    fewest_placements: Annotated[int, Strict(), Field(ge=3)]
    """From fewer it could be told whose it is (R45)."""
    looks_back_days: Count
    question_days: Count
    shown_days: Count
    reminder_days: Count
    questions: QuestionIds
    themes: dict[Name, Sources]
    wishes: Marks


class ThemesShape(Shape):
    themes: Names


class TopicShape(Shape):
    """Sentences, one a line; `words` have commas between."""

    problem: Words
    guidance: Words
    words: Words


class TopicsShape(Shape):
    topics: Annotated[dict[Slug, TopicShape], Field(min_length=2)]
    overload: Words
    smalltalk: Words
    unclear: Words
    admin: Annotated[dict[Name, Words], Field(min_length=2)]
    emergency: Annotated[dict[Name, Words], Field(min_length=2)]
    equals: Words | None = None
    signs: dict[Name, Words] = {}


QUESTIONS = TypeAdapter(dict[QuestionId, QuestionShape])
CATEGORIES = TypeAdapter(CategoriesShape)
MODELS = TypeAdapter(ModelsShape)
NUMBERS = TypeAdapter(dict[Name, NumberShape])
CALENDAR = TypeAdapter(CalendarShape)
CHECKIN = TypeAdapter(CheckInShape)
PRIVACY = TypeAdapter(PrivacyShape)
TRIGGERS = TypeAdapter(dict[Name, TriggerShape])
BALANCE = TypeAdapter(BalanceShape)
PERIOD = TypeAdapter(PeriodShape)
PROBLEMS = TypeAdapter(ProblemsShape)
OFFICE = TypeAdapter(OfficeShape)
NETWORK = TypeAdapter(NetworkShape)
THEMES = TypeAdapter(ThemesShape)
TOPICS = TypeAdapter(TopicsShape)
