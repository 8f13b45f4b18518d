"""Positions in filings as evidence on goals: rooms beside each other that only this one sees. Goals say which bills they are,
records say who filed for which side.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import acts
from hustings.apps.goals.acts import PublicAct, Taken
from hustings.apps.records.queries import FilingRow, filings

MOST = 5_000
LEANS = {"support": 1.0, "oppose": -1.0}


def link_bill(actor: Actor, goal_id: int, subject: str, *, helps: bool, now: datetime) -> tuple[int, Taken, list[int]]:
    """Says that a bill is a goal and takes what organisations filed on it as evidence. Returns the link's id, what was taken and
    the undo steps, the last one first to be taken back."""
    number, step = acts.link_subject(actor, goal_id, subject, helps=helps)
    taken = acts.take_acts(actor, goal_id, positions(actor, subject, now=now), helps=helps, now=now)
    return number, taken, [step, *([taken.step] if taken.step else [])]


def take_positions(actor: Actor, *, now: datetime) -> list[int]:
    """Takes what was filed since on the bills of all open goals. The same filing changes nothing. Returns the undo steps."""
    steps = []
    for goal_id, subject, helps in acts.goals_by_subject(actor):
        taken = acts.take_acts(actor, goal_id, positions(actor, subject, now=now), helps=helps, now=now)
        steps += [taken.step] if taken.step else []
    return steps


def positions(actor: Actor, subject: str, *, now: datetime) -> list[PublicAct]:
    """What organisations filed for or against a bill; neutral ones and filings without a client are no evidence."""
    return list(_acts(filings(actor, subject=subject, most=MOST), subject, now))


def _acts(rows: Iterable[FilingRow], subject: str, now: datetime) -> Iterable[PublicAct]:
    for row in rows:
        if row.position in LEANS and row.client_id is not None:
            source = f"{row.subject}: {row.client}"
            yield PublicAct(
                "position", LEANS[row.position], min(_moment(row.since, now), now), source, organisation_id=row.client_id,
                words=" ".join(subject.split()),
            )  # fmt: skip


def _moment(since: str, now: datetime) -> datetime:
    """The middle of a day; of the first one of a month or a year where no more was told, and of today where nothing was."""
    if not since:
        return now
    year, month, day = [int(each) for each in f"{since}-01-01".split("-")[:3]]
    return datetime.combine(date(year, month, day), time(12), UTC)
