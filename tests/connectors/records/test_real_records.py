"""Real public data, where it lies beside the repository: nobody is lost, nothing is guessed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from hustings.connectors.files.registry import read, scan
from hustings.connectors.protocol import Found, Rejected
from hustings.connectors.reading.container import open_upload
from hustings.connectors.records.congress import CONGRESS
from hustings.connectors.records.divisions import DIVISIONS
from hustings.connectors.records.federal_gifts import FEDERAL_GIFTS
from hustings.connectors.records.federal_lobbying import FEDERAL_LOBBYING
from hustings.connectors.records.massachusetts import MASSACHUSETTS
from hustings.connectors.records.massachusetts_gifts import MASSACHUSETTS_GIFTS
from hustings.connectors.records.open_states import OPEN_STATES
from hustings.connectors.records.postcodes import POSTCODES
from hustings.engine.linkage import organisation_key
from hustings.engine.profile import Sourced, fold
from hustings.kernel.records import (
    AnyRecord,
    ContributionRecord,
    DivisionRecord,
    FilingRecord,
    OrganisationRecord,
    PersonRecord,
    PostcodeRecord,
)

DATA = Path(__file__).parents[4] / "shared" / "data"
READERS = (CONGRESS, OPEN_STATES, DIVISIONS, POSTCODES, MASSACHUSETTS, FEDERAL_LOBBYING, MASSACHUSETTS_GIFTS, FEDERAL_GIFTS)


def records_of(folder: str) -> tuple[list[AnyRecord], list[Rejected]]:
    """What the readers of public data find in a folder, and what they refuse."""
    if not (DATA / folder).is_dir():
        pytest.skip(f"The folder shared/data/{folder} does not lie beside the repository.")
    with open_upload([DATA / folder]) as upload:
        said = [item for _, item in read(scan(upload.entries, readers=READERS).assignments)]
    return [item.record for item in said if isinstance(item, Found)], [item for item in said if isinstance(item, Rejected)]


def scopes(records: list[AnyRecord], kind: type) -> Counter[str]:
    """How many records of a kind each set of data has; of states, by what follows the state."""
    named = [each.external_id.partition(":")[0] for each in records if isinstance(each, kind)]
    return Counter(name.rpartition("-")[2] if name.startswith("openstates-") else name for name in named)


def seats(records: list[AnyRecord], scope: str) -> int:
    people = [each for each in records if isinstance(each, PersonRecord) and f"{scope}:" in each.external_id]
    return sum(len(each.positions) for each in people)


def test_the_congress_is_whole() -> None:
    records, refused = records_of("officials_us")
    people = scopes(records, PersonRecord)
    assert people["us-congress"] == 537
    assert people["us-executive"] == 2
    assert seats(records, "us-committee-seats") == 3_879
    assert len([each for each in records if isinstance(each, OrganisationRecord) and "committee" in each.classification]) == 230
    assert len(refused) == 4


def test_every_member_of_congress_sits_for_one_place_now() -> None:
    records, _ = records_of("officials_us")
    held = [each for each in records if isinstance(each, PersonRecord) and each.external_id.startswith("us-congress:")]
    now = [[position for position in each.positions if position.current] for each in held]
    assert {len(positions) for positions in now} == {1}
    districts = Counter(positions[0].division for positions in now if "/cd:" in positions[0].division)
    assert max(districts.values()) == 1


def test_the_states_are_whole() -> None:
    records, refused = records_of("officials_states")
    people = scopes(records, PersonRecord)
    assert people["legislature"] + people["executive"] + people["towns"] == 8_193 + 608
    committees = [each for each in records if isinstance(each, OrganisationRecord) and "committee" in each.classification]
    # Of the Congress, six committees stand twice.
    assert (len(committees), len({each.name for each in committees})) == (3_004, 2_998)
    # A handful of members stand twice in one committee, in the same role.
    assert 38_450 <= seats(records, "-seats") <= 38_616
    assert refused == []


def test_districts_of_legislators_are_those_of_open_civic_data() -> None:
    officials, _ = records_of("officials_states")
    places, _ = records_of("geo")
    known = {each.external_id for each in places if isinstance(each, DivisionRecord)}
    people = [each for each in officials if isinstance(each, PersonRecord)]
    held = [p.division for each in people for p in each.positions if p.current and "/sld" in p.division]
    assert sum(division in known for division in held) / len(held) > 0.95


def test_every_postcode_keeps_all_its_districts() -> None:
    records, refused = records_of("geo")
    postcodes = [each for each in records if isinstance(each, PostcodeRecord)]
    assert len({each.external_id for each in postcodes}) > 42_000
    several = Counter(each.postcode for each in {each.external_id: each for each in postcodes}.values())
    assert sum(count > 1 for count in several.values()) > 5_000
    assert not [each for each in refused if "district" in each.reason]


def test_positions_of_lobbyists_are_read_and_shifted_rows_told() -> None:
    records, refused = records_of("lobbying_massachusetts")
    positions = Counter(each.position for each in records if isinstance(each, FilingRecord))
    assert positions["support"] > positions["oppose"] > 500
    assert 0 < len(refused) < 100


def test_federal_filings_are_read_in_every_encoding() -> None:
    records, refused = records_of("lobbying_lda_xml")
    filings = [each for each in records if isinstance(each, FilingRecord)]
    assert len(filings) == 324
    assert refused == []


def committees_of(records: list[AnyRecord]) -> set[str]:
    bodies = [each for each in records if isinstance(each, OrganisationRecord) and "committee" in each.classification]
    return {organisation_key(each.name) for each in bodies if "us-committees:" in each.external_id}


def members_of(records: list[AnyRecord], scope: str) -> dict[str, PersonRecord]:
    held = [each for each in records if isinstance(each, PersonRecord) and each.external_id.startswith(f"{scope}:")]
    return {each.value: person for person in held for each in person.identities if each.value.startswith("bioguide:")}


def test_a_committee_of_the_congress_is_one_body_in_both_sources() -> None:
    one, other = committees_of(records_of("officials_us")[0]), committees_of(records_of("officials_states")[0])
    assert (len(one), len(other)) == (230, 240)
    assert len(one & other) == 226


def test_terms_of_the_congress_keep_their_end_whatever_another_source_adds() -> None:
    one = members_of(records_of("officials_us")[0], "us-congress")
    other = members_of(records_of("officials_states")[0], "openstates-us-legislature")
    assert len(one.keys() & other.keys()) == 536
    for number in one.keys() & other.keys():
        alone, both = (fold([Sourced(each, 4) for each in told]) for told in ([one[number]], [other[number], one[number]]))
        ends = {(each.organisation, each.title): each.until for each in both.positions}
        assert all(ends[each.organisation, each.title] == each.until for each in alone.positions), alone.name.full


def test_a_day_of_federal_reports_gives_each_itemised_gift_of_a_person_once() -> None:
    records, _ = records_of("finance_fec_filings")
    gifts = [each for each in records if isinstance(each, ContributionRecord)]
    assert len(gifts) == len({each.external_id for each in gifts}) == 2_184
    assert not [each for each in records if isinstance(each, PersonRecord) and any(place.street for place in each.addresses)]


def test_contributions_in_boston_keep_gifts_that_come_twice_and_name_the_candidate_as_spoken() -> None:
    records, refused = records_of("finance_boston_ocpf")
    gifts = [each for each in records if isinstance(each, ContributionRecord)]
    assert len(gifts) == len({each.external_id for each in gifts}) == 30_161
    assert {"Michelle Wu", "Jon Santiago"} <= {each.recipient for each in gifts}
    assert any("Only the gifts of people who are named" in each.reason for each in refused)
