"""Stub."""


def write_large_export() -> None: ...
