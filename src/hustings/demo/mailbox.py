"""The mailbox as mboxrd: threads with References, quoted replies and signatures, HTML-only writers, lists, automatic answers."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from pathlib import Path
from random import Random
from typing import BinaryIO

from hustings.demo.cast import SEED, Character
from hustings.demo.history import Conversation, Message
from hustings.demo.leads import LEADS, OWNER_EMAILS, OWNER_NAME
from hustings.demo.phrases import CLOSINGS, GREETINGS, QUOTE_INTRODUCTIONS

_FROM_LINE = "%a %b %d %H:%M:%S %Y"
_CAMPAIGN_MANAGER = (f"{LEADS[0].nickname} {LEADS[0].family}", LEADS[0].second_email)
_ADA_SIGNATURE = f"{OWNER_NAME}\nCandidate for {{city}} City Council, District 4\n319-555-0100 | https://adaforcouncil.example"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One e-mail with the moment that orders it in the mailbox."""

    at: datetime
    mail: EmailMessage


def write_mailbox(path: Path, letters: Iterable[Letter]) -> None:
    """Writes the letters, oldest first, with `From ` lines inside quoted as mboxrd asks (one more `>` each)."""
    with path.open("wb") as out:
        for letter in sorted(letters, key=lambda one: (one.at, str(one.mail["Message-ID"]))):
            _append(out, letter)


def _append(out: BinaryIO, letter: Letter) -> None:
    sender = letter.mail["Return-Path"] or "MAILER-DAEMON"
    out.write(f"From {sender.strip('<>') or 'MAILER-DAEMON'} {letter.at.strftime(_FROM_LINE)}\n".encode())
    for line in letter.mail.as_bytes(policy=policy.default).splitlines(keepends=True):
        out.write(b">" + line if line.lstrip(b">").startswith(b"From ") else line)
    out.write(b"\n")


def new_mail(*, sender: tuple[str, str], to: tuple[str, str], subject: str, at: datetime, message_id: str) -> EmailMessage:
    """A mail without a body; `sender` and `to` are (displayed name, address)."""
    mail = EmailMessage(policy=policy.default)
    mail["Return-Path"] = f"<{sender[1]}>"
    mail["From"] = formataddr(sender)
    mail["To"] = formataddr(to)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    return mail


def fill_body(mail: EmailMessage, text: str, *, as_html: str = "", boundary: str = "") -> None:
    """Sets the text, or both forms where `as_html` is given; the boundary is given because chance would choose it anew."""
    mail.set_content(text, cte="quoted-printable" if not text.isascii() else None)
    if as_html:
        mail.add_alternative(as_html, subtype="html", cte="quoted-printable")
        mail.set_boundary(f"=_{boundary}")


def letters_of(conversation: Conversation, *, number: int, city: str) -> Iterable[Letter]:
    """The mails of one conversation, each answering the one before it."""
    person = conversation.person
    chance = Random(SEED * 7 + number)  # noqa: S311 - a repeatable story, not a secret
    address = _address_of(conversation, chance=chance)
    displayed, ada = _displayed_name(person, chance=chance), OWNER_EMAILS[0 if person.circle != "ally" else number % 2]
    ids: list[str] = []
    for position, message in enumerate(conversation.messages):
        host = (ada if message.by_ada else address).split("@")[1]
        message_id = f"<{message.at:%Y%m%d%H%M%S}.{number:04d}.{position}@{host}>"
        sides = ((OWNER_NAME, ada), (displayed, address))
        sender, to = sides if message.by_ada else sides[::-1]
        subject = conversation.subject if position == 0 else _answering(person, conversation.subject)
        mail = new_mail(sender=sender, to=to, subject=subject, at=message.at, message_id=message_id)
        if person.circle == "network" and number % 5 == 0:
            mail["Cc"] = formataddr(_CAMPAIGN_MANAGER)
        if ids:
            mail["In-Reply-To"], mail["References"] = ids[-1], " ".join(ids)
        _write_body(mail, conversation, position=position, displayed=displayed, city=city)
        ids.append(message_id)
        yield Letter(at=message.at, mail=mail)


def _address_of(conversation: Conversation, *, chance: Random) -> str:
    return chance.choice(conversation.person.emails)


def _displayed_name(person: Character, *, chance: Random) -> str:
    """As mail programs show people: as they are, family name first, the married name, the nickname, or nothing."""
    if person.married and chance.random() < 0.5:
        return f"{person.given} {person.married}"
    form = person.number % 7
    if form == 2:
        return f"{person.family}, {person.given}"
    if form == 4 and person.nickname:
        return f"{person.nickname} {person.family}"
    return "" if form == 5 and person.circle == "constituent" else person.plain_name if form != 6 else person.name


def _answering(person: Character, subject: str) -> str:
    return f"{'AW' if person.language == 'de' else 'Re'}: {subject}"


def _write_body(mail: EmailMessage, conversation: Conversation, *, position: int, displayed: str, city: str) -> None:
    person, message = conversation.person, conversation.messages[position]
    own = _letter_text(conversation, position=position, city=city)
    before = conversation.messages[position - 1] if position else None
    mailer = "alternative" if message.by_ada and person.number % 2 else "plain" if message.by_ada else person.mailer
    quoted = _quoted(before, conversation, displayed=displayed, outlook=mailer == "outlook") if before else ""
    boundary = str(mail["Message-ID"]).strip("<>").split("@")[0].replace(".", "_")
    if mailer == "html":
        mail.set_content(_as_html(own, quoted), subtype="html", cte="quoted-printable")
    else:
        text = own + quoted
        fill_body(mail, text, as_html=_as_html(own, quoted) if mailer == "alternative" else "", boundary=boundary)


def _letter_text(conversation: Conversation, *, position: int, city: str) -> str:
    person, message, language = conversation.person, conversation.messages[position], conversation.scene.language
    greeting = ""
    if position < 2:
        called = person.called if message.by_ada else "Ada"
        greeting = GREETINGS[language][person.number % len(GREETINGS[language])].format(given=called) + "\n\n"
    closings = CLOSINGS[language]
    name = "Ada" if message.by_ada else person.called
    closing = f"\n\n{closings[(person.number + position) % len(closings)]}\n{name}" if position < 2 else f"\n\n{name}"
    return f"{greeting}{message.text}{closing}\n{_signature(person, message, position=position, city=city)}"


def _signature(person: Character, message: Message, *, position: int, city: str) -> str:
    if message.by_ada:
        return f"\n-- \n{_ADA_SIGNATURE.format(city=city)}\n" if position < 2 else ""
    if person.number % 5 == 0 and position:
        return "\nSent from my phone\n"
    if person.number % 3 == 0 or not person.organisation.name:
        return ""
    return f"\n-- \n{person.plain_name}{', ' + person.suffix if person.suffix else ''}\n{person.title}\n" + (
        f"{person.organisation.name}\nPhone {person.phones[0]}\n"
    )


def _quoted(before: Message, conversation: Conversation, *, displayed: str, outlook: bool) -> str:
    person, language = conversation.person, conversation.scene.language
    writer = OWNER_NAME if before.by_ada else displayed or person.emails[0]
    if outlook:
        reader = displayed or person.emails[0] if before.by_ada else OWNER_NAME
        head = f"From: {writer}\nSent: {before.at:%A, %B} {before.at.day}, {before.at:%Y %H:%M}\nTo: {reader}\n"
        return f"\n-----Original Message-----\n{head}Subject: {conversation.subject}\n\n{before.text}\n"
    lines = "\n".join(f"> {line}".rstrip() for line in before.text.splitlines())
    return f"\n{QUOTE_INTRODUCTIONS[language].format(at=before.at, day=before.at.day, writer=writer)}\n{lines}\n"


def _as_html(own: str, quoted: str) -> str:
    body, _, signature = own.partition("\n-- \n")
    paragraphs = "".join(f"<p>{html.escape(part.strip()).replace(chr(10), '<br>')}</p>\n" for part in body.split("\n\n"))
    if signature:
        paragraphs += f'<div class="signature">-- <br>{html.escape(signature.strip()).replace(chr(10), "<br>")}</div>\n'
    if quoted:
        introduction, _, rest = quoted.strip().partition("\n")
        unmarked = html.escape("\n".join(line.removeprefix("> ").removeprefix(">") for line in rest.splitlines()))
        breaks = unmarked.replace("\n", "<br>\n")
        paragraphs += f'<div class="gmail_quote">{html.escape(introduction)}<blockquote>{breaks}</blockquote></div>\n'
    return f"<html><body>\n{paragraphs}</body></html>\n"
