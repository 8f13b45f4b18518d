"""Alarms as the doors show them: what rose, the messages behind it, the plan with what is done of it, and the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.inbox.crisis import SHOWN, Role
from hustings.apps.inbox.models import Alarm, CrisisEntry, CrisisPlan, Message
from hustings.apps.people.models import Participation
from hustings.engine.crisis import hostile
from hustings.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Plan:
    """What the workspace does in a crisis; empty where nobody has made one. `approver` approves statements."""

    roles: tuple[Role, ...] = ()
    checklist: tuple[str, ...] = ()
    holding: str = ""
    approver: str = ""
    approver_id: int | None = None


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """An alarm in a list: `kind` is hostile, repeated or by_hand, `number` how many messages are behind it."""

    id: int
    kind: str
    at: datetime
    number: int
    usual: float
    z: float
    over_at: datetime | None


@dataclass(frozen=True, slots=True)
class Behind:
    """A message behind an alarm; `words` are those that are hostile."""

    interaction_id: int
    conversation_id: int
    name: str
    channel: str
    at: datetime
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log."""

    at: datetime
    member: str
    kind: str
    text: str
    step: int | None


@dataclass(frozen=True, slots=True)
class AlarmView:
    """An alarm with the messages behind it (the latest 200), the plan, the numbers of the steps that are done, and the log."""

    row: AlarmRow
    messages: tuple[Behind, ...]
    plan: Plan
    done: frozenset[int]
    log: tuple[LogLine, ...]
    statement: str
    approved_by: str
    approved_at: datetime | None


def plan_of(actor: Actor) -> Plan:
    """The plan of the workspace. Two queries."""
    actor.require("see_inbox")
    held = CrisisPlan.objects.filter(workspace_id=actor.workspace_id).select_related("approver").first()
    if held is None:
        return Plan()
    names = dict(Member.objects.filter(workspace_id=actor.workspace_id).values_list("pk", "name"))
    roles = tuple(Role(each["role"], names.get(each["member"], each["name"]), each["member"]) for each in held.roles)
    approver = held.approver.name if held.approver else ""
    return Plan(roles, tuple(held.checklist), held.holding, approver, held.approver_id)


def alarms_of(actor: Actor, *, only_open: bool = False) -> tuple[AlarmRow, ...]:
    """Alarms, the open ones first, then the latest. One query."""
    actor.require("see_inbox")
    held = Alarm.objects.filter(workspace_id=actor.workspace_id).annotate(n=Count("messages"))
    held = held.filter(over_at__isnull=True) if only_open else held
    rows = tuple(map(_row, held.order_by("-at", "-pk")[:SHOWN]))
    return tuple(sorted(rows, key=lambda row: row.over_at is not None))


def _row(row: Alarm) -> AlarmRow:
    return AlarmRow(row.pk, row.kind, row.at, row.n, row.usual, row.z, row.over_at)  # type: ignore[attr-defined]


def alarm_view(actor: Actor, alarm_id: int) -> AlarmView:
    """One alarm. Raises NotFound alike for foreign and nonexistent ids. A constant number of queries; audited."""
    actor.require("see_inbox")
    held = Alarm.objects.filter(workspace_id=actor.workspace_id, pk=alarm_id).annotate(n=Count("messages"))
    row = held.select_related("approved_by").first()
    if row is None:
        raise NotFound("There is no such alarm.")
    record_audit(actor, "read_alarm", subject=f"alarm:{alarm_id}")
    log = tuple(_line(entry) for entry in CrisisEntry.objects.filter(alarm=row).select_related("member").order_by("at", "pk"))
    return AlarmView(
        row=_row(row), messages=tuple(_behind(row)), plan=plan_of(actor), log=log,
        done=frozenset(line.step for line in log if line.step is not None), statement=row.statement,
        approved_by=row.approved_by.name if row.approved_by else "", approved_at=row.approved_at,
    )  # fmt: skip


def _line(row: CrisisEntry) -> LogLine:
    return LogLine(row.at, row.member.name if row.member else "Hustings", row.kind, row.text, row.step)


def _behind(alarm: Alarm) -> Iterator[Behind]:
    numbers = list(alarm.messages.order_by("-interaction__at", "-pk").values_list("interaction_id", flat=True)[:SHOWN])
    writers = Participation.objects.filter(interaction_id__in=numbers, role="from").select_related("person")
    names = {each.interaction_id: each.person.name for each in writers}
    held = Message.objects.filter(pk__in=numbers).select_related("interaction").order_by("-interaction__at", "-pk")
    for message in held:
        said = message.interaction
        text = " ".join(said.text.split())[:400]
        yield Behind(said.pk, message.conversation_id, names.get(said.pk, ""), said.channel, said.at, text, hostile(said.text))
