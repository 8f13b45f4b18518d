"""Benchmark `members`: fifty members at once on SQLite, reading and writing through the web server, against one of them alone.

Each opens the inbox, opens a conversation, writes a note on it, puts it off and looks for news, again and again.
"""

from __future__ import annotations

import http.client
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import urlencode

from bench.measure import Check, Outcome, run
from bench.population import home_of
from bench.server import free_port, running

TOKEN = "0123456789abcdefghijklmnopqrstuv"
"""What a form and its cookie must agree on; any thirty-two letters do."""


def members_benchmark(*, quick: bool) -> list[Outcome]:
    """Fifty members over ten thousand people, or a few for a moment."""
    if quick:
        return [measure_members(members=5, rounds=2, sizes=(1_000, 10_000), turns=1)]
    return [measure_members(members=50, rounds=10, sizes=(10_000, 100_000), turns=3)]


def measure_members(*, members: int, rounds: int, sizes: tuple[int, int], turns: int) -> Outcome:
    """Requests a second, one member alone and all at once in turns, and how many answers were errors."""
    home = home_of(*sizes)
    told = run("bench.members:invite", home=home, members=members)
    cookies: list[str] = told["cookies"]
    work = partial(_work, ids=told["conversations"])
    alone, together, answers = [], [], Counter[str]()
    with running("hustings.project.wsgi:application", home=home, port=free_port(), workers=2) as server:
        work(server.port, cookies[:1], 1, answers)
        for turn in range(turns):
            alone.append(work(server.port, cookies[:1], rounds * 5, answers, begin=turn))
            together.append(work(server.port, cookies, rounds, answers, begin=turn))
    errors = sum(times for answer, times in answers.items() if int(answer) >= 400)
    ratios = tuple(one / many for one, many in zip(alone, together, strict=True))
    checks = (
        Check("requests a second of one member, against those of all at once", ratios, 1.0),
        Check("answers that were errors", (float(errors),), 0.0, "errors"),
    )
    facts = {"members": members, "alone_a_second": alone, "together_a_second": together, "answers": dict(answers)}
    return Outcome("members", checks, facts)


def _work(port: int, cookies: list[str], rounds: int, answers: Counter[str], *, ids: list[int], begin: int = 0) -> float:
    """Requests a second of these members, each over a connection of its own."""
    began = time.monotonic()
    with ThreadPoolExecutor(len(cookies)) as pool:
        done = [pool.submit(_one, port, cookie, rounds, ids, begin * 100 + place) for place, cookie in enumerate(cookies)]
        found = [each.result() for each in done]
    for each in found:
        answers.update(each)
    return sum(each.total() for each in found) / (time.monotonic() - began)


def _one(port: int, cookie: str, rounds: int, ids: list[int], place: int) -> Counter[str]:
    """The answers that one member got."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    found: Counter[str] = Counter()

    def ask(method: str, path: str, form: dict[str, str] | None = None) -> bytes:
        headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "HX-Request": "true"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        answer = connection.getresponse()
        found[str(answer.status)] += 1
        return answer.read()

    for number in range(rounds):
        chosen = ids[(place * 7 + number) % len(ids)]
        ask("GET", "/conversations/")
        ask("GET", f"/conversations/{chosen}/")
        ask("POST", f"/conversations/{chosen}/note/", {"text": f"Called, round {number}."})
        ask("POST", "/conversations/work/", {"conversation": str(chosen), "do": "put_off", "days": "1"})
        ask("GET", "/conversations/news/")
    connection.close()
    return found


def invite(*, members: int) -> dict[str, Any]:
    """So many members in the workspace, each signed in. Returns their cookies, and a thousand conversations."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from hustings.apps.accounts.models import Member, User
    from hustings.apps.inbox.models import Conversation

    call_command("collectstatic", interactive=False, verbosity=0)
    owner = Member.objects.order_by("id")[0]
    cookies = []
    for number in range(members):
        user, _ = User.objects.get_or_create(email=f"member{number}@campaign.example")
        Member.objects.get_or_create(workspace_id=owner.workspace_id, user=user, defaults={"role": owner.role})
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}")
    held = Conversation.objects.filter(workspace_id=owner.workspace_id).order_by("-last_at")
    return {"cookies": cookies, "conversations": list(held.values_list("id", flat=True)[:1_000])}
