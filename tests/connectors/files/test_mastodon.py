"""Promises of the readers of Mastodon's archives and lists beyond the golden ones."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.golden_archives import GOLDENS, cases, check
from connectors.files.memory import Memory
from hustings.connectors.files.mastodon import MASTODON, posts
from hustings.connectors.files.mastodon.accounts import Owner
from hustings.connectors.files.mastodon_lists import MASTODON_LISTS
from hustings.connectors.files.registry import read, scan
from hustings.connectors.protocol import Found
from hustings.connectors.reading.container import open_upload
from hustings.connectors.reading.fediverse import account_of
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import Party, PersonRecord, PostRecord

STREAMS = "https://www.w3.org/ns/activitystreams"
ARCHIVE = GOLDENS / "mastodon" / "archive"


@pytest.mark.parametrize("case", cases("mastodon"), ids=lambda case: case.name)
def test_each_archive_gives_the_expected_records(case: Path) -> None:
    check(MASTODON, case)


@pytest.mark.parametrize("case", cases("mastodon_lists"), ids=lambda case: case.name)
def test_each_list_gives_the_expected_records(case: Path) -> None:
    check(MASTODON_LISTS, case)


def packed(kind: str) -> bytes:
    out = io.BytesIO()
    files = sorted(path for path in ARCHIVE.rglob("*") if path.is_file())
    if kind == "zip":
        with zipfile.ZipFile(out, "w") as archive:
            for path in files:
                archive.write(path, path.relative_to(ARCHIVE).as_posix())
    else:
        with tarfile.open(fileobj=out, mode="w") as tar:
            for path in files:
                tar.add(path, path.relative_to(ARCHIVE).as_posix())
    return out.getvalue() if kind != "tar.gz" else gzip.compress(out.getvalue())


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_an_archive_says_the_same_in_every_packing(tmp_path: Path, kind: str) -> None:
    def said(path: Path) -> list[Any]:
        with open_upload([path]) as upload:
            found = scan(upload.entries, readers=[MASTODON])
            assert not found.unrecognised
            return [item.record if isinstance(item, Found) else item.reason for _, item in read(found.assignments)]

    (tmp_path / f"archive.{kind}").write_bytes(packed(kind))
    assert said(tmp_path / f"archive.{kind}") == said(ARCHIVE)


def actor(name: str, host: str = "social.example", folder: str = "a") -> Memory:
    content = {"@context": STREAMS, "id": f"https://{host}/users/{name}", "preferredUsername": name, "type": "Person"}
    return Memory(json.dumps(content).encode(), f"{folder}/actor.json")


def collection(*items: Any, name: str = "outbox", **more: Any) -> Memory:
    content = {"@context": STREAMS, "type": "OrderedCollection", **more, "orderedItems": list(items)}
    return Memory(json.dumps(content).encode(), f"a/{name}.json")


def note(number: str, **more: Any) -> dict[str, Any]:
    return {"type": "Create", "object": {"id": number, "content": "Hello", "published": "2022-09-15T10:00:00Z", **more}}


def said_by(*entries: Memory) -> list[Any]:
    return [item.record if isinstance(item, Found) else item.reason for item in MASTODON.read(MASTODON.recognise(entries))]


def test_an_archive_without_its_actor_says_what_is_missing() -> None:
    reason, post = said_by(collection(note("x:1", to=STREAMS + "#Public")))
    assert reason.endswith("Give actor.json of the same archive with it.")
    assert (post.link, post.visibility) == ("x:1", "public")
    assert said_by() == []


def test_an_archive_of_another_account_is_left_out() -> None:
    reason, owner = said_by(actor("ada"), actor("otto", folder="b"))
    assert reason.startswith("This is the archive of otto@social.example, the other one that of ada@social.example.")
    assert isinstance(owner, PersonRecord)


def test_an_owner_whose_address_names_no_host_is_read_all_the_same() -> None:
    content = {"@context": STREAMS, "preferredUsername": "ada", "id": "http://[x"}
    bare = Memory(json.dumps(content).encode(), "a/a.json")
    owner, message = said_by(bare, collection(note("x:1", to=["https://b.example/users/ben"])))
    assert (owner.name.full, owner.identities, message.sender) == ("ada", (), Party(is_owner=True))
    empty = Owner()
    empty.take({"preferredUsername": ""})
    assert empty.record() is None
    assert empty.party == Party(is_owner=True)


def test_other_files_are_left_to_others() -> None:
    context = json.dumps({"@context": STREAMS, "type": "Note"}).encode()
    assert MASTODON.recognise([Memory(b"[1]"), Memory(b'{"a": 1}'), Memory(context)]) == []


def test_whom_a_reply_answers_is_told_by_its_address_or_by_who_is_mentioned() -> None:
    def mention(account: str) -> dict[str, str]:
        name, host = account.split("@")
        return {"type": "Mention", "href": f"https://{host}/users/{name}", "name": f"@{account}"}

    def answered(address: str, *accounts: str) -> str:
        tags = [mention(account) for account in accounts]
        _, post = said_by(actor("ada"), collection(note("x:1", inReplyTo=address, tag=tags, to=STREAMS + "#Public")))
        assert isinstance(post, PostRecord)
        return post.answered.identities[0].value if post.answered else ""

    assert answered("https://a.example/users/ben/statuses/1") == "ben@a.example"
    assert answered("https://a.example/@ben/1", "vera@b.example") == "ben@a.example"
    assert answered("https://b.example/objects/1", "vera@b.example", "ben@a.example") == "vera@b.example"
    assert answered("https://c.example/objects/1", "ben@a.example") == "ben@a.example"
    assert answered("https://c.example/objects/1", "vera@b.example", "ben@a.example") == ""
    assert answered("http://[c/objects/1", "vera@b.example", "ben@a.example") == ""


def test_threads_that_go_round_end_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    said = said_by(actor("ada"), collection(note("x:1", inReplyTo="x:2"), note("x:2", inReplyTo="x:1")))
    assert [one.thread for one in said if isinstance(one, PostRecord)] == ["x:2", "x:1"]
    monkeypatch.setattr(posts, "KEPT", 0)
    said = said_by(actor("ada"), collection(note("x:3", inReplyTo="x:2"), note("x:2", inReplyTo="x:1")))
    assert [one.thread for one in said if isinstance(one, PostRecord)] == ["x:2", "x:1"]


def test_what_is_damaged_is_told_and_lists_are_known_by_their_own_id() -> None:
    likes = collection("https://b.example/@ben/109000000000000010", name="mine", id="https://social.example/users/ada/likes.json")
    broken = Memory(b'{"@context": "https:\\/\\/www.w3.org\\/ns\\/activitystreams", "preferredUsername": nil', "a/b.json")
    outbox = Memory(collection(note("x:1")).data[:-9], "a/outbox.json")
    said = said_by(actor("ada"), broken, likes, outbox)
    assert [type(one).__name__ for one in said] == ["PersonRecord", "str", "ReactionRecord"]


@given(st.text(max_size=40) | st.text(max_size=10).map("https://a.example/@".__add__))
def test_any_address_gives_an_account_or_none(address: str) -> None:
    account = account_of(address)
    assert account == "" or account.count("@") == 1
    assert account_of("https://a.example/@ben" + "x" * 3_000) == ""


def test_accounts_that_might_be_mail_addresses_are_taken_only_under_mastodon_s_names() -> None:
    bare = b"ben@social.example\nvera@social.example\n"
    assert (
        MASTODON_LISTS.recognise([Memory(bare, "people.csv"), Memory(b"\1\2" * 20, "x.csv"), Memory(b"a,b\n", "lists.csv")]) == []
    )
    assert len(MASTODON_LISTS.recognise([Memory(bare, "muted_accounts.csv"), Memory(bare, "following.csv")])) == 2


def test_a_list_that_breaks_while_read_is_told() -> None:
    class Broken(Memory):
        def open(self) -> Any:
            raise WrongInput("The file is damaged.")

    (said,) = MASTODON_LISTS.read([Broken(b"Account address,Show boosts\n", "a.csv")])
    assert not isinstance(said, Found)


def test_a_list_that_is_no_table_when_opened_gives_nothing() -> None:
    class Changed(Memory):
        def open(self) -> Any:
            return io.BytesIO(b"")

    assert list(MASTODON_LISTS.read([Changed(b"ben@social.example\n", "blocked_accounts.csv")])) == []
