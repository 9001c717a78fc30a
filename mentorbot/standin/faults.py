"""Trouble on demand: what a network and a large service do to a bot on a bad day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from mentorbot.standin.errors import MisuseError

KINDS: Final = frozenset(
    {
        "error",
        "retry_after",
        "http",
        "garbage",
        "delay",
        "hang",
        "drop_before",
        "drop_after",
        "corrupt",
    }
)
BAD_GATEWAY: Final = "<html><head><title>502 Bad Gateway</title></head><body></body></html>"


@dataclass
class Fault:
    """One kind of trouble for calls of one method ("*": any).

    error        code + description          retry_after  429 with `seconds`
    http         `status` with an HTML body  garbage      200 with a body that is not JSON
    delay        `seconds`, then as usual    hang         no answer while the client stays
    drop_before  connection cut, not applied drop_after   applied, then the connection is cut
    corrupt      applied, answered wrongly: `result` instead of the real one
    """

    kind: str
    method: str = "*"
    times: int = 1
    after: int = 0
    contains: str = ""
    chat_id: int | None = None
    code: int = 500
    description: str = "Internal Server Error"
    seconds: float = 1.0
    status: int = 502
    result: Any = field(default_factory=lambda: {"message_id": "one", "date": None})

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise MisuseError(f"unknown fault {self.kind!r}; known: {', '.join(sorted(KINDS))}")

    def fits(self, method: str, values: dict[str, Any]) -> bool:
        return (
            self.method in ("*", method)
            and (self.chat_id is None or values.get("chat_id") == self.chat_id)
            and (not self.contains or self.contains in str(values))
        )


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def __iter__(self) -> Any:
        return iter(self._waiting)

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def strike(self, method: str, values: dict[str, Any]) -> Fault | None:
        """The first fault that fits this call and is due; it is used up by one."""
        for fault in self._waiting:
            if not fault.fits(method, values):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._waiting.remove(fault)
            return fault
        return None
