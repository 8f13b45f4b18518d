"""Whom to talk to at an event, what to ask, what is due after it, and what is worth joining."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine import events
from hustings.engine.events import FollowUp, Guest, Stake
from hustings.engine.events_joining import Gathering, worth_joining
from hustings.engine.events_lists import issues_named, kind_of_title, people_in

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)

stakes = st.none() | st.builds(
    Stake,
    st.sampled_from(["decision_maker", "influencer", "constituent"]),
    st.floats(-1, 2),
    st.booleans(),
    st.sampled_from(["", "x"]),
)
guests = st.lists(
    st.builds(
        Guest, id=st.integers(1, 10**6), organisation=st.sampled_from(["", "Mill", "River"]), speaks=st.booleans(), stake=stakes,
        strength=st.floats(0, 1), quiet_days=st.none() | st.integers(0, 900), promises=st.sampled_from([(), ("promise:1",)]),
        waiting=st.sampled_from([(), ("interaction:1",)]), introducers=st.integers(0, 9),
        answer=st.sampled_from(["", "accepted", "declined"]), talked=st.booleans(), blocked=st.booleans(),
    ),
    max_size=12, unique_by=lambda guest: guest.id,
)  # fmt: skip


@given(guests, st.integers(0, 240), st.randoms(use_true_random=False))
def test_the_few_fit_the_minutes_have_reasons_and_do_not_depend_on_order(held: list[Guest], minutes: int, random: object) -> None:
    chosen = events.choose(held, minutes=minutes)
    assert sum(each.minutes for each in chosen) <= minutes
    assert all(each.reasons and each.worth >= events.LEAST for each in chosen)
    by_id = {guest.id: guest for guest in held}
    assert not any(
        by_id[each.guest].blocked or by_id[each.guest].talked or by_id[each.guest].answer == "declined" for each in chosen
    )
    mixed = list(held)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert events.choose(mixed, minutes=minutes) == chosen


def test_a_further_person_of_one_house_counts_half() -> None:
    held = [Guest(id=n, organisation="Mill", stake=Stake("decision_maker", 1.0, True), quiet_days=3) for n in (1, 2)]
    first, second = events.choose(held, minutes=60)
    assert second.worth == pytest.approx(first.worth / 2)


def test_one_weighty_talk_can_be_worth_more_than_the_quick_words_that_fit() -> None:
    word = Guest(id=1, promises=("promise:1",), quiet_days=5)
    weighty = Guest(id=2, promises=("promise:2",), waiting=("m",), stake=Stake("decision_maker", 1.0, True), quiet_days=5)
    assert [each.guest for each in events.choose([word, weighty], minutes=12)] == [2]
    assert [each.minutes for each in events.choose([word], minutes=12)] == [events.WORD_MINUTES]


@pytest.mark.parametrize(
    ("guest", "codes"),
    [
        (Guest(id=1), []),
        (Guest(id=1, speaks=True), []),
        (Guest(id=1, introducers=3), ["introduced"]),
        (Guest(id=1, introducers=3, speaks=True), ["introduced", "speaks"]),
        (Guest(id=1, strength=0.6, quiet_days=120), ["gone_quiet"]),
        (Guest(id=1, strength=0.6, quiet_days=20), ["ally"]),
        (Guest(id=1, strength=0.1, quiet_days=20), []),
        (Guest(id=1, stake=Stake("influencer", evidence="stakeholder:1"), quiet_days=20), ["goal"]),
        (Guest(id=1, promises=("a", "b"), waiting=("c",), quiet_days=20), ["promise_open", "message_waits"]),
    ],
)
def test_reasons_are_visible_the_weightiest_first(guest: Guest, codes: list[str]) -> None:
    found = events.reasons_for(guest)
    assert [reason.code for reason in found] == codes
    assert sorted(found, key=lambda reason: -reason.weight) == list(found)


def test_nobody_is_proposed_for_next_to_nothing() -> None:
    assert events.choose([Guest(id=1, strength=0.16, quiet_days=90, speaks=False)], minutes=60)
    assert events.choose([Guest(id=1, stake=Stake("constituent", 0.0), quiet_days=1)], minutes=60)
    assert events.choose([Guest(id=1)], minutes=60) == ()


def test_a_pitch_tells_how_long_it_takes() -> None:
    assert events.pitch_seconds("") == 0
    assert events.pitch_seconds("word " * 130) == 60


@pytest.mark.parametrize(
    ("given_facts", "code"),
    [
        ({"waiting": True, "promised": "map"}, "about_their_message"),
        ({"promised": "map", "need": "buses"}, "about_our_promise"),
        ({"need": "buses", "stance": "undecided"}, "about_their_need"),
        ({"stance": "lean_against", "topic": "Rivers"}, "what_would_it_take"),
        ({"topic": "Rivers", "common": "Mill"}, "about_their_talk"),
        ({"common": "Mill", "quiet_days": 400}, "about_common_ground"),
        ({"quiet_days": 400}, "what_changed"),
        ({}, "what_are_you_working_on"),
    ],
)
def test_the_one_question_begins_with_what_they_raised(given_facts: dict[str, object], code: str) -> None:
    empty = {"waiting": False, "promised": "", "need": "", "stance": "", "common": "", "topic": "", "quiet_days": None}
    assert events.question_for(**{**empty, **given_facts})[0] == code  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.integers(0, 400), st.none() | st.integers(0, 400)), max_size=20), st.randoms(use_true_random=False))
def test_the_tally_does_not_depend_on_order_and_never_counts_more_than_there_are(
    rows: list[tuple[int, int | None]], random: object
) -> None:
    held = [
        FollowUp(NOW - timedelta(hours=hours), None if after is None else NOW - timedelta(hours=hours) + timedelta(hours=after))
        for hours, after in rows
    ]
    made = events.tally(held, now=NOW, came=1, talks=2, new_ties=0, evidence=0)
    assert made.in_time <= made.done <= made.follow_ups == len(held)
    assert made.done <= made.due <= made.follow_ups
    random.shuffle(held)  # type: ignore[attr-defined]
    assert events.tally(held, now=NOW, came=1, talks=2, new_ties=0, evidence=0) == made


def test_a_follow_up_is_in_time_up_to_two_days() -> None:
    assert events.follow_up_due(NOW) == NOW + timedelta(days=2)
    held = [FollowUp(NOW, NOW + timedelta(days=2)), FollowUp(NOW, NOW + timedelta(days=2, seconds=1)), FollowUp(NOW)]
    made = events.tally(held, now=NOW + timedelta(days=1), came=0, talks=0, new_ties=0, evidence=0)
    assert (made.in_time, made.done, made.due) == (1, 2, 2)


def test_an_event_is_over_at_its_end_or_after_what_is_usual() -> None:
    assert events.is_over(NOW, None, all_day=False, now=NOW)
    assert not events.is_over(None, None, all_day=False, now=NOW)
    assert not events.is_over(None, NOW - timedelta(hours=2), all_day=False, now=NOW)
    assert events.is_over(None, NOW - timedelta(hours=3), all_day=False, now=NOW)
    assert not events.is_over(None, NOW - timedelta(hours=3), all_day=True, now=NOW)


class TestJoining:
    def test_company_of_two_is_a_reason_of_one_none(self) -> None:
        one = Gathering(id="1", starts_at=NOW + timedelta(days=1), allies=((1, "Ana", 0.9),))
        two = Gathering(id="2", starts_at=NOW + timedelta(days=1), allies=((1, "Ana", 0.9), (2, "Bo", 0.5)))
        (proposal,) = worth_joining([one, two], now=NOW)
        assert proposal.id == "2"
        assert proposal.reasons[0].facts == {"count": "2", "names": "Ana, Bo"}
        assert proposal.reasons[0].evidence == ("person:1", "person:2")

    def test_what_has_begun_is_not_proposed_and_the_best_come_first(self) -> None:
        goal = Gathering(id="goal", words=("Clean river", "Buses"), hosts=True)
        weighty = Gathering(id="weighty", stakeholders=((1, "Cora", 1.0), (2, "Dan", 1.0)))
        begun = Gathering(id="begun", starts_at=NOW, words=("Clean river",))
        found = worth_joining([goal, begun, weighty], now=NOW)
        assert [each.id for each in found] == ["weighty", "goal"]
        assert [reason.code for reason in found[1].reasons] == ["about_goal", "ours_host"]
        assert worth_joining([goal, weighty], now=NOW, most=1)[0].id == "weighty"


class TestLists:
    @pytest.mark.parametrize(
        ("line", "wanted"),
        [
            ("Ana Souza, River Alliance", ("Ana Souza", "River Alliance", "", "")),
            ("12) Tom Becker - Chair, City Council", ("Tom Becker", "City Council", "Chair", "")),
            ("• Bo Li <Bo@Li.example>, Mill", ("Bo Li", "Mill", "", "bo@li.example")),
            ("Max Roe\tActon Ltd\tmax@acton.example", ("Max Roe", "Acton Ltd", "", "max@acton.example")),
            ("John Smith, Jr., Acton Ltd", ("John Smith, Jr.", "Acton Ltd", "", "")),
            ("Zoe Quill", ("Zoe Quill", "", "", "")),
            ("Zoe <not@an@address>", ("Zoe", "", "", "an@address")),
        ],
    )
    def test_a_pasted_line_is_read(self, line: str, wanted: tuple[str, ...]) -> None:
        found = people_in(line).people
        if line.startswith("Zoe <"):
            assert [each.name for each in found] == ["Zoe"]
        else:
            assert [(each.name, each.organisation, each.title, each.email) for each in found] == [wanted]

    def test_empty_lines_say_nobody_and_the_same_line_counts_once(self) -> None:
        found = people_in("\n---\n12\n , \nAna\nana\nmax@example.org\n")
        assert [(each.name, each.email) for each in found.people] == [("Ana", ""), ("max@example.org", "max@example.org")]
        assert found.left_out == []

    @pytest.mark.parametrize(
        "line",
        [
            "12:00 Lunch", "9:30–10:00 Welcome by the mayor", "14h30 Table ronde", "8 pm Dinner at the Mill", "Mittagspause",
            "10.30 Uhr Podiumsdiskussion: Die Zukunft der Busse", "Panel: The future of buses", "Speakers:", "## Speakers",
            "Panel 2", "Room 204", "Saturday 10 June 2026", "Day 1", "Name, Organisation, E-Mail",
            "Teilnehmerliste", "Coffee & tea", "TBC",
            "Please register by Friday at the front desk.", "More at www.example.org", "(see below)",
            "Everybody who has helped us so far is invited to come", "see the list at the desk outside.", "10:00 Die Mühle",
        ],
    )  # fmt: skip
    def test_a_line_of_an_agenda_is_nobody_and_is_told(self, line: str) -> None:
        found = people_in(f"{line}\nAna Souza")
        assert ([each.name for each in found.people], found.left_out) == (["Ana Souza"], [line])

    @pytest.mark.parametrize(
        ("line", "name"),
        [
            ("10:00 Keynote: Ana Souza, River Alliance", "Ana Souza"), ("11:00 - 11:30 Tom Becker, School buses", "Tom Becker"),
            ("Moderator: Dr. Hans von der Heide, Mill Works", "Dr. Hans von der Heide"), ("Ana Souza +1", "Ana Souza"),
            ("2 Hans Meier", "Hans Meier"), ("Tea Leoni", "Tea Leoni"), ("Glenn Close - Actor", "Glenn Close"),
            ("May Chen (table 4)", "May Chen (table 4)"), ("ana maria souza santos", "ana maria souza santos"),
            ("Press Ana Souza", "Press Ana Souza"), ("Dr. Ana Souza jr.", "Dr. Ana Souza jr."), ("李明, 河流联盟", "李明"),
            ("محمد بن سلمان آل سعود", "محمد بن سلمان آل سعود"), ("Contact: info@example.org", "info@example.org"),
        ],
    )  # fmt: skip
    def test_a_name_in_a_line_of_an_agenda_is_somebody(self, line: str, name: str) -> None:
        found = people_in(line)
        assert ([each.name for each in found.people], found.left_out) == ([name], [])

    @given(st.text(max_size=400))
    def test_no_text_breaks_it_and_every_name_has_a_letter(self, text: str) -> None:
        found = people_in(text)
        assert all(any(sign.isalpha() for sign in each.name) for each in found.people)
        assert len(found.people) + len(found.left_out) <= len(text.splitlines())

    def test_a_title_tells_the_kind(self) -> None:
        titles = ("Town Hall", "Public hearing", "Fundraiser", "Kundgebung", "Forum 2026", "Coffee with Ana", "Sunday")
        kinds = ["town_hall", "hearing", "fundraiser", "rally", "conference", "meeting", "other"]
        assert [kind_of_title(title) for title in titles] == kinds

    def test_an_issue_is_named_by_all_its_long_words(self) -> None:
        assert issues_named("Protection of the Clean River", ["Clean river", "School buses", "a b"]) == ("Clean river",)
