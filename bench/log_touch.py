"""Benchmark `log-touch`: how many rows logging a touch writes, whatever the size of the workspace."""

from __future__ import annotations

from typing import Any

from bench.measure import Check, Outcome, run
from bench.population import home_of


def log_touch_benchmark(*, quick: bool) -> list[Outcome]:
    """Rows written at a thousand, a hundred thousand and a million people."""
    sizes = ((1_000, 10_000), (2_000, 20_000)) if quick else ((1_000, 10_000), (100_000, 1_000_000), (1_000_000, 10_000_000))
    return [measure_log_touch(sizes)]


def measure_log_touch(sizes: tuple[tuple[int, int], ...]) -> Outcome:
    """The same touches at each size; the difference in rows and statements should be none."""
    found = {people: run("bench.log_touch:log", home=home_of(people, n)) for people, n in sizes}
    rows = [each["rows"] for each in found.values()]
    statements = [each["statements"] for each in found.values()]
    checks = (
        Check("rows written by a touch, at the largest size less at the smallest", (float(max(rows) - min(rows)),), 0.0, "rows"),
        Check("statements, likewise", (float(max(statements) - min(statements)),), 0.0, "statements"),
    )
    return Outcome("log-touch", checks, {"sizes": found})


def log() -> dict[str, Any]:
    """Logs a call with the most talkative person and takes it back. Returns rows written, statements and CPU seconds."""
    import django

    django.setup()
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from bench.child import Meter
    from hustings.apps.accounts.models import Member
    from hustings.apps.accounts.queries import actor_of
    from hustings.apps.people.actions import log_touch
    from hustings.apps.people.models import Person
    from hustings.kernel.clock import utc_now

    actor = actor_of(Member.objects.select_related("workspace", "user").get(), door="cli")
    person = Person.objects.filter(own_member__isnull=True).order_by("-closeness").first()
    now = utc_now()
    if person is None:
        raise RuntimeError("There is nobody to log a touch with.")
    with transaction.atomic():
        # Once before: the source of what members log by hand is made with the first touch.
        log_touch(actor, [person.pk], kind="call", at=now, now=now)
        before = connection.connection.total_changes
        with CaptureQueriesContext(connection) as held, Meter() as meter:
            log_touch(actor, [person.pk], kind="call", at=now, now=now, text="About the crossing", promise="Send the plan")
        rows = connection.connection.total_changes - before
        transaction.set_rollback(True)
    return {"rows": rows, "statements": len(held), "cpu_seconds": meter.cpu}
