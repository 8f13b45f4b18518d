"""The calendar server of this room's tests: running once for a file, empty for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from calendar_series import ACCOUNT, WEEKLY, read
from hustings.apps.accounts.actor import Actor
from hustings.apps.events import calendars
from hustings.apps.events.models import Calendar
from servers.radicale import Server, radicale


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def server(running: Server, settings: Any) -> Server:
    """The server with an empty calendar, which we are allowed to reach."""
    settings.ALLOWED_NETWORKS = ("127.0.0.0/8",)
    for name in running.names():
        running.other("DELETE", name)
    return running


@pytest.fixture
def weekly(ada: Actor, server: Server) -> Calendar:
    """Ada's calendar with a series in it, connected and read."""
    server.other("PUT", "weekly.ics", WEEKLY)
    made = calendars.connect_calendar(ada, address=server.calendar, **ACCOUNT)
    read(made)
    return made
