"""LinkedIn: a page with its comments and answers, and a member's own data.

Each request and answer is held against a contract (fakes/contracts) that was written from LinkedIn's documents.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from fakes.contract import OutsideOfContract
from fakes.web import FakeWeb, Strange
from hustings.connectors.live import Draft, Gone, Refreshes
from hustings.connectors.oauth import SignsIn
from hustings.connectors.outbound import Guard
from hustings.connectors.platforms.linkedin.pages import LinkedInPage
from hustings.connectors.platforms.linkedin.portability import Portability, portability
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.errors import NeverRetry, RetryLater, WrongInput
from hustings.kernel.records import CommentRecord, MessageRecord, Party, PersonRecord, PostRecord

CREDENTIALS = {"client_id": "app", "token": "good", "refresh_token": "r"}
PAGE, POST = "urn:li:organization:77", "urn:li:share:1"
THREAD = "urn:li:activity:1001"
"""LinkedIn's own name of the talk below a post; the numbers of comments are made of it."""
FIRST = f"urn:li:comment:({THREAD},5)"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
MOMENT = 1_763_600_000_000


def acl(*numbers: str) -> dict[str, Any]:
    return {"elements": [{"organization": f"urn:li:organization:{number}"} for number in numbers]}


def comment(number: str, text: str, *, by: str = "urn:li:person:ben", **more: Any) -> dict[str, Any]:
    made = {"commentUrn": number, "actor": by, "message": {"text": text}, "created": {"time": MOMENT}}
    return made | more


class FakePage(FakeWeb):
    """A page with one post."""

    def __init__(self) -> None:
        super().__init__(keeps="linkedin")
        self.comments: dict[str, list[dict[str, Any]]] = {POST: [], FIRST: []}
        self.silent = False
        post = {"id": POST, "publishedAt": MOMENT, "commentary": "Doors open at 7.", "visibility": "PUBLIC"}
        self.answers = {
            "GET /rest/organizationAcls": acl("77"),
            "GET /rest/organizations/77": {"localizedName": "Ada for Mayor", "vanityName": "ada-for-mayor"},
            "GET /rest/posts": {"elements": [post]},
            f"GET /rest/posts/{POST}": post,
        }
        for about in self.comments:
            self.answers[f"GET /rest/socialActions/{about}/comments"] = self._comments
            self.answers[f"POST /rest/socialActions/{about}/comments"] = self._answered

    def _comments(self, request: httpx.Request) -> Any:
        start, count = (int(request.url.params[name]) for name in ("start", "count"))
        return {"elements": self.comments[unquote(request.url.path).split("/")[3]][start : start + count]}

    def _answered(self, request: httpx.Request) -> httpx.Response:
        given = json.loads(request.content)
        made = comment(
            f"urn:li:comment:({THREAD},9)", given["message"]["text"], by=given["actor"], parentComment=given["parentComment"]
        )
        self.comments[given["parentComment"]].append(made | {"id": "9", "object": THREAD})
        if self.silent:
            return httpx.Response(201, headers={"x-restli-id": "9"})
        return httpx.Response(201, json=self.comments[given["parentComment"]][-1])


@pytest.fixture
def web() -> FakePage:
    return FakePage()


def page(web: FakeWeb) -> LinkedInPage:
    return LinkedInPage(opens=web.opens, now=lambda: NOW)


def draft(text: str, **more: Any) -> Draft:
    return Draft(**{"key": "k", "text": text, "author": Party(name="Ada"), **more})


def test_the_page_is_named_and_chosen_where_there_are_several(web: FakePage) -> None:
    made = page(web).verify(CREDENTIALS)
    assert made.name == "Ada for Mayor (77)"
    assert {each.kind for each in made.identities} >= {"external"}
    assert made.may == {"read", "reply"}
    assert all(each.headers["linkedin-version"].isdecimal() for each in web.asked)
    web.answers["GET /rest/organizationAcls"] = acl("77", "78")
    with pytest.raises(WrongInput, match="77, 78"):
        page(web).verify(CREDENTIALS)
    assert page(web).verify({**CREDENTIALS, "page": "urn:li:organization:77"}).name.endswith("(77)")
    with pytest.raises(NeverRetry, match="administrator"):
        page(web).verify({**CREDENTIALS, "page": "5"})
    assert isinstance(page(web), Refreshes | SignsIn)


@pytest.mark.parametrize("counted", ["aggregatedTotalComments", "totalFirstLevelComments"])
def test_posts_come_with_their_comments_and_the_answers_to_them(web: FakePage, counted: str) -> None:
    web.comments[POST] = [
        comment(FIRST, "When?", commentsSummary={counted: 1}, **{
            "actor~": {"localizedFirstName": "Ben", "localizedLastName": "Roth", "vanityName": "ben-roth"}}),
        {"commentUrn": "urn:x", "actor": "urn:li:person:ben", "message": {"text": "no date"}},
    ]  # fmt: skip
    web.comments[FIRST] = [comment(f"urn:li:comment:({THREAD},6)", "At seven.", by=PAGE, parentComment=FIRST)]
    batch = page(web).read(CREDENTIALS, "posts", "")
    found = [each.record for each in batch.found if isinstance(each, Found)]
    asked, told = (each for each in found if isinstance(each, CommentRecord))
    assert [type(each) for each in found[:2]] == [PersonRecord, PostRecord]
    assert asked.author is not None
    assert asked.author.name == "Ben Roth"
    assert (asked.answered, asked.thread) == (Party(is_owner=True), FIRST)
    assert told.author is None
    assert told.answered is not None
    assert (told.answered.name, told.in_reply_to) == ("Ben Roth", FIRST)
    assert sum(isinstance(each, Rejected) for each in batch.found) == 1


def test_deleted_posts_go_and_strange_ones_are_told(web: FakePage) -> None:
    first = page(web).read(CREDENTIALS, "posts", "")
    web.answers[f"GET /rest/posts/{POST}"] = None
    web.answers["GET /rest/posts"] = Strange({"elements": [{"commentary": "nobody"}]})
    batch = page(web).read(CREDENTIALS, "posts", first.cursor)
    assert Gone(POST) in batch.found
    assert any(isinstance(each, Rejected) for each in batch.found)
    web.answers["GET /rest/posts"] = {"elements": [{"id": f"urn:li:share:{n}", "createdAt": MOMENT} for n in range(20)]}
    assert page(web).read(CREDENTIALS, "posts", "").more
    with pytest.raises(WrongInput):
        page(web).read(CREDENTIALS, "messages", "")
    assert list(page(web).streams(CREDENTIALS)) == ["posts"]


def test_an_answer_stands_below_its_comment_once(web: FakePage) -> None:
    web.comments[FIRST] = [comment("urn:other", "At seven.")]
    wanted = draft("At seven.", in_reply_to=f"urn:li:comment:({THREAD},8)", context={"thread": FIRST})
    assert page(web).find_draft(CREDENTIALS, wanted) is None
    sent = page(web).reply(CREDENTIALS, wanted)
    assert sent.external_id == f"urn:li:comment:({THREAD},9)"
    assert page(web).reply(CREDENTIALS, wanted).external_id == sent.external_id
    assert web.bodies() == [{"actor": PAGE, "object": THREAD, "message": {"text": "At seven."}, "parentComment": FIRST}]
    with pytest.raises(NeverRetry, match="Write the answer there"):
        page(web).reply(CREDENTIALS, draft("Hello", in_reply_to="2-msg"))
    with pytest.raises(RetryLater):
        page(web).find(CREDENTIALS, "k")


def test_an_answer_is_known_by_the_header_where_linkedin_says_nothing_else(web: FakePage) -> None:
    web.silent = True
    assert page(web).reply(CREDENTIALS, draft("Yes.", in_reply_to=FIRST)).external_id == f"urn:li:comment:({THREAD},9)"


def test_the_same_words_to_somebody_else_in_the_thread_are_another_answer(web: FakePage) -> None:
    """Thanks to Ben are not the thanks to Vera, who wrote below him later."""
    asked = comment(f"urn:li:comment:({THREAD},8)", "Me too", by="urn:li:person:vera")
    before = comment(f"urn:li:comment:({THREAD},7)", "Thanks!", by=PAGE, created={"time": MOMENT - 1})
    after = comment(f"urn:li:comment:({THREAD},9)", "Thanks!", by=PAGE, created={"time": MOMENT + 1})
    web.comments[FIRST] = [before, asked]
    wanted = draft("Thanks!", in_reply_to=asked["commentUrn"], context={"thread": FIRST})
    assert page(web).find_draft(CREDENTIALS, wanted) is None
    web.comments[FIRST] = [before, asked, after]
    found = page(web).find_draft(CREDENTIALS, wanted)
    assert found is not None
    assert found.external_id == after["commentUrn"]


def test_long_lists_of_comments_are_walked_and_very_long_ones_looked_at_by_a_person(web: FakePage) -> None:
    web.comments[POST] = [comment(f"urn:li:comment:({THREAD},{number})", "word") for number in range(150)]
    batch = page(web).read(CREDENTIALS, "posts", "")
    assert sum(isinstance(each, Found) and isinstance(each.record, CommentRecord) for each in batch.found) == 150
    web.comments[FIRST] = [comment(f"urn:li:comment:({THREAD},{number})", "word") for number in range(1_200)]
    with pytest.raises(NeverRetry, match="Look there"):
        page(web).find_draft(CREDENTIALS, draft("Hm.", in_reply_to=FIRST))


def test_closed_comments_are_none_but_a_missing_right_is_told(web: FakePage) -> None:
    lacking = httpx.Response(403, json={"message": "Not enough permissions", "status": 403, "serviceErrorCode": 100})
    web.answers[f"GET /rest/socialActions/{POST}/comments"] = lacking
    with pytest.raises(NeverRetry, match="Not enough permissions"):
        page(web).read(CREDENTIALS, "posts", "")
    no = httpx.Response(403, json={"message": "Comments are closed", "status": 403})
    web.answers |= {f"GET /rest/socialActions/{about}/comments": no for about in (POST, FIRST)}
    assert not any(isinstance(each, Rejected) for each in page(web).read(CREDENTIALS, "posts", "").found)
    with pytest.raises(NeverRetry, match="Comments are closed"):
        page(web).find_draft(CREDENTIALS, draft("Hm.", in_reply_to=FIRST))


def test_what_the_documents_do_not_name_is_refused(web: FakePage) -> None:
    with page(web)._door.exchange(CREDENTIALS) as exchange:
        with pytest.raises(OutsideOfContract):
            exchange.get("/rest/posts", {"q": "author", "author": PAGE})
        with pytest.raises(OutsideOfContract):
            exchange.post(f"/rest/socialActions/{THREAD}/comments", {"actor": PAGE, "object": THREAD})
        with pytest.raises(OutsideOfContract):
            exchange.get("/rest/memberChangeLogs", {"q": "memberAndApplication"})


def test_tokens_are_had_and_renewed(web: FakePage) -> None:
    web.answers["/oauth/v2/accessToken"] = {"access_token": "new"}
    for spoken in (page(web), data(web)):
        assert spoken.finish(CREDENTIALS, "c", verifier="v", return_to="r")["token"] == "new"
        assert spoken.refresh(CREDENTIALS)["token"] == "new"


# A member's own data


def data(web: FakeWeb, *, now: datetime = NOW) -> Portability:
    return Portability(opens=web.opens, now=lambda: now, reads=portability(Guard())._reads)


def snapshot(**domains: list[dict[str, str]]) -> FakeWeb:
    def answer(request: httpx.Request) -> Any:
        rows = domains.get(request.url.params["domain"])
        if rows is None:
            return None
        start = int(request.url.params["start"])
        links = [{"rel": "next"}] if start + 1 < len(rows) else []
        told = {"snapshotDomain": request.url.params["domain"], "snapshotData": rows[start : start + 1]}
        return {"elements": [told], "paging": {"start": start, "count": 1, "links": links}}

    return FakeWeb({"GET /rest/memberSnapshotData": answer, "GET /rest/memberChangeLogs": {"elements": []}}, keeps="linkedin")


CONNECTION = {
    "First Name": "Ben", "Last Name": "Roth", "URL": "https://www.linkedin.com/in/ben-roth", "Email Address": "",
    "Company": "Harbour", "Position": "Engineer", "Connected On": "30 Jan 2026",
}  # fmt: skip


def test_a_snapshot_is_read_as_the_export_is() -> None:
    web = snapshot(
        PROFILE=[{"First Name": "Ada", "Last Name": "Okafor"}], CONNECTIONS=[CONNECTION, CONNECTION | {"First Name": "Vera"}]
    )
    assert data(web).verify(CREDENTIALS).name == "Ada Okafor (data)"
    first = data(web).read(CREDENTIALS, "CONNECTIONS", "")
    assert first.more
    second = data(web).read(CREDENTIALS, "CONNECTIONS", first.cursor)
    assert not second.more
    names = [each.record.name.full for each in (*first.found, *second.found) if isinstance(each, Found)]  # type: ignore[union-attr]
    assert names == ["Ben Roth", "Vera Roth"]
    assert data(web).read(CREDENTIALS, "CONNECTIONS", second.cursor).found == (), "anew once a day"
    later = data(web, now=NOW + timedelta(days=2)).read(CREDENTIALS, "CONNECTIONS", second.cursor)
    assert later.found
    assert data(web).read(CREDENTIALS, "INBOX", "").found == (), "an empty domain answers 404"
    with pytest.raises(NeverRetry, match="EEA"):
        data(snapshot()).verify(CREDENTIALS)
    with pytest.raises(WrongInput):
        data(web).read(CREDENTIALS, "SECRETS", "")
    assert "CHANGES" in data(web).streams(CREDENTIALS)


def test_changes_bring_messages_from_where_the_last_look_ended() -> None:
    web = snapshot()
    message = {
        "resourceName": "messages", "processedAt": 5, "owner": "urn:li:person:ada", "resourceId": "m1",
        "activity": {"author": "urn:li:person:ben", "deliveredAt": MOMENT, "thread": "t1", "content": {"content": "When?"}},
    }  # fmt: skip
    own = message | {
        "resourceId": "m2", "processedAt": 6,
        "activity": {"id": "m2", "actor": "urn:li:person:ada", "recipients": ["urn:li:person:ben", 7], "createdAt": MOMENT,
                     "thread": "t1", "content": "At seven."},
    }  # fmt: skip
    events = [message, own, {"resourceName": "likes", "processedAt": 7}, message | {"activity": {}, "resourceId": ""}]
    web.answers["GET /rest/memberChangeLogs"] = {"elements": events}
    batch = data(web).read(CREDENTIALS, "CHANGES", "")
    asked, told = (each.record for each in batch.found if isinstance(each, Found))
    assert isinstance(asked, MessageRecord)
    assert isinstance(told, MessageRecord)
    assert (asked.text, [each.is_owner for each in asked.recipients], asked.thread) == ("When?", [True], "t1")
    assert (told.text, told.sender.is_owner, len(told.recipients)) == ("At seven.", True, 1)
    assert sum(isinstance(each, Rejected) for each in batch.found) == 1
    assert not batch.more
    data(web).read(CREDENTIALS, "CHANGES", batch.cursor)
    assert web.asked[-1].url.params["startTime"] == "7"
    web.answers["GET /rest/memberChangeLogs"] = {"elements": []}
    assert data(web).read(CREDENTIALS, "CHANGES", batch.cursor).cursor == batch.cursor
