"""Promises of readers of public data whatever bytes come: records or a reason, never an error."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.connectors.protocol import FileReader, Found, Place, Rejected
from hustings.connectors.records.congress import CONGRESS
from hustings.connectors.records.divisions import DIVISIONS
from hustings.connectors.records.federal_gifts import FEDERAL_GIFTS
from hustings.connectors.records.federal_lobbying import FEDERAL_LOBBYING
from hustings.connectors.records.massachusetts import MASSACHUSETTS
from hustings.connectors.records.massachusetts_gifts import MASSACHUSETTS_GIFTS
from hustings.connectors.records.open_states import OPEN_STATES
from hustings.connectors.records.popolo import POPOLO
from hustings.connectors.records.postcodes import POSTCODES
from hustings.kernel.records import OrganisationRecord, PersonRecord

GOLDENS = Path(__file__).parents[1] / "files" / "goldens"
READERS: tuple[FileReader, ...] = (
    CONGRESS, OPEN_STATES, POPOLO, DIVISIONS, POSTCODES, MASSACHUSETTS, FEDERAL_LOBBYING, MASSACHUSETTS_GIFTS, FEDERAL_GIFTS,
)  # fmt: skip


class Held:
    """A file in memory."""

    def __init__(self, data: bytes, *, name: str = "file") -> None:
        self.name, self.size, self._data = name, len(data), data

    def open(self) -> BinaryIO:
        return BytesIO(self._data)

    def head(self, length: int = 65_536) -> bytes:
        return self._data[:length]


def samples(reader: FileReader) -> list[tuple[str, bytes]]:
    found = (path for path in sorted((GOLDENS / reader.name).rglob("*")) if path.is_file() and ".records." not in path.name)
    return [(path.name, path.read_bytes()) for path in found]


def said(reader: FileReader, files: Sequence[Held]) -> list[Found | Rejected]:
    taken = reader.recognise(files)
    return list(reader.read(taken)) if taken else []


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_spoilt_file_gives_records_or_a_reason(reader: FileReader, data: st.DataObject) -> None:
    name, sound = data.draw(st.sampled_from(samples(reader)))
    start = data.draw(st.integers(0, len(sound)))
    end = data.draw(st.integers(start, len(sound)))
    spoilt = sound[:start] + data.draw(st.binary(max_size=12)) + sound[end:]
    for item in said(reader, [Held(spoilt, name=name)]):
        assert isinstance(item, Found) or item.reason


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@settings(max_examples=60, deadline=None)
@given(value=st.binary(max_size=200))
def test_any_bytes_are_recognised_or_not(reader: FileReader, value: bytes) -> None:
    reader.recognise([Held(value)])


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_file_cut_off_anywhere_gives_what_stands_before(reader: FileReader) -> None:
    for name, sound in samples(reader):
        for length in range(0, len(sound), max(1, len(sound) // 40)):
            for item in said(reader, [Held(sound[:length], name=name)]):
                assert isinstance(item, Found) or item.reason


def test_a_document_with_entities_is_refused() -> None:
    bomb = b'<!DOCTYPE PublicFilings [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><PublicFilings>&b;</PublicFilings>'
    (refused,) = said(FEDERAL_LOBBYING, [Held(bomb)])
    assert isinstance(refused, Rejected)
    assert "entities" in refused.reason


def test_a_filing_of_too_many_parts_is_cut_and_told() -> None:
    parts = '<Issue Code="X"/>' * 2_100
    found = said(FEDERAL_LOBBYING, [Held(f'<PublicFilings><Filing ID="1">{parts}</Filing></PublicFilings>'.encode())])
    assert [item.reason for item in found if isinstance(item, Rejected)] == [
        "This filing has more than 2000 parts; the rest of them is left out."
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "utf-8"])
def test_filings_are_read_in_whatever_encoding_they_really_have(encoding: str) -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><PublicFilings><Filing ID="1" Year="2005"/></PublicFilings>'
    found = said(FEDERAL_LOBBYING, [Held(text.encode(encoding))])
    assert [item.record.external_id for item in found if isinstance(item, Found)] == ["us-lda:1", "us-lda"]


def test_a_line_longer_than_any_entry_ends_the_file() -> None:
    start = b'{"id":"ocd-person/1","name":"A","roles":[]}\n'
    found = said(OPEN_STATES, [Held(start + b'{"id":"' + b"x" * (9 << 20) + b'"}\n')])
    assert [item.reason for item in found if isinstance(item, Rejected)][-1] == "This line holds more than 8 MB and is not read."


def test_an_object_over_several_lines_and_a_list_of_objects_are_read_too() -> None:
    role = b'{"type": "upper", "jurisdiction": "ocd-jurisdiction/country:us/state:ky/government"}'
    one = b'{\n "id": "ocd-person/1",\n "name": "A B",\n "roles": [' + role + b"]\n}"
    for written in (one, b"[" + one + b"]"):
        people = [item.record for item in said(OPEN_STATES, [Held(written)]) if isinstance(item, Found)]
        assert "openstates-ky-legislature:1" in [record.external_id for record in people]


def test_what_adds_to_members_is_refused_without_them() -> None:
    accounts = Held(b'[{"id": {"bioguide": "A1"}, "social": {"twitter": "a"}}]')
    (refused,) = said(CONGRESS, [accounts])
    assert refused == Rejected(
        Place("file"), "This file only adds to members of Congress. Give it together with legislators-current.json."
    )


def test_a_popolo_document_beyond_all_reason_is_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hustings.connectors.records.popolo._MOST", 2)
    written = b'{"persons": [{"id": "1", "name": "A"}, {"id": "2", "name": "B"}, {"id": "3", "name": "C"}], "memberships": []}'
    found = said(POPOLO, [Held(written)])
    assert len([item for item in found if isinstance(item, Rejected)]) == 1
    assert len([item for item in found if isinstance(item, Found)]) == 3


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_what_is_no_file_of_the_format_gives_no_record(reader: FileReader) -> None:
    assert not [item for item in reader.read([Held(b"no, table\nof, any, kind\n")]) if isinstance(item, Found)]


class Changed(Held):
    """A table that was written anew after its beginning was looked at."""

    def open(self) -> BinaryIO:
        return BytesIO(b"nothing\n")


def test_a_table_that_is_gone_when_it_is_read_gives_nothing() -> None:
    table = b"last_name,first_name,type,state,district,bioguide_id,govtrack_id\n"
    assert said(CONGRESS, [Changed(table, name="legislators-current.csv")]) == []


def test_offices_of_the_federation_beside_both_chambers_belong_to_its_government() -> None:
    written = (
        b'{"id":"ocd-person/1","name":"A B","roles":[{"type":"auditor","jurisdiction":"ocd-jurisdiction/country:us/government"}]}'
    )
    (body, person, _) = (item.record for item in said(OPEN_STATES, [Held(written)]) if isinstance(item, Found))
    assert isinstance(body, OrganisationRecord)
    assert isinstance(person, PersonRecord)
    assert body.name == person.positions[0].organisation == "Government of the United States"


def test_a_place_that_two_files_name_is_told_once() -> None:
    (sound,) = (data for _, data in samples(DIVISIONS))
    once, twice = (said(DIVISIONS, [Held(sound, name=f"{n}.csv") for n in range(number)]) for number in (1, 2))
    assert [item.record for item in twice if isinstance(item, Found)] == [item.record for item in once if isinstance(item, Found)]


def test_an_address_of_an_office_that_two_people_share_tells_nobody_apart() -> None:
    lines = [
        f'{{"id":"ocd-person/{n}1111111-0000-4000-8000-000000000001","name":"Member {n}","email":"office@legislature.example",'
        '"roles":[{"type":"lower","jurisdiction":"ocd-jurisdiction/country:us/state:ky/government","district":"1"}]}'
        for n in (1, 2)
    ]
    for number, mails in ((1, ["office@legislature.example"]), (2, [])):
        found = said(OPEN_STATES, [Held("\n".join(lines[:number]).encode(), name="people.jsonl")])
        people = [item.record for item in found if isinstance(item, Found) and isinstance(item.record, PersonRecord)]
        assert len(people) == number
        assert [each.value for person in people for each in person.identities if each.kind == "email"] == mails
