"""Inviting members, their roles, and their leaving. A workspace always keeps an active owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hustings.apps.accounts.actions.audit import record_audit
from hustings.apps.accounts.actions.passwords import require_good_password
from hustings.apps.accounts.actions.workspaces import named, valid_email
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member, MemberInvitation, Role, User, Workspace
from hustings.apps.accounts.queries import actor_of, invitation_offer, usable_invitations
from hustings.apps.accounts.secret import digest_of, new_secret
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

INVITATION_LASTS = timedelta(days=14)
RANKS = ("viewer", "volunteer", "organiser", "manager", "owner")


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation. `token` opens it, is not stored and cannot be shown again."""

    id: int
    email: str
    token: str
    expires_at: datetime


@transaction.atomic
def invite_member(actor: Actor, *, email: str, role: str, name: str = "") -> Invited:
    """Invites somebody; an earlier open invitation of the same address is withdrawn. Raises WrongInput for an active member."""
    actor.require("manage_members")
    _require_grantable(actor, role)
    address = valid_email(email)
    if Member.objects.filter(workspace_id=actor.workspace_id, user__email=address, is_active=True).exists():
        raise WrongInput(f"{address} is a member already.", field="email")
    now = timezone.now()
    open_ones = MemberInvitation.objects.filter(
        workspace_id=actor.workspace_id, email=address, accepted_at=None, withdrawn_at=None
    )
    open_ones.update(withdrawn_at=now)
    token = new_secret("join")
    invitation = MemberInvitation.objects.create(
        workspace_id=actor.workspace_id,
        email=address,
        name=named(name, field="name") if name.strip() else "",
        role=role,
        token_digest=digest_of(token),
        invited_by_id=actor.member_id,
        expires_at=now + INVITATION_LASTS,
    )
    record_audit(actor, "invited member", subject=f"invitation {invitation.pk}", detail={"email": address, "role": role})
    return Invited(invitation.pk, address, token, invitation.expires_at)


@transaction.atomic
def withdraw_invitation(actor: Actor, *, invitation_id: int) -> None:
    """An open invitation stops working; NotFound where there is none of that number in the workspace."""
    actor.require("manage_members")
    open_ones = MemberInvitation.objects.filter(
        pk=invitation_id, workspace_id=actor.workspace_id, accepted_at=None, withdrawn_at=None
    )
    if not open_ones.update(withdrawn_at=timezone.now()):
        raise NotFound("There is no such open invitation.")
    record_audit(actor, "withdrew invitation", subject=f"invitation {invitation_id}")


@transaction.atomic
def accept_invitation(token: str, *, name: str, password: str = "", user_id: int | None = None, door: str = "web") -> Actor:
    """Makes the bearer a member. Works once.

    Somebody new chooses a password. Somebody who has an account must be signed in to it (`user_id`): the link alone never
    opens or changes an account. Raises NotFound (unknown, used, expired), NotPermitted (another account), WrongInput.
    """
    offer = invitation_offer(token)
    if offer.user_id != user_id:
        raise NotPermitted(f"This invitation is for {offer.email}. Sign in as {offer.email} and open the link again.")
    chosen = named(name, field="name")
    if user_id is None:
        require_good_password(password, email=offer.email)
    invitation = _taken(token)
    user = User.objects.create_user(offer.email, password) if user_id is None else User.objects.get(pk=user_id)
    actor = actor_of(_new_member(invitation, user, chosen), door=door)
    record_audit(actor, "accepted invitation", subject=f"invitation {invitation.pk}")
    return actor


@transaction.atomic
def change_role(actor: Actor, *, member_id: int, role: str) -> None:
    """Gives a member another role. Nobody raises themselves or anybody above their own role; the last owner stays owner."""
    actor.require("manage_members")
    _require_grantable(actor, role)
    member = _member(actor, member_id)
    if member.pk == actor.member_id and RANKS.index(role) > RANKS.index(member.role):
        raise NotPermitted("Nobody raises their own role.")
    if member.role == role:
        return
    if role != Role.OWNER:
        _require_another_owner(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    record_audit(actor, "changed role", subject=f"member {member.pk}", detail={"before": before, "after": role})


@transaction.atomic
def deactivate_member(actor: Actor, *, member_id: int) -> None:
    """Takes a member's access, from the next request on; what they did stays. The last owner cannot be taken out."""
    actor.require("manage_members")
    member = _member(actor, member_id)
    _require_another_owner(member)
    _set_active(actor, member, active=False)


@transaction.atomic
def reactivate_member(actor: Actor, *, member_id: int) -> None:
    """Gives a member their access back, in the role they had."""
    actor.require("manage_members")
    _set_active(actor, _member(actor, member_id), active=True)


def _taken(token: str) -> MemberInvitation:
    # Of two who press at the same moment, the second waits here for the first and then finds nothing usable.
    found = usable_invitations().filter(token_digest=digest_of(token)).select_related("workspace").select_for_update(of=("self",))
    invitation: MemberInvitation | None = found.first()
    if invitation is None:
        raise NotFound("This invitation does not work any more. Ask for a new one.")
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return invitation


def _new_member(invitation: MemberInvitation, user: User, name: str) -> Member:
    # Somebody may have been taken back since; an old invitation must not lower the role of a member, least of the last owner.
    if Member.objects.filter(workspace=invitation.workspace, user=user, is_active=True).exists():
        raise WrongInput("You are a member of this workspace already.")
    member, _made = Member.objects.update_or_create(
        workspace=invitation.workspace, user=user, defaults={"name": name, "role": invitation.role, "is_active": True}
    )
    return member


def _set_active(actor: Actor, member: Member, *, active: bool) -> None:
    member.is_active = active
    member.save(update_fields=["is_active"])
    record_audit(actor, "reactivated member" if active else "deactivated member", subject=f"member {member.pk}")


def _require_grantable(actor: Actor, role: str) -> None:
    if role not in RANKS:
        raise WrongInput(f"{role!r} is not a role. There are: {', '.join(RANKS)}.", field="role")
    if RANKS.index(role) > RANKS.index(actor.role):
        raise NotPermitted("Nobody gives a role above their own.")


def _member(actor: Actor, member_id: int) -> Member:
    # The lock on the workspace puts changes of members in a row: two owners cannot take out each other at the same moment.
    Workspace.objects.select_for_update().get(pk=actor.workspace_id)
    member = Member.objects.filter(pk=member_id, workspace_id=actor.workspace_id).first()
    if member is None:
        raise NotFound("There is no such member.")
    if RANKS.index(member.role) > RANKS.index(actor.role):
        raise NotPermitted("This member's role is above your own.")
    return member


def _require_another_owner(member: Member) -> None:
    owners = Member.objects.filter(workspace_id=member.workspace_id, role=Role.OWNER, is_active=True, user__is_active=True)
    if member.role == Role.OWNER and not owners.exclude(pk=member.pk).exists():
        raise WrongInput("A workspace needs an owner. Make somebody else an owner first.", field="role")
