"""Readers of archives and formats, one module each. To add one: the module, its goldens in tests, one line in registry.py."""
