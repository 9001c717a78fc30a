"""What is wrong with the content: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from mentorbot.domain.errors import MentorbotError

ERROR = "error"
ADVICE = "advice"


class Spot(NamedTuple):
    """A line in a file; line 0 is the file as a whole."""

    file: str
    line: int


@dataclass(frozen=True, order=True)
class Finding:
    file: str
    line: int
    message: str
    kind: str = ERROR
    """"error" stops the load; "advice" is about style and only the linter tells it."""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {'advice: ' if self.kind == ADVICE else ''}{self.message}"


class ContentErrors(MentorbotError):
    """The content has mistakes. What was loaded before goes on serving."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


@dataclass
class Findings:
    """Gathers everything that is wrong, so that an editor is told all of it at once."""

    found: set[Finding] = field(default_factory=set)

    def error(self, spot: Spot, message: str) -> None:
        self.found.add(Finding(*spot, message))

    def advise(self, spot: Spot, message: str) -> None:
        self.found.add(Finding(*spot, message, ADVICE))

    def of(self, kind: str) -> tuple[Finding, ...]:
        return tuple(sorted(each for each in self.found if each.kind == kind))
