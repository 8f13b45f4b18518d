"""Accounts of Bluesky on a real network of the AT Protocol: told live where one is installed, else replayed as it answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from hustings.connectors.platforms.bluesky import Bluesky
from servers.bluesky import bluesky_network
from servers.bluesky_story import NOW, asked, perform, tell
from servers.snac import LOOPBACK

RECORDED: list[dict[str, Any]] = json.loads(Path(__file__).with_name("recordings").joinpath("bluesky.json").read_text())


def named(scene: dict[str, Any]) -> str:
    call = scene["call"]
    return "-".join([call["do"], call.get("stream", call.get("draft", {}).get("key", "")), call["credentials"]["handle"]])


@pytest.mark.parametrize("scene", RECORDED, ids=named)
def test_what_a_real_network_answered_gives_the_same_again(scene: dict[str, Any]) -> None:
    left = list(scene["exchanges"])

    def answer(request: httpx.Request) -> httpx.Response:
        expected = left.pop(0)
        assert asked(request) == {key: expected[key] for key in ("method", "target", "given", "proxy")}
        return httpx.Response(expected["status"], json=expected["answer"])

    def opens(guard: object, *, base_url: str, **more: object) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(answer), base_url=base_url)

    result = perform(Bluesky(LOOPBACK, opens=opens, now=lambda: NOW, sessions={}), scene["call"])
    assert json.loads(json.dumps(result)) == scene["result"]
    assert left == []


def test_the_story_is_true_on_a_real_network() -> None:
    with bluesky_network() as network:
        account = Bluesky(LOOPBACK, now=lambda: NOW, sessions={})
        tell(network, lambda call: perform(account, call))
