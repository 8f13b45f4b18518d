"""Benchmark `dialogue`: the dialogue in an X archive of 100,000 posts, from the zip to the score, against reading its JSON."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bench.measure import SCRATCH, Check, Outcome, ratios, run

TIMES_FLOOR = 3.0
OWNER = 77
WORDS = (
    "the crossing",
    "our school",
    "buses",
    "the river",
    "a hearing",
    "thank you",
    "on Saturday",
    "at the market",
    "why",
    "when",
)
BEGAN = datetime(2021, 3, 1, 8, tzinfo=UTC)


def dialogue_benchmark(*, quick: bool) -> list[Outcome]:
    """A hundred thousand posts, or a few."""
    return [measure_dialogue(1_000, turns=1) if quick else measure_dialogue(100_000, turns=3)]


def measure_dialogue(posts: int, *, turns: int) -> Outcome:
    """CPU of `hustings dialogue --archive`'s work and of `json.loads` over the same posts, in turns."""
    home = SCRATCH / "dialogue"
    home.mkdir(parents=True, exist_ok=True)
    place = home / f"archive-{posts}.zip"
    if not place.exists():
        _write(place, posts)
    product, floor, found = [], [], {}
    for _ in range(turns):
        floor.append(run("bench.dialogue:read_json", home=home, path=str(place))["cpu"])
        found = run("bench.dialogue:score", home=home, path=str(place))
        product.append(found["cpu"])
    if found["sent"] != posts:
        raise RuntimeError(f"{found['sent']} of {posts} posts were measured.")
    check = Check(f"CPU of the dialogue in {posts:,} posts, against reading their JSON", ratios(product, floor), TIMES_FLOOR)
    return Outcome("dialogue", (check,), {"posts": posts, "cpu_seconds": product, "floor_cpu_seconds": floor, **found})


def score(*, path: str) -> dict[str, Any]:
    """What the command does with an archive."""
    import django

    django.setup()
    from bench.child import Meter
    from hustings.apps.intake.measuring import measure_archive

    with Meter() as meter:
        found = measure_archive([Path(path)], now=datetime(2026, 1, 1, tzinfo=UTC))
    return {"cpu": meter.cpu, "sent": found.score.sent, "broadcast": found.score.broadcast.count}


def read_json(*, path: str) -> dict[str, Any]:
    """The posts out of the zip and through the standard library's JSON reader."""
    from bench.child import Meter

    with Meter() as meter, zipfile.ZipFile(path) as archive:
        text = archive.read("data/tweets.js").decode()
        posts = json.loads(text[text.index("=") + 1 :])
    return {"cpu": meter.cpu, "posts": len(posts)}


def _write(place: Path, posts: int) -> None:
    chance = Random(posts)
    owner = {"username": "ada", "accountId": str(OWNER), "accountDisplayName": "Ada", "createdAt": "2020-01-01T00:00:00.000Z"}
    account = [{"account": owner}]
    held = [_post(number, chance) for number in range(posts)]
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/account.js", "window.YTD.account.part0 = " + json.dumps(account, indent=2))
        archive.writestr("data/tweets.js", "window.YTD.tweets.part0 = " + json.dumps(held, indent=2))


def _post(number: int, chance: Random) -> dict[str, Any]:
    """A post with the fields of an export: four of ten answer somebody, one of ten repeats another's."""
    moment = BEGAN + timedelta(minutes=23 * number)
    identifier = 1_366_000_000_000_000_000 + number * 5_788_000_000
    text = " ".join(chance.choice(WORDS) for _ in range(18))
    kind, other = chance.random(), chance.randrange(3_000)
    handle, known = f"person{other}", str(9_000 + other)
    mentioned = {
        "name": f"Person {other}",
        "screen_name": f"person{other}",
        "indices": ["0", "9"],
        "id_str": str(9_000 + other),
        "id": str(9_000 + other),
    }
    post: dict[str, Any] = {
        "edit_info": {"initial": {"editTweetIds": [str(identifier)], "editableUntil": moment.isoformat(), "editsRemaining": "5"}},
        "retweeted": False,
        "source": '<a href="https://mobile.example" rel="nofollow">Web App</a>',
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [mentioned] if kind < 0.5 else [], "urls": []},
        "display_text_range": ["0", str(len(text))], "favorite_count": str(chance.randrange(40)), "id_str": str(identifier),
        "truncated": False, "retweet_count": str(chance.randrange(9)), "id": str(identifier),
        "created_at": f"{moment:%a %b %d %H:%M:%S} +0000 {moment:%Y}", "favorited": False, "full_text": text, "lang": "en",
    }  # fmt: skip
    if kind < 0.4:
        answered = str(identifier - 90_000_000)
        post |= {
            "full_text": f"@person{other} {text}", "in_reply_to_status_id": answered, "in_reply_to_status_id_str": answered,
            "in_reply_to_user_id": known, "in_reply_to_user_id_str": known, "in_reply_to_screen_name": handle,
        }  # fmt: skip
    elif kind < 0.5:
        post["full_text"] = f"RT @person{other}: {text}"
    return {"tweet": post}
