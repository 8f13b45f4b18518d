"""Background work: thin wiring of the task queue; knows no app."""
