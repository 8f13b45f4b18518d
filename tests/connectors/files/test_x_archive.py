"""Promises of the reader of X archives beyond the golden ones: whose it is, what belongs to it, and what is remembered."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.golden_archives import cases, check
from connectors.files.memory import Memory
from hustings.connectors.files.x_archive import X_ARCHIVE, accounts, messages, shape, tweets
from hustings.connectors.files.x_archive.accounts import Accounts
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.records import MessageRecord, PersonRecord, PostRecord


@pytest.mark.parametrize("case", cases("x_archive"), ids=lambda case: case.name)
def test_each_archive_gives_the_expected_records(case: Path) -> None:
    check(X_ARCHIVE, case)


def script(name: str, *values: object, file: str = "a/data/x.js") -> Memory:
    return Memory(f"window.YTD.{name}.part0 = {json.dumps(list(values))}".encode(), file)


def account(number: str, handle: str = "", file: str = "a/data/account.js") -> Memory:
    return script("account", {"account": {"accountId": number, "username": handle}}, file=file)


def tweet(number: int, text: str = "Hello", **more: object) -> dict[str, object]:
    return {"tweet": {"id_str": str(number), "full_text": text, "created_at": "Tue Jul 22 02:05:43 +0000 2025", **more}}


_ODD = st.none() | st.integers(0, 99) | st.booleans() | st.lists(st.integers(0, 9), max_size=2)
_WORDS = st.sampled_from(["", " ", "5", "7", "9 ", "ada", "Ben", " RT @ben: hello", "see t.co/a #bus", "t.co/a", "a\x00b"])


def one_of(**shape: object) -> st.SearchStrategy[object]:
    """An object with some of these keys."""
    return st.fixed_dictionaries({}, optional=shape)  # type: ignore[arg-type]


def some(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(inner, max_size=2) | inner | _ODD


_ANY = _WORDS | _ODD
_ENTITIES = one_of(
    user_mentions=some(one_of(id_str=_ANY, screen_name=_ANY, name=_ANY)),
    urls=some(one_of(url=_ANY, expanded_url=_ANY)),
    hashtags=some(one_of(text=_ANY)),
    media=some(one_of(media_url_https=_ANY, media_url=_ANY)),
)
_TWEETS = one_of(
    id_str=_ANY, full_text=_ANY, text=_ANY, in_reply_to_status_id_str=_ANY, in_reply_to_user_id_str=_ANY,
    in_reply_to_screen_name=_ANY, entities=_ENTITIES | _ODD, extended_entities=_ENTITIES | _ODD,
    created_at=st.just("Tue Jul 22 02:05:43 +0000 2025") | _ODD,
)  # fmt: skip


class Refused(msgspec.Struct):
    """A shape that no entry has."""

    no_archive_says_this: int


@given(st.lists(_TWEETS.map(lambda held: {"tweet": held}) | _TWEETS | _ODD, max_size=4))
def test_a_post_is_told_alike_however_it_was_decoded(held: list[object]) -> None:
    told = []
    for decoder in (shape._WRAPPED, msgspec.json.Decoder(Refused)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shape, "_WRAPPED", decoder)
            told.append(records(account("1", "ada"), script("tweets", *held)))
    assert told[0] == told[1]


def records(*entries: Memory) -> list[object]:
    return [item.record if isinstance(item, Found) else item.reason for item in X_ARCHIVE.read(entries)]


def test_pictures_and_pages_beside_an_archive_belong_to_it_and_other_files_do_not() -> None:
    own = [account("1"), Memory(b"\xff\xd8\xff", "a/data/media/1.jpg"), Memory(b"<!DOCTYPE html>", "a/Your archive.html")]
    others = [Memory(b"Name,E-mail", "a/people.csv"), Memory(b"\x89PNG", "b/picture.png")]
    assert X_ARCHIVE.recognise([*others, *own]) == own
    assert X_ARCHIVE.recognise(others) == []


def test_files_without_an_account_say_what_is_missing() -> None:
    said = records(script("tweets", tweet(5)))
    assert (
        said[0]
        == "This tells what the owner of an archive did, but not who that is. Give account.js of the same archive with it."
    )
    assert isinstance(said[1], PostRecord)
    assert said[1].link == "https://x.com/i/status/5"
    assert records() == []


def test_an_archive_of_another_account_is_left_out() -> None:
    said = records(
        account("1", "ada"),
        script("tweets", tweet(5)),
        account("2", "otto", file="b/data/account.js"),
        script("tweets", tweet(6), file="b/data/tweets.js"),
        account("", "", file="c/data/account.js"),
    )
    assert (
        said[0] == "This is the archive of @otto, the other one that of @ada. Give archives of different accounts one at a time."
    )
    assert [one.external_id for one in said[1:] if isinstance(one, PersonRecord | PostRecord)] == ["owner", "5"]


def test_an_account_without_a_handle_is_known_by_its_number() -> None:
    first, *_ = records(account("1"))
    assert isinstance(first, PersonRecord)
    assert first.name.full == "x:1"


def test_posts_that_claim_to_answer_each_other_end_somewhere() -> None:
    said = records(
        account("1"), script("tweets", tweet(5, in_reply_to_status_id_str="7"), tweet(7, in_reply_to_status_id_str="5"))
    )
    assert [(one.external_id, one.thread) for one in said if isinstance(one, PostRecord)] == [("5", "7"), ("7", "5")]


def test_a_long_text_is_taken_only_for_the_post_that_it_continues() -> None:
    note = {"noteTweet": {"createdAt": "2025-07-22T02:05:43.000Z", "core": {"text": "Something else altogether"}}}
    short = {"urls": [{"url": "https://t.co/a"}]}
    said = records(account("1"), script("note_tweet", note, file="a/data/n.js"), script("tweets", tweet(5, entities=short)))
    assert [one.text for one in said if isinstance(one, PostRecord)] == ["Hello"]


def test_memory_stays_bounded_by_what_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "KEPT", 1)
    monkeypatch.setattr(tweets, "_KEPT", 0)
    monkeypatch.setattr(tweets, "_NOTES", 0)
    people = Accounts()
    people.learn("1", handle="ben", name="Ben")
    people.learn("2", handle="vera")
    people.learn("1", name="Ben Okafor")
    people.learn("", handle="nobody")
    people.learn("3")
    assert [people.party(number).name for number in ("1", "2")] == ["Ben Okafor", ""]  # type: ignore[union-attr]
    assert people.party("") is None
    assert people.party("", handle="no handle!") is None
    note = {"noteTweet": {"createdAt": "2025-07-22T02:05:43.000Z", "core": {"text": "Hello again"}}}
    said = records(
        account("1"),
        script("note_tweet", note, file="a/data/n.js"),
        script("tweets", tweet(7, in_reply_to_status_id_str="6"), tweet(6, in_reply_to_status_id_str="5")),
    )
    assert [(one.text, one.thread) for one in said if isinstance(one, PostRecord)] == [("Hello", "6"), ("Hello", "5")]


def test_a_very_long_conversation_is_told_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "WINDOW", 2)
    events = [
        {"messageCreate": {"id": str(9 - day), "senderId": "2", "recipientId": "1", "createdAt": f"2025-07-0{9 - day}T00:00:00Z"}}
        for day in range(5)
    ]
    conversation = {"dmConversation": {"conversationId": "1-2", "messages": events}}
    said = records(account("1"), script("direct_messages", conversation, {"dmConversation": "none"}))
    assert [one.external_id for one in said if isinstance(one, MessageRecord)] == ["8", "9", "6", "7", "5"]


def test_the_same_archive_twice_gives_the_same_ids() -> None:
    once = [records(account("1"), script("tweets", tweet(5)), script("like", {"like": {"tweetId": "1600000000000000003"}}))]
    assert once == [
        records(account("1"), script("tweets", tweet(5)), script("like", {"like": {"tweetId": "1600000000000000003"}}))
    ]


def test_what_cannot_be_read_is_told_once_and_with_its_line() -> None:
    broken = Memory(b"window.YTD.tweets.part0 = [\n nil,\n", "a/data/tweets.js")
    damaged = Memory(b"window.YTD.account.part0 = [\n nil,", "a/data/account.js")
    said = list(X_ARCHIVE.read([account("1"), damaged, broken]))
    assert [(item.place.line, item.reason) for item in said if isinstance(item, Rejected)] == [
        (2, "This entry is no valid JSON."),
        (3, "The file ends in the middle, as if it had been cut off. What stands before is read."),
    ]
