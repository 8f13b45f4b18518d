"""The command that says whether a dialogue is held or a broadcast: of the workspace, an archive, or a public account."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.queries import guard
from hustings.apps.inbox.dialogue import WaitingRow, as_data
from hustings.apps.inbox.dialogue import dialogue as dialogue_of
from hustings.apps.intake.measuring import Measured, Waiting, measure_archive, measure_records
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.connectors.public_accounts import Bounds, PublicAccount, read_public_account
from hustings.engine.dialogue import Dialogue, Share
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

LEFT_OUT = 3
SHOWN = 10


@click.command()
@click.option("--archive", "archives", multiple=True, type=click.Path(path_type=Path), metavar="PATH", help="Measure this file.")
@click.option("--me", "own", multiple=True, metavar="TEXT", help="A name, address or handle of the archive's owner.")
@click.option("--account", default="", metavar="HANDLE", help="Measure a public account of Mastodon or Bluesky.")
@click.option("--posts", type=click.IntRange(1, 2_000), default=200, show_default=True, help="Read so many of its posts.")
@click.option("--channel", default="", help="Only this channel of the workspace.")
@click.option("--days", type=click.IntRange(1, 36_500), default=365, show_default=True, help="Look back so far; not in archives.")
@json_option
@acting
def dialogue(
    actor: Actor,
    archives: tuple[Path, ...],
    own: tuple[str, ...],
    account: str,
    posts: int,
    channel: str,
    days: int,
    as_json: bool,
) -> int:
    """Say how many of those who wrote were answered, how soon, and how much of what went out was a broadcast."""
    now = utc_now()
    if sum(map(bool, (archives, account, channel))) > 1:
        raise WrongInput("Say one of --archive, --account and --channel.")
    if account:
        return _of_account(actor, account, Bounds(now - timedelta(days=days), posts), now, as_json)
    if archives:
        found = measure_archive(archives, own=own, now=now)
        return _show_measured(actor, {"archive": [str(path) for path in archives]}, found, found.left_out, as_json)
    view = dialogue_of(actor, since=now - timedelta(days=days), now=now, channel=channel)
    groups = {"channel": view.by_channel, "member": view.by_member, "week": view.by_week}
    about = {"channel": channel, "since": showing.iso(view.since, actor.zone)}
    _show(actor, about, view.score, groups, view.unanswered, as_json)
    return 0


def _of_account(actor: Actor, handle: str, bounds: Bounds, now: datetime, as_json: bool) -> int:
    seen = read_public_account(handle, bounds=bounds, guard=guard())
    if not seen.said:
        raise WrongInput(f"{seen.name} shows no posts since {bounds.since:%d %B %Y}.", field="account")
    found = measure_records((seen.owner, *seen.said), now=now)
    about = {
        "account": seen.name,
        "server": seen.server,
        "since": showing.iso(bounds.since, actor.zone),
        "read": {"posts": seen.posts, "threads": seen.threads, "most_posts": bounds.posts},
        "not_reached": list(seen.not_reached),
    }
    if not as_json:
        _introduce(seen, bounds)
    return _show_measured(actor, about, found, seen.left_out, as_json)


def _introduce(seen: PublicAccount, bounds: Bounds) -> None:
    showing.line(f"{seen.name}, seen from outside", style="title")
    showing.line(f"{seen.posts:,} posts since {bounds.since:%d %B %Y} and {seen.threads:,} threads were read, none of it stored.")
    for text in seen.not_reached:
        showing.line(text)
    showing.line()


def _show_measured(
    actor: Actor, about: dict[str, Any], found: Measured, left_out: tuple[tuple[str, str], ...], as_json: bool
) -> int:
    _show(actor, about, found.score, {"channel": found.by_channel, "week": found.by_week}, found.unanswered, as_json)
    for place, reason in left_out:
        click.echo(f"hustings: {place}: {reason}", err=True)
    return LEFT_OUT if left_out else 0


def _show(
    actor: Actor,
    about: dict[str, Any],
    score: Dialogue,
    groups: dict[str, dict[str, Dialogue]],
    unanswered: tuple[Waiting, ...] | tuple[WaitingRow, ...],
    as_json: bool,
) -> None:
    if as_json:
        told = {f"by_{key}": {name: as_data(each) for name, each in found.items()} for key, found in groups.items()}
        waiting = [_waiting(each, actor.zone) for each in unanswered]
        showing.write_json({**about, **as_data(score), **told, "unanswered": waiting})
        return
    for text in _sentences(score):
        showing.line(text)
    for key, found in groups.items():
        if len(found) > 1 and key != "week":
            showing.line()
            showing.table((key, "wrote", "answered", "in a day", "sent", "broadcast"), [_row(n, s) for n, s in found.items()])
    if unanswered:
        showing.line()
        showing.line("Still waiting, longest first:", style="title")
        showing.table(
            ("since", "who", "channel", "what"),
            [(showing.moment(each.at, actor.zone), each.name, each.channel, each.text[:80]) for each in unanswered[:SHOWN]],
        )


def _waiting(row: Waiting | WaitingRow, zone: ZoneInfo) -> dict[str, Any]:
    known = {"name": row.name, "channel": row.channel, "at": showing.iso(row.at, zone), "kind": row.kind, "text": row.text}
    if isinstance(row, Waiting):
        return {**known, "handle": row.handle}
    return {
        **known,
        "person": row.person_id,
        "conversation": row.conversation_id,
        "evidence": [f"interaction:{row.interaction_id}"],
    }


def _sentences(score: Dialogue) -> list[str]:
    if not score.inbound:
        wrote = "Nobody wrote to you in this."
    else:
        wrote = f"{score.people:,} people wrote {score.inbound:,} messages. {score.ever.count:,} of them were answered"
        wrote += f", {_percent(score.within_day)} within a day and {_percent(score.within_week)} within a week."
    sent = f"{score.sent:,} messages and posts went out; {_percent(score.broadcast)} were broadcast and "
    sent += f"{_percent(score.to_people)} went to somebody."
    median = f"Half of those who wrote are answered within {_hours(score)}." if score.median is not None else ""
    return [text for text in (wrote, median, sent) if text]


def _hours(score: Dialogue) -> str:
    assert score.median is not None
    hours = score.median.total_seconds() / 3600
    if hours < 1:
        return "an hour"
    return f"{hours:.0f} {'hour' if round(hours) == 1 else 'hours'}" if hours < 48 else f"{hours / 24:.0f} days"


def _percent(share: Share) -> str:
    return "an unknown share" if share.share is None else f"{share.share:.0%}"


def _row(name: str, score: Dialogue) -> tuple[object, ...]:
    return (name, score.inbound, score.ever.count, _percent(score.within_day), score.sent, _percent(score.broadcast))
