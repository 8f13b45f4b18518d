"""Every benchmark runs on tiny sizes, and the figures are held against the targets as they say."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from bench.contacts import measure_contacts
from bench.dialogue import measure_dialogue
from bench.export import measure_export
from bench.graph import measure_graph
from bench.help import measure_help
from bench.imports import measure_import
from bench.linkage import measure_linkage, measure_one
from bench.log_touch import measure_log_touch
from bench.map_frames import made_up
from bench.mbox import measure_mbox
from bench.measure import Check, Outcome, ratios
from bench.members import measure_members
from bench.search import measure_search, prefixes

from bench import contacts, contents, measure, population
from hustings.connectors.files.people_tables.columns import by_header

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the benchmarks read CPU and memory from /proc")


@pytest.fixture(scope="module", autouse=True)
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folders and results of these tests, beside nobody else's."""
    folder = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure, "SCRATCH", folder)
        patch.setattr("bench.imports.SCRATCH", folder)
        patch.setattr("bench.imports.SCHEMA", folder / "schema.sql")
        patch.setattr("bench.help.SCRATCH", folder)
        patch.setattr("bench.linkage.SCRATCH", folder)
        patch.setattr("bench.contacts.SCRATCH", folder)
        patch.setattr("bench.mbox.SCRATCH", folder)
        patch.setattr("bench.dialogue.SCRATCH", folder)
        yield folder


def test_a_ratio_is_of_the_same_turn_where_sides_alternate():
    assert ratios([2.0, 9.0], [1.0, 3.0]) == (2.0, 3.0)


def test_a_ratio_is_against_the_median_where_the_floor_ran_more_often():
    assert ratios([6.0], [1.0, 2.0, 9.0]) == (3.0,)


@pytest.mark.parametrize(("value", "verdict"), [(2.9, "meets at most 3 times"), (3.0, "meets"), (3.1, "misses at most 3 times")])
def test_a_check_says_plainly_whether_it_meets_its_target(value: float, verdict: str):
    assert verdict in Check("CPU", (value,), 3.0).line()


def test_results_name_the_commit_and_the_processor_but_no_host(scratch: Path):
    held = json.loads(measure.keep(Outcome("some", (Check("CPU", (1.0, 3.0, 2.0), 3.0),)), quick=True).read_text())
    assert held["checks"][0] | {"what": ""} == {
        "what": "", "unit": "times", "target": 3.0, "meets": True, "min": 1.0, "median": 2.0, "max": 3.0, "repetitions": 3,
    }  # fmt: skip
    assert set(held["machine"]) == {"processor", "cores", "system", "python", "sqlite"}


def test_the_import_and_its_floor_end_with_the_same_rows_and_the_second_time_adds_none():
    first, again = measure_import(connections=30, messages=60, repetitions=1)
    rows = first.facts["rows_written"]
    assert (rows["people_person"], rows["people_interaction"], rows["people_search"]) == (31, 60, 31)
    assert first.facts["floor_rows"] == rows
    assert first.facts["lines"] == 2 + 2 + 30 + 1 + 61 + 3
    assert set(again.facts["counts"]["people"]) == {"unchanged"}
    assert first.checks[0].values == ratios(first.facts["cpu_seconds"], first.facts["floor_cpu_seconds"])


def test_the_kept_definition_of_the_floors_tables_is_that_of_a_migrated_data_base(scratch: Path):
    if not (scratch / "schema.sql").exists():
        measure_import(connections=30, messages=60, repetitions=1)
    made = (scratch / "schema.sql").read_text()
    assert made == (measure.BENCH / "schema.sql").read_text(), "python -m bench import --quick writes bench/schema.sql anew"


def test_a_touch_writes_as_many_rows_at_any_size():
    outcome = measure_log_touch(((60, 300), (240, 1_200)))
    assert [check.values for check in outcome.checks] == [(0.0,), (0.0,)]
    assert all(found["rows"] > 5 for found in outcome.facts["sizes"].values())


def test_search_measures_every_beginning_and_sorts_nothing_below_three_letters():
    outcome = measure_search(60, 300, rounds=1)
    assert outcome.checks[2].values == (0.0,)
    assert {"m", "ma", "mar"} <= set(prefixes())


def test_the_population_agrees_with_itself():
    held = sqlite3.connect(population.home_of(60, 300) / "hustings.sqlite3")
    assert held.execute("SELECT count(*), sum(in_count + out_count) FROM people_tie").fetchone() == (18, 300)
    assert held.execute("SELECT sum(message_count) FROM inbox_conversation").fetchone() == (300,)
    assert held.execute("PRAGMA foreign_key_check").fetchall() == []


def test_help_is_measured_without_django():
    outcome = measure_help(turns=1)
    assert outcome.checks[1].values == (0.0,)
    assert outcome.checks[0].values[0] > 0


def test_a_lost_and_a_doubled_row_are_told():
    told = contents.differences({"people": Counter({"Ada": 2})}, {"people": Counter({"Ada": 1, "Ben": 1})})
    assert told == {"people": ["- Ben", "+ Ada"]}


def test_the_export_and_its_floor_write_everybody():
    outcome = measure_export(30, repetitions=1)
    assert outcome.facts["rows"] == 30
    assert all(min(check.values) > 0 for check in outcome.checks)


def test_every_letter_of_a_mailbox_is_read_by_both_sides():
    outcome = measure_mbox(40)
    assert outcome.facts["product"]["counts"] == {"created": 40}
    assert [each["letters"] for each in outcome.facts["floors"]] == [40, 40]


def test_a_table_of_people_ends_with_the_same_rows_in_the_floor_and_comes_again_with_changes():
    for outcome in measure_contacts(100):
        assert outcome.facts["product"]["counts"]["created"] > 90
        assert outcome.facts["floor"]["rows"] > 1_000
        assert outcome.facts["changed"]["counts"]["updated"] == 5
        assert len(outcome.checks) == 4


def test_each_person_of_the_table_has_three_identities():
    columns = [column for header in contacts.HEADER if (column := by_header(header)) is not None]
    assert [c.kind for c in columns if c.kind in ("email", "phone") or (c.kind == "external" and c.detail)] == [
        "external", "email", "phone",
    ]  # fmt: skip


def test_linkage_is_held_against_plain_splink_over_one_table():
    pytest.importorskip("splink", reason="Splink, which is the floor, comes with the extra `bulk`.")
    outcome = measure_linkage(2_000, repetitions=1)
    ours, theirs = outcome.facts["product"][0], outcome.facts["splink"][0]
    assert ours["quality"]["true"] == theirs["quality"]["true"] > 300
    assert ours["quality"]["f1"] > theirs["quality"]["f1"] > 0.3
    assert outcome.checks[0].values == (ours["seconds"] / theirs["seconds"],)


def test_one_new_person_is_held_against_the_queries_for_candidates():
    outcome = measure_one(2_500, some=40, turns=1)
    [product], [floor] = outcome.facts["product"], outcome.facts["floor"]
    assert product["records"] >= 40
    assert floor["candidates"] > 0.5
    assert product["verbs"]["linked"] > 5
    assert product["verbs"]["created"] > 5
    assert outcome.checks[0].values == (product["median_cpu_ms"] / floor["median_cpu_ms"],)
    assert len(outcome.checks) == 3


def test_the_graph_and_its_floors_give_the_same_figures():
    outcome = measure_graph(people=500, ties=3_000, turns=1, paths=20)
    assert outcome.facts["near_top_hundred"] > 90
    assert len(outcome.checks) == 6
    assert all(min(check.values) > 0 for check in outcome.checks)


def test_a_made_up_map_has_as_many_ties_as_asked_for_each_once():
    one, other = made_up(people=3_000, ties=2_000)
    assert (one < other).all()
    assert len(set(zip(one.tolist(), other.tolist(), strict=True))) == 2_000
    with pytest.raises(ValueError, match="too few pairs"):
        made_up(people=10, ties=100)


def test_members_at_once_get_no_errors():
    outcome = measure_members(members=3, rounds=2, sizes=(300, 3_000), turns=1)
    assert outcome.facts["answers"].keys() <= {"200", "204", "302"}
    assert sum(outcome.facts["answers"].values()) == 5 * (1 + 10 + 3 * 2)
    assert outcome.checks[1].values == (0.0,)


def test_every_post_of_an_archive_is_in_its_dialogue():
    outcome = measure_dialogue(400, turns=1)
    assert outcome.facts["sent"] == 400
    assert 100 < outcome.facts["broadcast"] < 300
