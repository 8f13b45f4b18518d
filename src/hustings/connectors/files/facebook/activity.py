"""What the owner of a Facebook export did: posts, comments, reactions, groups, pages and events."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Literal

from hustings.connectors.files.facebook.people import Known
from hustings.connectors.reading.archives import Unusable, stable_id
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_seconds, text_at
from hustings.connectors.reading.meta import labelled, party_named
from hustings.kernel.identities import canonical_url
from hustings.kernel.records import (
    AnyRecord,
    AttendanceRecord,
    CommentRecord,
    EventRecord,
    OrganisationRecord,
    PostRecord,
    ReactionRecord,
)

_Build = Callable[[Any], Iterable[AnyRecord]]
_Answer = Literal["invited", "accepted", "declined", "tentative"]
_ANSWERS: dict[str, _Answer] = {
    "events_joined": "accepted",
    "events_declined": "declined",
    "events_interested": "tentative",
    "events_invited": "invited",
    "event_invitations": "invited",
    "your_events": "accepted",
}
_ORGANISATIONS = {
    "groups_joined": "group",
    "groups_admined": "group",
    "groups": "group",
    "page_likes": "page",
    "pages_followed": "page",
    "pages": "page",
}
_FILES = (
    ("comments", re.compile(r"comment", re.I)),
    ("reactions", re.compile(r"reaction", re.I)),
    ("groups", re.compile(r"group(?!_post)", re.I)),
    ("pages", re.compile(r"\bpages|_pages", re.I)),
    ("friends", re.compile(r"your_friends", re.I)),
    ("posts", re.compile(r"post|check_?ins|videos|photos", re.I)),
)


def kind_of(value: Any, name: str) -> str:
    """What an entry of a list without a key is, by its content, else by the name of the file; empty for others."""
    content = next(iter(list_at(value, "data")), None)
    if at(content, "reaction") is not None:
        return "reactions"
    if at(content, "post") is not None or list_at(value, "attachments"):
        return "posts"
    return next((word for word, pattern in _FILES if pattern.search(name.rpartition("/")[2])), "")


def builder(word: str, known: Known) -> _Build | None:
    """What makes records of the entries of a list; None for lists that hold nothing for us."""
    if word in _ORGANISATIONS:
        return partial(_organisation, word=word)
    if word in _ANSWERS:
        return partial(_event, word=word, known=known)
    if word in ("posts", "group_posts"):
        return partial(_post, known=known)
    if word in ("comments", "group_comments"):
        return partial(_comment, known=known)
    return partial(_reaction, known=known) if word == "reactions" else None


def _comment(value: Any, *, known: Known) -> Iterator[AnyRecord]:
    content = at(next(iter(list_at(value, "data")), None), "comment")
    moment = moment_of_seconds(at(content, "timestamp")) or moment_of_seconds(at(value, "timestamp"))
    pairs = labelled(value)
    text = text_at(content, "comment") or next((text for _, text in pairs if not canonical_url(text)), "")
    if moment is None:
        raise Unusable("The comment has no date.")
    author = text_at(content, "author")
    yield CommentRecord(
        external_id=stable_id("comment", f"{moment:%F %T}", text),
        channel="facebook",
        at=moment,
        link=_link(pairs),
        text=text,
        author=party_named(author) if author and author not in (known.owner.name, known.owner.shown) else None,
        answered=known.found_in(text_at(value, "title")),
    )


def _post(value: Any, *, known: Known) -> Iterator[AnyRecord]:
    moment = moment_of_seconds(at(value, "timestamp"))
    if moment is None:
        raise Unusable("The post has no date.")
    parts = [part for each in list_at(value, "attachments") for part in list_at(each, "data")]
    media = next((at(part, "media") for part in parts if at(part, "media")), None)
    pairs, title = labelled(value), text_at(value, "title")
    text = next((found for each in list_at(value, "data") if (found := text_at(each, "post"))), "")
    text = text or text_at(media, "description") or next((text for _, text in pairs if not canonical_url(text)), "")
    tagged = [party_named(first_text(each, "name")) for each in list_at(value, "tags")]
    about = known.found_in(title)
    yield PostRecord(
        external_id=stable_id("post", f"{moment:%F %T}", text, text_at(media, "uri")),
        channel="facebook",
        at=moment,
        link=_link(pairs),
        title=title,
        text=text,
        shared_link=next((url for part in parts if (url := text_at(part, "external_context", "url"))), ""),
        media_link=text_at(media, "uri"),
        mentioned=tuple(dict.fromkeys(party for party in (about, *tagged) if party and party.name and not party.is_owner)),
        extra={"place": place} if (place := _place(parts)) else {},
    )


def _reaction(value: Any, *, known: Known) -> Iterator[AnyRecord]:
    content = at(next(iter(list_at(value, "data")), None), "reaction")
    moment, title, pairs = moment_of_seconds(at(value, "timestamp")), text_at(value, "title"), labelled(value)
    word = text_at(content, "reaction") or next((text for _, text in pairs if not canonical_url(text)), "")
    if moment is None or not word:
        raise Unusable("The reaction has no date." if moment is None else "The entry names no reaction.")
    yield ReactionRecord(
        external_id=stable_id("reaction", f"{moment:%F %T}", title, _link(pairs)),
        channel="facebook",
        at=moment,
        link=_link(pairs),
        reaction=word,
        about=known.found_in(title),
    )


def _organisation(value: Any, *, word: str) -> Iterator[AnyRecord]:
    """A group or a page that the owner is a member of, follows or runs."""
    content, pairs = next(iter(list_at(value, "data")), None), labelled(value)
    name = text_at(value, "name") or text_at(content, "name") or next((text for _, text in pairs if not canonical_url(text)), "")
    if not name:
        raise Unusable("The entry names no group and no page.")
    kind, link = _ORGANISATIONS[word], text_at(value, "url") or _link(pairs)
    yield OrganisationRecord(
        external_id=stable_id(kind, name.casefold()),
        name=name,
        websites=(link,) if link else (),
        followed_at=moment_of_seconds(at(value, "timestamp")),
        extra={"type": kind} | ({"role": "admin"} if word in ("groups_admined", "pages") else {}),
    )


def _event(value: Any, *, word: str, known: Known) -> Iterator[AnyRecord]:
    """An event and what the owner answered; events of their own are theirs as organiser."""
    name = text_at(value, "name")
    if not name:
        raise Unusable("The event has no name.")
    starts_at, ends_at = (moment_of_seconds(at(value, key)) for key in ("start_timestamp", "end_timestamp"))
    key, party = stable_id("event", name.casefold(), f"{starts_at:%F %T}" if starts_at else ""), known.owner.party
    mine = word == "your_events"
    yield EventRecord(
        external_id=key,
        title=name,
        starts_at=starts_at,
        ends_at=ends_at,
        location=text_at(value, "place", "name"),
        description=text_at(value, "description"),
        organiser=party if mine else None,
    )
    answered_at: datetime | None = moment_of_seconds(at(value, "create_timestamp"))
    status = _ANSWERS[word]
    role = "organiser" if mine else ""
    yield AttendanceRecord(external_id=f"answer:{key}", event=key, party=party, status=status, role=role, at=answered_at)


def _link(pairs: list[tuple[str, str]]) -> str:
    return next((text for _, text in pairs if text.startswith("http") and canonical_url(text)), "")


def _place(parts: list[Any]) -> str:
    return next((name for part in parts if (name := text_at(part, "place", "name"))), "")
