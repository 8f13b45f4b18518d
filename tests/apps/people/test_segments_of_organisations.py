"""Segments of organisations: the same language, asked about bodies, and through them about the people there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.exports.actions import ask_export, fetch_export
from hustings.apps.people import actions, queries, segments
from hustings.apps.people.actions import folding
from hustings.apps.people.actions.records import create_by_hand, source_for, statement_of, store_statements
from hustings.apps.people.models import Organisation, Person, SavedSegment
from hustings.apps.people.queries import text_of_filters
from hustings.engine.segments import WrongText
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.records import Address, Name, OrganisationRecord, PersonRecord, Position
from importing import bring_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
Asks = Callable[..., list[str]]


def person(actor: Actor, name: str, *positions: Position, city: str = "", tags: tuple[str, ...] = ()) -> int:
    """Somebody with positions."""
    addresses = (Address(locality=city),) if city else ()
    record = PersonRecord(external_id=f"t:{name}", name=Name(full=name), positions=positions, addresses=addresses, tags=tags)
    return create_by_hand(actor.workspace_id, record, member_id=actor.member_id)


@pytest.fixture
def bodies(ada: Actor) -> dict[str, int]:
    """A bakery with two people of whom one left, a city with one, and a union that is followed and where nobody is known."""
    found = {
        "Nora": person(ada, "Nora Vance", Position(organisation="Mill Bakery Ltd", title="Owner", current=True), city="Ely"),
        "José": person(
            ada, "José Ramírez", Position(organisation="Mill Bakery Ltd", title="Baker", until="2020"),
            Position(organisation="City of Ely", title="Mayor", current=True),
            Position(organisation="City of Ely", title="Clerk"),
            tags=("donor",),
        ),
    }  # fmt: skip
    Organisation.objects.create(
        workspace_id=ada.workspace_id, name="Łódź Union", key="lodz union", website="https://union.example", followed_at=NOW
    )
    return found


@pytest.fixture
def asks(ada: Actor, bodies: dict[str, int]) -> Asks:
    """Asks as Ada, or as the actor given; answers with names."""

    def ask(text: str, actor: Actor = ada) -> list[str]:
        found = segments.matching_organisations(actor, text, now=NOW)
        return sorted(found.values_list("name", flat=True))

    return ask


BAKERY, CITY, UNION = "Mill Bakery Ltd", "City of Ely", "Łódź Union"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("name contains ely", [CITY]),
        ("website contains union", [UNION]),
        ("website is known", [UNION]),
        ("followed is known", [UNION]),
        ("not followed is known", [CITY, BAKERY]),
        ("followed since 2026-03", [UNION]),
        ("has person", [CITY, BAKERY]),
        ("not has person", [UNION]),
        ("has at least 2 people", [BAKERY]),
        ("has person where (current = yes)", [CITY, BAKERY]),
        ("has person where (title = mayor and tag = donor)", [CITY]),
        ("has person where (current = yes and tag = donor)", [CITY]),
        ("has person where (current = no and tag = donor)", [CITY, BAKERY]),
        ("has person where (city = ely and not tag = donor)", [BAKERY]),
        ("has person where (not city is known and has position where (title = mayor))", [CITY, BAKERY]),
        ("has person where (city = ely or title = clerk)", [CITY, BAKERY]),
        ("name = \"mill bakery ltd\" or has person where (title = mayor)", [CITY, BAKERY]),
    ],
)  # fmt: skip
def test_organisations_are_found_by_their_own_facts_and_by_the_people_there(asks: Asks, text: str, names: list[str]) -> None:
    assert asks(text) == sorted(names)


def test_custom_fields_and_saved_segments_of_the_people_there_count(ada: Actor, bodies: dict[str, int], asks: Asks) -> None:
    ward = actions.add_field(ada, name="Ward", type="number", choices=())
    actions.set_value(ada, bodies["Nora"], field_id=ward, value="7")
    actions.save_segment(ada, name="Givers", text="tag = donor")
    assert asks("has person where (Ward > 5)") == [BAKERY]
    assert asks("has person where (segment = Givers and current = yes)") == [CITY]


def test_a_volunteer_is_shown_nothing_of_people_that_are_not_theirs(
    ada: Actor, vera: Actor, otto: Actor, bodies: dict[str, int], asks: Asks
) -> None:
    assert asks("has person", vera) == []
    actions.assign_person(ada, bodies["Nora"], member_id=vera.member_id, now=NOW)
    assert asks("has person", vera) == [BAKERY]
    assert asks("has person where (tag = donor)", vera) == []
    assert asks("not has person where (tag = donor)", vera) == [BAKERY]
    assert asks("name contains e", otto) == []


def test_slips_are_told_with_their_place(ada: Actor, asks: Asks) -> None:
    with pytest.raises(WrongText, match=r"There is no field 'tag' of organisations.*has person where \(tag"):
        asks("tag = donor")
    with pytest.raises(WrongText, match=r"organisations have\. Use one of: person"):
        asks("has interaction")
    with pytest.raises(WrongText, match="colour") as slip:
        asks("has person where (current = yes and colour = red)")
    assert slip.value.position == len("has person where (current = yes and ")
    with pytest.raises(WrongText, match="is no day"):
        asks("has person where (last touch before blue)")


def test_a_segment_of_organisations_is_saved_listed_and_asked_for_by_people(
    ada: Actor, bodies: dict[str, int], asks: Asks
) -> None:
    number, _ = actions.save_segment(ada, name="Bodies", text="has person where (title = mayor)", about="organisations")
    page = queries.organisations_page(ada, saved=number)
    assert [row.name for row in page.rows] == [CITY]
    assert [row.name for row in queries.organisations_page(ada, where="has person", query="mill").rows] == [BAKERY]
    row = queries.segment_of(ada, number)
    assert (row.about, row.sentence) == (
        "organisations", "Organisations that have somebody whom we know (title is “mayor”).",
    )  # fmt: skip
    people = segments.matching(ada, 'organisation segment = "bodies"')
    assert [each.name for each in people] == ["José Ramírez"]
    assert asks("segment = Bodies") == [CITY]
    with pytest.raises(WrongText, match="is about organisations, not about people"):
        segments.check(ada, "segment = Bodies")
    with pytest.raises(NotFound):
        queries.people_page(ada, saved=number)


def test_a_renamed_segment_of_organisations_is_followed_and_one_that_is_used_stays(ada: Actor, bodies: dict[str, int]) -> None:
    number, _ = actions.save_segment(ada, name="Bodies", text="followed is known", about="organisations")
    user, _ = actions.save_segment(ada, name="Theirs", text="organisation segment = Bodies")
    actions.change_segment(ada, number, name="Followed")
    assert SavedSegment.objects.get(pk=user).text == "organisation segment = Followed"
    with pytest.raises(WrongInput, match="asks for this segment"):
        actions.delete_segment(ada, number)
    with pytest.raises(WrongText, match="would use itself"):
        actions.change_segment(ada, number, text="has person where (segment = Theirs)")


def test_what_is_meant_is_counted_while_building(ada: Actor, bodies: dict[str, int]) -> None:
    meant = queries.meant(ada, "has person where (tag = donor and current = yes)", about="organisations")
    assert (meant.people, [name for _, name in meant.first]) == (1, [CITY])
    assert meant.sentence == (
        "Organisations that have somebody whom we know (have the tag donor and still there)."
    )  # fmt: skip
    assert queries.meant(ada, "not has person where (not tag = donor)", about="organisations").sentence.startswith(
        "Organisations that have no people whom we know (do not have the tag"
    )


def test_everything_that_can_be_pointed_at_can_be_asked(ada: Actor) -> None:
    fields, things = queries.askable(ada, about="organisations")
    assert [each.key for each in fields] == [
        "name", "website", "followed", "added", "source", "city", "region", "postcode", "country", "street",
    ]  # fmt: skip
    (there,) = things
    keys = [each.key for each in there.fields]
    assert {"title", "current", "tag", "city", "last touch", "assigned"} <= set(keys)
    assert len(keys) == len(set(keys))


def test_organisations_leave_as_a_table_and_come_back(ada: Actor, otto: Actor, bodies: dict[str, int], tmp_path: object) -> None:
    export = ask_export(ada, what="organisations", where="followed is known or has person where (title = mayor)")
    assert (export.format, export.rows, export.done) == ("csv", 2, 2)
    table = fetch_export(ada, export.pk).read_bytes()
    assert table.decode("utf-8-sig").splitlines() == [
        "Organisation,Website,People now,People once,Followed since",
        "City of Ely,,1,1,",
        "Łódź Union,https://union.example,0,0,2026-03-09",
    ]
    path = tmp_path / "bodies.csv"  # type: ignore[operator]
    path.write_bytes(table)
    bring_in(otto, path)
    names = Organisation.objects.filter(workspace_id=otto.workspace_id).values_list("name", flat=True)
    assert sorted(names) == [CITY, UNION]
    assert not Person.objects.filter(workspace_id=otto.workspace_id, own_member=None).exists()


def test_the_filters_of_lists_are_segments_too(ada: Actor, ben: Actor, bodies: dict[str, int]) -> None:
    actions.save_segment(ada, name="Givers", text="tag = donor")
    saved = SavedSegment.objects.get().pk
    city = Organisation.objects.get(name=CITY).pk
    assert text_of_filters(ada) == ""
    given = {"query": "jos", "segment": "none", "tag": "donor", "organisation_id": city, "source": "by-hand", "tie": "never"}
    everything = {**given, "assigned_to": 0, "where": "name contains r", "saved": saved}
    page = queries.people_page(ada, **everything)  # type: ignore[arg-type]
    text = text_of_filters(ada, **everything)  # type: ignore[arg-type]
    assert [row.name for row in page.rows] == ["José Ramírez"]
    assert [each.name for each in segments.matching(ada, text)] == ["José Ramírez"]
    for name, value in everything.items():
        listed = {row.id for row in queries.people_page(ada, **{name: value}).rows}  # type: ignore[arg-type]
        asked = text_of_filters(ada, **{name: value})  # type: ignore[arg-type]
        assert {each.pk for each in segments.matching(ada, asked)} == listed, name
    assert text_of_filters(ada, assigned_to=ben.member_id) == "assigned = Ben Castillo"
    assert text_of_filters(ada, tie="in_touch") == "last touch is known"
    assert text_of_filters(ada, query="ely", about="organisations") == "name contains ely"
    with pytest.raises(WrongInput, match="no such member"):
        text_of_filters(ada, assigned_to=999_999)


def placed(actor: Actor, name: str, *addresses: Address) -> None:
    """A source says where an organisation itself is."""
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader="people-table", use_rule="own-export")
    ids = folding.ensure_organisations(actor.workspace_id, [name])
    record = OrganisationRecord(external_id=f"t:{name}", name=name, addresses=addresses, extra={"locality": "Nowhere"})
    [number] = ids.values()
    store_statements(actor.workspace_id, [statement_of(record, organisation_id=number)], source_id=source.pk)


def test_organisations_are_asked_for_their_own_addresses(ada: Actor, otto: Actor, asks: Asks) -> None:
    mill = Address(street="12 Mill Road", locality="Ely", region="Cambridge", postal_code="CB7 4AA", country="United Kingdom")
    placed(ada, "Mill Bakery Ltd", mill, Address(locality="Lodz"))
    placed(ada, "City of Ely", Address(locality="Łódź"))
    placed(otto, "Otto's Own", mill)
    assert asks("city = ely") == ["Mill Bakery Ltd"]
    assert asks("town = LODZ") == ["City of Ely", "Mill Bakery Ltd"]
    assert asks('postcode begins with "CB7"') == ["Mill Bakery Ltd"]
    assert asks('street contains "mill road" and region = cambridge and country = "united kingdom"') == ["Mill Bakery Ltd"]
    assert asks("city = nowhere") == []
    assert asks("street is known") == ["Mill Bakery Ltd"]
    assert "Łódź Union" in asks("not city is known")
