"""Many rows at once, without objects: ids that nobody else gets, moments that come back as they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import Organisation
from hustings.storage import rows

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
COLUMNS = ("id", "workspace_id", "name", "key", "website", "created_at")


def organisations(actor: Actor, ids: list[int]) -> list[tuple[object, ...]]:
    return [(i, actor.workspace_id, f"O{i}", f"o{i}", "", rows.stamp(NOON)) for i in ids]


def test_reserved_ids_ascend_and_are_given_to_nobody_else(ada: Actor) -> None:
    first, second = list(rows.reserve_ids(Organisation, 3)), list(rows.reserve_ids(Organisation, 2))
    assert first == sorted(set(first))
    assert min(second) > max(first)
    rows.insert(Organisation, COLUMNS, organisations(ada, first))
    made = Organisation.objects.create(workspace_id=ada.workspace_id, name="New", key="new")
    assert made.pk > max(second)
    assert rows.reserve_ids(Organisation, 0) == ()
    assert min(rows.reserve_ids(Organisation, 1)) > made.pk


def test_rows_are_inserted_updated_and_deleted_in_any_number(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "CHUNK", 4)
    ids = list(rows.reserve_ids(Organisation, 11))
    rows.insert(Organisation, COLUMNS, iter(organisations(ada, ids)))
    rows.update(Organisation, ("name", "website"), ((f"N{i}", "n.example", i) for i in ids[:5]))
    assert Organisation.objects.filter(website="n.example", name__startswith="N").count() == 5
    assert Organisation.objects.get(pk=ids[0]).created_at == NOON
    rows.delete(Organisation, ids[:10])
    assert list(Organisation.objects.values_list("id", flat=True)) == ids[10:]


@pytest.mark.parametrize("conflict", ["", "DO NOTHING"])
def test_several_rows_of_a_statement_are_those_of_many_statements(ada: Actor, conflict: str) -> None:
    ids = list(rows.reserve_ids(Organisation, 7))
    rows.insert(Organisation, COLUMNS, iter(organisations(ada, ids)), conflict=conflict, at_once=3)
    rows.insert(Organisation, COLUMNS, iter(()), conflict=conflict, at_once=3)
    assert list(Organisation.objects.order_by("id").values_list("id", "name")) == [(i, f"O{i}") for i in ids]


def test_a_conflict_is_settled_as_said(ada: Actor) -> None:
    (i,) = rows.reserve_ids(Organisation, 1)
    again = [(i + 1_000, ada.workspace_id, "Other", f"o{i}", "", rows.stamp(NOON))]
    rows.insert(Organisation, COLUMNS, organisations(ada, [i]))
    rows.insert(Organisation, COLUMNS, again, conflict="DO NOTHING")
    assert Organisation.objects.get().name == f"O{i}"
    rows.insert(Organisation, COLUMNS, again, conflict="(workspace_id, key) DO UPDATE SET name = excluded.name")
    assert Organisation.objects.get().name == "Other"


@pytest.mark.parametrize(
    "moment",
    [NOON, NOON.replace(microsecond=0), NOON.astimezone(timezone(timedelta(hours=5, minutes=30))), datetime(1, 1, 2, tzinfo=UTC)],
)
def test_a_moment_comes_back_as_it_was(ada: Actor, moment: datetime) -> None:
    (i,) = rows.reserve_ids(Organisation, 1)
    rows.insert(Organisation, (*COLUMNS, "followed_at"), [(*organisations(ada, [i])[0], rows.stamp(moment))])
    assert Organisation.objects.get(pk=i).followed_at == moment
    ((raw,),) = rows.select("SELECT followed_at FROM people_organisation WHERE id = %s", [i])
    assert rows.moment(raw) == moment
    assert Organisation.objects.filter(followed_at__lte=moment, followed_at__gte=moment).exists()


def test_no_moment_stays_none() -> None:
    assert rows.stamp(None) is None
    assert rows.moment(None) is None
    assert rows.moment("2026-03-02 12:00:00") == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_lists_are_cut_into_pieces_that_a_query_can_hold() -> None:
    assert rows.marks_for([1, 2, 3]) == "%s, %s, %s"
    assert list(rows.chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(rows.chunks([])) == []
