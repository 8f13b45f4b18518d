"""A group of commands with one that is meant where none is named: `hustings review` is `hustings review list`."""

from __future__ import annotations

import click


class ListByDefault(click.Group):
    """A group whose `list` is what it does on its own, with the options of `list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args and (args[0] in self.commands or args[0] in ("-h", "--help"))
        return super().parse_args(ctx, args if named else ["list", *args])
