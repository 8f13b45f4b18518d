"""Records to bytes: what leaves Hustings as a file. Each module writes one format; none knows that a data base exists."""
