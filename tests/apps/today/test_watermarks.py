"""Rows that come to light below others that were looked at before are looked at all the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from apps.today.test_found_occasions import DAY, NOW, house, seat
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions as people
from hustings.apps.people.models import Occasion, Person, Position
from hustings.apps.today import watermarks
from hustings.apps.today.found_occasions import find_occasions
from hustings.apps.today.models import FoundUntil
from hustings.apps.today.watermarks import Stretch, advance

PATIENCE = 20
"""Seconds that one side waits for the other."""


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The transactions that write, as PostgreSQL would tell."""
    held: set[str] = set()
    monkeypatch.setattr(watermarks, "_writers", lambda model: set(held))
    return held


@pytest.fixture
def seats(ada: Actor) -> list[int]:
    council = house(ada, "City Council")
    return [seat(ada, people.add_person(ada, name=f"Member {number}"), council).pk for number in range(4)]


@pytest.mark.django_db
def test_a_stretch_comes_again_when_whoever_wrote_in_it_has_ended(seats: list[int], writing: set[str]) -> None:
    held: dict[str, object] = {}
    writing |= {"3/17", "4/2"}
    first = Stretch(0, seats[-1])
    assert advance(held, "position", Position, at_once=10**6) == ([first], False)
    writing -= {"4/2"}
    assert advance(held, "position", Position, at_once=10**6) == ([], False)
    assert held["again"] == {"position": [[0, seats[-1], ["3/17"]]]}
    writing -= {"3/17"}
    assert advance(held, "position", Position, at_once=10**6) == ([first], False)
    assert advance(held, "position", Position, at_once=10**6) == ([], False)
    assert held == {"position": seats[-1], "again": {}}


@pytest.mark.django_db
def test_stretches_come_again_one_at_a_time(seats: list[int], writing: set[str]) -> None:
    held: dict[str, object] = {"position": seats[0] - 1}
    writing |= {"3/17"}
    once = [advance(held, "position", Position, at_once=1) for _ in seats]
    writing.clear()
    again = [advance(held, "position", Position, at_once=1) for _ in seats]
    stretches = [Stretch(number - 1, number) for number in seats]
    assert once == [([each], each.until < seats[-1]) for each in stretches]
    assert again == [([each], each.until < seats[-1]) for each in stretches]


@pytest.mark.django_db
def test_a_second_look_at_the_same_rows_changes_nothing(ada: Actor, seats: list[int], writing: set[str]) -> None:
    Person.objects.filter(own_member=None).update(segment="network")
    writing |= {"3/17"}
    assert find_occasions(ada.workspace_id, now=NOW) == (4, False)
    settled = Occasion.objects.earliest("id")
    Occasion.objects.filter(pk=settled.pk).update(settled_at=NOW)
    writing.clear()
    assert find_occasions(ada.workspace_id, now=NOW) == (0, False)
    assert Occasion.objects.filter(settled_at=None).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_lower_number_that_is_committed_later_is_not_missed(ada: Actor) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Only on PostgreSQL do transactions that write run side by side.")
    council = house(ada, "City Council")
    first, second = (people.add_person(ada, name=name) for name in ("Cora Vance", "Mara Quist"))
    Person.objects.filter(pk__in=(first, second)).update(segment="network", last_touch_at=NOW - 40 * DAY)
    written, looked = Event(), Event()

    def import_slowly() -> int:
        try:
            with transaction.atomic():
                number = seat(ada, first, council, "2027-02-01").pk
                written.set()
                assert looked.wait(PATIENCE)
            return number
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(import_slowly)
        assert written.wait(PATIENCE)
        try:
            quick = seat(ada, second, council, "2027-02-02").pk
            assert find_occasions(ada.workspace_id, now=NOW) == (1, False)
            assert find_occasions(ada.workspace_id, now=NOW + timedelta(minutes=10)) == (0, False)
        finally:
            looked.set()
        assert slow.result(PATIENCE) < quick
    assert find_occasions(ada.workspace_id, now=NOW + timedelta(minutes=20)) == (1, False)
    assert set(Occasion.objects.values_list("person_id", flat=True)) == {first, second}
    assert not FoundUntil.objects.get().newest["again"]
