"""What linkage is held against on labelled sets: a plain rule for donors, and Splink as its own tutorial sets it up."""

from __future__ import annotations

import logging
import warnings
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from bench.labelled_sets import DONATIONS, FAKE_1000, donors, rows_of, true_pairs


class Quality(NamedTuple):
    """Pairwise figures over all true pairs, those out of reach of blocking included."""

    precision: float
    recall: float
    f1: float


def plain_rule(data: Path) -> Quality:
    """Donors by last name, first initial and ZIP."""
    person = donors(data)
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in rows_of(data / DONATIONS):
        if row["rec_id"] in person:
            key = row["last_name"].strip().lower(), row["first_name"].strip().lower()[:1], row["zip5"]
            groups[key].append(person[row["rec_id"]])
    said = sum(len(held) * (len(held) - 1) // 2 for held in groups.values())
    right = sum(size * (size - 1) // 2 for held in groups.values() for size in Counter(held).values())
    true = true_pairs(list(person.values()))
    return Quality(right / max(1, said), right / true, 2 * right / (said + true))


def splink_tutorial(data: Path, *, everybody: bool) -> Quality:
    """Splink's tutorial on its own set: its comparisons and its training, at an even chance; its blocking, or all pairs."""
    rows = rows_of(data / FAKE_1000)
    person = {row["unique_id"]: row["cluster"] for row in rows}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linker = _linker(rows, everybody=everybody)
        _train(linker)
    found = linker.inference.predict(threshold_match_probability=0.5).as_duckdbpyrelation()
    pairs = found.select("unique_id_l, unique_id_r").fetchall()
    right = sum(person[one] == person[other] for one, other in pairs)
    true = true_pairs(list(person.values()))
    return Quality(right / max(1, len(pairs)), right / true, 2 * right / (len(pairs) + true))


def _linker(rows: list[dict[str, str]], *, everybody: bool) -> Any:
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    columns = ("unique_id", "first_name", "surname", "dob", "city", "email")
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE people ({', '.join(f'{name} VARCHAR' for name in columns)})")
    held = [[row[name] or None for name in columns] for row in rows]
    connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", held)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        blocking_rules_to_generate_predictions=["1=1"] if everybody else [block_on("first_name", "city"), block_on("surname")],
    )
    api = DuckDBAPI(connection)
    return Linker(api.register(connection.table("people")), settings, log_level=logging.ERROR)


def _train(linker: Any) -> None:
    from splink import block_on

    rules = ["l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob", "l.email = r.email"]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
