"""Edits of the content, and the desk's door, on both databases."""

from __future__ import annotations

from datetime import timedelta

from mentorbot.domain.edits import EditState
from mentorbot.domain.people import PersonId
from mentorbot.storage import doors, edits, links
from mentorbot.storage.database import Database
from tests.cast import MONDAY

CARD, SLOT = "card:V01", "nb/cards/V01.md"


def begun(database: Database, who: PersonId, words: str = "ny") -> bool:
    with database.begin() as tx:
        return edits.begin(tx, CARD, {SLOT: "gammel"}, {SLOT: words}, who, MONDAY)


def test_of_each_subject_one_is_open_at_most(database: Database, nadia: PersonId) -> None:
    assert begun(database, nadia)
    assert not begun(database, nadia, "en annen")
    with database.begin() as tx:
        edit = edits.open_of(tx, CARD)
        assert edit is not None
        assert edit.words == {SLOT: "ny"}
        assert edits.change(tx, edit, MONDAY, state=EditState.DROPPED)
    assert begun(database, nadia, "en annen")


def test_who_read_an_older_version_changes_nothing(database: Database, nadia: PersonId) -> None:
    begun(database, nadia)
    with database.begin() as tx:
        edit = edits.open_of(tx, CARD)
        assert edit is not None
        assert edits.change(tx, edit, MONDAY, words={SLOT: "nyere"})
        assert not edits.change(tx, edit, MONDAY, words={SLOT: "for sent"})
        after = edits.open_of(tx, CARD)
    assert after is not None
    assert (after.words, after.version) == ({SLOT: "nyere"}, 2)


def test_what_is_laid_over_the_files_is_what_is_published(
    database: Database, nadia: PersonId
) -> None:
    begun(database, nadia)
    with database.begin() as tx:
        assert (edits.laid(tx), edits.stamp(tx)) == ({}, 0)
        edit = edits.open_of(tx, CARD)
        assert edit is not None
        edits.change(tx, edit, MONDAY, state=EditState.PUBLISHED, published_at=MONDAY)
        edits.ring(tx)
    with database.begin() as tx:
        assert (edits.laid(tx), edits.stamp(tx)) == ({SLOT: "ny"}, 1)
        assert [each.id for each in edits.history(tx, CARD, 5)] == [edit.id]
        assert edits.all_open(tx) == []


def test_a_link_opens_once_and_in_its_browser(database: Database, nadia: PersonId) -> None:
    until, browser = MONDAY + timedelta(minutes=10), "my browser"
    with database.begin() as tx:
        doors.add_link(tx, "token", "CODE", nadia, links.mark_of(browser), MONDAY, until)
        assert doors.use_link(tx, "token", "another", MONDAY) is None
        assert doors.use_link(tx, "token", browser, until) is None
        assert doors.use_link(tx, "CODE", browser, MONDAY) == nadia
        assert doors.use_link(tx, "token", browser, MONDAY) is None
        doors.begin(tx, "secret", nadia, MONDAY)
        assert doors.session(tx, "secret") is not None
        assert doors.end_all(tx, nadia, MONDAY) == 1
        assert doors.session(tx, "secret") is None
