"""Ties that rooms above tell of: imported relationships, events, filings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.models import Event, Guest
from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.apps.network import keeping, queries
from hustings.apps.people.actions import add_person
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.models import Organisation
from hustings.apps.records.models import Filing
from hustings.kernel.records import Party, TieRecord, encode

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Any) -> None:
    settings.HUSTINGS_HOME = tmp_path


@pytest.fixture
def people(ada: Actor) -> list[int]:
    return [add_person(ada, name=f"{name} Member") for name in ("Cora", "Dan", "Eve")]


def ties(actor: Actor, number: int, kind: str = "person") -> dict[str, queries.TieRow]:
    return {row.name: row for row in queries.ties_of(actor, (kind, number), now=NOW)}


def kept(actor: Actor, one: int, other: int, relation: str, *, reader: str = "civicrm", owner: bool = False) -> None:
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader=reader, use_rule="own-archive")
    told = TieRecord(
        external_id=f"{one}/{relation}/{other}", subject=Party(name="One", is_owner=owner), other=Party(name="Other"),
        relation=relation, at=NOW - timedelta(days=10),
    )  # fmt: skip
    record = KeptRecord.objects.create(
        workspace_id=actor.workspace_id, source=source, kind="tie", external_id=told.external_id, digest=b"0" * 16,
        payload=encode(told).decode(), at=told.at,
    )  # fmt: skip
    for person in (one, other):
        KeptMention.objects.create(record=record, person_id=person)


def test_relationships_of_a_file_tie_both_with_their_own_word(ada: Actor, people: list[int]) -> None:
    kept(ada, people[0], people[1], "spouse of")
    kept(ada, people[0], people[2], "met at the fair")
    found = ties(ada, people[0])
    assert (found["Dan Member"].facts[0].kind, found["Dan Member"].facts[0].words) == ("family", "spouse of")
    assert found["Eve Member"].facts[0].kind == "knows"
    assert len(keeping.build(ada.workspace_id, now=NOW).table.one) == 2


def test_what_x_tells_and_what_is_ours_ties_nobody(ada: Actor, people: list[int]) -> None:
    kept(ada, people[0], people[1], "blocks", reader="x_archive")
    kept(ada, people[0], people[2], "friend", owner=True)
    assert ties(ada, people[0]) == {}


def test_who_was_at_the_same_event_is_tied_by_it(ada: Actor, people: list[int]) -> None:
    event = Event.objects.create(
        workspace_id=ada.workspace_id, title="Harbour Forum", starts_at=NOW - timedelta(days=5), member_id=ada.member_id
    )
    for place, (person, answer) in enumerate(zip(people, ("attended", "attended", "no_show"), strict=True)):
        Guest.objects.create(
            workspace_id=ada.workspace_id, event=event, person_id=person, key=str(place), name="x", answer=answer
        )
    found = ties(ada, people[0])
    assert set(found) == {"Dan Member"}
    assert (found["Dan Member"].facts[0].kind, found["Dan Member"].facts[0].words) == ("attended", "Harbour Forum")
    assert len(keeping.build(ada.workspace_id, now=NOW).table.one) == 1


def test_a_firm_is_tied_to_its_client_by_the_filing(ada: Actor) -> None:
    firm, client = (Organisation.objects.create(workspace_id=ada.workspace_id, name=name, key=name) for name in ("Firm", "Mill"))
    Filing.objects.create(
        workspace_id=ada.workspace_id, record_id=1, number="ma:1", registrant=firm, client=client, subject="H.1", since="2026-01",
        until="2026-06",
    )  # fmt: skip
    found = ties(ada, firm.pk, "organisation")
    assert (found["Mill"].sign, found["Mill"].facts[0].kind, found["Mill"].facts[0].words) == (1, "client", "H.1")
    assert "Firm" in ties(ada, client.pk, "organisation")
    assert keeping.build(ada.workspace_id, now=NOW).table.sign.tolist() == [1]
