"""Everything that is kept about a person or a placement, in sentences (article 15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from dialogs.onboarding import day_name
from mentorbot.domain.holdings import SELF, Holdings, Row
from mentorbot.domain.placements import Seat
from mentorbot.domain.rules import Rules
from mentorbot.domain.wording import Phrase, Text

HEAD_PERSON = Text("mydata.head_person", "at")
HEAD_PLACEMENT = Text("mydata.head_placement", "at")
PERSON = Text("mydata.person", "name", "phone", "email", "language")
NORWEGIAN = Text("mydata.language_nb")
NYNORSK = Text("mydata.language_nn")
ENGLISH = Text("mydata.language_en")
RHYTHM = Text("mydata.rhythm", "day", "at")
PLACEMENT = Text("mydata.placement", "alias", "seat", "model", "start", "end", "workplace")
OF_PLACEMENT = Text("mydata.of_placement", "alias", "model", "start", "end", "workplace")
CHANGES = Text("mydata.changes", "count", "last")
CHECKIN = Text("mydata.checkin", "alias", "day", "answers")
ANSWER = Text("mydata.answer", "question", "answer")
PROBLEM = Text(
    "mydata.problem", "reference", "alias", "category", "level", "sent", "closed", "words"
)
REMARK = Text("mydata.remark", "reference", "at", "words")
CONTACT = Text("mydata.contact", "alias", "day", "where")
CARD = Text("mydata.card", "title", "day", "rated", "helped")
POST = Text("mydata.post", "at", "words")
REPLIES = Text("mydata.replies", "count")
REST = Text("mydata.rest", "log", "places", "letters", "links")

ROLE_OF = {
    "mentor_id": Seat.MENTOR,
    "mentor_stand_in_id": Seat.MENTOR_STAND_IN,
    "nav_contact_id": Seat.NAV_CONTACT,
    "nav_stand_in_id": Seat.NAV_STAND_IN,
}
LANGUAGES = {"nb": NORWEGIAN, "nn": NYNORSK, "en": ENGLISH}
ANYTHING = "\N{HORIZONTAL ELLIPSIS}"
"""Stands in a question where it names what was agreed or shown then."""


def head(held: Holdings, now: datetime) -> Phrase:
    return (HEAD_PERSON if held.is_of_person else HEAD_PLACEMENT)(at=now)


def lines(held: Holdings, rules: Rules) -> tuple[Phrase, ...]:
    """In the order in which one would tell it."""
    return (
        *_who(held), *_placements(held), *_checkins(held, rules), *_problems(held, rules),
        *_remarks(held), *_contacts(held), *_cards(held, rules), *_network(held), *_rest(held),
    )  # fmt: skip


def _who(held: Holdings) -> Iterator[Phrase]:
    for me in (row for row in held.of("people") if row.get("id") == SELF):
        language = LANGUAGES[me["language"]]()
        told = {each: me[each] for each in ("name", "phone", "email")}
        yield PERSON(**told, language=language)
        if me["role"] == "mentor":
            yield RHYTHM(day=day_name(me["weekday"]), at=f"{me['at']:%H:%M}")


def _placements(held: Holdings) -> Iterator[Phrase]:
    for row in held.of("placements"):
        values = {
            "alias": row["alias"], "model": Phrase(f"model.{row['model']}"), "start": row["start"],
            "end": row["end"], "workplace": row["workplace"],
        }  # fmt: skip
        if held.is_of_person:
            seat = next(seat for column, seat in ROLE_OF.items() if row[column] == SELF)
            yield PLACEMENT(seat=Phrase(f"seat.{seat}"), **values)
        else:
            yield OF_PLACEMENT(**values)
    if changes := held.of("changes"):
        yield CHANGES(count=len(changes), last=changes[-1]["at"])


def _checkins(held: Holdings, rules: Rules) -> Iterator[Phrase]:
    given: dict[int, list[Row]] = {}
    for row in held.of("answers"):
        given.setdefault(row["checkin_id"], []).append(row)
    ends = {row["id"]: row["end"] for row in held.of("placements")}
    for row in held.of("checkins"):
        end = ends.get(row["placement_id"]) or row["due_day"]
        answers = tuple(_answer(each, end, rules) for each in given.get(row["id"], ()))
        alias = held.aliases[row["placement_id"]]
        yield CHECKIN(alias=alias, day=row["due_day"], answers=answers)


def _answer(row: Row, end: date, rules: Rules) -> Phrase:
    """What content no longer has is told by its code."""
    number, answer = row["question"], row["answer"]
    question = rules.questions.get(number)
    if question is None or answer not in question.answers:
        return ANSWER(question=number, answer=answer)
    asked = Phrase(f"question.{number}", {"practice": ANYTHING, "card": ANYTHING, "end": end})
    return ANSWER(question=asked, answer=Phrase(f"answer.{number}.{answer}"))


def _problems(held: Holdings, rules: Rules) -> Iterator[Phrase]:
    for row in held.of("problems"):
        category = row["category"]
        is_known = category in rules.categories
        yield PROBLEM(
            reference=row["reference"],
            alias=held.aliases[row["placement_id"]],
            category=Phrase(f"category.{category}") if is_known else category,
            level=Phrase(f"level.{row['level']}"),
            sent=row["sent_at"],
            closed=row["closed_at"],
            words=row.get("wording"),
        )


def _remarks(held: Holdings) -> Iterator[Phrase]:
    for row in held.of("remarks"):
        yield REMARK(reference=row["reference"], at=row["at"], words=row.get("words"))


def _contacts(held: Holdings) -> Iterator[Phrase]:
    for row in held.of("contacts"):
        where = Phrase(f"where.{row['place']}")
        yield CONTACT(alias=held.aliases[row["placement_id"]], day=row["day"], where=where)


def _cards(held: Holdings, rules: Rules) -> Iterator[Phrase]:
    for row in held.of("ratings"):
        card = row["card"]
        title = Phrase(f"card_title.{card}") if card in rules.cards else card
        helped = row["helped"]
        yield CARD(title=title, day=row["shown_at"], rated=helped is not None, helped=helped)


def _network(held: Holdings) -> Iterator[Phrase]:
    for row in held.of("posts"):
        yield POST(at=row["created_at"], words=row.get("words"))
    if replies := held.of("replies"):
        yield REPLIES(count=len(replies))


def _rest(held: Holdings) -> Iterator[Phrase]:
    count = Counter({table: len(rows) for table, rows in held.rows.items()})
    yield REST(
        log=count["audit"],
        places=count["places"],
        letters=count["outbox"],
        links=count["links"] + count["invites"],
    )


def pages(held: Holdings, rules: Rules, most: int) -> Sequence[tuple[Phrase, ...]]:
    """The lines, in pieces that fit in a message."""
    told = lines(held, rules)
    return [told[first : first + most] for first in range(0, len(told), most)]
