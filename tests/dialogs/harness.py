"""Speaks and listens to one dialog as a person would: no database, no event loop, no Telegram."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Act, Button, Dialog, Place, Say, Step, Turn
from mentorbot.domain.facts import Fact


class Talk:
    """One person in one dialog. Each act returns the Step; the Place is carried along."""

    def __init__(self, dialog: Dialog, brief: Brief, subject: str = "") -> None:
        self.dialog = dialog
        self.brief = brief
        self.place = Place(dialog.NAME, "", subject)
        self.bubble: Say | None = None
        self.step = Step()
        self.facts: list[Fact] = []

    def opened(self, move: str, argument: str = "") -> Step:
        return self._take(Turn(Act.OPENED, move, argument))

    def commands(self, move: str) -> Step:
        return self._take(Turn(Act.COMMANDED, move))

    def types(self, text: str) -> Step:
        assert self.place.listens, f"{self.place.state} does not listen"
        return self._take(Turn(Act.TYPED, text=text))

    def sends(self, kind: str) -> Step:
        return self._take(Turn(Act.SENT, kind))

    def forces(self, move: str, argument: str = "") -> Step:
        """A tap without a visible button: a race or an old keyboard."""
        return self._take(Turn(Act.TAPPED, move, argument))

    def taps(self, label: str, argument: str | None = None) -> Step:
        """Taps the visible button whose label has this key (and this argument, if given)."""
        button = self.button(label, argument)
        assert not button.opens, f"{label} opens {button.opens}: take it from there"
        return self._take(Turn(Act.TAPPED, button.move, button.argument))

    def button(self, label: str, argument: str | None = None) -> Button:
        fits = [
            button
            for button in self.buttons()
            if button.label.key == label and argument in (None, button.argument)
        ]
        assert fits, f"no button {label} among {[b.label.key for b in self.buttons()]}"
        return fits[0]

    def buttons(self) -> list[Button]:
        return [button for row in (self.bubble.buttons if self.bubble else ()) for button in row]

    def heard(self) -> list[str]:
        """The keys of everything said in the last step."""
        return [say.text.key for say in self.step.says]

    def knows(self, **sections: Any) -> None:
        """The brief changes, as storage would have made it change."""
        self.brief = replace(self.brief, **sections)

    def _take(self, turn: Turn) -> Step:
        self.step = self.dialog.take(self.place, turn, self.brief)
        self.facts += self.step.facts
        for say in self.step.says:
            if say.place is not None:
                self.place, self.bubble = say.place, say
        return self.step
