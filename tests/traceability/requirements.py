"""The fifty requirements: what each asks for, what shows it, and what is still to come.

A requirement is shown by tests that carry `@pytest.mark.shows("R24", "what this test shows")`;
the table repeats these claims word for word and makes none of its own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Requirement:
    asks: str
    to_come: str = ""
    """What of it is not built yet; empty when all of it is shown."""


HUMAN = "A problem always ends with a human"
PRIVACY = "Understands what is typed, and keeps nothing it should not"
DESK = "The coordinator's desk"

REQUIREMENTS = {
    "R01": Requirement("One named mentor has the main responsibility; NAV has one contact."),
    "R02": Requirement(
        "What the mentor answers is not shown to the leader or to anybody else.",
        f"{DESK}: a leader's own short questions, side by side with the mentor's check-ins.",
    ),
    "R03": Requirement("A problem of the workplace is not left to the mentor alone."),
    "R04": Requirement(
        "What belongs to NAV is given back to NAV.",
        f"{DESK}: how often, counted by office.",
    ),
    "R05": Requirement("Questions and cards cover what makes a good mentor; nobody is scored."),
    "R06": Requirement("The role is explained before it begins and again when it is known."),
    "R07": Requirement("The workplace is NAV's user too: a report may be about it alone."),
    "R08": Requirement(
        "Coordinators run the network and own the content; NAV contacts do neither.",
        f"{DESK}: editing on a page, with the same rights.",
    ),
    "R09": Requirement(
        "Handed over inside NAV, the clock runs on and the mentor is told the name."
    ),
    "R10": Requirement("The model is chosen by need, for each placement, with its history."),
    "R11": Requirement(
        "Caseworker model: predefined, no alarm on silence, promises as configured."
    ),
    "R12": Requirement("Job specialist model: close, without an end after hire, at most so many."),
    "R13": Requirement(
        "Hybrid model: NAV sets the rhythm within bounds and keeps in touch.",
        f"{DESK}: the share of contacts at the workplace.",
    ),
    "R14": Requirement("A hybrid that has slid to an end is noticed."),
    "R15": Requirement("Silence is acted on where follow-up is proactive, and only there."),
    "R16": Requirement("Mentors are asked what NAV should change only where NAV changes it."),
    "R17": Requirement(
        "The models learn from each other: themes of all of them, without a case.",
        f"{DESK}: a specialist as adviser on hybrid placements.",
    ),
    "R18": Requirement("Rhythm, deadlines, questions and cards are changed without a developer."),
    "R19": Requirement("Nobody is scored, ranked or predicted."),
    "R20": Requirement("Every cell of phases and levels is asked about."),
    "R21": Requirement("What the mentor will try is asked back."),
    "R22": Requirement("Demands, choice, variation and support are asked about, and again."),
    "R23": Requirement(
        "NAV learns about the workplace, from what the mentor sends by tap.",
        f"{DESK}: a page about a placement, which the mentor sees first.",
    ),
    "R24": Requirement("Support and push are weighed, and the answers choose the card."),
    "R25": Requirement("Standstill is noticed and NAV is offered."),
    "R26": Requirement("The mentor is not left to help alone."),
    "R27": Requirement("No card argues with a fear."),
    "R28": Requirement("Placement without training is noticed."),
    "R29": Requirement("What surprises employers has a card."),
    "R30": Requirement("What was tried may be told, and is no gate."),
    "R31": Requirement("The problem is not put on the participant."),
    "R32": Requirement("Follow-up does not end because somebody was hired."),
    "R33": Requirement("mentorbot writes to mentors, NAV and coordinators, and to nobody else."),
    "R34": Requirement("Subsidy is no answer to a problem at work."),
    "R35": Requirement("Talk of ending reaches NAV the same day."),
    "R36": Requirement("A mentor who gives too much is noticed, never praised for it."),
    "R37": Requirement("The role has limits, and mentorbot keeps to the mentor's hours."),
    "R38": Requirement("Experience is shared after somebody has read it, without a case."),
    "R39": Requirement("A change of mentor passes on agreements, and no history."),
    "R40": Requirement(
        "What is private has nowhere to rest.",
        f"{PRIVACY}: in every state and table, deleted from the chat as well.",
    ),
    "R41": Requirement("The reason of an absence is never asked for or kept."),
    "R42": Requirement("The end of the period is talked about in time, louder as it comes near."),
    "R43": Requirement(
        "The hours can be looked at again; what one is entitled to is not computed."
    ),
    "R44": Requirement(
        "Five ways on, none of them a failure.",
        f"{DESK}: all five side by side in the office's picture.",
    ),
    "R45": Requirement("The network works by phone, with themes from several placements only."),
    "R46": Requirement(
        "NAV contacts are spared: one message a week for what can wait.",
        f"{DESK}: load and answer times at a glance.",
    ),
    "R47": Requirement("From notice to receipt are two taps; what can wait comes once a week."),
    "R48": Requirement("One process, one database, nothing that costs."),
    "R49": Requirement(
        "Alias only; no message holds identity and content; what has served is deleted.",
        f"{PRIVACY}: export and erasure by alias.",
    ),
    "R50": Requirement(
        "Whether the participant knows is asked, and never blocks what cannot wait."
    ),
}
