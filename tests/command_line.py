"""Runs commands of the terminal door inside the test's own process."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from hustings.cli.group import hustings


def run(*arguments: object, code: int = 0, env: dict[str, str] | None = None) -> Result:
    """Runs `hustings` with these arguments and checks its exit code."""
    result = CliRunner().invoke(hustings, [str(each) for each in arguments], env=env)
    assert result.exit_code == code, (result.exit_code, result.stdout, result.stderr, result.exception)
    return result


def read(*arguments: object, code: int = 0) -> Any:
    """What a command answers with --json."""
    return json.loads(run(*arguments, "--json", code=code).stdout)
