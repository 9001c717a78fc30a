"""The figures of pictures, counted once more: in SQL of their own, from rows made by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from statistics import median
from typing import Any

import pytest
from sqlalchemy import text

from mentorbot.domain.people import Language, Role
from mentorbot.domain.series import Course, OfficeWeeks
from mentorbot.services import charting, counting, tracing
from mentorbot.services.charting import Words
from mentorbot.storage import audit, people, placements
from mentorbot.storage.tables import answers, checkins, problems, ratings
from tests.stories.office import Office

NOW = datetime.fromisoformat("2027-06-17T09:00+00:00")
FIRST = date(2027, 2, 1)
WHY = (None, "no_time", "away", "reported", "enough", "stopped")
GIVEN = {"F1": ("good", "hard"), "F4": ("low", "right", "high"), "F5": ("always", "little"),
         "F2": ("yes", "untold"), "M5": ("support", "both")}  # fmt: skip


@pytest.fixture
def full(office: Office) -> Office:
    """Five months of six placements, three of them Nadia's."""
    town, rng = office.town, Random(7)
    mentors = [town.settled(Role.MENTOR, f"Mentor {number}") for number in range(5)]
    places = [office.placement] + [
        town.placement(mentor, (office.nadia, office.nils)[at % 2], office.nils, alias=f"A{at}")
        for at, mentor in enumerate(mentors)
    ]
    owners = [office.marit, *mentors]
    town.now = NOW
    with town.tx() as tx:
        tx.connection.execute(checkins.delete())
        for at, placement in enumerate(places):
            _checkins(tx, rng, placement, owners[at].person)
            _problems(tx, rng, placement, owners[at].person, office.nadia.person)
            for card in ("V24", "V18", "V29"):
                if rng.random() < 0.9:
                    told = {"shown_at": NOW, "rated_at": NOW - timedelta(days=rng.randrange(95))}
                    helped = rng.choice((True, True, False, None))
                    row = {"person_id": owners[at].person, "card": card, "helped": helped}
                    tx.connection.execute(ratings.insert().values(**row, **told))
    return office


def _checkins(tx: Any, rng: Random, placement: int, mentor: int) -> None:
    for number in range(60):
        day = FIRST + timedelta(days=rng.randrange(136))
        due = datetime.combine(day, time(11), NOW.tzinfo)
        state = rng.choice(("done", "done", "dropped", "skipped", "open", "planned"))
        row = {
            "placement_id": placement, "mentor_id": mentor, "occasion": f"n{number}",
            "state": state, "due_at": due, "due_day": day, "questions": [],
            "asked_for": rng.random() < 0.1, "why": rng.choice(WHY) if state == "skipped" else None,
            "opened_at": None if state == "planned" else due,
        }  # fmt: skip
        made = tx.connection.execute(checkins.insert().values(**row)).inserted_primary_key[0]
        for question in rng.sample([*GIVEN], rng.randrange(4)) if state != "planned" else ():
            given = {"checkin_id": made, "question": question, "at": due}
            tx.connection.execute(
                answers.insert().values(**given, answer=rng.choice(GIVEN[question]))
            )


def _problems(tx: Any, rng: Random, placement: int, mentor: int, owner: int) -> None:
    for number in range(12):
        sent = datetime.combine(FIRST, time(7), NOW.tzinfo)
        sent += timedelta(minutes=rng.randrange(136 * 24 * 60))
        opened = sent + timedelta(minutes=rng.randrange(5 * 24 * 60))
        reference = f"P{placement}X{number}"
        row = {
            "reference": reference, "placement_id": placement, "mentor_id": mentor,
            "owner_id": owner, "category": rng.choice(("P01", "P03", "P04", "P13")),
            "level": "yellow", "wish": "call_me", "reachable": "any_time", "knows": "yes",
            "tried": [], "state": "received", "sent_at": sent, "deadline": sent, "missed": False,
            "received_at": opened if rng.random() < 0.8 else None,
        }  # fmt: skip
        tx.connection.execute(problems.insert().values(**row))
        if row["received_at"] is not None and rng.random() < 0.3:
            # It was opened before, and passed on: only the log knows of the first time.
            earlier = sent + (opened - sent) / 2
            audit.note(tx, owner, "problem.received", f"problem:{reference}", earlier)


def counted(office: Office, who: int) -> OfficeWeeks:
    with office.town.tx() as tx:
        return counting.office(tx, office.town.parts, people.get(tx, who), NOW)


def rows(office: Office, sql: str, **values: Any) -> list[Any]:
    with office.town.tx() as tx:
        return list(tx.connection.execute(text(sql), values))


def week(of: str) -> str:
    """Its Monday, in SQLite's words."""
    return f"date({of}, '-6 days', 'weekday 1')"


def test_check_ins_asked_and_answered(full: Office) -> None:
    found = counted(full, full.kari.person).asked
    assert found is not None
    query = f"""
        SELECT {week("due_day")} AS week,
               count(*),
               sum(state = 'done' OR id IN (SELECT checkin_id FROM answers))
        FROM checkins
        WHERE NOT asked_for AND opened_at IS NOT NULL
          AND (state IN ('done', 'dropped')
               OR state = 'skipped' AND why IN ('no_time', 'away', 'nothing_new', 'no_reason'))
        GROUP BY 1"""
    expected = {row[0]: (row[1], row[2]) for row in rows(full, query)}
    assert len(found) == 12
    assert sum(each.asked for each in found) > 80
    assert {str(each.week): (each.asked, each.answered) for each in found} == {
        str(each.week): expected.get(str(each.week), (0, 0)) for each in found
    }


@pytest.mark.parametrize("name", ["kari", "nadia"])
def test_the_middle_time_to_the_first_receipt(full: Office, name: str) -> None:
    who = getattr(full, name).person
    found = counted(full, who).receipts
    assert found is not None
    query = f"""
        SELECT {week("date(sent_at, '+2 hours')")}, sent_at,
               coalesce((SELECT min(at) FROM audit WHERE action = 'problem.received'
                         AND subject = 'problem:' || p.reference), received_at)
        FROM problems p JOIN placements ON placements.id = placement_id
        WHERE :who = 0 OR nav_contact_id = :who"""
    took: dict[str, list[timedelta | None]] = {}
    for monday, sent, opened in rows(full, query, who=who if name == "nadia" else 0):
        minutes = None if opened is None else sum(1 for _ in worked(sent, opened))
        minute = None if minutes is None else timedelta(minutes=minutes)
        took.setdefault(monday, []).append(minute)
    for each in found:
        here = took.get(str(each.week), [])
        known = [one for one in here if one is not None]
        assert (each.received, each.waiting) == (len(known), len(here) - len(known))
        if known:
            assert each.median is not None
            middle = median(one / timedelta(minutes=1) for one in known)
            assert abs(each.median / timedelta(minutes=1) - middle) <= 2
    assert sum(each.received for each in found) > 15


def worked(sent: str, opened: str) -> Iterator[datetime]:
    """Every minute of the office's hours between the two; these months hold Easter and May."""
    moment, end = (datetime.fromisoformat(each) + timedelta(hours=2) for each in (sent, opened))
    free = {"2027-03-25", "2027-03-26", "2027-03-29", "2027-05-06", "2027-05-17"}
    while moment < end:
        # Winter time until 28 March: an hour less.
        local = moment - timedelta(hours=1) if moment.date() < date(2027, 3, 28) else moment
        is_open = (8, 0) <= (local.hour, local.minute) < (15, 30) and local.weekday() < 5
        if is_open and str(local.date()) not in free:
            yield moment
        moment += timedelta(minutes=1)


def test_themes_and_cards(full: Office) -> None:
    found = counted(full, full.kari.person)
    assert found.themes is not None
    assert found.cards is not None
    rules = full.town.book.rules
    since = str(NOW.replace(tzinfo=None) - timedelta(days=rules.network.looks_back_days))
    query = "SELECT DISTINCT placement_id, category FROM problems WHERE sent_at >= :since"
    reported = {(row[0], row[1]) for row in rows(full, query, since=since)}
    expected = {
        theme: len({who for who, category in reported if category in sources})
        for theme, sources in rules.network.themes.items()
    }
    assert {each.theme: each.placements for each in found.themes} == {
        theme: many for theme, many in expected.items() if many >= 3
    }
    query = """SELECT card, sum(helped), count(*) FROM ratings
               WHERE helped IS NOT NULL AND rated_at >= '2027-03-28 22:00' GROUP BY card"""
    cards = {row[0]: (row[1], row[2]) for row in rows(full, query) if row[2] >= 3}
    assert {each.card: (each.helped, each.rated) for each in found.cards} == cards != {}


def test_which_way_the_answers_lean(full: Office) -> None:
    found = counted(full, full.kari.person).leant
    assert found is not None
    balance = full.town.book.rules.balance
    query = f"""
        SELECT {week("due_day")}, placement_id, checkins.id, question || '.' || answer
        FROM answers JOIN checkins ON checkins.id = checkin_id"""
    said: dict[str, dict[tuple[int, int], set[str]]] = {}
    for monday, placement, checkin, mark in rows(full, query):
        if mark.partition(".")[0] in {each.partition(".")[0] for each in
                                      (*balance.support, *balance.push)}:  # fmt: skip
            said.setdefault(monday, {}).setdefault((placement, checkin), set()).add(mark)
    for each in found:
        here = said.get(str(each.week), {})
        ways = Counter(
            (bool(marks & {*balance.support}), bool(marks & {*balance.push}))
            for marks in here.values()
        )
        enough = len({placement for placement, _ in here}) >= 3
        expected = {"support": ways[True, False], "push": ways[False, True],
                    "both": ways[True, True]}  # fmt: skip
        assert dict(each.counts) == (expected if enough else {})
    assert sum(bool(each.counts) for each in found) > 8


def test_a_placements_course_and_the_table_and_sentences_made_from_it(full: Office) -> None:
    query = f"""
        SELECT {week("due_day")}, answer FROM answers JOIN checkins ON checkins.id = checkin_id
        WHERE placement_id = {full.placement} AND question = 'F4' ORDER BY checkins.id"""
    expected = dict(tuple(row) for row in rows(full, query))
    with full.town.tx() as tx:
        placement = placements.get(tx, full.placement)
        found = counting.placement(tx, full.town.parts, placement, NOW)
    given = dict(zip(map(str, found.weeks), found.answers["F4"], strict=True))
    assert {monday: answer for monday, answer in given.items() if answer} == expected
    chart = next(each for each in sheet(full, found).charts if each.name == "F4")
    names = {"low": "For lave", "right": "Passe", "high": "For høye"}
    assert dict(chart.rows) == {
        str(date.fromisoformat(monday).isocalendar().week): names.get(answer or "", "")
        for monday, answer in given.items()
    }
    times = Counter(expected.values())
    for answer, name in names.items():
        assert f"{name} i {times[answer]} uke" in chart.sentences[0] or not times[answer]


def sheet(full: Office, found: Course) -> Any:
    return tracing.course(found, Words(full.town.book, Language.NB), None)


def test_tables_hold_what_is_drawn(full: Office) -> None:
    """Every value of every chart stands in the row of its week or name."""
    for who in (full.kari.person, full.nadia.person):
        found = charting.office(counted(full, who), Words(full.town.book, Language.NB, 3))
        for chart in found.charts:
            assert len(chart.head) == 1 + len(chart.series) + len(chart.beside)
            for at, row in enumerate(chart.rows):
                assert row[0] == chart.labels[at]
                values = [series.values[at] for series in chart.series]
                assert [bool(said) for said in row[1 : 1 + len(values)]] == [
                    value is not None for value in values
                ]
