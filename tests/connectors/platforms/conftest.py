"""Real servers that tests of platforms share: each is started once for a run, and only where a test wants it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from servers.mail import MailServer, mail_server, need_mail_server


@pytest.fixture(scope="session")
def mail() -> Iterator[MailServer]:
    """Dovecot and Exim; mailboxes come into being when they are opened, so every test takes a name of its own."""
    need_mail_server()
    with mail_server() as server:
        yield server
