"""HTTP through the guard: redirects are checked anew, bodies are bounded in bytes and seconds, bombs do not unfold."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from itertools import count

import httpcore
import httpx
import pytest

from hustings.connectors.http import GuardedTransport, TooLarge, _TimedStream, open_client
from hustings.connectors.outbound import Forbidden, Guard
from hustings.kernel.errors import NeverRetry

HERE = Guard(allowed=(ip_network("127.0.0.1/32"),), seconds=5)
WORDS = b"Will you come on Saturday? " * 200
Page = tuple[int, dict[str, str], bytes]

PAGES: dict[str, Page] = {
    "/plain": (200, {}, WORDS),
    "/gzip": (200, {"Content-Encoding": "gzip"}, gzip.compress(WORDS)),
    "/deflate": (200, {"Content-Encoding": "deflate"}, zlib.compress(WORDS)),
    "/empty": (200, {"Content-Encoding": "gzip"}, b""),
    "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(50_000_000))),
    "/damaged": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00 no gzip at all"),
    "/cut": (200, {"Content-Encoding": "gzip"}, gzip.compress(WORDS)[:-20]),
    "/brotli": (200, {"Content-Encoding": "br"}, b"?"),
    "/inside": (302, {"Location": "http://127.0.0.2/secret"}, b""),
    "/metadata": (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/once": (302, {"Location": "/plain"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing of visitors who hang up in the middle of a bomb."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, headers, body = PAGES[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the output of tests is for failures."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("page", ["/plain", "/gzip", "/deflate", "/once"])
def test_an_answer_arrives_whole(site: str, page: str) -> None:
    with open_client(HERE, base_url=site, headers={"x-asked": "1"}, follow_redirects=True) as client:
        assert client.get(page).content == WORDS


def test_an_empty_answer_is_no_damaged_one(site: str) -> None:
    with open_client(HERE, base_url=site) as client:
        assert client.get("/empty").content == b""


@pytest.mark.parametrize("page", ["/inside", "/metadata"])
def test_a_redirect_is_checked_like_the_first_address(site: str, page: str) -> None:
    with open_client(HERE, base_url=site, follow_redirects=True) as client, pytest.raises(Forbidden):
        client.get(page)


def test_a_redirect_out_of_http_is_not_followed(site: str) -> None:
    with open_client(HERE, base_url=site, follow_redirects=True) as client, pytest.raises(httpx.UnsupportedProtocol):
        client.get("/file")


def test_redirects_are_followed_only_where_asked_for_and_end(site: str) -> None:
    with open_client(HERE, base_url=site) as client:
        assert client.get("/inside").status_code == 302
    with open_client(HERE, base_url=site, follow_redirects=True) as client, pytest.raises(httpx.TooManyRedirects):
        client.get("/round")


def test_a_body_beyond_the_limit_is_refused(site: str) -> None:
    with open_client(HERE, base_url=site, limit=1_000) as client, pytest.raises(TooLarge):
        client.get("/plain")


def test_a_bomb_is_refused_before_it_has_unfolded(site: str) -> None:
    seen: list[int] = []
    with open_client(HERE, base_url=site, limit=1_000_000) as client, client.stream("GET", "/bomb") as response:
        pieces = response.iter_raw()
        with pytest.raises(TooLarge):
            seen.extend(map(len, pieces))
    assert sum(seen) <= 1_000_000


@pytest.mark.parametrize("page", ["/damaged", "/cut"])
def test_a_damaged_compression_is_an_error_of_the_exchange(site: str, page: str) -> None:
    with open_client(HERE, base_url=site) as client, pytest.raises(httpx.DecodingError):
        client.get(page)


def test_a_compression_that_nobody_asked_for_is_refused(site: str) -> None:
    with open_client(HERE, base_url=site) as client, pytest.raises(NeverRetry, match="br"):
        client.get("/brotli")


def test_without_limits_a_stream_may_stay_open(site: str) -> None:
    with open_client(HERE, base_url=site, limit=None, seconds=None) as client:
        assert client.get("/plain").content == WORDS


def _client(site: str, clock: Callable[[], float]) -> httpx.Client:
    return httpx.Client(transport=GuardedTransport(HERE, seconds=10, clock=clock), base_url=site, trust_env=False)


def test_an_answer_that_takes_too_long_ends_before_its_head(site: str) -> None:
    ticks = count(step=20)
    with _client(site, lambda: float(next(ticks))) as client, pytest.raises(httpx.ReadTimeout):
        client.get("/plain")


def test_an_answer_that_takes_too_long_ends_within_its_body(site: str) -> None:
    now = [0.0]
    with _client(site, lambda: now[0]) as client, client.stream("GET", "/plain") as response:
        now[0] = 11.0
        with pytest.raises(httpx.ReadTimeout):
            response.read()


class _Line(httpcore.NetworkStream):
    """A connection that notes how it is used."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.asked.append(timeout)
        return b""

    def start_tls(self, ssl_context: object, server_hostname: str | None = None, timeout: float | None = None) -> _Line:
        self.asked.append(server_hostname)
        return self


def test_encryption_is_for_the_name_and_stays_timed() -> None:
    line = _Line()
    secure = _TimedStream(line, lambda: 0.0).start_tls(HERE.tls(), "mail.example.org", 5)
    secure.read(1, None)
    secure.read(1, 3.0)
    assert isinstance(secure, _TimedStream)
    assert line.asked == ["mail.example.org", None, 3.0]


def test_the_environment_names_no_way_round_the_guard(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.2:1")
    with closing(open_client(HERE, base_url=site)) as client:
        assert client.get("/plain").status_code == 200
