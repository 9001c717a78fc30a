"""The desk as the web port serves it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.routing import Route

from mentorbot.edges.telegram_app import AppKey
from mentorbot.edges.web.answering import Host
from mentorbot.edges.web.desk import catalogue
from mentorbot.edges.web.desk.app_door import AppDoor
from mentorbot.edges.web.desk.door import Door
from mentorbot.edges.web.desk.shell import Shell


def desk_routes(
    host: Host, web_url: str, bot_name: Callable[[], Awaitable[str]], *, can_mail: bool = False,
    app_key: AppKey | None = None,
) -> list[Route]:  # fmt: skip
    """`web_url`: the public address; its scheme decides whether cookies need https.

    `can_mail`: whether e-mail is set up. `app_key`: None where nothing opens inside Telegram.
    """
    shell = Shell(
        host, web_url, catalogue.PAGES, catalogue.SECTIONS, catalogue.texts(), bot_name,
        can_mail=can_mail,
    )  # fmt: skip
    door = Door(shell, bot_name, can_mail=can_mail)
    inside = [] if app_key is None else AppDoor(shell, app_key, bot_name).routes()
    return [*door.routes(), *inside, *shell.routes()]
