"""Places, names, tags, custom fields and members are found with or without accents and capitals, in any script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions, queries, segments
from hustings.apps.people.actions.records import create_by_hand
from hustings.apps.people.segments import spelling
from hustings.engine.segments import WrongText
from hustings.kernel.records import Address, Name, PersonRecord, Position

pytestmark = pytest.mark.django_db
Asks = Callable[[str], list[str]]


def person(actor: Actor, name: str, *, town: str = "", location: str = "", tag: str = "", field: str = "") -> None:
    """Somebody with a town, what a profile says of the place, a tag and a value of the field Quartier."""
    record = PersonRecord(
        external_id=f"t:{name}", name=Name(full=name), addresses=(Address(locality=town, region=town),) if town else (),
        location=location, tags=(tag,) if tag else (), fields={"Quartier": field} if field else {},
        positions=(Position(organisation=f"Verein {town}"),) if town else (),
    )  # fmt: skip
    create_by_hand(actor.workspace_id, record, member_id=actor.member_id)


@pytest.fixture
def asks(ada: Actor) -> Asks:
    """Five people of five scripts; asks for names."""
    actions.add_field(ada, name="Quartier", type="text", choices=())
    person(ada, "Ünal Çelik", town="Zürich", tag="Ärzte", field="Höngg")
    person(ada, "Zofia Wójcik", town="ŁÓDŹ", location="Łódź, Polska", tag="Łącznik", field="ŚRÓDMIEŚCIE")
    person(ada, "Νίκος Παπάς", town="Αθήνα", tag="Εθελοντές")
    person(ada, "Сергій Їжак", location="Київ", tag="друзі")
    person(ada, "ليلى حسن", town="القاهرة", tag="متطوع", field="مصر")
    return lambda text: sorted(segments.matching(ada, text).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("city = Zurich", "Ünal Çelik"),
        ("city = ZÜRICH", "Ünal Çelik"),
        ("region = zurich", "Ünal Çelik"),
        ("city = lodz", "Zofia Wójcik"),
        ("city contains odz", "Zofia Wójcik"),
        ("city begins with łod", "Zofia Wójcik"),
        ("has address where (city = lodz)", "Zofia Wójcik"),
        ("city = αθηνα", "Νίκος Παπάς"),
        ("city = киів", "Сергій Їжак"),
        ("city = القاهره", "ليلى حسن"),
        ("name contains celik", "Ünal Çelik"),
        ("name = zofia wojcik", "Zofia Wójcik"),
        ("name begins with νικοσ", "Νίκος Παπάς"),
        ("name contains \"їжак\"", "Сергій Їжак"),
        ("name contains حسن", "ليلى حسن"),
        ("tag = arzte", "Ünal Çelik"),
        ("tag contains lacz", "Zofia Wójcik"),
        ("tag = εθελοντες", "Νίκος Παπάς"),
        ("tag = ДРУЗІ", "Сергій Їжак"),
        ("tag = متطوع", "ليلى حسن"),
        ("Quartier = hongg", "Ünal Çelik"),
        ("Quartier = srodmiescie", "Zofia Wójcik"),
        ("Quartier contains smiesc or Quartier = śródmieście", "Zofia Wójcik"),
        ("quartier = مصر", "ليلى حسن"),
        ("organisation contains zurich", "Ünal Çelik"),
        ("has position where (organisation = \"VEREIN ZURICH\")", "Ünal Çelik"),
    ],
)  # fmt: skip
def test_accents_and_capitals_make_no_difference(asks: Asks, text: str, name: str) -> None:
    assert asks(text) == [name]


def test_what_lists_people_and_what_tests_them_agree(ada: Actor, asks: Asks) -> None:
    for text in ("city = lodz", "city = zurich", "Quartier = hongg", "city in (lodz, ZURICH)"):
        assert asks(text) == asks(f"not not ({text})")
    assert asks("city = Zug") == []
    assert asks("city = Lodzia") == []


def test_where_spellings_are_too_many_to_walk_the_rows_are_compared(asks: Asks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "MOST", 0)
    assert asks("city = lodz") == ["Zofia Wójcik"]
    assert asks("Quartier = hongg") == ["Ünal Çelik"]


def test_a_field_is_called_without_accents_too_but_an_exact_name_comes_first(ada: Actor, asks: Asks) -> None:
    actions.add_field(ada, name="Größe", type="number", choices=())
    assert asks("grosse > 3") == []
    actions.add_field(ada, name="Grosse", type="text", choices=())
    assert segments.field_of(ada, "grosse").type == "text"
    assert segments.field_of(ada, "größe").type == "number"


def test_organisations_and_members_are_found_alike(ada: Actor, ben: Actor, asks: Asks) -> None:
    found = queries.organisations_page(ada, query="zurich").rows
    assert [row.name for row in found] == ["Verein Zürich"]
    assert asks("assigned = BÉN CASTILLO") == []


def test_texts_that_no_pattern_holds_are_refused(asks: Asks) -> None:
    assert asks(f'name contains "{"é" * 500}"') == []
    with pytest.raises(WrongText, match="more than 500 letters"):
        asks(f'name contains "{"é" * 501}"')


def test_every_example_of_the_guide_can_be_asked(ada: Actor) -> None:
    actions.add_field(ada, name="Ward", type="number", choices=())
    actions.save_segment(ada, name="Harbour volunteers", text="tag = volunteer")
    actions.save_segment(ada, name="Unions", text="name contains union", about="organisations")
    guide = (Path(__file__).parents[3] / "docs" / "guide" / "segments.md").read_text(encoding="utf-8")
    people, organisations = re.findall(r"```text\n(.*?)```", guide, re.DOTALL)
    for text in people.splitlines():
        segments.check(ada, text)
    for text in organisations.splitlines():
        segments.check(ada, text, about="organisations")


def test_a_number_that_can_be_read_in_two_ways_is_asked_back(ada: Actor) -> None:
    actions.add_field(ada, name="Sum", type="number", choices=())
    segments.check(ada, 'Sum > "1,5" and Sum < 1234.5')
    with pytest.raises(WrongText, match="two ways"):
        segments.check(ada, 'Sum > "1,234"')
