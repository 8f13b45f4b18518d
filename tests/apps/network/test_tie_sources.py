"""Ties that rooms above tell of: imported relationships, events, filings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec import structs

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.models import Event, Guest
from hustings.apps.goals import paths
from hustings.apps.intake import actions as intake
from hustings.apps.intake import tie_sources
from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.apps.intake.naming import place_names
from hustings.apps.intake.rebuilding import rebuild_public
from hustings.apps.network import keeping, queries
from hustings.apps.network.changes import WATCHED
from hustings.apps.network.models import NamedIn
from hustings.apps.network.sources import Viewer
from hustings.apps.people.actions import add_person
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.models import Organisation, Person, Position, Source
from hustings.apps.records.models import Filing
from hustings.engine.among import ORDER
from hustings.kernel.records import Party, PostRecord, TieRecord, encode
from importing import bring_in

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


GIVEN = "Receipt ID,Date,Amount,Recipient,Donor First Name,Donor Last Name,Donor Email,Refund ID,Refund Date"


def gifts(folder: Path, *rows: tuple[str, str, str, str], name: str = "gifts.csv", refunded: str = "") -> Path:
    lines = [
        f"AB{place}{name[0]},{day} 12:00:00,{amount},{recipient},{who},Roe,{who.lower()}@example.org,{refunded},"
        for place, (who, day, amount, recipient) in enumerate(rows)
    ]
    (folder / name).write_text("\n".join([GIVEN, *lines]), encoding="utf-8")
    return folder / name


def known(actor: Actor, name: str) -> Organisation:
    return Organisation.objects.create(workspace_id=actor.workspace_id, name=name, key=name.casefold())


def test_organisations_that_new_records_name_are_found_by_one_query(
    ada: Actor, otto: Actor, django_assert_num_queries: Any
) -> None:
    ours = [known(ada, f"Fund {number}").pk for number in range(3)]
    known(otto, "Fund 1")
    known(ada, "Fund 9")
    for number, key in enumerate(("fund 0", "fund 1", "fund 1", "fund 2", "nobody", "")):
        NamedIn.objects.create(workspace_id=ada.workspace_id, record_id=number, kind="gift", key=key)
    look = WATCHED["named"].others
    assert look is not None
    with django_assert_num_queries(1):
        found = sorted(look(NamedIn.objects.filter(workspace_id=ada.workspace_id)))
    assert found == [("organisation", number) for number in ours]


def test_a_donor_is_tied_to_whom_they_gave_by_the_class_of_a_years_gifts(ada: Actor, tmp_path: Path) -> None:
    fund = known(ada, "River Fund")
    given = (("Ann", "2026-01-03", "150.00", "River Fund"), ("Ann", "2026-02-03", "75.00", "River Fund"),
             ("Bo", "2026-02-03", "20.00", "River Fund"), ("Bo", "2025-02-03", "9000", "Nobody Known"))  # fmt: skip
    bring_in(ada, gifts(tmp_path, *given))
    found = ties(ada, fund.pk, "organisation")
    assert set(found) == {"Ann Roe", "Bo Roe"}
    fact = found["Ann Roe"].facts[0]
    assert (fact.kind, fact.words, fact.sign) == ("donor", "River Fund, 200-999 USD, 2026", 1)
    assert fact.at is not None
    assert fact.at.date().isoformat() == "2026-02-03"
    assert found["Bo Roe"].facts[0].words == "River Fund, 0-199 USD, 2026"
    assert found["Ann Roe"].probability > found["Bo Roe"].probability
    ann = Person.objects.get(name="Ann Roe").pk
    assert set(ties(ada, ann)) == {"River Fund"}
    known(ada, "Nobody Known")
    NamedIn.objects.all().delete()
    assert ties(ada, ann) == {}
    rebuild_public(ada)
    assert ties(ada, Person.objects.get(name="Bo Roe").pk)["Nobody Known"].facts[0].words == "Nobody Known, 5,000+ USD, 2025"


def test_undoing_an_import_takes_the_ties_of_its_gifts_away_and_what_was_paid_back_ties_nobody(
    ada: Actor, tmp_path: Path
) -> None:
    fund = known(ada, "River Fund")
    bring_in(ada, gifts(tmp_path, ("Cy", "2026-01-03", "50", "River Fund"), name="refund.csv", refunded="R1"))
    assert ties(ada, fund.pk, "organisation") == {}
    path = gifts(tmp_path, ("Ann", "2026-01-03", "250", "River Fund"))
    first = bring_in(ada, path)
    assert set(ties(ada, fund.pk, "organisation")) == {"Ann Roe"}
    intake.undo_import(ada, first.pk)
    fund = Organisation.objects.filter(name="River Fund").first() or known(ada, "River Fund")
    assert ties(ada, fund.pk, "organisation") == {}
    assert NamedIn.objects.filter(kind="gift").count() == 2
    bring_in(ada, path)
    assert set(ties(ada, fund.pk, "organisation")) == {"Ann Roe"}


def test_sums_are_made_donor_by_donor_however_many_gifts_are_looked_at_at_once(
    ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(ada, "River Fund")
    given = [(who, f"2026-01-{day:02}", "60", "River Fund") for day in range(1, 5) for who in ("Ann", "Bo", "Cy")]
    bring_in(ada, gifts(tmp_path, *given))
    monkeypatch.setattr(tie_sources, "AT_ONCE", 1)
    links = tie_sources._gifts(Viewer(ada.workspace_id, None), None)
    with CaptureQueriesContext(connection) as seen:
        first = next(links)
    assert first.fact.note == "200-999 USD, 2026"
    with CaptureQueriesContext(connection) as rest:
        others = list(links)
    assert [each.fact.note for each in others] == ["200-999 USD, 2026"] * 2
    assert len(seen) < len(rest)


def test_money_is_a_tie_and_no_way_to_be_introduced(ada: Actor, tmp_path: Path) -> None:
    seat = official(ada, "Dan Member")
    bring_in(ada, gifts(tmp_path, ("Ann", "2026-04-03", "6000", "Dan Member")))
    ann = Person.objects.get(name="Ann Roe")
    Person.objects.filter(pk=ann.pk).update(strength=0.9)
    assert set(ties(ada, seat)) == {"Ann Roe", "River Council"}
    table = keeping.build(ada.workspace_id, now=NOW).table
    money = table.kinds == 1 << ORDER.index("donor")
    assert (table.strength[money] > 0).tolist() == [True]
    assert table.warm[money].tolist() == [0.0]
    assert [path.people for path in paths.paths_to(ada, seat, now=NOW).paths] == []


def official(actor: Actor, name: str) -> int:
    number = add_person(actor, name=name, organisation="River Council", title="Member")
    Position.objects.filter(person_id=number).update(division="ocd-division/country:us/state:ma")
    return number


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>River Post</title><link>https://post.example/</link>
<item><guid>1</guid><link>https://post.example/dam</link><title>Dan Member and the River Trust on the dam</title>
<description>Dan Member spoke at the River Trust, and Cora Private listened.</description>
<pubDate>Fri, 24 Apr 2026 09:00:00 GMT</pubDate></item></channel></rss>"""


def test_an_official_and_an_organisation_named_in_one_item_are_tied_weakly_with_a_link_to_it(ada: Actor, tmp_path: Path) -> None:
    dan, trust = official(ada, "Dan Member"), known(ada, "River Trust")
    add_person(ada, name="Cora Private")
    (tmp_path / "feed.xml").write_text(FEED, encoding="utf-8")
    brought = bring_in(ada, tmp_path / "feed.xml")
    found = ties(ada, dan)
    assert set(found) == {"River Council", "River Trust"}
    fact = found["River Trust"].facts[0]
    assert (fact.kind, fact.link, fact.sign) == ("named", "https://post.example/dam", 0)
    assert fact.words.startswith("Dan Member and the River Trust")
    assert found["River Trust"].probability < 0.1
    assert set(ties(ada, trust.pk, "organisation")) == {"Dan Member"}
    table = keeping.build(ada.workspace_id, now=NOW).table
    assert table.warm.min() == 0.0
    intake.undo_import(ada, brought.pk)
    assert set(ties(ada, dan)) == {"River Council"}
    assert not NamedIn.objects.exists()


def test_names_in_content_whose_rule_forbids_matching_are_not_looked_for(ada: Actor) -> None:
    official(ada, "Dan Member")
    source = source_for(ada.workspace_id, member_id=ada.member_id, reader="live-x", use_rule="x-content")
    said = PostRecord(external_id="1", channel="x", at=NOW, text="Dan Member spoke", author=Party(name="Somebody"))
    place_names(ada.workspace_id, {1: said}, source=source)
    assert not NamedIn.objects.exists()
    place_names(ada.workspace_id, {1: said}, source=Source(reader="feed", use_rule="public-feed"))
    assert NamedIn.objects.get().person is not None
    private = structs.replace(said, visibility="followers")
    place_names(ada.workspace_id, {2: private}, source=Source(reader="feed", use_rule="public-feed"))
    assert NamedIn.objects.count() == 1


def test_people_named_by_handle_in_one_post_are_tied_unless_the_rule_of_the_network_forbids_it(
    ada: Actor, people: list[int]
) -> None:
    post(ada, people[0], people[1], reader="mastodon")
    post(ada, people[0], people[2], reader="x_archive", use_rule="x-content")
    found = ties(ada, people[0])
    assert set(found) == {"Dan Member"}
    assert found["Dan Member"].facts[0].link == "https://social.example/1"
    Source.objects.update(use_rule="x-content")
    assert ties(ada, people[0]) == {}


def post(actor: Actor, one: int, other: int, *, reader: str, use_rule: str = "own-archive") -> None:
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader=reader, use_rule=use_rule)
    told = PostRecord(external_id=f"{one}/{other}", channel="mastodon", at=NOW, link="https://social.example/1", text="Together")
    record = KeptRecord.objects.create(
        workspace_id=actor.workspace_id, source=source, kind="post", external_id=told.external_id, digest=b"0" * 16,
        payload=encode(told).decode(), at=told.at,
    )  # fmt: skip
    for person in (one, other):
        KeptMention.objects.create(record=record, person_id=person)
