"""Telegram's command menu: the commands that are a person's own, in their language."""

from __future__ import annotations

from typing import Protocol

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from dialogs.menus import ABOUT, DESCRIPTION, menu
from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language, Person, Role
from mentorbot.edges.telegram_out import TROUBLE

log = structlog.get_logger(__name__)

TAGS = {Language.NB: ("nb", "no"), Language.NN: ("nn",), Language.EN: ("en",)}
"""The two-letter tags under which a phone may know a language (ISO 639-1)."""


class Menus(Protocol):
    """Shows a person the commands that are theirs, in their language."""

    async def show(self, person: Person) -> None: ...

    async def adopt(self, book: Book) -> None:
        """From now on in these words."""


class TelegramMenus:
    """A menu is a convenience: that it could not be shown is logged, and nothing stops."""

    def __init__(self, bot: Bot, book: Book) -> None:
        self._bot = bot
        self._book = book

    async def adopt(self, book: Book) -> None:
        """Commands are shown anew where their words changed; a person's own at their next visit."""
        before, self._book = self._book, book
        if _words_of(before) != _words_of(book):
            await self.show_everybody()

    async def show(self, person: Person) -> None:
        if person.chat_id is None:
            return
        commands = self._commands(person.role, person.language)
        await self._set(commands, scope=BotCommandScopeChat(person.chat_id))

    async def show_everybody(self) -> None:
        """What people see before the bot knows who they are, in every language."""
        scope = BotCommandScopeAllPrivateChats()
        await self._set(self._commands(Role.MENTOR, Language.NB), scope=scope)
        for language in self._book.languages:
            for tag in TAGS[language]:
                await self._set(self._commands(Role.MENTOR, language), scope=scope, tag=tag)
        await self._introduce(Language.NB, None)
        for language in self._book.languages:
            for tag in TAGS[language]:
                await self._introduce(language, tag)

    async def _introduce(self, language: Language, tag: str | None) -> None:
        """The words above the Start button, and on the bot's profile."""
        try:
            description = self._book.label(DESCRIPTION(), language)
            await self._bot.set_my_description(description, language_code=tag)
            about = self._book.label(ABOUT(), language)
            await self._bot.set_my_short_description(about, language_code=tag)
        except TROUBLE as error:
            log.warning("description.not_shown", error=type(error).__name__)

    def _commands(self, role: Role, language: Language) -> list[BotCommand]:
        return [
            BotCommand(command.name, self._book.label(command.says(), language))
            for command in menu(role)
        ]

    async def _set(
        self,
        commands: list[BotCommand],
        scope: BotCommandScopeChat | BotCommandScopeAllPrivateChats,
        tag: str | None = None,
    ) -> None:
        try:
            await self._bot.set_my_commands(commands, scope=scope, language_code=tag)
        except TROUBLE as error:
            log.warning("menu.not_shown", error=type(error).__name__)


def _words_of(book: Book) -> list[str]:
    """Everything that `show_everybody` shows."""
    said = [DESCRIPTION(), ABOUT(), *(command.says() for command in menu(Role.MENTOR))]
    return [book.label(each, language) for language in book.languages for each in said]
