"""A server that shows an account to strangers: a table of answers by path, and what Ada of social.example published there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from hustings.connectors.outbound import Guard
from hustings.kernel.clock import utc_now

START = utc_now().replace(microsecond=0) - timedelta(days=20)


class Server:
    """A server that answers from a table of paths. What stands in `first` is answered once before that."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.first: dict[str, list[httpx.Response]] = {}
        self.asked: list[str] = []
        self.addresses: list[str] = []

    def opens(self, guard: Guard, *, base_url: str) -> httpx.Client:
        self.addresses.append(base_url)
        return httpx.Client(base_url=base_url, transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        assert "authorization" not in request.headers
        given = request.url.params
        key = request.url.path + "".join(f" {given[name]}" for name in ("max_id", "cursor", "uri") if name in given)
        self.asked.append(key)
        if self.first.get(key):
            return self.first[key].pop(0)
        answer = self.answers.get(key, [] if "max_id" in given else 404)
        return httpx.Response(answer, json={"error": "no"}) if isinstance(answer, int) else httpx.Response(200, json=answer)


def moment(hours: float) -> str:
    return (START + timedelta(hours=hours)).isoformat()


def account(name: str) -> dict[str, Any]:
    return {"id": f"1{name}", "acct": name, "username": name, "url": f"https://social.example/@{name}", "display_name": name}


def status(number: int, who: str, hours: float, to: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A post; `to` is what it answers, whose author it mentions."""
    answered = (
        {"in_reply_to_id": to["id"], "in_reply_to_account_id": to["account"]["id"], "mentions": [to["account"]]} if to else {}
    )
    return {
        "id": str(number),
        "uri": f"https://social.example/{number}",
        "created_at": moment(hours),
        "account": account(who),
        "content": f"<p>Words {number}?</p>",
        "visibility": "public",
        "replies_count": 0,
        **answered,
        **more,
    }


FIRST = status(1, "ada", 0, replies_count=2)
ASKED = status(2, "ben", 1, FIRST)
ANSWER = status(3, "ada", 3, ASKED)
UNHEARD = status(4, "vera", 4, FIRST)
AMONG_OTHERS = status(5, "vera", 5, ASKED)
STRANGER = status(6, "otto", 6)
TO_STRANGER = status(7, "ada", 7, STRANGER)
BOOST = status(8, "ada", 8, reblog=status(9, "otto", 2), replies_count=4)
SECRET = status(10, "ben", 9, FIRST, visibility="private")
LOOKUP = "/api/v1/accounts/lookup"
STATUSES = "/api/v1/accounts/1ada/statuses"


def context(number: int) -> str:
    return f"/api/v1/statuses/{number}/context"


def mastodon() -> Server:
    return Server(
        {
            LOOKUP: account("ada"),
            STATUSES: [BOOST, TO_STRANGER, ANSWER, FIRST],
            context(1): {"ancestors": [], "descendants": [ASKED, ANSWER, UNHEARD, AMONG_OTHERS, SECRET]},
            context(7): {"ancestors": [STRANGER], "descendants": []},
        }
    )
