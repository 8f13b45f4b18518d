"""The ledger as the doors show it: the balance with a person and what it comes from, open asks, thanks owed, the log of gifts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import NEED_AS_FAVOUR, as_ask, as_favour
from hustings.apps.favours.models import Ask, Favour, Gift, Need
from hustings.apps.people.access import person_of, within_sight
from hustings.apps.people.queries.offices import officials_among
from hustings.engine import reciprocity
from hustings.storage import rows

MOST = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger. `what` is favour or ask; for an ask the direction is empty and `state` says how far it got."""

    id: int
    what: str
    person_id: int
    person: str
    direction: str
    kind: str
    text: str
    at: datetime
    state: str
    done: bool
    thanked: bool
    member: str
    overruled: str


@dataclass(frozen=True, slots=True)
class Owed:
    """Thanks owed: for which entry, to whom, by when."""

    what: str
    id: int
    person_id: int
    person: str
    kind: str
    due_at: datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The ledger with one person: sums that fade, and every entry that they come from, newest first."""

    person_id: int
    person: str
    balance: reciprocity.Balance
    entries: tuple[Entry, ...]
    owed: tuple[Owed, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """What is open in the workspace: thanks owed, promises on both sides, asks that wait for an answer."""

    owed: tuple[Owed, ...]
    we_promised: tuple[Entry, ...]
    they_promised: tuple[Entry, ...]
    asks: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class GiftRow:
    """A line of the log of gifts to officials, with what the rule said; one that was taken back stays in it."""

    id: int
    person_id: int
    person: str
    what: str
    on: date
    source: str
    giver: str
    value: Decimal | None
    currency: str
    rule: str
    said: str
    why: str
    member: str
    cash: bool
    taken_back_at: datetime | None


def ledger(actor: Actor, person_id: int, *, now: datetime) -> LedgerView:
    """The ledger with a person. Three queries; leaves a line in the audit trail."""
    person = person_of(actor, person_id)
    favours = list(Favour.objects.filter(person=person).select_related("person", "member").order_by("-at", "-id")[:MOST])
    asks = list(Ask.objects.filter(person=person).select_related("person", "member").order_by("-at", "-id")[:MOST])
    record_audit(actor, "read_ledger", subject=f"person:{person_id}")
    balance = reciprocity.balance(map(as_favour, favours), map(as_ask, asks), now=now)
    entries = sorted(_entries(favours, asks), key=lambda entry: entry.at, reverse=True)
    return LedgerView(person.pk, person.name, balance, tuple(entries), _owed(favours, asks, now=now))


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """What a person needs; `as_favour` is the kind of favour that would meet it."""

    id: int
    text: str
    sentence: str
    as_favour: str


def needs_of(actor: Actor, person_id: int) -> tuple[OpenNeed, ...]:
    """The open needs of a person, the newest first."""
    person = person_of(actor, person_id)
    held = Need.objects.filter(person=person, state="open").order_by("-at", "-id")[:20]
    return tuple(OpenNeed(row.pk, row.text, row.sentence, NEED_AS_FAVOUR.get(row.kind, row.kind)) for row in held)


def what_is_open(actor: Actor, *, now: datetime) -> Open:
    """Thanks owed, promises and waiting asks with people whom the actor may see, the soonest due first. Two queries."""
    actor.require("see_people")
    open_favours = Q(done_at__isnull=True) | Q(direction="received", thanked_at__isnull=True)
    since = now - timedelta(days=730)
    held = within_sight(actor, Favour.objects.filter(open_favours, workspace_id=actor.workspace_id, at__gte=since))
    favours = list(held.select_related("person", "member").order_by("at", "id")[:MOST])
    waiting = within_sight(actor, Ask.objects.filter(workspace_id=actor.workspace_id, state__in=("planned", "made", "yes")))
    asks = list(waiting.select_related("person", "member").order_by("at", "id")[:MOST])
    entries = list(_entries(favours, asks))
    return Open(
        owed=_owed(favours, asks, now=now),
        we_promised=tuple(each for each in entries if each.direction == "given" and not each.done),
        they_promised=tuple(each for each in entries if each.direction == "received" and not each.done),
        asks=tuple(each for each in entries if each.state in ("planned", "made")),
    )


def gift_log(actor: Actor) -> tuple[GiftRow, ...]:
    """The log of gifts, newest first, for whoever sees everybody."""
    actor.require("see_all_people")
    held = Gift.objects.filter(workspace_id=actor.workspace_id).select_related("person", "member").order_by("-on", "id")
    record_audit(actor, "read_list", subject="gifts")
    return tuple(
        GiftRow(
            id=row.pk, person_id=row.person_id, person=row.person.name, what=row.what, on=row.on, source=row.source,
            giver=row.giver, value=row.value, currency=row.currency, rule=row.rule, said=row.said, why=row.why,
            member=row.member.name, cash=row.cash, taken_back_at=row.taken_back_at,
        )
        for row in held[:1_000]
    )  # fmt: skip


def ready_people(
    workspace_id: int, now: datetime, counted: Collection[int], people: Collection[int]
) -> dict[int, reciprocity.Readiness]:
    """How the ledger speaks of asking each of these people who stands in it for an introduction. Three queries for each 5,000 of
    them; `counted` are numbers of asks that the caller counts as introductions."""
    given: dict[int, list[reciprocity.Favour]] = defaultdict(list)
    asked: dict[int, list[reciprocity.Ask]] = defaultdict(list)
    officials: set[int] = set()
    for chunk in rows.chunks(sorted(people)):
        among = {"workspace_id": workspace_id, "person_id__in": chunk}
        for row in Favour.objects.filter(**among, at__lte=now):
            given[row.person_id].append(as_favour(row))
        for ask in Ask.objects.filter(**among, at__range=(now - reciprocity.LOOKING_BACK, now)):
            asked[ask.person_id].append(as_ask(ask))
        officials |= officials_among(workspace_id, chunk)
    told = frozenset(f"ask:{number}" for number in counted)
    return {
        person: reciprocity.readiness(given[person], asked[person], now=now, official=person in officials, counted=told)
        for person in {*given, *asked}
    }


def _entries(favours: Iterable[Favour], asks: Iterable[Ask]) -> Iterable[Entry]:
    for row in favours:
        done = row.done_at is not None
        state = "promised" if not done else "thanked" if row.thanked_at else "done"
        yield Entry(
            row.pk, "favour", row.person_id, row.person.name, row.direction, row.kind, row.text, row.at, state, done,
            row.thanked_at is not None, row.member.name, "",
        )  # fmt: skip
    for ask in asks:
        yield Entry(
            ask.pk, "ask", ask.person_id, ask.person.name, "", ask.kind, ask.text, ask.at, ask.state, True,
            ask.thanked_at is not None, ask.member.name, ask.overruled,
        )  # fmt: skip


def _owed(favours: Iterable[Favour], asks: Iterable[Ask], *, now: datetime) -> tuple[Owed, ...]:
    people: dict[int, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    names: dict[int, str] = {}
    for place, entries in enumerate((favours, asks)):
        for row in entries:
            people[row.person_id][place].append((as_favour if place == 0 else as_ask)(row))  # type: ignore[operator]
            names[row.person_id] = row.person.name
    found = [
        Owed(each.what, int(each.of.partition(":")[2]), person, names[person], each.kind, each.due_at, each.overdue)
        for person, (given, asked) in people.items()
        for each in reciprocity.thanks_owed(given, asked, now=now)
    ]
    return tuple(sorted(found, key=lambda owed: (owed.due_at, owed.person, owed.id)))
