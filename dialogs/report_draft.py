"""The draft of a report: what it begins with, and the Report it amounts to.

Data: placement, group, category, level (where the opener set one), wish, reachable, urgent,
detailed (wish and time need not be asked), drafted (from what was typed), knows, tried, wording,
seen_on and seen_level (the day and the level of the preview).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.asking import view_of
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Place, Turn
from mentorbot.domain.ladder import level_of, own_level
from mentorbot.domain.levels import Level
from mentorbot.domain.problems import Knows, Raised, Reachable, Report, Tried, Wish
from mentorbot.domain.rules import Rules

NAME = "report"


def begun(place: Place, turn: Turn, brief: Brief) -> Place:
    """A fresh draft with what is known already: "3", "3:P04:orange:come_here", ":P04:urgent".

    Who comes from a check-in is asked for no wish and no time; both stand in the preview and can be
    changed there. So a report is three taps from a difficult week (feel 3).
    """
    asked, *known = turn.argument.split(":")
    about = place.about if place.subject.startswith("placement:") else asked
    data: dict[str, Any] = {"wish": Wish.CALL_ME.value, "reachable": Reachable.ANY_TIME.value}
    if about.isdecimal() and view_of(brief, int(about)):
        data["placement"] = int(about)
    elif len(brief.placements) == 1:
        data["placement"] = brief.placements[0].placement.id
    for part in known:
        data |= _known(part, brief.rules)
    data["detailed"] = "group" in data
    return Place(NAME, "", place.subject, data)


def _known(part: str, rules: Rules) -> Mapping[str, Any]:
    """What one part of the argument says: the vocabularies share no word."""
    if part in rules.groups:
        return {"group": part}
    if part in rules.categories:
        return {"group": rules.categories[part].group, "category": part}
    if part in list(Level):
        return {"level": part}
    if part == "urgent":
        return {"urgent": True}
    return {"wish": part} if part in list(Wish) else {}


def is_stale(place: Place, brief: Brief) -> bool:
    """The placement or the category went away while the draft was lying about."""
    placement, category = place.data.get("placement"), place.data.get("category")
    gone = placement is not None and view_of(brief, placement) is None
    return gone or (category is not None and category not in brief.rules.categories)


def drafted(place: Place, brief: Brief) -> Report:
    data = place.data
    knows = Knows(data["knows"])
    tried = set(data.get("tried", ()))
    return Report(
        placement=data["placement"],
        category=data["category"],
        level=level(place, brief),
        wish=Wish.CALL_ME if knows is Knows.NOT_SAFE else Wish(data["wish"]),
        reachable=Reachable(data["reachable"]),
        knows=knows,
        tried=tuple(way for way in Tried if way in tried),
        wording=data.get("wording", ""),
        raised=(Raised.PATTERN,) if _is_raised(place, brief) else (),
    )


def level(place: Place, brief: Brief, *, cannot_wait: bool | None = None) -> Level:
    """How much it hurries as it stands, or as it would with or without "cannot wait"."""
    if cannot_wait is None:
        cannot_wait = bool(place.data.get("urgent"))
    return _level(place, brief, cannot_wait, _is_pattern(place, brief))


def _level(place: Place, brief: Brief, cannot_wait: bool, again: bool) -> Level:
    asked = place.data.get("level")
    return level_of(_own_level(place, brief), Level(asked) if asked else None, cannot_wait, again)


def _is_raised(place: Place, brief: Brief) -> bool:
    """Whether it hurries more because it comes again and again."""
    urgent = bool(place.data.get("urgent"))
    return level(place, brief) is not _level(place, brief, urgent, False)


def _is_pattern(place: Place, brief: Brief) -> bool:
    """Whether reports of this category have come so often that it hurries more."""
    before = brief.reported.get(place.data.get("placement", 0), {})
    return before.get(place.data["category"], 0) + 1 >= brief.rules.pattern.reports


def _own_level(place: Place, brief: Brief) -> Level:
    category = brief.rules.categories[place.data["category"]]
    view = view_of(brief, place.data.get("placement", 0))
    if view is None:
        return category.level
    return own_level(category, view.placement, brief.rules, brief.calendar.today(brief.now))


def can_rise(place: Place, brief: Brief) -> bool:
    return level(place, brief, cannot_wait=True) is not level(place, brief, cannot_wait=False)


def offered(brief: Brief) -> tuple[Reachable, ...]:
    """When the mentor may be rung: nothing "today" once NAV's day is over."""
    hours = brief.calendar.opening(brief.calendar.today(brief.now))
    if hours is not None and brief.now < hours[1]:
        return tuple(Reachable)
    return (Reachable.TOMORROW, Reachable.ANY_TIME)


def hurries_otherwise(place: Place, brief: Brief) -> bool:
    """Whether it hurries more, or less, than it did when the preview was shown."""
    seen = place.data.get("seen_level")
    return seen is not None and Level(seen) is not level(place, brief)


def out_of_date(place: Place, brief: Brief) -> bool:
    """Whether "today" or "tomorrow" has come to mean another day since the preview was shown."""
    when = Reachable(place.data["reachable"])
    another_day = place.data.get("seen_on") != brief.calendar.today(brief.now).isoformat()
    return when is not Reachable.ANY_TIME and (another_day or when not in offered(brief))
