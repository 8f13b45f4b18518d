"""Tables too big for objects, worked on by DuckDB in scratch files. Whoever installs without it can do all else."""
