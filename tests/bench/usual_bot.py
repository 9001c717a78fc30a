"""The rival that stores: python-telegram-bot with one SQLAlchemy transaction for each update.

Written the usual way: an async engine, a session for each update, ORM classes, and the whole of it
committed before the tap is answered. As durable as mentorbot's own database: WAL, synchronous=FULL.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from tests.bench.bare_bot import WORDS, keyboard

engine = create_async_engine(os.environ.get("RIVAL_DATABASE_URL", "sqlite+aiosqlite://"))
session_of = async_sessionmaker(engine, expire_on_commit=False)


@event.listens_for(engine.sync_engine, "connect")
def durable(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(unique=True)
    turn: Mapped[int] = mapped_column(default=0)


class Happened(Base):
    __tablename__ = "happened"
    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(unique=True)
    chat_id: Mapped[int]
    data: Mapped[str]
    at: Mapped[datetime]


async def noted(update: Update, data: str) -> int:
    """Finds or makes the person, notes what happened, and moves them on; one transaction."""
    assert update.effective_user is not None
    chat = update.effective_user.id
    async with session_of() as session, session.begin():
        person = await session.scalar(select(Person).where(Person.chat_id == chat))
        if person is None:
            person = Person(chat_id=chat, turn=0)
            session.add(person)
        person.turn += 1
        now = datetime.now(UTC)
        session.add(Happened(update_id=update.update_id, chat_id=chat, data=data, at=now))
        return person.turn


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    turn = await noted(update, "/start")
    await update.message.reply_text(WORDS, reply_markup=keyboard(turn))


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None and query.data is not None
    turn = await noted(update, query.data)
    await query.answer()
    await query.edit_message_text(f"{WORDS} {turn}", reply_markup=keyboard(turn))


async def make_tables(_bot: Any) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


def main() -> None:
    url, token = os.environ["RIVAL_TELEGRAM_URL"], os.environ["RIVAL_TOKEN"]
    bot = Application.builder().token(token).base_url(f"{url}/bot").post_init(make_tables).build()
    bot.add_handler(CommandHandler("start", start))
    bot.add_handler(CallbackQueryHandler(tapped))
    bot.run_polling()


if __name__ == "__main__":
    main()
