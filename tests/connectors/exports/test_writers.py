"""Cards, JSON, calendars and networks: each is read again by a reader that knows nothing of the writer."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import icalendar
import msgspec
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.exports.people_records import EVERYTHING, WORKSPACE, people, texts
from connectors.files.memory import Memory
from hustings.connectors.exports.activitystreams import person_of, write_collection
from hustings.connectors.exports.calendar import write_calendar
from hustings.connectors.exports.lines import escaped, line, parameter
from hustings.connectors.exports.network import Edge, Node, write_graphml, write_ties
from hustings.connectors.exports.vcard import Version, write_vcards
from hustings.connectors.files.ical import ICALENDAR
from hustings.connectors.files.vcard import VCARD
from hustings.connectors.protocol import Found
from hustings.connectors.reading.contentlines import content_lines, unescape, value_of
from hustings.kernel.records import EventRecord, Identity, Name, Party, PersonRecord, Position, decode

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def cards(*records: PersonRecord, version: Version = "4.0") -> bytes:
    target = io.BytesIO()
    assert write_vcards(records, target, version=version) == len(records)
    return target.getvalue()


def read_cards(data: bytes) -> list[PersonRecord]:
    found = [item.record for item in VCARD.read([Memory(data)]) if isinstance(item, Found)]
    return [record for record in found if isinstance(record, PersonRecord)]


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_our_own_reader_finds_in_a_card_what_cards_can_hold(version: Version) -> None:
    (record,) = read_cards(cards(EVERYTHING, version=version))
    assert record.external_id == EVERYTHING.external_id
    assert record.name == EVERYTHING.name
    assert set(EVERYTHING.identities) - set(record.identities) == {Identity(kind="external", value="van:100023")}
    assert [(p.organisation, p.title) for p in record.positions] == [("City of Port Halden", "Transport planner")]
    assert record.addresses == EVERYTHING.addresses
    assert record.birthday == EVERYTHING.birthday
    assert record.notes == (EVERYTHING.summary, *EVERYTHING.notes)
    assert (record.tags, record.related, record.websites) == (EVERYTHING.tags, EVERYTHING.related, EVERYTHING.websites)
    assert record.extra["x-hustings-field"] == "North\n+M"


def test_another_reader_of_cards_agrees() -> None:
    card = vobject.readOne(cards(EVERYTHING, version="3.0").decode())
    assert card.fn.value == EVERYTHING.name.full
    assert [mail.value for mail in card.contents["email"]] == ["ana@souza.example", "ana@home.example"]
    assert card.contents["note"][0].value == EVERYTHING.summary
    assert card.adr.value.city == "Ely"


@pytest.mark.parametrize("birthday", ["2021-03-09", "2021-03", "2021", "--03-09"])
@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_birthdays_keep_what_is_known(birthday: str, version: Version) -> None:
    record = PersonRecord(external_id="1", name=Name(full="Bo"), birthday=birthday)
    assert read_cards(cards(record, version=version))[0].birthday == birthday


@settings(max_examples=40, deadline=None)
@given(st.lists(people, max_size=3))
def test_every_person_becomes_one_card(records: list[PersonRecord]) -> None:
    data = cards(*records)
    assert data.count(b"BEGIN:VCARD\r\n") == data.count(b"END:VCARD\r\n") == len(records)
    assert all(len(piece) <= 75 for piece in data.split(b"\r\n"))


@pytest.mark.parametrize("kind", ["x", "bluesky", "facebook", "instagram", "url", "linkedin"])
def test_profiles_come_back(kind: str) -> None:
    value = {"linkedin": "linkedin.com/in/bo", "url": "bo.example/me"}.get(kind, "bo.b")
    record = PersonRecord(external_id="1", name=Name(full="Bo"), identities=(Identity(kind=kind, value=value),))  # type: ignore[arg-type]
    assert read_cards(cards(record))[0].identities == record.identities


def test_a_relation_without_a_word_is_a_relation() -> None:
    record = PersonRecord(external_id="1", name=Name(full="Bo"), related=(("", "Cy"),), positions=(Position(title="Clerk"),))
    (read,) = read_cards(cards(record))
    assert (read.related, read.positions[0].title) == ((("related", "Cy"),), "Clerk")


@given(texts, texts)
def test_any_text_survives_a_line(label: str, text: str) -> None:
    (read,) = content_lines(io.BytesIO(line(f"NOTE{parameter('X-A', label)}", escaped(text))))
    assert unescape(value_of(read)) == text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\ufeff \t")


def test_long_lines_are_folded_between_characters() -> None:
    folded = line("NOTE", "é" * 100)
    assert max(map(len, folded.split(b"\r\n"))) <= 75
    assert folded.replace(b"\r\n ", b"").decode() == f"NOTE:{'é' * 100}\r\n"


def collection(*records: PersonRecord) -> dict[str, object]:
    target = io.BytesIO()
    assert write_collection(records, target) == len(records)
    return dict(json.loads(target.getvalue()))


def test_a_collection_has_words_that_others_know_and_the_whole_record() -> None:
    told = collection(EVERYTHING, msgspec.structs.replace(EVERYTHING, external_id="2"))
    assert (told["type"], told["totalItems"]) == ("Collection", 2)
    first = told["items"][0]  # type: ignore[index]
    assert first["name"] == EVERYTHING.name.full
    assert {"type": "PropertyValue", "name": "email", "value": "ana@souza.example"} in first["attachment"]
    assert first["vcard:org"][0] == {
        "vcard:organization-name": "City of Port Halden", "vcard:title": "Transport planner", "startTime": "2021-03",
    }  # fmt: skip
    assert decode(json.dumps(first["hustings:record"])) == EVERYTHING


def test_nobody_is_an_empty_collection() -> None:
    assert collection()["totalItems"] == 0


def test_what_is_empty_is_left_out() -> None:
    bare = person_of(PersonRecord(external_id="1", name=Name(full="Bo")))
    assert set(bare) == {"type", "id", "name", "hustings:record"}


MEETING = EventRecord(
    external_id="e1", title="Hearing, part; two", starts_at=datetime(2026, 3, 9, 18, tzinfo=UTC),
    ends_at=datetime(2026, 3, 9, 20, tzinfo=UTC), location="Town hall", description="Bring\ntea", link="https://x.example/e",
    status="confirmed", organiser=Party(name="Ada", identities=(Identity(kind="email", value="ada@example.org"),)), sequence=2,
    attendees=(
        (Party(name="Bo", identities=(Identity(kind="email", value="bo@x.example"),)), "accepted"),
        (Party(identities=(Identity(kind="email", value="cy@x.example"),)), "perhaps"),
        (Party(name="Without address"), "accepted"),
    ),
)  # fmt: skip


def calendar(*records: EventRecord) -> bytes:
    target = io.BytesIO()
    write_calendar(records, target, now=NOW)
    return target.getvalue()


def test_events_come_back() -> None:
    day = EventRecord(external_id="e2", title="Election", starts_at=datetime(2026, 5, 3, tzinfo=UTC), all_day=True)
    found = [item.record for item in ICALENDAR.read([Memory(calendar(MEETING, day), "c.ics")]) if isinstance(item, Found)]
    first, second = found
    assert isinstance(first, EventRecord)
    assert (first.title, first.starts_at, first.ends_at) == (MEETING.title, MEETING.starts_at, MEETING.ends_at)
    assert first.description == MEETING.description
    assert first.organiser == MEETING.organiser
    assert first.attendees[0][0].name == "Bo"
    assert isinstance(second, EventRecord)
    assert second.all_day
    assert len(icalendar.Calendar.from_ical(calendar(MEETING, day)).events) == 2


def test_an_event_without_a_time_is_left_out() -> None:
    target = io.BytesIO()
    assert write_calendar([EventRecord(external_id="e", title="Some day")], target, now=NOW) == 0
    assert b"VEVENT" not in target.getvalue()


NODES = [Node(f"{WORKSPACE}:1", 'Ana "<&>" Souza'), Node(f"{WORKSPACE}:2", "=Bo")]
EDGE = Edge(NODES[0].id, NODES[1].id, 3, 0, "2020-01-01T00:00:00+00:00", "2021-01-01T00:00:00+00:00", "")


def test_a_network_is_graphml() -> None:
    target = io.BytesIO()
    assert write_graphml(NODES, [EDGE], target) == 1
    space = "{http://graphml.graphdrawing.org/xmlns}"
    graph = ElementTree.fromstring(target.getvalue())
    assert [node[0].text for node in graph.iter(f"{space}node")] == [node.name for node in NODES]
    (edge,) = graph.iter(f"{space}edge")
    assert {each.get("key"): each.text for each in edge} == {
        "out": "3", "in": "0", "first": EDGE.first_at, "last_out": EDGE.last_out_at,
    }  # fmt: skip


def test_ties_are_a_table() -> None:
    target = io.BytesIO()
    assert write_ties(NODES, [EDGE], target) == 1
    rows = target.getvalue().decode("utf-8-sig").splitlines()
    assert rows[0].startswith("From,From name,To,To name,Sent,Received")
    assert ",'=Bo,3,0," in rows[1]
