"""Tells mail that a person wrote to its readers from mail that a machine sent: lists, auto-replies, reports, bulk."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

Automatic = Literal["", "list", "auto-reply", "report", "bulk"]
Headers = Mapping[str, Sequence[str]]
"""Header names in lower case, each with all of its values in order, decoded."""

_REPORTERS = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|maildelivery)(?:[+._-].*)?@")
_NO_REPLY = re.compile(
    r"(?:.*[._+-])?(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|nicht-?antworten|ne-?pas-?repondre|no-?responder|nao-?responda|"
    r"non-?rispondere|niet-?beantwoorden|bounces?|newsletters?|notifications?|mailings?)(?:[+._-].*)?@"
)
_OUT_OF_OFFICE = re.compile(
    r"\W*(?:out of (?:the )?office|auto(?:matic)?[ -]?(?:reply|response|responder)|auto:|away from (?:my mail|the office)"
    r"|abwesenheit|abwesend|automatische (?:antwort|rückantwort)|nicht im (?:büro|haus)"
    r"|réponse automatique|absence du bureau|message d['’]absence|absent\(e\)?"
    r"|respuesta automática|fuera de (?:la )?oficina|resposta automática|fora do escritório|ausência temporária"
    r"|risposta automatica|fuori (?:sede|ufficio)|automatisch antwoord|afwezig"
    r"|autosvar|automatiskt? svar|frånvaro|fravær|automaattinen vastaus|poissa"
    r"|automatyczna odpowiedź|odpowiedź automatyczna|automatická odpověď|mimo kancelář|automatikus válasz"
    r"|otomatik (?:yanıt|cevap)|автоматический ответ|автоответ|автоматична відповідь"
    r"|自動返信|自動応答|自动回复|自動回覆|자동 회신|부재중)",
    re.IGNORECASE,
)
_AUTO_REPLY_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-autoreply-from", "x-mail-autoreply")
_SPAM_LABELS = {"spam", "junk", "unerwünscht", "indésirables", "correo no deseado", "posta indesiderata"}


def automatic_kind(headers: Headers, *, sender: str, subject: str, labels: Sequence[str] = ()) -> Automatic:
    """Which machine sent a message; empty where a person did.

    A delivery report outranks an auto-reply (RFC 3834), that a list (RFC 2919) and that other bulk. `sender` is the
    canonical address; `labels` are those of a Gmail export.
    """
    if _is_report(headers, sender):
        return "report"
    if _is_auto_reply(headers, subject):
        return "auto-reply"
    if _is_spam(headers, labels):
        return "bulk"
    precedence = _value(headers, "precedence")
    if "list-id" in headers or "list-post" in headers or precedence == "list":
        return "list"
    if precedence in ("bulk", "junk") or "list-unsubscribe" in headers or _is_generated(headers) or _NO_REPLY.match(sender):
        return "bulk"
    return ""


def _is_report(headers: Headers, sender: str) -> bool:
    if _value(headers, "content-type").startswith("multipart/report") or "x-failed-recipients" in headers:
        return True
    return _REPORTERS.match(sender) is not None


def _is_auto_reply(headers: Headers, subject: str) -> bool:
    if _is_generated(headers) and ("auto-replied" in _value(headers, "auto-submitted") or "in-reply-to" in headers):
        return True
    if _value(headers, "precedence") in ("auto_reply", "auto-reply"):
        return True
    return any(name in headers for name in _AUTO_REPLY_HEADERS) or _OUT_OF_OFFICE.match(subject) is not None


def _is_generated(headers: Headers) -> bool:
    """By Auto-Submitted (RFC 3834). What is generated without answering anything is bulk rather than an auto-reply."""
    return _value(headers, "auto-submitted").startswith("auto-")


def _is_spam(headers: Headers, labels: Sequence[str]) -> bool:
    return _value(headers, "x-spam-flag") == "yes" or any(label.lower() in _SPAM_LABELS for label in labels)


def _value(headers: Headers, name: str) -> str:
    values = headers.get(name)
    return values[0].strip().lower() if values else ""
