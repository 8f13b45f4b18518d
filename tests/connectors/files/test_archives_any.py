"""Archives of networks as they may come: cut off, spoilt, with other types under every key, or made of anything at all."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.files.golden_archives import GOLDENS
from connectors.files.memory import Memory
from hustings.connectors.files.bluesky import BLUESKY
from hustings.connectors.files.facebook import FACEBOOK
from hustings.connectors.files.instagram import INSTAGRAM
from hustings.connectors.files.mastodon import MASTODON
from hustings.connectors.files.mastodon.posts import Threads
from hustings.connectors.files.mastodon_lists import MASTODON_LISTS
from hustings.connectors.files.registry import scan
from hustings.connectors.files.tiktok import TIKTOK
from hustings.connectors.files.x_archive import X_ARCHIVE
from hustings.connectors.files.x_archive.accounts import Accounts
from hustings.connectors.files.x_archive.tweets import Survey
from hustings.connectors.files.youtube import YOUTUBE
from hustings.connectors.protocol import Entry, FileReader, Found
from hustings.kernel.records import PersonRecord, decode, encode

READERS: tuple[FileReader, ...] = (X_ARCHIVE, FACEBOOK, INSTAGRAM, TIKTOK, YOUTUBE, MASTODON, MASTODON_LISTS, BLUESKY)
SECONDS = 20
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**30, 1.5, "", "\x00", "\ud800", "9" * 400, "0001-01-01T00:00:00+14:00", [], {}, [[]], [None]),
    *({"a": {}}, ["x", 1], "https://[::1", "x" * 5_000, 2**63, -(2**62), "=cmd|' /C calc'!A0"),
)
BEGINNINGS = (
    b"window.YTD.tweets.part0 = [",
    b"window.YTD.direct_messages.part0 = [",
    b'{"friends_v2": [',
    b'{"messages": [{"sender_name": "',
    b'{"relationships_following": [',
    b'[{"string_map_data": ',
    b'{"Activity": {"ProfileMap": ',
    b"\x3a\xa2eroots\x81gversion\x01",
    b'{"@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection", "orderedItems": [',
    b"Account address,Show boosts\n",
    b"",
)


def samples(reader: FileReader) -> list[Memory]:
    """Every golden file of a format, under its own path."""
    paths = sorted(path for path in (GOLDENS / reader.name).rglob("*") if path.is_file() and path.parent.name != reader.name)
    paths += sorted((GOLDENS / reader.name).glob("*.car"))
    return [Memory(path.read_bytes(), path.relative_to(GOLDENS).as_posix()) for path in paths]


def endure(reader: FileReader, entries: list[Entry]) -> int:
    """Read files as an import would; how many records they gave. Each of them is sound, and each reason is told."""
    started, count = time.process_time(), 0
    for item in reader.read(reader.recognise(entries)):
        if isinstance(item, Found):
            assert decode(encode(item.record)) == item.record
            assert "\\u0000" not in encode(item.record).decode()
            assert item.record.external_id or isinstance(item.record, PersonRecord)
            count += 1
        else:
            assert item.reason.strip()
            assert "\x00" not in item.reason
    assert time.process_time() - started < SECONDS
    return count


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_sound_samples_give_records_and_no_other_reader_takes_them(reader: FileReader) -> None:
    assert endure(reader, list(samples(reader))) > 0
    for case in sorted({entry.name.split("/")[1] for entry in samples(reader)}):
        found = scan([entry for entry in samples(reader) if entry.name.split("/")[1] == case])
        assert [(item.reader.name, found.unrecognised) for item in found.assignments] == [(reader.name, ())]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_files_cut_off_anywhere_give_records_or_reasons(reader: FileReader) -> None:
    chance = random.Random(2026)
    whole = samples(reader)
    for _ in range(30):
        endure(reader, [Memory(entry.data[: chance.randrange(len(entry.data) + 1)], entry.name) for entry in whole])


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_flipped_and_repeated_bytes_give_records_or_reasons(reader: FileReader) -> None:
    chance = random.Random(2026)
    for _ in range(25):
        spoilt = []
        for entry in samples(reader):
            data = bytearray(entry.data)
            for _ in range(max(1, len(data) // 80)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            start, end = sorted(chance.randrange(len(data)) for _ in range(2))
            spoilt.append(Memory(bytes(data[:end] + data[start:]), entry.name))
        endure(reader, spoilt)


def document(entry: Memory) -> tuple[bytes, Any]:
    """What stands before the JSON of a file, and the JSON."""
    at = min(found for sign in b"[{" if (found := entry.data.find(sign)) >= 0)
    return entry.data[:at], json.JSONDecoder().raw_decode(entry.data[at:].decode())[0]


def mutated(value: Any, chance: random.Random, rate: float) -> Any:
    """The value with another type in the place of some of its parts."""
    if chance.random() < rate:
        return chance.choice(ODD)
    if isinstance(value, list):
        return [mutated(inner, chance, rate) for inner in value]
    if isinstance(value, dict):
        return {key: mutated(inner, chance, rate) for key, inner in value.items()}
    return value


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every path in a document."""
    yield path
    members = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for key, inner in members:
        yield from places(inner, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    """The document with another value at a path."""
    if not path:
        return by
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], by)
    return copy


def json_samples(reader: FileReader) -> Iterator[tuple[Memory, bytes, Any]]:
    for entry in samples(reader):
        if entry.name.endswith((".json", ".js")):
            try:
                yield entry, *document(entry)
            except ValueError:
                continue


@pytest.mark.parametrize("reader", [X_ARCHIVE, FACEBOOK, INSTAGRAM, TIKTOK, MASTODON], ids=lambda reader: reader.name)
def test_other_types_under_every_key_give_records_or_reasons(reader: FileReader) -> None:
    chance = random.Random(2026)
    whole = list(json_samples(reader))
    for number in range(45):
        rate = (0.01, 0.05, 0.2)[number % 3]
        spoilt = [(entry, start, mutated(value, chance, rate)) for entry, start, value in whole]
        endure(reader, [Memory(start + json.dumps(value).encode(), entry.name) for entry, start, value in spoilt])


@pytest.mark.parametrize("reader", [X_ARCHIVE, FACEBOOK, INSTAGRAM, TIKTOK, MASTODON], ids=lambda reader: reader.name)
def test_each_single_value_may_be_of_any_type(reader: FileReader) -> None:
    odd = (True, 1.5, {"a": {}}, ["x", 1], "\x00")
    for entry, start, value in json_samples(reader):
        for path in places(value):
            for by in odd:
                endure(reader, [Memory(start + json.dumps(replaced(value, path, by)).encode(), entry.name)])


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_any_bytes_after_any_beginning_give_records_or_reasons(reader: FileReader) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from(BEGINNINGS), st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode()))
    def check(start: bytes, rest: bytes) -> None:
        entry = Memory(start + rest, "a/followers.csv")
        endure(reader, [entry])
        assert all(isinstance(item.reason, str) for item in reader.read([entry]) if not isinstance(item, Found))

    check()


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_the_same_archive_twice_gives_the_same_records(reader: FileReader) -> None:
    def said() -> list[bytes]:
        return [encode(item.record) for item in reader.read(reader.recognise(samples(reader))) if isinstance(item, Found)]

    assert said() == said()


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_ids_are_unique_within_one_class_of_records(tmp_path: Path, reader: FileReader) -> None:
    for case in sorted({entry.name.split("/")[1] for entry in samples(reader)}):
        entries = [entry for entry in samples(reader) if entry.name.split("/")[1] == case]
        found = [item.record for item in reader.read(reader.recognise(entries)) if isinstance(item, Found)]
        ids = [(type(record).__name__, record.external_id) for record in found]
        assert len(ids) == len(set(ids))


def test_a_thread_of_very_many_posts_costs_no_more_than_its_posts() -> None:
    count, started = 30_000, time.process_time()
    survey, threads = Survey(Accounts()), Threads()
    posts = [{"id_str": str(number), "in_reply_to_status_id_str": str(number - 1)} for number in range(2, count)]
    survey.walk(Memory(b"window.YTD.tweets.part0 = " + json.dumps(posts).encode()), notes=False)
    threads.walk({"object": {"id": post["id_str"], "inReplyTo": post["in_reply_to_status_id_str"]}} for post in posts)
    for number in range(count - 1, 1, -1):
        assert survey.root(str(number)) == threads.root(str(number)) == "1"
    assert time.process_time() - started < SECONDS / 4
