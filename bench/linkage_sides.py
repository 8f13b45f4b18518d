"""The sides of the linkage benchmark, each in its own process: the search of the product, and plain Splink over the same keys."""

from __future__ import annotations

import os
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

KINDS = ("email", "phone", "n", "k", "p", "b", "a")
"""The blocking keys that people of the made-up table have, as columns for Splink."""
COLUMNS = ("id", "given", "family", "email", "phone", "birthday", "street", "town", "code")
GROUP = 20_000
EVEN = 0.5
"""Both sides are judged by the pairs that they say are likelier one person than two."""


def write_table(*, path: str, people: int) -> dict[str, Any]:
    """The table with known duplicates, and our keys as columns, empty where crowded. Returns the seconds that the keys took."""
    import pyarrow as arrow
    from pyarrow import parquet

    from bench.duplicates import write

    place = Path(path)
    write(place, people=people)
    begun = time.process_time()
    keys = _key_columns(place)
    spent = time.process_time() - begun
    table = parquet.read_table(place)
    for kind, column in keys.items():
        table = table.append_column(f"key_{kind}", arrow.array(column, type=arrow.string()))
    parquet.write_table(table, place, row_group_size=GROUP)
    return {"rows": table.num_rows, "keys_cpu_seconds": spent}


def _key_columns(place: Path) -> dict[str, list[str | None]]:
    from hustings.bulk.linkage import CROWDED
    from hustings.engine.linkage import block_keys

    found: dict[str, list[str | None]] = {kind: [] for kind in KINDS}
    for profile in (profile for part in parts(place) for profile in read(part)):
        own = {_kind(key): key for key in reversed(block_keys(profile))}
        for kind, column in found.items():
            column.append(own.get(kind))
    for kind, column in found.items():
        times = Counter(column)
        found[kind] = [key if key and times[key] <= CROWDED else None for key in column]
    return found


def _kind(key: str) -> str:
    """`i:email:...` is of the kind `email`, `n:...` of the kind `n`."""
    return key.split(":", 2)[1] if key.startswith("i:") else key[:1]


def parts(path: Path) -> list[tuple[str, int]]:
    """The table's row groups, each of which any process can read."""
    from pyarrow import parquet

    return [(str(path), group) for group in range(parquet.ParquetFile(path).num_row_groups)]


def read(part: tuple[str, int]) -> Iterator[Any]:
    """The profiles of one row group."""
    from pyarrow import parquet

    from hustings.engine.linkage import Profile
    from hustings.kernel.records import Address, Identity, Name

    path, group = part
    table = parquet.ParquetFile(path).read_row_group(group, columns=list(COLUMNS))
    held = [table[name].to_pylist() for name in COLUMNS]
    for number, given, family, email, phone, birthday, street, town, code in zip(*held, strict=True):
        identities = (Identity(kind="email", value=email),) if email else ()
        identities += (Identity(kind="phone", value=phone),) if phone else ()
        yield Profile(
            key=number,
            names=(Name(full=f"{given} {family}", given=given, family=family),),
            identities=identities,
            birthdays=(birthday,) if birthday else (),
            addresses=(Address(street=street, locality=town, postal_code=code),) if street else (),
        )


def quality(path: str, found: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Pairwise figures of these pairs over all true ones."""
    from pyarrow import parquet

    person = parquet.read_table(path, columns=["person"])["person"].to_pylist()
    true = sum(size * (size - 1) // 2 for size in Counter(person).values())
    right = sum(person[a] == person[b] for a, b in found)
    precision, recall, f1 = right / max(1, len(found)), right / max(1, true), 2 * right / max(1, len(found) + true)
    return {"pairs": len(found), "true": true} | {
        "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4),
    }  # fmt: skip


def _cpu() -> float:
    """CPU seconds of this process and of those that it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def hustings_side(*, path: str) -> dict[str, Any]:
    """Seconds from the table to scored pairs, and how good they are."""
    from hustings.bulk.linkage import Search

    begun, cpu = time.perf_counter(), _cpu()
    with TemporaryDirectory() as folder:
        search = Search(Path(folder), wide=False)
        some = parts(Path(path))
        search.load(some, read=read, people=GROUP * len(some))
        loaded = time.perf_counter()
        found = [(int(one), int(other), comparison.probability) for one, other, comparison in search.pairs()]
    return {
        "seconds": time.perf_counter() - begun,
        "cpu_seconds": _cpu() - cpu,
        "load_seconds": loaded - begun,
        "counts": search.counts._asdict(),
        "quality": quality(path, [(a, b) for a, b, probability in found if probability >= EVEN]),
        "linked": quality(path, [(a, b) for a, b, probability in found if probability >= 0.95]),
    }


def splink_side(*, path: str) -> dict[str, Any]:
    """Seconds of plain Splink from the same table, whose keys it is given, to scored pairs, and how good they are."""
    from splink import block_on

    warnings.simplefilter("ignore")
    begun, cpu = time.perf_counter(), _cpu()
    linker = _linker(path)
    linker.training.estimate_probability_two_random_records_match([block_on("email"), block_on("phone")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("email"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("key_n"))
    trained = time.perf_counter()
    predictions = linker.inference.predict(threshold_match_probability=0.1)
    held = predictions.as_duckdbpyrelation().select("id_l, id_r, match_probability").fetchall()
    return {
        "seconds": time.perf_counter() - begun,
        "cpu_seconds": _cpu() - cpu,
        "training_seconds": trained - begun,
        "found": len(held),
        "quality": quality(path, [(a, b) for a, b, probability in held if probability >= EVEN]),
    }


def _linker(path: str) -> Any:
    """Splink with comparisons of its own library for what the table holds."""
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        blocking_rules_to_generate_predictions=[block_on(f"key_{kind}") for kind in KINDS],
        comparisons=[
            cl.ForenameSurnameComparison("given", "family"),
            cl.EmailComparison("email"),
            cl.ExactMatch("phone"),
            cl.DateOfBirthComparison("birthday", input_is_string=True),
            cl.LevenshteinAtThresholds("street", 2),
            cl.ExactMatch("code"),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    known = ", ".join(
        f"nullif({name}, '') AS {name}" for name in ("given", "family", "email", "phone", "birthday", "street", "code")
    )
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE people AS SELECT * REPLACE ({known}) FROM '{path}'")
    api = DuckDBAPI(connection)
    return Linker(api.register(connection.table("people")), settings)
