"""Background work: thin wiring of the queue library. Knows no app.

`enqueue`, `run_worker` and `every` are to be had here; the names resolve at first use, since Django loads this package before its
models can be.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {"enqueue": "queue", "run_worker": "worker", "daily": "schedule", "every": "schedule"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
