"""Commands of the room inbox: the conversations that wait for us, read, worked and closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any, get_args

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import closing, drafting, filtering, labels, notices, queries, working
from hustings.apps.people.queries import members_of
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import told
from hustings.cli.inbox_settings import drafts, labels_command, promises, snippets, views
from hustings.cli.times import moment_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

ids_argument = click.argument("conversations", type=int, nargs=-1, required=True, metavar="ID...")
id_argument = click.argument("conversation", type=int, metavar="ID")


@click.group(cls=ListByDefault)
def inbox() -> None:
    """Work the conversations. Without a command: list those that wait for your reply."""


@inbox.command("list")
@click.option(
    "--state", type=click.Choice(get_args(filtering.State)), default="needs_reply", show_default=True,
    help="Those that need our reply, those where we wait for theirs, those given to you, put off, done, or all; `inbox` is what "
    "needs a reply, then what waits for them, then what is done.",
)  # fmt: skip
@click.option("--channel", default="", help="Only this channel.")
@click.option("--label", default="", metavar="NAME", help="Only with this label.")
@click.option("--words", default="", metavar="TEXT", help="Only with messages that hold these words.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0 for all.")
@json_option
@acting
def list_conversations(actor: Actor, state: Any, channel: str, label: str, words: str, limit: int, as_json: bool) -> None:
    """List conversations: by default those that wait for your reply, the latest first."""
    working.wake(actor.workspace_id, now=utc_now())
    number = str(label_named(actor, label)) if label else ""
    filters = filtering.Filters(state=state, channel=channel, label=number, words=words)
    rows = list(islice(_rows(actor, filters), limit or None))
    if as_json:
        showing.write_json([_data(actor, row) for row in rows])
        return
    shown = [
        (row.id, showing.moment(row.last_at, actor.zone), row.person, row.channel, _why(row), row.subject or row.excerpt[:80])
        for row in rows
    ]
    showing.table(("id", "last", "with", "channel", "why", "about"), shown, right=(0,))


def _why(row: queries.ConversationRow) -> str:
    marks = [row.reply_kind, "overdue" if row.overdue else "", *(each.name for each in row.labels)]
    return ", ".join(mark for mark in marks if mark)


def _rows(actor: Actor, filters: filtering.Filters) -> Iterator[queries.ConversationRow]:
    after = ""
    while True:
        page = queries.conversations_page(actor, filters=filters, after=after, limit=200)
        yield from page.rows
        after = page.next
        if not after:
            return


def _data(actor: Actor, row: queries.ConversationRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "person": {"id": row.person_id, "name": row.person},
        "channel": row.channel,
        "subject": row.subject,
        "excerpt": row.excerpt,
        "messages": row.message_count,
        "last_at": showing.iso(row.last_at, actor.zone),
        "last_in_at": showing.iso(row.last_in_at, actor.zone),
        "last_out_at": showing.iso(row.last_out_at, actor.zone),
        "needs_reply": row.needs_reply,
        "reason": row.reply_kind,
        "weight": row.reply_weight,
        "evidence": [f"interaction:{row.reply_to_id}"] if row.needs_reply and row.reply_to_id else [],
        "member": row.member,
        "state": row.state,
        "assigned_to": row.assigned_to,
        "due_at": showing.iso(row.due_at, actor.zone),
        "labels": [each.name for each in row.labels],
    }


@inbox.command("show")
@id_argument
@json_option
@acting
def show(actor: Actor, conversation: int, as_json: bool) -> None:
    """Show a conversation: its messages, oldest first, notes among us, and how it ended."""
    view = queries.conversation_view(actor, conversation)
    messages = [
        {"id": each.id, "at": showing.iso(each.at, actor.zone), "direction": each.direction, "author": each.author,
         "text": each.text}
        for each in view.messages
    ]  # fmt: skip
    notes = [{"at": showing.iso(each.at, actor.zone), "member": each.member, "text": each.text} for each in view.notes]
    ends = [
        {"at": showing.iso(each.at, actor.zone), "topic": each.topic, "offers_help": each.offers_help} for each in view.closings
    ]
    if as_json:
        showing.write_json({**_data(actor, view.row), "thread": messages, "notes": notes, "closings": ends})
        return
    showing.line(view.row.subject or view.row.person, style="title")
    for each in view.messages:
        showing.line()
        showing.line(f"{showing.moment(each.at, actor.zone)} {each.author}", style="title")
        showing.line(each.text)
    for note in view.notes:
        showing.line(f"\nAmong us, {note.member}: {note.text}")


@inbox.command("done")
@ids_argument
@click.option("--topic", default="", help="What it was about.")
@click.option("--issue", default="", help="The issue of the stance; the topic where none is named.")
@click.option("--lean", type=click.FloatRange(-1, 1), help="Where they stand on it, from -1 (against) to 1 (for).")
@click.option("--because", type=click.Choice(["contact", "consent", "public"]), default="contact", show_default=True,
              help="Why the stance may be kept.")  # fmt: skip
@click.option("--helps", is_flag=True, help="They want to help.")
@click.option("--do-not-contact", is_flag=True, help="They do not want to be contacted.")
@click.option("--agrees", default="", metavar="CHANNEL", help="They agreed to be reached by email, phone, sms, post or any.")
@click.option("--purpose", default="", help="For what they agreed.")
@json_option
@acting
def done(actor: Actor, conversations: tuple[int, ...], as_json: bool, because: str, helps: bool, **given: Any) -> None:
    """Say that nothing more is to be done, and what came of it."""
    now = utc_now()
    ending = closing.Ending(condition=because, offers_help=helps, **given)
    if ending == closing.Ending(condition=because):
        told("Done.", [working.close(actor, conversations, now=now)], as_json)
        return
    if len(conversations) > 1:
        raise WrongInput("What came of it is put down for one conversation at a time.")
    told("Done.", [closing.close_with(actor, conversations[0], ending, now=now)], as_json)


@inbox.command("later")
@ids_argument
@click.option("--until", default="tomorrow", show_default=True, metavar="TIME", help="Until when (`friday`, `+3d`).")
@json_option
@acting
def later(actor: Actor, conversations: tuple[int, ...], until: str, as_json: bool) -> None:
    """Put conversations off; they come back then, or when they write again."""
    now = utc_now()
    moment = moment_of(until, now=now, zone=actor.zone)
    told("Put off.", [working.put_off(actor, conversations, until=moment, now=now)], as_json)


@inbox.command("open")
@ids_argument
@json_option
@acting
def reopen(actor: Actor, conversations: tuple[int, ...], as_json: bool) -> None:
    """Open conversations again."""
    told("Open again.", [working.reopen(actor, conversations)], as_json)


@inbox.command("give")
@ids_argument
@click.option("--to", "to", required=True, metavar="NAME", help="A member's name; `nobody` takes it from whoever has it.")
@json_option
@acting
def give(actor: Actor, conversations: tuple[int, ...], to: str, as_json: bool) -> None:
    """Give conversations to a member."""
    told("Given.", [working.assign(actor, conversations, member_id=member_named(actor, to))], as_json)


@inbox.command("label")
@click.argument("name")
@ids_argument
@click.option("--off", is_flag=True, help="Take it off.")
@json_option
@acting
def label(actor: Actor, name: str, conversations: tuple[int, ...], off: bool, as_json: bool) -> None:
    """Put the label NAME on conversations, or take it off."""
    if off:
        told("The label is off.", [labels.take_label(actor, conversations, label_id=label_named(actor, name))], as_json)
    else:
        told("Labelled.", [labels.put_label(actor, conversations, name=name)], as_json)


@inbox.command("note")
@id_argument
@click.argument("text")
@json_option
@acting
def note(actor: Actor, conversation: int, text: str, as_json: bool) -> None:
    """Put a note among us; `@name` mentions a member. It never leaves the workspace."""
    told("Noted.", [working.add_conversation_note(actor, conversation, text=text, now=utc_now())], as_json)


@inbox.command("wants")
@id_argument
@click.argument("answer", type=click.Choice(["yes", "no"]))
@json_option
@acting
def wants(actor: Actor, conversation: int, answer: str, as_json: bool) -> None:
    """Say whether they want an answer; the workspace learns from it."""
    told("Learnt.", [working.correct(actor, conversation, wants_reply=answer == "yes", now=utc_now())], as_json)


@inbox.command("news")
@json_option
@acting
def news(actor: Actor, as_json: bool) -> None:
    """List what you are to look at: mentions, what was given to you, what was forgotten."""
    rows = notices.notices_of(actor)
    if as_json:
        moments = [{"at": showing.iso(row.at, actor.zone), "due_at": showing.iso(row.due_at, actor.zone)} for row in rows]
        showing.write_json([{**asdict(row), **moment} for row, moment in zip(rows, moments, strict=True)])
        return
    shown = [(row.conversation_id, row.kind, row.title, row.by, showing.moment(row.due_at or row.at, actor.zone)) for row in rows]
    showing.table(("id", "what", "with", "by", "when"), shown, right=(0,))


@inbox.command("draft")
@id_argument
@click.option("--wish", default="", help="What it is to say.")
@json_option
@acting
def draft(actor: Actor, conversation: int, wish: str, as_json: bool) -> None:
    """Let a machine propose an answer; it is only text. Off until an owner names an endpoint (`hustings inbox drafts`)."""
    text = drafting.propose(actor, conversation, now=utc_now(), wish=wish)
    if as_json:
        showing.write_json({"text": text})
    else:
        showing.line(text)


def label_named(actor: Actor, name: str) -> int:
    """The label of this name. Raises WrongInput where there is none."""
    found = next((row.id for row in labels.labels_of(actor) if row.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise WrongInput(f"There is no label {name!r}.", field="label")
    return found


def member_named(actor: Actor, name: str) -> int | None:
    """The member whose name begins so; None for nobody. Raises WrongInput where none or several do."""
    wanted = name.strip().casefold()
    if wanted == "nobody":
        return None
    found = [number for number, called in members_of(actor) if called.casefold().startswith(wanted)]
    if len(found) != 1:
        raise WrongInput(f"{len(found) or 'No'} members are called {name!r}.", field="to")
    return found[0]


for _command in (labels_command, snippets, promises, drafts, views):
    inbox.add_command(_command)
