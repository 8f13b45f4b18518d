"""Invitations: reasoned proposals by the rule of each network, and answers that say only what is true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine import invitation_words
from hustings.engine.invitation_letters import answers_to, letter_to_meet, outgoing_note, reply_to
from hustings.engine.invitations import KNOWN, Known, check_rule, for_our_own, free_times, propose, reasons_about, rule_of
from hustings.engine.ties import VOUCHES

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
LANGUAGES = sorted(invitation_words.ACCEPT)

knowns = st.builds(
    Known,
    vouch=st.sampled_from(sorted(VOUCHES)),
    met=st.integers(0, 5),
    exchanged=st.integers(0, 50),
    mutual=st.integers(0, 200),
    same_company=st.sampled_from(["", "Harbour Works"]),
    same_event=st.sampled_from(["", "River Forum"]),
    recommended=st.booleans(),
    wanted=st.sampled_from(["", "unions"]),
    note=st.booleans(),
    note_asks=st.booleans(),
    sells=st.booleans(),
    recruiter=st.booleans(),
    collects=st.booleans(),
    claims=st.dictionaries(st.sampled_from(["said_met", "said_introduced", "said_exchanged", "said_heard"]), st.just("so")),
    declined_before=st.booleans(),
    do_not_contact=st.booleans(),
)
channels = st.sampled_from(["linkedin", "facebook", "x", "mastodon", "bluesky", "instagram"])


def proposed(known: Known, channel: str = "linkedin", *, days: float = 3, job_seeking: bool = False) -> str:
    return propose(known, channel=channel, sent_at=NOW - days * DAY, now=NOW, job_seeking=job_seeking).action


@pytest.mark.parametrize(
    ("known", "action"),
    [
        (Known(met=1), "accept"),
        (Known(vouch="worked_together"), "accept"),
        (Known(vouch="family", mutual=3), "accept"),
        (Known(exchanged=6), "accept"),
        (Known(same_company="Harbour Works", same_event="River Forum"), "accept"),
        (Known(recommended=True), "accept"),
        (Known(same_event="River Forum"), "meet_first"),
        (Known(mutual=9), "meet_first"),
        (Known(wanted="unions"), "meet_first"),
        (Known(note=True, note_asks=True), "meet_first"),
        (Known(vouch="introduced_by"), "meet_first"),
        (Known(vouch="online_only"), "hold"),
        (Known(), "hold"),
        (Known(note=True), "hold"),
        (Known(recruiter=True), "hold"),
        (Known(vouch="not_known"), "hold"),
        (Known(sells=True), "decline"),
        (Known(declined_before=True), "decline"),
        (Known(met=1, declined_before=True, sells=True), "decline"),
        (Known(collects=True, note=True, note_asks=True), "decline"),
        (Known(claims={"said_met": "We met at the door."}, note=True), "accept"),
        (Known(claims={"said_met": "We met at the door."}, note=True, recruiter=True), "meet_first"),
        (Known(claims={"said_met": "We met at the door."}, note=True, vouch="not_known"), "hold"),
        (Known(claims={"said_met": "We met at the door."}, note=True, sells=True), "hold"),
        (Known(claims={"said_exchanged": "We wrote last month."}, note=True), "meet_first"),
        (Known(claims={"said_introduced": "Ben gave me your name."}, note=True), "meet_first"),
        (Known(claims={"said_heard": "Your talk was clear."}, note=True), "meet_first"),
    ],
)
def test_linkedin_is_for_people_we_have_met(known: Known, action: str) -> None:
    assert proposed(known) == action


@pytest.mark.parametrize(
    ("known", "action"),
    [(Known(), "accept"), (Known(recruiter=True), "hold"), (Known(sells=True), "decline"), (Known(met=1), "accept")],
)
@pytest.mark.parametrize("channel", ["x", "mastodon", "bluesky", "instagram", "other"])
def test_elsewhere_one_reaches_people_one_wants_to_meet(known: Known, action: str, channel: str) -> None:
    assert rule_of(channel) == "want_to_meet"
    assert proposed(known, channel) == action


def test_recruiters_are_welcome_while_looking_for_a_job() -> None:
    found = propose(Known(recruiter=True), channel="linkedin", sent_at=NOW, now=NOW, job_seeking=True)
    assert (found.action, found.exception) == ("accept", "recruiter")
    assert proposed(Known(recruiter=True, sells=True), job_seeking=True) == "hold"
    known_one = propose(Known(recruiter=True, met=2), channel="linkedin", sent_at=NOW, now=NOW, job_seeking=True)
    assert (known_one.action, known_one.exception) == ("accept", "")
    elsewhere = propose(Known(recruiter=True), channel="x", sent_at=NOW, now=NOW, job_seeking=True)
    assert (elsewhere.action, elsewhere.exception) == ("accept", "")


def test_what_nothing_speaks_for_is_declined_after_half_a_year() -> None:
    assert proposed(Known(), days=179) == "hold"
    assert proposed(Known(), days=181) == "decline"
    assert proposed(Known(note=True), days=181) == "hold"


def test_do_not_contact_wins_over_everything() -> None:
    assert proposed(Known(met=5, do_not_contact=True)) == "hold"
    assert proposed(Known(sells=True, do_not_contact=True)) == "hold"
    found = check_rule(Known(met=5, do_not_contact=True), channel="x")
    assert found is not None
    assert found.code == "do_not_contact"


def test_the_rule_of_a_network_is_explained_and_can_be_changed() -> None:
    broken = check_rule(Known(same_event="River Forum"), channel="linkedin")
    assert broken is not None
    assert (broken.code, broken.rule, broken.missing) == ("not_met", "met", pytest.approx(1.0))
    assert check_rule(Known(met=1), channel="linkedin") is None
    assert check_rule(Known(), channel="bluesky") is None
    assert check_rule(Known(), channel="bluesky", rule="met") is not None
    assert propose(Known(), channel="linkedin", sent_at=NOW, now=NOW, rule="want_to_meet").action == "accept"


def test_reasons_carry_weight_fact_and_evidence() -> None:
    known = Known(met=2, mutual=4, sells=True, evidence={"met": ("meeting 7",)})
    met, sells, mutual = reasons_about(known)
    assert (met.code, met.weight, met.fact, met.evidence) == ("met", pytest.approx(2.6), "2", ("meeting 7",))
    assert (sells.code, sells.weight) == ("sells", -2.0)
    assert (mutual.code, mutual.fact, mutual.evidence) == ("mutual", "4", ())


def test_lets_meet_first_names_the_times() -> None:
    found = propose(Known(mutual=9), channel="linkedin", sent_at=NOW, now=NOW)
    zone = ZoneInfo("Europe/Berlin")
    times = [datetime(2026, 12, 1, 10, tzinfo=zone), datetime(2026, 11, 26, 14, 30, tzinfo=zone)]
    english = reply_to(found, Known(), name="Ben", language="en-GB", times=times)
    assert english.startswith("Hello Ben,\nthank you for the invitation.")
    assert "let’s meet first" in english
    assert "on Thursday 26 November at 14:30 (CET) or on Tuesday 1 December at 10:00 (CET)" in english
    german = reply_to(found, Known(), language="de", times=times[:1])
    assert german.startswith("Guten Tag,\n")
    assert "am Dienstag, 1. Dezember, um 10:00 (CET)" in german
    assert "mardi 1er décembre à 10:00 (CET)" in reply_to(found, Known(), language="fr", times=times[:1])
    assert reply_to(found, Known(), language="fr").endswith("Quel jour conviendrait ?")
    naive = reply_to(found, Known(), times=[datetime(2026, 12, 1, 10)])
    assert "at 10:00. " in naive


def test_accepting_refers_to_what_both_know_and_nothing_else() -> None:
    def accepted(known: Known, work_at: str = "") -> str:
        found = propose(known, channel="linkedin", sent_at=NOW, now=NOW)
        return reply_to(found, known, name="  Vera\nB. ", language="en", work_at=work_at)

    assert accepted(Known(met=1)).startswith("Hello Vera B.,\n")
    assert "at River Forum" in accepted(Known(met=1, same_event="River Forum", met_there=True))
    assert "River Forum" not in accepted(Known(met=1, same_event="River Forum"))
    assert "our time together at Harbour Works" in accepted(Known(vouch="worked_together"), "Harbour Works")
    assert "together" not in accepted(Known(met=1), "Harbour Works")


@pytest.mark.parametrize("language", [*LANGUAGES, "ja", ""])
def test_every_action_has_words_in_every_language(language: str) -> None:
    known = Known(met=1, same_event="River Forum", met_there=True, exchanged=3)
    for sample in (Known(met=1), Known(mutual=9), Known(sells=True), Known(recruiter=True), known):
        found = propose(sample, channel="linkedin", sent_at=NOW, now=NOW, job_seeking=True)
        text = reply_to(found, sample, name="Ada", language=language, times=[NOW, NOW + DAY, NOW + 2 * DAY], work_at="Works")
        assert bool(text) == (found.action != "hold")
        assert "{" not in text
    assert reply_to(propose(Known(), channel="linkedin", sent_at=NOW, now=NOW), Known(), language=language) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_has_an_answer_ready_whichever_is_proposed(language: str) -> None:
    for known in (Known(), Known(met=1), Known(sells=True), Known(claims={"said_met": "We met."}, note=True)):
        found = propose(known, channel="linkedin", sent_at=NOW, now=NOW)
        answers = answers_to(found, known, name="Ada", language=language, times=[NOW])
        assert list(answers) == ["accept", "meet_first", "decline"]
        assert all(answers.values())
        assert found.action == "hold" or answers[found.action] == reply_to(
            found, known, name="Ada", language=language, times=[NOW]
        )
        assert answers_to(found, Known(do_not_contact=True)) == {}


def test_who_says_that_we_met_is_not_told_that_we_have_not() -> None:
    strangers, claimed = Known(), Known(claims={"said_met": "We met at the door."}, note=True)
    found = propose(claimed, channel="linkedin", sent_at=NOW, now=NOW)
    assert (found.action, found.exception) == ("accept", "said_met")
    assert check_rule(claimed, channel="linkedin") is not None
    assert "talk once more" in answers_to(found, claimed)["meet_first"]
    assert "meet first" in answers_to(found, strangers)["meet_first"]


def test_the_recruiter_hears_of_the_search_only_where_they_are_strangers() -> None:
    def accepting(known: Known, *, job_seeking: bool, channel: str = "linkedin") -> str:
        found = propose(known, channel=channel, sent_at=NOW, now=NOW, job_seeking=job_seeking)
        return answers_to(found, known, job_seeking=job_seeking)["accept"]

    assert "which position" in accepting(Known(recruiter=True), job_seeking=True)
    assert "which position" not in accepting(Known(recruiter=True), job_seeking=False)
    assert "which position" not in accepting(Known(recruiter=True, sells=True), job_seeking=True)
    assert "which position" not in accepting(Known(recruiter=True, met=1), job_seeking=True)
    assert "which position" not in accepting(Known(recruiter=True), job_seeking=True, channel="x")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_of_ours_says_how_we_know_each_other(language: str) -> None:
    def note(known: Known, **said: str) -> str:
        found = outgoing_note(known, channel="linkedin", name="Ada", language=language, **said)
        assert found
        assert "{" not in found
        return found

    assert "River Forum" in note(Known(met=1), where="River Forum")
    assert "River Forum" in note(Known(vouch="met_in_person"), where="River Forum")
    assert "River Forum" in note(Known(vouch="met_in_person", same_event="River Forum", met_there=True))
    assert "River Forum" not in note(Known(vouch="met_in_person", same_event="River Forum"))
    assert "Harbour Works" in note(Known(vouch="worked_together"), work_at="Harbour Works")
    assert "Millrace" in note(Known(vouch="studied_together"), where="Millrace")
    assert "Otto" in note(Known(vouch="introduced_by"), where="Otto")
    bare = [note(Known(vouch=how)) for how in ("met_in_person", "worked_together", "studied_together", "introduced_by", "family")]
    assert len(set(bare)) == 5
    assert note(Known(exchanged=9)) == note(Known(exchanged=9, met=1)) != note(Known(met=1))
    assert letter_to_meet(Known(), language=language, times=[NOW])
    assert letter_to_meet(Known(do_not_contact=True), language=language) == ""


def test_our_own_letter_does_not_thank_for_an_invitation_that_never_came() -> None:
    assert "thank" not in letter_to_meet(Known(), name="Ana")
    assert "get to know each other" in letter_to_meet(Known(), name="Ana")
    assert letter_to_meet(Known(met=1), name="Ana") == ""


def test_without_acquaintance_there_is_no_note_but_a_reason_to_meet() -> None:
    assert outgoing_note(Known(mutual=30), channel="linkedin") == ""
    assert outgoing_note(Known(), channel="bluesky") == ""
    assert outgoing_note(Known(met=3, do_not_contact=True), channel="linkedin", where="River Forum") == ""
    assert outgoing_note(Known(vouch="online_only"), channel="bluesky") == ""


@pytest.mark.parametrize(
    ("known", "channel", "action"),
    [
        (Known(met=1), "linkedin", "accept"),
        (Known(), "linkedin", "meet_first"),
        (Known(claims={"said_met": "We met."}, note=True), "linkedin", "meet_first"),
        (Known(declined_before=True), "linkedin", "decline"),
        (Known(met=1, do_not_contact=True), "linkedin", "hold"),
        (Known(), "mastodon", "hold"),
        (Known(wanted="unions"), "mastodon", "accept"),
        (Known(declined_before=True), "mastodon", "decline"),
    ],
)
def test_an_invitation_of_ours_waits_where_nothing_speaks_for_it(known: Known, channel: str, action: str) -> None:
    found = propose(known, channel=channel, sent_at=NOW, now=NOW, job_seeking=True)
    ours = for_our_own(found, known, channel=channel)
    assert (ours.action, ours.exception, ours.reasons) == (action, "", found.reasons)


def test_times_are_free_working_hours_on_different_days() -> None:
    zone = ZoneInfo("America/New_York")
    friday = datetime(2026, 11, 20, 12, tzinfo=zone)
    monday = datetime(2026, 11, 23, 0, tzinfo=zone)
    found = free_times(
        [(monday, monday + DAY), (monday + timedelta(days=1, hours=10), monday + timedelta(days=1, hours=11))], now=friday
    )
    assert [each.strftime("%a %H:%M") for each in found] == ["Tue 11:00", "Wed 14:00", "Thu 10:00"]
    assert free_times([(monday - 9 * DAY, monday + 90 * DAY)], now=friday) == []


@given(knowns, channels, st.integers(0, 400), st.booleans())
def test_a_proposal_follows_from_its_reasons(known: Known, channel: str, days: int, job_seeking: bool) -> None:
    found = propose(known, channel=channel, sent_at=NOW - days * DAY, now=NOW, job_seeking=job_seeking)
    assert found.total == pytest.approx(sum(reason.weight for reason in found.reasons))
    if found.action == "accept" and found.rule == "met":
        assert found.known >= KNOWN or found.exception in ("recruiter", "said_met")
    if known.do_not_contact:
        assert found.action == "hold"


@given(knowns, channels, st.integers(0, 400))
def test_having_met_once_more_never_makes_a_proposal_worse(known: Known, channel: str, days: int) -> None:
    order = ("decline", "hold", "meet_first", "accept")
    more = Known(**{name: getattr(known, name) for name in Known.__struct_fields__} | {"met": known.met + 1})
    before, after = (propose(each, channel=channel, sent_at=NOW - days * DAY, now=NOW) for each in (known, more))
    assert order.index(after.action) >= order.index(before.action)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 60)), max_size=12),
    st.integers(0, 23),
    st.integers(-11, 13).map(lambda hours: timezone(timedelta(hours=hours))),
)
def test_no_proposed_time_is_taken(hours: list[tuple[int, int]], hour: int, zone: timezone) -> None:
    now = datetime(2026, 11, 23, hour, tzinfo=zone)
    busy = [(now + timedelta(hours=start), now + timedelta(hours=start + length)) for start, length in hours]
    found = free_times(busy, now=now)
    assert len({each.date() for each in found}) == len(found) <= 3
    for each in found:
        assert each.weekday() < 5
        assert each > now + DAY
        assert all(not (start < each + timedelta(minutes=30) and each < end) for start, end in busy)
