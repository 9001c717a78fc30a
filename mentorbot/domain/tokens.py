"""Words made by chance: references that people read aloud, and keys that nobody can guess."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TypeAlias

Entropy: TypeAlias = Callable[[int], bytes]
"""Gives so many unpredictable bytes; comes from the edge."""

ALPHABET = "ACDEFHJKLMNPRTUVWXY34679"
"""Without letters and digits that are mistaken for one another on the phone."""


def reference(entropy: Entropy) -> str:
    """Five letters and digits that begin with a letter, such as "T4K7M"."""
    numbers = int.from_bytes(entropy(8))
    first, numbers = numbers % 19, numbers // 19
    rest = ""
    for _ in range(4):
        numbers, number = divmod(numbers, len(ALPHABET))
        rest += ALPHABET[number]
    return ALPHABET[first] + rest


def key(entropy: Entropy) -> str:
    """128 bits in 22 URL-safe characters: fits callback data (64 bytes) and deep links (64)."""
    return base64.urlsafe_b64encode(entropy(16)).rstrip(b"=").decode()
