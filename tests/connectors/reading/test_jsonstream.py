"""Promises of the reader of large JSON: the same values as the whole document has, one by one, whatever the file is like."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.memory import Memory
from hustings.connectors.protocol import Place, Rejected
from hustings.connectors.reading import jsonstream
from hustings.connectors.reading.jsonstream import Value, decode, levels, outline, read_values
from hustings.kernel.errors import WrongInput

CUT = "The file ends in the middle, as if it had been cut off. What stands before is read."
INVALID = "This is no valid JSON. What stands before is read."
_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)
_ROOTS = st.lists(_JSON, max_size=5) | st.dictionaries(_TEXTS, _JSON, max_size=5)


def values(data: bytes, depth: int = 1, **options: Any) -> list[Value | Rejected]:
    return list(read_values(Memory(data, "a.json"), into=levels(depth), **options))


def flat(value: Any, depth: int, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    if len(path) == depth or not isinstance(value, list | dict):
        return [(path, value)]
    members = enumerate(value) if isinstance(value, list) else value.items()
    return [leaf for key, inner in members for leaf in flat(inner, depth, (*path, key))]


@given(_ROOTS, st.integers(0, 3), st.sampled_from([None, 1]), st.booleans(), st.integers(1, 9))
def test_the_pieces_are_those_of_the_whole_document(
    document: Any, depth: int, indent: int | None, ascii_only: bool, chunk: int
) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonstream, "_PREFIX", 20)
        patch.setattr(jsonstream, "_CHUNK", chunk + 20)
        found = values(text.encode(), depth)
    assert [(item.path, item.value) for item in found] == flat(document, depth)


@given(st.binary(max_size=60) | st.text(alphabet='[]{}",:\\u0aé 1', max_size=60).map(str.encode), st.integers(0, 3))
def test_any_bytes_give_values_or_reasons(data: bytes, depth: int) -> None:
    for item in values(data, depth):
        assert isinstance(item, Value) or item.reason.endswith(".")
    outline(data)


@given(_ROOTS.map(lambda document: json.dumps(document).encode()), st.data())
def test_a_cut_file_gives_what_stands_before_the_cut(data: bytes, chance: st.DataObject) -> None:
    cut = data[: chance.draw(st.integers(1, len(data) - 1))]
    found = values(cut)
    assert found[-1] == Rejected(Place("a.json", 1), CUT)
    assert found[:-1] == values(data)[: len(found) - 1]


@given(
    st.lists(st.lists(_JSON, max_size=3) | st.dictionaries(_TEXTS, _JSON, max_size=4), max_size=12),
    st.sampled_from([None, 2]),
    st.integers(1, 2),
    st.integers(30, 300),
    st.sampled_from([b"", b"nil", b"},{", b"\x00", b'"']),
)
def test_members_found_together_are_those_found_one_by_one(
    rows: list[Any], indent: int | None, depth: int, chunk: int, damage: bytes
) -> None:
    data = json.dumps([{"rows": rows}, *rows, *rows], indent=indent).encode()
    data = data[: len(data) // 2] + damage + data[len(data) // 2 :]
    found = []
    for tries in (0, jsonstream._TRIES):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(jsonstream, "_TRIES", tries)
            patch.setattr(jsonstream, "_CHUNK", chunk)
            found.append(values(data, depth))
    assert found[0] == found[1]


def test_rows_within_rows_do_not_end_a_member() -> None:
    rows = [{"number": number, "names": [{"a": 1}, {"b": "},{"}, {"c": 3}]} for number in range(50)]
    data = json.dumps(rows, separators=(",", ":")).encode()
    for cut in range(len(data) - 60, len(data)):
        found = [item.value for item in values(data[:cut]) if isinstance(item, Value)]
        assert found == rows[: len(found)]
        assert len(found) >= 48
    assert [item.value for item in values(data)] == rows


def test_values_of_one_shape_are_decoded_as_asked() -> None:
    found = list(read_values(Memory(b"[1, 2]", "a.json"), into=levels(1), decoded=lambda raw: int(raw) * 10))
    assert [item.value for item in found if isinstance(item, Value)] == [10, 20]


def test_a_script_prefix_and_what_follows_the_document_are_passed_over() -> None:
    assert values(b'window.YTD.like.part0 = [\n 1,\n {"a": [2]}, ];\nmore [') == [Value((0,), 1, 2), Value((1,), {"a": [2]}, 3)]


def test_utf_16_is_read_as_well_as_utf_8_with_a_mark() -> None:
    for encoding in ("utf-16", "utf-8-sig"):
        assert values('[{"name": "Łukasik"}]'.encode(encoding)) == [Value((0,), {"name": "Łukasik"}, 1)]
        assert outline('[{"name": "Łukasik"}]'.encode(encoding)) == {"name"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "This is no JSON."),
        (b"Hello, world", "This is no JSON."),
        (b"[1 2]", INVALID),
        (b"[1, :]", INVALID),
        (b'{"a" 1}', INVALID),
        (b"{a: 1}", INVALID),
        (b'{"a": ', CUT),
        (b'["a', CUT),
        (b"[12", CUT),
        (b'[["a\\"]', CUT),
    ],
)
def test_what_breaks_the_rules_is_told_once(data: bytes, reason: str) -> None:
    found = values(data)
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason == reason


def test_one_bad_entry_does_not_harm_the_next() -> None:
    found = values(b'[{"a": nil},\n{"b": 1}]')
    assert found == [Rejected(Place("a.json", 1), "This entry is no valid JSON."), Value((1,), {"b": 1}, 2)]


def test_an_entry_beyond_the_limit_is_refused() -> None:
    found = values(b"[1,[" + b"2," * 300_000 + b"3]]", limit=1 << 18)
    assert found[0] == Value((0,), 1, 1)
    assert found[1] == Rejected(Place("a.json", 1), "One entry of this file is larger than 0 MB. It is not read further.")


def test_a_file_of_rubbish_is_left_early() -> None:
    found = values(b"[" + b"nil," * (jsonstream.REJECTIONS + 5) + b"1]")
    assert len(found) == jsonstream.REJECTIONS + 1
    assert found[-1].reason == "Too much of this file cannot be read; the rest is left out."


def test_a_stream_that_breaks_is_told() -> None:
    class Broken(Memory):
        def open(self) -> Any:
            raise WrongInput("The file is damaged.")

    found = list(read_values(Broken(b"[", "a.json"), into=levels(1)))
    assert found == [Rejected(Place("a.json"), "The file is damaged.")]


def test_nesting_beyond_reason_is_kept_whole_or_refused() -> None:
    found = values(b"[" * 20 + b"]" * 20, depth=99)
    assert [len(item.path) for item in found if isinstance(item, Value)] == [16]
    assert values(b"[" * 50_000 + b"]" * 50_000)[0].reason == "This entry is no valid JSON."


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'"a\\u0000b"', "a b"),
        (b'"a\\\\u0000b"', "a\\u0000b"),
        (b'"a\tb\x00"', "a b "),
        (b'"\\ud83d\\ude00 \\ud83d"', "\U0001f600 �"),
        (b'"\\ud83d \\n\\u00e9 \\udc00"', "� \né �"),
        (b'"\xff\\""', '�"'),
        (b"1e5", 100000.0),
    ],
)
def test_nearly_right_values_are_mended(raw: bytes, value: Any) -> None:
    assert decode(raw) == value


def test_the_outline_names_keys_down_to_three_levels() -> None:
    assert outline(b'[{"tweet": {"id": 1, "user": {"name": {"deep": 1}}}}, {"other": [{"x": 1}') == {
        "tweet", "tweet>id", "tweet>user", "tweet>user>name", "other", "other>x",
    }  # fmt: skip
