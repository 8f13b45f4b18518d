"""Errors as exit codes and one plain line; as a JSON object on standard output where JSON was asked for."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from hustings.kernel import errors

NAMES: tuple[tuple[type[errors.HustingsError], str, int], ...] = (
    (errors.WrongInput, "wrong_input", 2),
    (errors.NotPermitted, "not_permitted", 1),
    (errors.NotFound, "not_found", 1),
    (errors.ForbiddenByUseRule, "forbidden_by_use_rule", 1),
    (errors.RetryLater, "retry_later", 1),
    (errors.NeverRetry, "never_retry", 1),
)
"""The tree of errors with the names that JSON gives them and their exit codes."""


def fail(error: Exception, *, as_json: bool) -> int:
    """Says what went wrong and returns the exit code. A fault of ours is raised itself where HUSTINGS_DEBUG is set."""
    code, kind, message = _described(error)
    if kind == "fault" and os.environ.get("HUSTINGS_DEBUG"):
        raise error
    if as_json:
        from hustings.cli.showing import write_json

        write_json({"error": {"kind": kind, "message": message, **_field(error)}})
    if isinstance(error, click.ClickException):
        error.show(sys.stderr)
    elif not as_json:
        click.echo(f"hustings: {message}", file=sys.stderr)
    return code


def _described(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, click.ClickException):
        return error.exit_code, "wrong_usage" if error.exit_code == 2 else "failed", error.format_message()
    for kind, name, code in NAMES:
        if isinstance(error, kind):
            return code, name, str(error)
    return _outside(error)


def _field(error: Exception) -> dict[str, Any]:
    field = getattr(error, "field", "")
    return {"field": field} if field else {}


def _outside(error: Exception) -> tuple[int, str, str]:
    """Errors of settings, the data base and the disk. Known by their names, so that nothing is imported for them."""
    name = type(error).__name__
    first = str(error).strip().splitlines()[0] if str(error).strip() else name
    if name == "ValidationError" and type(error).__module__.startswith("pydantic"):
        return 2, "wrong_settings", f"A setting cannot be used: {_settings(error)}"
    if name == "ImproperlyConfigured":
        return 2, "wrong_settings", first
    if name in ("OperationalError", "ProgrammingError"):
        return 1, "data_base", _data_base(first)
    if isinstance(error, OSError):
        return 1, "failed", f"{error.strerror or error}: {error.filename}" if error.filename else first
    return 1, "fault", f"Something went wrong inside Hustings ({name}: {first}). Set HUSTINGS_DEBUG=1 to see where."


def _data_base(first: str) -> str:
    if "no such" in first or "does not exist" in first:
        return "The data base is not set up for this version. Run `hustings start`, or `hustings migrate`."
    if "disk is full" in first or "No space left" in first:
        return "The disk is full. What is stored is whole, and nothing was half written: make room, then try again."
    if "disk I/O" in first:
        return "The disk is full, or does not work. What is stored is whole: make room, then try again."
    if "locked" in first:
        return "Somebody else is writing to the data base. Try again in a moment."
    return f"The data base does not answer: {first}"


def _settings(error: Any) -> str:
    parts = [f"HUSTINGS_{'_'.join(str(each) for each in problem['loc']).upper()}: {problem['msg']}" for problem in error.errors()]
    return "; ".join(parts).replace("HUSTINGS_DATABASE_URL", "DATABASE_URL")
