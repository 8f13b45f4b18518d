"""Every address of the site, with made-up arguments, for tests that must hold everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES = {"int": "987654", "uuid": "00000000-0000-4000-8000-000000000000"}


def all_paths() -> list[str]:
    """The paths of all routes of the web door, sorted."""
    return sorted(path for path in _walk(get_resolver().url_patterns, "/") if not path.startswith("/api/"))


def _filled(route: str) -> str:
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "x", route).lstrip("^").rstrip("$")
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found.group(1) or "", "x"), plain)


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        path = prefix + _filled(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield path
