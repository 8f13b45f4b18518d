"""What WhatsApp's exports leave open is settled by evidence or asked, and one message is one record however it is given."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.memory import Memory
from hustings.connectors.files.whatsapp import WHATSAPP
from hustings.connectors.protocol import DateOrder, Entry, Found, Rejected, TakesDateOrder
from hustings.connectors.reading import chats
from hustings.connectors.reading.container import open_upload
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import MessageRecord, Party

DATA = Path(__file__).parents[4] / "shared" / "data" / "import_chat"
ORDERS = {"test_dateformat4.txt": "day-first", "test_unicode.txt": "day-first"}


def said(text: str | bytes, *, name: str = "chat.txt", order: DateOrder = "") -> list[Found | Rejected]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(WHATSAPP.with_date_order(order).read([Memory(data, name)]))


def messages(items: list[Found | Rejected]) -> list[MessageRecord]:
    return [item.record for item in items if isinstance(item, Found) and isinstance(item.record, MessageRecord)]


def names(text: str, *, name: str = "chat.txt") -> list[list[str]]:
    return [[record.sender.name, *(party.name for party in record.recipients)] for record in messages(said(text, name=name))]


def real_files() -> list[Path]:
    return sorted(DATA.glob("whatsapp/*.txt")) + sorted(DATA.glob("history/whatsapp/test_dateformat*.txt"))


def expected_of(path: Path) -> list[tuple[str, str, str]]:
    """(moment, author, text) as the data set has them, oldest first in the file."""
    if path.parent.parent.name == "import_chat":
        rows = json.loads((path.parent / "target.json").read_text(encoding="utf-8"))
        return [(row["timestamp"], row["author"], row["message"]) for row in reversed(rows)]
    with path.with_name(path.stem + "_target.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = [(row.get("datetime") or row["timestamp"], row["author"], row["message"]) for row in reversed(rows)]
    return [(at.replace(" ", "T"), author, text) for at, author, text in found if author != "System"]


@pytest.mark.parametrize("path", real_files() or [DATA / "whatsapp" / "none"], ids=lambda path: path.name)
def test_real_exports_of_all_date_forms_are_read_as_their_targets_say(path: Path) -> None:
    if not DATA.is_dir():
        pytest.skip("The folder shared/data/import_chat does not lie beside the repository.")
    with open_upload([path]) as upload:
        reader = WHATSAPP.with_date_order("day-first" if path.name in ORDERS else "")
        found = list(reader.read(reader.recognise(upload.entries)))
    # The data set leaves out, or names otherwise, the traces of vanished messages, which have no text.
    read = [
        (f"{record.sent_at:%FT%T}", record.sender.name or "+12 345 578", record.text.replace("\n", " "))
        for record in messages(found)
        if record.text != "."
    ]
    assert read == [row for row in expected_of(path) if row[2] != "<Disappearing Message>"]
    assert len(messages(found)) == len(found) > 2


def test_an_open_order_is_asked_and_then_used() -> None:
    chat = "03/04/24, 10:00 - Ben: one\n04/04/24, 10:00 - Ada: two\n"
    assert isinstance(WHATSAPP, TakesDateOrder)
    [refusal] = said(chat)
    assert isinstance(refusal, Rejected)
    assert "--dates day-first" in refusal.reason
    assert [record.sent_at.month for record in messages(said(chat, order="day-first"))] == [4, 4]
    assert [record.sent_at.month for record in messages(said(chat, order="month-first"))] == [3, 4]


def test_the_name_of_a_chat_of_two_shows_who_the_owner_is() -> None:
    chat = "13/04/24, 10:00 - Ben Okafor: one\n13/04/24, 10:00 - Ada L.: two\n"
    found = messages(said(chat, name="WhatsApp Chat with Ben Okafor.txt"))
    assert [record.sender.is_owner for record in found] == [False, True]
    assert not any(record.sender.is_owner for record in messages(said(chat)))


def test_the_owner_found_in_one_chat_is_known_in_all() -> None:
    two = Memory(b"13/04/24, 10:00 - Ben: one\n13/04/24, 10:00 - Ada: two\n", "x/WhatsApp Chat with Ben/_chat.txt")
    group = Memory(b"13/04/24, 10:00 - Vera: a\n13/04/24, 10:01 - Ada: b\n13/04/24, 10:02 - Otto: c\n", "Ward 7.txt")
    found = messages(list(WHATSAPP.read([group, two])))
    assert [record.sender.name for record in found if record.sender.is_owner] == ["Ada", "Ada"]


def test_everybody_of_a_group_is_named_as_reader() -> None:
    chat = "13/04/24, 10:00 - Vera: a\n13/04/24, 10:01 - Ada: b\n13/04/24, 10:02 - Otto: c\n"
    assert names(chat) == [["Vera", "Ada", "Otto"], ["Ada", "Vera", "Otto"], ["Otto", "Vera", "Ada"]]


def test_a_huge_group_reaches_nobody_in_particular_but_the_owner() -> None:
    lines = [f"13/04/24, 10:00 - Member {number}: hello\n" for number in range(chats.GROUP_LIMIT + 20)]
    found = messages(said("".join(["13/04/24, 09:00 - You: first\n", *lines])))
    assert len(found) == chats.GROUP_LIMIT + 21
    assert {record.recipients for record in found[1:]} == {(Party(name="You", is_owner=True),)}
    assert found[0].recipients == ()


def test_the_same_chat_in_a_zip_with_media_gives_the_same_records(tmp_path: Path) -> None:
    chat = (
        "\u200e[13/04/24, 10:00:00] Ben: \u200e<attached: 00000002-PHOTO-2024-04-13-10-00-00.jpg>\n[13/04/24, 10:00:01] Ada: ok\n"
    )
    with zipfile.ZipFile(tmp_path / "WhatsApp Chat - Ben.zip", "w") as archive:
        archive.writestr("_chat.txt", chat)
        archive.writestr("00000002-PHOTO-2024-04-13-10-00-00.jpg", b"\xff\xd8\xff")
        archive.writestr("00000003-Ben.vcf", "BEGIN:VCARD")
    with open_upload([tmp_path / "WhatsApp Chat - Ben.zip"]) as upload:
        known = WHATSAPP.recognise(upload.entries)
        found = list(WHATSAPP.read(known))
    assert [entry.name.rpartition("/")[2][:8] for entry in known] == ["_chat.tx", "00000002"]
    plain = said(chat, name="WhatsApp Chat with Ben.txt")
    assert [item.record for item in found if isinstance(item, Found)] == messages(plain)
    assert [record.attachments for record in messages(plain)] == [("00000002-PHOTO-2024-04-13-10-00-00.jpg",), ()]


def test_a_chat_that_went_on_keeps_the_ids_of_its_old_messages() -> None:
    chat = "13/04/24, 10:00 - Ben: ok\n13/04/24, 10:00 - Ben: ok\n13/04/24, 10:00 - Ada: ok\n"
    before = [record.external_id for record in messages(said(chat))]
    after = [record.external_id for record in messages(said(chat + "13/04/24, 10:00 - Vera: ok\n"))]
    assert after[:3] == before
    assert len(set(after)) == 4


def test_the_same_words_in_two_chats_are_two_messages() -> None:
    chat = b"13/04/24, 10:00 - You: Come on Friday\n"
    both = [Memory(chat, "WhatsApp Chat with Ben.txt"), Memory(chat, "WhatsApp Chat with Vera.txt")]
    assert len({record.external_id for record in messages(list(WHATSAPP.read(both)))}) == 2


def test_a_message_without_end_is_left_out_and_the_next_is_read() -> None:
    chat = f"13/04/24, 10:00 - Ben: {'word ' * 100_000}\n{'word ' * 150_000}\nmore\n13/04/24, 10:01 - Ada: here\n"
    refusal, found = said(chat)
    assert isinstance(refusal, Rejected)
    assert "longer than 1,000,000 signs" in refusal.reason
    assert isinstance(found, Found)


def test_a_damaged_chat_harms_no_other() -> None:
    class Damaged(Memory):
        opened = 0

        def open(self):  # type: ignore[no-untyped-def]
            self.opened += 1
            if self.opened > self.size:
                raise WrongInput("damaged")
            return super().open()

    chat = b"13/04/24, 10:00 - Ben: one\n"
    at_first, later, sound = Damaged(chat, "a.txt"), Damaged(chat, "b.txt"), Memory(chat, "c.txt")
    at_first.size, later.size = 0, 1
    entries: list[Entry] = [at_first, later, sound]
    found = list(WHATSAPP.read(entries))
    assert [(item.place.file, isinstance(item, Found)) for item in found] == [("a.txt", False), ("b.txt", False), ("c.txt", True)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Dear Ben,\n13/04/24, 10:00 - Ada: hello",
        "2024-04-13 10:00:00 - app - INFO: started\n",
        "[2024-04-13, 10:00] Me: this is how Signal's tools write\n",
        "13/04/24, 10:00 - Ada left\n",
        "[13/04/24, 10:00 - Ada: odd bracket\n",
        "13/04/24] Ada: no time\n",
    ],
)
def test_other_texts_are_no_chats(text: str) -> None:
    assert WHATSAPP.recognise([Memory(text.encode(), "WhatsApp Chat with Ben.txt")]) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_change_no_word(encoding: str) -> None:
    chat = "13/04/24, 10:00 - Zoë: Grüße\0, Ben\r\n"
    [found] = messages(said(chat.encode(encoding)))
    assert (found.sender.name, found.text) == ("Zoë", "Grüße, Ben")
    assert WHATSAPP.recognise([Memory(chat.encode(encoding))]) != []


@pytest.mark.parametrize(
    ("stamp", "hour"),
    [
        ("1:05 PM", 13), ("1:05\u202fam", 1), ("12:05 a. m.", 0), ("12:05 p.m.", 12), ("13:05 p. m.", 13), ("下午1:05", 13),
        ("上午 12:05", 0), ("1:05 μ.μ.", 13), ("klo 13.05", 13), ("오전 1:05:09", 1), ("1:05 م", 13), ("١٣:٠٥", 13),
        ("1:05 ÖS", 13),
    ],
)  # fmt: skip
def test_the_time_of_day_is_read_as_the_language_has_it(stamp: str, hour: int) -> None:
    [found] = messages(said(f"13.04.2024 {stamp} - Ben: hello\n"))
    assert found.sent_at.hour == hour
    assert found.sent_at.replace(hour=0, second=0) == datetime(2024, 4, 13, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize("stamp", ["24:05", "1:75", "1:05 xm"])
def test_a_time_that_is_none_is_told(stamp: str) -> None:
    [refusal] = said(f"13/04/24, {stamp} - Ben: hello\n")
    assert isinstance(refusal, Rejected)
    assert stamp in refusal.reason


@given(st.binary(max_size=400), st.sampled_from([b"", b"13/04/24, 10:00 - Ben: ", b"[1/2/24, 1:00:00 PM] Ben: \xe2\x80\x8e"]))
def test_any_bytes_end_in_records_or_refusals(noise: bytes, start: bytes) -> None:
    entry = Memory(start + noise + b"\n" + start + noise, "WhatsApp Chat with Ben.txt")
    WHATSAPP.recognise([entry])
    assert all(isinstance(item, Found | Rejected) for item in WHATSAPP.read([entry]))


@given(
    st.lists(st.tuples(st.sampled_from(["Ada", "Ben", "+1 617 555 0123"]), st.text(st.characters(codec="utf-8"), max_size=40)))
)
def test_every_message_written_is_a_message_read(lines: list[tuple[str, str]]) -> None:
    plain = [(name, "x" + "".join(sign for sign in text if sign.isalnum())) for name, text in lines]
    found = said("".join(f"13/04/24, 10:00 - {name}: {text}\n" for name, text in plain))
    assert [record.text for record in messages(found)] == [text for _, text in plain]
    assert len({record.external_id for record in messages(found)}) == len(plain)
