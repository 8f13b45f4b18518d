"""Eighteen months between Ada and the city: who has which conversation, on which channel and when. Pure and repeatable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hustings.demo import city
from hustings.demo.cast import SEED, Character
from hustings.demo.script import Scene, Turn, play

SPAN_DAYS = 545
_PAUSES = (35, 50, 90, 150, 200, 320, 600, 900, 1300, 1500, 2200)
_SCENES_PER_CIRCLE = {"ally": (7, 8), "network": (1, 2), "constituent": (1, 1)}
_ACQUAINTED_SHARE, _PENDING_SHARE = 0.12, 0.4
_ORDER = ("ally", "constituent", "pending", "network", "acquaintance", "stranger")
_NEWS = ("new-job", "new-job-fear", "baby-twins", "citizenship", "retirement")
_OPEN_KINDS, _COLD_KINDS = ("unanswered", "waiting"), ("pitch", "recruiter")


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """Turns offsets from the day of `now` into dates and local times, so that the story moves along with the calendar."""

    today: date
    zone: ZoneInfo

    def day(self, ago: int) -> date:
        """The day that many days before today (negative: to come)."""
        return self.today - timedelta(days=ago)

    def moment(self, ago: int, *, minutes: int = 0) -> datetime:
        """The local time so many minutes after that day's midnight, aware."""
        return (datetime.combine(self.day(ago), time()) + timedelta(minutes=minutes)).replace(tzinfo=self.zone)


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message of a conversation; `at` is aware, in the city's time zone."""

    at: datetime
    by_ada: bool
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A scene that took place: with whom, on which channel (`mail` or `linkedin`) and when."""

    person: Character
    scene: Scene
    channel: str
    subject: str
    messages: tuple[Message, ...]


def build_history(cast: tuple[Character, ...], scenes: tuple[Scene, ...], *, days: Days) -> tuple[Conversation, ...]:
    """All conversations, oldest first by their first message; the last message of all lies on the day before `now`'s day.

    Nobody has the same scene twice, and an open conversation (unanswered, or Ada waits) is the last one with that person.
    """
    casting = _Casting(cast, scenes, chance=Random(SEED + 1))  # noqa: S311 - a repeatable story, not a secret
    planned = [*casting.open_ones(), *casting.cold_ones(), *casting.past_ones()]
    played = [_play(person, scene, ends=ends, days=days, cast=cast, index=index)
              for index, (person, scene, ends) in enumerate(planned)]  # fmt: skip
    return tuple(sorted(played, key=lambda one: (one.messages[0].at, one.person.number)))


class _Casting:
    """Gives scenes to people. Keeps who has had what, and how near to today each person's next past scene may end."""

    def __init__(self, cast: tuple[Character, ...], scenes: tuple[Scene, ...], *, chance: Random) -> None:
        self.cast, self.scenes, self.chance = cast, scenes, chance
        self.uses: Counter[str] = Counter()
        self.had: dict[int, set[str]] = {}
        self.nearest: dict[int, int] = {}

    def open_ones(self) -> Iterable[tuple[Character, Scene, int]]:
        """Each open scene once, each with another person."""
        for scene in self.scenes:
            if scene.kind not in _OPEN_KINDS:
                continue
            free = [person for person in self.cast if person.number not in self.nearest and _fits(scene, person)]
            fitting = [person for person in free if person.circle in ("ally", "network", "constituent")] or [
                person for person in free if person.circle == "acquaintance"
            ]
            if not fitting:
                continue
            person = self.chance.choice(fitting)
            ends = self.chance.randint(1, 36) if scene.kind == "unanswered" else self.chance.randint(4, 30)
            self.nearest[person.number] = ends + 12
            self._note(person, scene)
            yield person, scene, ends

    def cold_ones(self) -> Iterable[tuple[Character, Scene, int]]:
        """Each pitch and each recruiter's letter once."""
        for scene in self.scenes:
            fitting = [person for person in self.cast if person.number not in self.had and _fits(scene, person)
                       and person.circle == "stranger"]  # fmt: skip
            if scene.kind in _COLD_KINDS and fitting:
                person = fitting[0]
                self._note(person, scene)
                yield person, scene, self.chance.randint(3, 330)

    def past_ones(self) -> Iterable[tuple[Character, Scene, int]]:
        """The conversations that came to an end, spread over the eighteen months."""
        for person in sorted(self.cast, key=lambda person: _ORDER.index(person.circle)):
            wanted = self._wanted(person)
            for step in range(wanted):
                scene = self._least_used(person)
                if scene is None:
                    break
                self._note(person, scene)
                ends = self._ends(person, step=step, steps=wanted)
                yield person, scene, self._recently(person) if scene.key in _NEWS else ends

    def _wanted(self, person: Character) -> int:
        if person.circle in _SCENES_PER_CIRCLE:
            return self.chance.randint(*_SCENES_PER_CIRCLE[person.circle])
        share = {"acquaintance": _ACQUAINTED_SHARE, "pending": _PENDING_SHARE}.get(person.circle, 0.0)
        return int(self.chance.random() < share)

    def _least_used(self, person: Character) -> Scene | None:
        had = self.had.get(person.number, set())
        fitting = [scene for scene in self.scenes if scene.kind in ("ended", "thanks") and scene.key not in had
                   and _fits(scene, person)]  # fmt: skip
        fresh = [scene for scene in fitting if self.uses[scene.key] < scene.most_uses]
        if not fresh and person.circle == "constituent" and not had:
            fresh = fitting  # nobody would know of them otherwise
        return min(fresh, key=lambda scene: (self.uses[scene.key], self.chance.random()), default=None)

    def _ends(self, person: Character, *, step: int, steps: int) -> int:
        nearest = max(self.nearest.get(person.number, 0), {"ally": 4, "network": 15}.get(person.circle, 8))
        if person.number == 1 and step == steps - 1:
            return SPAN_DAYS - 5
        width = (SPAN_DAYS - 30 - nearest) // max(steps, 1)
        return nearest + step * width + self.chance.randint(0, max(width - 8, 1))

    def _recently(self, person: Character) -> int:
        return max(self.nearest.get(person.number, 0), self.chance.randint(6, 40))

    def _note(self, person: Character, scene: Scene) -> None:
        self.uses[scene.key] += 1
        self.had.setdefault(person.number, set()).add(scene.key)


def _fits(scene: Scene, person: Character) -> bool:
    if scene.channel == "linkedin" and not person.on_linkedin and person.circle != "stranger":
        return False
    if scene.language != person.language and not (scene.language == "en" and person.number % 3):
        return False
    return bool(scene.who & person.traits)


def _play(person: Character, scene: Scene, *, ends: int, days: Days, cast: tuple[Character, ...], index: int) -> Conversation:
    chance = Random(SEED * 31 + index)  # noqa: S311 - a repeatable story, not a secret
    channel = scene.channel
    if channel == "any":
        channel = "linkedin" if person.on_linkedin and chance.random() < 0.5 else "mail"
    slots = _slots(person, cast=cast, chance=chance)
    minutes = _minutes(scene.turns, chance=chance)
    lasted = minutes[-1] // 1440
    start = ends + lasted
    messages = tuple(
        Message(at=days.moment(start, minutes=minute), by_ada=turn.by_ada, text=play(turn.text, slots=slots, chance=chance))
        for turn, minute in zip(scene.turns, minutes, strict=True)
    )
    subject = play(scene.subject, slots=slots, chance=chance)
    return Conversation(person=person, scene=scene, channel=channel, subject=subject, messages=messages)


def _minutes(turns: tuple[Turn, ...], *, chance: Random) -> list[int]:
    """When each turn falls, in minutes after the first day's midnight; nobody writes between ten at night and seven."""
    at = chance.randint(7 * 60 + 20, 20 * 60)
    result = [at]
    for turn in turns[1:]:
        pause = turn.minutes or chance.choice(_PAUSES)
        at += pause + chance.randint(0, min(pause // 8, 170) + 1)
        of_day = at % 1440
        if of_day < 420:
            at += 420 - of_day + chance.randint(5, 95)
        elif of_day > 1320:
            at += 1440 - of_day + 420 + chance.randint(5, 95)
        result.append(at)
    return result


def _slots(person: Character, *, cast: tuple[Character, ...], chance: Random) -> dict[str, str]:
    friends = [other for other in cast if other.circle in ("ally", "network") and other.number != person.number]
    mutual = chance.choice(friends)
    return {
        "given": person.called, "name": person.plain_name, "org": person.organisation.name or "the old valve works",
        "title": person.title, "district": person.district, "street": person.street.split(" ", 1)[1],
        "school": chance.choice(city.SCHOOLS), "route": chance.choice(city.ROUTES), "mutual": mutual.plain_name,
        "mutualgiven": mutual.called, "mutualorg": mutual.organisation.name or "the reading circle", "city": city.CITY,
        "river": city.RIVER, "phone": person.phones[0].removeprefix("+1 "), "former": person.former_employer or "my last place",
    }  # fmt: skip
