"""Writes docs/reference/settings.md from the options: `python -m hustings.project.settings_reference`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from hustings.project.options import Options

PLACE = Path("docs/reference/settings.md")
HEAD = """# Settings

Hustings is set up by environment variables. This page is written from the program by
`python -m hustings.project.settings_reference`; a test keeps it true.

| variable | default | meaning |
| --- | --- | --- |
"""
DEFAULTS = {"home": "the platform's folder for user data"}


def reference() -> str:
    """The page, in Markdown."""
    return HEAD + "".join(f"| `{variable(name)}` | {_default(name, field)} | {field.description} |\n" for name, field in fields())


def fields() -> list[tuple[str, FieldInfo]]:
    """The options by name, in the order of their definition."""
    return list(Options.model_fields.items())


def variable(name: str) -> str:
    """The environment variable of an option."""
    alias = Options.model_fields[name].validation_alias
    return str(alias) if alias else f"HUSTINGS_{name.upper()}"


def _default(name: str, field: FieldInfo) -> str:
    return DEFAULTS.get(name) or _written(field.default)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "`" + ",".join(value) + "`"
    return f"`{value}`" if value != "" else "empty"


def main(place: Path = PLACE) -> None:
    """Writes the page below the current folder."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(reference())
    print(place, file=sys.stderr)


if __name__ == "__main__":
    main()
