"""Posts of late come to their turn again and again, the latest of them at least."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.watching import Watch, Watched


def post(number: int, mark: str = "") -> Watched:
    return Watched(str(number), f"https://social.example/{number}", mark)


def test_each_comes_to_its_turn_and_then_anew() -> None:
    watch = Watch()
    watch.add(post(number) for number in range(5))
    turns = [[each.number for each in watch.next(2)] for _ in range(4)]
    assert turns == [["0", "1"], ["2", "3"], ["4"], ["0", "1"]]


def test_the_oldest_leave_a_full_list() -> None:
    watch = Watch()
    watch.add((post(number) for number in range(9)), kept=3)
    assert [each.number for each in watch.posts] == ["6", "7", "8"]


def test_older_posts_come_before_all_others_and_find_no_room_in_a_full_list() -> None:
    watch = Watch()
    watch.add((post(number) for number in (5, 6)), kept=4)
    assert [each.number for each in watch.next(1)] == ["5"]
    watch.add((post(number) for number in (1, 2, 3)), older=True, kept=4)
    assert [each.number for each in watch.posts] == ["2", "3", "5", "6"]
    assert [each.number for each in watch.next(1)] == ["6"]


def test_a_new_mark_takes_the_place_of_the_old() -> None:
    watch = Watch()
    watch.add([post(1), post(2)])
    watch.add([post(1, "edited")])
    assert watch.posts == [post(1, "edited"), post(2)]


def test_nothing_to_watch_is_no_turn() -> None:
    assert list(Watch().next(5)) == []


@given(st.integers(1, 30), st.integers(1, 7), st.sets(st.integers(0, 29)))
def test_forgetting_skips_nobody(count: int, size: int, forgotten: set[int]) -> None:
    watch = Watch()
    watch.add(post(number) for number in range(count))
    first = {each.number for each in watch.next(size)}
    watch.forget({str(number) for number in forgotten})
    rest: set[str] = set()
    while watch.turn < len(watch.posts):
        rest |= {each.number for each in watch.next(size)}
    assert first | rest | {str(number) for number in forgotten} >= {str(number) for number in range(count)}
