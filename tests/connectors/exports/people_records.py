"""People for the tests of writers: one with everything, and any that hypothesis can think of."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from hustings.kernel.identities import canonical_email, canonical_phone
from hustings.kernel.records import Address, Consent, Education, Identity, Name, PersonRecord, Position, Support

WORKSPACE = "0123456789abcdef"
EVERYTHING = PersonRecord(
    external_id=f"{WORKSPACE}:7",
    name=Name(full="Dr Ana María Souza", given="Ana María", family="Souza", prefix="Dr", nickname="Aninha", maiden="Lima"),
    identities=(
        Identity(kind="email", value="ana@souza.example", label="work"),
        Identity(kind="email", value="ana@home.example"),
        Identity(kind="phone", value="+4915112345678", label="mobile"),
        Identity(kind="linkedin", value="linkedin.com/in/ana-souza"),
        Identity(kind="mastodon", value="ana@mastodon.example"),
        Identity(kind="external", value="van:100023"),
    ),
    positions=(
        Position(organisation="City of Port Halden", title="Transport planner", since="2021-03", current=True),
        Position(organisation="Müller & Söhne; KG", title='Head of "Things"', since="2015", until="2021", location="Ely"),
    ),
    educations=(Education(school="University of Ely", degree="MSc", since="2010", until="2014", notes="cum laude"),),
    skills=("Rowing", "Public speaking"),
    addresses=(Address(street="1 Quay St", locality="Ely", region="Cambs", postal_code="CB7", country="UK", label="home"),),
    headline="=HYPERLINK(\"https://evil.example\")",
    summary="Two lines\nwith a comma, and \"quotes\"",
    location="Ely",
    birthday="--03-09",
    websites=("https://souza.example",),
    notes=("Met at the hearing.", "-1 chair"),
    tags=("volunteer", "a;b", "@press"),
    related=(("spouse", "John Souza"),),
    connected_on=date(2020, 2, 29),
    consents=(
        Consent(channel="email", status="withdrawn", value="ana@home.example", purpose="Newsletter",
                at=datetime(2024, 5, 1, 8, 30, tzinfo=UTC), words="unsubscribed"),
        Consent(channel="phone", status="given"),
    ),
    supports=(Support(level=2, subject="Mayor", at=datetime(2024, 5, 2, tzinfo=UTC), words="lean"),),
    household="Souza",
    fields={"Ward": "North", "Shirt: size": "+M"},
)  # fmt: skip

texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n\r=+-@';,\""), max_size=12)
words = texts.filter(bool)
stamps = st.none() | st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))
emails = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True).map(canonical_email)
phones = st.from_regex(r"\+49151[0-9]{8}", fullmatch=True).map(canonical_phone)
identities = st.builds(Identity, kind=st.just("email"), value=emails, label=texts) | st.builds(
    Identity, kind=st.just("phone"), value=phones, label=texts
)
field_names = words.map(lambda name: " ".join(name.split())).filter(bool)


def _some(*filled: object) -> bool:
    return any(filled)


positions = st.builds(
    Position, organisation=texts, title=texts, since=texts, until=texts, current=st.booleans(), location=texts, description=texts
).filter(lambda each: each != Position())
addresses = st.builds(Address, street=texts, locality=texts, region=texts, postal_code=texts, country=texts, label=texts).filter(
    lambda each: each != Address()
)
consents = st.builds(
    Consent,
    channel=st.sampled_from(["any", "email", "phone", "sms", "post"]),
    status=st.sampled_from(["given", "withdrawn", "refused", "bad"]),
    value=texts, purpose=texts, at=stamps, words=texts,
)  # fmt: skip
supports = st.builds(Support, level=st.integers(1, 5), subject=texts, at=stamps, words=texts)
people = st.builds(
    PersonRecord,
    external_id=st.integers(1, 10**9).map(lambda number: f"{WORKSPACE}:{number}"),
    name=st.builds(Name, full=words, given=texts, family=texts, prefix=texts, nickname=texts),
    identities=st.lists(identities, max_size=4, unique_by=lambda each: each.value).map(
        lambda held: tuple(sorted(held, key=lambda each: each.kind))
    ),
    positions=st.lists(positions, max_size=3).map(tuple),
    educations=st.lists(st.builds(Education, school=words, degree=texts, notes=texts), max_size=2).map(tuple),
    addresses=st.lists(addresses, max_size=2).map(tuple),
    skills=st.lists(words, max_size=3).map(tuple),
    tags=st.lists(words, max_size=4).map(tuple),
    notes=st.lists(words, max_size=3).map(tuple),
    related=st.lists(st.tuples(texts, words), max_size=2).map(tuple),
    headline=texts, summary=texts, location=texts, birthday=texts, household=texts,
    connected_on=st.none() | st.dates(),
    consents=st.lists(consents, max_size=2).map(tuple),
    supports=st.lists(supports, max_size=2).map(tuple),
    fields=st.dictionaries(field_names, words, max_size=3),
)  # fmt: skip
