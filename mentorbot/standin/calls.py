"""Every API call in order: the record that tests and people read afterwards."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

KEPT: Final = 200_000


@dataclass(slots=True)
class Call:
    number: int
    time: float
    method: str
    parameters: Mapping[str, Any]
    answer: Any = None
    warnings: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def ok(self) -> bool:
        return isinstance(self.answer, dict) and bool(self.answer.get("ok"))

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ok": self.ok}


class Calls:
    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT)
        self.total = 0

    def __iter__(self) -> Iterator[Call]:
        return iter(self._calls)

    def __len__(self) -> int:
        return len(self._calls)

    def start(self, time: float, method: str, parameters: Mapping[str, Any]) -> Call:
        self.total += 1
        call = Call(self.total, time, method, parameters)
        self._calls.append(call)
        return call

    def clear(self) -> None:
        self._calls.clear()

    def matching(
        self, method: str = "", since: int = 0, chat_id: int | None = None, contains: str = ""
    ) -> list[Call]:
        """Calls after number `since`, filtered."""
        return [
            call
            for call in self._calls
            if call.number > since
            and method in ("", call.method)
            and (chat_id is None or str(call.parameters.get("chat_id")) == str(chat_id))
            and contains in str(call.parameters)
        ]
