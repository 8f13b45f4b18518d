"""Facebook, Instagram and Threads: comments, mentions and messages, answered once and in time.

Each request and answer is held against a contract (fakes/contracts) that was written from Meta's documents.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from fakes.contract import OutsideOfContract
from fakes.web import FakeWeb, Strange
from hustings.connectors.live import Draft, FindsDrafts, Gone, Refreshes
from hustings.connectors.oauth import SignsIn
from hustings.connectors.platforms.meta.facebook import Facebook
from hustings.connectors.platforms.meta.instagram import Instagram
from hustings.connectors.platforms.meta.threads import Threads
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.errors import NeverRetry, RetryLater, Uncertain, WrongInput
from hustings.kernel.records import CommentRecord, MessageRecord, Party, PersonRecord, PostRecord

CREDENTIALS = {"client_id": "app", "client_secret": "hush", "token": "good"}
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT = "2026-11-23T10:00:00+0000"
F, G, T = "/v26.0/", "/v26.0/", "/v1.0/"
PAGE, BEN = {"id": "77", "name": "Ada for Mayor"}, {"id": "9", "name": "Ben"}
GONE = httpx.Response(400, json={"error": {"code": 100, "error_subcode": 33, "message": "does not exist"}})
EARLIER, LATER = "2026-11-23T09:00:00+0000", "2026-11-23T11:00:00+0000"


def refused(code: int, *, status: int = 400, **more: Any) -> httpx.Response:
    """Meta's way of saying no: the number inside says why, the status hardly anything."""
    told = {"message": "No.", "type": "OAuthException", "code": code, "fbtrace_id": "x"}
    return httpx.Response(status, json={"error": told | more})


def draft(text: str, **more: Any) -> Draft:
    return Draft(**{"key": "k", "text": text, "author": Party(name="Ada"), **more})


def records(batch: Any) -> list[Any]:
    return [each.record for each in batch.found if isinstance(each, Found)]


# Facebook


@pytest.fixture
def page() -> FakeWeb:
    comments = {"data": [
        {"id": "p1_c2", "message": "hidden author", "created_time": AT},
        {"id": "p1_c1", "message": "When?", "created_time": AT, "from": BEN, "permalink_url": "https://fb.example/c1",
         "comments": {"data": [{"id": "p1_c3", "message": "At seven.", "created_time": AT, "from": PAGE}]}},
    ]}  # fmt: skip
    post = {"id": "p1", "message": "Doors", "created_time": AT, "permalink_url": "https://fb.example/p1", "comments": comments}
    return FakeWeb(
        {
            F + "me": PAGE, F + "77/feed": {"data": [post]}, F + "p1": {"id": "p1"}, F + "p1_c2": {"id": "p1_c2"},
            F + "p1_c1": {"id": "p1_c1", "created_time": AT},
            F + "p1_c3": {"id": "p1_c3", "created_time": AT, "parent": {"id": "p1_c1"}},
        },
        keeps="facebook",
    )  # fmt: skip


def facebook(web: FakeWeb, *, now: datetime = NOW) -> Facebook:
    return Facebook(opens=web.opens, now=lambda: now)


def test_a_page_is_named(page: FakeWeb) -> None:
    made = facebook(page).verify(CREDENTIALS)
    assert (made.name, made.may) == ("Ada for Mayor (77)", {"read", "reply", "message"})
    assert [each.value for each in made.identities] == ["facebook:77"]
    assert list(facebook(page).streams(CREDENTIALS)) == ["comments", "messages"]
    assert isinstance(facebook(page), FindsDrafts | SignsIn)
    page.answers[F + "me"] = {}
    with pytest.raises(NeverRetry, match="which page"):
        facebook(page).verify(CREDENTIALS)


def test_comments_on_a_page_speak_to_it_also_where_their_author_is_hidden(page: FakeWeb) -> None:
    batch = facebook(page).read(CREDENTIALS, "comments", "")
    owner, post, *comments = records(batch)
    assert isinstance(owner, PersonRecord)
    assert isinstance(post, PostRecord)
    by_id = {each.external_id: each for each in comments}
    asked, hidden, told = by_id["p1_c1"], by_id["p1_c2"], by_id["p1_c3"]
    assert isinstance(asked, CommentRecord)
    assert (asked.author.name, asked.answered.is_owner, asked.thread, asked.link) == (
        "Ben",
        True,
        "p1_c1",
        "https://fb.example/c1",
    )
    assert (hidden.author, hidden.link) == (Party(), "https://fb.example/p1")
    assert (told.author, told.answered.name, told.in_reply_to, told.thread) == (None, "Ben", "p1_c1", "p1_c1")


def test_what_is_gone_from_a_page_goes(page: FakeWeb) -> None:
    first = facebook(page).read(CREDENTIALS, "comments", "")
    assert not [each for each in first.found if isinstance(each, Gone)]
    page.answers |= {F + "p1_c1": GONE, F + "77/feed": {"data": [{"id": "p5"}]}, F + "p1_c2": refused(10)}
    second = facebook(page).read(CREDENTIALS, "comments", first.cursor)
    assert any(isinstance(each, Rejected) for each in second.found)
    third = facebook(page).read(CREDENTIALS, "comments", second.cursor)
    assert [each for each in (*second.found, *third.found) if isinstance(each, Gone)] == [Gone("p1_c1")], (
        "three are looked at a turn"
    )
    page.answers |= {F + number: refused(4) for number in ("p1", "p1_c2", "p1_c3")}
    with pytest.raises(RetryLater, match="no more calls"):
        facebook(page).read(CREDENTIALS, "comments", second.cursor)


def test_long_lists_are_walked_page_by_page(page: FakeWeb) -> None:
    following = {"cursors": {"after": "a2"}, "next": "https://more.example"}
    page.answers[F + "77/feed"] = {"data": [], "paging": following}
    batch = facebook(page).read(CREDENTIALS, "comments", "")
    assert batch.more
    page.answers[F + "77/feed"] = {"data": [{"id": "p2", "comments": {"data": [{"id": "c"}]}, "created_time": AT}], "paging": {}}
    assert not facebook(page).read(CREDENTIALS, "comments", batch.cursor).more
    assert [each.url.params["after"] for each in page.asked if "after" in each.url.params] == ["a2"]


def test_a_comment_is_answered_once(page: FakeWeb) -> None:
    held: list[Any] = [{"id": "x", "message": "At seven.", "created_time": AT, "from": BEN}]

    def comments(request: httpx.Request) -> Any:
        if request.method == "POST":
            held.append({"id": "p1_c9", "message": json.loads(request.content)["message"], "created_time": AT, "from": PAGE})
            return {"id": "p1_c9"}
        return {"data": held}

    page.answers[F + "p1_c1/comments"] = comments
    wanted = draft("At seven.", in_reply_to="p1_c1")
    assert facebook(page).find_draft(CREDENTIALS, wanted) is None
    assert facebook(page).reply(CREDENTIALS, wanted).external_id == "p1_c9"
    assert facebook(page).reply(CREDENTIALS, wanted).external_id == "p1_c9"
    assert len(page.bodies()) == 1
    with pytest.raises(RetryLater):
        facebook(page).find(CREDENTIALS, "k")


@pytest.mark.parametrize("network", ["facebook", "instagram"])
def test_the_same_words_to_somebody_else_in_the_thread_are_another_answer(network: str, page: FakeWeb, gram: FakeWeb) -> None:
    """Thanks to Ben at nine are not the thanks to Vera, who wrote below him at ten."""
    if network == "facebook":
        path, spoken, web = F + "p1_c1/comments", facebook(page), page
        thanks = {"id": "c0", "message": "Thanks!", "created_time": EARLIER, "from": PAGE}
        asked = {"id": "p1_c3", "created_time": AT, "parent": {"id": "p1_c1"}}
        late = thanks | {"id": "c8", "created_time": LATER}
    else:
        path, spoken, web = G + "c1/replies", instagram(gram), gram
        thanks = {"id": "c0", "text": "Thanks!", "timestamp": EARLIER, "username": "ada.mayor"}
        asked = {"id": "c5", "timestamp": AT, "parent_id": "c1"}
        late = thanks | {"id": "c8", "timestamp": LATER}
    web.answers |= {path: {"data": [thanks]}, F + asked["id"]: asked}
    wanted = draft("Thanks!", in_reply_to=asked["id"])
    assert spoken.find_draft(CREDENTIALS, wanted) is None
    web.answers[path] = {"data": [late, thanks]}
    found = spoken.find_draft(CREDENTIALS, wanted)
    assert found is not None
    assert found.external_id == "c8"


def test_where_too_much_was_answered_a_person_looks(gram: FakeWeb) -> None:
    gram.answers |= {G + "c1": {"id": "c1"}, G + "c1/replies": {"data": [], "paging": {"cursors": {"after": "a"}, "next": "n"}}}
    with pytest.raises(NeverRetry, match="Look there"):
        instagram(gram).find_draft(CREDENTIALS, draft("Hm.", in_reply_to="c1"))
    assert len(gram.asked) == 12


def talks(network: FakeWeb, path: str, owner: dict[str, str]) -> None:
    message = {"id": "m1", "message": "Psst", "created_time": AT, "from": BEN, "to": {"data": [owner]}}
    talk = {"id": "t1", "updated_time": AT, "messages": {"data": [message, {"id": "m0"}]}}
    network.answers[path] = {"data": [talk]}


def test_a_message_to_a_page_is_answered_in_time_and_once(page: FakeWeb) -> None:
    talks(page, F + "77/conversations", PAGE)
    (_, message) = records(facebook(page).read(CREDENTIALS, "messages", ""))
    assert isinstance(message, MessageRecord)
    assert (message.sender.name, message.recipients[0].is_owner, message.thread) == ("Ben", True, "t1")
    held: list[Any] = [{"id": "old", "message": "Yes.", "created_time": "2026-11-22T10:00:00+0000", "from": PAGE}]
    page.answers[F + "t1"] = lambda request: {"id": "t1", "messages": {"data": held}}
    page.answers[F + "77/messages"] = {"message_id": "m2"}
    wanted = draft("Yes.", in_reply_to="m1", thread="t1", context=message.extra)
    assert facebook(page).find_draft(CREDENTIALS, wanted) is None, "the same words before the question are another answer"
    assert facebook(page).reply(CREDENTIALS, wanted).external_id == "m2"
    assert page.bodies()[0] == {"recipient": {"id": "9"}, "messaging_type": "RESPONSE", "message": {"text": "Yes."}}
    held.insert(0, {"id": "m2", "message": "Yes.", "created_time": AT, "from": PAGE})
    assert facebook(page).reply(CREDENTIALS, wanted).external_id == "m2"
    held.clear()
    for late in (wanted, draft("Hello")):
        with pytest.raises(NeverRetry, match="within 24 hours"):
            facebook(page, now=NOW + timedelta(days=2)).reply(CREDENTIALS, late)
    with pytest.raises(WrongInput):
        facebook(page).read(CREDENTIALS, "likes", "")


def test_where_the_latest_messages_do_not_reach_back_a_person_looks(page: FakeWeb) -> None:
    """Sending again because the answer is not among the latest twenty could send it twice."""
    held = [{"id": f"n{number}", "message": "More", "created_time": LATER, "from": BEN} for number in range(19)]
    page.answers[F + "t1"] = lambda request: {"id": "t1", "messages": {"data": held}}
    wanted = draft("Yes.", in_reply_to="m1", thread="t1", context={"to": "9", "at": NOW.replace(hour=10).isoformat()})
    assert facebook(page).find_draft(CREDENTIALS, wanted) is None, "fewer than twenty are all there are"
    held.append({"id": "m1", "message": "When?", "created_time": AT, "from": BEN})
    assert facebook(page).find_draft(CREDENTIALS, wanted) is None, "they reach back to what is answered"
    held.insert(0, held[0] | {"id": "n19"})
    held.pop()
    with pytest.raises(NeverRetry, match="Look there"):
        facebook(page).find_draft(CREDENTIALS, wanted)
    page.answers[F + "77/messages"] = {"message_id": "m2"}
    assert facebook(page).reply(CREDENTIALS, wanted).external_id == "m2", "nothing hinders the first try"


def test_the_token_of_a_page_is_had_by_that_of_the_member(page: FakeWeb) -> None:
    page.answers["POST " + F + "oauth/access_token"] = {"access_token": "short", "token_type": "bearer", "expires_in": 3600}
    page.answers["GET " + F + "oauth/access_token"] = {"access_token": "long", "token_type": "bearer", "expires_in": 5_184_000}
    page.answers[F + "me/accounts"] = {"data": [{**PAGE, "access_token": "of-page"}, {"id": "78", "name": "Other"}]}
    with pytest.raises(WrongInput, match="Ada for Mayor, Other"):
        facebook(page).finish(CREDENTIALS, "c", verifier="v", return_to="r")
    held = facebook(page).finish({**CREDENTIALS, "page": "ada for mayor"}, "c", verifier="v", return_to="r")
    assert (held["token"], held["expires_at"]) == ("of-page", "")
    assert facebook(page).refresh(held) == held, "it does not end by time"
    first = {"data": [{"id": "78", "name": "Other"}], "paging": {"cursors": {"after": "a"}, "next": "n"}}
    following = page.answers[F + "me/accounts"]
    page.answers[F + "me/accounts"] = lambda request: following if "after" in request.url.params else first
    held = facebook(page).finish({**CREDENTIALS, "page": "ada for mayor"}, "c", verifier="v", return_to="r")
    assert held["token"] == "of-page", "however many pages the member manages"
    with pytest.raises(NeverRetry, match="no such page"):
        facebook(page).finish({**CREDENTIALS, "page": "5"}, "c", verifier="v", return_to="r")
    page.answers["POST " + F + "oauth/access_token"] = refused(4)
    with pytest.raises(RetryLater, match="for now"):
        facebook(page).finish(CREDENTIALS, "c", verifier="v", return_to="r")


# Instagram


ME = {"user_id": "55", "username": "ada.mayor", "name": "Ada"}


@pytest.fixture
def gram() -> FakeWeb:
    comment = {"id": "c1", "text": "When?", "timestamp": AT, "username": "ben.r", "from": {"id": "9", "username": "ben.r"}}
    told = {"id": "c2", "text": "At seven.", "timestamp": AT, "username": "ada.mayor"}
    media = {"id": "i1", "caption": "Doors", "timestamp": AT, "permalink": "https://ig.example/p/1",
             "comments": {"data": [comment | {"replies": {"data": [told]}}]}}  # fmt: skip
    return FakeWeb(
        {
            G + "me": ME, G + "me/media": {"data": [media, {"id": "bad"}]}, G + "i1": {"id": "i1"},
            G + "c1": {"id": "c1", "timestamp": AT}, G + "c2": {"id": "c2", "timestamp": AT, "parent_id": "c1"},
        },
        keeps="instagram",
    )  # fmt: skip


def instagram(web: FakeWeb, *, now: datetime = NOW) -> Instagram:
    return Instagram(opens=web.opens, now=lambda: now)


def test_an_account_of_instagram_and_its_comments(gram: FakeWeb) -> None:
    made = instagram(gram).verify(CREDENTIALS)
    assert (made.name, [each.value for each in made.identities]) == ("@ada.mayor", ["ada.mayor", "instagram:55"])
    assert list(instagram(gram).streams(CREDENTIALS)) == ["comments", "messages"]
    assert isinstance(instagram(gram), Refreshes)
    batch = instagram(gram).read(CREDENTIALS, "comments", "")
    _, post, asked, told = records(batch)
    assert (post.text, asked.author.name, asked.link) == ("Doors", "ben.r", "https://ig.example/p/1")
    assert (told.author, told.answered.name, told.thread) == (None, "ben.r", "c1")
    assert sum(isinstance(each, Rejected) for each in batch.found) == 1
    gram.answers[G + "me"] = {"id": "55"}
    with pytest.raises(NeverRetry, match="whose account"):
        instagram(gram).verify(CREDENTIALS)


def test_a_comment_on_instagram_is_answered_once(gram: FakeWeb) -> None:
    held: list[Any] = []

    def replies(request: httpx.Request) -> Any:
        if request.method == "POST":
            held.append({"id": "c9", "text": json.loads(request.content)["message"], "username": "ada.mayor"})
            return {"id": "c9"}
        return {"data": held}

    gram.answers[G + "c1/replies"] = replies
    wanted = draft("At seven.", in_reply_to="c2", context={"link": "https://ig.example/p/1"})
    assert instagram(gram).reply(CREDENTIALS, wanted).link == "https://ig.example/p/1"
    assert instagram(gram).reply(CREDENTIALS, wanted).external_id == "c9"
    assert len(gram.bodies()) == 1
    with pytest.raises(RetryLater):
        instagram(gram).find(CREDENTIALS, "k")


def test_a_message_on_instagram_is_answered_in_time(gram: FakeWeb) -> None:
    talks(gram, G + "me/conversations", {"id": "55", "username": "ada.mayor"})
    (_, message) = records(instagram(gram).read(CREDENTIALS, "messages", ""))
    gram.answers |= {G + "t1": {"id": "t1", "messages": {"data": []}}, G + "me/messages": {"message_id": "m2"}}
    wanted = draft("Yes.", in_reply_to="m1", thread="t1", context=message.extra)
    assert instagram(gram).find_draft(CREDENTIALS, wanted) is None
    assert instagram(gram).reply(CREDENTIALS, wanted).external_id == "m2"
    assert gram.bodies() == [{"recipient": {"id": "9"}, "message": {"text": "Yes."}}]
    assert instagram(gram).find_draft(CREDENTIALS, draft("Yes.")) is None
    with pytest.raises(WrongInput):
        instagram(gram).read(CREDENTIALS, "likes", "")


# Threads


@pytest.fixture
def strings() -> FakeWeb:
    mention = {"id": "a1", "text": "@ada.mayor when?", "timestamp": AT, "username": "ben.r", "permalink": "https://t.example/a1"}
    own = {"id": "o1", "text": "Doors", "timestamp": AT, "username": "ada.mayor"}
    below = {
        "id": "o2",
        "text": "Where?",
        "timestamp": AT,
        "username": "vera",
        "replied_to": {"id": "o1"},
        "root_post": {"id": "o1"},
    }
    told = {"id": "o3", "text": "Here.", "timestamp": AT, "username": "ada.mayor", "replied_to": {"id": "o2"},
            "root_post": {"id": "o1"}}  # fmt: skip
    return FakeWeb({
        T + "me": {"id": "66", "username": "ada.mayor"}, T + "me/mentions": {"data": [mention, {"id": "bad"}]},
        T + "me/threads": {"data": [own]}, T + "o1/conversation": {"data": [below, told]},
        **{T + number: {"id": number, "timestamp": AT} for number in ("a1", "o1", "o2", "o3")},
    }, keeps="threads")  # fmt: skip


def threads(web: FakeWeb) -> Threads:
    return Threads(opens=web.opens, now=lambda: NOW)


def test_mentions_and_answers_on_threads(strings: FakeWeb) -> None:
    assert threads(strings).verify(CREDENTIALS).name == "@ada.mayor"
    assert list(threads(strings).streams(CREDENTIALS)) == ["mentions", "posts"]
    batch = threads(strings).read(CREDENTIALS, "mentions", "")
    _, mention = records(batch)
    assert (mention.author.name, mention.mentioned[0].is_owner, mention.answered) == ("ben.r", True, None)
    assert sum(isinstance(each, Rejected) for each in batch.found) == 1
    _, own, below, told = records(threads(strings).read(CREDENTIALS, "posts", ""))
    assert (own.author, own.answered) == (None, None)
    assert (below.author.name, below.answered.is_owner, below.thread) == ("vera", True, "o1")
    assert (told.author, told.answered.name) == (None, "vera")
    with pytest.raises(WrongInput):
        threads(strings).read(CREDENTIALS, "likes", "")
    strings.answers[T + "me"] = {"id": "66"}
    with pytest.raises(NeverRetry, match="whose account"):
        threads(strings).verify(CREDENTIALS)


def test_a_post_on_threads_is_answered_once(strings: FakeWeb) -> None:
    held: list[Any] = []

    def publish(request: httpx.Request) -> Any:
        held.append({"id": "o9", "text": "At seven.", "timestamp": LATER, "username": "ada.mayor", "replied_to": {"id": "a1"}})
        return {"id": "o9"}

    other = {"id": "o7", "text": "At seven.", "timestamp": LATER, "username": "ada.mayor", "replied_to": {"id": "b1"}}
    older = {"id": "o0", "text": "At seven.", "timestamp": EARLIER, "username": "ada.mayor", "replied_to": {"id": "a1"}}
    strings.answers |= {"POST /v1.0/me/threads": {"id": "box"}, T + "me/threads_publish": publish}
    strings.answers[T + "me/replies"] = lambda request: {"data": [other, *held, older]}
    wanted = draft("At seven.", in_reply_to="a1")
    assert threads(strings).find_draft(CREDENTIALS, wanted) is None
    assert threads(strings).reply(CREDENTIALS, wanted).external_id == "o9"
    assert threads(strings).reply(CREDENTIALS, wanted).external_id == "o9"
    given = [dict(each.url.params) for each in strings.asked if each.method == "POST"]
    assert given == [{"media_type": "TEXT", "text": "At seven.", "reply_to_id": "a1"}, {"creation_id": "box"}]
    assert threads(strings).find_draft(CREDENTIALS, draft("Hello")) is None
    with pytest.raises(NeverRetry, match="no messages"):
        threads(strings).reply(CREDENTIALS, draft("Hello"))
    with pytest.raises(RetryLater):
        threads(strings).find(CREDENTIALS, "k")


def test_of_a_very_long_talk_ten_pages_are_read(strings: FakeWeb) -> None:
    below = {"id": "o2", "text": "Where?", "timestamp": AT, "username": "vera", "replied_to": {"id": "o1"}}
    more = {"data": [below], "paging": {"cursors": {"after": "a"}, "next": "n"}}
    strings.answers[T + "o1/conversation"] = more
    assert len(records(threads(strings).read(CREDENTIALS, "posts", ""))) == 12


def test_a_post_on_threads_whose_answers_are_refused_stops_nobody(strings: FakeWeb) -> None:
    strings.answers[T + "me/threads"] = {
        "data": [{"id": number, "text": "Doors", "timestamp": AT, "username": "ada.mayor"} for number in ("o5", "o1")]
    }
    strings.answers[T + "o5/conversation"] = refused(10, message="Not permitted")
    batch = threads(strings).read(CREDENTIALS, "posts", "")
    assert {each.external_id for each in records(batch)[1:]} == {"o1", "o2", "o3", "o5"}
    assert [each.reason for each in batch.found if isinstance(each, Rejected)] == [
        "What was answered to it cannot be had: Not permitted"
    ]
    strings.answers[T + "o5/conversation"] = refused(190)
    with pytest.raises(NeverRetry, match="Connect it again"):
        threads(strings).read(CREDENTIALS, "posts", "")


def test_what_threads_still_works_on_is_published_later(strings: FakeWeb) -> None:
    strings.answers |= {"POST /v1.0/me/threads": {"id": "box"}, T + "me/threads_publish": refused(24)}
    strings.answers |= {T + "me/replies": {"data": []}, T + "box": {"id": "box", "status": "IN_PROGRESS"}}
    with pytest.raises(RetryLater, match="not ready") as caught:
        threads(strings).reply(CREDENTIALS, draft("At seven.", in_reply_to="a1"))
    assert (caught.value.after, isinstance(caught.value, Uncertain)) == (30.0, False)
    strings.answers[T + "box"] = {"id": "box", "status": "ERROR"}
    with pytest.raises(NeverRetry, match="refuses this"):
        threads(strings).reply(CREDENTIALS, draft("At seven.", in_reply_to="a1"))


@pytest.mark.parametrize(("make", "name"), [(Instagram, "instagram"), (Threads, "threads")])
def test_short_tokens_become_long_ones_which_are_renewed(make: Any, name: str) -> None:
    short: Any = {"access_token": "short", "user_id": "5"}
    web = FakeWeb({"/access_token": {"access_token": "long", "token_type": "bearer", "expires_in": 3600}}, keeps=name)
    web.answers["/oauth/access_token"] = {"data": [short]} if name == "instagram" else short
    web.answers["/refresh_access_token"] = {"access_token": "longer", "token_type": "bearer", "expires_in": 7200}
    spoken = make(opens=web.opens, now=lambda: NOW)
    held = spoken.finish(CREDENTIALS, "c", verifier="v", return_to="r")
    assert (held["token"], held["expires_at"]) == ("long", (NOW + timedelta(hours=1)).isoformat())
    assert web.asked[1].url.params["client_secret"] == "hush"
    assert spoken.refresh(held)["token"] == "longer"
    web.answers["/refresh_access_token"] = {"access_token": "endless"}
    assert spoken.refresh(held)["expires_at"] == ""
    web.answers["/refresh_access_token"] = Strange([])
    with pytest.raises(RetryLater, match="no token"):
        spoken.refresh(held)
    web.answers["/refresh_access_token"] = refused(190, message="Session has expired")
    with pytest.raises(NeverRetry, match="no longer accepts"):
        spoken.refresh(held)


# Refusals


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (refused(4, status=403), RetryLater, "no more calls"), (refused(80002), RetryLater, "no more calls"),
        (refused(2), RetryLater, "out of order"), (refused(99, is_transient=True), RetryLater, "out of order"),
        (refused(190, error_subcode=463), NeverRetry, "Connect it again"), (refused(200), NeverRetry, "refuses this .400.: No."),
        (refused(10, error_user_msg="Ask the owner."), NeverRetry, "Ask the owner"),
        (Strange(httpx.Response(400, json={"error": {"code": [4], "message": "No."}})), NeverRetry, "refuses this .400.: No."),
    ],
)  # fmt: skip
def test_what_meta_refuses_is_understood_by_its_number(page: FakeWeb, answer: Any, error: Any, words: str) -> None:
    page.answers[F + "me"] = answer
    with pytest.raises(error, match=words):
        facebook(page).verify(CREDENTIALS)


def test_an_answer_that_met_a_fault_at_meta_may_have_gone(page: FakeWeb) -> None:
    page.answers |= {"POST " + F + "p1_c1/comments": refused(2), "GET " + F + "p1_c1/comments": {"data": []}}
    with pytest.raises(Uncertain):
        facebook(page).reply(CREDENTIALS, draft("At seven.", in_reply_to="p1_c1"))


def test_meta_is_asked_again_when_it_says(page: FakeWeb) -> None:
    counts = {"77": [{"type": "pages", "estimated_time_to_regain_access": 7}, {"estimated_time_to_regain_access": 3}]}
    told = refused(32)
    told.headers["x-business-use-case-usage"] = json.dumps(counts)
    page.answers[F + "me"] = told
    with pytest.raises(RetryLater) as caught:
        facebook(page).verify(CREDENTIALS)
    assert caught.value.after == 420.0


@pytest.mark.parametrize(
    ("path", "asked"),
    [("me", {"fields": "shoe_size"}), ("me/likes", {}), ("me", {"colour": "red"}), ("77/feed", {"fields": "comments{shoe}"})],
)
def test_what_the_documents_do_not_name_is_refused(page: FakeWeb, path: str, asked: Any) -> None:
    with facebook(page)._door.exchange(CREDENTIALS) as exchange, pytest.raises(OutsideOfContract):
        exchange.get(path, asked)


def test_an_answer_that_the_documents_do_not_name_is_refused(page: FakeWeb) -> None:
    for told in ({**PAGE, "shoe": 43}, {"id": 77}, []):
        page.answers[F + "me"] = told
        with pytest.raises(OutsideOfContract):
            facebook(page).verify(CREDENTIALS)
