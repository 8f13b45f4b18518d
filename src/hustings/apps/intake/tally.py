"""Counts what an import does, per kind and verb, with a few examples of each and every rejection."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from hustings.connectors.protocol import Rejected

VERBS = ("created", "updated", "linked", "unchanged", "review", "kept", "rejected")
EXAMPLES = 5
REJECTIONS_KEPT = 10_000


class Tally:
    """The counts of one import. `as_json` has the shape that all doors show."""

    def __init__(self, stored: dict[str, Any] | None = None) -> None:
        self.counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(VERBS, 0))
        self.examples: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.files: dict[tuple[str, str], dict[str, Any]] = {}
        self.owner_question: str = (stored or {}).get("owner_question", "")
        self.owner_unknown = False
        self.tables: list[dict[str, Any]] = (stored or {}).get("tables", [])
        for kind, counted in (stored or {}).get("counts", {}).items():
            self.counts[kind].update(counted)
        for kind, verbs in (stored or {}).get("examples", {}).items():
            for verb, texts in verbs.items():
                self.examples[kind][verb] = list(texts)
        for file in (stored or {}).get("files", []):
            self.files[file["path"], file["format"]] = file

    def count(self, kind: str, verb: str, example: str = "") -> None:
        """One more record of this kind that is created, updated, ..."""
        self.counts[kind][verb] += 1
        if example:
            shown = self.examples[kind][verb]
            if len(shown) < EXAMPLES and example not in shown:
                shown.append(example)

    def file(self, path: str, format_name: str) -> dict[str, Any]:
        """The line of one given file."""
        empty = {"path": path, "format": format_name, "records": 0, "rejected": []}
        return self.files.setdefault((path, format_name), empty)

    def reject(self, line: dict[str, Any], rejected: Rejected, *, kind: str) -> None:
        """Something in this file that could not be used."""
        self.counts[kind]["rejected"] += 1
        if len(line["rejected"]) < REJECTIONS_KEPT:
            line["rejected"].append(_as_json(rejected))

    def is_rejected(self, line: dict[str, Any], rejected: Rejected) -> bool:
        """Whether this very rejection stands in the file's line already."""
        return _as_json(rejected) in line["rejected"]

    def is_empty(self) -> bool:
        """Whether no record at all was found in what was given."""
        return not any(line["records"] for line in self.files.values())

    def as_json(self) -> dict[str, Any]:
        """Counts, examples and files as plain data; equal for a preview and for applying it."""
        return {
            "files": list(self.files.values()),
            "owner_question": self.owner_question,
            "owner_unknown": self.owner_unknown,
            "tables": self.tables,
            "counts": {kind: dict(counted) for kind, counted in self.counts.items()},
            "examples": {kind: {verb: list(texts) for verb, texts in verbs.items()} for kind, verbs in self.examples.items()},
        }


def _as_json(rejected: Rejected) -> dict[str, Any]:
    return {"file": rejected.place.file, "line": rejected.place.line, "reason": rejected.reason}
