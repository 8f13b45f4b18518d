"""The terminal door: one module per room, each loaded when one of its commands is called. `--help` loads none of them."""

from __future__ import annotations


def main() -> None:
    """What the `hustings` program runs."""
    from hustings.cli.group import hustings

    hustings.main(prog_name="hustings")
