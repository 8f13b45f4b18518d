"""What came in between since a list was made stops whoever acts on it, with the reason; answers are never stopped."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from command_line import read, run
from conftest import ClientOf
from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions as people
from hustings.apps.today import actions, queries
from hustings.apps.today.asking import NotNow
from hustings.apps.today.models import TodayItem

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def item(ada: Actor) -> int:
    """Ana, whose milestone brings her up at noon."""
    ana = people.add_person(ada, name="Ana Souza", email="ana@example.org")
    people.set_limits(ada, per_day=1, per_week=1, per_month=6, quiet_from=time(21), quiet_until=time(8))
    people.note_occasion(ada, ana, kind="milestone", text="her exam", on=NOON.date(), now=NOON)
    (row,) = actions.refresh(ada, now=NOON).items.all()
    return row.pk


def ana_of(item: int) -> int:
    return TodayItem.objects.get(pk=item).person_id


def shown(actor: Actor) -> queries.ItemView:
    (view,) = queries.today(actor, now=NOON + HOUR).items
    return view


def test_nothing_stands_against_an_item_of_a_fresh_list(ada: Actor, item: int) -> None:
    assert (shown(ada).stop, shown(ada).stop_until, shown(ada).reach) == ("", None, "mailto:ana@example.org")
    actions.mark_done(ada, item, now=NOON + HOUR)


def test_a_touch_since_the_list_was_made_stops_it_and_says_until_when(ada: Actor, item: int) -> None:
    people.log_touch(ada, [ana_of(item)], kind="call", at=NOON, now=NOON)
    assert (shown(ada).stop, shown(ada).stop_until, shown(ada).reach) == ("per_day", (NOON + 7 * DAY).date(), "")
    with pytest.raises(NotNow, match=r"in touch with Ana Souza today.*2027-03-10"):
        actions.mark_done(ada, item, now=NOON + HOUR)
    actions.mark_done(ada, item, now=NOON + HOUR, happened=True)
    assert TodayItem.objects.get().state == "done"


def test_a_limit_that_ends_later_today_puts_off_until_tomorrow(ada: Actor, item: int) -> None:
    before = NOON - 7 * DAY + 3 * HOUR
    people.log_touch(ada, [ana_of(item)], kind="call", at=before, now=before)
    tomorrow = (NOON + DAY).date()
    assert (shown(ada).stop, shown(ada).stop_until) == ("per_week", tomorrow)
    with pytest.raises(NotNow, match=f"Put it off until {tomorrow}"):
        actions.mark_done(ada, item, now=NOON + HOUR)
    actions.postpone(ada, item, until=tomorrow, now=NOON + HOUR)


def test_a_quiet_time_and_a_wish_stop_it_too(ada: Actor, item: int) -> None:
    _, step = people.add_quiet_time(ada, since=NOON.date(), until=NOON.date(), person_id=ana_of(item))
    with pytest.raises(NotNow, match="quiet time"):
        actions.mark_done(ada, item, now=NOON + HOUR)
    people.undo(ada, step)
    people.set_do_not_contact(ada, ana_of(item), silent=True, now=NOON)
    with pytest.raises(NotNow, match="does not want to be contacted"):
        actions.mark_done(ada, item, now=NOON + HOUR)


def test_what_answers_them_is_never_stopped(ada: Actor, item: int) -> None:
    row = TodayItem.objects.get()
    row.reasons = [{"code": "unanswered_message", "weight": 1.0, "evidence": [], "facts": {}}]
    row.save()
    people.log_touch(ada, [row.person_id], kind="call", at=NOON, now=NOON)
    assert shown(ada).stop == ""
    actions.mark_done(ada, item, now=NOON + HOUR)


def test_page_command_and_api_say_why_and_take_what_happened(ada: Actor, item: int, client_of: ClientOf) -> None:
    with time_machine.travel(NOON + HOUR, tick=True):
        people.log_touch(ada, [ana_of(item)], kind="call", at=NOON, now=NOON)
        page = client_of(ada)
        text = page.get("/").content.decode()
        assert "Somebody of the team was in touch today. Not before" in text
        assert "It was said all the same" in text
        assert "mailto:" not in text
        refused = page.post(f"/today/{item}/done/", {"note": "Congratulations"})
        assert (refused.status_code, b"Put it off until 2027-03-10" in refused.content) == (400, True)
        token = create_token(ada, name="test", scope="write").secret
        headers = {"authorization": f"Bearer {token}"}
        (told,) = page.get("/api/v1/today", headers=headers).json()
        assert (told["stop"], told["stop_until"]) == ("per_day", "2027-03-10")
        (line,) = read("today")
        assert line["stop_until"] == "2027-03-10"
        assert "Not before" in run("today").stdout
        assert "happened" in run("done", "1", code=2).stderr
        said = page.post(f"/api/v1/today/{item}/done", {}, content_type="application/json", headers=headers)
        assert (said.status_code, said.json()["error"]["field"]) == (400, "happened")
        assert page.post(f"/today/{item}/done/", {"happened": "1"}).status_code == 302
    assert TodayItem.objects.get().state == "done"
