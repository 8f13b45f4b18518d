"""Reads of the room: who acts, who the members are, what was done. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import ApiToken, AuditEntry, Member, MemberInvitation, Role, User, Workspace
from hustings.apps.accounts.secret import digest_of
from hustings.kernel.errors import NotFound, WrongInput

AUDIT_PAGE = 50
ROLES = Role.choices
SCOPES = ApiToken.Scope.choices


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the list of members shows one."""

    id: int
    name: str
    email: str
    role: str
    is_active: bool
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that is neither answered nor withdrawn; `expired` ones no longer work."""

    id: int
    email: str
    name: str
    role: str
    invited_by: str
    expires_at: datetime
    expired: bool


@dataclass(frozen=True, slots=True)
class InvitationOffer:
    """What the bearer of an invitation's link may know before accepting. `has_account` says that they must sign in instead."""

    email: str
    name: str
    role: str
    workspace: str
    user_id: int | None

    @property
    def has_account(self) -> bool:
        return self.user_id is not None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """An API token of the acting member, without its secret."""

    id: int
    name: str
    scope: str
    created_at: datetime
    last_used_on: date | None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit trail."""

    id: int
    at: datetime
    member: str
    door: str
    verb: str
    subject: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the audit trail, newest first; `next_before` opens the following page, None at the end."""

    rows: tuple[AuditRow, ...]
    next_before: int | None


def actor_of(member: Member, *, door: str, read_only: bool = False) -> Actor:
    """The actor for a member whose workspace is loaded."""
    return Actor(
        workspace_id=member.workspace_id,
        member_id=member.pk,
        user_id=member.user_id,
        role=str(member.role),
        name=member.name,
        time_zone=member.workspace.time_zone,
        language=member.language or member.workspace.language,
        door=door,
        read_only=read_only,
    )


def actor_for(user_id: int, *, workspace_id: int | None = None, door: str) -> Actor:
    """The actor for a user: in the workspace asked for, else in the one joined last. One query.

    Raises NotFound where there is none.
    """
    memberships = _active_members().filter(user_id=user_id)
    if workspace_id is not None:
        memberships = memberships.filter(workspace_id=workspace_id)
    member = memberships.order_by("-joined_at", "-id").first()
    if member is None:
        raise NotFound("You are not a member of any workspace here. Ask an owner for an invitation.")
    return actor_of(member, door=door)


def actor_named(email: str | None, workspace: str | None = None, *, door: str = "cli") -> Actor:
    """The actor for a command line: the member with this address, or the only one there is.

    `workspace` is a name or a number. Raises WrongInput, which lists the choices, where more than one member could be meant.
    """
    members = _active_members().select_related("user").order_by("workspace__name", "user__email")
    if workspace:
        members = (
            members.filter(workspace_id=int(workspace)) if workspace.isdecimal() else members.filter(workspace__name=workspace)
        )
    if email:
        members = members.filter(user__email=email.strip().lower())
    found = list(members[:21])
    if len(found) == 1:
        return actor_of(found[0], door=door)
    raise WrongInput(_which_member(found, email=email, workspace=workspace), field="member")


def _which_member(found: list[Member], *, email: str | None, workspace: str | None) -> str:
    if not found and (email or workspace):
        return f"No active member matches {' in '.join(part for part in (email, workspace) if part)}."
    if not found:
        return "There is no workspace yet. Make one with `hustings start`."
    choices = "\n".join(
        f"  --member {member.user.email} --workspace {member.workspace_id}   ({member.workspace})" for member in found[:20]
    )
    return f"Several members could act. Say which with --member (or HUSTINGS_MEMBER) and --workspace:\n{choices}"


def first_owner(*, door: str) -> Actor | None:
    """The owner who was there first, of the newest workspace; None while there is no workspace."""
    owner = _active_members().filter(role=Role.OWNER).order_by("-workspace_id", "id").first()
    return actor_of(owner, door=door) if owner else None


def workspaces_of(user_id: int) -> list[tuple[int, str, str]]:
    """The workspaces of a user as (id, name, role), by name."""
    rows = _active_members().filter(user_id=user_id).order_by("workspace__name", "workspace_id")
    return [(row.workspace_id, row.workspace.name, row.role) for row in rows]


def workspace_of(actor: Actor) -> Workspace:
    """The actor's workspace with its settings."""
    return Workspace.objects.get(pk=actor.workspace_id)


def member_of(actor: Actor) -> Member:
    """The acting member with name, minutes a day and language."""
    return Member.objects.select_related("user").get(pk=actor.member_id)


def members_of(actor: Actor) -> list[MemberRow]:
    """All members of the workspace, active ones first, by name."""
    actor.require("see_people")
    rows = Member.objects.filter(workspace_id=actor.workspace_id).select_related("user").order_by("-is_active", "name", "id")
    return [MemberRow(row.pk, row.name, row.user.email, row.role, row.is_active, row.joined_at) for row in rows]


def open_invitations(actor: Actor) -> list[InvitationRow]:
    """Invitations of the workspace that wait for an answer, newest first."""
    actor.require("see_members")
    now = timezone.now()
    rows = MemberInvitation.objects.filter(workspace_id=actor.workspace_id, accepted_at=None, withdrawn_at=None).select_related(
        "invited_by"
    )
    return [
        InvitationRow(row.pk, row.email, row.name, row.role, row.invited_by.name, row.expires_at, row.expires_at <= now)
        for row in rows.order_by("-created_at", "-id")
    ]


def invitation_offer(token: str) -> InvitationOffer:
    """What a link offers to whoever holds it. Raises NotFound for unknown, used, withdrawn and expired ones alike."""
    row = usable_invitations().filter(token_digest=digest_of(token)).select_related("workspace").first()
    if row is None:
        raise NotFound("This invitation does not work any more. Ask for a new one.")
    user = _user_with(row.email)
    return InvitationOffer(row.email, row.name, row.role, row.workspace.name, user)


def usable_invitations() -> Any:
    """Invitations that can still be accepted."""
    return MemberInvitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def tokens_of(actor: Actor) -> list[TokenRow]:
    """The acting member's own tokens that still work, newest first."""
    rows = ApiToken.objects.filter(member_id=actor.member_id, revoked_at=None).order_by("-created_at", "-id")
    return [TokenRow(row.pk, row.name, row.scope, row.created_at, row.last_used_on) for row in rows]


def audit_trail(actor: Actor, *, before: int | None = None, limit: int = AUDIT_PAGE) -> AuditPage:
    """A page of what was read in bulk, changed and exported, newest first; `before` is the `next_before` of the page above."""
    actor.require("see_audit")
    entries = AuditEntry.objects.filter(workspace_id=actor.workspace_id).select_related("member")
    if before is not None:
        entries = entries.filter(id__lt=before)
    found = list(entries.order_by("-id")[: limit + 1])
    return AuditPage(tuple(_audit_rows(found[:limit])), found[limit - 1].pk if len(found) > limit else None)


def _audit_rows(entries: Iterable[AuditEntry]) -> Iterable[AuditRow]:
    for entry in entries:
        name = entry.member.name if entry.member else ""
        yield AuditRow(entry.pk, entry.at, name, entry.door, entry.verb, entry.subject, entry.detail)


def _active_members() -> Any:
    return Member.objects.filter(is_active=True, user__is_active=True).select_related("workspace")


def _user_with(email: str) -> int | None:
    return User.objects.filter(email=email).values_list("pk", flat=True).first()
