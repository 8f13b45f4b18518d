"""Favours: the ledger of giving and asking with each person, never in money, and gifts to officials by rule."""
