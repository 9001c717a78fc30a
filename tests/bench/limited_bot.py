"""The rival of the broadcast: python-telegram-bot with its AIORateLimiter, one loop that sends.

It stores nothing. /broadcast FIRST LAST writes to the chats of these ids, one after the other, and
leaves retries after a 429 to the limiter.
"""

from __future__ import annotations

import contextlib
import os

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
)

from tests.bench.bare_bot import keyboard, start, tapped

CHECK_IN = "Hvordan har uka vært?"


async def broadcast(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    first, last = map(int, context.args or ())
    context.application.create_task(_send(context, first, last))


async def _send(context: ContextTypes.DEFAULT_TYPE, first: int, last: int) -> None:
    for chat in range(first, last + 1):
        with contextlib.suppress(TelegramError):
            await context.bot.send_message(chat, CHECK_IN, reply_markup=keyboard(0))


def main() -> None:
    url, token = os.environ["RIVAL_TELEGRAM_URL"], os.environ["RIVAL_TOKEN"]
    builder = Application.builder().token(token).base_url(f"{url}/bot")
    bot = builder.rate_limiter(AIORateLimiter(max_retries=10)).build()
    bot.add_handler(CommandHandler("start", start))
    bot.add_handler(CommandHandler("broadcast", broadcast))
    bot.add_handler(CallbackQueryHandler(tapped))
    bot.run_polling()


if __name__ == "__main__":
    main()
