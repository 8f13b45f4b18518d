"""Fills the tables of the LinkedIn export from the cast and the history: people, messages, invitations and what Ada received."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from random import Random

from hustings.demo.cast import SEED, Character
from hustings.demo.history import Conversation, Days
from hustings.demo.leads import OWNER_FAMILY, OWNER_GIVEN, OWNER_NAME, OWNER_SLUG
from hustings.demo.linkedin_tables import Table, american, day_form, slashed, with_zone
from hustings.demo.praise import GIVEN, INVITATIONS, RECEIVED, SKILLS

_OWNER_URL = f"https://www.linkedin.com/in/{OWNER_SLUG}"
_BREAK = '<p class="spinmail-quill-editor__spin-break">'


def people_tables(cast: tuple[Character, ...], history: tuple[Conversation, ...], *, days: Days) -> list[Table]:
    """Connections, messages, invitations, endorsements and recommendations, in LinkedIn's order (newest first)."""
    return [
        Table(name="Connections", rows=_connections(cast, days=days)),
        Table(name="messages", rows=_messages(history, days=days)),
        Table(name="Invitations", rows=_invitations(cast, days=days)),
        Table(name="Endorsement_Received_Info", rows=_endorsements(cast, days=days, every=3, first_day=3)),
        Table(name="Endorsement_Given_Info", rows=_endorsements(cast, days=days, every=7, first_day=12)),
        Table(name="Recommendations_Received", rows=_recommendations(cast, RECEIVED, days=days)),
        Table(name="Recommendations_Given", rows=_recommendations(cast, GIVEN, days=days)),
        Table(name="Imported Contacts", rows=_imported(cast, days=days)),
    ]


def _connections(cast: tuple[Character, ...], *, days: Days) -> list[Sequence[str]]:
    people = sorted((person for person in cast if person.on_linkedin), key=lambda person: (person.connected, person.number))
    return [
        (person.given, f"{person.family}{', ' + person.suffix if person.suffix else ''}", person.profile_url,
         person.emails[0] if person.shows_email else "", person.organisation.name, person.title,
         day_form(days.day(person.connected)))
        for person in people
    ]  # fmt: skip


def _messages(history: tuple[Conversation, ...], *, days: Days) -> list[Sequence[str]]:
    """One conversation per person as LinkedIn keeps them, the latest conversation first, the latest message on top."""
    threads: dict[int, list[tuple[Conversation, int]]] = {}
    for conversation in history:
        if conversation.channel == "linkedin":
            turns = [(conversation, place) for place in range(len(conversation.messages))]
            threads.setdefault(conversation.person.number, []).extend(turns)
    for turns in threads.values():
        turns.sort(key=lambda turn: turn[0].messages[turn[1]].at, reverse=True)
    ordered = sorted(threads.values(), key=lambda turns: turns[0][0].messages[turns[0][1]].at, reverse=True)
    rows: list[Sequence[str]] = [_message_row(conversation, place) for turns in ordered for conversation, place in turns]
    return [*rows, _deleted_member(days)]


def conversation_id(person: Character) -> str:
    """An identifier of LinkedIn's form for the conversation with this person."""
    return "2-" + b64encode(f"demo-conversation-{person.number:04d}".encode()).decode()


def _message_row(conversation: Conversation, place: int) -> Sequence[str]:
    person, message = conversation.person, conversation.messages[place]
    cold = conversation.scene.kind in ("pitch", "recruiter")
    text = message.text
    if place == 0 and not message.by_ada and cold:
        text = text.replace("\n\n", _BREAK)
    elif place == 0 and (person.number + len(text)) % 3:
        text = f"{_hail(conversation)}\n{text}"
    sides = ((OWNER_NAME, _OWNER_URL), (person.name, person.profile_url))
    (sender, sender_url), (reader, reader_url) = sides if message.by_ada else sides[::-1]
    folder = "ARCHIVE" if person.number % 11 == 0 else "INBOX"
    title = "Sponsored Conversation" if conversation.scene.kind == "pitch" else ""
    subject = conversation.subject if cold else ""
    return (conversation_id(person), title, sender, sender_url, reader, reader_url, with_zone(message.at), subject, text, folder,
            "", "No", "No")  # fmt: skip


def _hail(conversation: Conversation) -> str:
    called = conversation.person.called if conversation.messages[0].by_ada else "Ada"
    word = {"en": "Hi", "es": "Hola", "pt": "Oi", "fr": "Bonjour", "de": "Hallo", "pl": "Cześć"}[conversation.scene.language]
    return f"{word} {called},"


def _deleted_member(days: Days) -> Sequence[str]:
    """Somebody who has left LinkedIn: no name, no address."""
    return ("2-" + b64encode(b"demo-conversation-gone").decode(), "", "LinkedIn Member", "", OWNER_NAME, _OWNER_URL,
            with_zone(days.moment(401, minutes=800)), "", "Good luck with the school board fight. I'm moving away in June.",
            "INBOX", "", "No", "No")  # fmt: skip


def _invitations(cast: tuple[Character, ...], *, days: Days) -> list[Sequence[str]]:
    """The pending ones, three of them sent by Ada, and some of last year that have long been accepted."""
    pending = [person for person in cast if person.circle == "pending"]
    accepted = [person for person in cast if person.on_linkedin and 20 < person.connected < 200][:16]
    rows: list[Sequence[str]] = []
    for place, person in enumerate(pending):
        text = INVITATIONS[place] if place < len(INVITATIONS) else ""
        outgoing = place >= len(pending) - 3
        rows.append(_invitation(person, text, outgoing=outgoing, ago=2 + 3 * place, days=days))
    for place, person in enumerate(accepted):
        rows.append(_invitation(person, "", outgoing=place % 2 == 0, ago=person.connected + place % 5 + 1, days=days))
    return rows


def _invitation(person: Character, text: str, *, outgoing: bool, ago: int, days: Days) -> Sequence[str]:
    sides = ((OWNER_NAME, _OWNER_URL), (person.name, person.profile_url))
    (sender, sender_url), (reader, reader_url) = sides if outgoing else sides[::-1]
    text = text.format(given=person.called, org=person.organisation.name or "the reading circle", title=person.title)
    at = american(days.moment(ago, minutes=500 + 37 * (person.number % 17)))
    return (sender, reader, at, text, "OUTGOING" if outgoing else "INCOMING", sender_url, reader_url)


def _endorsements(cast: tuple[Character, ...], *, days: Days, every: int, first_day: int) -> list[Sequence[str]]:
    """Skills confirmed by allies, network and a few others; the newest days ago, so that some are not thanked for yet."""
    chance = Random(SEED + every)  # noqa: S311 - a repeatable story, not a secret
    people = [person for person in cast if person.on_linkedin and person.circle != "stranger"][:120:every]
    return [
        (slashed(days.moment(first_day + 11 * place, minutes=chance.randint(480, 1260))), chance.choice(SKILLS), person.given,
         person.family, person.profile_url.removeprefix("https://"), "ACCEPTED" if place % 9 else "PENDING")
        for place, person in enumerate(people)
    ]  # fmt: skip


def _recommendations(cast: tuple[Character, ...], texts: tuple[str, ...], *, days: Days) -> list[Sequence[str]]:
    people = [person for person in cast if person.circle in ("ally", "network") and person.on_linkedin]
    chosen = people[1 :: max(len(people) // len(texts), 1)]
    return [
        (person.given, person.family, person.organisation.name, person.title, text.format(given=person.called, ada=OWNER_GIVEN,
         family=OWNER_FAMILY), american(days.moment(6 + 71 * place, minutes=900)), "VISIBLE" if place % 4 else "PENDING")
        for place, (person, text) in enumerate(zip(chosen, texts, strict=False))
    ]  # fmt: skip


def _imported(cast: tuple[Character, ...], *, days: Days) -> list[Sequence[str]]:
    """An address book that Ada once gave to LinkedIn: old titles, several numbers in one field."""
    people = [person for person in cast if person.on_vcard][:40]
    return [
        (person.latin[0] if person.latin else person.given, person.latin[1] if person.latin else person.family,
         person.former_employer or person.organisation.name, person.former_title or person.title,
         person.emails[0], "; ".join(person.phones),
         american(days.moment(530, minutes=610)), "", "", person.plain_name, "", "", "", "")
        for person in people
    ]  # fmt: skip
