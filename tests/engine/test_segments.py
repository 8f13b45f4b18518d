"""The language of segments: every tree can be written and read again, and every slip is told with its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.segments import (
    OPERATORS,
    All,
    Condition,
    Expression,
    Has,
    Not,
    Some,
    WrongText,
    all_of,
    conditions_of,
    days_of,
    decode,
    depth_of,
    encode,
    mapped,
    parse,
    places_of,
    questions_of,
    sentence,
    some_of,
    span_of,
    text_of,
)

TODAY = date(2026, 3, 9)
texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
written = st.one_of(
    texts, st.sampled_from(["not", "and", "or", "in", "is known", "O'Brien", "Orléans", "“so”", 'a "b"', "x = (y)"])
)


def _conditions() -> st.SearchStrategy[Expression]:
    compared = st.builds(
        Condition,
        written,
        st.sampled_from([each for each in OPERATORS if each != "known"]),
        st.lists(written, min_size=1, max_size=3).map(tuple),
    )
    return st.one_of(compared, st.builds(Condition, written, st.just("known"), st.just(())))


def _joined(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        several.map(all_of),
        several.map(some_of),
        st.builds(Not, inner),
        st.builds(Has, written, st.none() | inner, st.integers(1, 9)),
    )


trees: st.SearchStrategy[Expression] = st.recursive(_conditions(), _joined, max_leaves=8)


@given(trees)
def test_every_tree_reads_back_from_its_text(tree: Expression) -> None:
    assert parse(text_of(tree)) == tree


@given(trees)
def test_every_tree_reads_back_from_its_json(tree: Expression) -> None:
    assert decode(encode(tree)) == tree


@given(st.text(max_size=60))
def test_any_text_is_a_segment_or_wrong_at_a_place(text: str) -> None:
    try:
        parse(text)
    except WrongText as caught:
        error = caught
    else:
        return
    assert 0 <= error.position <= error.position + error.length <= len(text)


@given(trees)
def test_every_question_has_a_place_in_the_text(tree: Expression) -> None:
    text = text_of(tree)
    places, questions = places_of(text), list(questions_of(tree))
    assert len(places) == len(questions)
    for (begin, length), question in zip(places, questions, strict=True):
        held = parse(text[begin : begin + length])
        assert held in (question, Not(question))


def test_the_example_of_the_guide_reads_as_meant() -> None:
    assert parse("tag = volunteer and city = Ely and last touch before 90 days ago and not tag = donor") == All(
        (
            Condition("tag", "=", ("volunteer",)),
            Condition("city", "=", ("Ely",)),
            Condition("last touch", "before", ("90 days ago",)),
            Not(Condition("tag", "=", ("donor",))),
        )
    )


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("tag is donor", "tag = donor"),
        ("tag is not donor", "not tag = donor"),
        ("tag != donor", "not tag = donor"),
        ("tag ≠ donor", "not tag = donor"),
        ("not tag != donor", "not not tag = donor"),
        ("TAG = donor AND city = Ely", "TAG = donor and city = Ely"),
        ("email is unknown", "email is unknown"),
        ("not email is known", "email is unknown"),
        ("name starts with Jo", "name begins with Jo"),
        ("name not contains smith", "not name contains smith"),
        ("city in (Ely, Cambridge)", "city in (Ely, Cambridge)"),
        ("city in (Ely)", "city = Ely"),
        ("city is in (Ely, March)", "city in (Ely, March)"),
        ("city not in (Ely, March)", "not city in (Ely, March)"),
        ("city = “New York”", "city = New York"),
        ("strength>=0.5", "strength >= 0.5"),
        ("strength ≥ 0.5", "strength >= 0.5"),
        ("do not contact = yes", "do not contact = yes"),
        ("has no interaction where (kind = call)", "has no interaction where (kind = call)"),
        ("has at least 3 interaction", "has at least 3 interaction"),
        ('"Opted in" = yes', '"Opted in" = yes'),
        ("a = 1 or b = 2 and c = 3", "a = 1 or (b = 2 and c = 3)"),
        ("(a = 1 or b = 2) and c = 3", "(a = 1 or b = 2) and c = 3"),
        ("title contains in (mayor, clerk)", "title contains in (mayor, clerk)"),
    ],
)
def test_several_ways_to_say_it_mean_the_same(text: str, same: str) -> None:
    assert text_of(parse(text)) == same


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "Write a condition"),
        ("   ", 3, "Write a condition"),
        ("tag", 3, "Say how “tag” compares"),
        ("tag =", 5, "Write a value"),
        ("tag = donor city", 16, ""),
        ("tag = donor and", 15, "Write a field"),
        ("tag = donor )", 12, "Join conditions"),
        ("(tag = donor", 12, "bracket at letter 1"),
        ('tag = "donor', 6, "quote is not closed"),
        ("tag in (a, b", 12, "close the bracket"),
        ("tag in (a, ,", 11, "Write a value"),
        ("has", 3, "Say what they have"),
        ("has at least x call", 13, "whole number"),
        ("has at least 0 call", 13, "whole number"),
        ("has at least ² call", 13, "whole number"),
        ("has call where kind = x", 15, "in brackets"),
        ("a = x != y", 6, "Join"),
        ("= x", 0, "Write a field"),
        ("x" * 50 + " =", 52, "Write a value"),
    ],
)
def test_a_slip_is_told_with_its_place(text: str, position: int, words: str) -> None:
    if not words:
        assert parse(text) == Condition("tag", "=", ("donor city",))
        return
    with pytest.raises(WrongText, match=words) as caught:
        parse(text)
    assert (caught.value.position, caught.value.field) == (position, "where")


def test_a_long_word_is_shortened_in_the_refusal() -> None:
    with pytest.raises(WrongText, match="x…”"):
        parse("x" * 60)


@pytest.mark.parametrize(
    "text", ["(" * 3_000, "not " * 3_000 + "a = b", "a = b and " * 500 + "a = b", "a" * 20_001, "not " * 30 + "a = b"]
)
def test_huge_texts_are_refused_and_break_nothing(text: str) -> None:
    with pytest.raises(WrongText):
        parse(text)


@pytest.mark.parametrize("text", ["{}", "[]", "nothing", '{"is":"all"}', '{"is":"not","part":' * 5_000])
def test_what_is_no_tree_is_refused(text: str) -> None:
    with pytest.raises(WrongText):
        decode(text)


def test_nothing_cannot_be_joined() -> None:
    for join in (all_of, some_of):
        with pytest.raises(ValueError, match="nothing to join"):
            join([])


@given(trees)
def test_mapping_with_no_change_changes_nothing(tree: Expression) -> None:
    assert mapped(tree, lambda condition: condition) == tree


def test_mapping_reaches_every_condition() -> None:
    tree = parse("(a = 1 or not a = 2) and has thing where (a = 3) and has thing and a is known")
    renamed = mapped(tree, lambda condition: Condition("b", condition.operator, condition.values))
    assert [condition.field for condition in conditions_of(renamed)] == ["b"] * 4
    assert depth_of(renamed) == depth_of(tree) == 4


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026-03-09", date(2026, 3, 9), date(2026, 3, 10)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("today", TODAY, date(2026, 3, 10)),
        ("Yesterday", date(2026, 3, 8), TODAY),
        ("90  days ago", date(2025, 12, 9), date(2025, 12, 10)),
        ("1 day ago", date(2026, 3, 8), TODAY),
        ("2 weeks ago", date(2026, 2, 23), date(2026, 2, 24)),
        ("in 1 month", date(2026, 4, 9), date(2026, 4, 10)),
        ("1 year ago", date(2025, 3, 9), date(2025, 3, 10)),
        ("this week", date(2026, 3, 9), date(2026, 3, 16)),
        ("last week", date(2026, 3, 2), date(2026, 3, 9)),
        ("next month", date(2026, 4, 1), date(2026, 5, 1)),
        ("last month", date(2026, 2, 1), date(2026, 3, 1)),
        ("this year", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_days_are_meant_as_people_say_them(text: str, first: date, after: date) -> None:
    assert span_of(text, TODAY) == (first, after)


def test_a_month_later_is_within_the_month() -> None:
    assert span_of("in 1 month", date(2026, 1, 31)) == (date(2026, 2, 28), date(2026, 3, 1))
    assert span_of("1 year ago", date(2024, 2, 29)) == (date(2023, 2, 28), date(2023, 3, 1))


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13", "2026-02-30", "0000", "9999", "99999 years ago", "in 99999 months", "9 ago"]
)
def test_what_names_no_day_is_none(text: str) -> None:
    assert span_of(text, TODAY) is None


@given(st.integers(0, 20_000), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_days_ago_count_days(days: int, today: date) -> None:
    assert span_of(f"{days} days ago", today) == (today - timedelta(days=days), today - timedelta(days=days - 1))


@pytest.mark.parametrize(
    ("text", "days"),
    [("14", 14), ("14 days", 14), ("1 day", 1), ("2 weeks", 14), ("1 month", 30), ("1 year", 365), ("soon", None)],
)
def test_lengths_count_days(text: str, days: int | None) -> None:
    assert days_of(text) == days


class Plain:
    """The words of these tests; `whose` stands before the fields of things."""

    def __init__(self, whose: str = "") -> None:
        self.whose = whose

    def condition(self, condition: Condition, *, holds: bool) -> str:
        return f"{'have' if holds else 'lack'} {self.whose}{condition.field}"

    def has(self, thing: Has, inner: str, *, holds: bool) -> str:
        return f"{'had' if holds else 'never had'} a {thing.thing}{f' ({inner})' if inner else ''}"

    def about(self, thing: Has) -> Plain:
        return Plain(f"{thing.thing}'s ")

    def listed(self, phrases: Sequence[str], *, every: bool) -> str:
        return (" and " if every else " or ").join(phrases)

    def grouped(self, phrase: str) -> str:
        return f"[{phrase}]"

    def denied(self, phrase: str) -> str:
        return f"not [{phrase}]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1", "have a"),
        ("a = 1 and not b = 2", "have a and lack b"),
        ("a = 1 or (b = 2 and c = 3)", "have a or [have b and have c]"),
        ("not (a = 1 or b = 2)", "not [have a or have b]"),
        ("not not a = 1", "have a"),
        ("not not (a = 1 or b = 2)", "[have a or have b]"),
        ("has call", "had a call"),
        ("has no call where (a = 1 and b = 2)", "never had a call (have call's a and have call's b)"),
    ],
)
def test_a_tree_reads_as_a_sentence(text: str, said: str) -> None:
    assert sentence(parse(text), Plain()) == said


def test_trees_are_made_of_few_kinds() -> None:
    assert isinstance(parse("a = 1 or b = 2"), Some)
    assert parse("has tie where (member = me)") == Has("tie", Condition("member", "=", ("me",)))
