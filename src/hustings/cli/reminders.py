"""Reminders on the command line: what is ahead, the digest, and the secret address of the calendar."""

from __future__ import annotations

from dataclasses import asdict

import click

from hustings.apps.accounts.actions import reminders as actions
from hustings.apps.accounts.actor import Actor
from hustings.apps.today.digest import origin
from hustings.apps.today.reminders import reminders_of
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.kernel.clock import utc_now

DIGESTS = ("off", "daily", "weekly")


@click.command()
@click.option("--digest", type=click.Choice(DIGESTS), help="Whether and how often a digest comes in the mail.")
@click.option("--hour", type=click.IntRange(0, 23), help="The hour of the digest and of the alarms.")
@click.option("--weekday", type=click.IntRange(0, 6), help="The weekday of a weekly digest; 0 is Monday.")
@click.option("--zone", metavar="NAME", help="Your time zone, such as Europe/Berlin.")
@click.option("--calendar", is_flag=True, help="Make a new secret address for your calendar; an older one stops working.")
@click.option("--url", default="", metavar="ADDRESS", help="Where you reach this installation, where it cannot tell itself.")
@click.option("--revoke", is_flag=True, help="Revoke the address of your calendar.")
@json_option
@acting
def reminders(
    actor: Actor, digest: str | None, hour: int | None, weekday: int | None, zone: str | None, calendar: bool, revoke: bool,
    url: str, as_json: bool,
) -> None:  # fmt: skip
    """Say what is ahead, or choose how you are reminded."""
    if revoke:
        actions.revoke_feed(actor)
        showing.line("The address does not work any more.")
    elif calendar:
        address = f"{url.rstrip('/') or origin()}/calendar/{actions.make_feed(actor)}.ics"
        showing.write_json({"address": address}) if as_json else showing.line(address)
    elif any(each is not None for each in (digest, hour, weekday, zone)):
        _choose(actor, digest, hour, weekday, zone)
    else:
        _show(actor, as_json)


def _choose(actor: Actor, digest: str | None, hour: int | None, weekday: int | None, zone: str | None) -> None:
    held = actions.reminding_of(actor)
    actions.choose_digest(
        actor, digest=digest or held.digest, hour=held.hour if hour is None else hour,
        weekday=held.weekday if weekday is None else weekday, zone=held.zone if zone is None else zone,
    )  # fmt: skip
    showing.line("Kept.")


def _show(actor: Actor, as_json: bool) -> None:
    held, chosen = reminders_of(actor, now=utc_now()), actions.reminding_of(actor)
    if as_json:
        told = {"digest": chosen.digest, "hour": chosen.hour, "weekday": chosen.weekday, "zone": chosen.zone, "feed": chosen.feed}
        showing.write_json({"items": [{**asdict(each), "day": each.day.isoformat()} for each in held], **told})
        return
    showing.table(("id", "day", "what"), [(each.id, each.day, each.title) for each in held])
