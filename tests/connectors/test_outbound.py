"""The guard connects to public hosts and to what is allowed, to nothing else, and to the very address that it checked."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import cast

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.http import open_client
from hustings.connectors.outbound import DENIED, PUBLIC, Forbidden, Guard, leads_outside, system_resolver
from hustings.kernel.errors import HustingsError, RetryLater

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = (ip_network("127.0.0.0/8"),)

PRIVATE_URLS = [
    "http://127.0.0.1/",
    "http://127.0.0.1:8000/",
    "http://127.1/",
    "http://127.255.255.254/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://user:pw@127.0.0.1/",
    "http://public.example@127.0.0.1/",
    "http://127.0.0.1#public.example",
    "http://127.0.0.1?public.example",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fec0::1]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[100::1]/",
    "http://[3fff::1]/",
    "http://[5f00::1]/",
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://192.168.1.1:8080/",
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://192.88.99.1/",
    "http://198.18.0.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://169.254.169.254/",
    "http://127%2e0%2e0%2e1/",
    "http://127。0。0。1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://inside.example/",
    "https://inside.example/",
    "http://mixed.example/",
    "http://metadata.example/",
    "http://six.example/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:25/",
    "ws://127.0.0.1/",
    "unix:///run/docker.sock",
    "//127.0.0.1/",
    "127.0.0.1",
]
NAMES = {
    "inside.example": ["10.1.2.3"],
    "mixed.example": ["192.168.7.7", "fd00::7"],
    "metadata.example": ["169.254.169.254"],
    "six.example": ["::1"],
    "public.example": ["93.184.216.34"],
}


def resolve(host: str, port: int) -> Sequence[str]:
    """Made-up names first; else the system, which reads numbers in all their forms and needs no network for that."""
    return NAMES[host] if host in NAMES else system_resolver(host, port)


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Everything that any socket was asked to connect to; nothing is really connected."""
    places: list[object] = []

    def connect(self: socket.socket, place: object) -> None:
        places.append(place)
        raise ConnectionRefusedError("nobody is here")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return places


def test_there_are_sixty_places_to_be_kept_from() -> None:
    assert len(set(PRIVATE_URLS)) >= 60


@pytest.mark.parametrize("url", PRIVATE_URLS)
def test_no_connection_is_opened_to_what_is_not_public(url: str, tried: list[object]) -> None:
    with open_client(Guard(resolve=resolve)) as client, pytest.raises((HustingsError, httpx.HTTPError, httpx.InvalidURL)):
        client.get(url)
    assert tried == []


@pytest.mark.parametrize("url", [url for url in PRIVATE_URLS if url.startswith("http://")])
def test_no_socket_is_opened_to_what_is_not_public(url: str, tried: list[object]) -> None:
    try:
        host = httpx.URL(url).host
    except httpx.InvalidURL:
        host = url.removeprefix("http://").strip("/")
    with pytest.raises((Forbidden, RetryLater)):
        Guard(resolve=resolve).connect(host, 25)
    assert tried == []


def test_a_name_that_turns_inside_after_the_check_is_not_followed(tried: list[object]) -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    guard = Guard(resolve=lambda host, port: next(answers))
    with pytest.raises(RetryLater):
        guard.connect("rebinding.example", 80)
    assert tried == [("93.184.216.34", 80)]
    with open_client(guard) as client, pytest.raises(Forbidden):
        client.get("http://rebinding.example/")
    with pytest.raises(Forbidden):
        guard.connect("rebinding.example", 80)
    assert tried == [("93.184.216.34", 80)]


def test_http_connects_to_the_address_that_was_checked(tried: list[object]) -> None:
    asked = []

    def once(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["93.184.216.34", "10.0.0.1", "2606:2800:220:1::1"]

    with open_client(Guard(resolve=once)) as client, pytest.raises(httpx.ConnectError):
        client.get("http://public.example/")
    assert asked == ["public.example"]
    assert [place[:2] for place in tried] == [("93.184.216.34", 80), ("2606:2800:220:1::1", 80)]


@pytest.mark.parametrize("text", ["8.8.8.8", "2606:4700:4700::1111", "1.1.1.1", "223.255.255.255", "2001:4860:4860::8888"])
def test_public_addresses_are_permitted(text: str) -> None:
    assert PUBLIC.permits(ip_address(text))


@given(st.sampled_from(DENIED).flatmap(lambda network: st.integers(0, network.num_addresses - 1).map(lambda at: network[at])))
def test_nothing_denied_is_permitted(address) -> None:  # type: ignore[no-untyped-def]
    assert not PUBLIC.permits(address)


@given(st.ip_addresses(v=4))
def test_an_address_within_another_form_is_permitted_only_where_allowed(address) -> None:  # type: ignore[no-untyped-def]
    mapped = ip_address(f"::ffff:{address}")
    assert not PUBLIC.permits(mapped)
    assert Guard(allowed=(ip_network(address),)).permits(mapped)


def test_an_own_server_is_reached_where_its_network_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with Guard(allowed=LOOPBACK).connect("127.0.0.1", port, seconds=5) as line:
            assert line.getpeername() == ("127.0.0.1", port)
            assert line.gettimeout() == 5
        with pytest.raises(Forbidden, match="not a public host"):
            PUBLIC.connect("127.0.0.1", port)


def test_the_next_address_is_tried_where_the_first_is_deaf() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        guard = Guard(allowed=LOOPBACK, resolve=lambda host, _: ["127.0.0.2", "127.0.0.1"])
        with guard.connect("own.example", port) as line:
            assert line.getpeername() == ("127.0.0.1", port)


class _Line:
    """As much of a socket as says where it ends."""

    def __init__(self, address: str) -> None:
        self._address = address

    def getpeername(self) -> tuple[str, int]:
        return self._address, 143


@pytest.mark.parametrize(
    ("address", "outside"), [("127.0.0.1", False), ("::ffff:10.0.0.1", False), ("8.8.8.8", True), ("::1", False)]
)
def test_lines_that_leave_the_private_networks_are_known(address: str, outside: bool) -> None:
    assert leads_outside(cast(socket.socket, _Line(address))) is outside


@pytest.mark.parametrize("trouble", [OSError("no such name"), UnicodeError("label too long")])
def test_a_name_without_address_is_said_so(trouble: Exception) -> None:
    def fails(host: str, port: int) -> Sequence[str]:
        raise trouble

    with pytest.raises(RetryLater, match="was not found"):
        Guard(resolve=fails).addresses("gone.example", 80)
    with pytest.raises(RetryLater, match="no address"):
        Guard(resolve=lambda host, port: []).addresses("gone.example", 80)


def test_certificates_are_checked_and_further_authorities_can_be_named(tmp_path: Path) -> None:
    plain = PUBLIC.tls()
    assert plain.verify_mode is ssl.CERT_REQUIRED
    assert plain.check_hostname
    assert plain.minimum_version is ssl.TLSVersion.TLSv1_2
    with pytest.raises(OSError, match="No such file"):
        Guard(authorities=str(tmp_path / "none.pem")).tls()


@pytest.mark.parametrize(
    "line",
    ["import smtplib", "import imaplib", "import urllib.request", "import httpx; httpx.get('x')", "import httpx; httpx.Client()",
     "import socket; socket.create_connection(())", "from imap_tools import MailBox", "import http.client", "import requests"],
)  # fmt: skip
def test_the_lint_refuses_connections_beside_the_guard(line: str) -> None:
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--quiet",
        "--select",
        "TID251",
        "--stdin-filename",
        "src/hustings/apps/x.py",
        "-",
    ]
    done = subprocess.run(command, input=line, text=True, capture_output=True, cwd=ROOT, check=False)
    assert "TID251" in done.stdout


def test_the_source_opens_no_connection_beside_the_guard() -> None:
    assert _lint("src") == ""


def _lint(*arguments: str, given: str = "") -> str:
    command = [sys.executable, "-m", "ruff", "check", "--quiet", "--select", "TID251", *arguments]
    return subprocess.run(command, input=given, text=True, capture_output=True, cwd=ROOT, check=False).stdout
