"""A second opinion on every call: aiogram's typed models judge what PTB sends and receives.

The stand-in and the bot could share a misunderstanding of the Bot API. aiogram's models were
generated from its documentation by other people, so they share it less likely. Use
`SpiedRequest` for a PTB bot and look at `objections` afterwards.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import aiogram.methods
from aiogram.methods import TelegramMethod
from pydantic import BaseModel, TypeAdapter, ValidationError
from telegram.request import HTTPXRequest, RequestData

# Seconds since 1970 stay below this for three thousand years; milliseconds do not.
LATEST_DATE = 10**11


def model_of(method: str) -> type[TelegramMethod[Any]]:
    model: type[TelegramMethod[Any]] = getattr(aiogram.methods, method[0].upper() + method[1:])
    return model


def objections_to_request(method: str, parameters: dict[str, Any]) -> list[str]:
    model = model_of(method)
    unknown = sorted(set(parameters) - set(model.model_fields))
    found = [f"{method}: no parameter {name!r}" for name in unknown]
    try:
        model.model_validate(parameters)
    except ValidationError as error:
        found += [f"{method}: {line['loc']} {line['msg']}" for line in error.errors()]
    return found


def objections_to_answer(method: str, body: dict[str, Any]) -> list[str]:
    if body.get("ok") is False:
        return _objections_to_refusal(method, body)
    try:
        result = TypeAdapter(model_of(method).__returning__).validate_python(body.get("result"))
    except ValidationError as error:
        return [f"{method} answered: {line['loc']} {line['msg']}" for line in error.errors()]
    return [
        f"{method} answered: {what}"
        for what in [*_unknown_fields(result), *_strange_dates(body["result"])]
    ]


def _objections_to_refusal(method: str, body: dict[str, Any]) -> list[str]:
    right = isinstance(body.get("error_code"), int) and isinstance(body.get("description"), str)
    return [] if right else [f"{method} refused without error_code and description"]


def _unknown_fields(value: Any, path: str = "") -> list[str]:
    """aiogram keeps fields it does not know; Telegram does not have them."""
    if isinstance(value, list | tuple):
        return [found for one in value for found in _unknown_fields(one, path)]
    if not isinstance(value, BaseModel):
        return []
    found = [f"unknown field {path}{name}" for name in value.model_extra or ()]
    for name in value.model_fields_set:
        found += _unknown_fields(getattr(value, name), f"{path}{name}.")
    return found


def _strange_dates(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for one in value for found in _strange_dates(one)]
    if not isinstance(value, dict):
        return []
    found = [
        f"{name} is not in seconds: {number}"
        for name, number in value.items()
        if name.endswith("date") and isinstance(number, int) and number > LATEST_DATE
    ]
    return found + [one for inner in value.values() for one in _strange_dates(inner)]


class Opinion:
    def __init__(self) -> None:
        self.objections: list[str] = []
        self.seen: Counter[str] = Counter()

    def on_request(self, method: str, parameters: dict[str, Any]) -> None:
        self.seen[method] += 1
        self.objections += objections_to_request(method, parameters)

    def on_answer(self, method: str, payload: bytes) -> None:
        try:
            body = json.loads(payload)
        except ValueError:
            self.objections.append(f"{method} answered something that is not JSON")
            return
        self.objections += objections_to_answer(method, body)


class SpiedRequest(HTTPXRequest):
    """PTB's own transport, with an opinion on everything that passes.

    Give one `Opinion` to both `request` and `get_updates_request` of a bot.
    """

    def __init__(self, opinion: Opinion, **settings: Any) -> None:
        super().__init__(**settings)
        self.opinion = opinion

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **more: Any,
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        if "/file/" in url:
            return await super().do_request(url, method, request_data, *timeouts, **more)
        self.opinion.on_request(name, _parameters(request_data))
        status, payload = await super().do_request(url, method, request_data, *timeouts, **more)
        self.opinion.on_answer(name, payload)
        return status, payload


def _parameters(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    # An upload travels beside the parameters; aiogram wants to see that it is there.
    return dict.fromkeys(data.multipart_data, "upload") | dict(data.parameters)
