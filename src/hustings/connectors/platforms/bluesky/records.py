"""Notifications, posts and direct messages of Bluesky as records, with the ids that the repository of the same account gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from hustings.connectors.reading.archives import Unusable, owner_record
from hustings.connectors.reading.atproto import like_record, post_record
from hustings.connectors.reading.jsonvalues import at, list_at, moment_of_text, text_at
from hustings.kernel.identities import handle_identity
from hustings.kernel.records import AnyRecord, FollowRecord, MessageRecord, Party, PersonRecord, PostRecord, ReactionRecord

_POSTS = frozenset({"mention", "reply", "quote", "subscribed-post"})
_REACTIONS = {"like": "like", "like-via-repost": "like", "repost": "repost", "repost-via-repost": "repost"}


class People:
    """Those who are named, the owner among them. Records name people by lasting identifiers, services tell their names."""

    def __init__(self, did: str, handle: str) -> None:
        self.did = did
        self._known: dict[str, Any] = {did: {"did": did, "handle": handle}}

    def met(self, profile: Any) -> None:
        """Somebody's name and handle, for whatever names them from now on."""
        self._known[text_at(profile, "did")] = profile

    def party(self, did: str) -> Party | None:
        """Somebody by identifier; None where the text is none."""
        identity = handle_identity("bluesky", did) if did.startswith("did:") and len(did) < 300 else None
        if identity is None:
            return None
        profile = self._known.get(did)
        written = text_at(profile, "handle")
        # Bluesky says handle.invalid where a handle does not lead back to its account.
        handle = handle_identity("bluesky", written) if written and written != "handle.invalid" else None
        identities = (identity, handle) if handle else (identity,)
        return Party(name=text_at(profile, "displayName") or written, identities=identities, is_owner=did == self.did)

    def author(self, profile: Any) -> Party:
        """Somebody by profile. Raises Unusable where it names nobody."""
        self.met(profile)
        party = self.party(text_at(profile, "did"))
        if party is None:
            raise Unusable("This names no account.")
        return party


def owner_person(profile: Any, people: People) -> PersonRecord:
    """The owner's own record."""
    people.met(profile)
    party = people.party(people.did)
    identities = party.identities if party else ()
    return owner_record(party.name if party else "", identities=identities, summary=text_at(profile, "description"))


def of_notification(notice: Any, people: People) -> Iterator[AnyRecord]:
    """What a notification tells; nothing for those that tell of the service itself."""
    kind, address, value = text_at(notice, "reason"), text_at(notice, "uri"), at(notice, "record")
    if kind not in _POSTS and kind not in _REACTIONS and kind != "follow":
        return
    if not address:
        raise Unusable("The notification names no record.")
    author = people.author(at(notice, "author"))
    if kind in _POSTS:
        yield post_record(value, address=address, party=people.party, author=author)
    elif kind == "follow":
        moment = moment_of_text(at(value, "createdAt")) or moment_of_text(at(notice, "indexedAt"))
        yield FollowRecord(external_id=address, party=author, at=moment, direction="in", channel="bluesky")
    else:
        yield like_record(value, address=address, party=people.party, author=author, reaction=_REACTIONS[kind])


def of_post(view: Any, people: People) -> PostRecord:
    """A post as services give it: the record with its address and, but for the owner's own, its author."""
    author = people.author(at(view, "author"))
    given = None if author.is_owner else author
    return post_record(at(view, "record"), address=text_at(view, "uri"), party=people.party, author=given)


class Talk(NamedTuple):
    """A conversation of direct messages and who takes part."""

    number: str
    members: tuple[str, ...]


def talk_of(view: Any, people: People) -> Talk:
    """A conversation as its service tells of it."""
    members = list_at(view, "members")
    for each in members:
        people.met(each)
    return Talk(text_at(view, "id"), tuple(text_at(each, "did") for each in members))


def of_message(view: Any, talk: Talk, people: People) -> MessageRecord:
    """A direct message."""
    number, sender = text_at(view, "id"), people.party(text_at(view, "sender", "did"))
    if not number or sender is None:
        raise Unusable("The message has no number or no sender.")
    others = (people.party(did) for did in talk.members if did != text_at(view, "sender", "did"))
    return MessageRecord(
        external_id=message_id(talk.number, number),
        channel="bluesky",
        sent_at=_moment(view, "sentAt"),
        sender=sender,
        recipients=tuple(each for each in others if each is not None),
        thread=talk.number,
        text=text_at(view, "text"),
    )


def of_message_reaction(message: Any, reaction: Any, talk: Talk, people: People) -> ReactionRecord:
    """A sign under a direct message."""
    link = message_id(talk.number, text_at(message, "id"))
    return ReactionRecord(
        external_id=reaction_id(message, reaction, talk),
        channel="bluesky",
        at=_moment(reaction, "createdAt"),
        link=link,
        reaction=text_at(reaction, "value"),
        author=people.party(text_at(reaction, "sender", "did")),
        about=people.party(text_at(message, "sender", "did")),
    )


def message_id(talk: str, number: str) -> str:
    """The external id of a direct message."""
    return f"{talk}/{number}"


def reaction_id(message: Any, reaction: Any, talk: Talk) -> str:
    """The external id of a sign under a direct message: by whom, which, under what."""
    who, sign = text_at(reaction, "sender", "did"), text_at(reaction, "value")
    return f"{message_id(talk.number, text_at(message, 'id'))}:{sign}:{who}"


def _moment(value: Any, key: str) -> datetime:
    moment = moment_of_text(at(value, key))
    if moment is None:
        raise Unusable("The message has no date that can be read.")
    return moment
