"""Compiled loops: compiled once, and also where no folder for machine code can be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import pytest

from hustings.engine.graph.compiled import Compiled


def double(number: int) -> int:
    """Twice."""
    return 2 * number


def test_a_compiled_function_keeps_its_name_and_its_plain_form() -> None:
    fast = Compiled(double)
    assert (fast.__name__, fast.__doc__) == ("double", "Twice.")
    assert fast.plain is double


@pytest.mark.parametrize("writable", [True, False])
def test_it_is_compiled_once_with_or_without_a_folder_for_it(monkeypatch: pytest.MonkeyPatch, writable: bool) -> None:
    asked: list[dict[str, Any]] = []

    def njit(**options: Any) -> Callable[[Any], Any]:
        asked.append(options)
        if options.get("cache") and not writable:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda plain: plain

    monkeypatch.setattr(numba, "njit", njit)
    fast = Compiled(double)
    assert (fast(4), fast(5)) == (8, 10)
    assert [options.get("cache", False) for options in asked] == ([True] if writable else [True, False])
