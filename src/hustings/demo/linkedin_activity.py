"""Ada's own side of the LinkedIn export: profile, career, posts, comments, reactions, follows, events and saved jobs."""

from __future__ import annotations

from collections.abc import Sequence

from hustings.demo import city
from hustings.demo.cast import Character
from hustings.demo.history import Days
from hustings.demo.leads import OWNER_EMAILS, OWNER_FAMILY, OWNER_GIVEN, OWNER_MEMBER_ID, OWNER_PHONE
from hustings.demo.linkedin_tables import Table, american, dashed, long_form, month_form
from hustings.demo.posts import COMMENTS, POLLS, POSTS, TALKS
from hustings.demo.praise import SKILLS

_FEED = "https://www.linkedin.com/feed/update/urn%3Ali%3A"
_REACTIONS = ("LIKE", "PRAISE", "EMPATHY", "INTEREST", "APPRECIATION", "LIKE", "LIKE")


def owner_tables(cast: tuple[Character, ...], *, days: Days) -> list[Table]:
    """Every table that speaks about Ada alone."""
    return [
        Table(name="Profile", rows=[_profile()]),
        Table(name="Positions", rows=_positions(days)),
        Table(name="Education", rows=_education(days)),
        Table(name="Skills", rows=[(skill,) for skill in SKILLS]),
        Table(name="Email Addresses", rows=_addresses(days)),
        Table(name="PhoneNumbers", rows=[("", OWNER_PHONE, "MOBILE")]),
        *_activity(days),
        Table(name="Member_Follows", rows=_follows(cast, days=days), suffix=OWNER_MEMBER_ID),
        Table(name="Company Follows", rows=_companies(days)),
        Table(name="Events", rows=_events(days)),
        Table(name="Jobs/Saved Jobs", rows=_saved_jobs(days)),
        Table(name="Jobs/Job Applications", rows=_applications(days)),
    ]


def _link(kind: str, number: int) -> str:
    return f"{_FEED}{kind}%3A{number:019d}"


def _profile() -> Sequence[str]:
    return (
        OWNER_GIVEN, OWNER_FAMILY, "Moreno", f"{city.CITY}", "Apr 9",
        f"Candidate for {city.CITY} City Council, District 4 | Teacher | Neighbor",
        "Fourteen years in the classrooms of this city, six on the board of a river that floods every April. I want a council "
        "that answers its mail.", "Civic and Social Organizations", "", f"{city.CITY} and the {city.RIVER} Valley", "",
        "[OTHER:https://adaforcouncil.example]", "",
    )  # fmt: skip


def _positions(days: Days) -> list[Sequence[str]]:
    place = city.CITY
    rows = (
        ("Ada for Council", "Candidate, District 4", "Schools, river, rents and a city that answers.", 290, None),
        ("Friends of the Ossane", "Board Member", "Flood committee, spring cleanups.", 2300, None),
        ("Port Ellery Public Schools", "Curriculum Lead", "Science, grades three to five.", 2600, 300),
        ("Port Ellery Public Schools", "Teacher, Millrace Elementary", "", 5400, 2600),
    )
    return [
        (company, title, text, place, month_form(days.day(since)), month_form(days.day(until)) if until else "")
        for company, title, text, since, until in rows
    ]


def _education(days: Days) -> list[Sequence[str]]:
    year = days.today.year
    return [
        ("Ossane Valley University", f"{year - 19}", f"{year - 15}", "", "Bachelor of Science in Education", "Debate, rowing"),
        ("Ossane Valley University", f"{year - 9}", f"{year - 7}", "Evening program", "Master of Public Policy", ""),
    ]


def _addresses(days: Days) -> list[Sequence[str]]:
    updated = american(days.moment(288, minutes=700))
    return [(OWNER_EMAILS[0], "Yes", "Yes", updated), (OWNER_EMAILS[1], "Yes", "No", american(days.moment(2100, minutes=560)))]


def _activity(days: Days) -> list[Table]:
    """Posts, comments, reactions, reposts and votes; these files carry the member's id in their names."""
    shares: list[Sequence[str]] = [
        (dashed(days.moment(5 + 13 * number, minutes=760)), _link("share", 100 + number), text, url, "", "MEMBER_NETWORK")
        for number, (text, url) in enumerate(POSTS)
    ]
    comments: list[Sequence[str]] = [
        (dashed(days.moment(3 + 10 * number, minutes=1200)), _link("activity", 300 + number), text)
        for number, text in enumerate(COMMENTS)
    ]
    reactions: list[Sequence[str]] = [
        (dashed(days.moment(1 + 4 * number, minutes=430 + 13 * (number % 50))), _REACTIONS[number % len(_REACTIONS)],
         _link("activity", 500 + number)) for number in range(120)
    ]  # fmt: skip
    reposts: list[Sequence[str]] = [
        (dashed(days.moment(17 + 44 * number, minutes=820)), _link("activity", 800 + number)) for number in range(11)
    ]
    votes: list[Sequence[str]] = [
        (dashed(days.moment(40 + 90 * number, minutes=640)), _link("ugcPost", 900 + number), option)
        for number, option in enumerate(POLLS)
    ]
    named = (("Shares", shares), ("Comments", comments), ("Reactions", reactions), ("InstantReposts", reposts), ("Votes", votes))
    return [Table(name=name, rows=rows, suffix=OWNER_MEMBER_ID) for name, rows in named]


def _follows(cast: tuple[Character, ...], *, days: Days) -> list[Sequence[str]]:
    people = [person for person in cast if "press" in person.traits or "official" in person.traits][:25]
    return [
        (dashed(days.moment(30 + 19 * place, minutes=780)), "Inactive" if place % 8 == 7 else "Active", person.name)
        for place, person in enumerate(people)
    ]


def _companies(days: Days) -> list[Sequence[str]]:
    followed = [organisation.name for organisation in city.ORGANISATIONS.values() if organisation.weight and organisation.name]
    return [(name, long_form(days.moment(20 + 23 * place, minutes=777))) for place, name in enumerate(followed[:22])]


def _events(days: Days) -> list[Sequence[str]]:
    return [
        (title, f"{dashed(days.moment(ago, minutes=18 * 60))} UTC", status, f"https://www.linkedin.com/events/demo-{number:04d}")
        for number, (title, ago, status) in enumerate(TALKS)
    ]


def _saved_jobs(days: Days) -> list[Sequence[str]]:
    return [
        (american(days.moment(500, minutes=1290)), "https://www.linkedin.com/jobs/view/0000000001", "Policy Director",
         "Ossane Valley Regional Partnership"),
        (american(days.moment(470, minutes=1260)), "https://www.linkedin.com/jobs/view/0000000002",
         "Head of Community Programs", "Harbor Light Youth Center"),
    ]  # fmt: skip


def _applications(days: Days) -> list[Sequence[str]]:
    return [
        (american(days.moment(465, minutes=1275)), OWNER_EMAILS[1], OWNER_PHONE, "Harbor Light Youth Center",
         "Head of Community Programs", "https://www.linkedin.com/jobs/view/0000000002", "ada-resume.pdf",
         "Years of classroom experience?:14 | Can you work evenings?:Yes"),
    ]  # fmt: skip
