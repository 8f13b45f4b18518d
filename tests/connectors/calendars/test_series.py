"""Series changed as other programs expect it: by the master, by a split, by dates left out; what no rule says stays untouched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.connectors.calendars.components import original, parsed, put, text_of
from hustings.connectors.calendars.moving import Times, move_of
from hustings.connectors.calendars.reading import records_in, zone_in
from hustings.connectors.calendars.series import Edit, Rewritten, key_in, keys_in, rewrite
from hustings.connectors.calendars.writing import Draft, anew, change, compose
from hustings.kernel.errors import WrongInput

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
MASTER = (
    "SUMMARY:Regulars\r\nDTSTART;TZID=Europe/Berlin:20261012T190000\r\nDTEND;TZID=Europe/Berlin:20261012T200000\r\n"
    "X-OWN:kept\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org\r\n"
)
ALARM = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nDESCRIPTION:x\r\nEND:VALARM\r\n"
ELSEWHERE = (
    "RECURRENCE-ID;TZID=Europe/Berlin:20261102T190000\r\nSUMMARY:Elsewhere\r\nDTSTART;TZID=Europe/Berlin:20261103T200000\r\n"
    "ATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.org\r\n"
)


def calendar(*events: str) -> str:
    """A calendar object of one UID."""
    parts = "".join(f"BEGIN:VEVENT\r\nUID:u@x\r\nDTSTAMP:20260501T000000Z\r\n{each}END:VEVENT\r\n" for each in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{parts}END:VCALENDAR\r\n"


def weekly(rule: str = "FREQ=WEEKLY;BYDAY=MO;COUNT=6", more: str = "", *further: str) -> str:
    return calendar(f"{MASTER}RRULE:{rule}\r\n{more}{ALARM}", *further)


def edit(kind: Any = "change", key: str = "", **said: Any) -> Edit:
    return Edit(id="1", kind=kind, key=key, into="new@x", **said)


def times(text: str, hours: float = 1, *, zone: str = "Europe/Berlin") -> Times:
    begin = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return Times(starts_at=begin, ends_at=begin + timedelta(hours=hours), zone=zone)


def moved(was: str, now: str, key: str = "", **more: Any) -> Edit:
    return edit("change", key, was=times(was), now=times(now), **more)


def done(text: str, *edits: Edit) -> Rewritten:
    return rewrite(text, "u@x", edits, now=NOW)


def begins(text: str) -> list[str]:
    """When the dates of a text begin, as a clock in Berlin shows it."""
    found = sorted(each.starts_at for each in records_in(text)[0] if each.starts_at)
    return [f"{each.astimezone(BERLIN):%m%d %H%M}" for each in found]


def master(text: str) -> Any:
    return next(each for each in parsed(text).walk("VEVENT") if "RECURRENCE-ID" not in each)


class TestFollowing:
    def test_later_dates_become_a_series_and_guests_answers_alarms_and_exceptions_stay_on_both_sides(self) -> None:
        text = weekly("FREQ=WEEKLY;BYDAY=MO;COUNT=6", "EXDATE;TZID=Europe/Berlin:20261019T190000\r\n", ELSEWHERE)
        made = done(
            text, moved("2026-10-26T19:00", "2026-10-27T18:00", "20261026T180000Z", texts={"location": "Pier", "title": "Late"})
        )
        head, tail = made.texts["u@x"], made.texts["new@x"]
        assert begins(head) == ["1012 1900"]
        assert begins(tail) == ["1027 1800", "1104 1900", "1110 1800", "1117 1800"]
        assert "RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=MO" in head
        assert "RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=TU" in tail
        assert "RECURRENCE-ID;TZID=Europe/Berlin:20261103T180000" in tail
        assert (head.count("X-OWN:kept"), tail.count("X-OWN:kept"), head.count("BEGIN:VALARM")) == (1, 1, 1)
        assert [answer for each in records_in(tail)[0] for _, answer in each.attendees].count("declined") == 1
        assert {each.title for each in records_in(tail)[0]} == {"Late"}
        assert {each.location for each in records_in(head)[0]} == {""}
        assert made.places["20261102T180000Z"] == ("new@x", "20261103T170000Z")
        assert made.places["20261012T170000Z"] == ("u@x", "20261012T170000Z")
        assert made.places["20261019T170000Z"][0] == "u@x"

    @pytest.mark.parametrize(
        ("rule", "ends", "goes_on"),
        [
            ("FREQ=WEEKLY", "UNTIL=20261026T175959Z", "FREQ=WEEKLY\r\n"),
            ("FREQ=WEEKLY;UNTIL=20261120T180000Z", "UNTIL=20261026T175959Z", "UNTIL=20261120T180000Z"),
        ],
    )
    def test_a_rule_without_a_count_ends_a_second_before(self, rule: str, ends: str, goes_on: str) -> None:
        made = done(weekly(rule), edit(key="20261026T180000Z", texts={"title": "Late"}))
        assert ends in made.texts["u@x"]
        assert goes_on in made.texts["new@x"]
        assert "DTEND;TZID=Europe/Berlin:20261026T200000" in made.texts["new@x"]

    def test_days_and_floating_times_end_as_they_are_written(self) -> None:
        days = calendar("DTSTART;VALUE=DATE:20261012\r\nRRULE:FREQ=DAILY\r\n")
        made = done(days, edit(key="20261015", texts={"title": "Late"}))
        assert "UNTIL=20261014" in made.texts["u@x"]
        assert "DTSTART;VALUE=DATE:20261015" in made.texts["new@x"]
        floating = calendar("DTSTART:20261012T190000\r\nRRULE:FREQ=DAILY;UNTIL=20261020T190000\r\n")
        made = done(floating, edit(key="20261015T190000Z", texts={"title": "Late"}))
        assert "UNTIL=20261015T185959\r\n" in made.texts["u@x"] or "UNTIL=20261015T185959;" in made.texts["u@x"]
        assert "DTSTART:20261015T190000\r\n" in made.texts["new@x"]

    def test_a_series_of_dates_is_shared_out_and_a_last_one_is_a_plain_event(self) -> None:
        text = calendar(f"{MASTER}RDATE;TZID=Europe/Berlin:20261019T190000,20261102T190000\r\n", ELSEWHERE)
        made = done(text, edit(key="20261019T170000Z", texts={"title": "Late"}))
        assert "RDATE" not in master(made.texts["u@x"])
        assert made.places["20261012T170000Z"] == ("u@x", "")
        assert begins(made.texts["new@x"]) == ["1019 1900", "1103 2000"]
        made = done(calendar(f"{MASTER}RDATE;TZID=Europe/Berlin:20261019T190000\r\n"), edit("end", "20261019T170000Z"))
        assert (begins(made.texts["new@x"]), made.places["20261019T170000Z"]) == (["1019 1900"], ("new@x", ""))
        assert done(text, edit(key="20261102T180000Z", texts={"title": "Late"})).texts == {"u@x": text}

    def test_the_part_that_only_has_added_dates_has_no_rule(self) -> None:
        text = weekly("FREQ=WEEKLY;COUNT=2", "RDATE;TZID=Europe/Berlin:20261105T190000,20261112T190000\r\n")
        made = done(text, edit(key="20261105T180000Z", texts={"title": "Late"}))
        assert "RRULE" not in made.texts["new@x"]
        assert begins(made.texts["new@x"]) == ["1105 1900", "1112 1900"]
        over = weekly("FREQ=WEEKLY;UNTIL=20261019T170000Z", "RDATE;TZID=Europe/Berlin:20261105T190000\r\n")
        assert "RRULE" not in master(done(over, edit(key="20261105T180000Z", texts={"title": "Late"})).texts["new@x"])

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            (weekly("FREQ=WEEKLY;COUNT=6\r\nRRULE:FREQ=MONTHLY;COUNT=3"), "20261026T180000Z"),
            (weekly("FREQ=WEEKLY", "RDATE;VALUE=PERIOD:20261105T180000Z/20261105T200000Z\r\n"), "20261026T180000Z"),
            (weekly("FREQ=WEEKLY", "", ELSEWHERE.replace("ID;", "ID;RANGE=THISANDFUTURE;")), "20261026T180000Z"),
            (calendar(ELSEWHERE, ELSEWHERE.replace("1102T", "1109T")), "20261109T180000Z"),
            (weekly("FREQ=WEEKLY;COUNT=6", "RDATE;TZID=Europe/Berlin:20261022T190000\r\n"), "20261022T170000Z"),
        ],
    )
    def test_what_cannot_be_split_stays_for_its_dates_to_say(self, text: str, key: str) -> None:
        assert key in keys_in(text)
        assert done(text, edit(key=key, texts={"title": "Late"})).texts == {"u@x": text}


class TestWhole:
    def test_the_master_moves_by_the_clock_on_the_wall_over_the_change_of_clocks(self) -> None:
        text = weekly("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261116T180000Z", "EXDATE:20261019T170000Z\r\n", ELSEWHERE)
        made = done(text, moved("2026-10-12T19:00", "2026-10-13T20:30"))
        assert list(made.texts) == ["u@x"]
        assert begins(made.texts["u@x"]) == ["1013 2030", "1027 2030", "1104 2130", "1110 2030", "1117 2030"]
        rule = master(made.texts["u@x"])["RRULE"]
        assert (rule["BYDAY"], rule["UNTIL"]) == (["TU"], [datetime(2026, 11, 17, 19, 30, tzinfo=UTC)])
        assert "EXDATE;TZID=Europe/Berlin:20261020T203000" in made.texts["u@x"]
        assert made.places["20261019T170000Z"] == ("u@x", "20261020T183000Z")

    def test_the_way_back_leads_back(self) -> None:
        text = weekly("FREQ=WEEKLY;BYDAY=MO;COUNT=5", "", ELSEWHERE)
        there = moved("2026-10-12T19:00", "2026-10-15T08:00")
        back = msgspec.structs.replace(there, was=there.now, now=there.was)
        again = rewrite(done(text, there).texts["u@x"], "u@x", [back], now=NOW).texts["u@x"]
        assert [(each.external_id, each.starts_at) for each in records_in(again)[0]] == [
            (each.external_id, each.starts_at) for each in records_in(text)[0]
        ]

    @pytest.mark.parametrize(
        ("rule", "says"),
        [
            ("FREQ=MONTHLY;BYMONTHDAY=12;COUNT=3", "BYMONTHDAY=14"),
            ("FREQ=MONTHLY;COUNT=3", "FREQ=MONTHLY;COUNT=3"),
            ("FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=12;COUNT=2", "BYMONTHDAY=14"),
        ],
    )
    def test_days_of_the_month_move_where_all_months_have_them(self, rule: str, says: str) -> None:
        made = done(weekly(rule), moved("2026-10-12T19:00", "2026-10-14T19:00"))
        assert says in made.texts["u@x"]
        assert begins(made.texts["u@x"])[0] == "1014 1900"

    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=MONTHLY;BYDAY=2MO;COUNT=4",
            "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2;COUNT=4",
            "FREQ=MONTHLY;BYMONTHDAY=12,27;COUNT=4",
            "FREQ=MONTHLY;BYMONTHDAY=-1,12;COUNT=4",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=8",
        ],
    )
    def test_a_rule_that_cannot_be_moved_stays_for_its_dates_to_say(self, rule: str) -> None:
        text = weekly(rule)
        assert done(text, moved("2026-10-12T19:00", "2026-10-14T19:00")).texts == {"u@x": text}

    def test_it_ends_earlier_later_without_an_end_and_with_one(self) -> None:
        text, begin = weekly(), times("2026-10-12T19:00")
        longer = done(text, edit(was=begin, now=times("2026-10-12T19:00", 3))).texts["u@x"]
        assert "DTEND;TZID=Europe/Berlin:20261012T220000" in longer
        endless = msgspec.structs.replace(begin, ends_at=None)
        assert "DTEND" not in done(text, edit(was=begin, now=endless)).texts["u@x"]
        lasting = text.replace("DTEND;TZID=Europe/Berlin:20261012T200000", "DURATION:PT1H")
        assert (
            "DTEND;TZID=Europe/Berlin:20261012T210000"
            in done(lasting, edit(was=begin, now=times("2026-10-12T20:00"))).texts["u@x"]
        )
        bare = text.replace("DTEND;TZID=Europe/Berlin:20261012T200000\r\n", "")
        assert (
            "DTEND;TZID=Europe/Berlin:20261012T210000"
            in done(bare, edit(was=endless, now=times("2026-10-12T19:00", 2))).texts["u@x"]
        )
        assert "DTEND" not in done(bare, edit(was=endless, now=msgspec.structs.replace(endless, zone="UTC"))).texts["u@x"]

    def test_another_zone_is_another_clock_for_every_date(self) -> None:
        there = Times(starts_at=datetime(2026, 10, 12, 19, tzinfo=ZoneInfo("America/New_York")), zone="America/New_York")
        was = Times(starts_at=datetime(2026, 10, 12, 17, tzinfo=UTC), zone="Europe/Berlin")
        made = done(weekly(), edit(was=was, now=there)).texts["u@x"]
        clocks = {each.starts_at.astimezone(ZoneInfo("America/New_York")).hour for each in records_in(made)[0] if each.starts_at}
        assert (clocks, zone_in(made)) == ({19}, "America/New_York")

    def test_times_become_days_and_days_times(self) -> None:
        day = Times(starts_at=datetime(2026, 10, 12, tzinfo=UTC), ends_at=datetime(2026, 10, 13, tzinfo=UTC), all_day=True)
        text = weekly("FREQ=WEEKLY;UNTIL=20261026T180000Z", "EXDATE;TZID=Europe/Berlin:20261019T190000\r\n")
        whole = done(text, edit(was=times("2026-10-12T19:00"), now=day)).texts["u@x"]
        assert keys_in(whole) == ["20261012", "20261026"]
        assert "DTEND;VALUE=DATE:20261013" in whole
        again = rewrite(whole, "u@x", [edit(was=day, now=times("2026-10-12T18:00"))], now=NOW).texts["u@x"]
        assert (begins(again), "UNTIL=20261026T170000Z" in again) == (["1012 1800", "1026 1800"], True)
        with_day = weekly("FREQ=WEEKLY;UNTIL=20261027")
        assert "UNTIL=20261028T180000Z" in done(with_day, moved("2026-10-12T19:00", "2026-10-13T19:00")).texts["u@x"]
        days = calendar("DTSTART;VALUE=DATE:20261012\r\nRRULE:FREQ=DAILY;UNTIL=20261014\r\n")
        next_day = msgspec.structs.replace(day, starts_at=day.starts_at + timedelta(days=1), ends_at=None)
        on = done(days, edit(was=day, now=next_day)).texts["u@x"]
        assert keys_in(on) == ["20261013", "20261014", "20261015"]

    def test_a_floating_series_stays_afloat_and_one_without_a_master_is_left_alone(self) -> None:
        text = calendar("DTSTART:20261012T190000\r\nRRULE:FREQ=DAILY;UNTIL=20261014T190000\r\n")
        was = Times(starts_at=datetime(2026, 10, 12, 19, tzinfo=UTC))
        made = done(text, edit(was=was, now=Times(starts_at=datetime(2026, 10, 12, 20, tzinfo=UTC)))).texts["u@x"]
        assert "DTSTART:20261012T200000\r\n" in made
        assert "UNTIL=20261014T200000\r\n" in made
        alone = calendar(ELSEWHERE)
        assert done(alone, edit(texts={"title": "Late"})).texts == {"u@x": alone}
        assert move_of(was, was, like=datetime(2026, 10, 12, 19, tzinfo=UTC)).begin == timedelta()

    def test_an_event_of_one_date_is_changed_as_a_whole_too(self) -> None:
        made = done(calendar(MASTER), moved("2026-10-12T19:00", "2026-10-13T19:00"))
        assert (begins(made.texts["u@x"]), made.places) == (["1013 1900"], {"": ("u@x", "")})


class TestLeavingOut:
    def test_one_date_is_left_out_with_what_was_its_own_and_comes_back(self) -> None:
        made = done(weekly("FREQ=WEEKLY;COUNT=4", "", ELSEWHERE), edit("drop", "20261102T180000Z"))
        text = made.texts["u@x"]
        assert begins(text) == ["1012 1900", "1019 1900", "1026 1900"]
        assert "EXDATE;TZID=Europe/Berlin:20261102T190000" in text
        draft = Draft(
            uid="u@x", key="20261102T180000Z", title="Regulars", starts_at=datetime(2026, 11, 2, 18, tzinfo=UTC),
            ends_at=datetime(2026, 11, 2, 19, tzinfo=UTC), zone="Europe/Berlin",
        )  # fmt: skip
        back = change(text, draft, now=NOW)
        assert begins(back) == ["1012 1900", "1019 1900", "1026 1900", "1102 1900"]
        assert ("EXDATE" in back, back.count("BEGIN:VALARM")) == (False, 2)
        two = done(text, edit("drop", "20261019T170000Z")).texts["u@x"]
        assert "EXDATE;TZID=Europe/Berlin:20261019T190000" in change(two, draft, now=NOW)

    def test_a_date_that_is_not_there_is_no_trouble_and_exceptions_alone_go(self) -> None:
        text = calendar(ELSEWHERE, ELSEWHERE.replace("1102T", "1109T"))
        assert done(text, edit("drop", "20260101T000000Z")).texts["u@x"] == text
        assert keys_in(done(text, edit("drop", "20261102T180000Z")).texts["u@x"]) == ["20261109T180000Z"]

    def test_later_dates_end_and_are_kept_to_be_put_back(self) -> None:
        made = done(weekly("FREQ=WEEKLY", "", ELSEWHERE), edit("end", "20261026T180000Z"))
        assert begins(made.texts["u@x"]) == ["1012 1900", "1019 1900"]
        assert made.ended == {"new@x"}
        assert begins(made.texts["new@x"])[:2] == ["1026 1900", "1103 2000"]
        several = weekly("FREQ=WEEKLY;COUNT=4\r\nRRULE:FREQ=MONTHLY;COUNT=2")
        left = done(several, edit("end", "20261026T180000Z"))
        assert (begins(left.texts["u@x"]), left.ended) == (["1012 1900", "1019 1900"], frozenset())

    def test_several_edits_follow_each_other_by_the_dates_as_they_were(self) -> None:
        first = edit("drop", "20261019T170000Z")
        second = moved("2026-10-26T19:00", "2026-10-27T19:00", "20261026T180000Z", texts={"title": "Late"})
        third = msgspec.structs.replace(edit(key="20261109T180000Z", texts={"location": "Pier"}), into="third@x")
        whole = edit(texts={"description": "Bring a map"})
        made = done(weekly("FREQ=WEEKLY;BYDAY=MO;COUNT=6"), first, second, third, whole)
        assert {uid: begins(text) for uid, text in made.texts.items()} == {
            "u@x": ["1012 1900"], "new@x": ["1027 1900", "1103 1900"], "third@x": ["1110 1900", "1117 1900"],
        }  # fmt: skip
        assert {each.location for each in records_in(made.texts["third@x"])[0]} == {"Pier"}
        assert all(each.description == "Bring a map" for text in made.texts.values() for each in records_in(text)[0])
        gone = done(weekly("FREQ=WEEKLY;BYDAY=MO;COUNT=6"), second, edit("end", "20261102T180000Z"), whole)
        assert gone.ended == {"new@x"}


RULES = st.sampled_from(["FREQ=WEEKLY;COUNT=7", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=9", "FREQ=DAILY;INTERVAL=3;COUNT=8", "FREQ=WEEKLY",
                         "FREQ=MONTHLY;COUNT=5", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270101T000000Z"])  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(rule=RULES, number=st.integers(0, 4), days=st.integers(-3, 3), minutes=st.integers(-300, 280), zone=st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Tokyo"]))  # fmt: skip
def test_whatever_moves_earlier_dates_stay_and_later_ones_move_by_as_much_on_the_wall(
    rule: str, number: int, days: int, minutes: int, zone: str
) -> None:
    clock, shift = ZoneInfo(zone), timedelta(days=days, minutes=minutes)
    text = weekly(rule).replace("Europe/Berlin", zone)
    dates = sorted((each.starts_at, each.external_id) for each in records_in(text)[0] if each.starts_at)
    at, name = dates[number]
    begin = (at.astimezone(clock).replace(tzinfo=None) + shift).replace(tzinfo=clock)
    was, now = Times(starts_at=at, ends_at=at + HOUR, zone=zone), Times(starts_at=begin, ends_at=begin + HOUR, zone=zone)
    made = done(text, edit(key=key_in(name), was=was, now=now))
    if made.texts == {"u@x": text}:
        return
    wanted = [
        each if each < at else (each.astimezone(clock).replace(tzinfo=None) + shift).replace(tzinfo=clock).astimezone(UTC)
        for each, _ in dates
    ]
    found = sorted(each.starts_at for part in made.texts.values() for each in records_in(part)[0] if each.starts_at)
    assert len(found) >= len(wanted) - 1
    assert found[: len(wanted) - 1] == sorted(wanted)[:-1]


class TestText:
    def test_dates_moved_before_they_were_ever_written_keep_their_places(self) -> None:
        keys = ("20260504T090000Z", "20260511T090000Z", "20260518T090000Z")
        planned = [datetime.strptime(key, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for key in keys]
        drafts = [
            Draft(uid="u@x", title="Forum", key=key, starts_at=at + late * HOUR, ends_at=at + (late + lasts) * HOUR)
            for key, at, late, lasts in zip(keys, planned, (1, 0, 0), (1, 1, 2), strict=True)
        ]  # fmt: skip
        records = {key_in(each.external_id): each for each in records_in(compose(drafts, now=NOW))[0]}
        assert {key: (each.starts_at, each.ends_at) for key, each in records.items()} == {
            draft.key: (draft.starts_at, draft.ends_at) for draft in drafts
        }
        day = datetime(2026, 5, 4, tzinfo=UTC)
        days = [
            Draft(uid="u@x", title="Fair", key=f"2026050{n}", starts_at=day + timedelta(days=n - 4), all_day=True) for n in (4, 5)
        ]
        assert keys_in(compose(days, now=NOW)) == ["20260504", "20260505"]

    def test_a_text_that_says_the_same_keeps_its_parameters_and_what_is_put_back_is_newer(self) -> None:
        text = calendar(f"SEQUENCE:3\r\n{MASTER}".replace("SUMMARY:", "SUMMARY;LANGUAGE=de:"))
        event = master(text)
        put(event, "SUMMARY", "Regulars")
        put(event, "LOCATION", "")
        assert event["SUMMARY"].params["LANGUAGE"] == "de"
        assert master(anew(text, now=NOW))["SEQUENCE"] == 4

    def test_zones_have_the_names_of_the_register(self) -> None:
        text = calendar(MASTER.replace("Europe/Berlin", "W. Europe Standard Time"))
        assert zone_in(text) == "Europe/Berlin"
        assert zone_in(text.replace("W. Europe Standard Time", "Own zone")) == ""

    def test_a_place_in_a_series_is_as_the_series_is_written(self) -> None:
        naive = datetime(2026, 10, 12, 19)
        assert original("20261012T190000Z", naive) == naive
        assert original("20261012T190000Z", naive.date()) == naive.replace(tzinfo=UTC)
        with pytest.raises(WrongInput):
            parsed("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n")
        assert "BEGIN:VCALENDAR" in text_of(icalendar.Calendar())
