"""What is stored and done: one Django app per room that a user knows."""
