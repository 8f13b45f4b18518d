"""Promises of plain YAML: what programs write is read as it was meant, everything else is refused with its line."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hustings.connectors.reading.plain_yaml import DEPTH, LIMIT, Unreadable, parse

WORDS = st.text(alphabet="abcxyzäß 0123456789:#'\"-.,/&*!%@`[]{}|>?=~\n", max_size=30)
KEYS = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
VALUES = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)  # fmt: skip


def parsed(data: bytes) -> Any:
    """What is read, or the refusal."""
    try:
        return parse(data)
    except Unreadable as error:
        return error


def plain(value: Any) -> Any:
    """The value as plain YAML tells it: what is empty is None, and blanks at the edges are not kept apart."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()} or None
    if isinstance(value, list):
        return [plain(each) for each in value] or None
    return " ".join(value.split())


def folded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: folded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [folded(each) for each in value]
    return " ".join(value.split()) if value is not None else None


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5))
@example({"a": [["x"], {"b": "c"}], "d": "1: 2", "e": "# no", "f": ""})
def test_what_a_program_writes_is_read_or_refused_never_misread(value: dict[str, Any]) -> None:
    written = yaml.dump(value, Dumper=yaml.SafeDumper, allow_unicode=True, default_flow_style=False).encode()
    read = parsed(written)
    assert isinstance(read, Unreadable) or folded(read) == plain(value)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read = parsed(data)
    assert not isinstance(read, Unreadable) or (str(read) and read.line >= 1)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("# nothing\n---\n", None),
        ("words\n", "words"),
        ("words that\ngo on\n", "words that go on"),
        ("a: 1\nb: '2'\nc: \"3\\u00e9\"\nd: ~\ne: []\nf:\n", {"a": "1", "b": "2", "c": "3é", "d": None, "e": None, "f": None}),
        ("a: it''s # said\nb: 'it''s' # said\nc: \"x\" # said\n", {"a": "it''s", "b": "it's", "c": "x"}),
        ("a:\n- b: 1\n  c: 2\n- b: 3\n", {"a": [{"b": "1", "c": "2"}, {"b": "3"}]}),
        ("a:\n  - x\n  - y y\n    z\nb: 1\n", {"a": ["x", "y y z"], "b": "1"}),
        ("a:\n  b:\n    c: 1\nd: 2\n", {"a": {"b": {"c": "1"}}, "d": "2"}),
        ("-\n  a: 1\n- # none\n  b\n-\n", [{"a": "1"}, "b", None]),
        ("a: # below\n  b: 1\n", {"a": {"b": "1"}}),
        ("a: |\n  one\n\n  two\nb: >-\n  three\n  four\n", {"a": "one\n\ntwo", "b": "three four"}),
        ("a: \"one\n  two\"\nb: 'one\n  two'\n", {"a": "one two", "b": "one two"}),
        ("a:\nb: 1\n", {"a": None, "b": "1"}),
        ("a: '\n\n  # x\n  '\nb: 1\n", {"a": "  # x ", "b": "1"}),
        ('"a b": 1\n', {"a b": "1"}),
        ("url: https://a.example/b?c=d#e\n", {"url": "https://a.example/b?c=d#e"}),
    ],
)
def test_plain_documents_are_read_as_they_are_meant(written: str, value: Any) -> None:
    assert parse(written.encode()) == value


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("a: &x 1\n", 1),
        ("a: 1\nb: *x\n", 2),
        ("a: !!python/object:os.system x\n", 1),
        ("a: {b: c}\n", 1),
        ("a: 'open\n", 1),
        ('a: "open\\\n', 1),
        ('a: "\\x"\n', 1),
        ("a: 1\nwords\n", 2),
        ("a: 1\n- b\n", 2),
        ("a: 'x'\n   y\n", 2),
        ("  a: 1\n b: 2\n", 2),
        ("- a\nb: 1\n", 2),
        ("x: " + "y" * LIMIT + "\n", 1),
        ("".join("  " * n + "a:\n" for n in range(DEPTH + 3)), DEPTH + 2),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(written: str, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(written.encode())
    assert refused.value.line == line
