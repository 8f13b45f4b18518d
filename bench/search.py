"""Benchmark `search`: search as you type over a million people, against the bare full-text query."""

from __future__ import annotations

from typing import Any

from bench.measure import Check, Outcome, run
from bench.population import home_of

TIMES_FLOOR = 3.0
TYPED = (
    "maria schmidt",
    "okafor",
    "jonas lind",
    "teacher",
    "logistics",
    "priya garciaberg",
    "rosa tan",
    "zamora planner",
    "haddadski elif",
)
"""What somebody types; every beginning of it is one query."""


def search_benchmark(*, quick: bool) -> list[Outcome]:
    """Search over a million people, or a few."""
    return [measure_search(*((1_000, 10_000) if quick else (1_000_000, 10_000_000)), rounds=1 if quick else 3)]


def measure_search(people: int, interactions: int, *, rounds: int) -> Outcome:
    """The 95th percentile over all that is typed, once per round, product and floor in turns."""
    found = run("bench.search:type_all", home=home_of(people, interactions), rounds=rounds)
    index = tuple(one / other for one, other in zip(found["index"], found["floor"], strict=True))
    page = tuple(one / other for one, other in zip(found["page"], found["floor"], strict=True))
    checks = (
        Check("p95 of people.search.find, against the bare full-text query", index, TIMES_FLOOR),
        Check("p95 of what the search field asks (ten people, shown), against the same", page, TIMES_FLOOR),
        Check("statements that sort, below three letters", (float(found["sorted"]),), 0.0, "statements"),
    )
    return Outcome("search", checks, {"people": people, "prefixes": len(prefixes()), "p95_seconds": found})


def prefixes() -> list[str]:
    """Everything that stands in the field while the words are typed."""
    return list(dict.fromkeys(text[:length].strip() for text in TYPED for length in range(1, len(text) + 1)))


def type_all(*, rounds: int) -> dict[str, Any]:
    """CPU seconds at the 95th percentile of each round: of the floor, of the index alone and of the whole answer."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from hustings.apps.accounts.models import Member
    from hustings.apps.accounts.queries import actor_of
    from hustings.apps.people import search
    from hustings.apps.people.queries import find_people

    actor = actor_of(Member.objects.select_related("workspace", "user").get(), door="web")
    connection.ensure_connection()
    raw = connection.connection

    def floor(text: str) -> Any:
        match = " ".join(f'"{word}"*' for word in text.split())
        return raw.execute("SELECT rowid FROM people_search WHERE people_search MATCH ? LIMIT 50", [match]).fetchall()

    ways = {
        "floor": floor,
        "index": lambda text: search.find(actor.workspace_id, text),
        "page": lambda text: find_people(actor, text),
    }
    found: dict[str, Any] = {name: [] for name in ways}
    for text in prefixes():
        ways["page"](text)
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(_p95(way))
    with CaptureQueriesContext(connection) as held:
        for text in prefixes():
            if len(text) < 3:
                search.find(actor.workspace_id, text)
    found["sorted"] = sum("ORDER BY" in query["sql"] for query in held)
    return found


def _p95(way: Any) -> float:
    from bench.child import Meter

    taken = []
    for text in prefixes():
        with Meter() as meter:
            way(text)
        taken.append(meter.cpu)
    return sorted(taken)[int(len(taken) * 0.95)]
