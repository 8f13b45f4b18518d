"""A channel on YouTube: comments come in, are answered once, and go when they are deleted.

Each request and answer is held against a contract (fakes/contracts) that was written from Google's discovery document.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from fakes.contract import OutsideOfContract
from fakes.web import FakeWeb
from hustings.connectors.live import Draft, FindsDrafts, Gone, Refreshes
from hustings.connectors.oauth import SignsIn
from hustings.connectors.platforms.youtube import YouTube
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.errors import NeverRetry, RetryLater, WrongInput
from hustings.kernel.records import CommentRecord, Party, PersonRecord

CREDENTIALS = {"client_id": "app", "token": "good", "refresh_token": "r"}
ME = "UCada"


def comment(number: str, text: str, *, by: str = "UCben", parent: str = "", at: str = "2026-11-20T10:00:00Z") -> dict[str, Any]:
    snippet = {
        "authorDisplayName": {"UCben": "Ben", ME: "Ada"}.get(by, by), "authorChannelId": {"value": by}, "textOriginal": text,
        "publishedAt": at, "videoId": "v1",
    }  # fmt: skip
    return {"id": number, "snippet": snippet | ({"parentId": parent} if parent else {})}


def thread(first: dict[str, Any], *answers: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": first["id"],
        "snippet": {
            "videoId": "v1", "topLevelComment": first, "totalReplyCount": len(answers) if total is None else total,
        },
    }  # fmt: skip
    return made | ({"replies": {"comments": list(answers)}} if answers else {})


@pytest.fixture
def web() -> FakeWeb:
    me = {"items": [{"id": ME, "snippet": {"title": "Ada for Mayor", "customUrl": "@adaformayor"}}]}
    return FakeWeb(
        {"/youtube/v3/channels": me, "/youtube/v3/comments": {"items": []}, "/youtube/v3/commentThreads": {"items": []}},
        keeps="youtube",
    )


def account(web: FakeWeb) -> YouTube:
    return YouTube(opens=web.opens, now=lambda: datetime(2026, 11, 23, tzinfo=UTC))


def draft(text: str, **more: Any) -> Draft:
    return Draft(**{"key": "k", "text": text, "author": Party(name="Ada"), **more})


def test_the_channel_is_named(web: FakeWeb) -> None:
    made = account(web).verify(CREDENTIALS)
    assert (made.name, {each.value for each in made.identities}) == ("Ada for Mayor", {"ucada", "adaformayor"})
    assert list(account(web).streams(CREDENTIALS)) == ["comments"]
    assert isinstance(account(web), FindsDrafts | Refreshes | SignsIn)
    web.answers["/youtube/v3/channels"] = {"items": []}
    with pytest.raises(NeverRetry, match="no channel"):
        account(web).verify(CREDENTIALS)


def test_a_comment_whose_answers_are_refused_stops_nobody(web: FakeWeb) -> None:
    first, mine = comment("c1", "When?"), comment("c1.r1", "At seven.", by=ME, parent="c1", at="2026-11-20T11:00:00Z")
    web.answers["/youtube/v3/commentThreads"] = {"items": [thread(comment("c2", "Where?")), thread(first, mine, total=7)]}
    told: dict[str, Any] = {"error": {"errors": [{"reason": "forbidden"}], "message": "Closed."}}
    web.answers["/youtube/v3/comments"] = lambda request: (
        httpx.Response(403, json=told) if "parentId" in request.url.params else {"items": [{"id": "c1"}]}
    )
    found = [each.record.external_id for each in account(web).read(CREDENTIALS, "comments", "").found if isinstance(each, Found)]
    assert found[1:] == ["c1", "c1.r1", "c2"]
    told["error"]["errors"][0]["reason"] = "quotaExceeded"
    with pytest.raises(RetryLater):
        account(web).read(CREDENTIALS, "comments", "")


def test_comments_speak_to_the_channel_and_its_answers_to_whom_they_answer(web: FakeWeb) -> None:
    first, mine = comment("c1", "When?"), comment("c1.r1", "At seven.", by=ME, parent="c1", at="2026-11-20T11:00:00Z")
    web.answers["/youtube/v3/commentThreads"] = {
        "items": [thread(comment("c2", "Where?")), thread(first, mine), thread({"id": "c3", "snippet": {}})]
    }
    web.answers["/youtube/v3/comments"] = {"items": [{"id": "c1"}, {"id": "c1.r1"}, {"id": "c2"}, {"id": "c3"}]}
    batch = account(web).read(CREDENTIALS, "comments", "")
    found = [each.record for each in batch.found if isinstance(each, Found)]
    assert isinstance(found[0], PersonRecord)
    by_id = {each.external_id: each for each in found if isinstance(each, CommentRecord)}
    asked, told = by_id["c1"], by_id["c1.r1"]
    assert (asked.author.name, asked.answered, asked.thread) == ("Ben", Party(is_owner=True), "c1")  # type: ignore[union-attr]
    assert (told.author, told.answered.name, told.in_reply_to) == (None, "Ben", "c1")  # type: ignore[union-attr]
    assert asked.link == "https://www.youtube.com/watch?v=v1&lc=c1"
    assert sum(isinstance(each, Rejected) for each in batch.found) == 1


def test_a_thread_that_brings_some_of_its_answers_is_asked_for_whole(web: FakeWeb) -> None:
    told = [comment(f"c1.r{number}", "word", parent="c1") for number in range(3)]
    pages = {None: {"items": told[:2], "nextPageToken": "p2"}, "p2": {"items": told[2:]}}
    web.answers["/youtube/v3/commentThreads"] = {"items": [thread(comment("c1", "When?"), told[0], total=3)]}
    web.answers["/youtube/v3/comments"] = lambda request: pages[request.url.params.get("pageToken")]
    batch = account(web).read(CREDENTIALS, "comments", "")
    found = [
        each.record.external_id for each in batch.found if isinstance(each, Found) and isinstance(each.record, CommentRecord)
    ]
    assert found == ["c1", "c1.r0", "c1.r1", "c1.r2"]


def test_deleted_comments_go(web: FakeWeb) -> None:
    web.answers["/youtube/v3/commentThreads"] = {"items": [thread(comment("c1", "When?"))], "nextPageToken": "p2"}
    first = account(web).read(CREDENTIALS, "comments", "")
    assert first.more
    web.answers["/youtube/v3/commentThreads"] = {"items": []}
    batch = account(web).read(CREDENTIALS, "comments", first.cursor)
    assert batch.found == (Gone("c1"),)
    assert account(web).read(CREDENTIALS, "comments", batch.cursor).found == ()
    assert [each.url.params.get("pageToken") for each in web.asked if "Threads" in each.url.path] == [None, "p2", None]
    with pytest.raises(WrongInput):
        account(web).read(CREDENTIALS, "videos", "")


def test_an_answer_stands_below_the_first_comment_once(web: FakeWeb) -> None:
    answers: list[dict[str, Any]] = [comment("c1.r8", "At seven."), comment("c1.r9", "No.", by=ME)]

    def comments(request: httpx.Request) -> Any:
        if request.method == "GET":
            return {"items": answers}
        given = json.loads(request.content)["snippet"]
        answers.append(comment("c1.r1", given["textOriginal"], by=ME, parent=given["parentId"]))
        return answers[-1]

    web.answers["/youtube/v3/comments"] = comments
    wanted = draft("At seven.", in_reply_to="c1.r0", context={"link": "https://www.youtube.com/watch?v=v1&lc=c1.r0"})
    assert account(web).find_draft(CREDENTIALS, wanted) is None
    sent = account(web).reply(CREDENTIALS, wanted)
    assert sent.cost == 52, "fifty for the answer, one for each look around"
    assert account(web).reply(CREDENTIALS, wanted) == sent._replace(cost=1)
    assert web.bodies() == [{"snippet": {"parentId": "c1", "textOriginal": "At seven."}}]
    assert (sent.external_id, sent.link.endswith("c1.r0")) == ("c1.r1", True)
    with pytest.raises(NeverRetry, match="no messages"):
        account(web).reply(CREDENTIALS, draft("Hello"))
    with pytest.raises(RetryLater):
        account(web).find(CREDENTIALS, "k")


def test_the_same_words_to_somebody_else_in_the_thread_are_another_answer(web: FakeWeb) -> None:
    """Thanks to Ben at nine are not the thanks to Vera, who wrote below him at ten."""
    before = comment("c1.r1", "Thanks!", by=ME, parent="c1", at="2026-11-20T09:00:00Z")
    asked = comment("c1.r2", "Me too", by="UCvera", parent="c1", at="2026-11-20T10:00:00Z")
    web.answers["/youtube/v3/comments"] = {"items": [before, asked]}
    wanted = draft("Thanks!", in_reply_to="c1.r2")
    assert account(web).find_draft(CREDENTIALS, wanted) is None
    after = comment("c1.r3", "Thanks!", by=ME, parent="c1", at="2026-11-20T11:00:00Z")
    web.answers["/youtube/v3/comments"] = {"items": [before, asked, after]}
    found = account(web).find_draft(CREDENTIALS, wanted)
    assert found is not None
    assert found.external_id == "c1.r3"


def test_below_very_many_answers_a_person_looks_but_they_are_read(web: FakeWeb) -> None:
    more = {"items": [comment("c1.r1", "word", parent="c1")], "nextPageToken": "more"}
    web.answers["/youtube/v3/comments"] = lambda request: more if "parentId" in request.url.params else {"items": []}
    with pytest.raises(NeverRetry, match="Look there"):
        account(web).find_draft(CREDENTIALS, draft("Hm.", in_reply_to="c1"))
    web.answers["/youtube/v3/commentThreads"] = {"items": [thread(comment("c1", "When?"), total=5_000)]}
    batch = account(web).read(CREDENTIALS, "comments", "")
    assert sum(isinstance(each, Found) for each in batch.found) == 12


@pytest.mark.parametrize(
    ("status", "reason", "error", "words"),
    [
        (403, "quotaExceeded", RetryLater, "no more calls"),
        (403, "forbidden", NeverRetry, "refuses this .403.: Not yours."),
        (400, "commentTextTooLong", NeverRetry, "Not yours"),
        (401, "authError", NeverRetry, "Connect it again"),
    ],
)
def test_what_youtube_refuses_is_understood_by_its_reason(
    web: FakeWeb, status: int, reason: str, error: type[Exception], words: str
) -> None:
    told = {"code": status, "message": "Not yours.", "errors": [{"domain": "youtube.quota", "reason": reason}]}
    web.answers["/youtube/v3/channels"] = httpx.Response(status, json={"error": told})
    with pytest.raises(error, match=words):
        account(web).verify(CREDENTIALS)


def test_what_the_discovery_document_does_not_name_is_refused(web: FakeWeb) -> None:
    with account(web)._door.exchange(CREDENTIALS) as exchange:
        for asked in (
            {"part": "id", "id": "c1", "maxResults": 100},
            {"id": "c1"},
            {"part": "id", "maxResults": 101, "parentId": "c1"},
        ):
            with pytest.raises(OutsideOfContract):
                exchange.get("/youtube/v3/comments", asked)
        with pytest.raises(OutsideOfContract):
            exchange.post("/youtube/v3/comments?part=snippet", {"snippet": {"textOriginal": "Hello"}})


def test_tokens_are_had_and_renewed(web: FakeWeb) -> None:
    web.answers["/token"] = {"access_token": "new"}
    assert account(web).finish(CREDENTIALS, "c", verifier="v", return_to="r")["token"] == "new"
    assert account(web).refresh(CREDENTIALS)["token"] == "new"
