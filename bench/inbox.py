"""Benchmark `inbox`: its page at a million messages against bare SQL plus template, and search in them against the bare query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.measure import Check, Outcome, ratios, run
from bench.population import home_of

TIMES_FLOOR = 3.0
TYPED = ("crossing next", "congratulations", "market stall", "hearing 14th", "chair of the trust", "leaflets bring")
"""What somebody types; every beginning of it from the third letter on is one query."""
FLOOR_SQL = """
SELECT c.id, c.person_id, p.name AS person, c.channel, c.subject, c.message_count, c.last_at, c.needs_reply, c.reply_kind,
  c.state, substr(i.text, 1, 280) AS excerpt
FROM inbox_conversation c LEFT JOIN people_person p ON p.id = c.person_id
LEFT JOIN people_interaction i ON i.id = (
  SELECT m.interaction_id FROM inbox_message m JOIN people_interaction mi ON mi.id = m.interaction_id
  WHERE m.conversation_id = c.id ORDER BY mi.at DESC, mi.id DESC LIMIT 1)
WHERE c.workspace_id = %s AND c.needs_reply ORDER BY c.last_in_at DESC, c.id LIMIT 50
"""


def inbox_benchmark(*, quick: bool, people: int = 100_000, messages: int = 1_000_000) -> list[Outcome]:
    """Page and search at a million messages, or at a few."""
    sizes = (1_000, 10_000) if quick else (people, messages)
    turns, requests = (1, 5) if quick else (5, 20)
    home = home_of(*sizes)
    run("bench.inbox:fill_index", home=home)
    page = run("bench.inbox:look", home=home, turns=turns, requests=requests)
    small = run("bench.inbox:look", home=home_of(1_000, 10_000), turns=1, requests=1)
    found = run("bench.inbox:type_all", home=home, rounds=turns)
    return [_page(page, small, sizes), _search(found, sizes)]


def _page(page: dict[str, Any], small: dict[str, Any], sizes: tuple[int, int]) -> Outcome:
    checks = (
        Check("CPU of the inbox page, against bare SQL plus template", ratios(page["product"], page["floor"]), TIMES_FLOOR),
        Check("CPU of a look whether anything is new, against the same", ratios(page["news"], page["floor"]), 1.0),
        Check("queries beyond those at 10,000 messages", (float(page["queries"] - small["queries"]),), 0.0, "queries"),
    )
    return Outcome("inbox-page", checks, {"people": sizes[0], "messages": sizes[1], "small": small, **page})


def _search(found: dict[str, Any], sizes: tuple[int, int]) -> Outcome:
    checks = (
        Check("p95 of search in messages, against the bare full-text query", ratios(found["find"], found["floor"]), TIMES_FLOOR),
    )
    return Outcome("inbox-search", checks, {"people": sizes[0], "messages": sizes[1], "prefixes": len(prefixes()), **found})


def prefixes() -> list[str]:
    """Everything that stands in the field while the words are typed, from three letters on."""
    return list(dict.fromkeys(text[:length].strip() for text in TYPED for length in range(3, len(text) + 1)))


def fill_index() -> dict[str, Any]:
    """Puts the words of all messages into the index, which a population leaves empty."""
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM inbox_search")
        if not cursor.fetchone()[0]:
            cursor.execute(
                "INSERT INTO inbox_search (rowid, text) SELECT i.id, i.subject || ' ' || substr(i.text, 1, 20000) "
                "FROM people_interaction i JOIN inbox_message m ON m.interaction_id = i.id"
            )
        cursor.execute("SELECT count(*) FROM inbox_search")
        return {"messages": cursor.fetchone()[0]}


def look(*, turns: int, requests: int) -> dict[str, Any]:
    """CPU seconds of one page, product and floor in turns, of one look for news, and the queries of the page."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.child import Meter

    call_command("collectstatic", interactive=False, verbosity=0)
    found: dict[str, Any] = {}
    ways = _ways()
    for way in ways.values():
        way()
    for _ in range(turns):
        for name, way in ways.items():
            with Meter() as meter:
                for _ in range(requests):
                    way()
            found.setdefault(name, []).append(meter.cpu / requests)
    with CaptureQueriesContext(connection) as held:
        ways["product"]()
    return {**found, "queries": len(held)}


def _ways() -> dict[str, Callable[[], Any]]:
    """What is measured, for the only member of the data base: the page, its floor, and whether there is news."""
    from django.conf import settings
    from django.test import Client, RequestFactory

    from hustings.apps.accounts.models import Member
    from hustings.apps.accounts.queries import actor_of
    from hustings.apps.inbox.filtering import Filters
    from hustings.apps.inbox.queries import marks_of_page

    member = Member.objects.select_related("workspace", "user").get()
    actor = actor_of(member, door="web")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(member.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request: Any = RequestFactory(SERVER_NAME="127.0.0.1").get("/conversations/")
    request.actor, request.session, request.user = actor, {}, member.user

    def product() -> Any:
        answer = client.get("/conversations/?state=needs_reply")
        assert answer.status_code == 200
        return answer

    def news() -> Any:
        return marks_of_page(actor, Filters(state="inbox"))

    return {"product": product, "floor": lambda: _floor(request), "news": news}


def _floor(request: Any) -> str:
    """The same page from bare SQL and the template alone."""
    from django.db import connection
    from django.template.loader import render_to_string

    from hustings.apps.inbox.filtering import Filters
    from hustings.storage.rows import moment
    from hustings.web import inbox_wording as words

    with connection.cursor() as cursor:
        cursor.execute(FLOOR_SQL, [request.actor.workspace_id])
        names = [column[0] for column in cursor.description]
        told = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    rows = [{**each, "last_at": moment(each["last_at"])} for each in told]
    shown = {"page": {"rows": rows}, "state": "needs_reply", "states": words.STATES, "filters": Filters(), "days": words.DAYS}
    return render_to_string("conversations/list.html", shown, request)


def type_all(*, rounds: int) -> dict[str, Any]:
    """CPU seconds at the 95th percentile of each round, of the bare query and of the product's."""
    import django

    django.setup()
    from django.db import connection

    from bench.child import Meter
    from hustings.apps.accounts.models import Workspace
    from hustings.apps.inbox.search import find

    workspace_id = Workspace.objects.get().pk
    connection.ensure_connection()
    raw = connection.connection

    def floor(text: str) -> Any:
        match = " ".join(f'"{word}"*' for word in text.split())
        order = "SELECT rowid FROM inbox_search WHERE inbox_search MATCH ? ORDER BY rowid DESC LIMIT 200"
        return raw.execute(order, [match]).fetchall()

    found: dict[str, Any] = {"floor": [], "find": []}
    for _ in range(rounds):
        for name, way in (("floor", floor), ("find", lambda text: find(workspace_id, text))):
            taken = []
            for text in prefixes():
                with Meter() as meter:
                    way(text)
                taken.append(meter.cpu)
            found[name].append(sorted(taken)[int(len(taken) * 0.95)])
    return found
