"""All writes of the room."""

from hustings.apps.accounts.actions.audit import record_audit
from hustings.apps.accounts.actions.members import (
    Invited,
    accept_invitation,
    change_role,
    deactivate_member,
    invite_member,
    reactivate_member,
    withdraw_invitation,
)
from hustings.apps.accounts.actions.passwords import set_password
from hustings.apps.accounts.actions.sign_in import make_sign_in_link, redeem_sign_in_link
from hustings.apps.accounts.actions.tokens import NewToken, actor_from_token, create_token, revoke_token
from hustings.apps.accounts.actions.workspaces import create_workspace, update_profile, update_workspace

__all__ = [
    "Invited",
    "NewToken",
    "accept_invitation",
    "actor_from_token",
    "change_role",
    "create_token",
    "create_workspace",
    "deactivate_member",
    "invite_member",
    "make_sign_in_link",
    "reactivate_member",
    "record_audit",
    "redeem_sign_in_link",
    "revoke_token",
    "set_password",
    "update_profile",
    "update_workspace",
    "withdraw_invitation",
]
