"""Posts, likes, follows and blocks of an X archive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any, Literal

from hustings.connectors.files.x_archive.accounts import Accounts
from hustings.connectors.files.x_archive.shape import Mention, Tweet, clean, tweet_in
from hustings.connectors.protocol import Entry, Rejected
from hustings.connectors.reading.archives import Unusable
from hustings.connectors.reading.jsonstream import levels, read_values
from hustings.connectors.reading.jsonvalues import at, moment_of_text, text_at, whole
from hustings.kernel.records import AnyRecord, FollowRecord, Party, PostRecord, ReactionRecord, TieRecord

_EPOCH = datetime.fromtimestamp(1_288_834_974, UTC) + timedelta(milliseconds=657)
"""The moment from which numbers of posts count milliseconds in their upper bits (Snowflake, announced 2010-11-04)."""
_FIRST_TIMED = 29_700_859_247
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d):(\d\d):(\d\d) \+0000 (\d{4})")
_REPOST = re.compile(r"RT @(\w{1,30}):")
_NOTES = 20_000
_OPENING = 60
_KEPT = 2_000_000


class Survey:
    """What must be known before the first post can be told: names behind numbers, own threads, and the texts of long posts."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._parents: dict[int, int] = {}
        self._notes: dict[datetime, str] = {}

    def walk(self, entry: Entry, *, notes: bool) -> None:
        """Go through one file of posts, or of long texts. What cannot be read here is told when it is read in earnest."""
        take = self._take_note if notes else self._take
        for item in read_values(entry, into=levels(1), decoded=None if notes else tweet_in):
            if not isinstance(item, Rejected):
                take(item.value)

    def _take(self, tweet: Tweet) -> None:
        if tweet.in_reply_to_status_id_str:
            number, parent = whole(clean(tweet.id_str)), whole(clean(tweet.in_reply_to_status_id_str))
            if number is not None and parent is not None and parent < number and len(self._parents) < _KEPT:
                self._parents[number] = parent
        if tweet.entities.user_mentions:
            self._accounts.learn_mentions(tweet.entities.user_mentions)
        if tweet.in_reply_to_user_id_str:
            self._accounts.learn(clean(tweet.in_reply_to_user_id_str), handle=clean(tweet.in_reply_to_screen_name))

    def _take_note(self, value: Any) -> None:
        moment, text = moment_of_text(at(value, "noteTweet", "createdAt")), text_at(value, "noteTweet", "core", "text")
        if moment is not None and text and len(self._notes) < _NOTES:
            self._notes[moment.replace(microsecond=0)] = text

    def root(self, number: str) -> str:
        """The first post of the thread as far as the archive knows it; empty for a post that answers nothing."""
        start = here = whole(number)
        if here not in self._parents:
            return ""
        passed = []
        while here in self._parents:
            passed.append(here)
            here = self._parents[here]
        # Shorten the way for the next post of the thread, or a thread of many posts would cost their square.
        self._parents.update((each, here) for each in passed if here is not None)
        return str(here) if here != start else ""

    def whole_text(self, moment: datetime, text: str) -> str:
        """The long text of which a post shows the beginning; the text itself where there is none."""
        note = self._notes.get(moment.replace(microsecond=0), "") if self._notes else ""
        return note if note and note[:_OPENING] == unescape(text)[:_OPENING] else text


def post(tweet: Tweet, accounts: Accounts, survey: Survey) -> Iterator[AnyRecord]:
    """A post, a reply or a repost by the owner."""
    number, moment = clean(tweet.id_str), _moment(clean(tweet.created_at))
    if not number or moment is None:
        raise Unusable("The post has no number." if not number else "The date of the post cannot be read.")
    text = clean(tweet.full_text) or clean(tweet.text)
    answers, repost = clean(tweet.in_reply_to_status_id_str), _REPOST.match(text)
    entities = tweet.entities
    urls = [(clean(url.url), clean(url.expanded_url)) for url in entities.urls]
    media = tweet.extended_entities.media or entities.media
    yield PostRecord(
        external_id=number,
        channel="x",
        at=moment,
        link=f"https://x.com/{accounts.handle or 'i'}/status/{number}",
        text=with_addresses(unescape(survey.whole_text(moment, text)), urls),
        shared_link=next((meant for _, meant in urls if meant), ""),
        media_link=next((found for each in media if (found := clean(each.media_url_https) or clean(each.media_url))), ""),
        is_repost=repost is not None,
        in_reply_to=answers,
        answered=accounts.party(clean(tweet.in_reply_to_user_id_str), handle=clean(tweet.in_reply_to_screen_name)),
        thread=survey.root(number) or answers,
        mentioned=_mentioned(entities.user_mentions, accounts, repost[1] if repost else ""),
        tags=tuple(dict.fromkeys([tag for each in entities.hashtags if (tag := clean(each.text))])),
    )


def like(value: Any) -> Iterator[AnyRecord]:
    """A like. The archive does not say when: the time of the liked post stands for it, which its number tells."""
    number = text_at(value, "like", "tweetId")
    if not number:
        raise Unusable("The like names no post.")
    moment = moment_of_number(number)
    if moment is None:
        raise Unusable("The archive does not say when this like was given, and the post is too old to tell by its number.")
    link = text_at(value, "like", "expandedUrl") or f"https://x.com/i/status/{number}"
    yield ReactionRecord(external_id=f"like:{number}", channel="x", at=moment, link=link, reaction="like")


_DIRECTIONS: dict[str, Literal["in", "out"]] = {"following": "out", "follower": "in"}
_RELATIONS = {"blocking": "blocks", "muting": "mutes"}


def follow(value: Any, word: str, accounts: Accounts) -> Iterator[AnyRecord]:
    """Somebody whom the owner follows, who follows the owner, or whom the owner blocked or muted."""
    number = text_at(value, word, "accountId")
    party = accounts.party(number)
    if party is None:
        raise Unusable("The entry names no account.")
    if word in _DIRECTIONS:
        yield FollowRecord(external_id=f"{word}:{number}", party=party, direction=_DIRECTIONS[word], channel="x")
    else:
        owner = accounts.party(accounts.number, handle=accounts.handle) or Party(is_owner=True)
        yield TieRecord(external_id=f"{word}:{number}", subject=owner, other=party, relation=_RELATIONS[word])


def moment_of_number(number: str) -> datetime | None:
    """When the post with this number was written; None for those before the numbers told it."""
    value = whole(number)
    if value is None or not _FIRST_TIMED < value < 1 << 62:
        return None
    return _EPOCH + timedelta(milliseconds=value >> 22)


def with_addresses(text: str, urls: Iterable[tuple[str, str]]) -> str:
    """The text with the addresses that were meant in place of shortened ones: pairs of both."""
    for short, meant in urls:
        if short and meant:
            text = text.replace(short, meant)
    return text


def _mentioned(mentions: Sequence[Mention], accounts: Accounts, reposted: str) -> tuple[Party, ...]:
    if not mentions and not reposted:
        return ()
    held = [accounts.party(clean(each.id_str), handle=clean(each.screen_name), name=clean(each.name)) for each in mentions]
    if reposted and all(clean(each.screen_name).lower() != reposted.lower() for each in mentions):
        held.insert(0, accounts.party("", handle=reposted))
    return tuple(dict.fromkeys(party for party in held if party is not None))


def _moment(text: str) -> datetime | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return moment_of_text(text.replace(" +", "+"))
    month, day, hour, minute, second, year = found.groups()
    try:
        return datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except (KeyError, ValueError):
        return None
