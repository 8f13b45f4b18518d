"""Commands for pairs that may be one person, and for taking steps back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.invitations import actions as invitations_actions
from hustings.apps.people import actions, queries
from hustings.apps.people.step_words import step_words
from hustings.apps.today import actions as today_actions
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import told
from hustings.cli.naming import person_meant
from hustings.cli.people import person_row
from hustings.cli.times import day_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound

PAGE = 100
WITH_WAYS_BACK = (actions, invitations_actions, today_actions)
"""Rooms whose steps `undo` takes back: importing their actions registers the ways."""


@click.command()
@click.argument("kept", metavar="KEPT")
@click.argument("gone", metavar="GONE")
@json_option
@acting
def merge(actor: Actor, kept: str, gone: str, as_json: bool) -> None:
    """Make two records of one person one: everything of GONE moves to KEPT. Both are ids or names."""
    (kept_id, kept_name), (gone_id, gone_name) = person_meant(actor, kept), person_meant(actor, gone)
    _merged(actor, kept_id, gone_id, f"{gone_name} is part of {kept_name} now.", as_json)


def _merged(actor: Actor, kept_id: int, gone_id: int, said: str, as_json: bool) -> None:
    event = actions.merge_people(actor, kept_id, gone_id)
    if as_json:
        showing.write_json({"merge": event.pk, "kept": event.kept.pk, "gone": event.gone_id})
        return
    showing.line(said)
    showing.line(f"`hustings unmerge {event.pk}` takes this back.", style="quiet")


@click.command()
@click.argument("merge_id", type=int, metavar="ID")
@json_option
@acting
def unmerge(actor: Actor, merge_id: int, as_json: bool) -> None:
    """Take a merge back, whatever happened since. ID is what `merge` printed; `hustings person` shows it too."""
    gone = actions.unmerge_people(actor, merge_id)
    if as_json:
        showing.write_json({"id": gone.pk, "name": gone.name})
        return
    showing.line(f"{gone.name} is person {gone.pk} again.")


@click.group(cls=ListByDefault)
def review() -> None:
    """Decide on pairs that may be one person. Without a command: list them, the likeliest first."""


@review.command("list")
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="At most so many; 0 for all.")
@json_option
@acting
def list_reviews(actor: Actor, limit: int, as_json: bool) -> None:
    """List pairs that may be one person, the likeliest first."""
    pairs = list(_pairs(actor, most=limit or None))
    if as_json:
        showing.write_json([_pair_data(actor, pair) for pair in pairs])
        return
    rows = [(pair.id, f"{pair.probability:.0%}", _who(pair.first), _who(pair.second), _why(pair)) for pair in pairs]
    showing.table(("id", "sure", "first", "second", "because"), rows, right=(0, 1))


def _pairs(actor: Actor, *, most: int | None = None) -> Iterator[queries.Pair]:
    after, left = "", most
    while left is None or left > 0:
        page = queries.reviews_page(actor, after=after, limit=min(PAGE, left or PAGE))
        yield from page.rows
        after = page.next
        left = None if left is None else left - len(page.rows)
        if not after:
            return


def _pair_data(actor: Actor, pair: queries.Pair) -> dict[str, Any]:
    return {
        "id": pair.id,
        "first": person_row(actor, pair.first),
        "second": person_row(actor, pair.second),
        "probability": pair.probability,
        "reasons": [{"code": each.code, "weight": each.weight, "detail": each.detail} for each in pair.reasons],
        "differs": sorted(pair.differs),
    }


def _who(row: queries.PersonRow) -> str:
    known = next((each.value for each in row.identities), "") or row.organisation
    return f"{row.name} [{row.id}]" + (f" {known}" if known else "")


def _why(pair: queries.Pair) -> str:
    return ", ".join(each.code.replace("_", " ") for each in pair.reasons if each.weight > 0)


def _pair(actor: Actor, review_id: int) -> queries.Pair:
    found = next((pair for pair in _pairs(actor) if pair.id == review_id), None)
    if found is None:
        raise NotFound("There is no such pair waiting.")
    return found


pair_argument = click.argument("review_id", type=int, metavar="ID")


@review.command("merge")
@pair_argument
@click.option("--keep", metavar="PERSON", help="Which of the two to keep; otherwise the first.")
@json_option
@acting
def merge_pair(actor: Actor, review_id: int, keep: str | None, as_json: bool) -> None:
    """They are one person."""
    pair = _pair(actor, review_id)
    kept, gone = pair.first, pair.second
    if keep and person_meant(actor, keep)[0] == pair.second.id:
        kept, gone = gone, kept
    _merged(actor, kept.id, gone.id, f"{gone.name} is part of {kept.name} now.", as_json)


@review.command("not-same")
@pair_argument
@json_option
@acting
def not_same(actor: Actor, review_id: int, as_json: bool) -> None:
    """They are two people; this is remembered."""
    pair = _pair(actor, review_id)
    step = actions.say_not_same(actor, pair.first.id, pair.second.id)
    told(f"{pair.first.name} and {pair.second.name} are two people.", [step], as_json)


@review.command("later")
@pair_argument
@click.option("--until", required=True, metavar="DAY", help="Such as tomorrow, friday, +3d or 2026-11-20.")
@json_option
@acting
def decide_later(actor: Actor, review_id: int, until: str, as_json: bool) -> None:
    """Ask again on that day."""
    day = day_of(until, now=utc_now(), zone=actor.zone)
    actions.decide_later(actor, review_id, until=datetime.combine(day, time(), tzinfo=actor.zone))
    told(f"This pair comes back on {day}.", [], as_json, id=review_id, until=day)


@click.command()
@click.argument("step", type=int, required=False, metavar="[STEP]")
@click.option("--list", "lists", is_flag=True, help="List the latest steps that can be taken back.")
@json_option
@acting
def undo(actor: Actor, step: int | None, lists: bool, as_json: bool) -> None:
    """Take a step back: the one that a command named, or your last one."""
    if lists:
        _list_steps(actor, as_json)
        return
    undone = actions.undo(actor, step)
    if as_json:
        showing.write_json({"step": undone.pk, "verb": undone.verb, "label": undone.label})
        return
    showing.line(f"Taken back: {step_words(undone.verb, undone.label)}.")


def _list_steps(actor: Actor, as_json: bool) -> None:
    steps = queries.undo_steps(actor)
    if as_json:
        showing.write_json(
            [{"step": row.id, "verb": row.verb, "label": row.label, "at": showing.iso(row.at, actor.zone)} for row in steps]
        )
        return
    rows = [(row.id, showing.moment(row.at, actor.zone), step_words(row.verb, row.label)) for row in steps]
    showing.table(("step", "at", "what"), rows, right=(0,))
