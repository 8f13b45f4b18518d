"""Time is aware and in UTC wherever it enters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hustings.kernel.clock import as_utc, utc_now


def test_now_is_aware_and_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)
    assert abs(utc_now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_any_moment_is_brought_to_utc_and_stays_the_same_moment() -> None:
    here = datetime(2026, 3, 5, 14, 22, tzinfo=timezone(timedelta(hours=2)))
    assert as_utc(here) == here
    assert as_utc(here).tzinfo is UTC
    assert as_utc(datetime(2026, 3, 5, 14, 22)) == datetime(2026, 3, 5, 14, 22, tzinfo=UTC)
