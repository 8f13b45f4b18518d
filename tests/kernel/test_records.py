"""Records are facts: frozen, encoded the same way each time, told apart by their content."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.kernel.records import (
    AnyRecord,
    CommentRecord,
    Identity,
    MessageRecord,
    Name,
    Party,
    PersonRecord,
    Position,
    Record,
    decode,
    digest,
    encode,
    kind_of,
)

KINDS: tuple[type[Record], ...] = get_args(AnyRecord)
_TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
_PEOPLE = st.builds(
    PersonRecord,
    external_id=_TEXT,
    name=st.builds(Name, full=_TEXT, given=_TEXT),
    identities=st.lists(st.builds(Identity, kind=st.sampled_from(["email", "phone"]), value=_TEXT), max_size=3).map(tuple),
    positions=st.lists(st.builds(Position, organisation=_TEXT, current=st.booleans()), max_size=2).map(tuple),
    connected_on=st.none() | st.dates(),
    at=st.none() | st.datetimes(timezones=st.just(UTC)),
    extra=st.dictionaries(_TEXT, _TEXT, max_size=2),
)
_MESSAGES = st.builds(
    MessageRecord,
    external_id=_TEXT,
    channel=st.sampled_from(["linkedin", "email"]),
    sent_at=st.datetimes(timezones=st.just(UTC)),
    sender=st.builds(Party, name=_TEXT),
    text=_TEXT,
    is_draft=st.booleans(),
)


@given(_PEOPLE | _MESSAGES)
def test_what_is_encoded_is_decoded_equal(record: PersonRecord | MessageRecord) -> None:
    payload = encode(record)
    assert decode(payload) == record
    assert encode(decode(payload)) == payload
    assert digest(payload) == digest(encode(decode(payload.decode())))


@given(_PEOPLE, _PEOPLE)
def test_different_records_have_different_digests(one: PersonRecord, other: PersonRecord) -> None:
    assert (one == other) == (digest(encode(one)) == digest(encode(other)))
    assert len(digest(encode(one))) == 16


def test_every_kind_has_a_word_of_its_own_that_stands_in_the_json() -> None:
    words = [str(kind.__struct_config__.tag) for kind in KINDS]
    assert len(set(words)) == len(words) == 20
    assert kind_of(PersonRecord(external_id="1", name=Name(full="Ada"))) == "person"
    comment = CommentRecord(external_id="1", channel="linkedin", at=datetime(2026, 1, 1, tzinfo=UTC))
    assert msgspec.json.decode(encode(comment))["kind"] == kind_of(comment) == "comment"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_is_frozen_and_named_by_keyword(kind: type[Record]) -> None:
    assert kind.__struct_config__.frozen
    with pytest.raises(TypeError, match="positional"):
        kind("1")  # type: ignore[misc, call-arg]


def test_empty_values_take_no_room() -> None:
    assert encode(PersonRecord(external_id="1", name=Name(full="Ada"))) == (
        b'{"kind":"person","external_id":"1","name":{"full":"Ada"}}'
    )


def test_a_record_cannot_be_changed() -> None:
    person = PersonRecord(external_id="1", name=Name(full="Ada"), connected_on=date(2026, 1, 1))
    with pytest.raises(AttributeError):
        person.external_id = "2"  # type: ignore[misc]


@pytest.mark.parametrize("payload", [b"{}", b'{"kind":"ghost"}', b'{"kind":"person","external_id":1}', b"not json"])
def test_anything_else_is_refused(payload: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(payload)
