"""The pages of exports: asking, approving, waiting, and the file for whoever asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from conftest import ClientOf, joined
from hustings.apps.accounts.actor import Actor
from hustings.apps.exports import actions, keeping, tasks
from hustings.apps.exports.models import Export
from hustings.apps.people import actions as people

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    yield
    for path in keeping.folder().iterdir():
        path.unlink()


@pytest.fixture
def mia(ada: Actor) -> Actor:
    return joined(ada, email="mia@example.org", name="Mia Duarte", role="manager")


@pytest.fixture
def hers(ada: Actor, client_of: ClientOf) -> Client:
    for name in ("Bo", "Cy", "Di"):
        people.add_person(ada, name=name)
    return client_of(ada)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than two rows are many."""
    monkeypatch.setattr(actions, "ALONE", 2)


def words(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


def test_a_few_people_are_asked_for_and_downloaded(hers: Client) -> None:
    answer = hers.post("/exports/", {"kind": "people:csv", "where": 'name = "Bo"'}, follow=True)
    assert "Your file is ready" in words(answer)
    address = re.search(r'href="(/exports/\d+/file/)"', answer.content.decode()).group(1)  # type: ignore[union-attr]
    file = hers.get(address)
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].split(",")[1] == "Bo"
    assert 'filename="hustings-people-' in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"
    assert "Fetched" in words(hers.get(answer.redirect_chain[-1][0]))


@pytest.mark.usefixtures("few")
def test_many_people_wait_for_a_second_member(hers: Client, mia: Actor, client_of: ClientOf) -> None:
    answer = hers.post("/exports/", {"kind": "people:csv", "purpose": "Mailing house"}, follow=True)
    assert "Another owner or manager approves it" in words(answer)
    assert "Let it leave" not in words(answer)
    address = answer.redirect_chain[-1][0]
    theirs = client_of(mia)
    assert "Waits for your word" in words(theirs.get("/exports/"))
    page = words(theirs.get(address))
    for said in ("May this leave?", "Bo, Cy, Di", "Mailing house", "Ada Okafor", "Let it leave", "Refuse"):
        assert said in page
    approved = theirs.post(f"{address}approve/", follow=True)
    assert "Approved. The file is made now." in words(approved)
    moving = hers.get(address, headers=HTMX).content.decode()
    assert 'hx-trigger="every 1s"' in moving
    tasks.make_export.call(Export.objects.get().pk)
    done = hers.get(address, headers=HTMX).content.decode()
    assert "every 1s" not in done
    assert "Download" in done
    assert "A file was made" in words(theirs.get(address))
    assert theirs.get(f"{address}file/").status_code == 404


@pytest.mark.usefixtures("few")
def test_whoever_is_alone_reads_why_they_wait(hers: Client) -> None:
    answer = hers.post("/exports/", {"kind": "people:csv"}, follow=True)
    assert "you can release it yourself a day after you asked" in words(answer)
    assert hers.post(f"{answer.redirect_chain[-1][0]}approve/").status_code == 403


@pytest.mark.usefixtures("few")
def test_refusing_and_withdrawing_are_said(hers: Client, mia: Actor, client_of: ClientOf) -> None:
    first, second = (hers.post("/exports/", {"kind": "people:vcard"}).headers["Location"] for _ in range(2))
    assert "Refused. Nothing leaves." in words(client_of(mia).post(f"{first}refuse/", follow=True))
    assert "Withdrawn." in words(hers.post(f"{second}withdraw/", follow=True))
    page = words(hers.get("/exports/"))
    assert "refused" in page
    assert "withdrawn" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [({"kind": "people:csv", "where": "colour = red"}, "colour"), ({"kind": "secrets:csv"}, "cannot be exported")],
)
def test_what_cannot_be_asked_is_said_beside_what_was_typed(hers: Client, given: dict[str, str], said: str) -> None:
    answer = hers.post("/exports/", {**given, "purpose": "For the printer"})
    assert answer.status_code == 400
    assert said in words(answer)
    assert "For the printer" in answer.content.decode()


def test_a_condition_comes_along_from_a_list(hers: Client) -> None:
    assert 'value="tag = press"' in hers.get("/exports/?where=tag+%3D+press").content.decode()


def test_an_empty_page_teaches(hers: Client) -> None:
    assert "Nothing has left yet" in words(hers.get("/exports/?before=1"))


def test_a_failure_says_why(hers: Client, ada: Actor) -> None:
    export = Export.objects.create(
        workspace_id=ada.workspace_id,
        member_id=ada.member_id,
        what="ties",
        format="csv",
        rows=1,
        state="failed",
        error="No disk.",
    )
    page = words(hers.get(f"/exports/{export.pk}/"))
    assert "No disk." in page
    assert "Ask again" in page


def test_everybody_is_named_so(hers: Client) -> None:
    answer = hers.post("/exports/", {"kind": "people:json"}, follow=True)
    assert "Everybody · JSON" in words(answer)


def test_an_archive_is_called_so(hers: Client) -> None:
    assert "The full archive" in words(hers.post("/exports/", {"kind": "archive:zip"}, follow=True))
