"""Matches of what we can offer and what people need: by shared, telling words, with their evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.matching import LEAST, Asset, Need, matches

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)

ASSETS = [
    Asset(id="report", owner="Tom", text="Report of June with the figures of the school bus lines", kind="data"),
    Asset(id="hall", owner="Vera", text="The union's hall for a hundred people, free on Thursdays", kind="room"),
    Asset(id="law", owner="Ben", text="Knows water law and river permits", kind="expertise"),
]


def need(text: str, *, kind: str = "", days: float = 0, person: str = "Ana", number: str = "need") -> Need:
    return Need(id=number, person=person, text=text, at=NOW - days * DAY, kind=kind, evidence=("note 3",))


def test_ana_asked_for_school_bus_figures_and_toms_report_has_them() -> None:
    (found,) = matches(ASSETS, [need("Could somebody give me figures about school buses?")], now=NOW)
    assert (found.need, found.asset) == ("need", "report")
    assert set(found.shared) == {"figures", "school", "buses"}


def test_one_word_in_common_is_not_enough_for_a_long_need() -> None:
    assert matches(ASSETS, [need("Looking for a translator who knows nautical English from school")], now=NOW) == []
    assert [one.asset for one in matches(ASSETS, [need("permits")], now=NOW)] == ["law"]


def test_accents_endings_and_small_words_do_not_matter() -> None:
    offered = [Asset(id="salle", owner="Vera", text="Une salle de réunion à Genève")]
    assert [one.asset for one in matches(offered, [need("nous cherchons une SALLE pour des reunions")], now=NOW)] == ["salle"]
    assert matches(offered, [need("une de à pour nous avec")], now=NOW) == []


def test_kinds_must_go_together() -> None:
    text = "water law for the river"
    assert [one.asset for one in matches(ASSETS, [need(text, kind="expertise")], now=NOW)] == ["law"]
    assert [one.asset for one in matches(ASSETS, [need(text, kind="data")], now=NOW)] == ["law"]
    assert matches(ASSETS, [need(text, kind="room")], now=NOW) == []
    assert matches(ASSETS, [need(text, kind="haircut")], now=NOW) == []


def test_nobody_is_offered_what_is_their_own() -> None:
    assert matches(ASSETS, [need("water law and river permits", person="Ben")], now=NOW) == []


def test_an_old_need_is_worth_less_but_looks_the_same() -> None:
    fresh, old = need("river permits", number="a"), need("river permits", days=180, number="b")
    first, second = matches(ASSETS, [old, fresh], now=NOW)
    assert (first.need, second.need) == ("a", "b")
    assert second.worth == pytest.approx(first.worth / 2)
    assert second.likeness == first.likeness


def test_needs_of_tomorrow_do_not_exist_yet() -> None:
    assert matches(ASSETS, [need("river permits", days=-1)], now=NOW) == []


def test_only_the_best_few_for_each_need() -> None:
    offered = [Asset(id=f"a{n}", owner="Tom", text="river permits " + "more " * n) for n in range(6)]
    found = matches(offered, [need("river permits")], now=NOW, most_per_need=2)
    assert [one.asset for one in found] == ["a0", "a1"]


texts = st.lists(
    st.sampled_from(["river", "water", "law", "hall", "bus", "school", "figures", "union", "the", "and"]), max_size=6
).map(" ".join)


@given(st.lists(texts, max_size=5), st.lists(texts, max_size=5), st.randoms())
def test_order_does_not_matter_and_every_match_says_why(offered: list[str], wanted: list[str], chance: object) -> None:
    assets = [Asset(id=f"a{n}", owner="Tom", text=text) for n, text in enumerate(offered)]
    needs = [need(text, number=f"n{n}") for n, text in enumerate(wanted)]
    found = matches(assets, needs, now=NOW)
    assert all(one.shared and LEAST <= one.likeness <= 1 for one in found)
    mixed, others = list(assets), list(needs)
    chance.shuffle(mixed)
    chance.shuffle(others)
    again = matches(mixed, others, now=NOW)
    assert {(one.need, one.asset, round(one.likeness, 9)) for one in again} == {
        (one.need, one.asset, round(one.likeness, 9)) for one in found
    }
