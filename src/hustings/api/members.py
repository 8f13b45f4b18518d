"""Members and their invitations, yourself, the workspace, your tokens and the audit trail. No token can make tokens."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema

from hustings.api.door import Call, Given, Id, Room
from hustings.apps.accounts import actions, queries
from hustings.apps.accounts.queries import AuditRow, InvitationRow, MemberRow, TokenRow

room = Room(tags=["members"])


class Me(Schema):
    """Who acts."""

    member_id: int
    name: str
    role: str
    workspace_id: int
    workspace: str
    time_zone: str
    language: str
    minutes_a_day: int
    job_seeking: bool
    read_only: bool


class Profile(Given):
    """What you say about yourself; what is left out stays. An empty language follows the workspace."""

    name: str | None = None
    minutes_a_day: int | None = None
    language: str | None = None
    job_seeking: bool | None = None


class NewInvitation(Given):
    """Somebody to invite."""

    email: str
    role: str
    name: str = ""


class Invited(Schema):
    """A new invitation. `path` opens it on this server and cannot be shown again."""

    id: int
    email: str
    path: str
    expires_at: datetime


class RoleName(Given):
    """owner, manager, organiser, volunteer or viewer."""

    role: str


class Changed(Schema):
    """It is as you asked."""

    changed: bool = True


class WorkspaceShape(Schema):
    """The settings of the workspace."""

    name: str
    time_zone: str
    language: str
    phone_region: str
    election_on: date | None


class WorkspaceChanges(Given):
    """Settings; what is left out stays."""

    name: str | None = None
    time_zone: str | None = None
    language: str | None = None
    phone_region: str | None = None
    election_on: date | None = None


class Trail(Schema):
    """A page of the audit trail, newest first; `next` is the `before` of the following one."""

    items: list[AuditRow]
    next: int | None


@room.get("/me", response=Me, summary="Who acts")
def show_me(request: Call) -> Me:
    """The member behind the token, and the workspace."""
    actor, member = request.auth, queries.member_of(request.auth)
    return Me(
        member_id=actor.member_id,
        name=actor.name,
        role=actor.role,
        workspace_id=actor.workspace_id,
        workspace=queries.workspace_of(actor).name,
        time_zone=actor.time_zone,
        language=actor.language,
        minutes_a_day=member.minutes_a_day,
        job_seeking=member.job_seeking,
        read_only=actor.read_only,
    )


@room.patch("/me", response=Changed, summary="Change your profile")
def update_me(request: Call, given: Profile) -> Changed:
    """Your name, minutes a day and language."""
    held = queries.member_of(request.auth)
    actions.update_profile(
        request.auth,
        name=_or(given.name, held.name),
        minutes_a_day=_or(given.minutes_a_day, held.minutes_a_day),
        language=_or(given.language, held.language),
        job_seeking=given.job_seeking,
    )
    return Changed()


@room.get("/members", response=list[MemberRow], summary="List members")
def list_members(request: Call) -> Any:
    """All members, active ones first."""
    request.auth.require("see_members")
    return queries.members_of(request.auth)


@room.get("/members/invitations", response=list[InvitationRow], summary="List open invitations of members")
def list_member_invitations(request: Call) -> Any:
    """Those that wait for an answer, newest first."""
    return queries.open_invitations(request.auth)


@room.post("/members/invitations", response=Invited, summary="Invite a member")
def invite_member(request: Call, given: NewInvitation) -> Invited:
    """An earlier open invitation of the same address is withdrawn."""
    made = actions.invite_member(request.auth, email=given.email, role=given.role, name=given.name)
    return Invited(id=made.id, email=made.email, path=f"/join/{made.token}/", expires_at=made.expires_at)


@room.delete("/members/invitations/{invitation_id}", response=Changed, summary="Withdraw an invitation")
def withdraw_invitation(request: Call, invitation_id: Id) -> Changed:
    """It stops working."""
    actions.withdraw_invitation(request.auth, invitation_id=invitation_id)
    return Changed()


@room.put("/members/{member_id}/role", response=Changed, summary="Change a member's role")
def change_role(request: Call, member_id: Id, given: RoleName) -> Changed:
    """Nobody raises themselves; the last owner stays owner."""
    actions.change_role(request.auth, member_id=member_id, role=given.role)
    return Changed()


@room.post("/members/{member_id}/deactivate", response=Changed, summary="Take a member's access")
def deactivate_member(request: Call, member_id: Id) -> Changed:
    """From the next request on; what they did stays."""
    actions.deactivate_member(request.auth, member_id=member_id)
    return Changed()


@room.post("/members/{member_id}/reactivate", response=Changed, summary="Give a member access again")
def reactivate_member(request: Call, member_id: Id) -> Changed:
    """In the role they had."""
    actions.reactivate_member(request.auth, member_id=member_id)
    return Changed()


@room.get("/workspace", response=WorkspaceShape, summary="The workspace")
def show_workspace(request: Call) -> Any:
    """Its settings."""
    request.auth.require("see_workspace")
    return queries.workspace_of(request.auth)


@room.patch("/workspace", response=Changed, summary="Change the workspace")
def update_workspace(request: Call, given: WorkspaceChanges) -> Changed:
    """Name, zone, language, phone region and election day."""
    request.auth.require("manage_workspace")
    held = queries.workspace_of(request.auth)
    wanted = {name: _or(getattr(given, name), getattr(held, name)) for name in WorkspaceChanges.model_fields}
    if "election_on" in given.model_fields_set:
        wanted["election_on"] = given.election_on
    actions.update_workspace(request.auth, **wanted)
    return Changed()


@room.get("/tokens", response=list[TokenRow], summary="List your tokens")
def list_tokens(request: Call) -> Any:
    """Those that still work, newest first."""
    return queries.tokens_of(request.auth)


@room.delete("/tokens/{token_id}", response=Changed, summary="Revoke one of your tokens")
def revoke_token(request: Call, token_id: Id) -> Changed:
    """It stops working at once, also where it is the one that you are using."""
    actions.revoke_token(request.auth, token_id=token_id)
    return Changed()


@room.get("/audit", response=Trail, summary="The audit trail")
def show_audit(request: Call, before: Id | None = None) -> Any:
    """Who did what, newest first."""
    page = queries.audit_trail(request.auth, before=before)
    return {"items": page.rows, "next": page.next_before}


def _or(given: Any, held: Any) -> Any:
    return held if given is None else given
