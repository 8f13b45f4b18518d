"""Stories of accounts of X, LinkedIn, YouTube and Meta's networks, read and answered through faults as those of the fediverse.

The servers are small ones that remember; requests and answers keep to the contracts written from the platforms' documents.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import unquote

import httpx

from connectors.platforms.x_story import BEN, CREDENTIALS, ME, FakeX
from fakes.faulty import Faulty
from fakes.fediverse_story import Caller, Told
from fakes.web import FakeWeb
from hustings.connectors.platforms.linkedin.pages import LinkedInPage
from hustings.connectors.platforms.meta.facebook import Facebook
from hustings.connectors.platforms.meta.instagram import Instagram
from hustings.connectors.platforms.meta.threads import Threads
from hustings.connectors.platforms.x import X
from hustings.connectors.platforms.youtube import YouTube

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEGAN = datetime(2026, 11, 20, 10, tzinfo=UTC)
PAGE = "urn:li:organization:77"
GRAPH, THREADS = "/v26.0/", "/v1.0/"
META = {"client_id": "app", "client_secret": "hush", "token": "good"}
GONE = {"error": {"code": 100, "error_subcode": 33, "message": "does not exist"}}


def x_story(seed: int, *, share: float) -> Told:
    """Mentions, own posts and messages on X, of which two are answered."""
    server = FakeX()
    faulty = Faulty(server._answer, seed=seed, share=share)
    caller = Caller(X(opens=_opens(faulty), now=_days_later(seed)), CREDENTIALS, streams=("mentions", "posts", "messages"))
    for step in range(3):
        server.post(ME, f"Doors open at {step}.")
        mentions = [server.post(BEN, f"@AdaOkafor question {step}.{each}?") for each in range(3)]
        message = server.message(BEN, f"psst {step}")
        caller.read(rounds=2)
    caller.answer("At seven.", mentions[0]["id"])
    caller.answer("Not yet.", message["id"], talk=message["dm_conversation_id"])
    said = Counter(each["text"].removeprefix("@benr ") for each in server.posts.values())
    said.update(each["text"] for each in server.events)
    return caller.told(said, faulty.faults)


class FakeYouTube(FakeWeb):
    """A channel with threads of comments, the newest first."""

    def __init__(self) -> None:
        super().__init__(keeps="youtube")
        self.held: dict[str, dict[str, Any]] = {}
        self.count = 0
        self.answers = {
            "GET /youtube/v3/channels": {"items": [{"id": "UCada", "snippet": {"title": "Ada for Mayor"}}]},
            "GET /youtube/v3/commentThreads": self._threads,
            "GET /youtube/v3/comments": self._comments,
            "POST /youtube/v3/comments": lambda request: self.say("UCada", **json.loads(request.content)["snippet"]),
        }

    def say(self, author: str, textOriginal: str, parentId: str = "") -> dict[str, Any]:
        """A comment, or an answer below one; named as YouTube does."""
        self.count += 1
        number = f"{parentId}.r{self.count}" if parentId else f"c{self.count}"
        snippet = {
            "authorDisplayName": author, "authorChannelId": {"value": author}, "textOriginal": textOriginal, "videoId": "v1",
            "publishedAt": _moment(self.count),
        }  # fmt: skip
        self.held[number] = {"id": number, "snippet": snippet | ({"parentId": parentId} if parentId else {})}
        return self.held[number]

    def _below(self, number: str) -> list[dict[str, Any]]:
        return [each for each in self.held.values() if each["snippet"].get("parentId") == number]

    def _threads(self, request: httpx.Request) -> dict[str, Any]:
        firsts = [each for each in reversed(self.held.values()) if "parentId" not in each["snippet"]]
        start = int(request.url.params.get("pageToken", "0"))
        items = [
            {"id": each["id"], "snippet": {"videoId": "v1", "topLevelComment": each, "totalReplyCount": len(below)}}
            | ({"replies": {"comments": below[:1]}} if below else {})
            for each in firsts[start : start + 3]
            for below in [self._below(each["id"])]
        ]
        return {"items": items} | ({"nextPageToken": str(start + 3)} if start + 3 < len(firsts) else {})

    def _comments(self, request: httpx.Request) -> dict[str, Any]:
        asked = request.url.params
        if "parentId" in asked:
            return {"items": self._below(asked["parentId"])}
        return {"items": [{"id": each} for each in asked["id"].split(",") if each in self.held]}


def youtube_story(seed: int, *, share: float) -> Told:
    """Comments on a channel's videos, some deleted, two answered."""
    server = FakeYouTube()
    faulty = Faulty(server._answer, seed=seed, share=share)
    spoken = YouTube(opens=_opens(faulty), now=_days_later(seed))
    caller = Caller(spoken, {"client_id": "app", "token": "good", "refresh_token": "r"}, streams=("comments",))
    for step in range(4):
        firsts = [server.say(f"UC{each}", f"question {step}.{each}")["id"] for each in range(3)]
        inner = [server.say("UCvera", f"me too {step}.{each}", firsts[0])["id"] for each in range(2)]
        caller.read(rounds=2)
        del server.held[firsts[2]]
    caller.read(rounds=6)
    caller.answer("At seven.", firsts[1])
    caller.answer("Thanks!", inner[0])
    return caller.told(Counter(each["snippet"]["textOriginal"] for each in server.held.values()), faulty.faults)


class FakeLinkedIn(FakeWeb):
    """A page with posts, comments on them and answers to those."""

    def __init__(self) -> None:
        super().__init__(keeps="linkedin")
        self.posts: dict[str, dict[str, Any]] = {}
        self.comments: dict[str, list[dict[str, Any]]] = {}
        self.answers = {
            "GET /rest/organizationAcls": {"elements": [{"organization": PAGE}]},
            "GET /rest/posts": self._listed,
        }

    def post(self, text: str) -> str:
        number = f"urn:li:share:{len(self.posts)}"
        self.posts[number] = {"id": number, "publishedAt": _stamp(len(self.posts)), "commentary": text, "visibility": "PUBLIC"}
        self.answers[f"GET /rest/posts/{number}"] = lambda request: self.posts.get(number)
        self._open(number)
        return number

    def comment(self, about: str, text: str, *, by: str = "urn:li:person:ben") -> dict[str, Any]:
        count = sum(map(len, self.comments.values()))
        post = about.removeprefix("urn:li:comment:(").partition(",")[0]
        number = f"urn:li:comment:({post},{count})"
        made = {
            "id": str(count), "commentUrn": number, "actor": by, "message": {"text": text}, "created": {"time": _stamp(count)},
            "object": post,
        }  # fmt: skip
        if about != post:
            made["parentComment"] = about
            above = next(each for each in self.comments[post] if each["commentUrn"] == about)
            above["commentsSummary"] = {"aggregatedTotalComments": len(self.comments[about]) + 1}
        self.comments[about].append(made)
        self._open(number)
        return made

    def _open(self, about: str) -> None:
        self.comments[about] = []
        self.answers[f"GET /rest/socialActions/{about}/comments"] = self._read
        self.answers[f"POST /rest/socialActions/{about}/comments"] = self._answered

    def _listed(self, request: httpx.Request) -> dict[str, Any]:
        start, count = (int(request.url.params[name]) for name in ("start", "count"))
        return {"elements": list(reversed(self.posts.values()))[start : start + count]}

    def _read(self, request: httpx.Request) -> dict[str, Any]:
        start, count = (int(request.url.params[name]) for name in ("start", "count"))
        return {"elements": self.comments[unquote(request.url.path).split("/")[3]][start : start + count]}

    def _answered(self, request: httpx.Request) -> httpx.Response:
        given = json.loads(request.content)
        return httpx.Response(201, json=self.comment(given["parentComment"], given["message"]["text"], by=given["actor"]))


def linkedin_story(seed: int, *, share: float) -> Told:
    """Comments on a page's posts, one post deleted, two comments answered."""
    server = FakeLinkedIn()
    faulty = Faulty(server._answer, seed=seed, share=share)
    spoken = LinkedInPage(opens=_opens(faulty), now=_days_later(seed))
    caller = Caller(spoken, {"client_id": "app", "token": "good", "refresh_token": "r"}, streams=("posts",))
    for step in range(4):
        post = server.post(f"Doors open at {step}.")
        made = [server.comment(post, f"question {step}.{each}") for each in range(3)]
        inner = server.comment(made[0]["commentUrn"], f"me too {step}", by="urn:li:person:vera")
        caller.read(rounds=2)
    del server.posts["urn:li:share:0"]
    caller.read(rounds=4)
    caller.answer("At seven.", made[1]["commentUrn"])
    caller.answer("Thanks!", inner["commentUrn"], thread=made[0]["commentUrn"])
    said = Counter(each["message"]["text"] for held in server.comments.values() for each in held)
    return caller.told(said, faulty.faults)


class Names(NamedTuple):
    """How one of Meta's networks calls what the other calls otherwise."""

    network: str
    me: dict[str, str]
    posts: str
    title: str
    words: str
    when: str
    answers: str


FACEBOOK = Names("facebook", {"id": "77", "name": "Ada for Mayor"}, "77/feed", "message", "message", "created_time", "comments")
INSTAGRAM = Names("instagram", {"user_id": "77", "username": "ada.mayor"}, "me/media", "caption", "text", "timestamp", "replies")


class FakeMeta(FakeWeb):
    """A page on Facebook, or an account on Instagram, with posts and comments."""

    def __init__(self, names: Names) -> None:
        super().__init__(keeps=names.network)
        self.names = names
        self.held: dict[str, dict[str, Any]] = {}
        self.count = 0
        self.answers = {GRAPH + "me": names.me, GRAPH + names.posts: self._listed}

    def put(self, text: str, *, by: str = "9", below: str = "") -> str:
        """A post, a comment on it, or an answer to that."""
        self.count += 1
        number = f"n{self.count}"
        said = {(self.names.words if below else self.names.title): text}
        made = {"id": number, self.names.when: _moment(self.count).replace("Z", "+0000"), **said}
        self.held[number] = made | ({"from": {"id": by, "name": by}, "below": below} if below else {})
        self.answers[GRAPH + number] = self._one
        self.answers[f"{GRAPH}{number}/{self.names.answers}"] = self._below
        return number

    def texts(self) -> Counter[str]:
        return Counter(each.get(self.names.words, "") for each in self.held.values())

    def _shown(self, number: str, *, deep: bool = True) -> dict[str, Any]:
        shown = {name: value for name, value in self.held[number].items() if name != "below"}
        inner = [self._shown(each) for each, held in reversed(self.held.items()) if held.get("below") == number]
        key = self.names.answers if "below" in self.held[number] else "comments"
        return shown | ({key: {"data": inner}} if inner and deep else {})

    def _listed(self, request: httpx.Request) -> dict[str, Any]:
        posts = [number for number, held in reversed(self.held.items()) if "below" not in held]
        start = int(request.url.params.get("after", "0"))
        paging = {"paging": {"cursors": {"after": str(start + 2)}, "next": "more"}} if start + 2 < len(posts) else {}
        return {"data": [self._shown(number) for number in posts[start : start + 2]], **paging}

    def _one(self, request: httpx.Request) -> Any:
        number = request.url.path.rpartition("/")[2]
        if number not in self.held:
            return httpx.Response(400, json=GONE)
        below = self.held[number].get("below", "")
        told = {name: self.held[number][name] for name in ("id", self.names.when)}
        if below not in self.held or "below" not in self.held[below]:
            return told
        return told | ({"parent": {"id": below}} if self.names is FACEBOOK else {"parent_id": below})

    def _below(self, request: httpx.Request) -> dict[str, Any]:
        about = request.url.path.split("/")[2]
        if request.method == "POST":
            return {"id": self.put(json.loads(request.content)["message"], by="77", below=about)}
        below = [number for number, held in reversed(self.held.items()) if held.get("below") == about]
        return {"data": [self._shown(number, deep=False) for number in below]}


def facebook_story(seed: int, *, share: float) -> Told:
    """Comments on a page's posts, some deleted, two answered."""
    return _meta_story(Facebook, FakeMeta(FACEBOOK), seed, share)


def instagram_story(seed: int, *, share: float) -> Told:
    """Comments on an account's posts, some deleted, two answered."""
    return _meta_story(Instagram, FakeMeta(INSTAGRAM), seed, share)


def _meta_story(platform: Callable[..., Any], server: FakeMeta, seed: int, share: float) -> Told:
    faulty = Faulty(server._answer, seed=seed, share=share)
    caller = Caller(platform(opens=_opens(faulty), now=_days_later(seed)), META, streams=("comments",))
    for step in range(4):
        post = server.put(f"Doors open at {step}.")
        made = [server.put(f"question {step}.{each}", below=post) for each in range(3)]
        inner = server.put(f"me too {step}", below=made[0])
        caller.read(rounds=2)
        del server.held[made[2]]
    caller.read(rounds=8)
    caller.answer("At seven.", made[1])
    caller.answer("Thanks!", inner)
    return caller.told(server.texts(), faulty.faults)


class FakeThreads(FakeWeb):
    """An account with posts, what others say below them, and answers that are published in two steps."""

    def __init__(self) -> None:
        super().__init__(keeps="threads")
        self.held: dict[str, dict[str, Any]] = {}
        self.prepared: list[dict[str, str]] = []
        self.count = 0
        self.answers = {
            THREADS + "me": {"id": "77", "username": "ada.mayor"},
            "GET " + THREADS + "me/threads": lambda request: self._listed(request, lambda each: "root_post" not in each),
            "GET " + THREADS + "me/replies": lambda request: self._listed(request, _is_own_answer),
            "POST " + THREADS + "me/threads": self._prepare,
            "POST " + THREADS + "me/threads_publish": self._publish,
        }

    def put(self, text: str, *, by: str = "ada.mayor", below: str = "") -> str:
        """A post, or an answer to one."""
        self.count += 1
        number = f"n{self.count}"
        made = {"id": number, "text": text, "username": by, "timestamp": _moment(self.count).replace("Z", "+0000")}
        root = self.held[below].get("root_post", {"id": below}) if below else {}
        self.held[number] = made | ({"replied_to": {"id": below}, "root_post": root} if below else {})
        self.answers[THREADS + number] = lambda request: self.held.get(number, httpx.Response(400, json=GONE))
        self.answers[f"{THREADS}{number}/conversation"] = lambda request: {
            "data": [each for each in self.held.values() if each.get("root_post", {}).get("id") == number]
        }
        return number

    def _listed(self, request: httpx.Request, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        found = [each for each in reversed(self.held.values()) if wanted(each)]
        start = int(request.url.params.get("after", "0"))
        paging = {"paging": {"cursors": {"after": str(start + 2)}, "next": "more"}} if start + 2 < len(found) else {}
        return {"data": found[start : start + 2], **paging}

    def _prepare(self, request: httpx.Request) -> dict[str, Any]:
        self.prepared.append(dict(request.url.params))
        return {"id": str(len(self.prepared) - 1)}

    def _publish(self, request: httpx.Request) -> dict[str, Any]:
        wanted = self.prepared[int(request.url.params["creation_id"])]
        return {"id": self.put(wanted["text"], below=wanted["reply_to_id"])}


def threads_story(seed: int, *, share: float) -> Told:
    """Answers below an account's posts, some deleted, two answered."""
    server = FakeThreads()
    faulty = Faulty(server._answer, seed=seed, share=share)
    caller = Caller(Threads(opens=_opens(faulty), now=_days_later(seed)), META, streams=("posts",))
    for step in range(4):
        post = server.put(f"Doors open at {step}.")
        made = [server.put(f"question {step}.{each}", by="ben", below=post) for each in range(3)]
        inner = server.put(f"me too {step}", by="vera", below=made[0])
        caller.read(rounds=2)
        del server.held[made[2]]
    caller.read(rounds=8)
    caller.answer("At seven.", made[1])
    caller.answer("Thanks!", inner)
    return caller.told(Counter(each["text"] for each in server.held.values()), faulty.faults)


def _is_own_answer(post: dict[str, Any]) -> bool:
    return "root_post" in post and post["username"] == "ada.mayor"


STORIES: dict[str, Callable[..., Told]] = {
    "x": x_story, "linkedin": linkedin_story, "youtube": youtube_story, "facebook": facebook_story,
    "instagram": instagram_story, "threads": threads_story,
}  # fmt: skip


def _opens(faulty: Faulty) -> Callable[..., httpx.Client]:
    def opens(guard: object, *, base_url: str = "", headers: Any = None, **more: object) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(faulty), base_url=base_url, headers=headers)

    return opens


def _days_later(seed: int) -> Callable[[], datetime]:
    return lambda: NOW + timedelta(days=seed % 1_000)


def _moment(number: int) -> str:
    return f"{BEGAN + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}"


def _stamp(number: int) -> int:
    return round((BEGAN + timedelta(minutes=number)).timestamp() * 1_000)
