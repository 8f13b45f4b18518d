"""The city's public record: who sits on the council and on its committees, as a Popolo document (popoloproject.com)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from hustings.demo import city

COUNCIL = f"{city.CITY} City Council"
ENVIRONMENT, FINANCE = "Committee on Water and Parks", "Committee on Finance"
GOAL = f"Council adopts the clean-{city.RIVER} ordinance"
ISSUE = f"Clean {city.RIVER}"


class Seat(NamedTuple):
    """A member of the council: where they sit, what else they do, and what they have shown of where they stand.

    `said` is a kind of evidence of `hustings.engine.stance`, `lean` from -1 (against) to 1 (for), `days` how long ago.
    """

    given: str
    family: str
    district: str
    committees: tuple[str, ...]
    work: tuple[str, str]
    said: str = ""
    lean: float = 0.0
    words: str = ""
    days: int = 0


SEATS = (
    Seat("Ruthanne", "Okpara", "Northbank", (ENVIRONMENT,), ("Friends of the Ossane", "Board Member"), "sponsorship", 1.0,
         "Put her name under the draft ordinance.", 41),
    Seat("Desmond", "Vail", "Quarry Hill", (FINANCE,), ("Quarry Hill Builders", "Estimator"), "vote", -1.0,
         "Voted against the stormwater fee in committee.", 96),
    Seat("Lucía", "Barrientos", "Old Mill", (ENVIRONMENT, FINANCE), ("Old Mill Playhouse", "Board Member"), "statement", 0.6,
         "“The river is what Old Mill has instead of a park.” (Ledger)", 23),
    Seat("Percival", "Adeyemi", "Ferry Landing", (ENVIRONMENT,), ("Landing Freight Cooperative", "Dispatcher")),
    Seat("Signe", "Aaltonen", "Eastgate Flats", (), ("Eastgate Family Clinic", "Midwife"), "statement", 0.8,
         "Asked for the ordinance by name at the budget hearing.", 17),
    Seat("Horace", "Pettibone", "Orchard Park", (FINANCE,), ("Port Ellery Chamber of Commerce", "Policy Manager"),
         "statement", -0.5, "“Good aim, wrong bill.” (Council minutes)", 30),
    Seat("Mirela", "Codreanu", "St. Brendan's Ward", (), ("St. Brendan's Hospital", "Patient Advocate")),
)  # fmt: skip


def write_council(path: Path, *, today: date) -> None:
    """Writes the council, its committees and its members; terms run for four years from the first of January a year ago."""
    term = {"start_date": f"{today.year - 1}-01-01", "end_date": f"{today.year + 2}-12-31"}
    works = [seat.work[0] for seat in SEATS]
    document = {
        "persons": [_person(number, seat) for number, seat in enumerate(SEATS, start=1)],
        "areas": [{"id": seat.district, "name": seat.district} for seat in SEATS],
        "organizations": [*map(_body, (COUNCIL, ENVIRONMENT, FINANCE)), *({"id": name, "name": name} for name in works)],
        "memberships": [
            {"person_id": f"seat-{number}", **membership}
            for number, seat in enumerate(SEATS, start=1)
            for membership in _memberships(seat, term)
        ],
    }  # fmt: skip
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


def _memberships(seat: Seat, term: dict[str, str]) -> list[dict[str, str]]:
    council = {"organization_id": COUNCIL, "role": "Council Member", "area_id": seat.district, **term}
    committees = [{"organization_id": name, "role": "Member", **term} for name in seat.committees]
    return [council, *committees, {"organization_id": seat.work[0], "role": seat.work[1]}]


def _person(number: int, seat: Seat) -> dict[str, Any]:
    address = f"{city.ascii_word(seat.given)}.{city.ascii_word(seat.family)}@council.portellery.example"
    return {
        "id": f"seat-{number}", "name": f"{seat.given} {seat.family}", "given_name": seat.given, "family_name": seat.family,
        "email": address, "links": [{"url": f"https://council.portellery.example/members/{number}"}],
    }  # fmt: skip


def _body(name: str) -> dict[str, str]:
    if name == COUNCIL:
        return {"id": name, "name": name, "classification": "legislature"}
    return {"id": name, "name": name, "classification": "committee", "parent_id": COUNCIL}
