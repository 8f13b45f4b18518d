"""Hustings keeps a political network two-way: from your own exports and accounts to today's conversations."""

__version__ = "0.1.0"
