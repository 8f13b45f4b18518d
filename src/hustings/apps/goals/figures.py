"""The grid of power and interest and the board of tiers by stance, as files to take along: SVG to look at, CSV to work with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from django.utils.translation import gettext

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.kinds import STEPS as TITLES
from hustings.apps.goals.kinds import TIERS
from hustings.apps.goals.queries import GoalView, StakeholderRow, goal_view
from hustings.apps.people.models import SourceRecord
from hustings.apps.people.queries.whole import refused_sources
from hustings.kernel.errors import NotFound
from hustings.kernel.provenance import Use

ORDER = ("strong_support", "lean_support", "undecided", "unknown", "lean_against", "strong_against")
COLOURS = {
    "strong_support": "#14532d", "lean_support": "#3f8f5f", "undecided": "#6b6b6b", "unknown": "#6b6b6b",
    "lean_against": "#c2604a", "strong_against": "#8c1d18",
}  # fmt: skip
COLUMNS = (
    "id", "name", "kind", "tier", "power", "interest", "stance", "probability", "owner", "last_talk", "next_step", "next_on",
)  # fmt: skip
STEP_X, STEP_Y, LINE = 120, 72, 13
TRAY, ACROSS, ROOM = 418, 4, 150
"""Whoever was not judged yet waits below the grid, four beside each other."""


class Placed(NamedTuple):
    """Somebody in the grid, in its coordinates: 600 wide, 360 high, the most powerful on top."""

    row: StakeholderRow
    x: int
    y: int


def placed(rows: Iterable[StakeholderRow]) -> list[Placed]:
    """Everybody whose power and interest were judged; those at one place stand below each other."""
    held: dict[tuple[int, int], int] = {}
    found = []
    for row in rows:
        if row.power and row.interest:
            place = (row.interest, row.power)
            nth = held[place] = held.get(place, -1) + 1
            found.append(Placed(row, (row.interest - 1) * STEP_X + 12, (5 - row.power) * STEP_Y + 18 + nth * LINE))
    return found


def waiting(rows: Iterable[StakeholderRow]) -> list[Placed]:
    """Everybody who was not judged yet, below the grid, so that they can be drawn into it."""
    left = [row for row in rows if not (row.power and row.interest)]
    return [Placed(row, at % ACROSS * ROOM + 12, TRAY + at // ACROSS * (LINE + 9)) for at, row in enumerate(left)]


def figure(actor: Actor, goal_id: int, what: str, *, now: datetime) -> tuple[bytes, str]:
    """A figure as (content, media type): `what` is grid.svg, grid.csv, board.svg or board.csv.

    Whom a use rule keeps from leaving is left out. Leaves a line in the audit trail. Raises NotFound for another figure.
    """
    actor.require("export_people")
    view = goal_view(actor, goal_id, now=now)
    rows = _allowed(actor, view.stakeholders)
    record_audit(actor, "export_goal", subject=f"goal:{goal_id}", detail={"figure": what, "rows": len(rows)})
    match what:
        case "grid.svg":
            return grid_svg(view, rows).encode(), "image/svg+xml"
        case "board.svg":
            return board_svg(view, rows).encode(), "image/svg+xml"
        case "grid.csv" | "board.csv":
            return table_csv(rows).encode("utf-8-sig"), "text/csv; charset=utf-8"
    raise NotFound(gettext("There is no such figure."))


def _allowed(actor: Actor, rows: Sequence[StakeholderRow]) -> list[StakeholderRow]:
    refused = refused_sources(actor.workspace_id, Use.EXPORT)
    people = [row.subject[1] for row in rows if row.subject[0] == "person"]
    kept = SourceRecord.objects.filter(source_id__in=refused, person_id__in=people).values_list("person_id", flat=True)
    hidden = {("person", number) for number in kept} if refused else set()
    return [row for row in rows if row.subject not in hidden]


def table_csv(rows: Iterable[StakeholderRow]) -> str:
    """One line for each stakeholder. Texts that a spreadsheet would take for a formula get an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        known = row.stance.stance
        told = (
            row.id, row.name, row.subject[0], row.tier, row.power, row.interest, known.step,
            "" if known.probability is None else f"{known.probability:.3f}", row.owner,
            row.last_touch_at.date().isoformat() if row.last_touch_at else "", row.next_step,
            row.next_on.isoformat() if row.next_on else "",
        )  # fmt: skip
        writer.writerow([_plain(value) for value in told])
    return text.getvalue()


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


def grid_svg(view: GoalView, rows: Iterable[StakeholderRow]) -> str:
    """Power upwards, interest to the right, coloured by stance, with the names."""
    dots = [_text(f"● {each.row.name}", each.x, each.y, COLOURS[each.row.stance.stance.step]) for each in placed(rows)]
    frame = '<path d="M0 0V360H600M300 0V360M0 180H600" fill="none" stroke="#999"/>'
    axes = _text(f"{gettext('interest')} →", 600, 382, "#555", anchor="end") + _text(f"↑ {gettext('power')}", 0, -8, "#555")
    return _svg(view.goal.name, "-20 -50 720 450", frame + axes + "".join(dots))


def board_svg(view: GoalView, rows: Sequence[StakeholderRow]) -> str:
    """Tiers as lines, steps of stance as columns."""
    wide, parts, y = 170, [], 24
    parts += [_text(str(TITLES[step]), 140 + i * wide, y, COLOURS[step]) for i, step in enumerate(ORDER)]
    for tier, title in TIERS.items():
        y += 34
        parts.append(f'<path d="M0 {y - 20}H{140 + wide * len(ORDER)}" stroke="#ccc"/>' + _text(str(title), 0, y, "#333"))
        cells = [[row.name for row in rows if row.tier == tier and row.stance.stance.step == step] for step in ORDER]
        parts += [_text(name, 140 + i * wide, y + n * 18, "#111") for i, cell in enumerate(cells) for n, name in enumerate(cell)]
        y += 18 * max((len(cell) for cell in cells), default=0)
    return _svg(view.goal.name, f"-10 -40 {160 + wide * len(ORDER)} {y + 60}", "".join(parts))


def _svg(title: str, box: str, content: str) -> str:
    left, top = box.split()[:2]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" font-family="sans-serif" font-size="13">'
    return f"{head}<title>{escape(title)}</title>{_text(title, int(left) + 10, int(top) + 16, '#111')}{content}</svg>"


def _text(said: str, x: int, y: int, colour: str, *, anchor: str = "start") -> str:
    short = said if len(said) <= 26 or anchor != "start" or colour == "#111" else f"{said[:25]}…"
    return f'<text x="{x}" y="{y}" fill="{colour}" text-anchor="{anchor}">{escape(short)}</text>'
