"""The room groups: groups and coalitions with members, roles, a noticeboard and discussion, and opportunities with candidates."""
