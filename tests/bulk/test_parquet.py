"""People as Parquet, read again by DuckDB; and what is said where it is missing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from connectors.exports.people_records import EVERYTHING, WORKSPACE
from hustings.bulk import duck
from hustings.bulk.parquet import write_parquet
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import Name, PersonRecord


def test_people_come_back_typed(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB comes with the extra `bulk`.")
    path = tmp_path / "o'clock.parquet"
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    bare = PersonRecord(external_id=f"{WORKSPACE}:8", name=Name(full="Bo"))
    assert write_parquet([EVERYTHING, bare], path, scratch=tmp_path) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    rows = duckdb.execute(
        "SELECT name.full, identities[1].value, positions[1].current, connected_on, supports[1].level, fields['Ward'][1], "
        "related[1][2] FROM read_parquet(?)", [str(path)],
    ).fetchall()  # fmt: skip
    assert rows[0][:3] == (EVERYTHING.name.full, "ana@souza.example", True)
    assert rows[0][3:5] == (EVERYTHING.connected_on, 2)
    assert rows[0][6] == "John Souza"
    assert rows[1][0] == "Bo"


def test_nobody_is_an_empty_table(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB comes with the extra `bulk`.")
    path = tmp_path / "p.parquet"
    path.touch()
    assert write_parquet([], path, scratch=tmp_path) == 0
    assert duckdb.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone() == (0,)


def test_without_duckdb_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(duck, "import_module", missing)
    with pytest.raises(WrongInput, match=r"pip install 'hustings\[bulk\]'"):
        write_parquet([], tmp_path / "p.parquet", scratch=tmp_path)
