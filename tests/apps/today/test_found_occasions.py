"""Occasions are found in seats, filings and public pieces, with their source; use rules hold, and each is found once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.civic.models import Body
from hustings.apps.goals.actions import add_goal, add_stakeholder
from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.apps.network.models import NamedIn
from hustings.apps.people import actions as people
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.models import Identity, Occasion, Organisation, Person, Position
from hustings.apps.records.models import Edition, Filing
from hustings.apps.today import actions, queries
from hustings.apps.today.found_occasions import find_everywhere, find_occasions
from hustings.apps.today.planning import plan
from hustings.apps.today.wording import reason
from hustings.kernel.records import AnyRecord, ContributionRecord, Party, PostRecord, digest, encode
from hustings.kernel.records import Identity as Handle

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PLACE = "ocd-division/country:us/state:or/place:port_alder"


@pytest.fixture
def cora(ada: Actor) -> int:
    """Somebody with a rhythm, who is in touch."""
    number = people.add_person(ada, name="Cora Vance", email="cora@example.org")
    Person.objects.filter(pk=number).update(segment="network", last_touch_at=NOW - 40 * DAY)
    return number


def house(actor: Actor, name: str, *, classification: str = "") -> Organisation:
    made = Organisation.objects.create(workspace_id=actor.workspace_id, name=name, key=name.casefold())
    if classification:
        Body.objects.create(
            workspace_id=actor.workspace_id, organisation=made, classification=classification, number="alder:council"
        )
        Edition.objects.get_or_create(
            workspace_id=actor.workspace_id, scope="alder",
            defaults={"title": "Officials of Alder", "link": "https://data.example/alder", "as_of": NOW.date(),
                      "member_id": actor.member_id, "import_number": 1},
        )  # fmt: skip
    return made


def seat(actor: Actor, person: int, where: Organisation, since: str = "2027-03-01") -> Position:
    return Position.objects.create(
        workspace_id=actor.workspace_id, person_id=person, organisation=where, title="Member", since=since, current=True,
        division=PLACE,
    )  # fmt: skip


def kept(actor: Actor, record: AnyRecord, *, rule: str = "public-feed", reader: str = "mastodon") -> KeptRecord:
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader=reader, use_rule=rule)
    told = encode(record)
    return KeptRecord.objects.create(
        workspace_id=actor.workspace_id, source_id=source.pk, kind="post" if isinstance(record, PostRecord) else "contribution",
        external_id=record.external_id, digest=digest(told), payload=told.decode(), at=record.at,
    )  # fmt: skip


def piece(number: int = 1, **more: Any) -> PostRecord:
    """An article that Cora posted on her account."""
    author = Party(name="Cora Vance", identities=(Handle(kind="mastodon", value="cora@social.example"),))
    values: dict[str, Any] = {
        "external_id": f"p{number}", "channel": "mastodon", "at": NOW - DAY, "text": "My piece on the harbour rents",
        "shared_link": "https://paper.example/rents", "visibility": "public", "author": author,
    }  # fmt: skip
    return PostRecord(**{**values, **more})


def found(actor: Actor) -> list[tuple[str, str, str]]:
    find_occasions(actor.workspace_id, now=NOW)
    held = Occasion.objects.filter(workspace_id=actor.workspace_id).order_by("kind", "id")
    return [(row.kind, row.person.name, row.facts["text"]) for row in held]


def test_a_seat_that_was_won_is_said_on_today_with_its_source(ada: Actor, cora: int) -> None:
    seat(ada, cora, house(ada, "City Council", classification="legislature"))
    people.occasions.note_new_positions(ada.workspace_id, [(cora, "Member", "City Council")])
    actions.refresh(ada, now=NOW)
    (item,) = queries.today(ada, now=NOW).items
    (why,) = [each for each in item.reasons if each.code in ("noted_occasion", "new_position")]
    said = reason(why.code, why.facts, today=NOW.date())
    assert said == "An election result, March 1: Member, City Council (found in Officials of Alder)"
    assert "Member, City Council" in item.opening
    shown = queries.evidence(ada, why.evidence[0])
    assert (shown.text, shown.link) == ("Member, City Council (found in Officials of Alder)", "https://data.example/alder")


@pytest.mark.parametrize(
    ("since", "classification", "division"),
    [("2026-03-01", "legislature", PLACE), ("2027-03-01", "committee", PLACE), ("2027-03-01", "legislature", "")],
)
def test_an_old_seat_a_committee_and_a_job_are_no_election(
    ada: Actor, cora: int, since: str, classification: str, division: str
) -> None:
    held = seat(ada, cora, house(ada, "Body", classification=classification), since)
    Position.objects.filter(pk=held.pk).update(division=division)
    assert found(ada) == []


def test_only_people_who_matter_to_us_have_occasions(ada: Actor, cora: int) -> None:
    council = house(ada, "City Council", classification="legislature")
    stranger = people.add_person(ada, name="Nobody Near")
    mapped = people.add_person(ada, name="Mara Quist")
    add_stakeholder(ada, add_goal(ada, name="Night bus")[0], person_id=mapped, tier="decision_maker")
    silent = people.add_person(ada, name="Silent Member")
    Person.objects.filter(pk=silent).update(segment="network")
    people.set_do_not_contact(ada, silent, silent=True, now=NOW)
    for number in (stranger, mapped, silent, cora):
        seat(ada, number, council)
    assert {name for _, name, _ in found(ada)} == {"Mara Quist", "Cora Vance"}


def test_a_filing_tells_of_money_for_whoever_works_there(ada: Actor, cora: int) -> None:
    firm, client = house(ada, "Vance Advisers"), house(ada, "Harbour Trust")
    Position.objects.create(workspace_id=ada.workspace_id, person_id=cora, organisation=firm, title="Partner", current=True)
    for number, amount in enumerate((60_000, 90_000, 200)):
        Filing.objects.create(
            workspace_id=ada.workspace_id, record_id=number + 1, number=f"lda:{number}", registrant=firm, client=client,
            subject="Port fees", amount=Decimal(amount), currency="USD", at=NOW - 3 * DAY,
        )  # fmt: skip
    assert found(ada) == [("funding", "Cora Vance", "Vance Advisers: 90,000 USD, Harbour Trust, Port fees")]


@pytest.mark.parametrize(("rule", "expected"), [("public-record", 1), ("fec-report", 0)])
def test_contributions_are_an_occasion_where_their_source_allows_contact(ada: Actor, cora: int, rule: str, expected: int) -> None:
    for number in range(3):
        gift = ContributionRecord(
            external_id=f"g{number}",
            party=Party(name="A Donor"),
            amount="600",
            currency="USD",
            at=NOW - DAY,
            recipient="Cora Vance",
        )
        row = kept(ada, gift, rule=rule, reader="contributions")
        NamedIn.objects.create(workspace_id=ada.workspace_id, record_id=row.pk, kind="gift", person_id=cora)
    assert [each[2] for each in found(ada)] == ["1,800 USD (3)"] * expected


def given(actor: Actor, person: int, number: int, amount: str = "600") -> KeptRecord:
    gift = ContributionRecord(
        external_id=f"g{number}", party=Party(name="A Donor"), amount=amount, currency="USD", at=NOW - DAY, recipient="Cora Vance"
    )  # fmt: skip
    row = kept(actor, gift, rule="public-record", reader="contributions")
    NamedIn.objects.create(workspace_id=actor.workspace_id, record_id=row.pk, kind="gift", person_id=person)
    return row


def test_contributions_add_up_over_looks_and_are_told_once_a_month(ada: Actor, cora: int) -> None:
    told = []
    for number in range(4):
        given(ada, cora, number)
        told.append([each[2] for each in found(ada)])
    assert told == [[], ["1,200 USD (2)"], ["1,200 USD (2)"], ["1,200 USD (2)"]]
    find_occasions(ada.workspace_id, now=NOW + 35 * DAY)
    given(ada, cora, 5)
    find_occasions(ada.workspace_id, now=NOW + 35 * DAY)
    assert Occasion.objects.latest("id").facts["text"] == "3,000 USD (5)"


def test_whoever_is_named_with_their_organisation_is_meant_and_a_name_alone_could_be_anybodys(ada: Actor, cora: int) -> None:
    firm, other = house(ada, "Harbour Trust"), house(ada, "Night Bus Company")
    names = [people.add_person(ada, name="Dan Okoro", organisation="Harbour Trust") for _ in range(2)]
    Person.objects.filter(pk__in=names).update(segment="network")
    Position.objects.create(workspace_id=ada.workspace_id, person_id=cora, organisation=firm, title="Chair", current=True)
    words = "Cora Vance and Dan Okoro speak of rents"
    for number, where in enumerate((other, firm)):
        row = kept(
            ada, piece(number, title=words, text=f"With {where.name}", author=Party(name="The Paper"), at=NOW - number * DAY)
        )
        NamedIn.objects.create(workspace_id=ada.workspace_id, record_id=row.pk, kind="item", key=where.key)
    assert found(ada) == [("publication", "Cora Vance", words)]
    assert Occasion.objects.get().evidence == f"kept:{row.pk}"


def test_a_piece_is_found_by_its_author_or_by_an_official_it_names_once_a_fortnight(ada: Actor, cora: int) -> None:
    Identity.objects.create(workspace_id=ada.workspace_id, person_id=cora, kind="mastodon", value="cora@social.example")
    mara = people.add_person(ada, name="Mara Quist")
    Person.objects.filter(pk=mara).update(segment="network")
    for number in (1, 2):
        row = kept(ada, piece(number, at=NOW - number * DAY))
        KeptMention.objects.create(record=row, person_id=cora)
        KeptMention.objects.create(record=row, person_id=people.add_person(ada, name=f"Reader {number}"))
    named = kept(ada, piece(3, title="Mara Quist on rents", text="", author=Party(name="The Harbour Paper")))
    NamedIn.objects.create(workspace_id=ada.workspace_id, record_id=named.pk, kind="item", person_id=mara)
    assert sorted(found(ada)) == [
        ("publication", "Cora Vance", "My piece on the harbour rents"), ("publication", "Mara Quist", "Mara Quist on rents"),
    ]  # fmt: skip
    held = Occasion.objects.get(person_id=mara)
    assert (held.facts["source"], held.facts["link"]) == ("The Harbour Paper", "https://paper.example/rents")


@pytest.mark.parametrize(
    "more",
    [
        {"visibility": "direct"}, {"status": "draft"}, {"is_repost": True}, {"author": None}, {"shared_link": ""},
        {"shared_link": "javascript:alert(1)"}, {"shared_link": "http://[x"}, {"at": NOW - 90 * DAY},
    ],
)  # fmt: skip
def test_what_is_private_chat_or_old_is_no_piece(ada: Actor, cora: int, more: dict[str, Any]) -> None:
    row = kept(ada, piece(**more))
    NamedIn.objects.create(workspace_id=ada.workspace_id, record_id=row.pk, kind="item", person_id=cora)
    assert found(ada) == []


@pytest.mark.parametrize(("reader", "rule"), [("x_archive", "own-archive"), ("x", "x-content"), ("linkedin", "linkedin-api")])
def test_what_may_not_be_matched_brings_none(ada: Actor, cora: int, reader: str, rule: str) -> None:
    row = kept(ada, piece(), reader=reader, rule=rule)
    NamedIn.objects.create(workspace_id=ada.workspace_id, record_id=row.pk, kind="item", person_id=cora)
    assert found(ada) == []


def test_each_is_found_once_and_gone_with_what_it_was_found_in(ada: Actor, cora: int) -> None:
    held = seat(ada, cora, house(ada, "City Council", classification="legislature"))
    row = kept(ada, piece())
    NamedIn.objects.create(workspace_id=ada.workspace_id, record_id=row.pk, kind="item", person_id=cora)
    assert len(found(ada)) == 2
    assert find_occasions(ada.workspace_id, now=NOW) == (0, False)
    held.delete()
    row.delete()
    assert found(ada) == []


def test_a_look_costs_what_is_new_and_ends(ada: Actor, cora: int) -> None:
    council = house(ada, "City Council", classification="legislature")
    seat(ada, cora, council, "2020-02-01")
    assert find_everywhere.func() == 0
    for number in range(7):
        seat(ada, cora, council, f"2027-02-0{number + 1}")
    assert find_occasions(ada.workspace_id, now=NOW, at_once=3) == (3, True)
    found(ada)
    with CaptureQueriesContext(connection) as none_new:
        find_occasions(ada.workspace_id, now=NOW)
    assert not [one for one in none_new.captured_queries if '"people_position"."title"' in one["sql"]]
    assert Occasion.objects.count() == 7
    assert find_everywhere.func() == 0


def taken(look: Callable[[], object]) -> tuple[int, int]:
    """Rows that SQLite writes, and the steps it takes: a few for each row that it reads."""
    steps = [0]

    def one_more() -> int:
        steps[0] += 1
        return 0

    before = connection.connection.total_changes
    connection.connection.set_progress_handler(one_more, 1)
    try:
        look()
    finally:
        connection.connection.set_progress_handler(None, 1)
    return connection.connection.total_changes - before, steps[0]


def settle_many(actor: Actor, council: Organisation, number: int) -> None:
    """So many members of a council for years, each with an occasion that somebody noted."""
    space = {"workspace_id": actor.workspace_id}
    made = Person.objects.bulk_create(Person(**space, name="P", sort_name="p", segment="network") for _ in range(number))
    Position.objects.bulk_create(
        Position(**space, person=one, organisation=council, title="Member", since="2020-01-01", current=True, division=PLACE)
        for one in made
    )
    Occasion.objects.bulk_create(Occasion(**space, person=one, kind="milestone", at=NOW - DAY, evidence="hand") for one in made)


def test_after_a_change_as_much_is_read_and_written_however_many_people_there_are(ada: Actor, cora: int) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite says how many rows it read and wrote.")
    council = house(ada, "City Council", classification="legislature")
    told = []
    for number in range(2):
        settle_many(ada, council, 20 + 800 * number)
        find_occasions(ada.workspace_id, now=NOW)
        seat(ada, cora, council, f"2027-02-0{number + 1}")
        told.append(taken(partial(find_occasions, ada.workspace_id, now=NOW)))
    (rows, steps), (rows_of_many, steps_of_many) = told
    assert rows == rows_of_many
    assert steps_of_many < 1.2 * steps


def test_of_many_open_occasions_some_are_asked_about_at_a_look_and_all_in_turn(
    ada: Actor, cora: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hustings.apps.today.found_occasions.FOUNDED", 3)
    council = house(ada, "City Council", classification="legislature")
    held = [seat(ada, cora, council, f"2027-02-0{number + 1}") for number in range(5)]
    assert len(found(ada)) == 5
    for each in held:
        each.delete()
    assert [len(found(ada)) for _ in range(3)] == [2, 0, 0]


def test_a_found_occasion_is_settled_like_any_other(ada: Actor, cora: int) -> None:
    seat(ada, cora, house(ada, "City Council", classification="legislature"))
    made = actions.refresh(ada, now=NOW)
    actions.mark_done(ada, made.items.get().pk, now=NOW)
    later = plan(ada, now=NOW + 9 * DAY, minutes=60)
    assert not [each for item in later for each in item.reasons if each.code == "noted_occasion"]
