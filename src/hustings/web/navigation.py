"""The sections of the site: one table for the bar, the keyboard and the command palette."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Section:
    """A page in a bar: its route, its name, who may open it; in the upper bar also its icon and its letter after `g`.

    A `wide` one has no place in the bar of a phone; the lower bar names it `again` there, and nowhere else. `rooms` are the
    beginnings of addresses that belong to it beside its own.
    """

    route: str
    label: Promise
    permission: str = ""
    icon: str = ""
    letter: str = ""
    wide: bool = False
    again: bool = False
    rooms: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.route)

    def is_current(self, path: str) -> bool:
        return path == self.url if self.url == "/" else path.startswith((self.url, *self.rooms))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Sections of one subject."""

    label: Promise
    sections: tuple[Section, ...]


TALKS = ("/dialogue/", "/crisis/", "/outbox/", "/channels/")
GIVING = ("/offers/", "/references/", "/mentors/", "/gifts/")
"""Where the rooms of talking and of giving begin that have no section of their own above."""
UPPER = (
    Section("today", _("Today"), "see_today", "today", "t"),
    Section("people", _("People"), "see_people", "people", "p", rooms=("/organisations/", "/tags/", "/fields/")),
    Section("conversations", _("Conversations"), "see_inbox", "conversations", "c", rooms=TALKS),
    Section("goals", _("Goals"), "see_goals", "goals", "o", rooms=("/stakeholders/",)),
    Section("events", _("Events"), "see_people", "events", "e"),
    Section("invitations", _("Invitations"), "see_people", "invitations", "v", wide=True),
    Section("favours", _("Favours"), "see_people", "favours", "f", wide=True, rooms=GIVING),
    Section("review", _("Duplicates"), "merge_people", "review", "r", wide=True),
    Section("imports", _("Imports"), "import_files", "imports", "i", wide=True),
)
LOWER = (
    Shelf(_("Network"), (
        Section("organisations", _("Organisations"), "see_people"),
        Section("officials", _("Officials"), "see_people"),
        Section("introductions", _("Introductions"), "see_all_people"),
        Section("groups", _("Groups"), "see_goals"),
        Section("opportunities", _("Opportunities"), "see_goals"),
        Section("review", _("Duplicates"), "merge_people", again=True),
    )),
    Shelf(_("Keeping in touch"), (
        Section("invitations", _("Invitations"), "see_people", again=True),
        Section("favours", _("Favours"), "see_people", again=True),
        Section("rhythm", _("Rhythm"), "see_people"),
        Section("reminders", _("Reminders")),
        Section("runway", _("Runway"), "see_all_people"),
        Section("quarter", _("Quarterly review"), "see_people"),
    )),
    Shelf(_("Conversations"), (
        Section("channels", _("Channels"), "see_channels"),
        Section("outbox", _("Outbox"), "see_outbox"),
        Section("dialogue", _("Dialogue"), "see_inbox"),
        Section("crisis", _("Crisis"), "see_inbox"),
    )),
    Shelf(_("In and out"), (
        Section("imports", _("Imports"), "import_files", again=True),
        Section("exports", _("Exports"), "export_people"),
        Section("segments", _("Segments"), "see_people"),
        Section("tags", _("Tags"), "see_people"),
        Section("fields", _("Fields"), "manage_fields"),
    )),
    Shelf(_("This workspace"), (
        Section("members", _("Members"), "manage_members"),
        Section("workspace", _("Workspace"), "manage_workspace"),
        Section("audit", _("Audit trail"), "see_audit"),
        Section("tokens", _("API tokens")),
        Section("profile", _("Profile and sign-in")),
    )),
)  # fmt: skip


def upper(actor: Actor) -> Iterator[Section]:
    """The rooms that this actor may open, in the order of the bar."""
    return _open_to(actor, UPPER)


def lower(actor: Actor) -> Iterator[Shelf]:
    """What is needed now and then, below every page, by subject; subjects with nothing for this actor are left out."""
    for shelf in LOWER:
        if sections := tuple(_open_to(actor, shelf.sections)):
            yield Shelf(shelf.label, sections)


def _open_to(actor: Actor, sections: Iterable[Section]) -> Iterator[Section]:
    allowed = (section for section in sections if not section.permission or actor.may(section.permission))
    return (section for section in allowed if _is_installed(section))


def _is_installed(section: Section) -> bool:
    try:
        return bool(section.url)
    except NoReverseMatch:
        return False
