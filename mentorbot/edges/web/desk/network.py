"""The mentor network on the desk: what mentors have in common, and how many they are (R45).

Counts, never who: a theme stands here only where it comes from several placements.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dialogs.network_words import topic
from mentorbot.domain.access import Operation
from mentorbot.domain.network import NetworkView, PostKind, PostState, PostView, Shared
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.web.desk import network_outcome
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, page
from mentorbot.services import convening, noticing

NAV = Text("desk_network.nav")
TITLE = Text("desk_network.title")
TABS = Text("desk_network.tabs")
TAB_THEMES = Text("desk_network.tab_themes")
TAB_GATHERINGS = Text("desk_network.tab_gatherings", "count")
TAB_TIPS = Text("desk_network.tab_tips", "count")
TAB_DID = Text("desk_network.tab_did")
TAB_MEMBERS = Text("desk_network.tab_members", "count")

LEAD = Text("desk_network.lead", "days", "fewest")
THEMES = Text("desk_network.themes")
NO_THEMES = Text("desk_network.no_themes", "fewest")
FROM = Text("desk_network.come_from", "count", "unhelped")
WISHES = Text("desk_network.wishes")
ANSWERED_ON = Text("desk_network.answered_on", "at")
READY = Text("desk_network.ready")
EDIT_READY = Text("desk_network.edit_ready")
PLAN_THIS = Label("desk_network.plan_this")
ANSWER_THIS = Label("desk_network.answer_this")
NEXT = Text("desk_network.next", "at", "topic")
NEXT_NONE = Text("desk_network.next_none")
CHANGE_NEXT = Text("desk_network.change_next")

MEMBERS_TITLE = Text("desk_network.members_title")
MEMBERS_LEAD = Text("desk_network.members_lead")
MEMBERS_NONE = Text("desk_network.members_none")
JOINED = Text("desk_network.joined")
NOT_JOINED = Text("desk_network.not_joined")
OUT_OF_REACH = Text("desk_network.out_of_reach")
PAUSED = Text("desk_network.paused")
SILENT = Text("desk_network.silent", "days")
CLOSE = Text("desk_network.close")
TOO_FEW = Text("desk_network.too_few", "fewest")


def around(visit: Visit) -> dict[str, Any]:
    """What stands on every page of the network."""
    seen = convening.view(visit.tx, visit.parts, visit.person, visit.now)
    tabs = (
        ("/network", TAB_THEMES()),
        ("/network/gatherings", TAB_GATHERINGS(count=len(open_of(seen, PostKind.GATHERING)))),
        ("/network/tips", TAB_TIPS(count=len(offered(seen)))),
        ("/network/did", TAB_DID()),
        ("/network/members", TAB_MEMBERS(count=seen.members)),
    )
    return {"tabs": tabs, "outcome": network_outcome.outcome_of(visit), "seen": seen}


def open_of(seen: NetworkView, kind: PostKind) -> list[PostView]:
    """A gathering that comes first stands first; else the newest."""
    found = [each for each in seen.posts if is_open(each, kind)]
    if kind is PostKind.GATHERING:
        return sorted(found, key=lambda each: (each.post.at or each.post.created_at, each.post.id))
    return found[::-1]


def is_open(each: PostView, kind: PostKind) -> bool:
    return each.post.kind is kind and each.post.state is PostState.OPEN


def offered(seen: NetworkView) -> list[PostView]:
    return [each for each in seen.posts if each.post.state is PostState.OFFERED]


def themes(visit: Visit) -> Reply:
    shown = around(visit)
    seen: NetworkView = shown["seen"]
    ahead = open_of(seen, PostKind.GATHERING)
    rules = visit.parts.rules
    return page(
        "network.html.j2",
        TITLE(),
        **shown,
        themes=_rows(visit, seen.themes),
        wishes=_rows(visit, seen.wishes),
        known=rules.themes,
        names={each: Phrase(f"theme.{each}") for each in rules.themes},
        ready={each: Phrase(f"ready.{each}") for each in rules.themes},
        answered=_answered(visit, seen),
        may_say=may_say(visit, seen),
        ahead=ahead[0].post if ahead else None,
        about=topic(ahead[0].post.theme, rules) if ahead else None,
        days=rules.network.looks_back_days,
        fewest=rules.network.fewest_placements,
    )


def _rows(visit: Visit, found: Iterable[Shared]) -> list[tuple[Shared, Any]]:
    """The most shared first, each with what it is called."""
    named = ((each, topic(each.theme, visit.parts.rules)) for each in found)
    return sorted(
        (each for each in named if each[1] is not None), key=lambda each: -each[0].placements
    )


def _answered(visit: Visit, seen: NetworkView) -> dict[str, datetime]:
    """When each theme was answered last; what was taken back is no answer."""
    past = noticing.ended(visit.tx, visit.parts, visit.person, PostKind.DID)
    posts = [each.post for each in (*past, *seen.posts) if each.post.kind is PostKind.DID]
    stands = [each for each in posts if each.state is not PostState.DECLINED]
    return {each.theme: each.created_at for each in sorted(stands, key=lambda each: each.id)}


def may_say(visit: Visit, seen: NetworkView) -> bool:
    """Only where somebody's coupling is tight (R16)."""
    return bool(visit.parts.rules.free_text and seen.close_members)


def members(visit: Visit) -> Reply:
    shown = around(visit)
    rules = visit.parts.rules.network
    return page(
        "network_members.html.j2",
        MEMBERS_TITLE(),
        **shown,
        many=convening.members(visit.tx, visit.parts, visit.now),
        days=rules.looks_back_days,
        fewest=rules.fewest_placements,
    )


PAGES = (
    Page("/network", Operation.RUN_NETWORK, themes),
    Page("/network/members", Operation.RUN_NETWORK, members),
)
