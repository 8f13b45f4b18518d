"""The actor: which member acts, in which workspace, with which role, through which door. Every query starts from one."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hustings.kernel.errors import NotPermitted

VIEWER = frozenset({"see_people", "see_today"})
VOLUNTEER = VIEWER | {"log_touch", "work_today", "add_note", "save_segments"}
ORGANISER = VOLUNTEER | {
    "see_all_people", "edit_people", "see_reviews", "merge_people", "see_imports", "import_files", "see_inbox",
    "decide_invitations", "see_goals", "edit_goals", "see_channels", "connect_channels", "see_outbox", "send_replies",
}  # fmt: skip
MANAGER = ORGANISER | {
    "assign_people", "undo_of_others", "export_people", "manage_fields", "see_audit", "erase_people", "see_all_channels",
    "manage_inbox",
}  # fmt: skip
OWNER = MANAGER | {"see_members", "manage_members", "see_workspace", "manage_workspace"}

PERMISSIONS: dict[str, frozenset[str]] = {
    "owner": OWNER,
    "manager": MANAGER,
    "organiser": ORGANISER,
    "volunteer": VOLUNTEER,
    "viewer": VIEWER | {"see_all_people", "see_inbox", "see_goals"},
}
"""What each role may do. A volunteer works with assigned people only; a viewer sees everything and changes nothing."""

READING = frozenset(
    {
        "see_people", "see_all_people", "see_today", "see_inbox", "see_audit", "see_reviews", "see_imports", "see_members",
        "see_workspace", "export_people", "see_goals", "see_channels", "see_all_channels", "see_outbox",
    }
)  # fmt: skip
"""What a read-only actor may do, as far as the role may."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A member acting through a door. `read_only` narrows the role, as a read-only API token does."""

    workspace_id: int
    member_id: int
    user_id: int
    role: str
    name: str
    time_zone: str
    language: str = "en"
    door: str = "cli"
    read_only: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def may(self, permission: str) -> bool:
        """Whether the role, narrowed by the scope, contains the permission."""
        return permission in PERMISSIONS[self.role] and (not self.read_only or permission in READING)

    def require(self, permission: str) -> None:
        """Raises NotPermitted unless `may(permission)`."""
        if self.read_only and permission in PERMISSIONS[self.role] - READING:
            raise NotPermitted("This token only reads. Make one of scope write under API tokens.")
        if not self.may(permission):
            raise NotPermitted(f"Your role ({self.role}) does not allow this. Ask an owner or a manager of the workspace.")
