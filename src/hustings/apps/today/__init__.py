"""Whom to talk to today, why, through which channel and with what to start."""
