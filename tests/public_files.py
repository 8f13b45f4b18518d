"""Small sets of public data for tests, written as their publishers write them: a congress of invented members, postcodes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions
from hustings.apps.intake.models import Import

GOLDENS = Path(__file__).parent / "connectors" / "files" / "goldens"
JUNE = date(2026, 6, 15)
AUTUMN = date(2026, 10, 1)


@dataclass
class Member:
    """A member of Congress: a representative of a district, or a senator where there is none."""

    number: str
    name: str
    state: str
    district: int | None = None
    party: str = "Independent"
    seats: dict[str, tuple[str, int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        given, _, family = self.name.partition(" ")
        term = {"start": "2025-01-03", "end": "2099-01-03", "state": self.state, "party": self.party}
        kind: dict[str, Any] = {"type": "sen"} if self.district is None else {"type": "rep", "district": self.district}
        name = {"first": given, "last": family, "official_full": self.name}
        return {"id": {"bioguide": self.number}, "name": name, "bio": {}, "terms": [{**kind, **term}]}


COMMITTEES = [
    {
        "type": "senate",
        "name": "Senate Committee on Rivers",
        "thomas_id": "SSRV",
        "subcommittees": [{"name": "Dams", "thomas_id": "01"}],
    },
    {"type": "house", "name": "House Committee on Almanacs", "thomas_id": "HSAL"},
]


def members() -> list[Member]:
    """Five members: both senators of Kentucky, three of its representatives."""
    return [
        Member("A000001", "Aurelia Benbow", "KY", party="Whig", seats={"SSRV": ("Chairman", 1), "SSRV01": ("", 2)}),
        Member("A000002", "Casimir Dunmore", "KY", party="Tory", seats={"SSRV": ("Ranking Member", 1)}),
        Member("A000003", "Elowen Farquhar", "KY", 1, party="Whig", seats={"HSAL": ("", 2)}),
        Member("A000004", "Gideon Hartnell", "KY", 6, party="Tory", seats={"HSAL": ("Chair", 1)}),
        Member("A000005", "Isolde Jarndyce", "KY", 4, party="Whig"),
    ]


def write_congress(folder: Path, held: Sequence[Member], *, only: Sequence[str] = ()) -> Path:
    """The files of a congress with these members; with `only` just those of these names."""
    folder.mkdir(parents=True, exist_ok=True)
    seats: dict[str, list[dict[str, Any]]] = {}
    for member in held:
        for code, (title, rank) in member.seats.items():
            side = "majority" if member.party == "Whig" else "minority"
            seat = {"name": member.name, "bioguide": member.number, "party": side, "rank": rank}
            seats.setdefault(code, []).append({**seat, **({"title": title} if title else {})})
    files = {
        "legislators-current.json": [member.as_json() for member in held],
        "committees-current.json": COMMITTEES,
        "committee-membership-current.json": seats,
    }
    for name, content in files.items():
        if not only or name in only:
            (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return folder


def write_postcodes(folder: Path) -> Path:
    """A table in which 40601 lies in two districts, 40602 in one."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = ["state_fips,state_abbr,zcta,cd", "21,KY,40601,1", "21,KY,40601,6", "21,KY,40602,4"]
    (folder / "zccd.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder / "zccd.csv"


def add(actor: Actor, *paths: Path, as_of: date = JUNE) -> Import:
    """Adds public data, and applies it."""
    return actions.apply_import(actor, actions.add_records(actor, list(paths), as_of=as_of).pk)
