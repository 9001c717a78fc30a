"""Whether the ladders that a problem climbs leave nobody out, and go on in order."""

from __future__ import annotations

from mentorbot.book.findings import Findings
from mentorbot.book.rulebook import RuleSheets
from mentorbot.book.schema import ModelShape, RungShape
from mentorbot.domain.levels import Level
from mentorbot.domain.placements import FollowUpModel

LADDERS = {"ladder": (Level.YELLOW, Level.ORANGE), "green_ladder": (Level.GREEN,)}
"""By name the levels that each is for."""


class LadderAgreement:
    def __init__(self, read: RuleSheets, found: Findings) -> None:
        self.read = read
        self.found = found

    def check(self) -> None:
        for model in FollowUpModel if self.read.models else ():
            self._model(model, getattr(self.read.models, model))
        self._after()

    def _model(self, model: FollowUpModel, shape: ModelShape) -> None:
        for name in LADDERS:
            rungs: tuple[RungShape, ...] = getattr(shape, name)
            for at, rung in enumerate(rungs):
                self._rung(model, name, at, rung)
            for at in range(1, len(rungs)):
                if rungs[at].share < rungs[at - 1].share:
                    message = "the rungs must stand in order of share, the smallest first"
                    self._error(model, name, at, message)
            self._first(model, name, rungs)
            self._last(model, name, rungs)

    def _rung(self, model: FollowUpModel, name: str, at: int, rung: RungShape) -> None:
        if at and rung.kind == "digest":
            message = "only the first rung can be a digest: a week's message waits for nobody"
            self._error(model, name, at, message)
        if rung.repeat and rung.kind != "reminder":
            self._error(model, name, at, "only a reminder can be repeated")
        known = LADDERS[name]
        for level in rung.levels or ():
            if level not in known:
                message = f"{name} is for {' and '.join(known)}: {level} has a ladder of its own"
                self._error(model, name, at, message)

    def _first(self, model: FollowUpModel, name: str, rungs: tuple[RungShape, ...]) -> None:
        """Whatever its level, somebody is told of a problem at once, or in the week's message."""
        calm = name == "green_ladder"
        kinds = ("notice", "digest") if calm else ("notice",)
        what = "a digest or a notice with share 0" if calm else "a notice with share 0"
        wrong: dict[int, list[Level]] = {}
        for level in LADDERS[name]:
            mine = [each for each in enumerate(rungs) if level in (each[1].levels or (level,))]
            at, first = mine[0] if mine else (0, None)
            if first is None or first.kind not in kinds or first.share != 0:
                wrong.setdefault(at, []).append(level)
        for at, levels in wrong.items():
            message = f"the first rung must be {what}: nobody is told of {' and '.join(levels)}"
            self._error(model, name, at, message)

    def _last(self, model: FollowUpModel, name: str, rungs: tuple[RungShape, ...]) -> None:
        """Whatever its level, a problem ends with a human whose office has it (rule 1)."""
        for level in LADDERS[name]:
            mine = [at for at, each in enumerate(rungs) if level in (each.levels or (level,))]
            if mine and (rungs[mine[-1]].tell, rungs[mine[-1]].kind) != ("coordinator", "handover"):
                message = f"the last rung must be a handover to the coordinator, for {level} too"
                self._error(model, name, mine[-1], message)

    def _error(self, model: FollowUpModel, name: str, at: int, message: str) -> None:
        self.found.error(self.read.sheets["models"].spot(model, name, at), message)

    def _after(self) -> None:
        after = self.read.problems
        if after is None:
            return
        sheet = self.read.sheets["problems"]
        if after.stale.take_back <= after.stale.ask:
            message = "take_back must be more than ask: whoever is asked needs time to answer"
            self.found.error(sheet.spot("stale"), message)
        if after.unanswered_closes_days <= after.unanswered_asks_days:
            message = "must be more than unanswered_asks_days: the mentor is asked before it closes"
            self.found.error(sheet.spot("unanswered_closes_days"), message)
