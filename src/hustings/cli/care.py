"""Commands on how we stand to a person: how a member knows them, in whose care they are, how often, and whether at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import time

import click
import msgspec

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.actions.occasions import NOTED as OCCASIONS
from hustings.apps.people.queries import person_view
from hustings.apps.people.queries.limits import limits_of, quiet_times
from hustings.apps.people.queries.person import VouchRow
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.editing import SEGMENTS, member_meant, person_argument, segment_meant, told
from hustings.cli.naming import person_meant
from hustings.cli.times import day_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

HOW = ("met_in_person", "worked_together", "studied_together", "introduced_by", "family", "online_only", "not_known")


@click.command()
@person_argument
@click.option("--how", type=click.Choice(HOW), default=None, help="How you know them; without it, read what was said.")
@click.option("--where", default="", help="Where, or through whom.")
@click.option("--since", default="", metavar="DATE", help="Since when, as far as it is known: 2019, 2019-05.")
@click.option("--confidence", type=click.Choice(("sure", "fairly", "guess")), help="How sure you are of what you would say.")
@click.option("--i-would-say", default="", metavar="TEXT", help="What you would say about them.")
@click.option("--they-would-say", default="", metavar="TEXT", help="What they would say about you.")
@click.option("--shared", is_flag=True, help="Other members may read this.")
@json_option
@acting
def vouch(actor: Actor, who: str, how: str | None, shared: bool, as_json: bool, confidence: str | None, **given: str) -> None:
    """Say how you know somebody, or read how members know them. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    if how is None and (shared or confidence or any(given.values())):
        raise click.UsageError("Say how you know them, too: --how.")
    if how is None:
        _show_vouches(person_view(actor, person_id).vouches, as_json)
        return
    step = actions.vouch_for(actor, person_id, how=how, shared=shared, confidence=confidence or "", **given)
    told(f"Your answer about {name} is kept.", [step], as_json, id=person_id)


def _show_vouches(rows: Sequence[VouchRow], as_json: bool) -> None:
    if as_json:
        showing.write_json([asdict(row) for row in rows])
        return
    shown = [(row.member, row.how.replace("_", " "), row.where, row.since, row.i_would_say, row.they_would_say) for row in rows]
    showing.table(("member", "how", "where", "since", "would say", "they would say"), shown)


@click.command()
@person_argument
@click.argument("email", metavar="[EMAIL]", default="")
@json_option
@acting
def assign(actor: Actor, who: str, email: str, as_json: bool) -> None:
    """Give a person into the care of the member with this address; without one into nobody's. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    step = actions.assign_person(actor, person_id, member_id=member_meant(actor, email), now=utc_now())
    told(f"{name} is in the care of {email or 'nobody'} now.", [step], as_json, id=person_id)


@click.command()
@person_argument
@click.option("--segment", type=click.Choice(SEGMENTS), help="How near to keep them; `proposed` leaves it to Hustings.")
@click.option("--every", type=click.IntRange(1, 3650), metavar="DAYS", help="A period of their own; without it there is none.")
@json_option
@acting
def rhythm(actor: Actor, who: str, segment: str | None, every: int | None, as_json: bool) -> None:
    """Say how often a person wants a touch. PERSON is an id or a name."""
    if segment is None and every is None:
        raise click.UsageError("Give --segment, --every or both.")
    person_id, name = person_meant(actor, who)
    chosen = segment_meant(actor, person_id, segment)
    step = actions.set_rhythm(actor, person_id, segment=chosen, period_days=every, now=utc_now())
    told(f"The rhythm of {name} is set.", [step], as_json, id=person_id)


@click.command("do-not-contact")
@person_argument
@click.option("--off", is_flag=True, help="They may be contacted again.")
@json_option
@acting
def do_not_contact(actor: Actor, who: str, off: bool, as_json: bool) -> None:
    """Say that a person must not be contacted: they are proposed nowhere. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    step = actions.set_do_not_contact(actor, person_id, silent=not off, now=utc_now())
    said = f"{name} may be contacted again." if off else f"{name} is not to be contacted."
    told(said, [step], as_json, id=person_id)


@click.command()
@person_argument
@click.option(
    "--channel", type=click.Choice(("any", "email", "phone", "sms", "post")), default="any", show_default=True, help="By what."
)
@click.option(
    "--said", "status", type=click.Choice(("given", "withdrawn", "refused", "bad")), required=True, help="What they said."
)
@click.option("--value", default="", help="The address or number meant; none for all of the channel.")
@click.option("--purpose", default="", help="What for, such as a newsletter; none for everything.")
@click.option("--words", default="", help="In their words, and where.")
@json_option
@acting
def consent(actor: Actor, who: str, channel: str, status: str, value: str, purpose: str, words: str, as_json: bool) -> None:
    """Put down what somebody said today about being reached. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    step = actions.record_consent(
        actor, person_id, channel=channel, status=status, value=value, purpose=purpose, words=words, now=utc_now()
    )
    told(f"What {name} said is kept.", [step], as_json, id=person_id)


@click.command()
@person_argument
@click.argument("text")
@click.option("--on", "day", metavar="DAY", default="today", show_default=True, help="Its day, past or to come.")
@click.option("--kind", type=click.Choice(OCCASIONS), default="milestone", show_default=True)
@json_option
@acting
def occasion(actor: Actor, who: str, text: str, day: str, kind: str, as_json: bool) -> None:
    """Remember an occasion of a person: it comes up on its day. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    now = utc_now()
    on = day_of(day, now=now, zone=actor.zone)
    number, step = actions.note_occasion(actor, person_id, kind=kind, text=text, on=on, now=now)
    told(f"It comes up on {on}, for {name}.", [step], as_json, id=number)


@click.command()
@click.argument("who", metavar="[PERSON]", default="")
@click.option("--since", default="", metavar="DAY", help="The first quiet day.")
@click.option("--until", default="", metavar="DAY", help="The last one; the same day where left out.")
@click.option("--why", default="", help="Why.")
@click.option("--remove", type=click.IntRange(1), metavar="ID", help="Take a quiet time away.")
@json_option
@acting
def quiet(actor: Actor, who: str, since: str, until: str, why: str, remove: int | None, as_json: bool) -> None:
    """Leave a person, or without one everybody, in peace on some days; without days: list quiet times."""
    now = utc_now()
    if remove is not None:
        told("Taken away.", [actions.remove_quiet_time(actor, remove)], as_json)
        return
    person_id = person_meant(actor, who)[0] if who else None
    if not since:
        _list_quiet(actor, person_id, as_json)
        return
    first = day_of(since, now=now, zone=actor.zone)
    last = day_of(until, now=now, zone=actor.zone) if until else first
    number, step = actions.add_quiet_time(actor, since=first, until=last, person_id=person_id, why=why)
    told(f"Quiet from {first} to {last}.", [step], as_json, id=number)


def _list_quiet(actor: Actor, person_id: int | None, as_json: bool) -> None:
    rows = quiet_times(actor, now=utc_now(), person_id=person_id)
    if as_json:
        showing.write_json([asdict(row) for row in rows])
        return
    shown = [(row.id, row.person or "everybody", row.since, row.until, row.why, row.member) for row in rows]
    showing.table(("id", "who", "from", "to", "why", "by"), shown, right=(0,))


@click.command()
@click.option("--day", type=click.IntRange(1, 1_000), help="Touches of one person a day, of all members together.")
@click.option("--week", type=click.IntRange(1, 1_000), help="In seven days.")
@click.option("--month", type=click.IntRange(1, 1_000), help="In thirty days.")
@click.option("--quiet-from", metavar="TIME", help="Begin of the quiet hours, such as 21:00.")
@click.option("--quiet-until", metavar="TIME", help="Their end.")
@click.option("--quiet-days", metavar="DAYS", help="Weekdays on which nobody is written to, such as sat,sun; `none` for none.")
@json_option
@acting
def limits(
    actor: Actor, day: int | None, week: int | None, month: int | None, quiet_from: str | None, quiet_until: str | None,
    quiet_days: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Show how often the team may reach out to one person, or set it."""
    held = limits_of(actor)
    if any((day, week, month, quiet_from, quiet_until, quiet_days)):
        step = actions.set_limits(
            actor, per_day=day or held.per_day, per_week=week or held.per_week, per_month=month or held.per_month,
            quiet_from=_clock(quiet_from, held.quiet_from), quiet_until=_clock(quiet_until, held.quiet_until),
            quiet_days=held.quiet_days if quiet_days is None else _weekdays(quiet_days),
        )  # fmt: skip
        told("The limits are set.", [step], as_json)
        return
    shown = {**msgspec.to_builtins(held), "quiet_days": sorted(held.quiet_days)}
    if as_json:
        showing.write_json(shown)
        return
    showing.table(("limit", "value"), [(name.replace("_", " "), str(value)) for name, value in shown.items()])


def _weekdays(text: str) -> frozenset[int]:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    given = [] if text == "none" else [each.strip().casefold()[:3] for each in text.split(",")]
    if not set(given) <= set(names):
        raise WrongInput(f"{text!r} names no weekdays. Write sat,sun or none.", field="quiet_days")
    return frozenset(map(names.index, given))


def _clock(text: str | None, otherwise: time) -> time:
    try:
        return time.fromisoformat(text) if text else otherwise
    except ValueError as error:
        raise WrongInput(f"{text!r} is no time. Write 21:00.", field="quiet_from") from error
