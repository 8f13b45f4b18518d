"""Segments: whom a text means, of those whom the member may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions, segments
from hustings.apps.people.actions import dealings
from hustings.apps.people.actions.records import create_by_hand, source_for
from hustings.apps.people.actions.reviews import open_reviews
from hustings.apps.people.models import Identity, Person, SavedSegment
from hustings.apps.people.segments import planning
from hustings.engine.segments import WrongText
from hustings.kernel.errors import NotPermitted, WrongInput
from hustings.kernel.records import Address, Consent, Education, Name, PersonRecord, Position, Support
from hustings.kernel.records import Identity as Handle

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
Asks = Callable[..., list[str]]


def person(actor: Actor, name: str, **parts: object) -> int:
    """Somebody whom one source describes."""
    record = PersonRecord(external_id=f"test:{name}", name=Name(full=name), **parts)  # type: ignore[arg-type]
    return create_by_hand(actor.workspace_id, record, member_id=actor.member_id)


@pytest.fixture
def people(ada: Actor) -> dict[str, int]:
    """Four people who differ in everything that can be asked about."""
    found = {
        "Nora": person(
            ada, "Nora Vance", headline="Baker", 
            addresses=(Address(locality="Ely", postal_code="CB7 4AA", region="Cambs", country="UK"),),
            tags=("volunteer",), birthday="1980-03-12", skills=("Baking",), household="12 Mill Lane",
            positions=(Position(organisation="Mill Bakery Ltd", title="Owner", current=True),),
            identities=(Handle(kind="email", value="nora@example.org"), Handle(kind="mastodon", value="nora@social.example")),
            consents=(Consent(channel="email", status="given", at=NOW),), supports=(Support(level=1, subject="Bridge"),),
        ),
        "José": person(
            ada, "José Ramírez", location="Ely, Cambridgeshire", tags=("volunteer", "donor"), birthday="--12-24",
            positions=(Position(organisation="City of Ely", title="Mayor", until="2020"),),
            educations=(Education(school="Universität Köln"),),
            identities=(Handle(kind="phone", value="+34600000001"),),
            consents=(Consent(channel="phone", status="refused", at=NOW),),
        ),
        "Zoë": person(
            ada, "Zoë Ångström", addresses=(Address(locality="Orléans"),), summary="Writes about rivers",
            consents=(Consent(channel="any", status="refused", at=NOW),), supports=(Support(level=4),), birthday="1990-02",
        ),
        "Sam": person(ada, "Sam O'Brien", location="New York"),
    }  # fmt: skip
    Person.objects.filter(workspace_id=ada.workspace_id).exclude(pk__in=found.values()).delete()
    return found


@pytest.fixture
def ask(ada: Actor, people: dict[str, int]) -> Asks:
    """The first names of those whom a text means, by name."""

    def asked(text: str, actor: Actor = ada, **more: object) -> list[str]:
        held = segments.matching(actor, text, now=NOW, **more).order_by("name")  # type: ignore[arg-type]
        return [name.split()[0] for name in held.values_list("name", flat=True)]

    return asked


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tag = volunteer", ["José", "Nora"]),
        ("tag = VOLUNTEER and not tag = donor", ["Nora"]),
        ("tag in (donor, press)", ["José"]),
        ("tag contains olun", ["José", "Nora"]),
        ("tag is unknown", ["Sam", "Zoë"]),
        ("tag = nothing", []),
        ("name contains ramírez", ["José"]),
        ("name contains RAMÍREZ", ["José"]),
        ("name begins with sam", ["Sam"]),
        ('name = "sam o\'brien"', ["Sam"]),
        ("headline = baker", ["Nora"]),
        ("about contains rivers", ["Zoë"]),
        ("words = bak", ["Nora"]),
        ("words in (nora, jose)", ["José", "Nora"]),
        ("city = ely", ["José", "Nora"]),
        ("city = ORLÉANS", ["Zoë"]),
        ("city = New York", ["Sam"]),
        ("city contains rlé", ["Zoë"]),
        ("city is unknown", []),
        ("city = York", []),
        ("postcode begins with cb7", ["Nora"]),
        ("zip = cb7 4aa", ["Nora"]),
        ("region = cambs or country = fr", ["Nora"]),
        ("has address where (city = ely and country = uk)", ["Nora"]),
        ("organisation = Mill Bakery", ["Nora"]),
        ("organisation contains ely", ["José"]),
        ("organisation is known", ["José", "Nora"]),
        ("title = mayor", ["José"]),
        ("has position where (title = mayor and current = no)", ["José"]),
        ("has position where (title = mayor and current = yes)", []),
        ("has position where (organisation = City of Ely or title = owner)", ["José", "Nora"]),
        ("has position where (organisation is known and not current = yes)", ["José"]),
        ("has no position", ["Sam", "Zoë"]),
        ("email = Nora@Example.org", ["Nora"]),
        ("email contains example", ["Nora"]),
        ("email is unknown", ["José", "Sam", "Zoë"]),
        ("phone is known", ["José"]),
        ("handle = mastodon", ["Nora"]),
        ("has at least 2 handles", ["Nora"]),
        ("has handle where (kind = email and value contains example)", ["Nora"]),
        ("do not contact = yes", ["Zoë"]),
        ("do not contact = no", ["José", "Nora", "Sam"]),
        ("do not contact in (yes, no)", ["José", "Nora", "Sam", "Zoë"]),
        ("agreed to = email", ["Nora"]),
        ("refused = phone", ["José", "Zoë"]),
        ("refused = any channel", ["Zoë"]),
        ("has consent where (status = refused and day = 2026-03-09)", ["José", "Zoë"]),
        ("support = strong support", ["Nora"]),
        ("support in (1, 4)", ["Nora", "Zoë"]),
        ("support is known", ["Nora", "Zoë"]),
        ("has rating where (subject = bridge and level = 1)", ["Nora"]),
        ("has rating where (level is known)", ["Nora", "Zoë"]),
        ("birthday within 14 days", ["Nora"]),
        ("birthday within 2 days", []),
        ("birthday = 2026-12", ["José"]),
        ("birthday within 10 years", ["José", "Nora"]),
        ("birthday is unknown", ["Sam"]),
        ("skill = baking", ["Nora"]),
        ("school = UNIVERSITÄT KÖLN", ["José"]),
        ("household is known", ["Nora"]),
        ("source = by-hand", ["José", "Nora", "Sam", "Zoë"]),
        ("source = linkedin", []),
        ("rhythm = no rhythm", ["José", "Nora", "Sam", "Zoë"]),
        ("rhythm = close_allies", []),
        ("member = no and strength is unknown", ["José", "Nora", "Sam", "Zoë"]),
        ("assigned = nobody", ["José", "Nora", "Sam", "Zoë"]),
        ("assigned is known", []),
        ("last touch is unknown", ["José", "Nora", "Sam", "Zoë"]),
        ("connected is known or due is known", []),
        ("added since 1 day ago and added before 2999", ["José", "Nora", "Sam", "Zoë"]),
        ("possible duplicate = yes", []),
        ("not (tag = volunteer or city = Orléans)", ["Sam"]),
        ("(tag = donor and phone is known) or name contains zo", ["José", "Zoë"]),
        ("not not tag = donor", ["José"]),
        ("tag = donor and (city = ely and (phone is known and title = mayor))", ["José"]),
    ],
)
@pytest.mark.parametrize("wanted", [51, None])
def test_a_text_means_whom_it_says(ask: Asks, text: str, meant: list[str], wanted: int | None) -> None:
    assert ask(text, wanted=wanted) == meant


@pytest.mark.parametrize("rare", [0, 2_000])
@pytest.mark.parametrize("bounds", [(), (1,), (1, 9)])
@pytest.mark.parametrize("tried", [(1,), (100, 400)])
def test_every_plan_gives_the_same_people(
    ask: Asks, monkeypatch: pytest.MonkeyPatch, rare: int, bounds: tuple[int, ...], tried: tuple[int, ...]
) -> None:
    monkeypatch.setattr(planning, "RARE", rare)
    monkeypatch.setattr(planning, "BOUNDS", bounds)
    monkeypatch.setattr(planning, "TRIED", tried)
    for wanted in (1, 51, None):
        assert ask("tag = volunteer and city = ely and not tag = donor", wanted=wanted) == ["Nora"]
        assert ask("tag = donor or (tag = volunteer and city = ely)", wanted=wanted) == ["José", "Nora"]
        assert ask("tag = donor and phone = +34600000001 and city = ely", wanted=wanted) == ["José"]
        assert ask("tag = donor and tag = nothing", wanted=wanted) == []


def test_dealings_and_ties_are_asked_about(ada: Actor, ben: Actor, people: dict[str, int], ask: Asks) -> None:
    actions.log_touch(ada, [people["Nora"]], kind="call", at=NOW - timedelta(days=3), now=NOW, text="The bridge")
    actions.log_touch(ada, [people["Nora"]], kind="meeting", at=NOW - timedelta(days=200), now=NOW)
    actions.log_touch(
        ben,
        [people["Sam"]],
        kind="call",
        at=NOW - timedelta(days=100),
        now=NOW,
        promise="Send the map",
        promise_due=date(2026, 4, 1),
    )
    assert ask("has interaction") == ["Nora", "Sam"]
    assert ask("has interaction where (kind = call and day since 30 days ago)") == ["Nora"]
    assert ask("has interaction where (kind = call or kind = meeting)") == ["Nora", "Sam"]
    assert ask("has at least 2 interactions") == ["Nora"]
    assert ask("has no interaction where (not kind = call) and has contact") == ["Sam"]
    assert ask("has interaction where (member = Ben Castillo)") == ["Sam"]
    assert ask("has interaction where (member = me and words contains bridge and automatic = no)") == ["Nora"]
    assert ask("last touch before 90 days ago") == ["Sam"]
    assert ask("last touch since 1 week ago") == ["Nora"]
    assert ask("last touch = 2026-03-06") == ["Nora"]
    assert ask("last touch after 2026-03-06 or last touch until 2025-12") == ["Sam"]
    assert ask("last conversation is known") == ["Nora", "Sam"]
    assert ask("has tie where (member = me and sent >= 1)") == ["Nora"]
    assert ask("has tie where (received > 100 or last together = today)") == []
    assert ask("has promise where (kept = no and due before 2026-05)") == ["Sam"]
    assert ask("has promise where (kept = yes)") == []
    assert ask("strength > 0.5%") == ["Nora", "Sam"]
    assert ask("due within 3 years") == ask("due is known")


def test_what_members_say_is_asked_about(ada: Actor, ben: Actor, people: dict[str, int], ask: Asks) -> None:
    actions.add_note(ada, people["Nora"], text="Bakes for the fête")
    actions.vouch_for(ben, people["Nora"], how="worked_together", shared=False)
    actions.vouch_for(ben, people["Sam"], how="worked_together", shared=True)
    actions.assign_person(ada, people["Sam"], member_id=ben.member_id, now=NOW)
    open_reviews(ada.workspace_id, [(people["Nora"], people["Sam"], 0.9, [])])
    assert ask("note contains fête") == ["Nora"]
    assert ask("note is unknown") == ["José", "Sam", "Zoë"]
    assert ask("vouch = worked together") == ["Sam"]
    assert ask("vouch = worked together", ben) == ["Nora", "Sam"]
    assert ask("assigned = me", ben) == ["Sam"]
    assert ask("assigned in (nobody, Ben Castillo)") == ["José", "Nora", "Sam", "Zoë"]
    assert ask("assigned = nobody") == ["José", "Nora", "Zoë"]
    assert ask("possible duplicate = yes") == ["Nora", "Sam"]
    assert ask("possible duplicate = no") == ["José", "Zoë"]


def test_custom_fields_are_compared_by_their_type(ada: Actor, people: dict[str, int], ask: Asks) -> None:
    long = "x" * 100
    values = {
        "Shirt": ("choice", ("S", "M"), {"Nora": "S", "Sam": "M"}),
        "Rides": ("number", (), {"Nora": "7", "Sam": "12,5"}),
        "Joined": ("date", (), {"Nora": "2026-03-10", "Sam": "2020-01-01"}),
        "Drives": ("yes_no", (), {"Nora": "yes", "Sam": "no"}),
        "Tag": ("text", (), {"Nora": "North Ward", "José": long + "a", "Zoë": long + "b"}),
        "Site": ("url", (), {"Zoë": "https://zoe.example/"}),
        "Skills wanted": ("choices", ("art", "car", "arts"), {"Nora": "art", "Sam": "car\narts", "Zoë": "car\nart"}),
    }
    for name, (kind, choices, given) in values.items():
        field = actions.add_field(ada, name=name, type=kind, choices=choices)
        for who, value in given.items():
            actions.set_value(ada, people[who], field_id=field, value=value)
    assert ask("shirt = s") == ["Nora"]
    assert ask("Shirt is unknown") == ["José", "Zoë"]
    assert ask("rides > 7") == ["Sam"]
    assert ask('rides >= 7 and rides < "12,5"') == ["Nora"]
    assert ask("rides <= 7 or rides = 12.5") == ["Nora", "Sam"]
    assert ask("joined within 3 days") == ["Nora"]
    assert ask("joined before 2021") == ["Sam"]
    assert ask("drives = yes") == ["Nora"]
    assert ask("drives = no") == ["Sam"]
    assert ask("field tag = north ward") == ["Nora"]
    assert ask("field tag contains ward") == ["Nora"]
    assert ask(f"field tag = {long}a") == ["José"]
    assert ask("site contains zoe.example") == ["Zoë"]
    assert ask("skills wanted = art") == ["Nora", "Zoë"]
    assert ask("skills wanted = arts") == ["Sam"]
    assert ask("tag = north ward") == []
    assert "field Tag" in {field.key for field in segments.all_fields(ada)}


@pytest.mark.parametrize(
    ("text", "letters", "words"),
    [
        ("tag = a and colour = red", "colour = red", "no field 'colour'"),
        ("tag = a and tag before 2020", "tag before 2020", "cannot be compared"),
        ("strength > strong", "strength > strong", "is no number"),
        ("strength > 1e99", "strength > 1e99", "can be compared"),
        ("last touch before soon", "last touch before soon", "is no day"),
        ("due within ever", "due within ever", "can be counted"),
        ("rhythm = weekly", "rhythm = weekly", "none of"),
        ("assigned = Nobody Else", "assigned = Nobody Else", "no member"),
        ("do not contact = maybe", "do not contact = maybe", "yes or no"),
        ('words = "!"', 'words = "!"', "Give a word"),
        ("last touch before in (2020, 2021)", "last touch before in (2020, 2021)", "Give one value"),
        ("tag = a and has yacht", "has yacht", "nothing called"),
        ("has tie where (colour = red)", "colour = red", "no 'colour' of a tie"),
        ("has tie where (sent > 1 and has tie)", "has tie", "nothing of its own"),
        ("has tie where (sent contains 1)", "sent contains 1", "cannot be compared"),
        ("segment = nothing", "segment = nothing", "no segment"),
        ("segment contains nothing", "segment contains nothing", "cannot be compared"),
        ("not (tag = a or tag <", "", "Write a value"),
        ('segment = a or tag = "', '"', "quote is not closed"),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_place(ada: Actor, text: str, letters: str, words: str) -> None:
    with pytest.raises(WrongText, match=words) as caught:
        segments.check(ada, text, now=NOW)
    place = caught.value.position
    assert text[place : place + caught.value.length] == letters


def test_leap_day_is_kept_a_day_early_in_other_years(ada: Actor, ask: Asks) -> None:
    person(ada, "Leap Day", birthday="1996-02-29")
    assert ask("birthday = 2026-02-28") == ["Leap"]
    assert ask("birthday = 2028-02-28") == []
    assert ask("birthday = 2028-02-29") == ["Leap"]


def test_a_volunteer_finds_only_people_in_their_care(ada: Actor, vera: Actor, people: dict[str, int], ask: Asks) -> None:
    assert ask("tag = volunteer", vera) == []
    actions.assign_person(ada, people["Nora"], member_id=vera.member_id, now=NOW)
    assert ask("tag = volunteer", vera) == ["Nora"]
    assert ask("not tag = donor", vera) == ["Nora"]
    assert segments.counted(vera, "not tag = nothing") == 1


def test_nobody_of_another_workspace_is_ever_meant(otto: Actor, ask: Asks) -> None:
    person(otto, "Otto Own", tags=("volunteer",), addresses=(Address(locality="Ely"),))
    assert ask("tag = volunteer and city = ely", otto) == ["Otto"]
    assert "Otto" in ask("not tag = donor", otto)
    assert "Otto" not in ask("tag = volunteer or city = ely or not tag = x")


def test_fields_that_a_role_does_not_show_are_refused(vera: Actor, people: dict[str, int]) -> None:
    with pytest.raises(WrongText, match="role does not show"):
        segments.check(vera, "possible duplicate = yes")
    assert "possible duplicate" not in {field.key for field in segments.all_fields(vera)}


def test_whoever_may_see_nobody_asks_nothing(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    from hustings.apps.accounts import actor as roles

    monkeypatch.setitem(roles.PERMISSIONS, "owner", frozenset())
    with pytest.raises(NotPermitted):
        segments.matching(ada, "tag = a")


def test_counting_stops_where_it_is_told(ada: Actor, ask: Asks) -> None:
    assert segments.counted(ada, "name is known") == 4
    assert segments.counted(ada, "name is known", most=3) is None
    assert segments.counted(ada, "name is known", most=4) == 4
    assert segments.counted(ada, "name is known", most=None) == 4


def test_a_saved_segment_is_asked_within_another(ada: Actor, ben: Actor, ask: Asks) -> None:
    def save(name: str, text: str, *, member: Actor = ada, shared: bool = False) -> None:
        SavedSegment.objects.create(
            workspace_id=member.workspace_id, name=name, text=text, member_id=member.member_id, shared=shared
        )

    save("Helpers", "tag = volunteer", shared=True)
    save("Ely helpers", "segment = Helpers and city = ely and not tag = donor")
    save("Mine", "tag = donor", member=ben)
    assert ask('segment = "ely HELPERS"') == ["Nora"]
    assert ask("not segment = helpers") == ["Sam", "Zoë"]
    assert ask("segment in (helpers, ely helpers)") == ["José", "Nora"]
    for hidden in ("Mine", "nothing"):
        with pytest.raises(WrongText, match="no segment"):
            ask(f"segment = {hidden}")
    SavedSegment.objects.filter(name="Helpers").update(text="segment = Ely helpers")
    with pytest.raises(WrongInput, match="would use itself"):
        ask("segment = Helpers")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses its plans itself")
def test_a_rare_condition_is_where_the_data_base_begins(ada: Actor, people: dict[str, int]) -> None:
    rare = str(segments.matching(ada, "city = ely and not tag = donor", wanted=None).explain())
    assert "address_by_locality" in rare
    assert "person_by_name" not in rare


def test_a_thing_counts_rows_not_people(ada: Actor, people: dict[str, int], ask: Asks) -> None:
    Identity.objects.create(workspace_id=ada.workspace_id, person_id=people["Sam"], kind="email", value="sam@example.org")
    source = source_for(ada.workspace_id, member_id=ada.member_id, reader="mail", use_rule="own-mail")
    mail = [
        dealings.Dealing(f"m{n}", b"0" * 16, "message", "in", "email", NOW - timedelta(days=n), ((people["Sam"], "from"),))
        for n in range(3)
    ]
    own = actions.own_person(ada.member_id).pk
    dealings.store(ada.workspace_id, mail, source_id=source.pk, member_id=ada.member_id, own_person_id=own)
    assert ask("has at least 3 interactions where (direction = from them and channel = email)") == ["Sam"]
    assert ask("has at least 4 interactions") == []
    assert ask("has at least 2 consents where (status = given)") == []
