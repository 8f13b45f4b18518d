"""Tags that sources and members share, and values of custom fields by their types."""

from __future__ import annotations

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions, queries, segments
from hustings.apps.people.actions.folding import refold
from hustings.apps.people.actions.records import create_by_hand
from hustings.apps.people.custom_values import clean_value
from hustings.apps.people.models import CustomField, PersonTag, Tag, TagAlias
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import Name, PersonRecord

pytestmark = pytest.mark.django_db


def from_source(actor: Actor, name: str, *tags: str, **more: object) -> int:
    record = PersonRecord(external_id=f"test:{name}", name=Name(full=name), tags=tags, **more)  # type: ignore[arg-type]
    return create_by_hand(actor.workspace_id, record, member_id=actor.member_id)


def borne() -> list[tuple[str, str, bool]]:
    return sorted(PersonTag.objects.values_list("person__name", "tag__name", "by_hand"))


def test_a_renamed_tag_does_not_come_back_with_the_source(ada: Actor) -> None:
    nora = from_source(ada, "Nora", "Voluntarios")
    tag = Tag.objects.get()
    step = actions.rename_tag(ada, tag.pk, name="Volunteers")
    refold(ada.workspace_id, [nora])
    from_source(ada, "Sam", "voluntarios")
    assert borne() == [("Nora", "Volunteers", False), ("Sam", "Volunteers", False)]
    assert segments.counted(ada, "tag = voluntarios") == 2
    actions.undo(ada, step)
    assert (Tag.objects.get().name, TagAlias.objects.count()) == ("Voluntarios", 0)


def test_a_tag_takes_its_former_name_back_and_the_word_of_another(ada: Actor) -> None:
    from_source(ada, "Nora", "one")
    from_source(ada, "Sam", "two")
    one, two = Tag.objects.get(name="one"), Tag.objects.get(name="two")
    actions.rename_tag(ada, one.pk, name="first")
    actions.rename_tag(ada, one.pk, name="one")
    assert set(TagAlias.objects.values_list("name", "tag__name")) == {("first", "one")}
    step = actions.rename_tag(ada, two.pk, name="first")
    assert set(TagAlias.objects.values_list("name", "tag__name")) == {("two", "first")}
    actions.undo(ada, step)
    assert set(TagAlias.objects.values_list("name", "tag__name")) == {("first", "one")}
    actions.rename_tag(ada, one.pk, name="ONE")
    assert Tag.objects.get(pk=one.pk).name == "ONE"


def test_merging_two_tags_keeps_the_hand_of_either(ada: Actor) -> None:
    nora = from_source(ada, "Nora", "helper", "friend")
    sam = from_source(ada, "Sam", "helper")
    actions.tag_person(ada, nora, name="helper")
    before, words = borne(), list(TagAlias.objects.values_list("name", flat=True))
    step = actions.rename_tag(ada, Tag.objects.get(name="helper").pk, name="FRIEND")
    assert borne() == [("Nora", "friend", True), ("Sam", "friend", False)]
    refold(ada.workspace_id, [nora, sam])
    assert borne() == [("Nora", "friend", True), ("Sam", "friend", False)]
    actions.undo(ada, step)
    assert (borne(), list(TagAlias.objects.values_list("name", flat=True))) == (before, words)


def test_a_renamed_tag_taken_off_stays_off(ada: Actor) -> None:
    nora = from_source(ada, "Nora", "helper")
    tag = Tag.objects.get()
    actions.rename_tag(ada, tag.pk, name="friend")
    actions.untag_person(ada, nora, tag_id=tag.pk)
    refold(ada.workspace_id, [nora])
    assert borne() == []


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("url", "example.org/a", "https://example.org/a"),
        ("url", "http://example.org", "http://example.org"),
        ("choices", "b; A", "a\nb"),
        ("choices", "a, b", "a\nb"),
        ("choices", "c, d|a", "a\nc, d"),
        ("choice", "B", "b"),
        ("yes_no", "Ja", "yes"),
        ("number", "12,50", "12.5"),
        ("number", "1.234", "1.234"),
        ("number", "0,125", "0.125"),
        ("number", "1,234.5", "1234.5"),
        ("number", "1.234,50", "1234.5"),
        ("number", "1 234 567", "1234567"),
        ("number", "1\u202f234,5", "1234.5"),
        ("number", "12,345,678", "12345678"),
        ("number", "1.234.567", "1234567"),
        ("number", "-7", "-7"),
        ("number", "1e3", "1000"),
        ("date", "2026-03-09", "2026-03-09"),
        ("date", "31.03.2026", "2026-03-31"),
        ("date", "9 March 2026", "2026-03-09"),
        ("date", "3/25/2026", "2026-03-25"),
        ("text", "As it is", "As it is"),
    ],
)
def test_values_are_kept_in_one_form(kind: str, given: str, kept: str) -> None:
    assert clean_value(CustomField(name="x", type=kind, choices=["a", "b", "c, d"]), given) == kept


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("url", "nowhere"), ("url", "ftp://x.example"), ("url", "https://a b.example"), ("choices", "z"), ("choices", ";"),
        ("choice", "z"), ("yes_no", "perhaps"), ("number", "many"), ("number", "."), ("number", ""), ("number", "1,2,3"),
        ("number", "1e99"), ("number", "1.2.3"), ("number", "NaN"), ("number", "1,234"), ("date", "soon"), ("date", "3/4/2026"),
    ],
)  # fmt: skip
def test_values_that_fit_no_type_are_refused(kind: str, given: str) -> None:
    with pytest.raises(WrongInput):
        clean_value(CustomField(name="x", type=kind, choices=["a", "b"]), given)


def test_people_are_found_by_the_words_in_their_fields(ada: Actor) -> None:
    field = actions.add_field(ada, name="Ward", type="choice", choices=("Northgate", "Southgate"))
    number = actions.add_field(ada, name="Rides", type="number")
    nora = from_source(ada, "Nora Vance", fields={"Ward": "northgate"})
    sam = from_source(ada, "Sam Okri")
    step = actions.set_value(ada, sam, field_id=field, value="Southgate")
    actions.set_value(ada, sam, field_id=number, value="4711")

    def found(words: str) -> list[int]:
        return [each.id for each in queries.find_people(ada, words)]

    assert (found("northgate"), found("southgate"), found("4711")) == ([nora], [sam], [])
    actions.undo(ada, step)
    assert found("southgate") == []


def test_what_can_be_read_in_two_ways_is_asked_back() -> None:
    with pytest.raises(WrongInput, match=r"two ways\. Write 1234 or 1\.234\."):
        clean_value(CustomField(name="x", type="number"), "1,234")
    with pytest.raises(WrongInput, match=r"two ways\. Write the year first"):
        clean_value(CustomField(name="x", type="date"), "3/4/2026")
