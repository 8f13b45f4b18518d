"""What columns say of somebody's wish to be reached: which channel, and what a yes in it means, by the words of their headers."""
# ruff: noqa: E501 - a table of words

from __future__ import annotations

from typing import Literal, NamedTuple, cast

from hustings.connectors.files.people_tables.words import key_of, words_of

Reach = Literal["any", "email", "phone", "sms", "post"]
Meaning = Literal["given", "withdrawn", "refused", "bad", "status"]
Status = Literal["given", "withdrawn", "refused", "bad"]


class Wish(NamedTuple):
    """The channel a column is about, and what a yes in it says; "status" where each cell says it in words."""

    channel: Reach
    meaning: Meaning

    @property
    def detail(self) -> str:
        """As a column's detail holds it, such as `email:withdrawn`."""
        return f"{self.channel}:{self.meaning}"


def wish_of(detail: str) -> Wish | None:
    """The wish that a column's detail names; None where it names none."""
    channel, _, meaning = detail.partition(":")
    if channel in _CHANNELS and meaning in _MEANINGS:
        return Wish(cast(Reach, channel), cast(Meaning, meaning))
    return None


_CHANNELS = ("any", "email", "phone", "sms", "post")
_MEANINGS = ("given", "withdrawn", "refused", "bad", "status")
_ABOUT: tuple[tuple[Reach, str], ...] = (
    ("sms", "sms texts textmessage texting text messaging nosms notext"),
    ("post", "donotmail nomail post postal directmail brief carta courrier лист 郵送 邮寄 direct_mail"),
    (
        "email",
        "email mail mails newsletter correo courriel рассылк розсилк почт пошт البريد דוא メール 邮件 郵件 mailchimp mailen",
    ),
    (
        "phone",
        "phone call calls donotcall nocall telefon telephone телефон звон הטלפון appel anruf llamar ligar 电话 電話 mobile "
        "cell phones dzwonic bellen chiamare",
    ),
    (
        "any",
        "consent einwilligung consentement consentimiento consenso zgoda toestemming согласие згода موافقة הסכמה 同意 agreed "
        "gdpr dsgvo rgpd",
    ),
)
_SAID: tuple[tuple[Meaning, str], ...] = (
    ("bad", "isbad bad bounced bounce bounces invalid undeliverable wrongnumber badnumber returnedmail ungultig badaddress "
            "hardbounce disconnected unzustellbar rebotado"),
    ("withdrawn", "optout optedout unsubscribed unsubscribe abgemeldet abbestellt desabonne desinscrit desuscrito baja "
                  "disiscritto wypisany uitgeschreven отписан отписался відписаний 退订 配信停止"),
    ("refused", "donot dont nocall nocalls noemail noemails nomail nosms nobulk nocontact nicht keine nepas nocontactar nollamar "
                "naocontactar naoligar nonchiamare noncontattare niekontaktowac niedzwonic nietbellen nietmailen "
                "nietcontacteren незвонить неписать нетелефонувати нетурбувати 勿扰 連絡不可"),
    ("status", "subscriptionstatus emailstatus smsstatus mailstatus optinstatus marketingstatus consentstatus"),
    ("given", "optin optedin subscribed subscribe subscriber consent einwilligung consentement consentimiento consenso zgoda "
              "toestemming согласие згода موافقة הסכמה 同意 angemeldet abonne suscrito newsletter agreed gdpr dsgvo rgpd"),
)  # fmt: skip
_SHORT = 4
_ABOUT_KEYS = tuple((channel, tuple(map(key_of, words.split()))) for channel, words in _ABOUT)
_SAID_KEYS = tuple((meaning, tuple(map(key_of, words.split()))) for meaning, words in _SAID)
_LONGEST = 60
_CELLS: dict[Status, str] = {
    "given": "subscribed, opted in, opt-in, active, confirmed, consented, granted, abonniert, angemeldet, abonné, inscrit, suscrito, "
             "inscrito, iscritto, zapisany, aangemeld, подписан, підписаний, 已订阅",
    "withdrawn": "unsubscribed, opted out, opt-out, revoked, inactive, abgemeldet, abbestellt, désabonné, désinscrit, desuscrito, "
                 "cancelado, disiscritto, wypisany, uitgeschreven, отписан, відписаний, 已退订",
    "refused": "refused, do not contact, do not email, do not call, never, abgelehnt, suppressed, spam complaint, complained, blocked",
    "bad": "bounced, bounce, bad, invalid, cleaned, undeliverable, hard bounce, wrong number, disconnected, ungültig",
}  # fmt: skip
_WORDS: dict[str, Status] = {key_of(word): status for status, words in _CELLS.items() for word in words.split(", ")}


def wish_in(header: str) -> Wish | None:
    """The wish that a column's header speaks of, such as `Do Not Email` or `Newsletter (opt-in)`; None where it speaks of none."""
    key, words = key_of(header), words_of(header)
    if len(key) > _LONGEST:
        return None
    meaning = next((meaning for meaning, signs in _SAID_KEYS if _speaks(key, words, signs)), None)
    if meaning is None:
        return None
    channel = next((channel for channel, signs in _ABOUT_KEYS if _speaks(key, words, signs)), None)
    if channel is None:
        return None if meaning == "bad" else Wish("any" if meaning == "refused" else "email", meaning)
    return Wish(channel, meaning)


def _speaks(key: str, words: tuple[str, ...], signs: tuple[str, ...]) -> bool:
    """Whether one of the signs stands in a header; a short one must be a word of its own, for `call` is no `calle`."""
    return any(sign in words if sign.isascii() and len(sign) <= _SHORT else sign in key for sign in signs)


def status_in(text: str) -> Status | None:
    """What a cell says in words, such as `Unsubscribed`; None where it says nothing of the kind."""
    return _WORDS.get(key_of(text))
