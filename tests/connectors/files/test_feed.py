"""Feeds of every notation become posts by their sites, once each; nothing in them is opened, expanded or able to do harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.memory import Memory
from hustings.connectors.files import feed_xml
from hustings.connectors.files.feed import FEED
from hustings.connectors.files.feed_entry import Site, publisher, target_of
from hustings.connectors.files.feed_xml import LIMIT, TAGS
from hustings.connectors.protocol import Entry, Found, Rejected
from hustings.kernel.records import FollowRecord, PostRecord

GOLDENS = Path(__file__).parent / "goldens" / "feed"
ITEM = "<item><guid>https://b.example/{0}</guid><pubDate>Tue, 05 Mar 2024 14:22:11 GMT</pubDate><title>{0}</title></item>"


def rss(*items: str, start: str = "") -> bytes:
    return f"{start}<rss version='2.0'><channel><title>Blog</title>{''.join(items)}</channel></rss>".encode()


def read(*entries: Entry) -> list[Found | Rejected]:
    return list(FEED.read(FEED.recognise(entries)))


def posts(items: list[Found | Rejected]) -> list[PostRecord]:
    return [item.record for item in items if isinstance(item, Found) and isinstance(item.record, PostRecord)]


def reasons(items: list[Found | Rejected]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Rejected)]


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://www.google.com/url?rct=j&url=https://a.example/x%3Fy%3D1&ct=ga", "https://a.example/x?y=1"),
        ("https://www.google.co.uk/url?q=https://a.example/", "https://a.example/"),
        ("https://www.google.com/url?sa=t", "https://www.google.com/url?sa=t"),
        ("https://www.google.com/url?url=javascript:alert(1)", ""),
        ("https://notgoogle.example/url?url=https://a.example/", "https://notgoogle.example/url?url=https://a.example/"),
        ("https://a.example/page", "https://a.example/page"),
        ("javascript:alert(1)", ""),
        ("https://[::1", ""),
        ("", ""),
    ],
)
def test_redirects_of_google_lead_to_their_target(link: str, target: str) -> None:
    assert target_of(link) == target


def test_the_publisher_is_the_site_of_a_feed_and_the_page_of_an_alert() -> None:
    site = Site("Blog", "https://www.blog.example/about?x=1")
    assert publisher(site, "https://elsewhere.example/1").identities[0].value == "blog.example"
    assert publisher(site, "https://elsewhere.example?x", is_alert=True).name == "elsewhere.example"
    assert publisher(Site("", ""), "").identities == ()
    assert publisher(Site("", ""), "https://a.example/").name == "a.example"


def test_entries_that_several_feeds_hold_are_told_once() -> None:
    first, second = Memory(rss(ITEM.format(1), ITEM.format(2)), "a"), Memory(rss(ITEM.format(2), ITEM.format(3)), "b")
    assert [post.title for post in posts(read(first, second))] == ["1", "2", "3"]


def test_numbers_of_two_feeds_do_not_meet() -> None:
    item = "<item><guid isPermaLink='false'>7</guid><pubDate>Tue, 05 Mar 2024 14:22:11 GMT</pubDate></item>"
    first = Memory(rss("<link>https://a.example/</link>", item))
    second = Memory(rss("<link>https://b.example/</link>", item))
    assert [post.external_id for post in posts(read(first, second))] == ["a.example#7", "b.example#7"]


def test_a_feed_of_many_megabytes_is_refused() -> None:
    assert reasons(read(Memory(rss("x" * LIMIT)))) == ["The feed is larger than 8 MB and is not read."]


def test_what_would_keep_the_parser_busy_for_minutes_is_refused_at_once() -> None:
    attributes = " ".join(f"a{number}='1'" for number in range(5_000))
    assert "longer tags than any honest" in reasons(read(Memory(rss(f"<item {attributes}/>"))))[0]
    assert "more or longer tags" in reasons(read(Memory(rss("<a/>" * TAGS))))[0]
    assert reasons(read(Memory(rss("<a b='" * 100_000)))) == ["The feed is damaged or was cut off. Download it again."]
    assert len(posts(read(Memory(rss(ITEM.format("word " * 200_000)))))) == 1


def test_a_feed_cut_off_gives_what_stands_before() -> None:
    whole = rss(*(ITEM.format(number) for number in range(20)))
    assert len(posts(read(Memory(whole[: len(whole) // 2])))) in (9, 10)
    assert reasons(read(Memory(b"<rss version='2.0'><chan"))) == ["The feed is damaged or was cut off. Download it again."]


def test_an_entity_bomb_is_no_feed() -> None:
    bomb = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
    assert FEED.recognise([Memory(rss(ITEM.format("&b;"), start=bomb))]) == []
    assert (
        len(posts(read(Memory(rss(ITEM.format(1), start="<!DOCTYPE rss PUBLIC '-//N//DTD RSS//EN' 'http://x.example/d'>"))))) == 1
    )


def test_whatever_the_parser_stumbles_over_becomes_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(feed_xml.feedparser, "parse", stumble)
    assert "damaged in a way" in reasons(read(Memory(rss(ITEM.format(1)))))[0]


def test_dates_that_no_calendar_knows_are_no_dates() -> None:
    assert feed_xml._moment({"published_parsed": (2024, 13, 1, 0, 0, 0), "updated_parsed": None}) is None
    assert feed_xml._moment({"published_parsed": 7, "updated_parsed": (2024, 3, 1, 0, 0, 0)}) is not None


def test_lists_nested_broken_or_endless_give_what_can_be_read() -> None:
    nested = "<opml>" + "<outline text='a'>" * 3_000 + "<outline xmlUrl='https://a.example/feed'/>"
    assert [type(item.record) for item in read(Memory(nested.encode())) if isinstance(item, Found)] == [FollowRecord]
    long = "<opml><outline " + "x" * 30_000 + " xmlUrl='https://a.example/feed'/><outline xmlUrl='https://b.example/feed'/>"
    assert len(read(Memory(long.encode()))) == 1
    endless = "<opml>" + "<outline a='" * 200_000
    assert "never closed" in reasons(read(Memory(endless.encode())))[0]


@pytest.mark.parametrize(
    "data",
    [b"", b"<html>", b"<!-- only -->", b"<?xml version='1.0'?><feeder>", b"{}", b'{"version": "7"}', b"rss", b"<!DOCTYPE rss ["],
)
def test_other_documents_are_no_feeds(data: bytes) -> None:
    assert FEED.recognise([Memory(data, "feed.xml")]) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_change_no_word(encoding: str) -> None:
    text = f"<?xml version='1.0'?>{rss(ITEM.format('Grüße')).decode()}"
    assert [post.title for post in posts(read(Memory(text.encode(encoding))))] == ["Grüße"]


@pytest.mark.parametrize("name", ["alerts.xml", "blog.rss", "feed.json", "subscriptions.opml"])
@given(st.binary(max_size=200), st.integers(0, 2_500))
def test_any_bytes_end_in_records_or_refusals(name: str, noise: bytes, at: int) -> None:
    data = (GOLDENS / name).read_bytes()
    assert all(isinstance(item, Found | Rejected) for item in read(Memory(data[:at] + noise + data[at:])))
