"""Forwarded letters: the original comes out, whichever program forwarded it in whichever language."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from hustings.connectors.reading.mail_forwarded import copied_letter, date_of, original_of
from hustings.connectors.reading.mail_parse import parse_letter
from hustings.connectors.reading.mail_record import to_record
from hustings.kernel.records import Identity

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
WORDS = "When does the night bus come?\n\nMarta"

GMAIL = """FYI

---------- Forwarded message ---------
From: Marta Brun <marta@example.org>
Date: Mon, Nov 23, 2026 at 9:05 AM
Subject: Night bus
To: Ada Okafor <ada@campaign.example>, <ben@campaign.example>


{words}
"""
GMAIL_DE = """---------- Forwarded message ---------
Von: Marta Brun <marta@example.org>
Datum: Mo., 23. Nov. 2026 um 09:05 Uhr
Betreff: Night bus
An: <ada@campaign.example>

{words}
"""
OUTLOOK = """________________________________
From: Marta Brun <marta@example.org>
Sent: Monday, November 23, 2026 9:05 AM
To: Ada Okafor <ada@campaign.example>
Cc: Carl <carl@example.org>
Subject: Night bus

{words}
"""
OUTLOOK_FR = """-----Message d'origine-----
De : Marta Brun [mailto:marta@example.org]
Envoyé : lundi 23 novembre 2026 09:05
À : Ada Okafor <ada@campaign.example>
Objet : Night bus

{words}
"""
OUTLOOK_ES = """*De:* Marta Brun <marta@example.org>
*Enviado:* lunes, 23 de noviembre de 2026 9:05
*Para:* Ada <ada@campaign.example>
*Asunto:* Night bus

{words}
"""
APPLE = """Begin forwarded message:

> From: Marta Brun <marta@example.org>
> Subject: Night bus
> Date: 23. November 2026 at 09:05:00 CET
> To: Ada Okafor <ada@campaign.example>
>
{quoted}
"""
THUNDERBIRD = """-------- Forwarded Message --------
Subject: \tNight bus
Date: \tMon, 23 Nov 2026 10:05:00 +0100
From: \tMarta Brun <marta@example.org>
To: \tAda Okafor
 <ada@campaign.example>


{words}
"""
JAPANESE = """差出人: Marta Brun <marta@example.org>
送信日時: 2026年11月23日 9:05
宛先: ada@campaign.example
件名: Night bus

{words}
"""


def forward(text: str, *, html: bool = False) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = "Ada <ada@campaign.example>", "in@campaign.example", "Fwd: Night bus"
    made["Date"], made["Message-ID"] = "Mon, 23 Nov 2026 12:00:00 +0000", "<fwd.1@campaign.example>"
    quoted = "\n".join(f"> {line}" for line in WORDS.split("\n"))
    whole = text.format(words=WORDS, quoted=quoted)
    if html:
        made.set_content("<p>" + whole.replace("<", "&lt;").replace("\n", "<br>") + "</p>", subtype="html")
    else:
        made.set_content(whole)
    return made.as_bytes()


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize(
    "text", [GMAIL, GMAIL_DE, OUTLOOK, OUTLOOK_FR, OUTLOOK_ES, APPLE, THUNDERBIRD, JAPANESE],
    ids=["gmail", "gmail-de", "outlook", "outlook-fr", "outlook-es", "apple", "thunderbird", "japanese"],
)  # fmt: skip
def test_the_original_comes_out_whoever_forwarded_it(text: str, html: bool) -> None:
    found = original_of(forward(text, html=html), forwarded_at=AT)
    assert found is not None
    assert found.sender.identities == (Identity(kind="email", value="marta@example.org"),)
    assert found.sender.name == "Marta Brun"
    assert (found.subject, found.sent_at) == ("Night bus", datetime(2026, 11, 23, 9, 5, tzinfo=UTC))
    assert "When does the night bus come?" in found.text
    assert ">" not in found.text
    assert Identity(kind="email", value="ada@campaign.example") in [
        each for party in found.recipients for each in party.identities
    ]
    assert found.extra == {"forwarded_by": "ada@campaign.example"}
    assert original_of(forward(text, html=html), forwarded_at=AT) == found


def test_an_attached_letter_is_the_letter_itself() -> None:
    inner = EmailMessage(policy=SMTP)
    inner["From"], inner["To"], inner["Subject"] = "Marta Brun <marta@example.org>", "ada@campaign.example", "Night bus"
    inner["Date"], inner["Message-ID"] = "Mon, 23 Nov 2026 09:05:00 +0000", "<Orig.1@example.org>"
    inner.set_content(WORDS)
    outer = EmailMessage(policy=SMTP)
    outer["From"], outer["To"], outer["Date"] = "ada@campaign.example", "in@campaign.example", "Mon, 23 Nov 2026 12:00:00 +0000"
    outer.set_content("See attached")
    outer.add_attachment(inner)
    found = original_of(outer.as_bytes(), forwarded_at=AT)
    own = to_record(parse_letter(inner.as_bytes()))
    assert found is not None
    assert (found.external_id, found.text, found.sender, found.sent_at) == (own.external_id, own.text, own.sender, own.sent_at)
    assert found.extra["message_id"] == "Orig.1@example.org"


@pytest.mark.parametrize(
    "text",
    ["Hello Ada,\n\nwhen does the bus come?", "From: me\nTo: you", "Date: today\nSubject: x\nTo: a@example.org", "x" * 2_000,
     "From: a@example.org\nHello"],
)  # fmt: skip
def test_what_was_not_forwarded_stays_what_it_is(text: str) -> None:
    assert original_of(forward(text.replace("{", "")), forwarded_at=AT) is None


def test_a_delivery_report_is_no_forward_and_damaged_ones_are_none() -> None:
    head = b"From: a@example.org\r\nDate: Mon, 23 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    inner = b"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\n\r\n--b--\r\n"
    report = head + b'Content-Type: multipart/report; boundary="b"\r\n\r\n' + inner
    assert original_of(report, forwarded_at=AT) is None
    nothing = b"--b\r\nContent-Type: message/rfc822\r\n\r\n\r\n--b--\r\n"
    empty = head + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + nothing
    assert original_of(empty, forwarded_at=AT) is None
    told = head + b"Content-Type: text/plain\r\n\r\nIt was of the type message/rfc822.\r\n"
    assert original_of(told, forwarded_at=AT) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("23/11/2026 09:05", (2026, 11, 23, 9, 5)),
        ("11/23/2026 9:05 PM", (2026, 11, 23, 21, 5)),
        ("3/4/2026 9:05 AM", (2026, 3, 4, 9, 5)),
        ("23.11.2026", (2026, 11, 23, 0, 0)),
        ("mardi 3 mars 2026 09h05", (2026, 3, 3, 9, 5)),
        ("2026-11-23 12:05 AM", (2026, 11, 23, 0, 5)),
        ("Mon, 23 Nov 2026 10:05:00 +0100", (2026, 11, 23, 9, 5)),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, moment: tuple[int, int, int, int, int]) -> None:
    assert date_of(text) == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "32/13/2026", "Nov 2026", "2026年13月1日"])
def test_a_date_that_is_none_is_that_of_the_forwarding(text: str) -> None:
    assert date_of(text) is None


def test_a_header_without_a_letter_below_it_is_a_letter_without_words() -> None:
    found = copied_letter("From: a@example.org\nSubject: x\nTo: b@example.org")
    assert found is not None
    assert found.text == ""


def test_only_the_first_lines_of_a_long_letter_are_looked_at() -> None:
    assert copied_letter("x\n" * 3_000 + OUTLOOK.format(words=WORDS)) is None
