"""Promises of the reader of Bluesky's repositories."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.files.golden_archives import cases, check
from connectors.files.memory import Memory
from connectors.files.repositories import encoded, number, repository, section
from hustings.connectors.files.bluesky import BLUESKY
from hustings.connectors.files.bluesky.car import is_car
from hustings.connectors.files.bluesky.survey import Survey
from hustings.connectors.protocol import Found
from hustings.kernel.records import FollowRecord, Party, PersonRecord, PostRecord

ADA, BEN, VERA = "did:plc:ada7", "did:plc:ben8", "did:plc:vera9"
AT = "2024-03-05T12:00:00.000Z"
CUT = "The file is damaged or was cut off here; what stands before is read. Download it again."


@pytest.mark.parametrize("case", cases("bluesky"), ids=lambda case: case.name)
def test_each_repository_gives_the_expected_records(case: Path) -> None:
    check(BLUESKY, case)


def post(text: str, **more: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": AT, **more}


def said_by(*data: bytes) -> list[Any]:
    entries = [Memory(each, f"{number}.car") for number, each in enumerate(data)]
    return [item.record if isinstance(item, Found) else item.reason for item in BLUESKY.read(BLUESKY.recognise(entries))]


def test_a_reply_tells_whom_it_answers_and_where_the_thread_began() -> None:
    reply = {"root": {"uri": f"at://{VERA}/app.bsky.feed.post/1"}, "parent": {"uri": f"at://{BEN}/app.bsky.feed.post/2"}}
    _, one = said_by(repository(ADA, {"app.bsky.feed.post/3k": post("Yes", reply=reply)}))
    assert isinstance(one, PostRecord)
    assert (one.external_id, one.in_reply_to, one.thread) == (
        f"at://{ADA}/app.bsky.feed.post/3k",
        f"at://{BEN}/app.bsky.feed.post/2",
        f"at://{VERA}/app.bsky.feed.post/1",
    )
    assert one.answered is not None
    assert one.answered.identities[0].value == BEN
    assert one.at == datetime(2024, 3, 5, 12, tzinfo=UTC)


def test_equal_records_under_several_keys_are_told_under_each() -> None:
    records = {f"app.bsky.feed.post/3{letter}": post("Same") for letter in "abc"}
    assert [one.external_id[-2:] for one in said_by(repository(ADA, records))[1:]] == ["3a", "3b", "3c"]


def test_a_reply_to_oneself_is_known_as_such() -> None:
    reply = {"parent": {"uri": f"at://{ADA}/app.bsky.feed.post/2"}}
    _, one = said_by(repository(ADA, {"app.bsky.feed.post/3k": post("And", reply=reply)}))
    assert one.answered.is_owner
    assert one.thread == one.in_reply_to


def test_a_repository_of_another_account_is_left_out() -> None:
    owner, reason = said_by(repository(ADA, {}), repository(BEN, {}))
    assert isinstance(owner, PersonRecord)
    assert reason.startswith(f"This is the archive of {BEN}, the other one that of {ADA}.")


def test_a_repository_that_was_cut_off_gives_what_stands_before_the_cut() -> None:
    whole = repository(ADA, {"app.bsky.feed.post/3a": post("One"), "app.bsky.feed.post/3b": post("Two")})
    *_, one, damage = said_by(whole[:-9])
    assert (one.text, damage) == ("One", CUT)
    assert said_by(whole[:80]) == [CUT]


def test_a_car_that_is_no_repository_says_so() -> None:
    header = repository(ADA, {})[:60]
    start = header[: 1 + header[0]]
    assert said_by(start + section(encoded({"a": 1}))) == [
        "The file names no account of Bluesky: it is damaged, or the repository of another service. Download it again."
    ]
    assert BLUESKY.recognise([Memory(b"Name,E-mail"), Memory(b""), Memory(b"\xff" * 20)]) == []


@pytest.mark.parametrize("tail", [b"\0", b"\xff" * 12, number(5 << 20), number(4) + b"\x01\x71", b"\x85", number(2) + b"ab"])
def test_lying_lengths_end_the_reading_and_harm_nothing_before(tail: bytes) -> None:
    owner, one, *rest = said_by(repository(ADA, {"app.bsky.feed.post/3a": post("One")}, tail=tail))
    assert (owner.is_owner, one.text) == (True, "One")
    assert rest in ([], [CUT])


def test_a_header_that_lies_is_damage() -> None:
    entry = Memory(repository(ADA, {}))
    entry.open = lambda: __import__("io").BytesIO(b"\x02ab")  # type: ignore[method-assign]
    assert Survey.of(entry).damage == CUT


def test_content_ids_of_the_old_kind_and_blocks_of_other_kinds_are_passed_over() -> None:
    old = b"\x12\x20" + b"\1" * 32 + encoded({"$type": 5})
    tail = number(len(old)) + old + section(b"\x9f\xff") + section(encoded([1])) + section(b"\x81" * 3_000 + b"\x01")
    assert len(said_by(repository(ADA, {}, tail=tail))) == 1


def test_trees_that_lie_give_no_keys() -> None:
    nodes = [{"e": ["x"]}, {"e": [{"p": "0", "k": b"a", "v": b"c"}]}, {"e": [{"p": 0, "k": 5, "v": b"c"}]}, {"e": 5}]
    lost = encoded(post("Lost"))
    tail = b"".join(section(encoded(each)) for each in nodes) + section(lost)
    assert len(said_by(repository(ADA, {}, tail=tail))) == 1


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hustings.connectors.files.bluesky.survey.KEPT", 1)
    records = {"app.bsky.feed.post/3a": post("One"), "app.bsky.feed.post/3b": post("Two")}
    assert [one.text for one in said_by(repository(ADA, records))[1:]] == ["One"]


def test_entries_without_what_they_are_about_are_told() -> None:
    records = {
        "app.bsky.feed.like/1": {"$type": "app.bsky.feed.like", "createdAt": AT},
        "app.bsky.feed.post/2": {"$type": "app.bsky.feed.post", "text": "undated"},
        "app.bsky.graph.follow/3": {"$type": "app.bsky.graph.follow", "subject": "nobody", "createdAt": AT},
        "app.bsky.feed.repost/4": {"$type": "app.bsky.feed.repost", "subject": {"uri": "https://odd.example"}, "createdAt": AT},
    }
    _, *said = said_by(repository(ADA, records))
    assert sorted(one for one in said if isinstance(one, str)) == [
        "The record has no date that can be read.",
        "The record names no account.",
        "The record names no post.",
    ]
    assert [one.mentioned for one in said if isinstance(one, PostRecord)] == [()]


def test_an_owner_who_cannot_be_named_still_blocks() -> None:
    block = {"app.bsky.graph.block/1": {"$type": "app.bsky.graph.block", "subject": BEN}}
    owner, tie = said_by(repository("odd", block))
    assert (owner.name.full, tie.subject) == ("odd", Party(is_owner=True))


def test_the_same_repository_twice_gives_the_same_records() -> None:
    data = repository(ADA, {"app.bsky.graph.follow/3": {"$type": "app.bsky.graph.follow", "subject": BEN}})
    once, again = said_by(data), said_by(data)
    assert once == again
    assert isinstance(once[1], FollowRecord)


@settings(max_examples=150)
@given(st.binary(max_size=300), st.integers(0, 600), st.booleans())
def test_any_bytes_give_records_or_a_reason(data: bytes, cut: int, keeps: bool) -> None:
    whole = repository(ADA, {"app.bsky.feed.post/3a": post("One"), "app.bsky.graph.list/3b": {"$type": "app.bsky.graph.list"}})
    spoilt = whole[:cut] + data + (whole[cut + len(data) :] if keeps else b"")
    for item in BLUESKY.read([Memory(spoilt)]):
        assert isinstance(item, Found) or item.reason.endswith(".")
    is_car(data)
