"""Writes the demo campaign: one folder with the files a candidate would bring, and what a set-up needs to know of her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from hustings.demo import city
from hustings.demo.automatic_mail import automatic_letters
from hustings.demo.calendar_file import write_calendar
from hustings.demo.cast import build_cast
from hustings.demo.council import write_council
from hustings.demo.history import Days, build_history
from hustings.demo.leads import OWNER_EMAILS, OWNER_NAME, WORKSPACE
from hustings.demo.linkedin_activity import owner_tables
from hustings.demo.linkedin_export import people_tables
from hustings.demo.linkedin_zip import write_archive
from hustings.demo.mailbox import letters_of, write_mailbox
from hustings.demo.scenes import all_scenes
from hustings.demo.vcards import write_vcards
from hustings.kernel.clock import as_utc


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """Where the files lie and whose they are. `people` is the number of humans in her own files, without her."""

    linkedin: Path
    mailbox: Path
    address_book: Path
    calendar: Path
    council: Path
    owner_name: str
    owner_emails: tuple[str, ...]
    workspace: str
    time_zone: str
    city: str
    election_on: date
    people: int

    @property
    def paths(self) -> tuple[Path, ...]:
        """Her own four files, in the order in which a person would bring them, and the city's public record."""
        return (self.linkedin, self.mailbox, self.address_book, self.calendar, self.council)


def write_campaign(folder: Path, *, now: datetime, people: int = 400) -> Campaign:
    """Writes the files into the folder (made if needed, files of the same name replaced) and says whose they are.

    All dates are offsets from `now`'s day in the city's time zone, so the same day gives the same bytes; everything that has
    happened lies before `now`. Raises ValueError when `people` is fewer or more than the story can hold.
    """
    days = Days(today=as_utc(now).astimezone(ZoneInfo(city.TIME_ZONE)).date(), zone=ZoneInfo(city.TIME_ZONE))
    cast = build_cast(people)
    history = build_history(cast, all_scenes(), days=days)
    folder.mkdir(parents=True, exist_ok=True)
    campaign = Campaign(
        linkedin=folder / f"Complete_LinkedInDataExport_{days.day(0):%m-%d-%Y}.zip", mailbox=folder / "mail.mbox",
        address_book=folder / "contacts.vcf", calendar=folder / "calendar.ics", council=folder / "council.json",
        owner_name=OWNER_NAME, owner_emails=OWNER_EMAILS, workspace=WORKSPACE, time_zone=city.TIME_ZONE, city=city.CITY,
        election_on=_election(days), people=len(cast),
    )  # fmt: skip
    write_archive(campaign.linkedin, [*people_tables(cast, history, days=days), *owner_tables(cast, days=days)], day=days.day(0))
    by_mail = (letters_of(one, number=number, city=city.CITY) for number, one in enumerate(history) if one.channel == "mail")
    write_mailbox(campaign.mailbox, chain(chain.from_iterable(by_mail), automatic_letters(cast, days=days)))
    write_vcards(campaign.address_book, cast, days=days)
    write_calendar(campaign.calendar, cast, days=days)
    write_council(campaign.council, today=days.day(0))
    return campaign


def _election(days: Days) -> date:
    """The first Tuesday at least seventeen weeks ahead."""
    earliest = days.day(-119)
    return earliest + timedelta(days=(1 - earliest.weekday()) % 7)
