"""Benchmark `today-page`: the page in a running server with all that Today takes, against a bare view with the same rows."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import Check, Outcome, run
from bench.population import home_of
from bench.server import free_port, running

TIMES_FLOOR = 3.0
TIMES_LARGER = 1.5
HEADING = b"Whom to talk to today"


def today_benchmark(*, quick: bool) -> list[Outcome]:
    """The page at 100,000 people and, unless it should be quick, at a million."""
    if quick:
        return [measure_today(sizes=((1_000, 10_000), (2_000, 20_000)), requests=20, turns=2)]
    outcome = measure_today(sizes=((100_000, 1_000_000), (1_000_000, 10_000_000)), requests=100, turns=5, small=(1_000, 10_000))
    return [outcome]


def measure_today(
    *, sizes: tuple[tuple[int, int], ...], requests: int, turns: int, small: tuple[int, int] | None = None
) -> Outcome:
    """CPU a request, product and floor in turns, for each (people, interactions); queries of the page at each and at `small`."""
    first = home_of(*sizes[0])
    queries = {people: _facts(home_of(people, n)) for people, n in ((small or sizes[0]), *sizes)}
    product, floor = _turns(first, requests, turns)
    larger = [seconds for people, n in sizes[1:] for seconds in _product_alone(home_of(people, n), requests, turns)]
    counts = [each["queries"] for each in queries.values()]
    checks = [
        Check("CPU of the Today page, against a bare view with the same rows", tuple(map(_over, product, floor)), TIMES_FLOOR),
        Check(
            "queries of the page: the most less the fewest, over all sizes (one more where an invitation is on the list)",
            (float(max(counts) - min(counts)),),
            1.0,
            "queries",
        ),
    ]
    for what in ("rows", "statements"):
        told = [each["after_a_change"][what] for each in queries.values()]
        spread = (float(max(told) - min(told)),)
        checks.append(Check(f"{what} of a look for occasions after one change: the most less the fewest", spread, 0.0, what))
    if larger:
        ratio = tuple(each / median(product) for each in larger)
        checks.append(Check(f"the page at {sizes[-1][0]:,} people, against {sizes[0][0]:,}", ratio, TIMES_LARGER))
    facts = {
        "cpu_seconds": product,
        "floor_cpu_seconds": floor,
        "larger_cpu_seconds": larger,
        "sizes": {people: _told(found) for people, found in queries.items()},
    }
    return Outcome("today-page", tuple(checks), facts)


def _over(one: float, other: float) -> float:
    return one / other


def _facts(home: Path) -> dict[str, Any]:
    return run("bench.today_page:look", home=home)


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "cookie"}


def _turns(home: Path, requests: int, turns: int) -> tuple[list[float], list[float]]:
    cookie = _facts(home)["cookie"]
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


def _product_alone(home: Path, requests: int, turns: int) -> list[float]:
    cookie = _facts(home)["cookie"]
    with running("hustings.project.wsgi:application", home=home, port=free_port()) as server:
        server.cpu_of("/", times=10, cookie=cookie, expect=HEADING)
        return [server.cpu_of("/", times=requests, cookie=cookie, expect=HEADING) for _ in range(turns)]


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
    from bench.today_rooms import after_a_change, fill
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
    with Meter() as making:
        made = actions.refresh(actor_of(member, door="web"), now=utc_now())
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(member.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get("/")
    with CaptureQueriesContext(
        connection,
    ) as held:
        answer = client.get("/")
    if answer.status_code != 200 or HEADING not in answer.content:
        raise RuntimeError(f"The page answered {answer.status_code}.")
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return {
        "cookie": cookie, "queries": len(held), "items": made.items.count(), "making_cpu_seconds": making.cpu, "rooms": rooms,
        "finding_cpu_seconds": finding.cpu, "after_a_change": after_a_change(),
    }  # fmt: skip
