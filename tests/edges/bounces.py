"""Messages that mail servers send back, as Postfix, Exchange and a spammer write them."""

from __future__ import annotations

FAILED = """\
Return-Path: <>
X-Original-To: {back}
Delivered-To: {back}
Date: Thu,  4 Mar 2027 08:05:00 +0000 (UTC)
From: MAILER-DAEMON@mail.example.no (Mail Delivery System)
Subject: {subject}
To: {back}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4D8B12.1804.mail.example.no"
Message-Id: <20270304080500.4D8B12@mail.example.no>

This is a MIME-encapsulated message.

--4D8B12.1804.mail.example.no
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.no.

<nadia@nav.example>: host mx.nav.example[192.0.2.7] said: 550 5.1.1
    User unknown (in reply to RCPT TO command)

--4D8B12.1804.mail.example.no
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.no
X-Postfix-Queue-ID: 4D8B12
Arrival-Date: Thu,  4 Mar 2027 08:00:00 +0000 (UTC)

Final-Recipient: rfc822; nadia@nav.example
Original-Recipient: rfc822;nadia@nav.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.nav.example
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--4D8B12.1804.mail.example.no
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: mentorbot <mentorbot@example.no>
To: nadia@nav.example
Subject: Ny sak fra en mentor

--4D8B12.1804.mail.example.no--
"""
EXCHANGE = """\
From: Microsoft Outlook <postmaster@nav.example>
To: <{back}>
Subject: =?utf-8?Q?Kan_ikke_leveres:_Ny_sak?=
Content-Type: multipart/report; report-type="delivery-status"; boundary=xyz
MIME-Version: 1.0

--xyz
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

Leveringen mislyktes. Mottakeren finnes ikke: blåbær.
--inner--

--xyz
Content-Type: message/delivery-status

Reporting-MTA: dns;mx.nav.example
Received-From-MTA: dns;mail.example.no
Arrival-Date: Thu, 4 Mar 2027 08:00:01 +0000

Final-Recipient: rfc822;nadia@nav.example
Action: Failed (no such mailbox)
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound

--xyz
Content-Type: message/rfc822

Subject: Ny sak fra en mentor

--xyz--
"""
AWAY = """\
From: Nadia Nes <nadia@nav.example>
To: {back}
Subject: Automatisk svar: Ny sak fra en mentor
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

Jeg er tilbake mandag. Action: failed
"""
LOOKS_LIKE_ONE = """\
From: Mail Delivery System <MAILER-DAEMON@example.no>
To: {back}
Subject: Undelivered Mail Returned to Sender
Content-Type: text/plain

Final-Recipient: rfc822; nadia@nav.example
Action: failed
Status: 5.1.1
"""


def failed(back: str) -> bytes:
    words = {"action": "failed", "status": "5.1.1", "subject": "Undelivered Mail Returned"}
    return FAILED.format(back=back, **words).encode()


def delayed(back: str) -> bytes:
    words = {"action": "delayed", "status": "4.4.1", "subject": "Delayed Mail (still being tried)"}
    return FAILED.format(back=back, **words).encode()


def exchange(back: str) -> bytes:
    return EXCHANGE.format(back=back).encode()
