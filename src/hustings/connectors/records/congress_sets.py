"""The sets of data that the files of congress-legislators hold, and how each is called."""

from __future__ import annotations

from hustings.kernel.records import DatasetRecord

PUBLISHER = "unitedstates/congress-legislators"
LINK = "https://github.com/unitedstates/congress-legislators"
MEMBERS, FORMER, EXECUTIVE = "us-congress", "us-congress-former", "us-executive"
COMMITTEES, SEATS = "us-committees", "us-committee-seats"
TITLES = {
    MEMBERS: "Members of the United States Congress",
    FORMER: "Former members of the United States Congress",
    COMMITTEES: "Committees of the United States Congress",
    SEATS: "Seats in committees of the United States Congress",
    EXECUTIVE: "President and Vice President of the United States",
}


def dataset(scope: str) -> DatasetRecord:
    """The set of data behind the records of a scope."""
    is_complete = scope not in (COMMITTEES, FORMER)
    return DatasetRecord(
        external_id=scope, title=TITLES[scope], publisher=PUBLISHER, link=LINK, licence="CC0-1.0", complete=is_complete
    )
