"""Files of rules as they ship: dated rules of jurisdictions with their source, by which the engine judges, and playbooks.

A rule that has no row for a day advises nothing for that day. This is not legal advice.
"""

from __future__ import annotations

from importlib.resources import files


def rule_texts(kind: str) -> dict[str, str]:
    """The TOML text of each rule file of a kind (`gifts`, `playbooks`), by its code, in order. Empty for an unknown kind."""
    folder = files(__name__) / kind
    if not folder.is_dir():
        return {}
    found = {each.name.removesuffix(".toml"): each for each in folder.iterdir() if each.name.endswith(".toml")}
    return {code: found[code].read_text(encoding="utf-8") for code in sorted(found)}
