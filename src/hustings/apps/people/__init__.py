"""Everybody we know and how we know them: people, organisations, ties, interactions, notes, vouches, and their sources."""
