"""What the running service shows of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Pulse:
    """Signs of life, for /readyz."""

    polled_at: datetime | None = None
    ticked_at: datetime | None = None
    audited_at: datetime | None = None
    findings: Mapping[str, int] = field(default_factory=dict)
    """What the last audit found, and how many of each."""
    content: str = ""
    """Version of the Book that serves."""
