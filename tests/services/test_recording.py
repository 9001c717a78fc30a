"""Facts and their recorders."""

from __future__ import annotations

from typing import get_args

from mentorbot.domain.facts import Fact
from mentorbot.services.recording import RECORDERS


def test_every_fact_has_its_one_recorder() -> None:
    assert set(RECORDERS) == set(get_args(Fact))
