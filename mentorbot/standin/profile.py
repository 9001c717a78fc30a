"""What the bot says about itself: commands, name, descriptions, menu button (Bot API)."""

from __future__ import annotations

from mentorbot.standin import rules
from mentorbot.standin.errors import bad_request
from mentorbot.standin.parameters import Values
from mentorbot.standin.world import Json, World


def get_me(world: World, _: Values) -> Json:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def set_my_commands(world: World, values: Values) -> bool:
    listed = rules.commands(values.get("commands"))
    world.commands[_place(world, values)] = listed
    world.tell("commands", {})
    return True


def get_my_commands(world: World, values: Values) -> list[dict[str, str]]:
    return world.commands.get(_place(world, values), [])


def delete_my_commands(world: World, values: Values) -> bool:
    world.commands.pop(_place(world, values), None)
    world.tell("commands", {})
    return True


def _place(world: World, values: Values) -> tuple[tuple[str, ...], str]:
    scope = rules.scope(values.get("scope"))
    if len(scope) > 1:
        chat_id = scope[1]
        world.chat(chat_id if chat_id.startswith("@") else int(chat_id))
    return scope, rules.language(values)


def set_my_name(world: World, values: Values) -> bool:
    text = rules.short_enough(values, "name", 64, "BOT_TITLE_INVALID")
    return _describe(world, values, "name", text)


def set_my_description(world: World, values: Values) -> bool:
    text = rules.short_enough(values, "description", 512, "BOT_DESCRIPTION_INVALID")
    return _describe(world, values, "description", text)


def set_my_short_description(world: World, values: Values) -> bool:
    text = rules.short_enough(values, "short_description", 120, "BOT_ABOUT_INVALID")
    return _describe(world, values, "short_description", text)


def _describe(world: World, values: Values, field: str, text: str) -> bool:
    world.profile[field, rules.language(values)] = text
    if field == "name" and text and not values.get("language_code"):
        world.bot["first_name"] = text
    world.tell("profile", {})
    return True


def get_my_name(world: World, values: Values) -> Json:
    return {"name": _described(world, values, "name") or world.bot["first_name"]}


def get_my_description(world: World, values: Values) -> Json:
    return {"description": _described(world, values, "description")}


def get_my_short_description(world: World, values: Values) -> Json:
    return {"short_description": _described(world, values, "short_description")}


def _described(world: World, values: Values, field: str) -> str:
    return world.described(field, rules.language(values))


def set_chat_menu_button(world: World, values: Values) -> bool:
    button = values.get("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in (
        "default",
        "commands",
        "web_app",
    ):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    world.menu_buttons[_private(world, values)] = button
    return True


def get_chat_menu_button(world: World, values: Values) -> Json:
    chosen = world.menu_buttons.get(_private(world, values)) or world.menu_buttons.get(None)
    return chosen or {"type": "commands"}


def _private(world: World, values: Values) -> int | None:
    return world.chat(values["chat_id"]).id if "chat_id" in values else None
