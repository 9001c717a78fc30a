"""What stands on every page of the desk, and what is said when a page cannot be shown."""

from __future__ import annotations

from mentorbot.domain.wording import Label, Text

NAME = Text("desk.name")
SKIP = Text("desk.skip")
MENU = Text("desk.menu")
FOOT = Text("desk.foot")
SIGNED_IN = Text("desk.signed_in", "name")
SIGN_OUT = Label("desk.sign_out")
SIGN_OUT_ALL = Label("desk.sign_out_all")
TO_FRONT = Label("desk.to_front")

MONDAY = Text("desk.nav_monday")
CONTENT = Text("desk.nav_content")

NOT_FOUND = Text("desk.not_found")
NOT_FOUND_HOW = Text("desk.not_found_how")
NOT_YOURS = Text("desk.not_yours")
NOT_YOURS_HOW = Text("desk.not_yours_how")
FROM_ELSEWHERE = Text("desk.from_elsewhere")
FROM_ELSEWHERE_HOW = Text("desk.from_elsewhere_how")
FAILED = Text("desk.failed")
FAILED_HOW = Text("desk.failed_how")
