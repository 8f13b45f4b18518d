"""What the scenes promise: enough of them, each well formed, each fit for somebody in the city."""

from __future__ import annotations

from random import Random

import pytest

from hustings.demo import scenes
from hustings.demo.cast import build_cast
from hustings.demo.scenes import all_scenes, river
from hustings.demo.script import parse_scenes, play


def test_there_are_enough_conversations_in_several_languages() -> None:
    written = all_scenes()
    assert sum(len(scene.turns) > 1 for scene in written) >= 60
    assert {scene.language for scene in written} == {"en", "es", "pt", "fr", "de", "pl"}
    assert sum(scene.kind == "unanswered" for scene in written) >= 20


def test_the_one_who_speaks_last_agrees_with_the_kind() -> None:
    for scene in all_scenes():
        if scene.kind in ("unanswered", "pitch", "recruiter"):
            assert not scene.turns[-1].by_ada, scene.key
        if scene.kind == "waiting":
            assert scene.turns[-1].by_ada, scene.key


def test_every_trait_of_a_scene_belongs_to_somebody() -> None:
    traits = {trait for person in build_cast(400) for trait in person.traits}
    for scene in all_scenes():
        assert scene.who <= traits, (scene.key, scene.who - traits)


@pytest.mark.parametrize(
    "text",
    [
        "== key | ended | mail | any | Subject\n",
        "== key | no-such-kind | mail | any | Subject\nP: Hello\n",
        "== key | unknown | mail | any | Subject\nP: Hello\n",
        "P: Hello without a head\n",
    ],
)
def test_a_broken_script_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no scene"):
        parse_scenes(text)


def test_two_scenes_with_one_key_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, "_SCRIPTS", (("en", (river, river)),))
    with pytest.raises(ValueError, match="share a key"):
        all_scenes()


def test_turns_join_lines_and_keep_paragraphs() -> None:
    (scene,) = parse_scenes("== a | ended | any | any | S\nP: One\ntwo.\n\nThree.\nA 2d: Four\n", language="de")
    assert [turn.text for turn in scene.turns] == ["One two.\n\nThree.", "Four"]
    assert [turn.minutes for turn in scene.turns] == [0, 2880]
    assert scene.language == "de"


def test_playing_fills_slots_and_chooses() -> None:
    chosen = {play("[[Hi|Hello]] {given}", slots={"given": "Ben"}, chance=Random(seed)) for seed in range(20)}
    assert chosen == {"Hi Ben", "Hello Ben"}
