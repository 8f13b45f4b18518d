"""Commands of the room today: the list, and what became of each item."""

from __future__ import annotations

from datetime import datetime

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.today import actions, queries, wording
from hustings.cli import showing, today_text
from hustings.cli.acting import acting, json_option
from hustings.cli.times import day_of, moment_of
from hustings.engine.ranking import SUPPORTING
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput

MINUTES = click.IntRange(5, 480)


@click.command()
@click.option("--minutes", type=MINUTES, help="Fit the list of that day into so many minutes; your usual minutes stay.")
@click.option("--at", "at_text", metavar="TIME", help="Compute the list for a moment, past or to come; nothing is written.")
@click.option("--take-new", is_flag=True, help="Add what is new and urgent since the list was made.")
@click.option("--all", "everything", is_flag=True, help="With --json: also what was settled today.")
@json_option
@acting
def today(actor: Actor, minutes: int | None, at_text: str | None, take_new: bool, everything: bool, as_json: bool) -> None:
    """Say whom to talk to today and why.

    The list is made at the first look of the day and stays as it is; what is new and urgent waits beside it.
    """
    now = utc_now()
    if at_text:
        at = moment_of(at_text, now=now, zone=actor.zone)
        view, title = queries.today_at(actor, at=at, minutes=minutes), f"As of {showing.moment(at, actor.zone)}"
    else:
        view, title = _list_of(actor, now, minutes=minutes, take_new=take_new), "Today"
    if as_json:
        showing.write_json(today_text.as_data(view, everything=everything))
    else:
        today_text.write(view, title=title)


def _list_of(actor: Actor, now: datetime, *, minutes: int | None, take_new: bool) -> queries.TodayView:
    if not actor.may("work_today"):
        return queries.today_at(actor, at=now, minutes=minutes)
    made = actions.refresh(actor, now=now)
    if minutes is not None and minutes != made.minutes:
        actions.set_minutes(actor, minutes, now=now)
    if made.made_at < now:
        actions.look_again(actor, now=now)
    if take_new:
        actions.take_waiting(actor, now=now)
    return queries.today(actor, now=now)


def _item_id(actor: Actor, given: str, now: datetime) -> tuple[int, str]:
    """The id and the name of the item that is meant: its number on the list, the person's name, or # and its id."""
    items = today_text.numbered(queries.today(actor, now=now))
    if given.startswith("#") and given[1:].isdecimal():
        found = [item for item in items.values() if item.id == int(given[1:])]
    elif given.isdecimal():
        found = [items[int(given)]] if int(given) in items else []
    else:
        found = [item for item in items.values() if given.casefold() in item.name.casefold()]
    if len(found) > 1:
        raise WrongInput(
            f"Several are meant by {given!r}: {', '.join(item.name for item in found)}. Give the number.", field="item"
        )
    if not found or found[0].id is None:
        raise NotFound(f"There is no {given!r} on today's list. See `hustings today`.")
    return found[0].id, found[0].name


def _only_code(actor: Actor, item_id: int, now: datetime) -> str:
    """The code of the one reason that can be wrong; raises WrongInput with all of them in words where there are several."""
    view = queries.today(actor, now=now)
    reasons = [each for item in view.items if item.id == item_id for each in item.reasons if each.code not in SUPPORTING]
    words = {each.code: wording.reason(each.code, each.facts, today=view.day) for each in reasons}
    if len(words) == 1:
        return next(iter(words))
    said = "; ".join(f"--code {code} ({text})" for code, text in words.items())
    raise WrongInput(f"Say which of the reasons is wrong: {said}.", field="code")


item_argument = click.argument("item", metavar="ITEM")


def _settled(step: int, said: str, as_json: bool) -> None:
    if as_json:
        showing.write_json({"step": step})
        return
    showing.line(said)
    showing.line(f"`hustings undo {step}` takes this back.", style="quiet")


@click.command()
@item_argument
@click.option("--note", default="", help="What was said.")
@click.option(
    "--kind", type=click.Choice(["call", "meeting", "message", "letter"]), help="How it was; otherwise as the list said."
)
@click.option("--promise", default="", metavar="TEXT", help="What you promised.")
@click.option("--due", metavar="DAY", help="Until when you promised it.")
@click.option("--happened", is_flag=True, help="It was said although a limit, a quiet time or a wish came in between.")
@json_option
@acting
def done(
    actor: Actor, item: str, note: str, kind: str | None, promise: str, due: str | None, happened: bool, as_json: bool
) -> None:
    """Log that you talked to somebody on today's list. ITEM is the number on the list, or the name."""
    now = utc_now()
    item_id, name = _item_id(actor, item, now)
    due_on = day_of(due, now=now, zone=actor.zone) if due else None
    said = {"note": note, "kind": kind or "", "promise": promise, "promise_due": due_on, "happened": happened}
    step = actions.mark_done(actor, item_id, now=now, **said)  # type: ignore[arg-type]
    _settled(step, f"Logged for {name}.", as_json)


@click.command()
@item_argument
@click.option("--until", required=True, metavar="DAY", help="Such as tomorrow, friday, +3d or 2026-11-20.")
@json_option
@acting
def later(actor: Actor, item: str, until: str, as_json: bool) -> None:
    """Put somebody off until a day. ITEM is the number on the list, or the name."""
    now = utc_now()
    item_id, name = _item_id(actor, item, now)
    day = day_of(until, now=now, zone=actor.zone)
    step = actions.postpone(actor, item_id, until=day, now=now)
    _settled(step, f"{name} is away from the list until {day}.", as_json)


@click.command("not-needed")
@item_argument
@json_option
@acting
def not_needed(actor: Actor, item: str, as_json: bool) -> None:
    """Take somebody off the list without a touch; the same reasons do not come again. ITEM is the number, or the name."""
    now = utc_now()
    item_id, name = _item_id(actor, item, now)
    _settled(actions.mark_not_needed(actor, item_id, now=now), f"{name} is off the list.", as_json)


@click.command()
@item_argument
@click.option("--code", help="Code of the wrong reason; needed where there are several, which are then named.")
@json_option
@acting
def wrong(actor: Actor, item: str, code: str | None, as_json: bool) -> None:
    """Say that a reason is wrong: it does not come again for this person, who stays on the list where others remain.

    ITEM is the number on the list, or the name.
    """
    now = utc_now()
    item_id, name = _item_id(actor, item, now)
    code = code or _only_code(actor, item_id, now)
    _settled(actions.mark_wrong(actor, item_id, code=code, now=now), f"This reason will not come again for {name}.", as_json)
