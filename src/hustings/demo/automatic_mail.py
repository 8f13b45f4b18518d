"""Mail that nobody wrote by hand to Ada: newsletters, a group's list, automatic answers and a delivery report."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import EmailMessage

from hustings.demo.cast import Character
from hustings.demo.city import NEWSLETTERS, ascii_word
from hustings.demo.history import Days
from hustings.demo.leads import OWNER_EMAILS, OWNER_NAME
from hustings.demo.mailbox import Letter, fill_body, new_mail
from hustings.demo.notices import ABSENCES, ISSUES, LIST_POSTS

_OWNER = (OWNER_NAME, OWNER_EMAILS[0])


def automatic_letters(cast: tuple[Character, ...], *, days: Days) -> Iterable[Letter]:
    """All of them; senders are organisations of the city, or members of the parents' list."""
    yield from _newsletters(days)
    yield from _list_posts(cast, days=days)
    yield from _absences(cast, days=days)
    yield _delivery_report(days)


def _newsletters(days: Days) -> Iterable[Letter]:
    for place, (title, slug, domain) in enumerate(NEWSLETTERS):
        for issue in range(13):
            at = days.moment(9 + 41 * issue + 5 * place, minutes=6 * 60 + 7 * place)
            head, text = ISSUES[slug][issue % len(ISSUES[slug])]
            mail = new_mail(
                sender=(title, f"{slug}@{domain}"), to=("", OWNER_EMAILS[place % 2]), subject=f"{title}: {head}", at=at,
                message_id=f"<{at:%Y%m%d}.{issue}@bulk.{domain}>",
            )  # fmt: skip
            mail["List-Id"] = f"{title} <{slug}.{domain}>"
            mail["List-Unsubscribe"] = f"<https://{domain}/unsubscribe>, <mailto:{slug}-leave@{domain}>"
            mail["Precedence"] = "bulk"
            html = f"<html><body><h1>{title}</h1><h2>{head}</h2><p>{text}</p><p>You have signed up for this.</p></body></html>"
            fill_body(mail, f"{title}\n\n{head}\n\n{text}\n\nUnsubscribe: https://{domain}/unsubscribe\n", as_html=html,
                      boundary=f"{slug}_{issue}")  # fmt: skip
            yield Letter(at=at, mail=mail)


def _list_posts(cast: tuple[Character, ...], *, days: Days) -> Iterable[Letter]:
    parents = [person for person in cast if "parent" in person.traits and person.circle in ("network", "acquaintance")]
    for number, (subject, text) in enumerate(LIST_POSTS):
        person = parents[number % len(parents)]
        at = days.moment(11 + 47 * number, minutes=19 * 60 + 11 * number)
        mail = new_mail(
            sender=(person.plain_name, person.emails[0]), to=("Millrace parents", "parents@millracepta.example"),
            subject=f"[millrace-parents] {subject}", at=at, message_id=f"<{at:%Y%m%d}.{number}@lists.millracepta.example>",
        )  # fmt: skip
        mail["List-Id"] = "Parents of Millrace Elementary <parents.millracepta.example>"
        mail["List-Post"] = "<mailto:parents@millracepta.example>"
        fill_body(mail, f"{text}\n\n{person.called}\n\n_______________\nparents mailing list\nparents@millracepta.example\n")
        yield Letter(at=at, mail=mail)


def _absences(cast: tuple[Character, ...], *, days: Days) -> Iterable[Letter]:
    away = [person for person in cast if person.circle == "network"]
    for number, (subject, text) in enumerate(ABSENCES):
        person = away[number * 3 % len(away)]
        at = days.moment(20 + 63 * number, minutes=10 * 60 + number)
        mail = new_mail(
            sender=(person.plain_name, person.emails[0]), to=_OWNER, subject=subject, at=at,
            message_id=f"<{at:%Y%m%d}.auto{number}@{person.emails[0].split('@')[1]}>",
        )  # fmt: skip
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
        fill_body(mail, text.format(name=person.plain_name, phone=person.phones[0]) + "\n")
        yield Letter(at=at, mail=mail)


def _delivery_report(days: Days) -> Letter:
    """A report of a mail server as RFC 3464 gives its form; the parts are plain so that any reader can open them."""
    at = days.moment(33, minutes=15 * 60 + 2)
    mail = new_mail(
        sender=("Mail Delivery Subsystem", "mailer-daemon@mx.adaforcouncil.example"), to=_OWNER,
        subject="Undelivered Mail Returned to Sender", at=at, message_id=f"<{at:%Y%m%d%H%M}.bounce@mx.adaforcouncil.example>",
    )  # fmt: skip
    mail.replace_header("Return-Path", "<>")
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content("I could not deliver your message to one or more recipients.\n\n"
                     "<orchard.park.bowling@fernmail.example>: user unknown\n")  # fmt: skip
    mail.make_mixed(boundary=f"=_{ascii_word('bounce')}")
    status = EmailMessage()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload(
        [
            _fields(("Reporting-MTA", "dns; mx.adaforcouncil.example")),
            _fields(
                ("Final-Recipient", "rfc822; orchard.park.bowling@fernmail.example"), ("Action", "failed"), ("Status", "5.1.1")
            ),
        ]
    )
    mail.attach(status)
    mail.replace_header("Content-Type", 'multipart/report; report-type=delivery-status; boundary="=_bounce"')
    return Letter(at=at, mail=mail)


def _fields(*pairs: tuple[str, str]) -> EmailMessage:
    block = EmailMessage()
    for name, value in pairs:
        block[name] = value
    return block
