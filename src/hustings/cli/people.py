"""Commands of the room people that read: the list, and one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import islice, takewhile
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.groups.queries import roles_for
from hustings.apps.people import queries
from hustings.apps.people.queries.person import OccasionRow, VouchRow
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.naming import person_meant
from hustings.cli.segments import segment_meant
from hustings.cli.times import day_of
from hustings.kernel.clock import utc_now

PAGE = 200
SEGMENTS = ("close_allies", "network", "acquaintances", "none")
ORDERS = ("name", "closeness", "due", "last_touch")


@click.command()
@click.argument("query", nargs=-1, metavar="[QUERY]")
@click.option("--segment", type=click.Choice(SEGMENTS), help="Only people of this segment.")
@click.option("--tag", default="", metavar="NAME", help="Only people with this tag.")
@click.option("--source", default="", metavar="FORMAT", help="Only people whom this source names, such as linkedin or vcard.")
@click.option("--organisation", type=int, metavar="ID", help="Only people with a position at this organisation.")
@click.option("--tie", type=click.Choice(("in_touch", "never")), help="Only people with whom we were ever in touch, or never.")
@click.option("--where", default="", metavar="TEXT", help="Only whom this text means; see `hustings segments fields`.")
@click.option("--saved", metavar="NAME", help="Only people of this saved segment, by id or name.")
@click.option("--due", metavar="DAY", help="Only people who are due by this day, the longest due first; such as today or +7d.")
@click.option("--order", type=click.Choice(ORDERS), default="name", show_default=True, help="In which order.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0 for all.")
@json_option
@acting
def people(
    actor: Actor,
    query: tuple[str, ...],
    segment: str | None,
    tag: str,
    source: str,
    organisation: int | None,
    tie: str | None,
    where: str,
    saved: str | None,
    due: str | None,
    order: str,
    limit: int,
    as_json: bool,
) -> None:
    """List people, or those whose name, organisation or notes have words that begin like QUERY."""
    until = day_of(due, now=utc_now(), zone=actor.zone) if due else None
    given = {"query": " ".join(query), "segment": segment or "", "tag": tag, "source": source}
    given |= {"organisation_id": organisation, "tie": tie or "", "where": where}
    given |= {"saved": segment_meant(actor, saved).id if saved else None}
    found = _rows(actor, until, **given, order="due" if until and not query else order)
    rows = list(islice(found, limit or None))
    if as_json:
        showing.write_json([person_row(actor, row) for row in rows])
        return
    columns = ("id", "name", "what they do", "segment", "last contact", "due", "tags")
    showing.table(columns, [_line(actor, row) for row in rows], right=(0,))
    if next(found, None) is not None:
        showing.line(f"The first {limit}. --limit 0 shows all.", style="quiet")


def _rows(actor: Actor, until: date | None, **given: Any) -> Iterator[queries.PersonRow]:
    """All rows, a page at a time. With a day: those due by then."""
    rows = _pages(actor, **given)
    if until is None:
        return rows
    if given["order"] == "due":
        return takewhile(lambda row: row.due_on is not None and row.due_on <= until, rows)
    return (row for row in rows if row.due_on is not None and row.due_on <= until)


def _pages(actor: Actor, **given: Any) -> Iterator[queries.PersonRow]:
    after = ""
    while True:
        page = queries.people_page(actor, **given, after=after, limit=PAGE)
        yield from page.rows
        after = page.next
        if not after:
            return


def _line(actor: Actor, row: queries.PersonRow) -> tuple[object, ...]:
    last = row.last_touch_at.astimezone(actor.zone).date() if row.last_touch_at else ""
    does = ", ".join(part for part in (row.title, row.organisation) if part) or row.headline
    return row.id, row.name, does, row.segment.replace("_", " "), last, row.due_on, ", ".join(tag.name for tag in row.tags)


def person_row(actor: Actor, row: queries.PersonRow | queries.PersonView) -> dict[str, Any]:
    """The documented shape of a person in a list."""
    return {
        "id": row.id,
        "name": row.name,
        "headline": row.headline,
        "identities": [{"kind": each.kind, "value": each.value} for each in row.identities],
        "positions": [
            {
                "organisation": each.organisation,
                "title": each.title,
                "since": each.since,
                "until": each.until,
                "current": each.current,
            }
            for each in row.positions
        ],
        "tags": [tag.name for tag in row.tags],
        "segment": row.segment,
        "last_touch": showing.iso(row.last_touch_at, actor.zone),
        "due": showing.iso(row.due_on),
        "strength": row.strength,
        "assigned_to": row.assigned_to,
        "do_not_contact": row.do_not_contact,
        "is_member": row.is_member,
    }


@click.command()
@click.argument("who", metavar="PERSON")
@click.option(
    "--limit", type=click.IntRange(1, 200), default=30, show_default=True, help="At most so many lines of the timeline."
)
@click.option("--kind", default="", metavar="KIND", help="Only lines of this kind, such as message, meeting or note.")
@json_option
@acting
def person(actor: Actor, who: str, limit: int, kind: str, as_json: bool) -> None:
    """Show one person: who they are, how we know each other, and the timeline. PERSON is an id or a name."""
    person_id, _ = person_meant(actor, who)
    view = queries.person_view(actor, person_id)
    lines = queries.timeline(actor, person_id, kind=kind, limit=limit)
    if as_json:
        showing.write_json(_as_data(actor, view, lines))
        return
    _write(actor, view)
    showing.line()
    for line in lines.rows:
        _write_line(actor, line)
    if lines.next:
        showing.line(f"The latest {limit}. --limit 200 shows more.", style="quiet")


def _as_data(actor: Actor, view: queries.PersonView, lines: queries.TimelinePage) -> dict[str, Any]:
    return {
        **person_row(actor, view),
        "location": view.location,
        "birthday": view.birthday,
        "connected_on": showing.iso(view.connected_on),
        "addresses": [{"text": each.text, "label": each.label} for each in view.addresses],
        "fields": {each.name: each.value for each in view.fields if each.value},
        "consents": [
            {
                "channel": each.channel,
                "value": each.value,
                "purpose": each.purpose,
                "status": each.status,
                "at": showing.iso(each.at, actor.zone),
            }
            for each in view.consents
        ],
        "supports": [{"subject": each.subject, "level": each.level} for each in view.supports],
        "household": [{"id": each.id, "name": each.name} for each in view.household],
        "notes": [
            {"id": note.id, "at": showing.iso(note.at, actor.zone), "text": note.text, "member": note.member}
            for note in view.notes
        ],
        "promises": [{"id": each.id, "text": each.text, "due": showing.iso(each.due_on)} for each in view.promises],
        "vouches": [{**asdict(each), "at": showing.iso(each.at, actor.zone)} for each in view.vouches],
        "occasions": [
            {"id": each.id, "kind": each.kind, "at": showing.iso(each.at, actor.zone), "text": each.facts.get("text", "")}
            for each in view.occasions
        ],
        "opportunities": [
            {"id": each.id, "title": each.title, "state": each.state, "at": showing.iso(each.state_at, actor.zone)}
            for each in roles_for(actor, view.id)
        ],
        "ties": [{"member": tie.member, "in": tie.in_count, "out": tie.out_count} for tie in view.ties],
        "strength_parts": [{"code": part.code, "value": part.value} for part in view.parts],
        "merges": [{"id": each.id, "gone_name": each.gone_name} for each in view.merges],
        "public_data": [
            {"title": each.title, "publisher": each.publisher, "link": each.link, "as_of": showing.iso(each.as_of)}
            for each in view.public_data
        ],
        "timeline": [_line_data(actor, line) for line in lines.rows],
    }


def _line_data(actor: Actor, line: queries.Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "at": showing.iso(line.at, actor.zone),
        "kind": line.kind,
        "direction": line.direction,
        "channel": line.channel,
        "subject": line.subject,
        "text": line.text,
        "source": line.source,
        "member": line.member,
    }


def _write(actor: Actor, view: queries.PersonView) -> None:
    showing.heading(f"{view.id}  ", view.name, view.headline)
    facts = {
        "is": ", ".join(
            " at ".join(part for part in (each.title, each.organisation) if part) for each in view.positions if each.current
        ),
        "lives in": view.location,
        "reach": ", ".join(each.value for each in view.identities),
        "address": "; ".join(each.text for each in view.addresses),
        "born": view.birthday,
        "consent": "; ".join(_wish(each) for each in view.consents),
        "support": "; ".join(f"{each.subject} {each.level} of 5".strip() for each in view.supports),
        "household": ", ".join(each.name for each in view.household),
        "fields": "; ".join(f"{each.name}: {each.value}" for each in view.fields if each.value),
        "tags": ", ".join(tag.name for tag in view.tags),
        "segment": f"{view.segment.replace('_', ' ')}{'' if view.segment_by_hand else ' (proposed)'}",
        "strength": f"{_chance(view.strength)} that a request is answered",
        "contact": "; ".join(f"{tie.member}: {tie.out_count} to them, {tie.in_count} from them" for tie in view.ties),
        "due": f"{view.due_on}" if view.due_on else "",
        "known": "; ".join(_vouch(each) for each in view.vouches),
        "occasion": "; ".join(_occasion(actor, each) for each in view.occasions),
        "considered for": "; ".join(f"{each.title} ({each.state})" for each in roles_for(actor, view.id)),
        "promised": "; ".join(f"{each.text} (by {each.due_on})" for each in view.promises),
        "merged": "; ".join(f"{each.gone_name} (`hustings unmerge {each.id}`)" for each in view.merges),
        "note": "; ".join(note.text for note in view.notes),
        "public data": "; ".join(f"{each.title}, as of {each.as_of}" for each in view.public_data),
    }
    for name, text in facts.items():
        if text:
            showing.line(f"{name}: {text}", indent=4)
    if view.do_not_contact:
        showing.line("Does not want to be contacted.", indent=4, style="warning")


def _chance(value: float) -> str:
    """Never a certainty, as on the page."""
    return "under 1%" if value < 0.005 else "over 99%" if value > 0.995 else f"{value:.0%}"


def _vouch(row: VouchRow) -> str:
    said = " ".join(part for part in (row.how.replace("_", " "), row.where, row.since and f"since {row.since}") if part)
    told = [row.i_would_say and f"would say: {row.i_would_say}", row.they_would_say and f"they would say: {row.they_would_say}"]
    return f"{row.member}: {', '.join(part for part in (said, *told) if part)}"


def _occasion(actor: Actor, row: OccasionRow) -> str:
    text = row.facts.get("text") or ", ".join(
        row.facts.get(name, "") for name in ("title", "organisation") if row.facts.get(name)
    )
    return f"{row.kind.replace('_', ' ')} on {row.at.astimezone(actor.zone):%Y-%m-%d}{f': {text}' if text else ''}"


def _wish(line: queries.ConsentLine) -> str:
    return " ".join(part for part in (line.channel, line.value, line.purpose, line.status) if part)


def _write_line(actor: Actor, line: queries.Line) -> None:
    arrow = {"in": "from them", "out": "to them", "mutual": "together"}.get(line.direction, "")
    parts = (showing.moment(line.at, actor.zone), line.kind.replace("_", " "), arrow, line.channel.replace("_", " "))
    showing.line("  ".join(part for part in parts if part), style="title")
    text = " ".join(f"{line.subject} {line.text}".split())
    if text:
        showing.line(text[:400], indent=4, style="quiet")
