"""Scenes."""

SCRIPT = ""
