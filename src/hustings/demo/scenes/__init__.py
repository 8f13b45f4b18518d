"""All scenes of the demo campaign, by theme; each module holds one script."""

from __future__ import annotations

from hustings.demo.scenes import (
    allies,
    business,
    cold,
    french,
    german,
    helping,
    housing,
    life,
    owed,
    polish,
    portuguese,
    river,
    running,
    schools,
    spanish,
    streets,
)
from hustings.demo.script import Scene, parse_scenes

_SCRIPTS = (
    ("en", (schools, river, housing, business, streets, running, helping, life, allies, owed, cold)),
    ("es", (spanish,)),
    ("pt", (portuguese,)),
    ("fr", (french,)),
    ("de", (german,)),
    ("pl", (polish,)),
)


def all_scenes() -> tuple[Scene, ...]:
    """Every scene, in a fixed order; raises ValueError if two share a key."""
    scenes: list[Scene] = []
    for language, themes in _SCRIPTS:
        for theme in themes:
            scenes.extend(parse_scenes(theme.SCRIPT, language=language))
    if len({scene.key for scene in scenes}) != len(scenes):
        raise ValueError("Two scenes share a key.")
    return tuple(scenes)
