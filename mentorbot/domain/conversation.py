"""Conversation as arithmetic: (Place, Turn, Brief) -> Step.

A person may have several dialogs open at once. Each has one message of its own, its *bubble*,
that is edited in place; the Place says where in that dialog the person stands. Buttons carry
nothing but an opaque key: what they mean is stored beside the Place they were shown with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from mentorbot.domain.wording import Phrase

if TYPE_CHECKING:
    from mentorbot.domain.access import Operation
    from mentorbot.domain.brief import Brief, Need
    from mentorbot.domain.facts import Fact

Data: TypeAlias = Mapping[str, Any]
"""What a dialog remembers between turns: JSON values only. It is encrypted at rest."""


@dataclass(frozen=True)
class Place:
    """Where one person stands in one dialog.

    `subject` is what the dialog is about ("checkin:12", "problem:T4K7", or "" for dialogs that
    exist once per person). A person has at most one bubble per (dialog, subject).
    """

    dialog: str
    state: str
    subject: str = ""
    data: Data = field(default_factory=dict)
    listens: bool = False
    """Whether this state takes what the person types next."""

    def at(self, state: str, /, *, listens: bool = False, **changes: Any) -> Place:
        """The same dialog in another state, with `changes` made to its data."""
        return replace(self, state=state, listens=listens, data={**self.data, **changes})

    @property
    def about(self) -> str:
        """The subject's id: "T4K7" for "problem:T4K7"."""
        return self.subject.partition(":")[2]


class Act(StrEnum):
    """What kind of thing happened."""

    TAPPED = "tapped"
    TYPED = "typed"
    COMMANDED = "commanded"
    SENT = "sent"
    """Something that is neither text nor tap; `move` says what: voice, photo, sticker, ..."""
    OPENED = "opened"
    """Nobody acted: mentorbot opens or refreshes the dialog by itself; `move` says why."""


@dataclass(frozen=True)
class Turn:
    """What one person just did."""

    act: Act
    move: str = ""
    """The name of the button or command, without words; empty for typed text."""
    argument: str = ""
    text: str = ""
    """What was typed, raw. It must not reach a Fact or a Place before it was redacted."""


@dataclass(frozen=True)
class Button:
    """One choice. `opens` names another dialog that the tap starts, in a bubble of its own."""

    label: Phrase
    move: str
    argument: str = ""
    opens: str = ""
    subject: str = ""
    """With `opens`: what the opened dialog is about."""


Rows: TypeAlias = Sequence[Sequence[Button]]


@dataclass(frozen=True)
class Say:
    """One message to the person whose turn it is.

    With a place, it is that place's bubble: edited where it stands, or sent when there is none
    (or `anew`, which sends it again at the bottom and takes the buttons off the old one).
    Without a place it is a plain message without buttons. An edit makes no sound on a phone, so
    what matters is said anew or as a plain message (feel 5).
    """

    text: Phrase
    place: Place | None = None
    buttons: Rows = ()
    anew: bool = False
    silent: bool = False
    wording: bool = False
    """Holds a mentor's own words: deleted from the chat again within 46 hours."""
    urgent: bool = False
    """In the lane of emergencies and escalations; sent again when its fate is unknown."""


@dataclass(frozen=True)
class Then:
    """Another dialog that opens right after this step, in the same transaction."""

    dialog: str
    move: str
    argument: str = ""
    subject: str = ""
    text: str = ""
    """What was typed: handed on within the turn, and stored nowhere."""


@dataclass(frozen=True)
class Step:
    """The outcome of a turn: what is said (with the new Place), and what was established."""

    says: tuple[Say, ...] = ()
    facts: tuple[Fact, ...] = ()
    toast: Phrase | None = None
    """A short answer to a tap that fades by itself."""
    then: Then | None = None
    refuses: Operation | None = None
    """What this person wanted and may not, where the dialog itself tells them so: for the audit."""


class Dialog(Protocol):
    """One conversation. A module of `dialogs` with these three names is a Dialog."""

    @property
    def NAME(self) -> str: ...

    @property
    def NEEDS(self) -> frozenset[Need]: ...

    def take(self, place: Place, turn: Turn, brief: Brief) -> Step:
        """One turn. A Place in state "" is a dialog that was not open yet.

        Raises BadMove where the move has no meaning in this state (an old button, a race):
        nothing changes then, and the person is shown where they stand.
        """
