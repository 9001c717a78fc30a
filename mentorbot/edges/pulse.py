"""What the running service shows of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Pulse:
    """Signs of life, for /readyz."""

    polled_at: datetime | None = None
    ticked_at: datetime | None = None
    content: str = ""
    """Version of the Book that serves."""
