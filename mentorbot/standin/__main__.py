"""Runs the stand-in alone: `python -m mentorbot.standin --port 8081 --token 1:TEST`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from collections.abc import Sequence
from pathlib import Path

from mentorbot.standin.clock import ClockFile, OwnClock
from mentorbot.standin.server import Standin

EPILOG = """\
The Bot API answers at http://HOST:PORT/bot<TOKEN>/<method>; the phones are the page at /.
Add people with: curl -d '{"first_name": "Kari", "caption": "Mentor"}' HOST:PORT/control/people
"""


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m mentorbot.standin",
        description="A strict local stand-in for Telegram's Bot API, with phones on a page.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8081, help="port; 0 takes a free one")
    parser.add_argument("--token", default="1:TEST", help="the bot's token, e.g. 1:TEST")
    parser.add_argument("--username", default="mentorbot", help="the bot's username")
    parser.add_argument("--name", default="Mentorbot", help="the bot's name on the phones")
    parser.add_argument(
        "--person",
        action="append",
        default=[],
        metavar="NAME[=CAPTION]",
        help="a phone for this person; may be given several times (default: three people)",
    )
    parser.add_argument(
        "--clock-file",
        type=Path,
        metavar="PATH",
        help="write the clock's offset here, in seconds, whenever it is moved",
    )
    parser.add_argument("--no-limits", action="store_true", help="never answer 429 by itself")
    parser.add_argument(
        "--strict-parameters",
        action="store_true",
        help="refuse parameters the method does not have, instead of noting them",
    )
    return parser.parse_args(given)


DEFAULT_PEOPLE = ("Kari=Mentor", "Ola=NAV-kontakt", "Liv=Koordinator")


async def serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    standin = Standin(
        token=options.token,
        host=options.host,
        port=options.port,
        username=options.username,
        name=options.name,
        clock=OwnClock(ClockFile(options.clock_file) if options.clock_file else None),
        limits=not options.no_limits,
        strict_parameters=options.strict_parameters,
    )
    for person in options.person or DEFAULT_PEOPLE:
        name, _, caption = person.partition("=")
        standin.stage.world.add_person(first_name=name, caption=caption)
    async with standin:
        print(f"Phones   {standin.url}/", flush=True)
        print(f"Bot API  {standin.url}/bot<TOKEN>/<method>", flush=True)
        await stop.wait()


def main() -> None:
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(arguments()))


if __name__ == "__main__":
    main()
