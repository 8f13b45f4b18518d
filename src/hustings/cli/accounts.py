"""Commands of the room accounts: members, passwords, and tokens for the API."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from hustings.apps.accounts import actions, queries
from hustings.apps.accounts.actor import Actor
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import member_meant, told
from hustings.cli.serving import can_answer


@click.group(cls=ListByDefault)
def members() -> None:
    """List, invite and change the members of the workspace. Without a command: list them."""


@members.command("list")
@json_option
@acting
def list_members(actor: Actor, as_json: bool) -> None:
    """List the members of the workspace."""
    rows = queries.members_of(actor)
    if as_json:
        showing.write_json(
            [
                {
                    "id": row.id,
                    "name": row.name,
                    "email": row.email,
                    "role": row.role,
                    "active": row.is_active,
                    "joined_at": showing.iso(row.joined_at, actor.zone),
                }
                for row in rows
            ]
        )
        return
    shown = [(row.id, row.name, row.email, row.role, "" if row.is_active else "left") for row in rows]
    showing.table(("id", "name", "e-mail", "role", ""), shown, right=(0,))


ROLES = ("viewer", "volunteer", "organiser", "manager", "owner")
email_argument = click.argument("email", metavar="EMAIL")


@members.command("invite")
@email_argument
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they may do.")
@click.option("--name", default="", help="Their name, as far as you know it.")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where they reach this installation.")
@json_option
@acting
def invite_member(actor: Actor, email: str, role: str, name: str, url: str, as_json: bool) -> None:
    """Invite somebody. Prints the link to send them; it is shown this once."""
    made = actions.invite_member(actor, email=email, role=role, name=name)
    link = f"{url.rstrip('/')}/join/{made.token}/"
    if as_json:
        showing.write_json(
            {"id": made.id, "email": made.email, "link": link, "expires_at": showing.iso(made.expires_at, actor.zone)}
        )
        return
    click.echo(link)
    click.echo(f"Send this link to {made.email}; it works once, until {showing.moment(made.expires_at, actor.zone)}.", err=True)


@members.command("invitations")
@json_option
@acting
def list_open_invitations(actor: Actor, as_json: bool) -> None:
    """List the invitations that wait for an answer."""
    rows = queries.open_invitations(actor)
    if as_json:
        held = ({"id": r.id, "email": r.email, "role": r.role, "expires_at": showing.iso(r.expires_at, actor.zone)} for r in rows)
        showing.write_json(list(held))
        return
    shown = [(row.id, row.email, row.role, showing.moment(row.expires_at, actor.zone)) for row in rows]
    showing.table(("id", "e-mail", "role", "until"), shown, right=(0,))


@members.command("withdraw")
@click.argument("invitation_id", type=int, metavar="ID")
@json_option
@acting
def withdraw_invitation(actor: Actor, invitation_id: int, as_json: bool) -> None:
    """Make an invitation stop working. ID is that of `hustings members invitations`."""
    actions.withdraw_invitation(actor, invitation_id=invitation_id)
    told("The invitation does not work any more.", [], as_json, id=invitation_id)


@members.command("role")
@email_argument
@click.argument("role", type=click.Choice(ROLES))
@json_option
@acting
def change_role(actor: Actor, email: str, role: str, as_json: bool) -> None:
    """Give a member another role."""
    member_id = _member(actor, email)
    actions.change_role(actor, member_id=member_id, role=role)
    told(f"{email} is {role} now.", [], as_json, id=member_id, role=role)


@members.command("deactivate")
@email_argument
@json_option
@acting
def deactivate_member(actor: Actor, email: str, as_json: bool) -> None:
    """Take a member's access; what they did stays."""
    member_id = _member(actor, email)
    actions.deactivate_member(actor, member_id=member_id)
    told(f"{email} has no access any more. `hustings members reactivate {email}` gives it back.", [], as_json, id=member_id)


@members.command("reactivate")
@email_argument
@json_option
@acting
def reactivate_member(actor: Actor, email: str, as_json: bool) -> None:
    """Give a member access again, in the role they had."""
    member_id = _member(actor, email)
    actions.reactivate_member(actor, member_id=member_id)
    told(f"{email} has access again.", [], as_json, id=member_id)


def _member(actor: Actor, email: str) -> int:
    found = member_meant(actor, email)
    if found is None:
        raise click.UsageError("Give the member's e-mail address.")
    return found


@click.command()
@email_argument
def password(email: str) -> None:
    """Give somebody a new password: asked on a terminal, else the first line of standard input. Their sessions end.

    For whoever runs this machine, where no mail is sent; it acts as no member.
    """
    if can_answer():
        given = str(click.prompt("New password", hide_input=True, confirmation_prompt="The same again"))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    actions.set_password(email=email, password=given)
    showing.line(f"{email} signs in with the new password from now on.")


@click.group(cls=ListByDefault)
def token() -> None:
    """Make, list and revoke tokens for the API. Each acts as the member who made it."""


@token.command("list")
@json_option
@acting
def list_tokens(actor: Actor, as_json: bool) -> None:
    """List your tokens that work. Their secrets are not kept."""
    rows = queries.tokens_of(actor)
    if as_json:
        showing.write_json(
            [
                {
                    "id": row.id,
                    "name": row.name,
                    "scope": row.scope,
                    "created_at": showing.iso(row.created_at, actor.zone),
                    "last_used_on": showing.iso(row.last_used_on),
                }
                for row in rows
            ]
        )
        return
    shown = [(row.id, row.name, row.scope, showing.moment(row.created_at, actor.zone), row.last_used_on) for row in rows]
    showing.table(("id", "name", "scope", "made", "last used"), shown, right=(0,))


@token.command("create")
@click.argument("name")
@click.option("--scope", type=click.Choice(["read", "write"]), default="read", show_default=True, help="What it may do.")
@json_option
@acting
def create_token(actor: Actor, name: str, scope: str, as_json: bool) -> None:
    """Make a token, named by what will use it. Its secret is shown this once."""
    made = actions.create_token(actor, name=name, scope=scope)
    if as_json:
        showing.write_json({"id": made.id, "name": made.name, "scope": made.scope, "secret": made.secret})
        return
    click.echo(made.secret)
    click.echo("Keep this secret; it is not shown again.", err=True)


@token.command("revoke")
@click.argument("token_id", type=int, metavar="ID")
@json_option
@acting
def revoke_token(actor: Actor, token_id: int, as_json: bool) -> None:
    """Make a token stop working at once."""
    actions.revoke_token(actor, token_id=token_id)
    if as_json:
        showing.write_json({"id": token_id, "revoked": True})
        return
    showing.line("The token does not work any more.")


@click.command()
@click.option("--before", type=int, metavar="ID", help="Only what is older than this entry.")
@json_option
@acting
def audit(actor: Actor, before: int | None, as_json: bool) -> None:
    """Show who saw, changed and exported what, newest first, a page at a time."""
    page = queries.audit_trail(actor, before=before)
    if as_json:
        showing.write_json([{**asdict(row), "at": showing.iso(row.at, actor.zone)} for row in page.rows])
        return
    shown = [(row.id, showing.moment(row.at, actor.zone), row.member, row.door, row.verb, row.subject) for row in page.rows]
    showing.table(("id", "at", "member", "door", "what", "about"), shown, right=(0,))
    if page.next_before:
        showing.line(f"`hustings audit --before {page.next_before}` shows older ones.", style="quiet")
