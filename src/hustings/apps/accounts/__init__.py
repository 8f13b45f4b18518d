"""Who may do what: workspaces, members and their roles, invitations of members, API tokens, the audit trail."""
