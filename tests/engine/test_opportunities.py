"""Who fits a role: what they can do counts where it stands, and whoever can be vouched for comes first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.opportunities import LEAST, UNKNOWN, VOUCHED, WEIGHTS, Fit, Known, Told, fits, terms

ROLE = "Treasurer with experience in accounting and campaign finance"
people = st.builds(
    Known,
    id=st.integers(1, 50),
    told=st.lists(
        st.builds(
            Told,
            kind=st.sampled_from(sorted(WEIGHTS)),
            text=st.sampled_from(["Accounting", "Treasurer", "Gardener", "campaign finance", ""]),
            evidence=st.sampled_from(["skill:1", "position:2"]),
        ),
        max_size=4,
    ).map(tuple),
    vouches=st.lists(st.tuples(st.sampled_from([*VOUCHED, "not_known"]), st.just("vouch:1")), max_size=2).map(tuple),
)


def known(number: int, *told: tuple[str, str], place: str = "", vouch: str = "") -> Known:
    said = tuple(Told(kind, text, f"{kind}:{number}") for kind, text in told)
    return Known(id=number, told=said, place=place, vouches=((vouch, f"vouch:{number}"),) if vouch else ())


def test_a_skill_says_more_than_an_old_title_and_each_reason_names_its_evidence() -> None:
    skilled, former = known(1, ("skill", "Accounting")), known(2, ("earlier_title", "Accounting clerk"))
    (first, *rest) = fits(ROLE, [former, skilled])
    assert first.id == 1
    assert [(reason.code, reason.shared, reason.evidence) for reason in first.reasons] == [
        ("skill", ("accounting",), ("skill:1",))
    ]
    assert all(each.score < first.score for each in rest)


def test_whoever_can_be_vouched_for_comes_before_an_equal_whom_nobody_knows() -> None:
    stranger, friend = known(1, ("skill", "Accounting")), known(2, ("skill", "Accounting"), vouch="worked_together")
    found = fits(ROLE, [stranger, friend])
    assert [(each.id, each.vouched) for each in found] == [(2, True), (1, False)]
    assert found[0].reasons[0].code == "vouch_worked_together"
    assert found[0].reasons[0].evidence == ("vouch:2",)


def test_a_vouch_that_says_they_are_not_known_is_worth_nothing() -> None:
    (found,) = fits(ROLE, [known(1, ("skill", "Accounting"), vouch="not_known")])
    assert not found.vouched


def test_the_place_adds_and_is_no_reason_alone() -> None:
    here, there = known(1, ("skill", "Accounting"), place="Harbour East"), known(2, ("skill", "Accounting"), place="Upriver")
    nobody = known(3, ("skill", "Gardening"), place="Harbour East")
    found = fits(ROLE, [here, there, nobody], place="harbour east")
    assert [each.id for each in found] == [1, 2]
    assert "near" in {reason.code for reason in found[0].reasons}


def test_a_word_counts_once_where_it_says_most() -> None:
    (found,) = fits(ROLE, [known(1, ("skill", "Accounting"), ("headline", "Accounting, accounting"), ("title", ""))])
    assert [reason.code for reason in found.reasons] == ["skill"]


def test_one_old_word_of_a_stranger_is_no_fit() -> None:
    assert fits(ROLE, [known(1, ("earlier_title", "Treasurer"))]) == ()
    assert WEIGHTS["earlier_title"] * UNKNOWN < LEAST


def test_words_without_meaning_are_no_terms() -> None:
    assert terms("with in of") == frozenset()
    assert terms("Figures figure") == {"figure"}


@given(st.lists(people, max_size=6, unique_by=lambda each: each.id), st.randoms(use_true_random=False))
def test_the_order_does_not_matter_and_scores_are_shares(all_known: list[Known], random) -> None:
    found = fits(ROLE, all_known)
    assert fits(ROLE, random.sample(all_known, len(all_known))) == found
    assert all(isinstance(each, Fit) and LEAST <= each.score <= 1.0 and each.reasons for each in found)
