"""A person's phone in a test: says, taps, and sees what the bot wrote."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import httpx

Json = dict[str, Any]
CLIENT_PATIENCE = 120.0


class PhoneError(AssertionError):
    """The phone could not do or see what the test asked for."""


class Phone:
    """`see` looks at what the bot wrote since this phone's last own act; `chat` at everything."""

    def __init__(self, base_url: str, user: int, client: httpx.AsyncClient | None = None) -> None:
        self.user = user
        self._own = client is None
        self._client = client or httpx.AsyncClient(timeout=CLIENT_PATIENCE)
        self._base = f"{base_url.rstrip('/')}/control"
        self._mark = 0

    @classmethod
    async def of(
        cls, base_url: str, client: httpx.AsyncClient | None = None, **person: Any
    ) -> Self:
        """Adds the person (id, first_name, language_code, caption ...) and takes up the phone."""
        phone = cls(base_url, int(person.get("id", 0)), client)
        phone.user = int((await phone._post("people", person))["id"])
        return phone

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if self._own:
            await self._client.aclose()

    async def start(self, payload: str = "") -> Json:
        return await self.say(f"/start {payload}".strip())

    async def say(self, text: str) -> Json:
        return await self._act("say", text=text)

    async def open(self, link: str) -> Json:
        return await self._act("open", link=link)

    async def tap(self, label: str, *, wait: float = 5.0) -> Json:
        """Gives {"answered", "text", "alert", "url", "message_id", "button"}."""
        return await self._act("tap", label=label, wait=wait)

    async def tap_at(
        self, message_id: int, row: int, column: int = 0, *, wait: float = 5.0
    ) -> Json:
        return await self._act("tap", message_id=message_id, row=row, column=column, wait=wait)

    async def send(self, kind: str, caption: str = "", **content: Any) -> Json:
        return await self._act("send", kind=kind, caption=caption, content=content)

    async def edit(self, message_id: int, text: str) -> Json:
        return await self._act("edit", message_id=message_id, text=text)

    async def block(self) -> Json:
        return await self._act("block")

    async def unblock(self) -> Json:
        return await self._act("unblock")

    async def deactivate(self) -> Json:
        return await self._act("deactivate")

    async def see(
        self,
        text: str,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109  (the server waits, not the client)
        anywhere: bool = False,
    ) -> Json:
        """The newest message of the bot that contains the text; waits for it."""
        return await self._await(timeout, anywhere, contains=text)

    async def see_button(
        self,
        label: str,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109
        anywhere: bool = False,
    ) -> Json:
        return await self._await(timeout, anywhere, button=label)

    async def silence(self, seconds: float) -> None:
        """Fails if the bot writes or edits anything in this time."""
        seen = await self._post(
            "wait", {"user": self.user, "since": await self._now(), "timeout": seconds}
        )
        if seen["found"]:
            raise PhoneError(f"expected silence, saw {seen['message'].get('text')!r}")

    async def messages(self) -> list[Json]:
        """What stands in the chat now, oldest first."""
        return [seen["message"] for seen in (await self._chat())["messages"]]

    async def last(self) -> Json:
        """The newest message from the bot."""
        for seen in reversed((await self._chat())["messages"]):
            if seen["from_bot"]:
                message: Json = seen["message"]
                return message
        raise PhoneError("the bot has written nothing")

    async def buttons(self) -> list[str]:
        """The labels under the bot's newest message."""
        rows = ((await self.last()).get("reply_markup") or {}).get("inline_keyboard", [])
        return [button["text"] for row in rows for button in row]

    async def transcript(self) -> str:
        answer = await self._client.get(f"{self._base}/chat/{self.user}", params={"format": "text"})
        return answer.text

    async def _chat(self, shape: str = "json") -> Json:
        where = f"{self._base}/chat/{self.user}"
        return _checked(await self._client.get(where, params={"format": shape}))

    async def _now(self) -> int:
        return int((await self._chat("changes"))["changes"])

    async def _act(self, what: str, **body: Any) -> Json:
        # Marked before the act: the answer may come faster than the next request.
        mark = await self._now()
        result = await self._post(what, {"user": self.user, **body})
        self._mark = mark
        return result

    async def _await(self, seconds: float, anywhere: bool, **wanted: str) -> Json:
        body = {"user": self.user, "since": 0 if anywhere else self._mark, "timeout": seconds}
        seen = await self._post("wait", body | wanted)
        if not seen["found"]:
            raise PhoneError(f"waited {seconds} s for {wanted}\n{await self.transcript()}")
        message: Json = seen["message"]
        return message

    async def _post(self, what: str, body: Json) -> Json:
        return _checked(await self._client.post(f"{self._base}/{what}", json=body))


def _checked(answer: httpx.Response) -> Json:
    body: Json = answer.json()
    if answer.status_code != 200:
        raise PhoneError(body["error"])
    return body
