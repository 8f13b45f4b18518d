"""Statuses and notifications of the Mastodon API as records, with the ids that the archive of the same account gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from hustings.connectors.platforms.mastodon.threads import Placed, Threads, itself
from hustings.connectors.reading.archives import Unusable, owner_record, plain_text
from hustings.connectors.reading.fediverse import account_of
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_text, text_at
from hustings.kernel.errors import RetryLater
from hustings.kernel.identities import canonical_url, handle_identity
from hustings.kernel.records import (
    AnyRecord,
    FollowRecord,
    Identity,
    InvitationRecord,
    MessageRecord,
    Party,
    PersonRecord,
    PostRecord,
    ReactionRecord,
)

_WITH_STATUS = frozenset({"mention", "status", "update", "poll", "quote", "quoted_update"})
_REACTIONS = {"favourite": "like", "reblog": "boost"}
_EMOJI = frozenset({"emoji_reaction", "pleroma:emoji_reaction", "reaction"})
_HREF = re.compile(r'href="(https?://[^"\s]{1,500})"')
_PORT = re.compile(r":\d{1,5}$")


class Owner(NamedTuple):
    """Whose account is read: its number on its server, its account, the server's host, and whether the server is snac.

    snac numbers those who are mentioned with 0, and calls every post private that is not public, also those to named people.
    """

    number: str
    account: str
    host: str
    is_snac: bool = False


def owner_of(account: Any, *, host: str, is_snac: bool = False) -> Owner:
    """The owner from what verify_credentials says. Raises RetryLater where it says nothing."""
    identities = identities_of(account, host=host)
    if not text_at(account, "id"):
        raise RetryLater(f"{host} does not say whose account it is.")
    return Owner(text_at(account, "id"), identities[0].value if identities else "", host, is_snac)


def identities_of(account: Any, *, host: str) -> tuple[Identity, ...]:
    """The account by the address of its profile, as archives name it, and as its server calls it, where that is another."""
    written = text_at(account, "acct")
    home = _hostname(first_text(account, "uri", "url")) or host
    called = _PORT.sub("", written) if "@" in written else f"{written}@{_PORT.sub('', home)}"
    named = [account_of(first_text(account, key)) for key in ("uri", "url")] + [called]
    found = (handle_identity("mastodon", each) for each in named if each)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def party_of(account: Any, owner: Owner) -> Party:
    """Somebody as a record names them."""
    identities = identities_of(account, host=owner.host)
    name = first_text(account, "display_name", "username") or (identities[0].value if identities else "")
    return Party(name=name, identities=identities, is_owner=is_owner(account, owner))


def is_owner(account: Any, owner: Owner) -> bool:
    """Whether an account is the owner's own."""
    return text_at(account, "id") == owner.number or any(
        each.value == owner.account for each in identities_of(account, host=owner.host)
    )


def owner_person(account: Any, owner: Owner) -> PersonRecord:
    """The owner's own record."""
    fields = [(text_at(each, "name"), text_at(each, "value")) for each in list_at(account, "fields")]
    sites = [match[1] for _, value in fields if (match := _HREF.search(value)) and canonical_url(match[1])]
    return owner_record(
        first_text(account, "display_name", "username"),
        identities=identities_of(account, host=owner.host),
        summary=plain_text(text_at(account, "note")),
        websites=tuple(dict.fromkeys(sites)),
        extra={label: words for label, value in fields if label and not _HREF.search(value) and (words := plain_text(value))},
    )


def of_notification(notice: Any, owner: Owner, threads: Threads) -> Iterator[AnyRecord]:
    """What a notification tells; nothing for those that tell of the server itself, and of posts that are gone meanwhile."""
    kind, status = text_at(notice, "type"), itself(at(notice, "status"))
    if kind in _WITH_STATUS and isinstance(status, dict):
        yield of_status(status, owner, threads)
    elif kind == "follow":
        yield _follow(notice, owner)
    elif kind == "follow_request":
        yield _request(notice, owner)
    elif (kind in _REACTIONS or kind in _EMOJI) and isinstance(status, dict):
        yield _reaction(notice, owner, kind)


def of_status(status: Any, owner: Owner, threads: Threads) -> PostRecord | MessageRecord:
    """A post, a boost, or a message to named people alone."""
    status = shown(status, owner)
    if itself(status) is not status:
        return _boost(status, owner)
    uri = _uri(status)
    placed = threads.place(status)
    if is_direct(status, owner):
        return _message(status, owner, placed)
    media = media_of(status)
    return PostRecord(
        external_id=uri,
        channel="mastodon",
        at=_moment(status),
        link=text_at(status, "url") or uri,
        text=words_of(status),
        shared_link=text_at(status, "quote", "quoted_status", "uri"),
        media_link=media[0] if media else "",
        visibility={"private": "followers"}.get(text_at(status, "visibility"), text_at(status, "visibility")),
        author=_author(status, owner),
        in_reply_to=placed.parent,
        answered=_answered(status, owner, placed),
        thread=placed.root,
        mentioned=_mentioned(status, owner),
        tags=tuple(dict.fromkeys(name for each in list_at(status, "tags") if (name := text_at(each, "name")))),
        extra=_extra(status),
    )


def shown(status: Any, owner: Owner) -> Any:
    """A boost by the owner as it is; of a boost by others what they boosted."""
    return status if is_owner(at(status, "account"), owner) else itself(status)


def is_direct(status: Any, owner: Owner) -> bool:
    """Whether only named people can read it."""
    visibility = text_at(status, "visibility")
    return visibility == "direct" or (owner.is_snac and visibility == "private")


def words_of(status: Any) -> str:
    """The words under their content warning, as a reader sees them."""
    warning, words = plain_text(text_at(status, "spoiler_text")), plain_text(text_at(status, "content"))
    return f"{warning}\n\n{words}" if warning else words


def mark_of(status: Any) -> str:
    """Changes whenever the post was edited or its poll got votes."""
    return "|".join((text_at(status, "edited_at"), text_at(status, "poll", "votes_count"), text_at(status, "poll", "expired")))


def media_of(status: Any) -> tuple[str, ...]:
    """The addresses of pictures and films."""
    return tuple(url for each in list_at(status, "media_attachments") if (url := first_text(each, "url", "remote_url")))


def _message(status: Any, owner: Owner, placed: Placed) -> MessageRecord:
    uri, sender, recipients = _uri(status), party_of(at(status, "account"), owner), _mentioned(status, owner)
    if not any(each.is_owner for each in (sender, *recipients)):
        # It came to the owner, even where the server does not say to whom else.
        recipients = (_owner_party(owner), *recipients)
    return MessageRecord(
        external_id=uri,
        channel="mastodon",
        sent_at=_moment(status),
        sender=sender,
        recipients=recipients,
        thread=placed.root or uri,
        in_reply_to=placed.parent,
        text=words_of(status),
        attachments=media_of(status),
        extra=_extra(status),
    )


def _owner_party(owner: Owner) -> Party:
    identity = handle_identity("mastodon", owner.account)
    return Party(identities=(identity,) if identity else (), is_owner=True)


def _boost(status: Any, owner: Owner) -> PostRecord:
    shared = at(status, "reblog")
    return PostRecord(
        external_id=_uri(status),
        channel="mastodon",
        at=_moment(status),
        shared_link=_uri(shared),
        is_repost=True,
        mentioned=(party_of(at(shared, "account"), owner),),
    )


def _follow(notice: Any, owner: Owner) -> FollowRecord:
    party = _named(notice, owner)
    return FollowRecord(
        external_id=f"follow:{party.identities[0].value}",
        party=party,
        at=moment_of_text(at(notice, "created_at")),
        direction="in",
        channel="mastodon",
    )


def _request(notice: Any, owner: Owner) -> InvitationRecord:
    """Who asks to follow waits for an answer, as with an invitation to connect."""
    sender, moment = _named(notice, owner), moment_of_text(at(notice, "created_at"))
    if moment is None:
        raise Unusable("The notification has no time.")
    return InvitationRecord(
        external_id=f"follow-request:{sender.identities[0].value}",
        channel="mastodon",
        sender=sender,
        recipient=Party(is_owner=True),
        direction="in",
        sent_at=moment,
    )


def _named(notice: Any, owner: Owner) -> Party:
    party = party_of(at(notice, "account"), owner)
    if not party.identities:
        raise Unusable("The notification names no account.")
    return party


def _reaction(notice: Any, owner: Owner, kind: str) -> ReactionRecord:
    status = itself(at(notice, "status"))
    author, uri = party_of(at(notice, "account"), owner), _uri(status)
    who = author.identities[0].value if author.identities else text_at(notice, "account", "id")
    reaction = _REACTIONS.get(kind) or text_at(notice, "emoji") or "emoji"
    return ReactionRecord(
        external_id=f"{reaction}:{who}:{uri}",
        channel="mastodon",
        at=_moment(notice),
        link=uri,
        reaction=reaction,
        author=author,
        about=party_of(at(status, "account"), owner),
    )


def _author(status: Any, owner: Owner) -> Party | None:
    """Who wrote it; None for the owner, whose posts need no author."""
    author = party_of(at(status, "account"), owner)
    return None if author.is_owner else author


def _answered(status: Any, owner: Owner, placed: Placed) -> Party | None:
    number = text_at(status, "in_reply_to_account_id")
    if not number:
        return None
    known = [placed.author, at(status, "account"), *list_at(status, "mentions")]
    return next((party_of(each, owner) for each in known if text_at(each, "id") == number), None)


def _mentioned(status: Any, owner: Owner) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(party_of(each, owner) for each in list_at(status, "mentions")))


def _extra(status: Any) -> dict[str, str]:
    """The number of the post on the owner's server, by which it is answered, and how a poll stands."""
    options = [f"{text_at(each, 'title')} ({text_at(each, 'votes_count') or '?'})" for each in list_at(status, "poll", "options")]
    given = {
        "number": text_at(status, "id"),
        "poll": ", ".join(map(plain_text, options)),
        "poll_ends_at": text_at(status, "poll", "expires_at"),
    }
    return {key: value for key, value in given.items() if value}


def _uri(status: Any) -> str:
    uri = first_text(status, "uri", "url")
    if not uri:
        raise Unusable("The post has no address.")
    return uri


def _moment(value: Any) -> datetime:
    moment = moment_of_text(at(value, "created_at"))
    if moment is None:
        raise Unusable("The post has no date that can be read.")
    return moment


def _hostname(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
