"""The runway on the command line: what the network needs by election day, how it grew, and where it will stand."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
import msgspec

from hustings.apps.accounts.actions import update_workspace
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.queries import workspace_of
from hustings.apps.invitations import runway as room
from hustings.apps.people.queries import segments_of
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import told
from hustings.cli.times import day_of
from hustings.engine.runway import Lane
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound


@click.group(cls=ListByDefault)
def runway() -> None:
    """Say what the network needs by election day. Without a command: show the way."""


@runway.command("list")
@json_option
@acting
def show(actor: Actor, as_json: bool) -> None:
    """Show targets by segment, the pace needed, the growth so far and the forecast."""
    view = room.runway_view(actor, now=utc_now())
    if as_json:
        showing.write_json(_data(view))
        return
    if view.election is None:
        showing.line("No election day is set: `hustings runway day 2027-04-06` sets it.", style="quiet")
        showing.table(("id", "of", "target"), [(row.id, row.segment or "the whole network", row.wanted) for row in view.targets])
        return
    lanes = view.runway.lanes if view.runway else ()
    rows = [
        (
            lane.segment or "the whole network", lane.target, lane.current, _figure(lane.needed), _figure(lane.pace),
            f"{lane.forecast.low} to {lane.forecast.high}" if lane.forecast else "",
            _chance(lane.forecast.chance) if lane.forecast else "", _reached(lane), lane.advice.replace("_", " "),
        )
        for lane in lanes
    ]  # fmt: skip
    columns = ("of", "target", "now", "needed a week", "pace", "on the day", "chance", "reached at this pace", "advice")
    showing.table(columns, rows, right=range(1, 7))


@runway.command("set")
@click.argument("wanted", type=click.IntRange(1))
@click.option("--segment", default="", metavar="NAME", help="A saved segment; without it the whole network.")
@json_option
@acting
def set_target(actor: Actor, wanted: int, segment: str, as_json: bool) -> None:
    """Set how many people there shall be on election day."""
    number, step = room.set_target(actor, wanted=wanted, segment_id=_segment(actor, segment))
    told(f"{wanted} people: target {number}.", [step], as_json, id=number)


@runway.command("day")
@click.argument("day", metavar="DAY")
@json_option
@acting
def set_day(actor: Actor, day: str, as_json: bool) -> None:
    """Set election DAY, for owners; `none` takes it away."""
    on = None if day == "none" else day_of(day, now=utc_now(), zone=actor.zone)
    held = workspace_of(actor)
    update_workspace(
        actor, name=held.name, time_zone=held.time_zone, language=held.language, phone_region=held.phone_region, election_on=on
    )
    told(f"Election day is {on}." if on else "There is no election day.", [], as_json, on=showing.iso(on))


@runway.command("drop")
@click.argument("target", type=click.IntRange(1))
@json_option
@acting
def drop(actor: Actor, target: int, as_json: bool) -> None:
    """Take a target away."""
    told("The target is gone.", [room.drop_target(actor, target)], as_json, id=target)


def _segment(actor: Actor, name: str) -> int | None:
    if not name:
        return None
    found = next((each.id for each in segments_of(actor) if each.name.casefold() == name.casefold()), None)
    if found is None:
        raise NotFound(f"There is no segment {name!r}. `hustings segments` lists them.")
    return found


def _chance(value: float) -> str:
    """Never a certainty, as on the page."""
    return "under 1%" if value < 0.01 else "over 99%" if value > 0.99 else f"{value:.0%}"


def _reached(lane: Lane) -> str:
    """When the present pace reaches the target; a day that nobody can foresee is none."""
    if lane.pace is None or not lane.gap:
        return ""
    return showing.iso(lane.reached_on) or "out of reach"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _data(view: room.RunwayView) -> dict[str, Any]:
    found = view.runway
    return {
        "election": showing.iso(view.election),
        "today": showing.iso(view.today),
        "weeks": found.weeks if found else None,
        "network": view.network,
        "targets": [{**asdict(row), "weekly": list(view.weekly.get(row.id, ()))} for row in view.targets],
        "lanes": [msgspec.to_builtins(lane) for lane in found.lanes] if found else [],
        "whole": msgspec.to_builtins(view.whole),
    }
