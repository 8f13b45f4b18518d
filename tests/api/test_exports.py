"""Exports for programs: the same steps as on the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from conftest import joined
from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.exports import actions, keeping, tasks
from hustings.apps.people import actions as people

HERE = "/api/v1/exports"


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    yield
    for path in keeping.folder().iterdir():
        path.unlink()


def program(actor: Actor, scope: str = "write") -> Client:
    secret = create_token(actor, name="phone", scope=scope).secret
    return Client(headers={"authorization": f"Bearer {secret}"})


def ask(client: Client, **given: str) -> dict[str, object]:
    return dict(client.post(HERE, given, content_type="application/json").json())


def test_a_small_export_is_ready_at_once(ada: Actor) -> None:
    people.add_person(ada, name="Bo")
    hers = program(ada)
    made = ask(hers, format="json")
    assert (made["state"], made["rows"], made["own"]) == ("ready", 1, True)
    file = hers.get(f"{HERE}/{made['id']}/file")
    assert b'"Bo"' in b"".join(file.streaming_content)
    assert hers.get(HERE).json()[0]["fetches"] == 1


def test_a_large_one_is_approved_by_somebody_else(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "ALONE", 0)
    people.add_person(ada, name="Bo")
    mia = joined(ada, email="mia@example.org", name="Mia Duarte", role="manager")
    hers, theirs = program(ada), program(mia)
    place = f"{HERE}/{ask(hers)['id']}"
    assert hers.post(f"{place}/approve").status_code == 403
    assert theirs.get(place).json()["sample"] == ["Bo"]
    assert theirs.post(f"{place}/approve").json()["state"] == "making"
    tasks.make_export.call(hers.get(place).json()["id"])
    assert hers.get(place).json()["state"] == "ready"
    assert theirs.get(f"{place}/file").status_code == 404
    assert hers.post(f"{place}/withdraw").json()["state"] == "withdrawn"
    again = f"{HERE}/{ask(hers)['id']}"
    assert theirs.post(f"{again}/refuse").json()["state"] == "refused"


def test_a_reading_token_takes_nothing_along(ada: Actor) -> None:
    assert program(ada, "read").post(HERE, {}, content_type="application/json").status_code == 403


def test_what_cannot_be_asked_names_its_field(ada: Actor) -> None:
    refused = program(ada).post(HERE, {"what": "ties", "format": "xlsx"}, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["field"]) == (400, "format")
