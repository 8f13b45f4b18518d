"""The sections of the site: one table for the bar, the keyboard and the command palette."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Section:
    """A page in the bar: the name of its route, its icon, the letter after `g`, who may open it and the path below which it is current."""

    route: str
    label: Promise
    icon: str
    letter: str
    permission: str

    @property
    def url(self) -> str:
        return reverse(self.route)

    def is_current(self, path: str) -> bool:
        return path == self.url if self.url == "/" else path.startswith(self.url)


SECTIONS = (
    Section("today", _("Today"), "today", "t", "see_today"),
    Section("people", _("People"), "people", "p", "see_people"),
    Section("conversations", _("Conversations"), "conversations", "c", "see_inbox"),
    Section("review", _("Review"), "review", "r", "merge_people"),
    Section("imports", _("Imports"), "imports", "i", "import_files"),
    Section("members", _("Members"), "members", "m", "manage_members"),
)


def sections(actor: Actor) -> Iterator[Section]:
    """The sections that this actor may open, in the order of the bar; a section whose room is not installed is left out."""
    return (section for section in SECTIONS if actor.may(section.permission) and _is_installed(section))


def _is_installed(section: Section) -> bool:
    try:
        return bool(section.url)
    except NoReverseMatch:
        return False
