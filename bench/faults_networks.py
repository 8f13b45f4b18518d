"""Social networks over bad lines: `python -m bench.faults_networks [NAME...] [--runs N] [--seed S]`.

`mastodon` are two real servers of snac that federate with each other, `bluesky` is a real network of the AT Protocol. Each run
reads a fresh account through a proxy that refuses, delays, cuts, resets and truncates lines, while others there write, answer,
like, follow and delete, and answers them the same way. What was found must equal what a sound line finds, and each answer must
stand there once.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from random import Random
from threading import Lock
from typing import Any

import httpx
import pytest

from bench.measure import ROOT, keep_counts

RUNS = 200
AT_ONCE = {"mastodon": 20, "bluesky": 6}
"""Runs at the same time: delivery takes seconds, and nothing has to be done meanwhile."""
ROUNDS = 3
"""How often each stream is read after each change; posts of late are looked at again in turn, five at a time."""
WAIT = 2.0
"""Seconds until an answer is tried again; the outbox waits ten."""
_COUNTING = Lock()
_POST = "app.bsky.feed.post"
_SEEN = "app.bsky.feed.getPosts"

Story = Iterator[None]
"""One run. It pauses wherever others have to be told of what was written."""


def main() -> None:
    """Runs N times each, prints the counts and keeps them; exits 1 where anything differed, was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults_networks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NETWORKS)}; all where none is given")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sound = True
    for name in given.names or NETWORKS:
        try:
            outcome = faulty_runs(name, given.runs, seed=given.seed)
        except pytest.skip.Exception as missing:
            sys.exit(f"Not tried: {missing}.")
        print(json.dumps({name: outcome}, indent=2), flush=True)
        sound = sound and outcome["differing"] == outcome["doubled"] == outcome["lost"] == 0
    sys.exit(0 if sound else 1)


def faulty_runs(name: str, runs: int, *, seed: int) -> dict[str, Any]:
    """So many accounts. Returns the counts; `uncertain` are tries of which the connector said that it does not know."""
    sys.path.insert(0, str(ROOT / "tests"))
    counts = Counter(dict.fromkeys(("runs", "records", "differing", "answers", "uncertain", "doubled", "lost"), 0))
    faults: Counter[str] = Counter()
    size = AT_ONCE[name]
    with NETWORKS[name]() as story:
        for begin in range(0, runs, size):
            numbers = range(begin, min(begin + size, runs))
            stories = [story(number, Random(seed * 1_000_000 + number), counts, faults) for number in numbers]
            with ThreadPoolExecutor(size) as pool:
                while stories:
                    ended = pool.map(lambda each: next(each, "ended"), stories)
                    stories = [each for each, said in zip(stories, ended, strict=True) if said is None]
            outcome = {**counts, "faults": dict(faults), "seed": seed}
            if runs >= RUNS:
                keep_counts(f"faults_networks_{name}", outcome)
    return outcome


class Account:
    """An account that is read and answered over bad lines, and compared with what a sound line finds in the end."""

    def __init__(self, makes: Callable[..., Any], credentials: dict[str, str], *, port: int, chance: Random) -> None:
        from fakes.fediverse_story import Caller
        from servers.faults import FaultProxy

        self._proxy = FaultProxy(target=port, seed=chance.getrandbits(32), limit=60, longest=8_000)
        self._bad = Caller(makes(opens=self._opens), credentials, wait=WAIT)
        self._sound = Caller(makes(opens=_open_client()), credentials)

    def read(self) -> None:
        """All streams over bad lines."""
        with self._proxy.running():
            self._bad.read(rounds=ROUNDS)
        self._proxy.seed += 1

    def answer(self, *addresses: str) -> None:
        """Answers each of these over bad lines."""
        self._texts = [f"Answer number {place}, gladly." for place, _ in enumerate(addresses)]
        with self._proxy.running():
            for text, address in zip(self._texts, addresses, strict=True):
                self._bad.answer(text, address)
        self._proxy.seed += 1

    def end(self, said: list[str], counts: Counter[str], faults: Counter[str]) -> None:
        """Counts what became of the run; `said` are the texts that stand on the server in the account's name."""
        self.read()
        self._sound.read(rounds=1)
        told = self._bad.told(Counter({text: sum(text in each for each in said) for text in self._texts}), 0)
        sound = self._sound.told(Counter(), 0).records
        # What was sent is known by its sending, and found again by a sync or not: on Bluesky it stands among older posts.
        found, whole = (
            {name: each for name, each in records.items() if name not in self._bad.sent} for records in (told.records, sound)
        )
        with _COUNTING:
            faults.update(self._proxy.met)
            counts.update(
                runs=1,
                records=len(sound),
                differing=int(found != whole),
                answers=len(told.answers),
                uncertain=told.uncertain,
                doubled=sum(each > 1 for each in told.answers.values()),
                lost=sum(each == 0 for each in told.answers.values()),
            )

    def _opens(self, guard: Any, *, base_url: str, headers: dict[str, str] | None = None, **more: Any) -> httpx.Client:
        """A client whose lines go through the proxy; the server hears its own name."""
        named = dict(headers or {}) | {"host": base_url.partition("://")[2]}
        client: httpx.Client = _open_client()(guard, base_url=f"http://127.0.0.1:{self._proxy.port}", headers=named, **more)
        return client


def _open_client() -> Callable[..., Any]:
    from hustings.connectors.http import open_client

    return open_client


@contextmanager
def mastodon() -> Iterator[Callable[..., Story]]:
    """Ada has a fresh account on one server in each run; Ben is there too, Vera on the other server."""
    from servers.snac import two_servers

    with two_servers() as (one, two):
        yield partial(_on_mastodon, one, two)


def _on_mastodon(one: Any, two: Any, number: int, chance: Random, counts: Counter[str], faults: Counter[str]) -> Story:
    from hustings.connectors.platforms.mastodon import Mastodon
    from servers.snac import LOOPBACK, until

    ada = f"ada{number}"
    one.join(ada)
    search = {"q": f"http://{one.host}/{ada}", "resolve": "true"}
    (found,) = two.call("vera", "GET", "/api/v2/search", params=search)["accounts"]
    two.call("vera", "POST", f"/api/v1/accounts/{found['id']}/follow", data={"x": "1"})
    account = Account(partial(Mastodon, LOOPBACK), one.credentials(ada), port=_port(one.host), chance=chance)
    yield
    until(lambda: "follow" in {each["type"] for each in _notices(one, ada)})
    first = one.post(ada, f"Doors open at 7, says {ada}. Questions?")
    yield
    seen = until(lambda: _in_timeline(two, "vera", first["uri"]))
    asked = [one.post("ben", f"@{ada} question {each}?", in_reply_to_id=first["id"]) for each in range(3)]
    private = one.post("ben", f"@{ada} a private word", visibility="direct")
    asked.append(private)
    one.call("ben", "POST", f"/api/v1/statuses/{first['id']}/favourite", data={"x": "1"})
    asked.append(two.post("vera", "I will bring chairs.", in_reply_to_id=seen["id"]))
    account.read()
    yield
    until(lambda: {each["uri"] for each in asked} <= _noticed(one, ada))
    account.read()
    gone = asked.pop(chance.randrange(3))
    one.delete("ben", gone["uri"])
    asked.append(two.post("vera", "And tables.", in_reply_to_id=seen["id"]))
    one.post(ada, "Thank you all!")
    yield
    until(lambda: asked[-1]["uri"] in _noticed(one, ada))
    until(lambda: _is_gone(one, ada, gone["id"]))
    account.answer(*(each["uri"] for each in asked))
    yield
    own = one.call(ada, "GET", "/api/v1/accounts/verify_credentials")["id"]
    statuses = one.call(ada, "GET", f"/api/v1/accounts/{own}/statuses", params={"limit": 40})
    below = one.call(ada, "GET", f"/api/v1/statuses/{private['id']}/context")["descendants"]
    account.end([each["content"] for each in (*statuses, *below)], counts, faults)


def _notices(server: Any, name: str) -> Any:
    return server.call(name, "GET", "/api/v1/notifications", params={"limit": 40})


def _noticed(server: Any, name: str) -> set[str]:
    return {each["status"]["uri"] for each in _notices(server, name) if each.get("status")}


def _in_timeline(server: Any, name: str, address: str) -> Any:
    timeline = server.call(name, "GET", "/api/v1/timelines/home", params={"limit": 200})
    return next((each for each in timeline if each["uri"] == address), None)


def _is_gone(server: Any, name: str, number: str) -> bool:
    try:
        server.call(name, "GET", f"/api/v1/statuses/{number}")
    except AssertionError:
        return True
    return False


@contextmanager
def bluesky() -> Iterator[Callable[..., Story]]:
    """Ada has a fresh account in each run; Ben and Vera answer her."""
    from servers.bluesky import bluesky_network

    with bluesky_network() as network:
        yield partial(_on_bluesky, network, network.join("ben"), network.join("vera"))


def _on_bluesky(
    network: Any, ben: Any, vera: Any, number: int, chance: Random, counts: Counter[str], faults: Counter[str]
) -> Story:
    from hustings.connectors.platforms.bluesky import Bluesky
    from servers.snac import LOOPBACK

    ada = network.join(f"ada{number}")
    root = ada.create(_POST, text="Doors open at 7. Questions?")
    ref = {"uri": root["uri"], "cid": root["cid"]}
    makes = partial(Bluesky, LOOPBACK, sessions={})
    account = Account(makes, ada.credentials, port=_port(network.server), chance=chance)
    yield
    ada.until(lambda: ada.get(_SEEN, uris=[root["uri"]])["posts"])
    asked = [ben.create(_POST, text=f"Question {each}?", reply={"root": ref, "parent": ref})["uri"] for each in range(3)]
    asked.append(vera.create(_POST, text="I will bring chairs.", reply={"root": ref, "parent": ref})["uri"])
    for kind in ("app.bsky.feed.like", "app.bsky.feed.repost"):
        ben.create(kind, subject=ref)
    vera.create("app.bsky.graph.follow", subject=ada.did)
    messages = [_write(ben, ada, f"Message {each}") for each in range(3)]
    account.read()
    yield
    ada.until(lambda: len(ada.get("app.bsky.notification.listNotifications")["notifications"]) == 7)
    account.read()
    gone = asked.pop(chance.randrange(3))
    ben.delete(gone)
    talk, _, forgotten = messages.pop(chance.randrange(2)).partition("/")
    ben.do("chat.bsky.convo.deleteMessageForSelf", {"convoId": talk, "messageId": forgotten}, chat=True)
    asked.append(vera.create(_POST, text="And tables.", reply={"root": ref, "parent": ref})["uri"])
    ada.create(_POST, text="Thank you all!")
    yield
    ada.until(lambda: ada.get(_SEEN, uris=[asked[-1]])["posts"] and not ada.get(_SEEN, uris=[gone])["posts"])
    account.answer(*asked, *messages)
    yield
    posts = ada.get("com.atproto.repo.listRecords", repo=ada.did, collection=_POST, limit=100)["records"]
    said = [each["value"]["text"] for each in posts] + _said(ada, talk)
    ada.until(lambda: len(ada.get(_SEEN, uris=[each["uri"] for each in posts])["posts"]) == len(posts))
    account.end(said, counts, faults)


def _write(sender: Any, to: Any, text: str) -> str:
    """A direct message, by its sender's own program."""
    asked = {"members": to.did}
    talk = sender.get("chat.bsky.convo.getConvoForMembers", chat=True, **asked)["convo"]["id"]
    sent = sender.do("chat.bsky.convo.sendMessage", {"convoId": talk, "message": {"text": text}}, chat=True)
    return f"{talk}/{sent['id']}"


def _said(person: Any, talk: str) -> list[str]:
    """What an account wrote in a talk."""
    found = person.get("chat.bsky.convo.getMessages", chat=True, convoId=talk, limit=100)["messages"]
    return [each["text"] for each in found if each["sender"]["did"] == person.did and "text" in each]


def _port(address: str) -> int:
    return int(address.rpartition(":")[2])


NETWORKS = {"mastodon": mastodon, "bluesky": bluesky}

if __name__ == "__main__":
    main()
