"""The outside: bytes to records, drafts to requests. A connector never knows that a database exists."""
