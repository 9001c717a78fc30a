"""What each role may ask for: Telegram's command menu, and the same doors as buttons."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs import asking, emergency
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Button, Rows, Say, Step
from mentorbot.domain.people import Person, Role, Standing
from mentorbot.domain.wording import Label, Phrase, Text

REPORT = Text("commands.report")
GUIDANCE = Text("commands.guidance")
CHECKIN = Text("commands.checkin")
STATUS = Text("commands.status")
MINE = Text("commands.mine")
OVERVIEW = Text("commands.overview")
PLACEMENTS = Text("commands.placements")
NETWORK = Text("commands.network")
DESK = Text("commands.desk")
SETTINGS = Text("commands.settings")
PAUSE = Text("commands.pause")
PRIVACY = Text("commands.privacy")
MYDATA = Text("commands.mydata")
FORGET = Text("commands.forget")
HELP = Text("commands.help")
STOP = Text("commands.stop")
CANCEL = Text("commands.cancel")
START = Text("commands.start")

OPEN_STATUS = Label("commands.open_status")
OPEN_MINE = Label("commands.open_mine")
OPEN_OVERVIEW = Label("commands.open_overview")
START_AGAIN = Label("commands.start_again")

DESCRIPTION = Text("commands.description")
"""What somebody reads before they press Start: at most 512 characters (setMyDescription)."""
ABOUT = Text("commands.about")
"""On the bot's profile: at most 120 characters (setMyShortDescription)."""

STRANGER = Text("commands.stranger", "line")
NEWCOMER = Text("commands.newcomer", "line")
NAV_CONTACT = Text("commands.nav_contact", "name", "phone", "alias")

EVERYBODY = frozenset(Role)
MENTORS = frozenset({Role.MENTOR})
NETWORKERS = frozenset({Role.MENTOR, Role.COORDINATOR})
OFFICE = frozenset({Role.NAV_CONTACT, Role.COORDINATOR})
COORDINATORS = frozenset({Role.COORDINATOR})


@dataclass(frozen=True)
class Command:
    """`/name` opens `dialog` with `move`; `says` describes it in Telegram's menu."""

    name: str
    dialog: str
    move: str
    says: Text
    roles: frozenset[Role] = EVERYBODY
    listed: bool = True
    """Whether it stands in the menu; a command that Telegram shows by itself does not."""


ALL = (
    Command("report", "report", "start", REPORT, MENTORS),
    Command("mine", "followup", "list", MINE, OFFICE),
    Command("overview", "overview", "start", OVERVIEW, OFFICE),
    Command("placements", "placement", "list", PLACEMENTS, OFFICE),
    Command("guidance", "guidance", "start", GUIDANCE),
    Command("checkin", "checkin", "asked", CHECKIN, MENTORS),
    Command("status", "status", "list", STATUS, MENTORS),
    Command("network", "network", "start", NETWORK, NETWORKERS),
    Command("desk", "desk", "start", DESK, COORDINATORS),
    Command("settings", "settings", "home", SETTINGS),
    Command("pause", "settings", "pause", PAUSE),
    Command("privacy", "privacy", "start", PRIVACY),
    Command("mydata", "privacy", "mydata", MYDATA),
    Command("forget", "privacy", "forget", FORGET),
    Command("help", "settings", "help", HELP),
    Command("stop", "settings", "stop", STOP),
    Command("cancel", "typed", "cancel", CANCEL),
    Command("start", "settings", "start", START, listed=False),
)


def menu(role: Role) -> tuple[Command, ...]:
    """What Telegram's menu offers this role, most used first."""
    return tuple(command for command in ALL if command.listed and role in command.roles)


def doors(me: Person) -> Rows:
    """The dialogs this person can start, as buttons; what they need first stands first."""
    own = _doors_of(me.role)
    if me.standing is Standing.STOPPED:
        return ((Button(START_AGAIN(), "start", opens="settings"),), *own)
    return own


def _doors_of(role: Role) -> Rows:
    guidance = Button(asking.GUIDANCE(), "start", opens="guidance")
    settings = Button(asking.SETTINGS(), "home", opens="settings")
    if role is Role.MENTOR:
        report = Button(asking.REPORT(), "start", opens="report")
        status = Button(OPEN_STATUS(), "list", opens="status")
        return ((report, guidance), (status, settings))
    mine = Button(OPEN_MINE(), "list", opens="followup")
    overview = Button(OPEN_OVERVIEW(), "start", opens="overview")
    first = (mine, overview) if role is Role.NAV_CONTACT else (overview, mine)
    return (first, (guidance, settings))


def not_yet(me: Person) -> Step | None:
    """For who has no menu yet: the numbers, and the way in (an invitation, or /start)."""
    if me.id == 0:
        return Step((Say(STRANGER(line=emergency.LINE())),))
    if not me.onboarded:
        return Step((Say(NEWCOMER(line=emergency.LINE())),))
    return None


def nav_contacts(brief: Brief) -> tuple[Phrase, ...]:
    """Whom a mentor can ring at NAV; the alias only where there are placements to tell apart."""
    several = len(brief.placements) > 1
    return tuple(
        NAV_CONTACT(
            name=view.receives.name,
            phone=view.receives.phone,
            alias=view.placement.alias if several else None,
        )
        for view in brief.placements
    )
