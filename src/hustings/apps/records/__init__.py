"""The room records: which sets of public data were added, from where and as of when, and what lobbyists filed."""
