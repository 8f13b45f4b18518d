"""What the tests of the command line share: the demo campaign's files, written once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings

from hustings.demo import Campaign, write_campaign

PEOPLE = 200


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """The demo campaign's files, with about as few people as its story can hold."""
    return write_campaign(tmp_path_factory.mktemp("campaign"), now=datetime.now(UTC), people=PEOPLE)


@pytest.fixture(autouse=True)
def _no_copies_left() -> Iterator[None]:
    """Numbers of imports come again after each test; copies of files that were kept for one must not meet another."""
    yield
    shutil.rmtree(settings.HUSTINGS_HOME / "uploads", ignore_errors=True)
