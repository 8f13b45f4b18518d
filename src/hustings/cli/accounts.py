"""Commands of the room accounts: members, and tokens for the API."""

from __future__ import annotations

import click

from hustings.apps.accounts import actions, queries
from hustings.apps.accounts.actor import Actor
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault


@click.command()
@json_option
@acting
def members(actor: Actor, as_json: bool) -> None:
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
