"""What all tests share: a temporary home folder, the cast, and browsers that are signed in."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from hypothesis import settings as properties

from bench import migrated
from hustings.apps.accounts.actions import accept_invitation, create_workspace, invite_member
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import User

PASSWORD = "a quiet walk by the river"
ClientOf = Callable[[Actor], Client]

# Programs that a test starts see the temporary home too, never the developer's own.
os.environ["HUSTINGS_HOME"] = str(settings.HUSTINGS_HOME)
# Slow hashing protects stored passwords; here it would only slow down every test that signs somebody in.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The suite tries the same examples each time, so that it fails for changes alone; `make search` looks for new ones.
properties.register_profile("steady", derandomize=True, deadline=None)
properties.register_profile("search", max_examples=2_000, deadline=None)
properties.load_profile(os.environ.get("HUSTINGS_PROPERTIES", "steady"))


@pytest.fixture(scope="session")
def django_db_setup(_copies_instead: pytest.MonkeyPatch, django_db_setup: None) -> None:
    """The data base of the tests, which on SQLite begins as a copy of one that was migrated before."""
    _copies_instead.undo()


@pytest.fixture(scope="session")
def _copies_instead() -> pytest.MonkeyPatch:
    from django.core import management
    from django.db import connection

    asked = management.call_command

    def copied(command: str, *given: object, **options: object) -> object:
        if command != "migrate" or connection.vendor != "sqlite":
            return asked(command, *given, **options)
        connection.ensure_connection()
        with closing(sqlite3.connect(migrated.template())) as kept:
            kept.backup(connection.connection)
        return None

    patch = pytest.MonkeyPatch()
    patch.setattr(management, "call_command", copied)
    return patch


@pytest.fixture(autouse=True)
def _fresh_throttles() -> None:
    """Counters of sign-in attempts live in the cache; no test inherits those of another."""
    cache.clear()


@pytest.fixture
def ada(db: None) -> Actor:
    """Ada, the candidate: owner of her workspace."""
    return create_workspace(name="Ada for Mayor", owner_email="ada@example.org", owner_name="Ada Okafor", password=PASSWORD)


@pytest.fixture
def ben(ada: Actor) -> Actor:
    """Ben, an organiser in Ada's workspace."""
    return joined(ada, email="ben@example.org", name="Ben Castillo", role="organiser")


@pytest.fixture
def vera(ada: Actor) -> Actor:
    """Vera, a volunteer in Ada's workspace."""
    return joined(ada, email="vera@example.org", name="Vera Lindqvist", role="volunteer")


@pytest.fixture
def otto(db: None) -> Actor:
    """Otto, owner of another workspace, who must see nothing of Ada's."""
    return create_workspace(name="Otto's campaign", owner_email="otto@example.net", owner_name="Otto Brandt", password=PASSWORD)


@pytest.fixture
def client_of(db: None) -> ClientOf:
    """Gives a browser that is signed in as the actor."""
    return signed_in


def joined(owner: Actor, *, email: str, name: str, role: str) -> Actor:
    """A new member of the owner's workspace, who was invited and accepted."""
    invited = invite_member(owner, email=email, role=role)
    return accept_invitation(invited.token, name=name, password=PASSWORD, door="cli")


def signed_in(actor: Actor) -> Client:
    """A browser signed in as the actor, in the actor's workspace."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    session = client.session
    session["workspace_id"] = actor.workspace_id
    session.save()
    return client
