"""Scenes: small conversations written by hand, with slots. This module reads them; the texts lie in `scenes`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

_HEAD = re.compile(r"== (?P<key>[\w-]+) \| (?P<kind>\w+) \| (?P<channel>\w+) \| (?P<who>[\w ]+) \| ?(?P<subject>.*)")
_TURN = re.compile(r"(?P<who>[AP])(?: (?P<count>\d+)(?P<unit>[mhd]))?: (?P<text>.*)")
_CHOICE = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
_MINUTES = {"m": 1, "h": 60, "d": 1440}
KINDS = frozenset({"ended", "unanswered", "waiting", "thanks", "pitch", "recruiter"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One message: by Ada or by the other person, this many minutes after the one before (0: the history decides)."""

    by_ada: bool
    text: str
    minutes: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A conversation in one language on one theme.

    `kind` says how it ends: `ended`, `thanks` (a plain thank-you closes it), `unanswered` (Ada owes a reply), `waiting` (the
    other one does), `pitch` and `recruiter` (cold). `channel` is mail, linkedin or any; `who` are the traits it fits.
    """

    key: str
    kind: str
    channel: str
    who: frozenset[str]
    subject: str
    language: str
    turns: tuple[Turn, ...]

    @property
    def most_uses(self) -> int:
        """How often it may take place: what has slots or choices reads differently each time, the rest happens once."""
        return 2 if any("{" in turn.text or "[[" in turn.text for turn in self.turns) else 1


def parse_scenes(text: str, *, language: str = "en") -> tuple[Scene, ...]:
    """The scenes of a script.

    `== key | kind | channel | traits | subject` opens a scene, `P: ` the person's turn and `A: ` Ada's, `A 2d: ` two days
    later. Lines are joined, an empty line parts paragraphs. Raises ValueError on a scene without turns or of an unknown kind.
    """
    return tuple(_parse_scene(block, language) for block in re.split(r"^(?=== )", text, flags=re.MULTILINE) if block.strip())


def _parse_scene(block: str, language: str) -> Scene:
    first, *lines = block.strip().splitlines()
    head = _HEAD.fullmatch(first)
    turns = tuple(_parse_turns(lines))
    if head is None or head["kind"] not in KINDS or not turns:
        raise ValueError(f"This is no scene: {first}")
    return Scene(
        key=head["key"], kind=head["kind"], channel=head["channel"], who=frozenset(head["who"].split()),
        subject=head["subject"], language=language, turns=turns,
    )  # fmt: skip


def _parse_turns(lines: list[str]) -> list[Turn]:
    turns: list[Turn] = []
    for line in lines:
        start = _TURN.fullmatch(line)
        if start:
            minutes = int(start["count"]) * _MINUTES[start["unit"]] if start["count"] else 0
            turns.append(Turn(by_ada=start["who"] == "A", text=start["text"], minutes=minutes))
        elif turns:
            glue = "\n\n" if not line.strip() else "" if turns[-1].text.endswith("\n\n") else " "
            turns[-1] = Turn(by_ada=turns[-1].by_ada, text=turns[-1].text + glue + line.strip(), minutes=turns[-1].minutes)
    return [Turn(by_ada=turn.by_ada, text=turn.text.strip(), minutes=turn.minutes) for turn in turns]


def play(text: str, *, slots: dict[str, str], chance: Random) -> str:
    """The text with one of each `[[this|that]]` chosen and its `{slots}` filled."""
    chosen = _CHOICE.sub(lambda found: chance.choice(found[1].split("|")), text)
    return chosen.format_map(slots)
