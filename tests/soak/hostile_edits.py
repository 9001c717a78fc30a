"""Hundreds of broken and hostile texts through the form of the content desk.

python -m tests.soak.hostile_edits [times]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import monotonic

import bot
from mentorbot.book.binding import Bindery
from tests.edges.desk.editors import CONTENT, editors
from tests.edges.desk.hostile import BAD, hammered
from tests.stories.mail import WEB
from tests.stories.office import Office
from tests.stories.town import Town

TIMES = 300


def main(times: int) -> int:
    began = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        bindery = Bindery(shutil.copytree(CONTENT, Path(folder) / "content"), bot.texts())
        office = Office.of(Town(Path(folder), bindery.bind({})))
        office.town.parts = replace(office.town.parts, web_url=WEB, bindery=bindery)
        refused = hammered(office.town, editors(office)[0], times)
        office.town.database.close()
    print(
        f"{times} forms with {len(BAD)} kinds of broken words in {monotonic() - began:.0f} s: "
        f"{refused} refused in a sentence, none in use"
    )
    return 0 if refused == times else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES))
