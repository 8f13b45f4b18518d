"""Which member acts, and what nearly every command takes: `--as`, `--workspace` and `--json`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from django.utils import timezone, translation

from hustings.apps.accounts.queries import actor_named

Function = Callable[..., Any]

json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON, in the shapes of docs/reference/cli.md.")


def acting(function: Function) -> Function:
    """Gives the function its actor as first argument, in the actor's time zone and language."""

    @click.option(
        "--as", "--member", "member", metavar="EMAIL", envvar="HUSTINGS_MEMBER",
        help="Member who acts; the only one where there is one. Also HUSTINGS_MEMBER.",
    )  # fmt: skip
    @click.option(
        "--workspace", metavar="NAME", envvar="HUSTINGS_WORKSPACE", help="Workspace by name or number. Also HUSTINGS_WORKSPACE."
    )
    @wraps(function)
    def call(*given: Any, member: str | None, workspace: str | None, **options: Any) -> Any:
        actor = actor_named(member or None, workspace or None)
        with timezone.override(actor.zone), translation.override(actor.language):
            return function(actor, *given, **options)

    return call
