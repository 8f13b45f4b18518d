"""Telegram's exports keep who said what to whom, in reply to what; nothing in a file can make the reader fail."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.memory import Memory
from hustings.connectors.files import telegram
from hustings.connectors.files.telegram import TELEGRAM
from hustings.connectors.protocol import Found, Rejected
from hustings.connectors.reading import chats
from hustings.connectors.reading.container import open_upload
from hustings.kernel.records import MessageRecord

DATA = Path(__file__).parents[4] / "shared" / "data" / "import_chat" / "telegram"
GOLDEN = Path(__file__).parent / "goldens" / "telegram" / "full.json"


def said(document: object) -> list[Found | Rejected]:
    return list(TELEGRAM.read([Memory(msgspec.json.encode(document), "result.json")]))


def messages(items: list[Found | Rejected]) -> list[MessageRecord]:
    return [item.record for item in items if isinstance(item, Found) and isinstance(item.record, MessageRecord)]


def message(number: int, sender: int, text: str = "hello") -> dict[str, object]:
    return {
        "id": number, "type": "message", "date_unixtime": str(1_709_640_000 + number), "from": f"Member {sender}",
        "from_id": f"user{sender}", "text": text,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["test_single_export.json", "test_batch_export.json"])
def test_real_exports_are_read_as_their_target_says(name: str) -> None:
    if not DATA.is_dir():
        pytest.skip("The folder shared/data/import_chat does not lie beside the repository.")
    with open_upload([DATA / name]) as upload:
        found = messages(list(TELEGRAM.read(TELEGRAM.recognise(upload.entries))))
    target = msgspec.json.decode((DATA / "target.json").read_bytes())
    assert [(f"{record.sent_at:%FT%T}", record.sender.name) for record in found] == [
        (row["timestamp"], row["author"]) for row in target
    ]
    assert [record.text for record in found] == ["Minimal Message", "Link:https://telegram.org/"]


def test_a_huge_group_reaches_nobody_in_particular() -> None:
    found = messages(said({"name": "All", "type": "public_supergroup", "id": 1, "messages": [
        message(number, number) for number in range(1, chats.GROUP_LIMIT + 20)
    ]}))  # fmt: skip
    assert len(found) == chats.GROUP_LIMIT + 19
    assert {record.recipients for record in found} == {()}


def test_the_name_of_a_chat_may_follow_its_messages() -> None:
    [found] = messages(said({"messages": [message(1, 2)], "name": "Member 2", "type": "personal_chat", "id": 2}))
    assert [party.is_owner for party in found.recipients] == [True]
    assert found.extra == {"chat": "Member 2"}


def test_an_owner_without_number_is_nobody() -> None:
    items = said({"personal_information": {"first_name": "Ada"}, "chats": {"list": []}})
    assert items == []


def test_a_message_beyond_all_measure_is_left_out() -> None:
    items = said({"messages": [message(1, 2, "x" * 1_000_001), message(2, 2)]})
    assert [isinstance(item, Found) for item in items] == [False, True]


def test_too_many_chats_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram, "MAX_CHATS", 3)
    [refusal] = said({"chats": {"list": [{"id": number, "messages": []} for number in range(5)]}})
    assert isinstance(refusal, Rejected)
    assert "more than 3 chats" in refusal.reason


def test_a_file_cut_off_gives_what_stands_before_and_says_so_once() -> None:
    data = GOLDEN.read_bytes()
    items = list(TELEGRAM.read([Memory(data[: len(data) // 2], "result.json")]))
    assert messages(items) != []
    assert [item.reason for item in items if isinstance(item, Rejected) and "cut off" in item.reason] == [
        "The file ends in the middle, as if it had been cut off. What stands before is read."
    ]


def test_pictures_beside_an_export_are_its_own_but_cards_are_not(tmp_path: Path) -> None:
    export = tmp_path / "DataExport_2024-03-05"
    for name in ("photos/a.jpg", "chats/chat_001/files/rents.pdf", "chats/chat_001/files/ben.vcf", "letter.pdf"):
        place = export / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"\xff\xd8\xff")
    (export / "result.json").write_bytes(GOLDEN.read_bytes())
    with open_upload([tmp_path]) as upload:
        known = TELEGRAM.recognise(upload.entries)
        assert sorted(entry.name.rpartition("/")[2] for entry in known) == ["a.jpg", "rents.pdf", "result.json"]
        assert len(messages(list(TELEGRAM.read(known)))) > 5
    bare = [Memory(GOLDEN.read_bytes(), "result.json"), Memory(b"x", "photos/b.jpg"), Memory(b"x", "b.jpg")]
    assert [entry.name for entry in TELEGRAM.recognise(bare)] == ["result.json", "photos/b.jpg"]


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"messages": [{"sender_name": "Ada"}]}', b'{"chats": {"list": [', b"\xff{"]
)
def test_other_documents_are_no_exports(data: bytes) -> None:
    assert TELEGRAM.recognise([Memory(data, "result.json")]) == []


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["message", "service", "user7", "phone_call"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "type",
                    "name",
                    "messages",
                    "list",
                    "from",
                    "from_id",
                    "text",
                    "date",
                    "date_unixtime",
                    "reactions",
                    "recent",
                    "action",
                    "actor",
                    "actor_id",
                    "contact_information",
                    "reply_to_message_id",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["messages", "chats", "left_chats", "contacts", "personal_information"]), VALUES))
def test_wrong_types_anywhere_end_in_records_or_refusals(document: dict[str, object]) -> None:
    entry = Memory(msgspec.json.encode(document), "result.json")
    TELEGRAM.recognise([entry])
    list(telegram._read_export(entry))


@given(st.binary(max_size=300), st.integers(0, 4_000))
def test_any_bytes_end_in_records_or_refusals(noise: bytes, at: int) -> None:
    data = GOLDEN.read_bytes()
    entry = Memory(data[:at] + noise + data[at:], "result.json")
    TELEGRAM.recognise([entry])
    assert all(isinstance(item, Found | Rejected) for item in telegram._read_export(entry))
