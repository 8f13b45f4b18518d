"""Runs commands of the terminal door inside the test's own process."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from hustings.cli.group import hustings


def run(*arguments: object, code: int = 0, env: dict[str, str] | None = None, serve: Any = None) -> Result:
    """Runs `hustings` with these arguments and checks its exit code. `serve` stands for the server that it would start."""
    result = CliRunner().invoke(hustings, [str(each) for each in arguments], env=env, obj=serve)
    assert result.exit_code == code, (result.exit_code, result.stdout, result.stderr, result.exception)
    return result


def read(*arguments: object, code: int = 0) -> Any:
    """What a command answers with --json."""
    return json.loads(run(*arguments, "--json", code=code).stdout)
