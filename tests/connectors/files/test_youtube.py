"""Promises of the reader of YouTube's tables beyond the golden ones."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from connectors.files.golden_archives import cases, check
from connectors.files.memory import Memory
from hustings.connectors.files.youtube import YOUTUBE
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import CommentRecord

ADA = "UCada1234567890abcdefghi"
OLD = "Comment ID,Channel ID,Comment create timestamp,Price,Video ID,Comment text\n"


@pytest.mark.parametrize("case", cases("youtube"), ids=lambda case: case.name)
def test_each_export_gives_the_expected_records(case: Path) -> None:
    check(YOUTUBE, case)


def table(text: str, name: str = "comments.csv") -> Memory:
    return Memory(text.encode(), name)


@pytest.mark.parametrize(
    "text",
    [
        OLD,
        OLD + f"1,{ADA},yesterday,0,v,Hello\n",
        "A,B\n1,2\n",
        f"Name,Id\nAda,{ADA}\n",
        f"Channel ID,Country\n{ADA},GB\n",
        f"Channel ID,Channel Title,Country,X\n{ADA}\n",
        "UC",
    ],
)
def test_tables_of_others_are_left_to_others(text: str) -> None:
    assert YOUTUBE.recognise([table(text)]) == []


def test_the_owner_is_told_once_by_the_channel_s_own_table_or_by_the_comments() -> None:
    comments = table(OLD + f"1,{ADA},2024-03-05 12:00:00 UTC,0,v,Hello\n")
    channel = table(f"Kanal-ID,Kanaltitel\n{ADA},Ada of Ward 7\n")
    owner, comment = [item.record for item in YOUTUBE.read([comments]) if isinstance(item, Found)]
    assert (owner.name.full, owner.is_owner) == (ADA.lower(), True)
    named, again = [item.record for item in YOUTUBE.read([comments, channel]) if isinstance(item, Found)]
    assert (named.name.full, again) == ("Ada of Ward 7", comment)
    subscriptions = table(f"A,B,C\n{ADA},http://www.youtube.com/channel/{ADA},Ada\n")
    (follow,) = [item.record for item in YOUTUBE.read([subscriptions]) if isinstance(item, Found)]
    assert follow.party.name == "Ada"


def test_a_mention_outside_of_a_reply_answers_nobody() -> None:
    cell = '"{""mention"":{""externalChannelId"":""UCben""}}"'
    entry = table(OLD + f"1,{ADA},2024-03-05 12:00:00 UTC,0,v,{cell}\n")
    comment = [item.record for item in YOUTUBE.read([entry]) if isinstance(item, Found)][-1]
    assert isinstance(comment, CommentRecord)
    assert (comment.text, comment.answered, comment.thread) == ("", None, "")


def test_a_table_that_breaks_or_changes_while_read_is_no_trouble() -> None:
    class Broken(Memory):
        def open(self) -> Any:
            raise WrongInput("The file is damaged.")

    class Changed(Memory):
        def open(self) -> Any:
            return io.BytesIO(b"")

    text = OLD + f"1,{ADA},2024-03-05 12:00:00 UTC,0,v,Hello\n"
    assert isinstance(list(YOUTUBE.read([Broken(text.encode())]))[-1], Rejected)
    assert len(list(YOUTUBE.read([Changed(text.encode())]))) == 1
