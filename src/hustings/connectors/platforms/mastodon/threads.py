"""Where a post stands in its thread. The API names only the number of what a post answers; its context tells the rest."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from hustings.connectors.exchange import Exchange
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, text_at


class Placed(NamedTuple):
    """The addresses of what a post answers and of the first post of the thread, and the account it answers; empty for none."""

    parent: str = ""
    root: str = ""
    author: Any = None


class Threads:
    """The threads of posts that came together; each is asked for once."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._known: dict[str, Placed] = {}

    def place(self, status: Any) -> Placed:
        """Where a post stands. Without its parent's address where that post is gone."""
        answered = text_at(status, "in_reply_to_id")
        if not answered:
            return Placed()
        if answered not in self._known:
            self.around(text_at(status, "id"))
        return self._known.get(answered, Placed())

    def around(self, number: str) -> tuple[list[Any], list[Any]]:
        """The posts above and below a post, from the first one on; none where the post is gone."""
        answer = self._exchange.get(f"/api/v1/statuses/{quote(number, safe='')}/context", accept=(403, 404, 410))
        if not answer.good:
            return [], []
        above, below = ([itself(each) for each in list_at(answer.body, key)] for key in ("ancestors", "descendants"))
        root = first_text(above[0], "uri", "url") if above else ""
        for each in above:
            address = first_text(each, "uri", "url")
            self._known[text_at(each, "id")] = Placed(address, root, at(each, "account"))
        return above, below


def itself(status: Any) -> Any:
    """The post, also where a boost stands for it: snac puts the boosts of others in the place of what they boost."""
    inner = at(status, "reblog")
    return inner if isinstance(inner, dict) else status
