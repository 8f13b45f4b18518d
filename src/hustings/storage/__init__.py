"""Many rows at once, the same on SQLite and PostgreSQL: ids reserved ahead, rows written by one prepared statement."""
