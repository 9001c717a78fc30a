"""What somebody is shown of themselves, and how they are forgotten: in the chat, and for good."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import String, cast, or_, select

from mentorbot.domain.people import Role, Standing
from mentorbot.services import erasing, retaining
from mentorbot.storage import holdings, people, problems
from mentorbot.storage.safe import EMPTIED
from mentorbot.storage.tables import answers, checkins, metadata, outbox, placements, places
from mentorbot.storage.tables import people as persons
from tests.stories.office import Office
from tests.stories.phones import Message
from tests.stories.town import Phone, Town

WORDS = "hylla i kjelleren er for høy"


def report_with_words(office: Office, words: str = WORDS) -> str:
    known, marit = set(office.references()), office.marit
    marit.says("/report")
    for step in ("group.at_work", "category.P03", "report.next", "common.skip"):
        marit.chooses(step)
    marit.chooses("report.add_words")
    marit.says(words)
    marit.chooses("report.send")
    (made,) = set(office.references()) - known
    return made


def close(office: Office) -> None:
    office.marit.chooses("status.nav_rang")
    office.marit.chooses("helped.yes")


def answered(office: Office) -> None:
    office.marit.says("/checkin")
    office.marit.chooses("answer.F1.good")


def everything(office: Office) -> str:
    return "".join(office.marit.chat.texts())


# --- /mydata


def test_everything_is_shown_and_gone_again_before_48_hours(office: Office) -> None:
    answered(office)
    reference = report_with_words(office)
    office.marit.chat.messages.clear()
    office.marit.says("/mydata")
    shown = everything(office)
    for words in ("Marit Mo", "+4790000001", "Bjørk", "Lageret", "Bra", reference, WORDS):
        assert words in shown, words
    for hidden in ("Nadia", "Nils", "Kari", "90000002"):
        assert hidden not in shown, hidden
    (entry,) = office.town.noted("person.exported")
    assert entry.actor_id == office.marit.person
    office.town.later(hours=47)
    assert not office.marit.sees(WORDS) and not office.marit.sees("+4790000001")


def test_nobody_at_nav_is_shown_a_mentors_words_as_their_own(office: Office) -> None:
    report_with_words(office)
    office.nadia.chooses("followup.see")
    office.nadia.chat.messages.clear()
    office.nadia.says("/mydata")
    shown = "".join(office.nadia.chat.texts())
    assert "Nadia Nes" in shown and "Bjørk" in shown
    assert WORDS not in shown and "Marit" not in shown


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_is_said_in_ones_own_language(office: Office, language: str) -> None:
    with office.town.tx() as tx:
        people.change(tx, office.marit.person, language=language)
    office.marit.language = language
    answered(office) if language == "nb" else None
    office.marit.says("/mydata")
    assert office.marit.sees({"nb": "Navn:", "nn": "Namn:", "en": "Name:"}[language])


# --- /forget


def forget(phone: Phone) -> None:
    phone.says("/forget")
    phone.chooses("privacy.delete_yes")


def test_a_mentor_with_nothing_open_is_forgotten_a_day_later(office: Office) -> None:
    answered(office)
    report_with_words(office)
    close(office)
    forget(office.marit)
    office.marit.says("/privacy")
    assert office.marit.offers("privacy.undo")
    before = list(office.kari.chat.log)
    office.town.later(hours=23)
    assert office.town.noted("person.erased") == []
    office.town.later(hours=2)
    (entry,) = office.town.noted("person.erased")
    assert entry.actor_id == office.marit.person
    assert len(office.kari.chat.log) > len(before), "the office hears that nobody answers"
    (row,) = [each for each in office.town.rows(persons) if each.id == office.marit.person]
    assert (row.name, row.phone, row.chat_id) == (EMPTIED, None, None)
    assert office.town.rows(answers) == []
    assert [each.id for each in office.town.rows(checkins) if each.finished_at] == []
    assert office.marit.chat.messages == []


def test_who_was_forgotten_is_a_stranger_and_may_be_invited_again(office: Office) -> None:
    forget(office.marit)
    office.town.later(hours=25)
    assert office.marit.says("/status").stranger is not None
    again = office.town.person(Role.MENTOR, "Marit Mo")
    assert again.person != office.marit.person


def test_it_can_be_undone_until_it_happens(office: Office) -> None:
    forget(office.marit)
    office.marit.chooses("privacy.undo")
    office.marit.taps(office.town.label("common.back"))
    office.town.later(hours=30)
    assert office.town.noted("person.erased") == []
    assert [each.action for each in office.town.noted("forget.taken_back")] == ["forget.taken_back"]


def test_a_second_wish_moves_nothing(office: Office) -> None:
    office.marit.says("/forget")
    message, data = office.marit.chat.find(office.town.label("privacy.delete_yes"))
    office.marit.presses(data, message.id)
    office.marit.presses(data, message.id)
    office.town.later(hours=12)
    forget_again = office.marit.says("/forget")
    assert forget_again.stranger is None and office.marit.offers("privacy.undo")
    office.town.later(hours=13)
    assert len(office.town.noted("forget.asked")) == 1
    assert len(office.town.noted("person.erased")) == 1


def test_with_something_open_the_coordinator_is_told_and_it_is_done_when_it_is_closed(
    office: Office,
) -> None:
    reference = report_with_words(office)
    forget(office.marit)
    assert "Marit Mo" in office.kari.last and "slettet" in office.kari.last
    office.town.later(days=2)
    assert office.town.noted("person.erased") == []
    with office.town.tx() as tx:
        assert problems.get(tx, reference) is not None
    close(office)
    office.town.later(days=2)
    assert len(office.town.noted("person.erased")) == 1


def test_somebody_at_nav_who_is_needed_goes_when_another_has_the_seat(office: Office) -> None:
    forget(office.nadia)
    assert "Nadia Nes" in office.kari.last
    office.town.later(days=2)
    assert office.town.noted("person.erased") == []
    with office.town.tx() as tx:
        tx.connection.execute(placements.update().values(nav_contact_id=office.nils.person))
    office.town.later(days=2)
    assert len(office.town.noted("person.erased")) == 1


def test_the_last_coordinator_stays(office: Office) -> None:
    forget(office.kari)
    office.town.later(days=3)
    assert office.town.noted("person.erased") == []


# --- nothing is left


def everywhere(folder: Path, canary: str) -> list[str]:
    """The files in which that stands, in the clear."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.name for path in files if canary.encode() in path.read_bytes()]


def test_of_an_erased_placement_nothing_is_left_in_any_file(
    town: Town, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    office = Office.of(town, alias="Kanarifugl")
    answered(office)
    report_with_words(office)
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.read_words")
    close(office)
    assert everywhere(tmp_path, "Kanarifugl"), "the canary was planted"
    with town.tx() as tx:
        before = erasing.placement(tx, office.placement)
        assert before is not None and before.hindrances == () and before.messages
        gone = erasing.erase_placement(tx, town.parts, office.placement, town.now)
        assert gone == before.goes
    town.database.scrub()
    assert everywhere(tmp_path, "Kanarifugl") == []
    assert "Kanarifugl" not in "".join(capfd.readouterr())
    town.settle()
    for phone in office.people:
        assert not phone.sees("Kanarifugl"), phone.person
        assert not phone.sees(WORDS)


def refers(town: Town, table: str, where: str, number: int) -> int:
    with town.tx() as tx:
        columns = [
            column
            for column in metadata.tables[table].columns
            if any(key.column.table.name == where for key in column.foreign_keys)
        ]
        if not columns:
            return 0
        query = select(metadata.tables[table]).where(or_(*(each == number for each in columns)))
        return len(tx.connection.execute(query).all())


def test_no_row_of_any_table_refers_to_an_erased_placement(office: Office) -> None:
    answered(office)
    reference = report_with_words(office)
    close(office)
    with office.town.tx() as tx:
        erasing.erase_placement(tx, office.town.parts, office.placement, office.town.now)
    for table in metadata.tables:
        assert refers(office.town, table, "placements", office.placement) == 0, table
        if table in ("audit", "problems", "rungs", "remarks"):
            continue
        with office.town.tx() as tx:
            texts = [
                column
                for column in metadata.tables[table].columns
                if isinstance(column.type, String)
            ]
            named = or_(False, *(cast(each, String).like(f"%{reference}%") for each in texts))
            rows = tx.connection.execute(select(metadata.tables[table]).where(named)).all()
        assert rows == [], table


def test_of_an_erased_mentor_only_the_number_is_left(office: Office, tmp_path: Path) -> None:
    answered(office)
    report_with_words(office)
    close(office)
    marit = office.marit.person
    with office.town.tx() as tx:
        before = erasing.person(tx, marit)
        assert before is not None and before.hindrances == ()
        erasing.erase_person(tx, office.town.parts, marit, office.town.now)
    office.town.settle()
    allowed = {"placements", "problems", "changes", "contacts", "rungs", "outbox"}
    for table in metadata.tables:
        rows = refers(office.town, table, "people", marit)
        assert table in allowed or rows == 0, table
    verbs = {row.verb for row in office.town.rows(outbox) if row.person_id == marit}
    assert verbs <= {"forget"}
    with office.town.tx() as tx:
        assert erasing.person(tx, marit) is None
        held = holdings.of_person(tx, marit)
    assert held.of("people")[0]["name"] == ""


def test_what_an_erased_mentor_has_left_is_shown_without_a_name(office: Office) -> None:
    report_with_words(office)
    close(office)
    with office.town.tx() as tx:
        erasing.erase_person(tx, office.town.parts, office.marit.person, office.town.now)
    office.town.settle()
    office.kari.chat.messages.clear()
    office.kari.says("/overview")
    office.kari.says("/placements")
    assert not office.kari.sees("Marit")


def test_an_erasure_that_fails_half_way_leaves_everything(office: Office) -> None:
    answered(office)
    before = {name: office.town.rows(table) for name, table in metadata.tables.items()}
    with pytest.raises(RuntimeError), office.town.tx() as tx:  # noqa: PT012 - the death is the test
        erasing.erase_placement(tx, office.town.parts, office.placement, office.town.now)
        raise RuntimeError
    assert {name: office.town.rows(table) for name, table in metadata.tables.items()} == before


# --- by age


def test_who_left_long_ago_is_forgotten_and_their_number_with_the_placement(town: Town) -> None:
    office = Office.of(town)
    answered(office)
    with town.tx() as tx:
        people.change(tx, office.marit.person, standing=Standing.STOPPED)
        tx.connection.execute(placements.update().values(closed_at=town.now))
    days = [town.now + timedelta(days=each) for each in (1, 40, 80, 95, 130, 200, 380, 420, 480)]
    left = []
    for day in days:
        retaining.tidy(town.parts, day)
        rows = town.rows(persons)
        marit = [row for row in rows if row.id == office.marit.person]
        left.append("gone" if not marit else "erased" if marit[0].erased_at else "there")
    assert left[:3] == ["there"] * 3
    assert left[4] == "erased", left
    assert left[-1] == "gone", left
    assert town.rows(placements) == []


# --- wording in chats


def test_that_words_were_opened_is_in_the_audit(office: Office) -> None:
    reference = report_with_words(office)
    office.nadia.chooses("followup.see")
    assert office.town.noted("wording.read") == []
    office.nadia.chooses("followup.read_words")
    (entry,) = office.town.noted("wording.read")
    assert (entry.actor_id, entry.subject) == (office.nadia.person, f"problem:{reference}")


def preview(phone: Phone) -> Message | None:
    return next((each for each in phone.chat.messages if WORDS in each.words.html), None)


def test_a_message_too_old_to_be_deleted_is_emptied(office: Office) -> None:
    report_with_words(office)
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.read_words")
    shown = preview(office.nadia)
    assert shown is not None
    office.town.phones.stays.add(shown.id)
    office.town.later(hours=50)
    assert not office.nadia.sees(WORDS)
    assert shown.words.html == "\N{EN DASH}"


def test_a_draft_left_lying_leaves_the_chat_too(office: Office) -> None:
    marit = office.marit
    marit.says("/report")
    for step in ("group.at_work", "category.P03", "report.next", "common.skip"):
        marit.chooses(step)
    marit.chooses("report.add_words")
    marit.says(WORDS)
    assert preview(marit) is not None
    office.town.later(hours=47)
    assert preview(marit) is None


def test_a_bubble_that_has_moved_on_stays(office: Office) -> None:
    """The preview became the sent report: it is not deleted for what it said before."""
    report_with_words(office)
    shown = office.marit.chat.messages[-1].id
    office.town.later(hours=47)
    assert shown in [each.id for each in office.marit.chat.messages]
    assert office.town.rows(places)
