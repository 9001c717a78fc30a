"""How one placement's weeks went gets its words: a picture for its mentor, and a sheet of paper.

Only what the mentor of now answered, and the alias: for that mentor alone, who decides whether
anybody else sees it (rule 4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from mentorbot.domain.charts import Chart, Series, Shape, Sheet
from mentorbot.domain.checkins import NO_CHANGE, PRACTICE
from mentorbot.domain.rules import Question
from mentorbot.domain.series import Course
from mentorbot.domain.wording import Phrase, Text
from mentorbot.services.charting import WEEK, Words, number_of

COURSE = Text("pictures.course", "alias")
ANSWER = Text("pictures.answer")
COURSE_SAID = Text("pictures.course_said", "answer", "weeks")
COURSE_LAST = Text("pictures.course_last", "week", "answer")
PERIOD = Text("pictures.period", "start", "end", "number", "total")
PRACTISING = Text("pictures.practising", "practice")
TALKS = Text("pictures.talks", "checkins", "problems")
FOOT = Text("pictures.foot", "day")


def course(found: Course, say: Words, alias: str | None) -> Sheet:
    """A picture. With an alias where the mentor has several to tell apart."""
    questions = say.book.rules.questions
    charts = tuple(
        _question(found, questions[name], given, say)
        for name, given in found.answers.items()
        if name in questions
    )
    return Sheet("course", say(COURSE(alias=alias)), charts)


def paper(found: Course, say: Words, today: date) -> Sheet:
    """One page for the meeting."""
    placement = found.placement
    total = placement.week(placement.end)
    is_on = placement.start <= today <= placement.end
    number = placement.week(today) if is_on else 0
    facts = [
        say(PERIOD(start=placement.start, end=placement.end, number=number, total=total)),
        say(TALKS(checkins=found.talks, problems=found.reported)),
    ]
    if placement.practising not in (None, NO_CHANGE):
        practice = Phrase(f"answer.{PRACTICE}.{placement.practising}")
        facts.append(say(PRACTISING(practice=practice)))
    sheet = course(found, say, placement.alias)
    return replace(sheet, name="paper", facts=tuple(facts), foot=say(FOOT(day=today)))


def _question(found: Course, question: Question, given: Sequence[str | None], say: Words) -> Chart:
    levels = {answer: at for at, answer in enumerate(question.answers)}
    names = {answer: say(Phrase(f"answer.{question.id}.{answer}")) for answer in levels}
    asked = Phrase(f"question.{question.id}", _filled_in(found))
    known = [each if each in levels else None for each in given]
    return Chart(
        question.id, Shape.STEPS, say(asked), _said(found, known, names, say), say(WEEK()),
        tuple(str(number_of(week)) for week in found.weeks),
        (
            Series(
                say(ANSWER()),
                tuple(None if each is None else float(levels[each]) for each in known),
                tuple("" if each is None else names[each] for each in known),
            ),
        ),
        levels=tuple(names.values()),
    )  # fmt: skip


def _said(
    found: Course, given: Sequence[str | None], names: dict[str, str], say: Words
) -> tuple[str, ...]:
    """How many weeks had which answer, and what the last one was."""
    counts = Counter(each for each in given if each is not None)
    if not counts:
        return ()
    times = (
        say(COURSE_SAID(answer=names[each], weeks=counts[each])) for each in names if counts[each]
    )
    last = max(at for at, each in enumerate(given) if each is not None)
    week, answer = number_of(found.weeks[last]), names[given[last] or ""]
    return (", ".join(times) + ".", say(COURSE_LAST(week=week, answer=answer)))


def _filled_in(found: Course) -> dict[str, date | None]:
    """What a question may name."""
    return {"practice": None, "card": None, "end": found.placement.end}
