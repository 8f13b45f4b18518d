"""The headers and date forms of LinkedIn's CSV files, as seen in exports of 2023 to 2026. Facts, no people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

CONNECTIONS_NOTE = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are missing. You will only '
    "see email addresses for connections who have allowed their connections to see or download their email address using this "
    "setting https://www.linkedin.com/psettings/privacy/email. You can learn more here "
    'https://www.linkedin.com/help/linkedin/answer/261"\n\n'
)
_PERSON_TEXT = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status"
HEADERS: dict[str, list[str]] = {
    name: columns.split(",")
    for name, columns in {
        "Connections": "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
        "messages": "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,"
                    "FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT",
        "Invitations": "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl",
        "Shares": "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility",
        "Comments": "Date,Link,Message",
        "Reactions": "Date,Type,Link",
        "InstantReposts": "Date,Link",
        "Votes": "Date,Link,OptionText",
        "Member_Follows": "Date,Status,FullName",
        "Company Follows": "Organization,Followed On",
        "Profile": "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,"
                   "Twitter Handles,Websites,Instant Messengers",
        "Positions": "Company Name,Title,Description,Location,Started On,Finished On",
        "Education": "School Name,Start Date,End Date,Notes,Degree Name,Activities",
        "Skills": "Name",
        "Recommendations_Received": _PERSON_TEXT,
        "Recommendations_Given": _PERSON_TEXT,
        "Endorsement_Received_Info": "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorser Public Url,"
                                     "Endorsement Status",
        "Endorsement_Given_Info": "Endorsement Date,Skill Name,Endorsee First Name,Endorsee Last Name,Endorsee Public Url,"
                                  "Endorsement Status",
        "Events": "Event Name,Event Time,Status,External Url",
        "Email Addresses": "Email Address,Confirmed,Primary,Updated On",
        "PhoneNumbers": "Extension,Number,Type",
        "Jobs/Saved Jobs": "Saved Date,Job Url,Job Title,Company Name",
        "Jobs/Job Applications": "Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url,Resume Name,"
                                 "Question And Answers",
        "Imported Contacts": "First Name,Last Name,Companies,Title,Email Address,Phone Numbers,Created At,Addresses,Sites,"
                             "Full Name,Birthday,Location,Bookmarked At,Profiles",
    }.items()
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One CSV of the export: the key of its header, its file name in the archive and its rows."""

    name: str
    rows: list[Sequence[str]]
    suffix: str = ""

    @property
    def file(self) -> str:
        """The name in the archive; files of activity carry the member's id."""
        return f"{self.name}{'_' + self.suffix if self.suffix else ''}.csv"


def dashed(at: datetime) -> str:
    """`2026-07-20 10:25:25`, in UTC, as in Shares and Comments."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def with_zone(at: datetime) -> str:
    """`2024-03-05 14:22:11 UTC`, as in messages."""
    return f"{dashed(at)} UTC"


def slashed(at: datetime) -> str:
    """`2025/06/10 23:13:46 UTC`, as in endorsements."""
    return f"{at.astimezone(UTC):%Y/%m/%d %H:%M:%S} UTC"


def american(at: datetime) -> str:
    """`8/20/26, 8:13 AM`, in UTC, as in invitations and contacts."""
    utc = at.astimezone(UTC)
    return f"{utc.month}/{utc.day}/{utc:%y}, {utc.hour % 12 or 12}:{utc:%M %p}"


def long_form(at: datetime) -> str:
    """`Tue Jun 30 12:57:19 UTC 2026`, as for followed companies."""
    return f"{at.astimezone(UTC):%a %b %d %H:%M:%S} UTC {at.astimezone(UTC):%Y}"


def day_form(day: date) -> str:
    """`30 Jan 2026`, as for connections."""
    return f"{day:%d %b %Y}"


def month_form(day: date) -> str:
    """`Mar 2021`, as for positions."""
    return f"{day:%b %Y}"
