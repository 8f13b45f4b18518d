"""What is read of a post in an X archive. Nearly all are decoded straight into this; odd ones by way of whatever they hold."""

from __future__ import annotations

from typing import Any

import msgspec

from hustings.connectors.reading.jsonstream import decode
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, text_at


class Mention(msgspec.Struct, frozen=True, gc=False):
    """An account that a post names."""

    id_str: str | None = None
    screen_name: str | None = None
    name: str | None = None


class Link(msgspec.Struct, frozen=True, gc=False):
    """A shortened address and what it stands for."""

    url: str | None = None
    expanded_url: str | None = None


class Picture(msgspec.Struct, frozen=True, gc=False):
    """A picture or film."""

    media_url_https: str | None = None
    media_url: str | None = None


class Tag(msgspec.Struct, frozen=True, gc=False):
    """A hashtag, without its sign."""

    text: str | None = None


class Entities(msgspec.Struct, frozen=True):
    """What a post's text holds beside words."""

    user_mentions: list[Mention] = []
    urls: list[Link] = []
    hashtags: list[Tag] = []
    media: list[Picture] = []


class Tweet(msgspec.Struct, frozen=True):
    """A post. Of a text that may stand under two keys the first that is not empty counts; blanks around texts do not."""

    id_str: str | None = None
    created_at: str | None = None
    full_text: str | None = None
    text: str | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_user_id_str: str | None = None
    in_reply_to_screen_name: str | None = None
    entities: Entities = Entities()
    extended_entities: Entities = Entities()


class _Wrapped(msgspec.Struct, frozen=True):
    tweet: Tweet


_WRAPPED = msgspec.json.Decoder(_Wrapped)


def tweet_in(raw: bytes) -> Tweet:
    """The post of an entry, whatever the entry is. Raises WrongInput where it is no JSON."""
    try:
        if b"\\u0000" not in raw:
            return _WRAPPED.decode(raw).tweet
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    return _any_tweet(decode(raw))


def clean(text: str | None) -> str:
    """The text without blanks around it."""
    return text.strip() if text else ""


def _any_tweet(value: Any) -> Tweet:
    """The post in decoded JSON of any shape: newer archives wrap each one in an object of its own."""
    inner = at(value, "tweet")
    tweet = inner if isinstance(inner, dict) else value
    return Tweet(
        id_str=text_at(tweet, "id_str"), created_at=text_at(tweet, "created_at"),
        full_text=first_text(tweet, "full_text", "text"),
        in_reply_to_status_id_str=text_at(tweet, "in_reply_to_status_id_str"),
        in_reply_to_user_id_str=text_at(tweet, "in_reply_to_user_id_str"),
        in_reply_to_screen_name=text_at(tweet, "in_reply_to_screen_name"),
        entities=_any_entities(at(tweet, "entities")), extended_entities=_any_entities(at(tweet, "extended_entities")),
    )  # fmt: skip


def _any_entities(value: Any) -> Entities:
    mentions = at(value, "user_mentions")
    return Entities(
        user_mentions=[
            Mention(text_at(each, "id_str"), text_at(each, "screen_name"), text_at(each, "name"))
            for each in (mentions if isinstance(mentions, list) else ())
        ],
        urls=[Link(text_at(each, "url"), text_at(each, "expanded_url")) for each in list_at(value, "urls")],
        hashtags=[Tag(text_at(each, "text")) for each in list_at(value, "hashtags")],
        media=[Picture(text_at(each, "media_url_https"), text_at(each, "media_url")) for each in list_at(value, "media")],
    )
