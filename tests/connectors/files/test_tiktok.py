"""Promises of the reader of TikTok's data beyond the golden ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.files.golden_archives import cases, check
from connectors.files.memory import Memory
from hustings.connectors.files import tiktok
from hustings.connectors.files.tiktok import TIKTOK
from hustings.connectors.protocol import Found
from hustings.kernel.records import MessageRecord


@pytest.mark.parametrize("case", cases("tiktok"), ids=lambda case: case.name)
def test_each_file_gives_the_expected_records(case: Path) -> None:
    check(TIKTOK, case)


def data(**sections: Any) -> Memory:
    return Memory(json.dumps({"Activity": {}, **{key.replace("_", " "): value for key, value in sections.items()}}).encode())


def profile(**values: str) -> Memory:
    return data(Profile={"Profile Information": {"ProfileMap": values}})


def chats(**lists: list[dict[str, str]]) -> Memory:
    content = {f"Chat History with {name}:": messages for name, messages in lists.items()}
    return data(Direct_Messages={"Chat History": {"ChatHistory": content}})


def message(sender: str, text: str, minute: int) -> dict[str, str]:
    return {"Date": f"2023-05-03 10:{minute:02}:00", "From": sender, "Content": text}


def said_by(*entries: Memory) -> list[Any]:
    return [item.record if isinstance(item, Found) else item.reason for item in TIKTOK.read(TIKTOK.recognise(entries))]


def test_without_a_profile_the_owner_is_who_writes_in_every_conversation() -> None:
    first, second = [message("ada", "Hi", 1), message("ben", "Yes", 2)], [message("ada", "Hi", 3)]
    owner, *messages = said_by(chats(ben=first, vera=second))
    assert (owner.name.full, owner.is_owner) == ("ada", True)
    assert [one.sender.is_owner for one in messages] == [True, False, True]
    reason, *_ = said_by(chats(ben=[message("ada", "Hi", 1), message("otto", "Hi", 2), message("mia", "Hi", 2)]))
    assert reason.startswith("It cannot be told whose")


def test_the_data_of_another_account_is_left_out_and_an_empty_profile_is_none() -> None:
    owner, reason = said_by(profile(userName="ada"), profile(userName="otto"))
    assert owner.name.full == "ada"
    assert reason == "This is the data of otto, the other one that of ada. Give the data of different accounts one at a time."
    assert said_by(profile(userName=""))[0].startswith("It cannot be told whose")
    assert said_by(profile(displayName="Ada Okafor"))[0].identities == ()


def test_other_files_are_left_to_others() -> None:
    assert TIKTOK.recognise([Memory(b'{"Title Case": {}}'), Memory(b'{"ProfileMap": 1}'), Memory(b"[1]")]) == []


def test_a_very_long_conversation_is_told_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiktok, "WINDOW", 2)
    said = said_by(chats(ben=[message("ben", str(minute), minute) for minute in (5, 4, 3, 2, 1)]))
    assert [one.text for one in said if isinstance(one, MessageRecord)] == ["4", "5", "2", "3", "1"]


def test_a_file_that_was_cut_off_gives_what_stands_before_the_cut() -> None:
    whole = chats(ben=[message("ben", "One", 1), message("ada", "Two", 2)])
    *_, one, two, damage = said_by(Memory(whole.data[:-3]))
    assert (one.text, two.text) == ("One", "Two")
    assert damage.startswith("The file ends in the middle")


def test_lists_may_hold_anything() -> None:
    odd = data(Activity={"Like List": {"ItemFavoriteList": [5, {"Date": "2023-05-03 10:00:00"}, {}]}, "Following": "none"})
    *_, first, second, third = said_by(odd)
    assert (first, third) == ("The entry has no date that can be read.",) * 2
    assert (second.external_id, second.link) == ("like:2023-05-03 10:00:00", "")
