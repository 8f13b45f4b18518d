"""A schedule becomes posts to come; its dates are settled by all rows or asked; other tables are left to others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.memory import Memory
from hustings.connectors.files.hootsuite import HOOTSUITE
from hustings.connectors.protocol import DateOrder, Found, Rejected, TakesDateOrder
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import PostRecord

GOLDENS = Path(__file__).parent / "goldens" / "hootsuite"


def read(data: bytes, order: DateOrder = "") -> list[Found | Rejected]:
    return list(HOOTSUITE.with_date_order(order).read([Memory(data, "schedule.csv")]))


def posts(items: list[Found | Rejected]) -> list[PostRecord]:
    return [item.record for item in items if isinstance(item, Found) and isinstance(item.record, PostRecord)]


def test_an_open_order_is_asked_and_then_used() -> None:
    data = (GOLDENS / "ambiguous.csv").read_bytes()
    assert isinstance(HOOTSUITE, TakesDateOrder)
    [refusal] = read(data)
    assert isinstance(refusal, Rejected)
    assert "--dates day-first or --dates month-first" in refusal.reason
    assert [(post.at.month, post.at.day) for post in posts(read(data, "day-first"))] == [(4, 3), (5, 3)]
    assert [(post.at.month, post.at.day) for post in posts(read(data, "month-first"))] == [(3, 4), (3, 5)]


def test_what_was_said_does_not_overrule_what_the_rows_prove() -> None:
    data = b"15/04/2026 10:00,Hello,https://ada.example/\n"
    assert [post.at.month for post in posts(read(data, "month-first"))] == [4]


def test_every_post_is_still_to_come() -> None:
    assert {post.status for post in posts(read((GOLDENS / "us.csv").read_bytes()))} == {"scheduled"}


def test_a_quotation_mark_left_open_is_told_with_its_line() -> None:
    items = read(b'04/15/2026 10:00,Hello,https://ada.example/\n04/15/2026 11:00,"Open,https://ada.example/\n')
    assert [(isinstance(item, Found), item.place.line) for item in items] == [(True, 1), (False, 2)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Date,Link,Message\n2024-03-05 10:00:00,https://a.example/,Hello\n",
        b"Date,Message\n",
        b"Name,Message\n04/15/2026 10:00,Hello\n04/15/2026 10:00,Hello\n",
        b"04/15/2026 10:00:11,started\n04/15/2026 10:00:12,stopped\n",
        b"04/15/2026 10:00,Hello,https://ada.example/,,,,\n04/15/2026 10:00,Hello,https://ada.example/,,,,\n",
        b"04/15/2026 10:00,Hello,Ben\n04/15/2026 10:00,Hello,https://ada.example/\n",
        b"04/15/2026 10:00,https://ada.example/,https://ada.example/\n",
        b"\x00\x01\x02\x03",
    ],
)
def test_other_tables_are_no_schedules(data: bytes) -> None:
    assert HOOTSUITE.recognise([Memory(data, "hootsuite.csv")]) == []


def test_a_damaged_file_harms_no_other() -> None:
    class Damaged(Memory):
        def open(self):  # type: ignore[no-untyped-def]
            raise WrongInput("damaged")

    data = (GOLDENS / "header.csv").read_bytes()
    items = list(HOOTSUITE.read([Damaged(data), Memory(data)]))
    assert [isinstance(item, Found) for item in items] == [False, True, True]


@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_end_in_records_or_refusals(noise: bytes, at: int) -> None:
    data = (GOLDENS / "us.csv").read_bytes()
    entry = Memory(data[:at] + noise + data[at:])
    HOOTSUITE.recognise([entry])
    assert all(isinstance(item, Found | Rejected) for item in HOOTSUITE.read([entry]))


@given(st.binary(max_size=100))
def test_noise_alone_ends_in_refusals(noise: bytes) -> None:
    assert all(isinstance(item, Found | Rejected) for item in read(noise))
