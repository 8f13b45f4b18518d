"""Promises about fetching public data: the right files, the publisher's day, and plain words where there is no network."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import httpx
import pytest

from hustings.connectors.records import fetching
from hustings.kernel.errors import RetryLater, WrongInput

Answer = Callable[[httpx.Request], httpx.Response]

ZIP_DAY = struct.pack("<HH", 0, (2026 - 1980) << 9 | 8 << 5 | 5)
"""How a zip writes midnight on 5 August 2026."""


def client(answer: Answer) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(answer))


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 8, 5, 0, 0, 0)), content)
    return out.getvalue()


def test_the_files_of_the_congress_come_with_the_newest_day(tmp_path: Path) -> None:
    days = iter(["Mon, 15 Jun 2026 10:00:00 GMT", "Tue, 16 Jun 2026 10:00:00 GMT", "no day", "", "", ""])
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, content=b"[]", headers={"last-modified": next(days)})

    with client(answer) as open_client:
        found = fetching.fetch("us", tmp_path, client=open_client)
    assert [path.name for path in found.paths] == list(fetching.CONGRESS_FILES)
    assert asked == [f"{fetching.CONGRESS}/{name}" for name in fetching.CONGRESS_FILES]
    assert found.as_of == date(2026, 6, 16)
    assert all(path.read_bytes() == b"[]" for path in found.paths)


def test_of_all_states_only_the_files_of_one_are_kept_under_names_of_our_own(tmp_path: Path) -> None:
    files = {
        "people-main/data/ca/legislature/A.yml": b"id: ocd-person/1",
        "people-main/data/ca/committees/B.yml": b"id: ocd-organization/1",
        "people-main/data/ca/retired/C.yml": b"id: ocd-person/2",
        "people-main/data/ca/legislature/deep/D.yml": b"id: ocd-person/3",
        "people-main/data/ny/legislature/E.yml": b"id: ocd-person/4",
        "people-main/data/ca/legislature/../../../../evil.yml": b"id: ocd-person/5",
        "people-main/README.md": b"",
    }
    with client(lambda request: httpx.Response(200, content=zipped(**files))) as open_client:
        found = fetching.fetch("us-ca", tmp_path, client=open_client)
    (folder,) = found.paths
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "legislature-0.yml": b"id: ocd-person/1",
        "committees-1.yml": b"id: ocd-organization/1",
    }
    assert found.as_of == date(2026, 8, 5)


def test_an_archive_without_a_day_has_none(tmp_path: Path) -> None:
    content = zipped(**{"people-main/data/ca/legislature/A.yml": b"id: ocd-person/1"}).replace(ZIP_DAY, bytes(4))
    with client(lambda request: httpx.Response(200, content=content)) as open_client:
        assert fetching.fetch("us-ca", tmp_path, client=open_client).as_of is None


@pytest.mark.parametrize(
    ("name", "content"), [("us-ca", b"no zip"), ("us-ca", zipped(**{"people-main/data/ny/legislature/E.yml": b""}))]
)
def test_an_answer_that_holds_nothing_is_told_in_words(tmp_path: Path, name: str, content: bytes) -> None:
    with client(lambda request: httpx.Response(200, content=content)) as open_client, pytest.raises(RetryLater) as told:
        fetching.fetch(name, tmp_path, client=open_client)
    assert "https://github.com/openstates/people" in str(told.value)


def test_without_a_network_it_is_said_which_files_to_download_from_where(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route to host")

    with client(answer) as open_client, pytest.raises(RetryLater) as told:
        fetching.fetch("us", tmp_path, client=open_client)
    assert "legislators-current.json" in str(told.value)
    assert fetching.CONGRESS in str(told.value)
    assert "hustings records add PATH" in str(told.value)


@pytest.mark.parametrize("status", [404, 500])
def test_an_answer_that_refuses_is_told_like_no_network(tmp_path: Path, status: int) -> None:
    with client(lambda request: httpx.Response(status)) as open_client, pytest.raises(RetryLater):
        fetching.fetch("us", tmp_path, client=open_client)


@pytest.mark.parametrize("name", ["us-zz", "fr", "us-"])
def test_a_name_of_no_set_is_refused(tmp_path: Path, name: str) -> None:
    assert not fetching.is_name(name)
    with client(lambda request: httpx.Response(200)) as open_client, pytest.raises(WrongInput):
        fetching.fetch(name, tmp_path, client=open_client)


def test_a_page_in_the_place_of_a_file_is_told_before_anything_is_added(tmp_path: Path) -> None:
    with (
        client(lambda request: httpx.Response(200, content=b"<html>Sign in</html>")) as open_client,
        pytest.raises(RetryLater, match=r"legislators-current\.json is no JSON"),
    ):
        fetching.fetch("us", tmp_path, client=open_client)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("trouble", [httpx.ReadError("cut off"), 503])
def test_a_line_that_breaks_or_a_server_in_trouble_is_asked_once_more(tmp_path: Path, trouble: httpx.ReadError | int) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        if len(asked) > 1:
            return httpx.Response(200, content=b"[]")
        if isinstance(trouble, int):
            return httpx.Response(trouble)
        raise trouble

    with client(answer) as open_client:
        assert len(fetching.fetch("us", tmp_path, client=open_client).paths) == len(fetching.CONGRESS_FILES)
    assert len(asked) == len(fetching.CONGRESS_FILES) + 1


def test_a_refusal_is_told_in_one_line_and_not_asked_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(404)

    with client(answer) as open_client, pytest.raises(RetryLater, match=r"legislators-current\.json answered 404\)") as told:
        fetching.fetch("us", tmp_path, client=open_client)
    assert len(asked) == 1
    assert "\n" not in str(told.value)
