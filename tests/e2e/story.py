"""What people in an office do on their phones, told once and played against any bot.

The words are what stands on the screen: whoever plays this only reads and taps.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from mentorbot.standin.phone import Phone
from tests.e2e.office import PATIENCE, Office, eventually

Json = dict[str, Any]

RAW_WORDS = "Han rakk ikke pakkinga i går, ring meg på 41 23 45 67"
KEPT_WORDS = "rakk ikke pakkinga"


async def press(phone: Phone, label: str) -> Json:
    await phone.see_button(label, timeout=PATIENCE)
    return await phone.tap(label)


async def press_standing(phone: Phone, label: str) -> Json:
    """A button that has stood there for a while."""
    await phone.see_button(label, timeout=PATIENCE, anywhere=True)
    return await phone.tap(label)


async def press_all(phone: Phone, *labels: str) -> None:
    for label in labels:
        await press(phone, label)


async def reads(phone: Phone, text: str) -> Json:
    return await phone.see(text, timeout=PATIENCE)


async def reads_anywhere(phone: Phone, text: str) -> Json:
    return await phone.see(text, timeout=PATIENCE, anywhere=True)


async def shows_now(phone: Phone, text: str) -> bool:
    return any(text in message.get("text", "") for message in await phone.messages())


async def office_arrives(office: Office) -> dict[str, Phone]:
    """NAV is there; Jonas comes in three taps, Start being the first."""
    phones = {name: await office.phone(name) for name in ("nadia", "nils", "jonas")}
    for name in ("nadia", "nils"):
        await at_nav_arrives(phones[name], office.link(name))
    jonas = phones["jonas"]
    await jonas.open(office.link("jonas"))
    welcome = await reads(jonas, "Hei! Nadia Nes i NAV har satt meg opp for deg")
    assert "113" in welcome["text"]
    await press(jonas, "Greit")
    await reads(jonas, "Passer torsdag kl.")
    await press(jonas, "Ja, det passer")
    await reads(jonas, "Den første praten kommer torsdag 4.")
    return phones


async def at_nav_arrives(phone: Phone, link: str) -> None:
    await phone.open(link)
    await press(phone, "Greit")
    await reads(phone, "Da er alt klart")


async def a_hard_week_is_reported(office: Office, jonas: Phone) -> str:
    """The check-in falls due, "Vanskelig", a report with words; gives the case's number."""
    office.move(minutes=31)
    await reads_anywhere(jonas, "Hvordan har uka vært?")
    assert (await jonas.buttons())[:3] == ["Bra", "Greit", "Vanskelig"]
    await jonas.tap("Vanskelig")
    hardest = await reads(jonas, "Hva er vanskeligst?")
    assert hardest["text"].startswith("Er noen i fare, ring 113")
    await press_all(jonas, "Det har stoppet opp", "Ja")
    await reads(jonas, "Dette får NAV se")
    await press(jonas, "Skriv noen få ord")
    await reads(jonas, "La navn, helse og familie være utenfor")
    await jonas.say(RAW_WORDS)
    shown = await reads(jonas, "et telefonnummer")
    assert KEPT_WORDS in shown["text"]
    assert "41234567" not in digits(shown["text"])
    # A thumb in a hurry: the second tap finds nothing left to do.
    await asyncio.gather(jonas.tap("Send til NAV"), jonas.tap("Send til NAV"))
    receipt = await reads(jonas, "Sendt til NAV")
    assert "Du skal høre fra Nadia Nes senest" in receipt["text"]
    assert "40000011" in digits(receipt["text"])
    return number_in(receipt["text"])


def digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def number_in(text: str) -> str:
    return text.partition("(")[2].partition(")")[0]


async def nav_rings(nadia: Phone, jonas: Phone) -> None:
    """Two taps from the notice to the promise; Jonas hears of it in a message of its own."""
    notice = await reads_anywhere(nadia, "Ny sak fra en mentor")
    assert KEPT_WORDS not in notice["text"]
    assert "Jonas" not in notice["text"]
    await press(nadia, "Se saken")
    opened = await reads(nadia, "Ring mentor: Jonas Juul")
    assert "40000014" in digits(opened["text"])
    await reads_anywhere(jonas, "Nadia Nes åpnet saken")
    await press(nadia, "Ringer i dag")
    told = await reads_anywhere(jonas, "Nadia Nes ringer deg i dag")
    assert KEPT_WORDS not in told["text"]
    await press(nadia, "Les mentors ord")
    await reads(nadia, KEPT_WORDS)
    await press_standing(nadia, "Kopi til journal")
    await reads(nadia, "Avtalt kontakt torsdag 4.")


async def nav_has_rung(nadia: Phone, jonas: Phone) -> None:
    await press_standing(jonas, "NAV har ringt")
    await reads(jonas, "Hjalp det?")
    await jonas.tap("Ja")
    await reads(jonas, "Da er saken lukket")
    await reads_anywhere(nadia, "Mentor sier at det hjalp.")


async def words_are_gone(office: Office, nadia: Phone) -> None:
    """46 hours later NAV's chat holds nothing that the mentor wrote."""
    assert await shows_now(nadia, KEPT_WORDS)
    office.move(hours=46)

    async def gone() -> bool:
        return not await shows_now(nadia, KEPT_WORDS)

    await eventually(gone)


async def weeks_are_shown(nadia: Phone, jonas: Phone) -> None:
    """As a picture in the chat, and as a page for the meeting; NAV sees what is its own."""
    await jonas.say("/status")
    await press_all(jonas, "Slik har ukene gått", "Se bildet")
    seen = await reads(jonas, "Vanskelig i 1 uke")
    assert seen["photo"][0]["width"] == 1080
    await press_all(jonas, "Slik har ukene gått", "Ark til møtet")
    page = await reads(jonas, "Skal det med på møtet")
    assert page["document"]["file_name"].endswith(".pdf")
    await nadia.say("/overview")
    await press(nadia, "Se det som bilde")
    told = await reads(nadia, "Arbeidstimer før NAV åpnet saken")
    assert told["photo"] and "Vanskelig" not in told["caption"]


async def advice_is_found(jonas: Phone) -> None:
    await jonas.say("/guidance")
    await press(jonas, "Støtte eller press")
    await reads(jonas, "Hva ligner mest?")
    await jonas.tap((await jonas.buttons())[0])
    await reads(jonas, "Utfordre")
    tapped = await press(jonas, "Hjalp")
    assert tapped["text"] == "Godt å høre."


async def settings_are_changed(jonas: Phone) -> None:
    await jonas.say("/settings")
    await press_all(jonas, "Endre dag og tid", "På onsdager")
    tapped = await press(jonas, "10:00")
    assert "onsdag" in tapped["text"] and "10:00" in tapped["text"]
    await reads(jonas, "Innsjekk: onsdag")


async def a_pause_is_taken(jonas: Phone) -> None:
    await jonas.say("/pause")
    await press(jonas, "uke, til")
    await reads(jonas, "Da er det pause")
    tapped = await press(jonas, "Avslutt pausen")
    assert "Velkommen tilbake" in tapped["text"]
    await reads(jonas, "Pause: nei")


async def the_bot_is_stopped_and_started(jonas: Phone) -> None:
    await jonas.say("/stop")
    await reads(jonas, "Da spør jeg deg ikke om noe mer")
    await jonas.say("/start")
    await reads(jonas, "Da er vi i gang igjen")


async def things_nobody_asked_for(jonas: Phone) -> None:
    await jonas.say("takk")
    await reads(jonas, "Bare hyggelig.")
    await jonas.say("kommer for sent hver dag")
    draft = await reads(jonas, "Ingenting er sendt, og du kan endre alt.")
    assert draft["text"].startswith("113")
    await jonas.send("voice")
    await reads(jonas, "Lyd kan jeg ikke høre på")
    await jonas.say("han sier han vil ta livet sitt")
    panel = await reads(jonas, "116 123")
    assert "113" in panel["text"].partition("\n")[0]


async def a_report_is_left(jonas: Phone) -> None:
    await jonas.say("/report")
    await press_all(jonas, "Meg og arbeidsplassen", "Tida og grensene mine", "Videre", "Hopp over")
    await press(jonas, "Skriv noen få ord")
    await reads(jonas, "La navn, helse og familie være utenfor")
    await jonas.say("/cancel")
    await reads(jonas, "Ingenting er sendt til NAV")


async def the_whole_story(office: Office) -> dict[str, Phone]:
    """Everything above, in the order of one afternoon."""
    phones = await office_arrives(office)
    jonas, nadia = phones["jonas"], phones["nadia"]
    await a_hard_week_is_reported(office, jonas)
    await nav_rings(nadia, jonas)
    await nav_has_rung(nadia, jonas)
    await weeks_are_shown(nadia, jonas)
    await advice_is_found(jonas)
    await the_small_things(jonas)
    await words_are_gone(office, nadia)
    return phones


async def the_small_things(jonas: Phone) -> None:
    for act in SMALL_THINGS:
        await act(jonas)


SMALL_THINGS: Sequence[Any] = (
    settings_are_changed,
    a_pause_is_taken,
    the_bot_is_stopped_and_started,
    things_nobody_asked_for,
    a_report_is_left,
)
