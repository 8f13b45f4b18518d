"""Promises that all readers of archives share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.memory import Memory
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.archives import (
    Unusable,
    foreign_roots,
    in_order,
    is_attachment,
    owner_record,
    plain_text,
    records_of,
    stable_id,
    with_attachments,
)
from hustings.kernel.records import AnyRecord, Identity, Name, PersonRecord

START = datetime(2024, 1, 1, tzinfo=UTC)


@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 8))
def test_each_window_is_in_order_and_nothing_is_lost(days: list[int], window: int) -> None:
    found = list(in_order(days, key=lambda day: START + timedelta(days=day), window=window))
    assert sorted(found) == sorted(days)
    for start in range(0, len(days), window):
        assert found[start : start + window] == sorted(days[start : start + window])


def test_an_entry_gives_its_records_or_the_reason_why_not() -> None:
    def build(value: Any) -> Iterator[AnyRecord]:
        yield owner_record("Ada")
        if value:
            raise Unusable("No more.")

    ada = Found(PersonRecord(external_id="owner", name=Name(full="Ada"), is_owner=True), Place("a"))
    assert list(records_of(build, 0, place=Place("a"))) == [ada]
    assert list(records_of(build, 1, place=Place("a"))) == [ada, Rejected(Place("a"), "No more.")]


def test_an_owner_without_a_name_is_called_by_the_first_handle() -> None:
    handle = Identity(kind="x", value="ada")
    record = owner_record("", identities=(None, handle, handle), summary="", location="Ely")
    assert record == PersonRecord(external_id="owner", name=Name(full="ada"), identities=(handle,), is_owner=True, location="Ely")
    assert owner_record("").name.full == ""


def test_ids_follow_from_content() -> None:
    assert stable_id("post", "a", "b") == stable_id("post", "a", "b") != stable_id("post", "ab", "")
    assert stable_id("post", "\ud800").startswith("post:")


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("plain", "plain"),
        ("<p>Who comes &amp; helps?</p><p>1 < 2<br/>yes</p>", "Who comes & helps?\n1 < 2\nyes"),
        ('<p><span class="h-card"><a href="https://a.example/@ben">@<span>ben</span></a></span> ok</p>', "@ben ok"),
        ("a&#0;b &lt;3", "a�b <3"),
    ],
)
def test_short_html_becomes_its_words(markup: str, words: str) -> None:
    assert plain_text(markup) == words


def test_pictures_and_pages_under_the_same_roots_belong_to_an_archive() -> None:
    own, page, other = Memory(b"x", "a/b/own.json"), Memory(b"\n<html>", "a/page"), Memory(b"\x89PNG", "c/1.png")
    assert with_attachments([other, page, own], [own], root_of=lambda entry: "a/") == [page, own]
    assert with_attachments([other, page], [], root_of=lambda entry: "a/") == []


@pytest.mark.parametrize(
    ("head", "name", "is_one"),
    [
        (b"\xff\xd8\xff", "a", True),
        (b"\0\0\0\x18ftypmp42", "a", True),
        (b"body{}", "a.css", True),
        (b"Name,E-mail", "a.csv", False),
        (b"", "a", False),
    ],
)
def test_attachments_are_known_by_their_beginning_or_as_parts_of_a_page(head: bytes, name: str, is_one: bool) -> None:
    assert is_attachment(Memory(head, name)) is is_one


def test_of_several_accounts_the_first_is_taken() -> None:
    reason = "This is the archive of @otto, the other one that of @ada. Give archives of different accounts one at a time."
    assert foreign_roots([("0/", ""), ("a/", "@ada"), ("b/", "@otto"), ("c/", "@ada")]) == {"b/": reason}
    assert foreign_roots([]) == {}
