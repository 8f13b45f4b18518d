"""The HTML door: parse, call, render."""
