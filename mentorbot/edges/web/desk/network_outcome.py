"""What is said on the network's pages after something was done, and what takes it back.

It travels in the address, as codes only: what they mean stands here.
"""

from __future__ import annotations

from mentorbot.domain.wording import Text
from mentorbot.edges.web.desk.addressing import number
from mentorbot.edges.web.desk.outcome import Outcome, Undo, turned
from mentorbot.edges.web.desk.pages import ROOT, Reply, Visit
from mentorbot.services.convening import Made, Snag

SENT = Text("desk_network.sent")
CHANGED = Text("desk_network.changed")
CALLED_OFF = Text("desk_network.called_off")
PUBLISHED = Text("desk_network.published")
DECLINED = Text("desk_network.declined")
TAKEN = Text("desk_network.taken")
SAID = Text("desk_network.said")
CORRECTED = Text("desk_network.corrected")
SAID_TAKEN = Text("desk_network.said_taken")
RESTORED = Text("desk_network.restored")
WHY_GONE = Text("desk_network.why_gone")
WHY_PAST = Text("desk_network.why_past")
WHY_TWICE = Text("desk_network.why_twice")
WHY_FEW = Text("desk_network.why_few")

DONE = {
    "sent": SENT, "changed": CHANGED, "called_off": CALLED_OFF, "published": PUBLISHED,
    "declined": DECLINED, "taken": TAKEN, "said": SAID, "corrected": CORRECTED,
    "said_taken": SAID_TAKEN, "restored": RESTORED,
}  # fmt: skip
WHYS = {
    Snag.GONE: WHY_GONE,
    Snag.PAST: WHY_PAST,
    Snag.TWICE: WHY_TWICE,
    Snag.FEW: WHY_FEW,
}
UNDOES = {
    "published": ("tips", "back"),
    "declined": ("tips", "back"),
    "said": ("did", "take_back"),
    "said_taken": ("did", "restore"),
}
"""Where a form takes it back, and by which button."""


def told(path: str, made: Made, done: str) -> Reply:
    """To that page, which says what became of it."""
    if made.snag is not None:
        return turned(path, why=made.snag)
    return turned(path, done=done, post=made.post)


def outcome_of(visit: Visit) -> Outcome | None:
    """What the address says became of it; nothing for an address that says nothing known."""
    why, done = visit.query.get("why", ""), visit.query.get("done", "")
    if why in set(Snag):
        return Outcome(WHYS[Snag(why)](), is_bad=True)
    if done not in DONE:
        return None
    post = number(visit.query.get("post"))
    if done not in UNDOES or post is None:
        return Outcome(DONE[done]())
    folder, move = UNDOES[done]
    return Outcome(DONE[done](), undo=Undo(f"{ROOT}/network/{folder}/{post}", {"do": move}))
