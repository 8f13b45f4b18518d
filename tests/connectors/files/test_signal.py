"""Signal's backups and the folders of signal-export: both forms of a chat are one chat, and no file makes the reader fail."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.memory import Memory
from hustings.connectors.files import signal_backup
from hustings.connectors.files.signal import SIGNAL
from hustings.connectors.protocol import Entry, Found, Rejected
from hustings.connectors.reading import chats
from hustings.connectors.reading.container import open_upload
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import MessageRecord, Party

DATA = Path(__file__).parents[4] / "shared" / "data" / "import_chat" / "signal"
GOLDENS = Path(__file__).parent / "goldens" / "signal"


def read(*entries: Entry) -> list[Found | Rejected]:
    return list(SIGNAL.read(entries))


def messages(items: list[Found | Rejected]) -> list[MessageRecord]:
    return [item.record for item in items if isinstance(item, Found) and isinstance(item.record, MessageRecord)]


def reasons(items: list[Found | Rejected]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Rejected)]


def test_a_real_export_is_read_as_its_target_says() -> None:
    if not DATA.is_dir():
        pytest.skip("The folder shared/data/import_chat does not lie beside the repository.")
    with open_upload([DATA / "test_export.txt"]) as upload:
        found = messages(read(*SIGNAL.recognise(upload.entries)))
    target = msgspec.json.decode((DATA / "target.json").read_bytes())
    assert [(f"{record.sent_at:%FT%T}", record.sender.name, record.text.replace("\n", " ")) for record in found] == [
        (row["timestamp"], row["author"], row["message"]) for row in reversed(target)
    ]


def test_both_forms_of_one_chat_are_read_once() -> None:
    line = {"date": "2024-03-05T14:22:11", "sender": "Ben", "body": "Hello"}
    as_json = Memory(msgspec.json.encode(line), "export/Ben/data.json")
    as_text = Memory(b"[2024-03-05 14:22:11] Ben: Hello\n", "export/Ben/chat.md")
    old_text = Memory(b"[2024-03-05, 14:22] Ben: Hello\n", "export/Ben/chat.md")
    both = messages(read(as_text, as_json))
    assert [record.external_id for record in both] == [record.external_id for record in messages(read(as_text))]
    assert [record.external_id for record in both] == [record.external_id for record in messages(read(old_text))]
    assert [party.is_owner for party in both[0].recipients] == [True]


def test_media_and_pages_beside_a_chat_are_its_own() -> None:
    chat = Memory(b"[2024-03-05, 14:22] Ben: Hello\n", "Ben/chat.md")
    beside = [Memory(b"\xff\xd8\xff", "Ben/media/a.jpg"), Memory(b"<html>", "Ben/chat.html")]
    other = Memory(b"\xff\xd8\xff", "Vera/media/a.jpg")
    assert list(SIGNAL.recognise([*beside, other, chat])) == [chat, *beside]
    loose = [Memory(b"[2024-03-05, 14:22] Ben: Hello\n", "chat.md"), Memory(b"x", "media/a.jpg")]
    assert len(SIGNAL.recognise(loose)) == 2
    assert len(read(chat, *beside)) == 1


def test_ids_of_a_backup_last_though_its_numbers_are_made_anew() -> None:
    data = (GOLDENS / "main.jsonl").read_bytes()
    renumbered = data.replace(b'"2"', b'"902"').replace(b'"10"', b'"910"')
    before, after = messages(read(Memory(data))), messages(read(Memory(renumbered)))
    assert before == after != []


def test_a_message_beyond_all_measure_is_left_out() -> None:
    words = "word " * 100_000 + "\n" + "word " * 100_001 + "\nmore\n"
    assert reasons(read(Memory(f"[2024-03-05, 14:22] Ben: {words}".encode()))) == ["This message is longer than 1,000,000 signs."]
    frames = (GOLDENS / "main.jsonl").read_text(encoding="utf-8").splitlines()[:14]
    longer = frames[13].replace("Will you come?", "w" * 1_000_001)
    assert reasons(read(Memory("\n".join([*frames[:13], longer]).encode()))) == ["This entry is no valid JSON."]


def test_a_huge_group_reaches_nobody_in_particular_but_the_owner() -> None:
    lines = [f"[2024-03-05, 14:22] Member {number}: hello" for number in range(chats.GROUP_LIMIT + 20)]
    found = messages(read(Memory("\n".join(["[2024-03-05, 14:21] Me: first", *lines]).encode())))
    assert {record.recipients for record in found[1:]} == {(Party(name="Me", is_owner=True),)}
    assert len(found) == chats.GROUP_LIMIT + 21


def test_too_many_people_end_a_backup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal_backup, "MAX_FRAMES_KEPT", 3)
    found = read(Memory((GOLDENS / "main.jsonl").read_bytes()))
    assert "names more than 3 people and chats" in reasons(found)[0]


def test_a_damaged_file_harms_no_other() -> None:
    class Damaged(Memory):
        def open(self):  # type: ignore[no-untyped-def]
            raise WrongInput("damaged")

    chat = b"[2024-03-05, 14:22] Ben: Hello\n"
    found = read(Damaged(chat, "a.md"), Memory(chat, "b.md"))
    assert [isinstance(item, Found) for item in found] == [False, True]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"Dear Ben",
        b"{",
        b"{}",
        b'{"date": "2024-03-05", "body": "x"}',
        b'{"version": 1}',
        b"{\n[1]\n",
        b"[24/03/05, 14:22] Ben: that is WhatsApp's",
    ],
)
def test_other_files_are_not_of_signal(data: bytes) -> None:
    assert SIGNAL.recognise([Memory(data, "chat.md")]) == []


def test_a_backup_without_a_name_has_an_owner_all_the_same() -> None:
    data = (GOLDENS / "main.jsonl").read_bytes().replace(b'"givenName":"Ada","familyName":"Lovelace",', b"")
    data = data.replace(b'"givenName": "Ada", "familyName": "Lovelace", ', b"")
    found = read(Memory(data))
    assert not any(getattr(item.record, "is_owner", False) for item in found if isinstance(item, Found))
    assert [party.is_owner for party in messages(found)[0].recipients] == [True]


@given(st.binary(max_size=300), st.sampled_from(["chat.md", "data.json", "main.jsonl"]), st.integers(0, 3_000))
def test_any_bytes_end_in_records_or_refusals(noise: bytes, name: str, at: int) -> None:
    data = (GOLDENS / name).read_bytes()
    entry = Memory(data[:at] + noise + data[at:], name)
    SIGNAL.recognise([entry])
    assert all(isinstance(item, Found | Rejected) for item in read(entry))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["1", "2", "1709648531000"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "self",
                    "contact",
                    "group",
                    "aci",
                    "e164",
                    "recipientId",
                    "chatId",
                    "authorId",
                    "dateSent",
                    "standardMessage",
                    "text",
                    "body",
                    "reactions",
                    "quote",
                    "snapshot",
                    "members",
                    "title",
                    "updateMessage",
                    "individualCall",
                    "attachments",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(st.lists(st.dictionaries(st.sampled_from(["account", "recipient", "chat", "chatItem"]), VALUES), max_size=6))
def test_wrong_types_anywhere_end_in_records_or_refusals(frames: list[dict[str, object]]) -> None:
    first = (
        b'{"version": "1", "backupTimeMs": "1"}\n{"recipient": {"id": "1", "self": {}}}\n{"chat": {"id": "1", "recipientId": 1}}'
    )
    entry = Memory(b"\n".join([first, *map(msgspec.json.encode, frames)]))
    assert SIGNAL.recognise([entry]) == [entry]
    assert all(isinstance(item, Found | Rejected) for item in read(entry))
