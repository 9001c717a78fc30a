"""The rival: a bare python-telegram-bot bot that stores nothing, written the usual way."""

from __future__ import annotations

import os

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

WORDS = "Her er korte råd, sortert etter tema. Velg et tema."


def keyboard(turn: int) -> InlineKeyboardMarkup:
    """As many buttons as mentorbot's own list of themes has."""
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(f"Tema {row}{column}", callback_data=f"{turn}.{row}.{column}")
             for column in range(2)]
            for row in range(4)
        ]
    )  # fmt: skip


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(WORDS, reply_markup=keyboard(0))


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None and query.data is not None
    await query.answer()
    turn = int(query.data.partition(".")[0]) + 1
    await query.edit_message_text(f"{WORDS} {turn}", reply_markup=keyboard(turn))


def main() -> None:
    url = os.environ["RIVAL_TELEGRAM_URL"]
    bot = Application.builder().token(os.environ["RIVAL_TOKEN"]).base_url(f"{url}/bot").build()
    bot.add_handler(CommandHandler("start", start))
    bot.add_handler(CallbackQueryHandler(tapped))
    bot.run_polling()


if __name__ == "__main__":
    main()
