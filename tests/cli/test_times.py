"""Days and moments as people type them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.cli.times import WEEKDAYS, day_of, moment_of
from hustings.kernel.errors import WrongInput

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
"""Still Sunday evening in Chicago."""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 22)),
        ("Tomorrow", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 21)),
        ("monday", date(2026, 11, 23)),
        ("sunday", date(2026, 11, 29)),
        ("+3d", date(2026, 11, 25)),
        ("2 weeks", date(2026, 12, 6)),
        ("2027-01-31", date(2027, 1, 31)),
    ],
)
def test_a_day_is_the_workspaces_day(text: str, day: date) -> None:
    assert day_of(text, now=NOW, zone=CHICAGO) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", NOW),
        ("2026-11-20 08:00", datetime(2026, 11, 20, 14, tzinfo=UTC)),
        ("2026-11-20T08:00:00Z", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, 14, tzinfo=UTC)),
        ("tomorrow 17:30", datetime(2026, 11, 23, 23, 30, tzinfo=UTC)),
        ("+30d 08:00", datetime(2026, 12, 22, 14, tzinfo=UTC)),
        ("9:15", None),
        ("09:15", datetime(2026, 11, 22, 15, 15, tzinfo=UTC)),
        ("2026-13-40 08:00", None),
        ("soon", None),
    ],
)
def test_a_moment_is_in_the_workspaces_zone(text: str, moment: datetime | None) -> None:
    if moment is None:
        with pytest.raises(WrongInput, match=r"08:00|2026-11-20"):
            moment_of(text, now=NOW, zone=CHICAGO)
    else:
        assert moment_of(text, now=NOW, zone=CHICAGO) == moment


@given(st.sampled_from(WEEKDAYS), st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_a_weekday_is_the_next_one_and_never_today(word: str, moment: datetime) -> None:
    now = moment.replace(tzinfo=CHICAGO)
    found = day_of(word, now=now, zone=CHICAGO)
    assert found.weekday() == WEEKDAYS.index(word)
    assert 1 <= (found - now.date()).days <= 7


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_refused_in_words(text: str) -> None:
    with suppress(WrongInput):
        assert moment_of(text, now=NOW, zone=CHICAGO).tzinfo is not None
