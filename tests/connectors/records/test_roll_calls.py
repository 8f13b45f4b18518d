"""Roll calls and sponsors: each known form gives the same acts, sides only for yes and no, and what is broken says so."""

from __future__ import annotations

import csv
import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.records import roll_calls
from hustings.connectors.records.roll_calls import Act, RollCall, read_roll_call
from hustings.kernel.errors import WrongInput

HOUSE = {
    "vote_id": "h65-113.2013", "question": "On Passage: H R 325", "date": "2013-01-23T13:00:00-05:00",
    "votes": {
        "Aye": [{"id": "A000055", "display_name": "Aderholt"}], "No": [{"id": "B000213", "display_name": "Barton"}],
        "Not Voting": [{"id": "C000059", "display_name": "Calvert"}, "VP"],
    },
}  # fmt: skip


def read(told: object) -> RollCall:
    return read_roll_call(json.dumps(told).encode())


def test_a_roll_call_of_congress_gives_each_vote_with_the_members_number() -> None:
    assert read(HOUSE) == RollCall(
        "On Passage: H R 325", "h65-113.2013", date(2013, 1, 23),
        (Act("Aderholt", "bioguide:A000055", "vote", 1.0), Act("Barton", "bioguide:B000213", "vote", -1.0)), 1,
    )  # fmt: skip


def test_senators_are_known_by_the_numbers_of_the_senate() -> None:
    senate = {"subject": "On the Nomination", "votes": {"Yea": [{"id": "S307"}], "Nay": [{"display_name": "Nobody"}], "Odd": 3}}
    found = read(senate)
    assert found.title == "On the Nomination"
    assert [(act.number, act.lean) for act in found.acts] == [("lis:S307", 1.0), ("", -1.0)]
    assert found.on is None


def test_sponsors_of_a_bill_are_for_it_and_who_withdrew_is_not() -> None:
    bill = {
        "bill_id": "hr325-113", "short_title": "Debt", "introduced_at": "2013-01-21",
        "sponsor": {"bioguide_id": "C000071", "name": "Camp"},
        "cosponsors": [{"name": "Old"}, {"bioguide_id": "X000001", "name": "Gone", "withdrawn_at": "2013-02-01"}],
    }  # fmt: skip
    assert read(bill) == RollCall(
        "Debt", "hr325-113", date(2013, 1, 21),
        (Act("Camp", "bioguide:C000071", "sponsorship", 1.0), Act("Old", "", "sponsorship", 1.0)), 0,
    )  # fmt: skip


def test_vote_events_of_open_states_and_of_popolo_say_the_same() -> None:
    open_states = {
        "motion_text": "Third reading", "identifier": "ocd-vote/1", "start_date": "2026-03-01",
        "votes": [
            {"option": "yes", "voter_name": "A. Lee", "voter": {"id": "ocd-person/7", "name": "Ann Lee"}},
            {"option": "abstain", "voter_name": "B"},
        ],
    }  # fmt: skip
    popolo = {"id": "1", "motion": {"text": "Third reading"}, "votes": [{"option": "no", "voter_id": "7", "voter_name": "Ann"}]}
    assert read(open_states) == RollCall(
        "Third reading", "ocd-vote/1", date(2026, 3, 1), (Act("Ann Lee", "openstates:7", "vote", 1.0),), 1
    )
    assert read(popolo).acts == (Act("Ann", "popolo:7", "vote", -1.0),)
    assert read({"votes": [{"option": "no", "voter_name": "Ann"}]}).title == ""


def test_sponsorships_of_open_states_are_for_the_bill() -> None:
    bill = {
        "identifier": "HB 7", "title": "Rivers",
        "sponsorships": [{"name": "Ann Lee", "person": {"id": "ocd-person/7"}}, {"name": "Bo"}],
    }  # fmt: skip
    found = read(bill)
    assert (found.title, found.source) == ("Rivers", "HB 7")
    assert [(act.number, act.kind) for act in found.acts] == [("openstates:7", "sponsorship"), ("", "sponsorship")]


def test_a_table_with_names_and_votes_is_enough() -> None:
    table = "\ufeffName,Vote,Bioguide ID\nAnn Lee,Yes,\nBo Ray,nay,R000007\nCy,absent,\n,,\n"
    assert read_roll_call(table.encode()) == RollCall(
        "", "", None, (Act("Ann Lee", "", "vote", 1.0), Act("Bo Ray", "bioguide:R000007", "vote", -1.0)), 1
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"{", "broken"),
        (b"{}", "no votes"),
        (b"\xff\xfe", "UTF-8"),
        (b"name,age\nAnn,7\n", "column name"),
        (b"name,vote\nAnn,absent\n", "Nobody"),
    ],
)
def test_what_is_no_roll_call_says_why(content: bytes, said: str) -> None:
    with pytest.raises(WrongInput, match=said):
        read_roll_call(content)


def test_a_table_that_breaks_off_says_so() -> None:
    held = csv.field_size_limit(10)
    try:
        with pytest.raises(WrongInput, match="cannot be read"):
            read_roll_call(b'name,vote\n"Ann and many others,yes\n')
    finally:
        csv.field_size_limit(held)


def test_a_file_that_is_far_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roll_calls, "LARGEST", 3)
    with pytest.raises(WrongInput, match="too large"):
        read_roll_call(b"name,vote")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_breaks(text: str) -> None:
    with suppress(WrongInput):
        assert read_roll_call(text.encode(errors="replace")).acts
