"""Whether the three models agree with themselves and with the questions."""

from __future__ import annotations

from collections.abc import Iterator

from mentorbot.book.findings import Findings, Spot
from mentorbot.book.rulebook import RuleSheets
from mentorbot.book.schema import ModelShape, OccasionShape
from mentorbot.book.sheets import Path, Sheet
from mentorbot.domain.placements import FollowUpModel


class ModelAgreement:
    def __init__(self, read: RuleSheets, found: Findings) -> None:
        self.read = read
        self.found = found

    @property
    def sheet(self) -> Sheet:
        return self.read.sheets["models"]

    def check(self) -> None:
        for model in FollowUpModel if self.read.models else ():
            self._model(model, getattr(self.read.models, model))

    def _model(self, model: FollowUpModel, shape: ModelShape) -> None:
        for level, deadline in shape.deadlines:
            if (deadline.working_days is None) == (deadline.working_hours is None):
                message = "give either working_days or working_hours, not both and not none"
                self.found.error(self.sheet.spot(model, "deadlines", level), message)
        bounds = shape.rhythm
        if bounds and bounds.at_least > bounds.at_most:
            self.found.error(self.sheet.spot(model, "rhythm"), "at_least must not be above at_most")
        self._occasions(model, shape)

    def _occasions(self, model: FollowUpModel, shape: ModelShape) -> None:
        names = [occasion.name for occasion in shape.checkins]
        for at, occasion in enumerate(shape.checkins):
            if occasion.name in names[:at]:
                message = f"a check-in called {occasion.name} stands here twice: rename one"
                self.found.error(self.sheet.spot(model, "checkins", at, "name"), message)
            self._occasion(model, occasion, (model, "checkins", at))

    def _occasion(self, model: FollowUpModel, occasion: OccasionShape, path: Path) -> None:
        for problem in _timing(occasion):
            self.found.error(self.sheet.spot(*path), f"{occasion.name}: {problem}")
        asked = {(*path, "ask"): occasion.ask} | {
            (*path, "cycle", turn): ask for turn, ask in enumerate(occasion.cycle)
        }
        for where, ask in asked.items():
            self._asks(model, ask, self.sheet.spot(*where))

    def _asks(self, model: FollowUpModel, ask: tuple[str, ...], spot: Spot) -> None:
        checkin, questions = self.read.checkin, self.read.questions
        if checkin and len(ask) > checkin.most_taps:
            message = f"asks {len(ask)} questions; most_taps in checkin.yaml is {checkin.most_taps}"
            self.found.error(spot, message)
        for name in ask if questions is not None else ():
            if questions is None or name not in questions:
                self.found.error(spot, f"there is no question {name} in questions.yaml")
            elif model not in questions[name].models:
                message = (
                    f"{name} is not asked in the model {model}: see its models in questions.yaml"
                )
                self.found.error(spot, message)


def _timing(occasion: OccasionShape) -> Iterator[str]:
    if (occasion.working_days is None) == (occasion.weeks is None):
        yield "give either working_days or weeks, not both and not none"
    if occasion.every is not None and occasion.weeks is None:
        yield "every needs weeks: the week in which it is asked first"
    if occasion.cycle and occasion.every is None:
        yield "cycle needs every: how many weeks lie between"
    if not occasion.ask and not occasion.cycle:
        yield "ask is missing: name the questions"
