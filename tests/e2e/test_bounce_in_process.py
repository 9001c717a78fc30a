"""A letter that comes back later: a real bot, a real mail server, a real Maildir."""

from __future__ import annotations

import mailbox
import re

import httpx

from tests.e2e.office import Office, eventually
from tests.e2e.postbox import Box, mails
from tests.e2e.story import a_hard_week_is_reported, at_nav_arrives, press, reads_anywhere
from tests.edges.bounces import failed
from tests.nursery import Fork


async def accepts(link: str) -> None:
    """As a browser without scripts does it."""
    async with httpx.AsyncClient() as client:
        page = (await client.get(link)).text
        (press_,) = re.findall(r'value="([^"]+)">Greit<', page)
        assert "Da er alt klart" in (await client.post(link, data={"press": press_})).text


async def test_what_comes_back_later_moves_the_problem_on(office: Office, postbox: Box) -> None:
    box, port = postbox
    maildir = mailbox.Maildir(office.folder / "bounces")
    mails(office, port, MENTORBOT_MAIL_BOUNCES=str(office.folder / "bounces"))
    nadia = str(office.made["nadia"]["person"])
    await office.command("people", "email", nadia, "nadia@nav.example")
    async with Fork(office.env, office.folder / "log"):
        await office.command("invite", nadia, "--by-email")
        await eventually(lambda: box.letters, 60)
        await accepts(box.link())
        nils, jonas = await office.phone("nils"), await office.phone("jonas")
        await at_nav_arrives(nils, office.link("nils"))
        await jonas.open(office.link("jonas"))
        for label in ("Greit", "Ja, det passer"):
            await press(jonas, label)
        reference = await a_hard_week_is_reported(office, jonas)
        await eventually(lambda: len(box.letters) == 2, 30)
        assert len(set(box.senders)) == 2, "each letter has an address of its own"
        maildir.add(failed(box.senders[1]))
        told = await nils.see(reference, timeout=40, anywhere=True)
        assert "Denne saken er din nå" in told["text"]
        await reads_anywhere(jonas, "Nils Nygård")
        assert list(maildir.keys()) == []
