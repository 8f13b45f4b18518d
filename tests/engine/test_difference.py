"""What comes back from a table changes only what somebody changed in it."""

from __future__ import annotations

from datetime import date

import msgspec
from hypothesis import given, settings

from connectors.exports.people_records import EVERYTHING, people
from hustings.engine.difference import beyond, together
from hustings.kernel.records import Identity, Name, PersonRecord


@settings(max_examples=40, deadline=None)
@given(people)
def test_what_is_known_already_is_no_change(record: PersonRecord) -> None:
    assert beyond(record, record) is None


@settings(max_examples=60, deadline=None)
@given(people, people)
def test_a_change_is_known_once_it_was_taken(known: PersonRecord, said: PersonRecord) -> None:
    change = beyond(said, known)
    if change is not None:
        joined = together(known, change)
        assert beyond(said, msgspec.structs.replace(joined, name=said.name)) is None
        assert set(known.notes) <= set(joined.notes)


def test_what_is_left_out_denies_nothing() -> None:
    bare = PersonRecord(external_id=EVERYTHING.external_id, name=EVERYTHING.name)
    assert beyond(bare, EVERYTHING) is None


def test_only_the_changed_parts_are_told() -> None:
    mail = Identity(kind="email", value="new@souza.example")
    said = msgspec.structs.replace(
        EVERYTHING,
        identities=(*EVERYTHING.identities, mail),
        headline="Mayor",
        connected_on=date(2021, 1, 1),
        tags=("VOLUNTEER", "x"),
    )
    assert beyond(said, EVERYTHING) == PersonRecord(
        external_id=EVERYTHING.external_id, name=EVERYTHING.name, identities=(mail,), headline="Mayor",
        connected_on=date(2021, 1, 1), tags=("x",),
    )  # fmt: skip


def test_another_name_is_a_change_and_a_missing_one_is_not() -> None:
    renamed = beyond(msgspec.structs.replace(EVERYTHING, name=Name(full="Ana Lima")), EVERYTHING)
    assert renamed == PersonRecord(external_id=EVERYTHING.external_id, name=Name(full="Ana Lima"))
    nameless = beyond(msgspec.structs.replace(EVERYTHING, name=Name(full=""), headline="Mayor"), EVERYTHING)
    assert nameless is not None
    assert nameless.name == EVERYTHING.name


def test_the_second_word_stands_where_two_differ() -> None:
    joined = together(EVERYTHING, msgspec.structs.replace(EVERYTHING, headline="Mayor", location="", fields={"Ward": "South"}))
    assert (joined.headline, joined.location, joined.fields["Ward"], joined.fields["Shirt: size"]) == (
        "Mayor",
        "Ely",
        "South",
        "+M",
    )
