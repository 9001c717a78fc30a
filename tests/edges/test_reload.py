"""An edit of the content is in use within two seconds, or the coordinators know why it is not."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

import bot
from mentorbot.book.findings import ContentErrors
from mentorbot.book.loading import load_book
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Language
from mentorbot.domain.placements import FollowUpModel
from mentorbot.edges import reloading
from mentorbot.edges.reloading import Content
from mentorbot.edges.searching import Searching
from mentorbot.services.parts import Parts
from mentorbot.storage import checkins, people
from tests.book.mutations import FAULTS, INSTEAD
from tests.edges.life import Running, running_in
from tests.edges.office import CONTENT
from tests.stories.phones import Arrival
from tests.stories.town import Town
from tests.stories.typing import understanding

IN_USE = 2.0
"""Seconds from the moment a file is saved."""
HELP, DEADLINES = "nb/messages/content.yaml", "rules/models.yaml"
BEFORE, AFTER = "Nå er feilen rettet, og teksten er i bruk.", "Nå er alt i orden igjen."


@dataclass
class Desk:
    """Somebody who edits the files while the office runs."""

    folder: Path
    life: Running

    def saves(self, path: str, words: str, instead: str) -> None:
        file = self.folder / path
        text = file.read_text()
        assert words in text, f"{words!r} does not stand in {path}"
        file.write_text(text.replace(words, instead, 1))

    @property
    def parts(self) -> Parts:
        return self.life.service.parts

    def mended(self) -> str:
        return self.life.town.text("content.mended")

    def told(self) -> list[Arrival]:
        """What the coordinator was told of the content."""
        return [each for each in self.life.office.kari.chat.sent() if "God morgen" not in each.html]

    async def sees(self, words: str) -> Arrival:
        await self.life.until(lambda: any(words in each.html for each in self.told()))
        return next(each for each in self.told()[::-1] if words in each.html)

    async def is_in_use(self, version: str) -> None:
        """A version of the content other than this one."""
        await self.life.until(lambda: self.parts.book.version != version)

    @contextmanager
    def in_time(self) -> Iterator[None]:
        """The thing itself; a busy machine that runs other tests beside gets some time on top."""
        began = time.monotonic()
        yield
        assert time.monotonic() - began < IN_USE


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    town = understanding(Town(tmp_path, load_book(folder, bot.texts())))
    # It has its own to learn, though not from the same examples again.
    before = cast(Searching, town.parts.hearing)
    town.parts = replace(town.parts, hearing=Searching(town.book, before))
    async with running_in(town, Content(folder, bot.renew)) as life:
        yield Desk(folder, life)
    town.database.close()


def editions(desk: Desk) -> int:
    return len(desk.life.town.noted("content.adopted"))


async def test_a_changed_sentence_is_in_use_within_two_seconds(desk: Desk) -> None:
    await desk.life.until(lambda: editions(desk) == 1)
    words = desk.life.town.phrase("content.mended")
    with desk.in_time():
        desk.saves(HELP, BEFORE, AFTER)
        await desk.life.until(lambda: desk.parts.book.text(words, Language.NB) == AFTER)
    await desk.life.until(lambda: desk.life.menus.adopted)
    assert desk.life.service.pulse.content == desk.parts.book.version
    assert editions(desk) == 2
    assert desk.told() == []


async def test_a_broken_edit_is_told_with_file_and_line_and_the_old_words_go_on(desk: Desk) -> None:
    serving, line = desk.parts, (desk.folder / HELP).read_text()[:].count("\n")
    with desk.in_time():
        desk.saves(HELP, BEFORE, "<b>Nå er feilen rettet.")
        told = await desk.sees("<code>content/nb/messages/content.yaml</code>")
    assert f"linje {line}" in told.html
    assert "&lt;b&gt; is not closed" in told.html
    assert desk.parts is serving
    # The same mistake is told once, however often the file is saved with it.
    desk.saves(HELP, "Mentorene får", "Og mentorene får")
    await asyncio.sleep(3 * reloading.LOOK_EVERY)
    assert len(desk.told()) == 1
    desk.saves(HELP, "<b>Nå er feilen rettet.", AFTER)
    await desk.sees(AFTER)
    assert len(desk.told()) == 2
    assert desk.parts is not serving


async def test_an_edit_that_is_taken_back_is_told_as_mended_too(desk: Desk) -> None:
    serving = desk.parts
    desk.saves(HELP, "mended:", "mendet:")
    await desk.sees("texts lacks mended")
    desk.saves(HELP, "mendet:", "mended:")
    await desk.sees(desk.mended())
    assert desk.parts is serving


async def test_in_quiet_time_the_coordinator_is_told_without_a_sound(desk: Desk) -> None:
    town = desk.life.town
    town.now = town.now.replace(hour=20)
    desk.saves(HELP, "mended:", "mendet:")
    await desk.sees("texts lacks mended")
    assert desk.life.office.kari.chat.messages[-1].silent


async def test_nobody_but_coordinators_is_told_and_none_who_is_away(desk: Desk) -> None:
    town, kari = desk.life.town, desk.life.office.kari
    with town.tx() as tx:
        people.change(tx, kari.person, paused_until=town.now.date().replace(month=12))
    desk.saves(HELP, "mended:", "mendet:")
    await desk.life.until(lambda: town.noted("content.refused"))
    await asyncio.sleep(0.1)
    assert [chat.sent() for chat in town.phones.chats.values() if chat.sent()] == []


@pytest.mark.shows(
    "R18", "A deadline is changed without a restart, and the log says from what to what."
)
async def test_a_deadline_is_changed_without_a_restart_and_the_log_says_how(desk: Desk) -> None:
    town = desk.life.town
    version = desk.parts.book.version
    desk.saves(DEADLINES, "green: {working_days: 5}", "green: {working_days: 4}")
    await desk.is_in_use(version)
    changed = desk.parts.rules.models[FollowUpModel.CASEWORKER].deadlines[Level.GREEN]
    assert changed.working_days == 4
    (note,) = town.noted("rule.changed")
    assert note.actor_id is None
    assert note.detail == {
        "rule": "models.caseworker.deadlines.green.working_days",
        "old": "5",
        "new": "4",
    }


async def test_what_is_planned_but_not_opened_is_planned_anew(desk: Desk) -> None:
    """The first check-in of a hybrid placement moves from the first working day to the third."""
    town, placement = desk.life.town, desk.life.office.placement
    desk.saves(DEADLINES, "name: day1, anchor: start, working_days: 1", "name: day3, anchor: start, working_days: 3")  # noqa: E501  # fmt: skip

    def planned() -> str:
        with town.tx() as tx:
            found = checkins.planned_of(tx, placement)
        return "" if found is None else f"{found.occasion} {found.due_at:%d.%m}"

    assert planned() == "day1 01.09"
    await desk.life.until(lambda: planned() == "day3 03.09")


async def test_a_new_card_is_found_and_an_old_search_forgets_none(desk: Desk) -> None:
    version = desk.parts.book.version
    desk.parts.hearing.learn()
    reader = desk.parts.hearing._reader  # type: ignore[attr-defined]
    card = (desk.folder / "nb/cards/V34.md").read_text()
    new = card.replace("id: V34", "id: V58").replace(
        "title: Borte uten", "title: Trappevasken uten"
    )
    (desk.folder / "nb/cards/V58.md").write_text(
        new.replace("topics:", "keywords: [trappevasken]\ntopics:")
    )
    await desk.is_in_use(version)
    assert desk.parts.hearing.find("trappevasken", Language.NB) == ()
    desk.parts.hearing.learn()
    assert "V58" in desk.parts.hearing.find("trappevasken", Language.NB)
    assert desk.parts.hearing._reader is reader  # type: ignore[attr-defined]


async def test_whatever_fails_the_office_goes_on_and_tries_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reloading, "AGAIN", 0.05)
    failures: list[None] = []

    def fails(_parts: Parts, _folder: Path) -> Parts:
        failures.append(None)
        raise OSError("the disk is gone")

    object.__setattr__(desk.life.service.content, "renew", fails)
    desk.saves(HELP, BEFORE, AFTER)
    await desk.life.until(lambda: len(failures) > 1)
    desk.life.says(desk.life.office.marit.chat_id, "/help")
    await desk.life.until(lambda: desk.life.office.marit.chat.sent())


async def test_a_folder_that_is_gone_is_told_and_its_return_too(desk: Desk) -> None:
    aside = desk.folder.with_name("aside")
    desk.folder.rename(aside)
    await desk.sees("there is no such folder")
    aside.rename(desk.folder)
    await desk.sees(desk.mended())


async def test_whatever_is_saved_the_last_good_words_go_on(desk: Desk) -> None:
    """Broken in every way, one after another; then the office goes on from where it was."""
    file, words = desk.folder / HELP, desk.life.town.phrase("content.mended")
    before = file.read_bytes()
    for fault in (fault for fault in FAULTS if not fault.edit):
        file.write_bytes(fault.apply(before.decode(), 7))
        await asyncio.to_thread(_renewed_or_refused, desk)
        file.unlink()
    for put in INSTEAD.values():
        put(file)
        await asyncio.to_thread(_renewed_or_refused, desk)
        shutil.rmtree(file) if file.is_dir() else file.unlink(missing_ok=True)
    file.write_bytes(before)
    assert desk.parts.book.text(words, Language.NB) == BEFORE
    desk.saves(HELP, BEFORE, AFTER)
    await desk.life.until(lambda: desk.parts.book.text(words, Language.NB) == AFTER)


def _renewed_or_refused(desk: Desk) -> None:
    with contextlib.suppress(ContentErrors):
        assert (
            bot.renew(desk.parts, desk.folder).book.patterns.keys()
            == desk.parts.book.patterns.keys()
        )
