"""What people are called, what they wrote and their numbers rest nowhere in the clear (rule 6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mentorbot.domain.received import Kind
from mentorbot.services.messenger import NotSent
from tests.stories.office import Office

SECRETS = (
    "Marit Mo", "Nadia Nes", "Nygård", "Kari Kvam", "90000001", "90 00 00 01", "Lageret",
    "hylla i kjelleren", "hemmelig tanke", "min egen usendte", "dårlig rettet",
)  # fmt: skip


@pytest.mark.shows(
    "R40", "Neither names nor wording stand in the clear in the database file or the log."
)
def test_neither_in_the_database_file_nor_in_the_log(
    office_at: Callable[..., Office], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    office = office_at(
        datetime(2027, 3, 2, 9, 0, tzinfo=UTC), start=date(2027, 3, 1), end=date(2027, 5, 28)
    )
    marit, nadia = office.marit, office.nadia
    marit.says("/report")
    for step in ("group.at_work", "category.P03", "report.next", "common.skip"):
        marit.chooses(step)
    marit.chooses("report.add_words")
    marit.says("hylla i kjelleren er for høy")
    marit.chooses("report.send")
    nadia.chooses("followup.see")
    nadia.chooses("followup.read_words")
    marit.says("/report")
    for step in ("group.at_work", "category.P04", "report.next", "common.skip"):
        marit.chooses(step)
    marit.chooses("report.add_words")
    marit.says("min egen usendte tekst")
    marit.says("/cancel")
    marit.says("en hemmelig tanke til ingen")
    marit.does(Kind.EDITED, "dårlig rettet")
    nadia.chat.fault = NotSent()
    nadia.says("/mine")
    office.town.later(hours=1)
    nadia.chat.fault = None
    office.town.later(days=3)
    said = capfd.readouterr()
    file = b"".join(path.read_bytes() for path in sorted(tmp_path.glob("town.db*")))
    assert len(file) > 50_000
    for secret in SECRETS:
        assert secret.encode() not in file, secret
        assert secret not in said.out + said.err, secret
