"""What the doors are told about people: only what the actor may see, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import AuditEntry
from hustings.apps.people import actions, queries
from hustings.apps.people.actions.reviews import open_reviews
from hustings.apps.people.models import Person, Review
from hustings.apps.people.queries.shown import SourceNote, public_data_of
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def add(actor: Actor, name: str, **given: str) -> int:
    return actions.add_person(actor, name=name, **given)


def talk(actor: Actor, person_id: int, *, days: int = 1, text: str = "", kind: str = "call") -> int:
    at = NOW - timedelta(days=days)
    return actions.log_touch(actor, [person_id], kind=kind, at=at, now=NOW, text=text).interaction_id


def counted(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        ask()
    return len(caught)


def names(page: queries.PeoplePage) -> list[str]:
    return [row.name for row in page.rows]


def everybody(actor: Actor, **given: Any) -> list[str]:
    """All pages of a list, one after the other."""
    found: list[str] = []
    after = ""
    while True:
        page = queries.people_page(actor, after=after, limit=2, **given)
        found += names(page)
        after = page.next
        if not after:
            return found


def test_pages_show_everybody_once_in_every_order(ada: Actor) -> None:
    ids = [add(ada, name) for name in ("Zoë Ämter", "Ana Ruiz", "ana ruiz", "Bo Li", "Çelik Öz")]
    for days, person_id in enumerate(ids[:3], start=1):
        talk(ada, person_id, days=days * 10)
        actions.set_rhythm(ada, person_id, segment="network", now=NOW)
    everyone = {"Zoë Ämter", "Ana Ruiz", "ana ruiz", "Bo Li", "Çelik Öz", "Ada Okafor"}
    assert set(everybody(ada)) == everyone
    assert len(everybody(ada)) == 6
    assert set(everybody(ada, order="closeness")) == everyone
    assert everybody(ada, order="last_touch") == ["Zoë Ämter", "Ana Ruiz", "ana ruiz"]
    assert everybody(ada, order="due") == ["ana ruiz", "Ana Ruiz", "Zoë Ämter"]


def test_the_first_page_says_how_many_there_are(ada: Actor) -> None:
    for number in range(3):
        add(ada, f"Person {number}")
    first = queries.people_page(ada, limit=2)
    assert first.total == 3
    assert queries.people_page(ada, limit=2, after=first.next).total is None


@pytest.mark.parametrize("after", ["nonsense", "e30", "WyJhIiwgImIiXQ", "WzEsIDJd", "é"])
def test_a_cursor_that_never_was_one_is_refused(ada: Actor, after: str) -> None:
    with pytest.raises(WrongInput, match="page does not exist"):
        queries.people_page(ada, after=after)


def test_a_cursor_of_another_order_is_refused(ada: Actor) -> None:
    for number in range(3):
        add(ada, f"Person {number}")
    other = queries.people_page(ada, limit=1).next
    with pytest.raises(WrongInput):
        queries.people_page(ada, order="due", after=other)
    with pytest.raises(WrongInput):
        queries.people_page(ada, query="person", after="Wy01XQ")


def test_unknown_orders_and_segments_are_refused(ada: Actor) -> None:
    with pytest.raises(WrongInput, match="no order"):
        queries.people_page(ada, order="height")  # type: ignore[arg-type]
    with pytest.raises(WrongInput, match="no segment"):
        queries.people_page(ada, segment="friends")


def test_filters_apply_together_and_with_the_search(ada: Actor, ben: Actor) -> None:
    ana = add(ada, "Ana Ruiz", organisation="City of Port Halden")
    anton = add(ada, "Anton Berg", organisation="City of Port Halden")
    add(ada, "Anders Holm")
    actions.tag_person(ada, ana, name="Press")
    actions.set_rhythm(ada, ana, segment="network", now=NOW)
    actions.assign_person(ada, anton, member_id=ben.member_id, now=NOW)
    (city,) = queries.organisations_page(ada).rows
    assert names(queries.people_page(ada, tag="press")) == ["Ana Ruiz"]
    assert names(queries.people_page(ada, segment="network")) == ["Ana Ruiz"]
    assert names(queries.people_page(ada, organisation_id=city.id)) == ["Ana Ruiz", "Anton Berg"]
    assert names(queries.people_page(ada, organisation_id=city.id, assigned_to=ben.member_id)) == ["Anton Berg"]
    assert "Anton Berg" not in names(queries.people_page(ada, assigned_to=0))
    assert names(queries.people_page(ada, query="an", assigned_to=ben.member_id)) == ["Anton Berg"]
    assert names(queries.people_page(ada, query="an", source="linkedin")) == []
    assert names(queries.people_page(ada, query="!", tag="press")) == []
    assert set(names(queries.people_page(ada, query="an", source="by-hand"))) == {"Ana Ruiz", "Anton Berg", "Anders Holm"}


def test_search_finds_names_before_organisations_and_notes(ada: Actor) -> None:
    by_note = add(ada, "Olga Nowak", note="met at the mariachi evening")
    add(ada, "Peter Stone", organisation="Maritime Museum")
    add(ada, "José María Núñez")
    add(ada, "Marisol Etxeberria")
    assert names(queries.people_page(ada, query="mari"))[:2] == ["Marisol Etxeberria", "José María Núñez"]
    assert set(names(queries.people_page(ada, query="mari"))[2:]) == {"Olga Nowak", "Peter Stone"}
    assert names(queries.people_page(ada, query="jose nun")) == ["José María Núñez"]
    assert [row.id for row in queries.people_page(ada, query="mariachi").rows] == [by_note]
    assert queries.people_page(ada, query="nobody at all").total == 0


def test_found_people_come_in_pages_too(ada: Actor) -> None:
    for number in range(5):
        add(ada, f"Mara Number{number}")
    first = queries.people_page(ada, query="mara", limit=3)
    second = queries.people_page(ada, query="mara", limit=3, after=first.next)
    assert (first.total, len(first.rows), len(second.rows), second.next) == (5, 3, 2, "")
    assert {row.id for row in first.rows}.isdisjoint(row.id for row in second.rows)


def test_the_palette_gets_a_few_and_leaves_no_trail(ada: Actor) -> None:
    add(ada, "Mara Lind", organisation="Harbour Trust")
    before = AuditEntry.objects.count()
    (found,) = queries.find_people(ada, "mar")
    assert (found.name, found.organisation) == ("Mara Lind", "Harbour Trust")
    assert queries.find_people(ada, "  ") == ()
    assert AuditEntry.objects.count() == before


def test_every_look_at_a_list_or_a_person_leaves_one_line(ada: Actor) -> None:
    mara = add(ada, "Mara Lind")
    AuditEntry.objects.all().delete()
    queries.people_page(ada, query="mara", segment="")
    queries.person_view(ada, mara)
    queries.organisations_page(ada)
    queries.reviews_page(ada)
    held = AuditEntry.objects.order_by("id").values_list("verb", "subject")
    assert list(held) == [
        ("read_list", "people"), ("read_person", f"person:{mara}"), ("read_list", "organisations"), ("read_list", "reviews"),
    ]  # fmt: skip
    assert AuditEntry.objects.order_by("id")[0].detail == {"query": "mara", "rows": 1}


def test_a_volunteer_sees_assigned_people_only_everywhere(ada: Actor, vera: Actor) -> None:
    hers = add(ada, "Mara Lind", organisation="Harbour Trust", note="likes maps")
    other = add(ada, "Mara Other", organisation="Secret Society")
    logged = actions.log_touch(ada, [hers, other], kind="meeting", at=NOW, now=NOW)
    actions.assign_person(ada, hers, member_id=vera.member_id, now=NOW)
    assert names(queries.people_page(vera)) == ["Mara Lind"]
    assert names(queries.people_page(vera, query="mara")) == ["Mara Lind"]
    assert [each.id for each in queries.find_people(vera, "mara")] == [hers]
    assert [row.id for row in queries.people_of_ids(vera, [other, hers, hers])] == [hers]
    assert [row.name for row in queries.organisations_page(vera).rows] == ["Harbour Trust"]
    (line,) = [each for each in queries.timeline(vera, hers, now=NOW).rows if each.id == f"interaction:{logged.interaction_id}"]
    assert line.others == ()
    for ask in (queries.person_view, queries.timeline):
        with pytest.raises(NotFound):
            ask(vera, other)
    secret = next(row.id for row in queries.organisations_page(ada).rows if row.name == "Secret Society")
    with pytest.raises(NotFound):
        queries.organisation_view(vera, secret)
    with pytest.raises(NotPermitted):
        queries.reviews_page(vera)
    assert queries.duplicates_of(vera, hers) == ()
    assert queries.tags_of(vera) == ()
    assert queries.filters_of(vera).members == ()


def test_nothing_crosses_the_border_of_a_workspace(ada: Actor, otto: Actor) -> None:
    mara = add(ada, "Mara Lind", organisation="Harbour Trust")
    actions.tag_person(ada, mara, name="Press")
    assert "Mara Lind" not in names(queries.people_page(otto))
    assert queries.find_people(otto, "mara") == ()
    assert queries.people_of_ids(otto, [mara]) == ()
    assert queries.tags_of(otto) == ()
    assert queries.organisations_page(otto).rows == ()
    assert queries.merges_of(otto, mara) == ()
    for ask in (queries.person_view, queries.timeline):
        with pytest.raises(NotFound):
            ask(otto, mara)


def test_each_value_of_a_person_names_who_says_so(ada: Actor, ben: Actor) -> None:
    mara = add(ada, "Mara Lind", email="mara@example.org", organisation="Harbour Trust", title="Chair")
    actions.add_identity(ben, mara, kind="email", value="m.lind@example.net")
    actions.edit_person(ben, mara, changes={"headline": "Keeps the harbour", "birthday": "1980-05-17"})
    view = queries.person_view(ada, mara)
    said = {each.value: [note.member for note in each.sources] for each in view.identities}
    assert said == {"mara@example.org": ["Ada Okafor"], "m.lind@example.net": ["Ben Castillo"]}
    assert [note.rule for note in view.sources["headline"]] == ["Noted by a member"]
    assert [note.member for note in view.sources["birthday"]] == ["Ben Castillo"]
    assert [note.member for note in view.positions[0].sources] == ["Ada Okafor"]
    assert view.identities[0].link.startswith("mailto:")


def test_the_strength_of_a_tie_opens_onto_its_parts_and_counts(ada: Actor) -> None:
    mara = add(ada, "Mara Lind")
    talk(ada, mara, days=3)
    actions.log_touch(ada, [mara], kind="message", direction="in", at=NOW - timedelta(days=2), now=NOW)
    actions.vouch_for(ada, mara, how="worked_together", i_would_say="Keeps her word.")
    view = queries.person_view(ada, mara, now=NOW)
    assert [(tie.member, tie.in_count, tie.out_count) for tie in view.ties] == [("Ada Okafor", 2, 1)]
    assert {part.code for part in view.parts} >= {"base", "vouch", "recent_in", "reciprocity"}
    assert 0.3 < view.strength < 1
    assert view.my_vouch is not None
    assert view.my_vouch.i_would_say == "Keeps her word."


def test_what_others_say_is_shown_only_where_they_share_it(ada: Actor, ben: Actor) -> None:
    mara = add(ada, "Mara Lind")
    actions.vouch_for(ben, mara, how="family", they_would_say="Talks too much.")
    assert queries.person_view(ada, mara).vouches == ()
    actions.vouch_for(ben, mara, how="family", shared=True)
    (vouch,) = queries.person_view(ada, mara).vouches
    assert (vouch.member, vouch.mine, vouch.how) == ("Ben Castillo", False, "family")


def test_open_promises_fields_and_notes_are_on_the_page(ada: Actor) -> None:
    mara = add(ada, "Mara Lind", note="likes maps")
    actions.log_touch(ada, [mara], kind="call", at=NOW, now=NOW, promise="the harbour report", promise_due=date(2026, 3, 20))
    field = actions.add_field(ada, name="Precinct", type="text")
    actions.set_value(ada, mara, field_id=field, value="7")
    view = queries.person_view(ada, mara)
    assert [(each.text, each.due_on) for each in view.promises] == [("the harbour report", date(2026, 3, 20))]
    assert [(each.name, each.value) for each in view.fields] == [("Precinct", "7")]
    assert [(note.text, note.mine) for note in view.notes] == [("likes maps", True)]
    assert [(each.name, each.people) for each in queries.custom_fields(ada)] == [("Precinct", 1)]


def test_a_timeline_shows_every_line_once_newest_first(ada: Actor) -> None:
    mara = add(ada, "Mara Lind")
    same = NOW - timedelta(days=4)
    for _ in range(3):
        actions.log_touch(ada, [mara], kind="call", at=same, now=NOW, promise="a map", promise_due=date(2026, 4, 1))
    talk(ada, mara, days=1, kind="message", text="hello")
    actions.add_note(ada, mara, text="likes maps")
    later = datetime(2100, 1, 1, tzinfo=UTC)
    lines: list[queries.Line] = []
    after = ""
    while True:
        page = queries.timeline(ada, mara, after=after, limit=2, now=later)
        lines += page.rows
        after = page.next
        if not after:
            break
    assert len(lines) == len({line.id for line in lines}) == 8
    moments = [line.at for line in lines if line.at]
    assert moments == sorted(moments, reverse=True)
    kinds = [line.kind for line in queries.timeline(ada, mara, kind="promise", now=later).rows]
    assert kinds == ["promise"] * 3
    assert [line.text for line in queries.timeline(ada, mara, kind="message", now=later).rows] == ["hello"]
    assert [line.text for line in queries.timeline(ada, mara, kind="note", now=later).rows] == ["likes maps"]


def test_who_else_took_part_is_named(ada: Actor) -> None:
    mara, olga = add(ada, "Mara Lind"), add(ada, "Olga Nowak")
    actions.log_touch(ada, [mara, olga], kind="meeting", at=NOW, now=NOW)
    (line,) = queries.timeline(ada, mara, kind="meeting", now=NOW + timedelta(hours=1)).rows
    assert line.others == ((olga, "Olga Nowak"),)


def test_an_organisation_shows_who_is_and_who_was_there(ada: Actor) -> None:
    now_there = add(ada, "Mara Lind", organisation="Harbour Trust", title="Chair")
    once = add(ada, "Olga Nowak")
    actions.add_position(ada, once, organisation="Harbour Trust", title="Clerk", since="2010", until="2014")
    (row,) = queries.organisations_page(ada, query="harb").rows
    assert (row.current, row.former) == (1, 1)
    view = queries.organisation_view(ada, row.id)
    assert [each.person.id for each in view.current] == [now_there]
    assert [(each.person.id, each.title, each.until) for each in view.former] == [(once, "Clerk", "2014")]
    assert queries.organisations_page(ada, query="nothing").rows == ()


def pair(ada: Actor, first: int, second: int, probability: float = 0.98) -> int:
    open_reviews(ada.workspace_id, [(first, second, probability, [["given_same", 6.3, "mara"]])])
    return Review.objects.get(first_id=min(first, second), second_id=max(first, second)).pk


def test_a_pair_shows_both_sides_what_differs_and_why(ada: Actor) -> None:
    first = add(ada, "Mara Lind", email="mara@example.org", organisation="Harbour Trust")
    second = add(ada, "Mara Lindh", email="lindh@example.net", organisation="City Hall")
    review = pair(ada, first, second, 0.8)
    (shown,) = queries.reviews_page(ada).rows
    assert (shown.id, shown.first.id, shown.second.id) == (review, first, second)
    assert shown.differs == {"name", "organisation", "email"}
    assert [(reason.code, reason.weight, reason.detail) for reason in shown.reasons] == [("given_same", 6.3, "mara")]
    assert [each.id for each in queries.duplicates_of(ada, second)] == [review]


def test_pairs_put_off_wait_and_are_counted(ada: Actor) -> None:
    review = pair(ada, add(ada, "Mara Lind"), add(ada, "Mara Lindh"), 0.8)
    step = actions.decide_later(ada, review, until=NOW + timedelta(days=7))
    page = queries.reviews_page(ada, now=NOW)
    assert (page.rows, page.total, page.later) == ((), 0, 1)
    assert queries.reviews_page(ada, now=NOW + timedelta(days=8)).total == 1
    actions.undo(ada, step)
    assert queries.reviews_page(ada, now=NOW).total == 1


def test_only_pairs_of_one_name_and_no_other_doubt_are_sure(ada: Actor) -> None:
    alone = pair(ada, add(ada, "Olga Nowak"), add(ada, "olga nowak"))
    first, second, third = add(ada, "Mara Lind"), add(ada, "Mara Lind"), add(ada, "Mara Lind")
    pair(ada, first, second)
    pair(ada, second, third)
    pair(ada, add(ada, "Bo Li"), add(ada, "Bo Lee"))
    assert [each.id for each in queries.sure_pairs(ada)] == [alone]


def test_merging_many_leaves_out_who_was_merged_just_now_and_is_undone_at_once(ada: Actor) -> None:
    first, second, third = add(ada, "Mara Lind"), add(ada, "Mara Lind"), add(ada, "Mara Lind")
    reviews = [pair(ada, first, second), pair(ada, second, third), 10**9]
    merged, step = actions.merge_pairs(ada, reviews)
    assert merged == 1
    assert Person.objects.filter(name="Mara Lind").count() == 2
    actions.undo(ada, step)
    assert {first, second, third} <= set(Person.objects.values_list("id", flat=True))
    assert actions.merge_pairs(ada, [10**9]) == (0, None)


def test_a_merge_is_previewed_and_listed_with_its_way_back(ada: Actor) -> None:
    kept, gone = add(ada, "Mara Lind"), add(ada, "Mara Lindh", note="likes maps")
    assert queries.merge_preview(ada, kept, gone)["people.Note"] == 1
    with pytest.raises(WrongInput):
        queries.merge_preview(ada, kept, kept)
    actions.merge_people(ada, kept, gone)
    assert [merge.gone_name for merge in queries.person_view(ada, kept).merges] == ["Mara Lindh"]
    assert queries.undo_steps(ada)[0].verb == "merge_people"


def questions(actor: Actor, person_id: int) -> dict[str, Callable[[], Any]]:
    organisation = queries.organisations_page(actor).rows[0].id
    return {
        "people_page": lambda: queries.people_page(actor, limit=200),
        "search": lambda: queries.people_page(actor, query="person", limit=200),
        "filtered search": lambda: queries.people_page(actor, query="person", tag="Press", limit=200),
        "find_people": lambda: queries.find_people(actor, "person", limit=100),
        "person_view": lambda: queries.person_view(actor, person_id),
        "timeline": lambda: queries.timeline(actor, person_id, limit=200),
        "organisations_page": lambda: queries.organisations_page(actor, limit=200),
        "organisation_view": lambda: queries.organisation_view(actor, organisation),
        "reviews_page": lambda: queries.reviews_page(actor, limit=100),
        "filters_of": lambda: queries.filters_of(actor),
        "tags_of": lambda: queries.tags_of(actor),
    }


def grow(actor: Actor, numbers: range, centre: int) -> None:
    for number in numbers:
        person_id = add(actor, f"Person {number}", email=f"p{number}@example.org", organisation=f"Trust {number % 7}")
        actions.tag_person(actor, person_id, name="Press")
        actions.log_touch(actor, [centre, person_id], kind="call", at=NOW, now=NOW, promise="a map")
        pair(actor, centre, person_id, 0.5)


def test_two_hundred_people_cost_as_many_queries_as_ten(ada: Actor) -> None:
    centre = add(ada, "Mara Lind", organisation="Harbour Trust")
    grow(ada, range(10), centre)
    few = {name: counted(ask) for name, ask in questions(ada, centre).items()}
    grow(ada, range(10, 200), centre)
    many = {name: counted(ask) for name, ask in questions(ada, centre).items()}
    assert many == few
    assert max(few.values()) <= 20


def test_each_set_of_public_data_is_named_as_of_its_latest_day_the_latest_first() -> None:
    told = [
        SourceNote("us_congress", "", "Ada Okafor", NOW, "public", title=title, as_of=date(year, 1, 1))
        for title, year in (("Seats", 2024), ("Members", 2025), ("Seats", 2026))
    ]
    assert [(note.title, note.as_of) for note in public_data_of(told)] == [
        ("Seats", date(2026, 1, 1)),
        ("Members", date(2025, 1, 1)),
    ]
