"""The parts that all pages share: the bars, dates as people say them, messages with a way back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from django.utils.html import strip_tags

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.web import navigation
from hustings.web.templatetags.hustings import day, on_day, undo_step

NOON = "2026-06-15T12:00:00+00:00"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 6, 15), "today"),
        (date(2026, 6, 16), "tomorrow"),
        (date(2026, 6, 14), "yesterday"),
        (date(2026, 6, 12), "3 days ago"),
        (date(2026, 6, 20), "in 5 days"),
        (date(2026, 6, 8), "June 8"),
        (date(2026, 6, 22), "June 22"),
        (date(2025, 6, 8), "June 8, 2025"),
        (None, "no date"),
    ],
)
def test_near_days_are_named_and_far_ones_dated(value: date | None, said: str) -> None:
    with time_machine.travel(NOON, tick=False):
        assert strip_tags(day(value)) == said


def test_a_moment_falls_on_the_day_of_the_viewers_zone() -> None:
    with time_machine.travel(NOON, tick=False), timezone.override(ZoneInfo("Pacific/Auckland")):
        assert strip_tags(day(datetime(2026, 6, 14, 20, tzinfo=UTC))) == "yesterday"


def test_a_relative_day_tells_the_exact_moment_of_the_viewers_zone() -> None:
    with time_machine.travel(NOON, tick=False), timezone.override(ZoneInfo("Pacific/Auckland")):
        said = day(datetime(2026, 6, 12, 20, tzinfo=UTC))
    assert said == '<time datetime="2026-06-13T08:00:00+12:00" title="June 13, 2026, 8 a.m.">3 days ago</time>'


def test_a_day_after_until_or_since_is_never_a_distance() -> None:
    with time_machine.travel(NOON, tick=False):
        said = [strip_tags(on_day(date(2026, 6, number))) for number in (12, 14, 16, 18)]
    assert said == ["June 12", "yesterday", "tomorrow", "June 18"]


def test_only_messages_with_a_step_offer_the_way_back() -> None:
    assert undo_step(SimpleNamespace(extra_tags="undo:17")) == "17"
    assert undo_step(SimpleNamespace(extra_tags="")) == ""
    assert undo_step(SimpleNamespace(extra_tags=None)) == ""


def test_the_bar_shows_what_a_role_may_open(ada: Actor, vera: Actor) -> None:
    assert {"imports", "review"} <= {section.route for section in navigation.upper(ada)}
    assert not {"imports", "review"} & {section.route for section in navigation.upper(vera)}
    below = {section.route for shelf in navigation.lower(vera) for section in shelf.sections}
    assert "profile" in below
    assert not {"audit", "members"} & below


def test_the_current_section_is_marked_and_no_other(client_of: ClientOf, ada: Actor) -> None:
    for path in ("/", "/imports/"):
        html = client_of(ada).get(path).content.decode()
        assert html.count('aria-current="page"') == 1
        assert f'<a href="{path}"' in html[: html.index('aria-current="page"')].rsplit("<nav", 1)[1]


def test_a_room_belongs_to_the_section_that_leads_to_it(ada: Actor) -> None:
    def current(path: str) -> list[str]:
        return [section.route for section in navigation.upper(ada) if section.is_current(path)]

    assert [current(path) for path in ("/mentors/", "/crisis/4/", "/stakeholders/2/", "/review/quarter/", "/reviews/")] == [
        ["favours"], ["conversations"], ["goals"], [], ["review"],
    ]  # fmt: skip


def test_a_visitor_sees_no_sections(client: object, db: None) -> None:
    html = client.get("/accounts/login/").content.decode()  # type: ignore[attr-defined]
    assert "<nav" not in html
    assert 'id="palette"' not in html
