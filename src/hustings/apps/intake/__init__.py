"""Everything that comes in: staged, planned, previewed, applied whole, and undone as a whole."""
