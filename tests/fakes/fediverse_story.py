"""Stories of accounts of Mastodon and Bluesky that are read and answered through faults, for tests and the bench of faults.

A caller as the product is one: what came and its cursor are kept together or not at all; what may have been sent is looked for
before it is sent again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import httpx

from fakes import bluesky, mastodon
from fakes.bluesky import FakeBluesky
from fakes.faulty import Faulty
from fakes.mastodon import FakeMastodon
from hustings.connectors.live import Draft, Gone, Sent
from hustings.connectors.platforms.bluesky import Bluesky
from hustings.connectors.platforms.mastodon import Mastodon
from hustings.connectors.protocol import Found
from hustings.kernel.errors import RetryLater, Uncertain
from hustings.kernel.records import AnyRecord, Party

ADA = Party(name="Ada Okafor")
STREAMS = ("notifications", "posts", "messages")


class Told(NamedTuple):
    """What stands at the end: the records, how often each answer stands on the server, and how many faults there were."""

    records: dict[str, AnyRecord]
    answers: dict[str, int]
    faults: int
    uncertain: int


def mastodon_story(seed: int, *, share: float) -> Told:
    """Posts, edits, deletions, messages and answers on a server of Mastodon; by seed also on simpler ones."""
    server = FakeMastodon(several=seed % 2 == 0, backward=seed % 3 == 0)
    server.keeps_keys = seed % 5 != 0
    faulty = Faulty(server, seed=seed, share=share)

    def opens(guard: object, *, base_url: str, headers: dict[str, str], **more: object) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(faulty), base_url=base_url, headers=headers)

    caller = Caller(Mastodon(opens=opens), mastodon.CREDENTIALS)
    posts: list[dict[str, Any]] = []
    for step in range(4):
        first = server.post("ada", f"Question {step}?")
        posts += [server.post("ben", f"@ada answer {step}.{each}", to=first) for each in range(6)]
        server.tell("favourite", "ben", first)
        server.talk(server.post("ben", f"@ada psst {step}", visibility="direct"))
        if step:
            server.edit(posts[step], f"@ada changed {step}")
            server.delete(posts.pop(step * 3))
        caller.read(rounds=8)
    for each in range(4):
        caller.answer(f"Reply number {each}.", posts[-each - 1]["uri"])
    said = Counter(status["content"].partition(" ")[2].removesuffix("</p>") for status in server.statuses.values())
    return caller.told(said, faulty.faults)


def bluesky_story(seed: int, *, share: float) -> Told:
    """Posts, edits, deletions, direct messages and answers on a server of the AT Protocol."""
    server = FakeBluesky(page=4)
    faulty = Faulty(server, seed=seed, share=share)

    def opens(guard: object, *, base_url: str, **more: object) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(faulty), base_url=base_url)

    caller = Caller(Bluesky(opens=opens, sessions={}), bluesky.CREDENTIALS)
    posts: list[str] = []
    for step in range(4):
        first = server.put(bluesky.ADA, f"Question {step}?")
        posts += [server.mention(f"answer {step}.{each}", to=first) for each in range(5)]
        server.tell("like", server.put(bluesky.BEN, kind="app.bsky.feed.like", subject={"uri": first}))
        message = server.message(bluesky.BEN, f"psst {step}")
        if step:
            server.edit(posts[step], f"changed {step}")
            server.delete(posts.pop(step * 2))
        if step == 2:
            server.event("DeleteMessage", message={"id": message})
        caller.read(rounds=3)
    for each in range(2):
        caller.answer(f"Reply number {each}.", posts[-each - 1])
        caller.answer(f"Reply number {each + 2}.", f"{bluesky.TALK}/{message}")
    said = Counter(record["value"]["text"] for record in server.records.values())
    said.update(each["message"].get("text", "") for each in server.events if each["$type"].endswith("CreateMessage"))
    return caller.told(said, faulty.faults)


class Caller:
    """Reads all streams and answers. After a broken line it looks at once and again after `wait` seconds, as the outbox does."""

    def __init__(
        self, account: Any, credentials: Mapping[str, str], *, streams: Sequence[str] = STREAMS, wait: float = 0.0
    ) -> None:
        self._account, self._credentials, self._wait = account, credentials, wait
        self._cursors = dict.fromkeys(streams, "")
        self._records: dict[str, AnyRecord] = {}
        self._texts: list[str] = []
        self._uncertain = 0
        self.sent: set[str] = set()
        """The ids of the answers, as far as the connector told them."""

    def read(self, *, rounds: int) -> None:
        """Each stream until nothing more is there, so many times."""
        for stream in self._cursors:
            left = rounds
            while left:
                try:
                    batch = self._account.read(self._credentials, stream, self._cursors[stream])
                except RetryLater:
                    continue
                self._cursors[stream] = batch.cursor
                left -= not batch.more
                for each in batch.found:
                    if isinstance(each, Gone):
                        self._records.pop(each.external_id, None)
                    elif isinstance(each, Found):
                        self._records[each.record.external_id] = each.record

    def answer(self, text: str, address: str, **context: str) -> None:
        """Sends until it is known to have gone."""
        self._texts.append(text)
        draft = Draft(key=f"key of {text}", text=text, author=ADA, in_reply_to=address, context=context)
        while (sent := self._sent(draft)) is None:
            pass
        self.sent.add(sent.external_id)

    def _sent(self, draft: Draft) -> Sent | None:
        """One try, and a look for it where the line broke."""
        try:
            return self._account.reply(self._credentials, draft)
        except Uncertain:
            self._uncertain += 1
            found = self._found(draft)
            if found is None:
                time.sleep(self._wait)
            return found
        except RetryLater:
            return None

    def told(self, said: Counter[str], faults: int) -> Told:
        """What stands at the end."""
        return Told(self._records, {text: said[text] for text in self._texts}, faults, self._uncertain)

    def _found(self, draft: Draft) -> Sent | None:
        while True:
            try:
                return self._account.find_draft(self._credentials, draft)
            except RetryLater:
                continue
