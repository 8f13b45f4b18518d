"""Which platforms can be connected: one line each. Modules are imported when an account is worked with, not before."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any

import msgspec

from hustings.connectors.live import Platform
from hustings.connectors.outbound import Guard
from hustings.kernel.errors import WrongInput


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A platform. `module` and `attribute` name what makes it: a class, or a function, that is called with the guard.

    `archives` are the readers of files (connectors/files) whose copies of a message are the very message that the account
    brings; empty where the terms of the platform keep both apart. `keeps_archived` says that a message which is deleted there
    stays here if an archive brought it too. `may_not` says what is not done there, in words for whoever connects it.
    """

    name: str
    title: str
    module: str
    attribute: str
    archives: tuple[str, ...] = ()
    keeps_archived: bool = False
    may_not: str = ""


_HERE = "hustings.connectors.platforms"
PLATFORMS: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        Entry(
            name="email",
            title="E-mail",
            module=f"{_HERE}.email",
            attribute="Email",
            archives=("mail", "hustings"),
            keeps_archived=True,
        ),
        Entry(
            name="mastodon",
            title="Mastodon",
            module=f"{_HERE}.mastodon",
            attribute="Mastodon",
            archives=("mastodon", "hustings"),
        ),
        Entry(
            name="bluesky",
            title="Bluesky",
            module=f"{_HERE}.bluesky",
            attribute="Bluesky",
            archives=("bluesky", "hustings"),
        ),
        Entry(
            name="x",
            title="X",
            module=f"{_HERE}.x",
            attribute="X",
            may_not="X charges for each call of your app, and frowns on each user of a program registering an app of their own. "
            "It forbids automated answers and deriving political beliefs from what people write there. Posts that neither "
            "mention nor quote you are answered on X itself.",
        ),
        Entry(
            name="linkedin",
            title="LinkedIn page",
            module=f"{_HERE}.linkedin.pages",
            attribute="LinkedInPage",
            may_not="LinkedIn must approve your app for its Community Management API. Messages and the posts of members "
            "are no part of it: those are answered on LinkedIn itself. What comes this way is not used to rate people.",
        ),
        Entry(
            name="linkedin_data",
            title="LinkedIn, my own data",
            module=f"{_HERE}.linkedin.portability",
            attribute="portability",
            may_not="Only in the European Economic Area and in Switzerland; nothing can be answered. What comes this way is "
            "kept apart from your archive and is not used to rate people.",
        ),
        Entry(
            name="facebook",
            title="Facebook page",
            module=f"{_HERE}.meta.facebook",
            attribute="Facebook",
            may_not="Meta must review your app, unless you and your page are its testers. Messages are answered within 24 hours "
            "here, later on Facebook itself.",
        ),
        Entry(
            name="instagram",
            title="Instagram (professional)",
            module=f"{_HERE}.meta.instagram",
            attribute="Instagram",
            may_not="Meta must review your app, unless you are its tester. Messages are answered within 24 hours here, later "
            "on Instagram itself.",
        ),
        Entry(
            name="threads",
            title="Threads",
            module=f"{_HERE}.meta.threads",
            attribute="Threads",
            may_not="Meta must review your app, unless you are its tester.",
        ),
        Entry(name="youtube", title="YouTube", module=f"{_HERE}.youtube", attribute="YouTube"),
    )
}
"""By the name that stands in JSON, in commands and in the data base."""


def entry_of(name: str) -> Entry:
    """The line of a platform. Raises WrongInput for a name that is none."""
    found = PLATFORMS.get(name)
    if found is None:
        raise WrongInput(f"There is no platform {name!r}. Use one of: {', '.join(PLATFORMS)}.", field="platform")
    return found


def platform(name: str, guard: Guard) -> Platform:
    """The platform, which goes out through this guard; one for all callers. Raises WrongInput for a name that is none."""
    return _made(entry_of(name), guard)


@lru_cache(maxsize=64)
def _made(entry: Entry, guard: Guard) -> Platform:
    make: Any = getattr(import_module(entry.module), entry.attribute)
    made: Platform = make(guard)
    return made
