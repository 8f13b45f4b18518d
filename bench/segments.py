"""Benchmark `segments`: the first page of three conditions over a million people, against the best hand-written SQL.

Both sides answer with the same page. The hand-written side gets the best of several forms for each question, as somebody who
knows the figures would choose; the product has to find out.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any

from bench.measure import SCRATCH, Check, Outcome, run

TARGET = 2.0
LIMIT = 51
TOWNS = 40
TAGS = {"volunteer": 5, "donor": 20, "canvasser": 35, "board": 4_001, "press": 20_011}
"""Every n-th person bears the tag, spread by a hash."""


def segments_benchmark(*, quick: bool) -> list[Outcome]:
    """Segments over a million people, or a few."""
    return [measure_segments(10_000 if quick else 1_000_000, rounds=3 if quick else 9)]


def measure_segments(people: int, *, rounds: int) -> Outcome:
    """For each question the median time of both sides, in turns; the check is on all questions together and on each."""
    home = SCRATCH / f"segments-{people}"
    home.mkdir(parents=True, exist_ok=True)
    (home / "hustings.sqlite3").unlink(missing_ok=True)
    run("bench.segments:build", home=home, people=people)
    found = run("bench.segments:ask_all", home=home, rounds=rounds)
    held = found["questions"]
    both = [sum(each[f"{side}_page_ms"] for each in held.values()) for side in ("product", "floor")]
    checks = (
        Check("first pages of all questions together, against the best hand-written SQL", (both[0] / both[1],), TARGET),
        *(Check(text, (each["product_page_ms"] / each["floor_page_ms"],), TARGET) for text, each in held.items()),
        Check("the number up to 10,000, the slowest", (max(each["number_ms"] for each in held.values()),), 500.0, "ms"),
    )
    return Outcome("segments", checks, {"people": people, "questions": held})


# The population


def build(*, people: int) -> dict[str, Any]:
    """Fills the data base of this HUSTINGS_HOME with people, places, tags and a custom field."""
    from bench.import_sides import prepare

    prepare()
    from django.db import connection

    from hustings.apps.accounts.models import Member

    workspace = Member.objects.get().workspace_id
    connection.close()
    _fill(
        str(connection.settings_dict["NAME"]),
        {"people": people, "workspace": workspace, "now": int(datetime.now(UTC).timestamp())},
    )
    return {}


def _fill(place: str, values: dict[str, int]) -> None:
    from bench.population import _drop_indexes, _words

    connection = sqlite3.connect(place, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("DELETE FROM people_person")
    indexes = _drop_indexes(connection)
    _words(connection)
    for statement in statements():
        connection.execute("BEGIN")
        connection.execute(statement, values)
        connection.execute("COMMIT")
    for made in indexes:
        connection.execute(made)
    # An installation that nobody looks after has no figures for the planner, so this one has none either.
    connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.close()


def _spread(salt: int) -> str:
    """A whole number that looks drawn, from i."""
    return f"(((i * 2654435769 + {salt}) % 4294967296) * 40503 / 65536 % 1000003)"


def statements() -> list[str]:
    """What fills the tables, in order."""
    from bench.population import _FAMILIES, GIVEN, _count, _word

    given, family = _word("given", "i * 7 + i / 26", len(GIVEN)), _word("family", "i * 31 + i / 97", _FAMILIES)
    moment = f"strftime('%Y-%m-%d %H:%M:%S', :now - 3600 - {_spread(7)} * 86, 'unixepoch')"
    names = ", ".join(f"({number}, '{name}', :workspace)" for number, name in enumerate(TAGS, start=1))
    tagged = [
        f"""{_count(":people")} INSERT INTO people_persontag (by_hand, person_id, tag_id, workspace_id)
            SELECT 0, i, {number}, :workspace FROM n WHERE {_spread(number * 977)} % {every} = 0"""
        for number, every in enumerate(TAGS.values(), start=1)
    ]
    return [
        f"""{_count(":people")} INSERT INTO people_person (id, name, sort_name, given_name, headline, summary, location, birthday,
              silent_by_hand, silent_by_source, household, segment, segment_by_hand, closeness, last_touch_at,
              created_at, workspace_id)
            SELECT i, g || ' ' || f, lower(f || ' ' || g), g, 'Planner', '', '', '', 0, 0, '',
              CASE i % 20 WHEN 0 THEN 'close_allies' WHEN 1 THEN 'network' ELSE 'none' END, 0, -1e9,
              CASE WHEN i % 3 = 0 THEN {moment} END, strftime('%Y-%m-%d %H:%M:%S', :now, 'unixepoch'), :workspace
            FROM (SELECT i, {given} AS g, {family} AS f FROM n)""",
        f"""{_count(":people")} INSERT INTO people_address (street, locality, region, postal_code, country, label, person_id,
              workspace_id)
            SELECT i || ' Mill Lane', 'Town ' || (i % {TOWNS}), 'Region ' || (i % 7), printf('%05d', i / 11), 'UK', '', i,
              :workspace FROM n""",
        f"INSERT INTO people_tag (id, name, workspace_id) VALUES {names}",
        *tagged,
        "INSERT INTO people_customfield (id, name, type, choices, workspace_id) VALUES (1, 'Ward', 'text', '[]', :workspace)",
        f"""{_count(":people")} INSERT INTO people_customvalue (value, by_hand, field_id, person_id, workspace_id)
            SELECT 'Ward ' || ({_spread(13)} % 30), 0, 1, i, :workspace FROM n WHERE i % 2 = 0""",
    ]  # fmt: skip


# The questions

IN_ORDER = f"ORDER BY sort_name, id LIMIT {LIMIT}"
TAG = "EXISTS (SELECT 1 FROM people_persontag t WHERE t.person_id = p.id AND t.tag_id = {})"
TOWN = "EXISTS (SELECT 1 FROM people_address a WHERE a.person_id = p.id AND lower(a.locality) = '{}')"
WARD = "EXISTS (SELECT 1 FROM people_customvalue v WHERE v.person_id = p.id AND v.field_id = 1 AND v.value = '{}')"
POSTCODE = "EXISTS (SELECT 1 FROM people_address a WHERE a.person_id = p.id AND lower(a.postal_code) = '{}')"
IN_TAG = "SELECT person_id FROM people_persontag WHERE tag_id = {}"
IN_TOWN = "SELECT person_id FROM people_address WHERE workspace_id = :w AND lower(locality) = '{}'"
IN_WARD = "SELECT person_id FROM people_customvalue WHERE field_id = 1 AND lower(substr(value, 1, 80)) = '{}'"
IN_POSTCODE = "SELECT person_id FROM people_address WHERE workspace_id = :w AND lower(postal_code) = '{}'"


def _walk(*tests: str) -> str:
    return f"SELECT p.* FROM people_person p WHERE p.workspace_id = :w AND {' AND '.join(tests)} {IN_ORDER}"


def _begin(rows: str, *tests: str) -> str:
    also = "".join(f" AND {test}" for test in tests)
    return f"SELECT p.* FROM people_person p WHERE p.id IN ({rows}) AND +p.workspace_id = :w{also} {IN_ORDER}"


def _both(one: str, other: str) -> str:
    return f"{one} INTERSECT {other}"


def questions() -> dict[str, list[str]]:
    """Three conditions each, from common to nobody, with the forms in which they could be written by hand."""
    long_ago = "p.last_touch_at < :since"
    tag = dict(zip(TAGS, range(1, 9), strict=False))
    return {
        "tag = volunteer and rhythm = none and not tag = donor": [
            _walk(TAG.format(tag["volunteer"]), "p.segment = 'none'", f"NOT {TAG.format(tag['donor'])}"),
            _begin(IN_TAG.format(tag["volunteer"]), "p.segment = 'none'", f"NOT {TAG.format(tag['donor'])}"),
        ],
        "tag = volunteer and city = Town 3 and last touch before 365 days ago": [
            _walk(TAG.format(tag["volunteer"]), TOWN.format("town 3"), long_ago),
            _begin(_both(IN_TAG.format(tag["volunteer"]), IN_TOWN.format("town 3")), long_ago),
            _begin(IN_TOWN.format("town 3"), TAG.format(tag["volunteer"]), long_ago),
        ],
        "tag = canvasser and Ward = Ward 7 and not tag = donor": [
            _walk(TAG.format(tag["canvasser"]), WARD.format("Ward 7"), f"NOT {TAG.format(tag['donor'])}"),
            _begin(_both(IN_TAG.format(tag["canvasser"]), IN_WARD.format("ward 7")), f"NOT {TAG.format(tag['donor'])}"),
            _begin(IN_WARD.format("ward 7"), TAG.format(tag["canvasser"]), f"NOT {TAG.format(tag['donor'])}"),
        ],
        "tag = board and rhythm = none and last touch is unknown": [
            _begin(IN_TAG.format(tag["board"]), "p.segment = 'none'", "p.last_touch_at IS NULL"),
            _walk(TAG.format(tag["board"]), "p.segment = 'none'", "p.last_touch_at IS NULL"),
        ],
        "city = Town 5 and city = Town 6 and tag = volunteer": [
            _begin(_both(IN_TOWN.format("town 5"), IN_TOWN.format("town 6")), TAG.format(tag["volunteer"])),
            _begin(IN_TOWN.format("town 5"), TOWN.format("town 6"), TAG.format(tag["volunteer"])),
        ],
        "(tag = press or postcode = 00042) and rhythm = none and not tag = donor": [
            _begin(
                f"{IN_TAG.format(tag['press'])} UNION {IN_POSTCODE.format('00042')}",
                "p.segment = 'none'", f"NOT {TAG.format(tag['donor'])}",
            ),
            _walk(f"({TAG.format(tag['press'])} OR {POSTCODE.format('00042')})", "p.segment = 'none'"),
        ],
        "has address where (region = Region 2) and tag = donor and rhythm = network": [
            _walk(
                "EXISTS (SELECT 1 FROM people_address a WHERE a.person_id = p.id AND a.region LIKE 'Region 2')",
                TAG.format(tag["donor"]), "p.segment = 'network'",
            ),
            _begin(
                IN_TAG.format(tag["donor"]), "p.segment = 'network'",
                "EXISTS (SELECT 1 FROM people_address a WHERE a.person_id = p.id AND a.region LIKE 'Region 2')",
            ),
        ],
    }  # fmt: skip


def ask_all(*, rounds: int) -> dict[str, Any]:
    """Milliseconds of both sides, by question: the median of the product, and of the best hand-written form.

    `page` is the whole first page (rows with their tags, handles and positions, the number, the line in the audit trail), `rows`
    the question alone.
    """
    import django

    django.setup()
    from django.db import connection

    from hustings.apps.accounts.models import Member
    from hustings.apps.accounts.queries import actor_of
    from hustings.apps.people import queries, segments

    actor = actor_of(Member.objects.select_related("workspace", "user").get(), door="web")
    connection.ensure_connection()
    given = {"w": actor.workspace_id, "since": str(datetime.now(UTC).date().replace(year=datetime.now(UTC).year - 1))}
    found: dict[str, Any] = {}
    for text, forms in questions().items():
        best = min(forms, key=lambda form: min(_timed(lambda: _by_hand(form, given)) for _ in range(2)))
        ways = {
            "product_rows": lambda text=text: list(segments.matching(actor, text).order_by("sort_name", "id")[:LIMIT]),
            "floor_rows": lambda best=best: _by_hand(best, given),
            "product_page": lambda text=text: queries.people_page(actor, where=text),
            "floor_page": lambda best=best: _page_by_hand(actor, best, given),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for turn in range(rounds + 1):
            for name, way in ways.items():
                times[name] += [_timed(way)] if turn else [_timed(way)][:0]
        found[text] = {f"{name}_ms": round(median(held), 2) for name, held in times.items()}
        found[text]["number_ms"] = round(_timed(lambda text=text: segments.counted(actor, text)), 1)
    return {"questions": found}


def _by_hand(form: str, given: dict[str, Any]) -> list[Any]:
    from django.db import connection

    return list(connection.connection.execute(form, given).fetchall())


def _page_by_hand(actor: Any, form: str, given: dict[str, Any]) -> Any:
    """The same page as the list shows, from the hand-written query."""
    from django.db import transaction

    from hustings.apps.accounts.actions import record_audit
    from hustings.apps.people.models import Person
    from hustings.apps.people.queries.shown import person_rows

    people = list(Person.objects.raw(form.replace(":w", "%(w)s").replace(":since", "%(since)s"), given))[: LIMIT - 1]
    rows = person_rows(people)
    ordered, _ = form.replace("p.*", "1", 1).rsplit(" ORDER BY ", 1)
    number = _by_hand(f"SELECT count(*) FROM ({ordered} LIMIT 1001)", given)
    with transaction.atomic():
        record_audit(actor, "read_list", subject="people", detail={"rows": len(rows)})
    return rows, number


def _timed(call: Any) -> float:
    begin = perf_counter()
    call()
    return (perf_counter() - begin) * 1_000
