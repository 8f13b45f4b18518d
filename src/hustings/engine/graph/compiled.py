"""Loops that numba compiles on their first call, so that importing this room costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Compiled(Generic[P, R]):
    """A function of arrays and numbers, compiled when it is first called. `plain` is the Python it was written in."""

    def __init__(self, plain: Callable[P, R]) -> None:
        wraps(plain)(self)
        self.plain = plain
        self._fast: Any = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        if self._fast is None:
            self._fast = _compile(self.plain)
        found: R = self._fast(*args, **kwargs)
        return found


def _compile(plain: Callable[..., Any]) -> Any:
    """The machine code, kept between processes where a folder for it can be written."""
    import numba

    try:
        return numba.njit(cache=True, nogil=True)(plain)
    except RuntimeError:
        return numba.njit(nogil=True)(plain)
