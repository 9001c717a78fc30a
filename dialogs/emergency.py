"""The emergency panel, and what follows "I have called": the same in every dialog that shows it.

The numbers come before any question, menu or remark (rule 5). The panel never bars the
way: a dialog puts it above its own words, adds `call_button()`, and offers each turn to `take`.
"""

from __future__ import annotations

from dialogs.asking import ALIAS, REPORT, rows, view_of
from dialogs.status_bubble import receipt
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import EmergencyCalled
from mentorbot.domain.levels import Level
from mentorbot.domain.placements import PlacementId
from mentorbot.domain.problems import Knows, Reachable, Report, Wish
from mentorbot.domain.wording import Label, Phrase, Text

PANEL = Text("emergency.panel")
LINE = Text("emergency.line")
FIRE_FIRST = Text("emergency.fire_first")
POLICE_FIRST = Text("emergency.police_first")
AMBULANCE_FIRST = Text("emergency.ambulance_first")
LIFE_FIRST = Text("emergency.life_first")
FIRST = {
    "fire": FIRE_FIRST,
    "violence": POLICE_FIRST,
    "abuse": POLICE_FIRST,
    "assault": POLICE_FIRST,
    "medical": AMBULANCE_FIRST,
    "overdose": AMBULANCE_FIRST,
    "suicide": LIFE_FIRST,
    "self_harm": LIFE_FIRST,
    "mentor_self": LIFE_FIRST,
}
"""By the kind of emergency: the number that it calls for comes first, and big."""
CALLED = Text("emergency.called")
HELPLINES = Text("emergency.helplines")
NOTED = Text("emergency.noted", "panel")
WHOSE = Text("report.whose_call")

I_CALLED = Label("emergency.i_called")
TELL_NAV = Label("emergency.tell_nav")
NO_NAV = Label("emergency.no_nav")
NO_DANGER = Label("emergency.no_danger")
SHOW_HELPLINES = Label("emergency.show_helplines")

STATE = "danger"
NOTED_UNDER = "P09"
"""The category that services file the content-free note under."""


def panel(kind: str) -> Phrase:
    """All the numbers; the one that this kind calls for stands first."""
    return FIRST.get(kind, PANEL)()


def call_button() -> Button:
    return Button(I_CALLED(), "called")


def take(
    place: Place, turn: Turn, brief: Brief, placement: PlacementId | None = None, back: str = ""
) -> Step | None:
    """The turn, where it is the panel's; None where the dialog itself is to go on.

    `placement` is whose case it is, where the dialog knows. `back` is the dialog's own move that
    undoes a tap on "I have called". Needs Need.PLACEMENTS and Need.REFERENCE.
    """
    if turn.act is not Act.TAPPED:
        return None
    if turn.move == "called":
        return Step((_after_the_call(place, brief, placement, back),))
    if place.state != STATE:
        return None
    match turn.move:
        case "helplines":
            return Step((Say(HELPLINES(), place, _choices(brief, placement, back)[:-1]),))
        case "no_nav":
            return _ended(place, EmergencyCalled(placement, tell_nav=False))
        case "tell_nav":
            return _tell_nav(place, brief, turn.argument)
    return None


def _after_the_call(place: Place, brief: Brief, placement: PlacementId | None, back: str) -> Say:
    return Say(CALLED(), place.at(STATE), _choices(brief, placement, back))


def _choices(brief: Brief, placement: PlacementId | None, back: str) -> Rows:
    """Helplines stand last, so that they can be left off once they are shown."""
    ask: Rows = ()
    if brief.placements:
        known = placement or (len(brief.placements) == 1 and brief.placements[0].placement.id)
        ask = ((Button(TELL_NAV(), "tell_nav", str(known or "")),),)
    wrong: Rows = ((Button(NO_DANGER(), back),),) if back else ()
    no, numbers = Button(NO_NAV(), "no_nav"), Button(SHOW_HELPLINES(), "helplines")
    return (*ask, (no,), *wrong, (numbers,))


def _tell_nav(place: Place, brief: Brief, argument: str) -> Step:
    if not argument:
        whose = [
            Button(ALIAS(alias=view.placement.alias), "tell_nav", str(view.placement.id))
            for view in brief.placements
        ]
        return Step((Say(WHOSE(), place, (*rows(whose), (Button(NO_NAV(), "no_nav"),))),))
    view = view_of(brief, int(argument))
    if view is None:
        raise BadMove
    note = Report(
        view.placement.id, NOTED_UNDER, Level.RED, Wish.CALL_ME, Reachable.ANY_TIME, Knows.SKIPPED
    )
    called = EmergencyCalled(view.placement.id, tell_nav=True, reference=brief.reference)
    # The bubble becomes the status of the note; the words come below it, with the numbers again.
    is_closed = brief.now < brief.calendar.next_working_time(brief.now)
    noted = NOTED(panel=PANEL() if is_closed else None)
    return Step((receipt(note, view, brief), Say(noted)), (called,))


def _ended(place: Place, called: EmergencyCalled) -> Step:
    report = Button(REPORT(), "start", opens="report")
    done = Place(place.dialog, "done", place.subject)
    return Step((Say(HELPLINES(), done, ((report,),)),), (called,))
