"""Benchmark `today-page`: the page in a running server with all that Today takes, against a bare view with the same rows; and
what is asked, read and written where something changed.

`python -m bench.today_page PEOPLE [INTERACTIONS]` measures one size beside 1,000 people.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import Check, Outcome, keep, run
from bench.population import home_of
from bench.server import free_port, running

TIMES_FLOOR = 3.0
TIMES_LARGER = 1.5
STEPS = 25_000.0
"""Far fewer than a pass over the people would take, and enough for the open occasions that a look asks about."""
HEADING = b"Whom to talk to today"
SMALL = (1_000, 10_000)


def today_benchmark(*, quick: bool) -> list[Outcome]:
    """The page at 100,000 people and, unless it should be quick, at a million."""
    if quick:
        return [measure_today(sizes=((1_000, 10_000), (2_000, 20_000)), requests=20, turns=2)]
    return [measure_today(sizes=((100_000, 1_000_000), (1_000_000, 10_000_000)), requests=100, turns=5, small=SMALL)]


def measure_today(
    *, sizes: tuple[tuple[int, int], ...], requests: int, turns: int, small: tuple[int, int] | None = None
) -> Outcome:
    """CPU a request, product and floor in turns, for each (people, interactions); what is asked, read and written at each and at
    `small`.
    """
    homes = {people: home_of(people, n) for people, n in ((small or sizes[0]), *sizes)}
    found = {people: run("bench.today_page:look", home=home) for people, home in homes.items()}
    cpu = {people: _turns(homes[people], str(found[people]["cookie"]), requests, turns) for people, _ in sizes}
    checks = [
        Check(f"CPU of the Today page of {people:,} people, against a bare view with the same rows",
              tuple(one / other for one, other in zip(product, floor, strict=True)), TIMES_FLOOR)
        for people, (product, floor) in cpu.items()
    ]  # fmt: skip
    if len(sizes) > 1:
        (least, most) = (cpu[people][0] for people, _ in (sizes[0], sizes[-1]))
        ratio = tuple(each / median(least) for each in most)
        checks.append(Check(f"the page of {sizes[-1][0]:,} people, against {sizes[0][0]:,}", ratio, TIMES_LARGER))
    facts = {
        "cpu_seconds": {people: product for people, (product, _) in cpu.items()},
        "floor_cpu_seconds": {people: floor for people, (_, floor) in cpu.items()},
        "sizes": {people: {name: value for name, value in each.items() if name != "cookie"} for people, each in found.items()},
    }
    return Outcome("today-page", (*checks, *_growth(list(found.values()))), facts)


def _growth(found: list[dict[str, Any]]) -> list[Check]:
    """What must not grow with the workspace."""
    counts = [each["queries"] for each in found]
    what = "queries of the page: the most less the fewest, over all sizes (one more where an invitation is on the list)"
    checks = [Check(what, (float(max(counts) - min(counts)),), 1.0, "queries")]
    for name in ("rows", "statements"):
        told = [each["after_a_change"][name] for each in found]
        spread = (float(max(told) - min(told)),)
        checks.append(Check(f"{name} of a look for occasions after one change: the most less the fewest", spread, 0.0, name))
    steps = float(found[-1]["after_a_change"]["steps"])
    return [
        *checks,
        Check("steps of SQLite in that look at the largest size, a few for each row that it reads", (steps,), STEPS, "steps"),
    ]


def _turns(home: Path, cookie: str, requests: int, turns: int) -> tuple[list[float], list[float]]:
    product: list[float] = []
    floor: list[float] = []
    with (
        running("hustings.project.wsgi:application", home=home, port=free_port()) as one,
        running("bench.today_floor:application", home=home, port=free_port()) as other,
    ):
        one.cpu_of("/", times=10, cookie=cookie, expect=HEADING)
        other.cpu_of("/", times=10, expect=HEADING)
        for _ in range(turns):
            product.append(one.cpu_of("/", times=requests, cookie=cookie, expect=HEADING))
            floor.append(other.cpu_of("/", times=requests, expect=HEADING))
    return product, floor


def look() -> dict[str, Any]:
    """Fills the rooms, signs the owner in, makes the list of the day if there is none, and counts the queries of the page.

    Returns the session cookie, the number of queries, the CPU of finding occasions and of making the list, and what a look for
    occasions writes and asks after one change.
    """
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.child import Meter
    from bench.today_rooms import after_a_change, fill, steps
    from hustings.apps.accounts.models import Member
    from hustings.apps.accounts.queries import actor_of
    from hustings.apps.today import actions
    from hustings.apps.today.found_occasions import find_everywhere
    from hustings.kernel.clock import utc_now

    rooms = fill()
    with Meter() as finding:
        find_everywhere.func()
    call_command("collectstatic", interactive=False, verbosity=0)
    member = Member.objects.select_related("workspace", "user").get()
    with Meter() as making, steps() as taken:
        made = actions.refresh(actor_of(member, door="web"), now=utc_now())
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(member.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get("/")
    with CaptureQueriesContext(connection) as held:
        answer = client.get("/")
    if answer.status_code != 200 or HEADING not in answer.content:
        raise RuntimeError(f"The page answered {answer.status_code}.")
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return {
        "cookie": cookie, "queries": len(held), "items": made.items.count(), "making_cpu_seconds": making.cpu,
        "making_steps": taken[0], "rooms": rooms, "finding_cpu_seconds": finding.cpu, "after_a_change": after_a_change(),
    }  # fmt: skip


if __name__ == "__main__":
    people, *rest = [int(word) for word in sys.argv[1:]] or [100_000]
    outcome = measure_today(sizes=((people, rest[0] if rest else people * 10),), requests=100, turns=5, small=SMALL)
    for check in outcome.checks:
        print(check.line())
    print(keep(replace(outcome, name=f"today-page-{people}"), quick=False), outcome.facts)
