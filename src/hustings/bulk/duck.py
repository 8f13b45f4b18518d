"""The one door to DuckDB: says what to install where it is missing, and keeps it within bounds."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from hustings.kernel.errors import WrongInput

MEMORY = "1GB"


def needed(module: str) -> Any:
    """A library of the extra `bulk`. Raises WrongInput that says what to install where it is missing."""
    try:
        return import_module(module)
    except ImportError as missing:
        raise WrongInput("This needs DuckDB. Install it with: pip install 'hustings[bulk]'") from missing


def connect(scratch: Path, *, name: str = "scratch.duckdb", memory: str = MEMORY) -> Any:
    """A connection to a scratch file below the folder, which must exist; what does not fit into `memory` goes to disk there."""
    connection = needed("duckdb").connect(str(scratch / name))
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute(f"SET temp_directory = '{str(scratch).replace(chr(39), chr(39) * 2)}/spill'")
    connection.execute("SET preserve_insertion_order = false")
    return connection
