"""Events on the command line: what comes, one event with its list, the brief, follow-ups, calendars."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.events import briefing, calendars, following, listing, planning, queries, series
from hustings.apps.events.wording import question, why
from hustings.apps.exports.event_paper import event_paper
from hustings.apps.today.event_brief import brief_of_event
from hustings.apps.today.wording import STOPS
from hustings.cli import events_day, showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import told
from hustings.cli.times import day_of, moment_of
from hustings.connectors.calendars.components import registered
from hustings.connectors.calendars.writing import REPEATS
from hustings.kernel.clock import utc_now

KINDS = ("conference", "rally", "meeting", "town_hall", "fundraiser", "hearing", "other")
event_argument = click.argument("event", type=click.IntRange(1), metavar="EVENT")


@click.group(cls=ListByDefault)
def events() -> None:
    """Events, their lists and follow-ups. Without a command: list what comes."""


for _each in events_day.COMMANDS:
    events.add_command(_each)


@events.command("list")
@click.option("--when", type=click.Choice(queries.WHEN), default="coming", show_default=True)
@click.option("--kind", type=click.Choice(KINDS), default=None)
@click.option("--query", default="", help="Words of the title or the place.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@json_option
@acting
def list_events(actor: Actor, when: str, kind: str | None, query: str, limit: int, as_json: bool) -> None:
    """List events, coming ones the soonest first, past ones the latest first."""
    page = queries.events_page(actor, when=when, kind=kind or "", query=query, limit=limit, now=utc_now())
    if as_json:
        showing.write_json([_plain(actor, asdict(row)) for row in page.rows])
        return
    rows = [(row.id, _when(row, actor.zone), row.title, row.kind, row.location, row.guests) for row in page.rows]
    showing.table(("id", "begins", "event", "kind", "place", "on the list"), rows, right=(0, 5))


@events.command("add")
@click.argument("title")
@click.option("--at", "at_text", required=True, metavar="TIME", help="When it begins: 2026-07-01T18:00, or a day with --all-day.")
@click.option("--until", "until_text", default="", metavar="TIME", help="When it ends.")
@click.option("--all-day", is_flag=True)
@click.option("--place", "location", default="")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="Else as its title says.")
@click.option("--repeat", type=click.Choice(tuple(REPEATS)), default=None)
@click.option("--last", "last_text", default="", metavar="DAY", help="Until which day it repeats.")
@click.option("--link", default="")
@json_option
@acting
def add(actor: Actor, title: str, at_text: str, until_text: str, as_json: bool, last_text: str, **given: Any) -> None:
    """Put down an event."""
    now = utc_now()
    begin = _moment(actor.zone, at_text, now, given["all_day"])
    end = _end(actor.zone, until_text, now, given["all_day"]) if until_text else None
    number, step = planning.add_event(
        actor, title=title, starts_at=begin, ends_at=end, all_day=given["all_day"], kind=given["kind"] or "",
        repeat=given["repeat"] or "", until=day_of(last_text, now=now, zone=actor.zone) if last_text else None,
        location=given["location"], link=given["link"],
    )  # fmt: skip
    told(f"Put down: {title}.", [step], as_json, id=number)


def _moment(zone: ZoneInfo, text: str, now: datetime, all_day: bool) -> datetime:
    moment = moment_of(text, now=now, zone=zone)
    if not all_day:
        return moment
    day = moment.astimezone(zone).date()
    return datetime.fromisoformat(f"{day}T00:00:00+00:00")


def _end(zone: ZoneInfo, text: str, now: datetime, all_day: bool) -> datetime:
    """The end; of whole days the day named is the last one."""
    return _moment(zone, text, now, all_day) + timedelta(days=1 if all_day else 0)


def _when(row: queries.EventRow, zone: ZoneInfo) -> str:
    """When it begins; of whole days from which day to which."""
    if not row.all_day or row.starts_at is None:
        return showing.moment(row.starts_at, zone)
    first = row.starts_at.astimezone(UTC).date()
    last = (row.ends_at - timedelta(microseconds=1)).astimezone(UTC).date() if row.ends_at else first
    return f"{first}" if last <= first else f"{first} to {last}"


dates_option = click.option(
    "--dates", type=click.Choice(series.WHICH), default="one", show_default=True,
    help="This date, all later ones of its series too, or the whole series.",
)  # fmt: skip
tell_option = click.option("--tell", is_flag=True, help="That the calendar server tells guests of it is meant so.")


@events.command("change")
@event_argument
@click.option("--title", default=None)
@click.option("--at", "at_text", default=None, metavar="TIME", help="When it begins, by the clock there.")
@click.option("--until", "until_text", default=None, metavar="TIME", help="When it ends, by the clock there.")
@click.option("--all-day/--timed", "all_day", default=None, help="Whole days, or from a time on.")
@click.option("--zone", default=None, help="Time zone of its place, such as Europe/Berlin.")
@click.option("--place", "location", default=None)
@click.option("--kind", type=click.Choice(KINDS), default=None)
@click.option("--status", type=click.Choice(("planned", "confirmed", "tentative")), default=None)
@click.option("--link", default=None)
@click.option("--description", default=None)
@click.option("--pitch", default=None)
@click.option("--minutes", type=click.IntRange(5, 1440), default=None, help="Minutes that we have for talks there.")
@dates_option
@tell_option
@json_option
@acting
def change(actor: Actor, event: int, dates: str, tell: bool, as_json: bool, **given: Any) -> None:
    """Change EVENT by what is given; other dates of its series take over only that, and move by as much."""
    held, now = planning.event_of(actor, event), utc_now()
    times = {"starts_at": given.pop("at_text"), "ends_at": given.pop("until_text")}
    changes = {name: value for name, value in given.items() if value is not None}
    zone = registered(given["zone"] or held.zone) or actor.zone
    all_day = changes.get("all_day", held.all_day)
    ways = {"starts_at": _moment, "ends_at": _end}
    changes |= {name: ways[name](zone, text, now, all_day) for name, text in times.items() if text is not None}
    if changes.get("status") == "planned":
        changes["status"] = ""
    if not changes:
        raise click.UsageError("Say what is to change.")
    step = planning.change_event(actor, event, dates=dates, tell=tell, **changes)
    told("Kept.", [step], as_json, id=event)


@events.command("cancel")
@event_argument
@dates_option
@tell_option
@json_option
@acting
def cancel(actor: Actor, event: int, dates: str, tell: bool, as_json: bool) -> None:
    """Say that EVENT does not take place; it stays, marked so, in its calendar too."""
    step = planning.change_event(actor, event, dates=dates, tell=tell, status="cancelled")
    told("Cancelled.", [step], as_json, id=event)


@events.command("delete")
@event_argument
@dates_option
@tell_option
@json_option
@acting
def delete(actor: Actor, event: int, dates: str, tell: bool, as_json: bool) -> None:
    """Take EVENT off: one of our calendar accounts is deleted there too, one that others tell of is dismissed."""
    step = planning.drop_event(actor, event, dates=dates, tell=tell)
    told("Taken off.", [step], as_json, id=event)


@events.command("settle")
@event_argument
@click.option("--ours/--theirs", "ours", required=True, help="What we changed is done to theirs, or theirs are taken.")
@json_option
@acting
def settle(actor: Actor, event: int, ours: bool, as_json: bool) -> None:
    """Say whose words hold where EVENT was changed here and in its calendar."""
    calendars.settle_conflict(actor, event, ours=ours)
    told("Settled.", [], as_json, id=event)


@events.command("guests")
@event_argument
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE]...")
@click.option("--text", default="", help="One person a line: Ana Souza, River Alliance. `-` reads from standard input.")
@click.option("--role", default="", help="As what they come, such as speaker.")
@json_option
@acting
def guests(actor: Actor, event: int, files: tuple[Path, ...], text: str, role: str, as_json: bool) -> int:
    """Put people on the list of EVENT: a table, a badge export, an address book, or pasted lines; headings are left out."""
    pasted = click.get_text_stream("stdin").read() if text == "-" else text
    found, unread = listing.entries_of_files(files, role=role) if files else ([], [])
    left_out = [*listing.left_out_of(pasted), *unread]
    added = listing.add_guests(actor, event, [*listing.entries_of_text(pasted, role=role), *found], left_out=left_out)
    counts = {"linked": added.linked, "doubtful": added.doubtful, "names": added.names, "again": added.again}
    said = f"{added.linked} known, {added.doubtful} to be asked about, {added.names} new names, {added.again} there already."
    told(said, [added.step], as_json, **counts, left_out=left_out)
    for line in left_out if not as_json else ():
        showing.line(f"Left out: {line}", style="quiet")
    return 3 if unread else 0


@events.command("brief")
@event_argument
@click.option("--minutes", type=click.IntRange(5, 1440), default=None)
@click.option("--goal", type=click.IntRange(0), default=None, help="Number of the goal that people are weighed for; 0 for none.")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Write it to this file instead.")
@json_option
@acting
def brief(actor: Actor, event: int, minutes: int | None, goal: int | None, pdf: Path | None, as_json: bool) -> None:
    """Say who at EVENT is worth a deep talk in the minutes there are, and what to walk up with.

    Without a goal it is the open one, where there is only one.
    """
    if pdf is not None:
        pdf.write_bytes(event_paper(actor, event, goal=goal, minutes=minutes, now=utc_now()).content)
        showing.line(f"Written to {pdf}.")
        return
    made = brief_of_event(actor, event, goal=goal, minutes=minutes, now=utc_now())
    if as_json:
        talks = [_plain(actor, _talk(talk)) for talk in made.talks]
        showing.write_json(
            {"event": event, "minutes": made.minutes, "seconds": made.seconds, "pitch": made.pitch, "talks": talks}
        )
        return
    if made.pitch:
        showing.line(f"{made.pitch} ({made.seconds} seconds)")
    if not made.talks:
        showing.line("Nobody on the list is worth a deep talk yet. Put people on it, or name a goal.", style="quiet")
    for talk in made.talks:
        showing.line()
        _write_talk(actor, talk)


def _write_talk(actor: Actor, talk: briefing.Talk) -> None:
    """One of the few, for reading."""
    showing.heading("", talk.name, talk.headline)
    showing.line(f"{talk.minutes} minutes: {', '.join(why(reason) for reason in talk.reasons)}", indent=2)
    showing.line(question(*talk.question), indent=2, style="quote")
    told = [f"in common: {', '.join(name for _, name in talk.common)}"] if talk.common else []
    told.append(f"last talked {showing.moment(talk.last_at, actor.zone)}" if talk.last_at else "never talked")
    told += [f"waits for our answer: {each.about} ({showing.moment(each.since, actor.zone)})" for each in talk.waiting]
    told += [f"we promised: {promise}" for promise in talk.promises] + [f"needs: {need}" for need in talk.needs]
    for each in talk.introducers:
        through = f" ({each.through})" if each.through else ""
        told.append(f"{each.name} {'is here and can introduce us' if each.here else 'could introduce us'}{through}")
    for line in told:
        showing.line(line, indent=2, style="quiet")


def _talk(talk: briefing.Talk) -> dict[str, Any]:
    return {
        "person": {"id": talk.person_id, "name": talk.name}, "headline": talk.headline, "minutes": talk.minutes,
        "worth": talk.worth, "last_at": talk.last_at, "promises": list(talk.promises), "question": talk.question[0],
        "common": [name for _, name in talk.common],
        "reasons": [{"code": each.code, "weight": each.weight, "evidence": list(each.evidence)} for each in talk.reasons],
        "introducers": [{"id": each.person_id, "name": each.name} for each in talk.introducers],
        "waiting": [{"about": each.about, "since": each.since, "evidence": each.evidence} for each in talk.waiting],
        "needs": list(talk.needs), "question_text": question(*talk.question),
    }  # fmt: skip


@events.command("follow-ups")
@json_option
@acting
def follow_ups(actor: Actor, as_json: bool) -> None:
    """List the follow-ups that wait, the longest due first."""
    rows = queries.follow_ups_waiting(actor, now=utc_now())
    if as_json:
        showing.write_json([_plain(actor, asdict(row)) for row in rows])
        return
    shown = [(row.id, row.person, row.event, row.about, showing.moment(row.due_at, actor.zone), _state(row)) for row in rows]
    showing.table(("id", "person", "event", "about", "by", "state"), shown, right=(0,))


def _state(row: queries.FollowUpRow) -> str:
    """Where it stands, and why it waits where nobody is to write today."""
    if not row.stop:
        return row.state
    return f"{row.state}. {STOPS[row.stop]}" + (f" Write from {row.open_from} on." if row.open_from else "")


@events.command("followed-up")
@click.argument("follow_up", type=click.IntRange(1), metavar="FOLLOW_UP")
@click.option("--channel", default="", help="By what it was sent; then it is logged, too.")
@click.option("--text", default="")
@click.option("--not-needed", is_flag=True)
@json_option
@acting
def followed_up(actor: Actor, follow_up: int, channel: str, text: str, not_needed: bool, as_json: bool) -> None:
    """Say that FOLLOW_UP is done, or not needed."""
    now = utc_now()
    if not_needed:
        step = following.drop_follow_up(actor, follow_up, now=now)
    else:
        step = following.finish_follow_up(actor, follow_up, now=now, channel=channel, text=text)
    told("Settled.", [step], as_json, id=follow_up)


@events.command("calendars")
@click.option("--read", "read_now", is_flag=True, help="Read them now, and write what changed here.")
@json_option
@acting
def list_calendars(actor: Actor, read_now: bool, as_json: bool) -> None:
    """List the calendars that are read and written."""
    rows = calendars.calendars_of(actor)
    if read_now:
        for row in rows:
            calendars.read_now(actor, row.id, now=utc_now())
        rows = calendars.calendars_of(actor)
    if as_json:
        showing.write_json([_plain(actor, asdict(row)) for row in rows])
        return
    shown = [(row.id, row.kind, row.name, row.address, showing.moment(row.read_at, actor.zone), row.error) for row in rows]
    showing.table(("id", "kind", "calendar", "address", "read", "trouble"), shown, right=(0,))


@events.command("connect")
@click.argument("address")
@click.option("--user", default="", help="The name at a calendar account (CalDAV); without it ADDRESS is a feed.")
@click.option("--password", default="", envvar="HUSTINGS_CALENDAR_PASSWORD", help="Also HUSTINGS_CALENDAR_PASSWORD.")
@click.option("--calendar", "chosen", default="", metavar="ADDRESS", help="Which calendar, where the account has several.")
@click.option("--ours", is_flag=True, help="We go to all events of this feed.")
@json_option
@acting
def connect(actor: Actor, address: str, user: str, password: str, chosen: str, ours: bool, as_json: bool) -> None:
    """Connect a calendar account both ways, or read a feed."""
    if user:
        made = calendars.connect_calendar(actor, address=address, user=user, password=password, chosen=chosen)
        calendars.read_now(actor, made.pk, now=utc_now())
    else:
        made = calendars.add_feed(actor, address=address, ours=ours)
    told(f"Connected: {made.name}.", [], as_json, id=made.pk)


@click.command()
@event_argument
@json_option
@acting
def event(actor: Actor, event: int, as_json: bool) -> None:
    """Show EVENT with its list, slots, notes, follow-ups and what it brought."""
    view = queries.event_view(actor, event, now=utc_now())
    if as_json:
        showing.write_json(_plain(actor, _view(view)))
        return
    showing.heading("", view.row.title, f"{_when(view.row, actor.zone)} {view.row.location}".strip())
    rows = [(row.id, row.name, row.organisation, row.answer, row.role, len(row.doubts) or "") for row in view.guests]
    showing.table(("id", "guest", "organisation", "answer", "role", "who is meant?"), rows, right=(0,))
    for slot in view.slots:
        showing.line(f"Slot {slot.id}: {slot.topic} ({', '.join(filter(None, (slot.speaker, slot.audience))) or 'nobody yet'})")
        if slot.worked:
            showing.line(f"What worked: {slot.worked}", indent=2)
    tally = view.tally
    showing.line(f"{tally.came} came, {tally.talks} talks, {tally.in_time} of {tally.follow_ups} follow-ups in time.")


def _view(view: queries.EventView) -> dict[str, Any]:
    names = ("came", "talks", "follow_ups", "done", "in_time", "due", "new_ties", "evidence")
    return {
        **asdict(view.row), "description": view.event.description, "link": view.event.link, "pitch": view.event.pitch,
        "seconds": view.seconds, "minutes": view.event.minutes, "over": view.is_over, "conflict": view.conflict,
        "listed": [
            {**asdict(row), "doubts": [{"id": number, "name": name} for number, name, _ in row.doubts]} for row in view.guests
        ],
        "slots": [asdict(row) for row in view.slots],
        "notes": [asdict(row) for row in view.jottings],
        "follow_ups": [asdict(row) for row in view.follow_ups],
        "tally": {name: getattr(view.tally, name) for name in names},
    }  # fmt: skip


def _plain(actor: Actor, data: Any) -> Any:
    """The same with moments in the workspace's zone as text; whole days begin at midnight UTC, wherever one is."""
    return _in_zone(data, actor.zone)


def _in_zone(data: Any, zone: tzinfo) -> Any:
    if isinstance(data, dict):
        own: tzinfo = UTC if data.get("all_day") else zone
        return {name: _in_zone(value, own if name in ("starts_at", "ends_at") else zone) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_in_zone(each, zone) for each in data]
    return showing.iso(data, zone) if isinstance(data, date) else data
