"""How the fields of the room itself are asked of its rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q
from django.db.models.functions import Lower
from django.db.models.lookups import In
from django.utils.translation import gettext_lazy as _

from hustings.apps.people import search
from hustings.apps.people.access import visible_organisations
from hustings.apps.people.models import (
    Address,
    Consent,
    Identity,
    MonthDay,
    Organisation,
    Person,
    PersonTag,
    Position,
    Review,
    Source,
    Tag,
)
from hustings.apps.people.segments import asking
from hustings.apps.people.segments.asking import Choices, Part, Scope, any_of
from hustings.apps.people.segments.compiling import saved_part, visible_segments
from hustings.apps.people.segments.fields import on_person, related
from hustings.apps.people.segments.spelling import spellings_begun, spellings_held
from hustings.engine.linkage import organisation_key
from hustings.engine.linkage.folding import fold
from hustings.engine.segments import WrongText

KINDS: Choices = (
    ("message", _("message")), ("call", _("call")), ("meeting", _("meeting")), ("letter", _("letter")),
    ("visit", _("visit")), ("text", _("text message")), ("email", _("e-mail")), ("note", _("note")),
    ("endorsement", _("endorsement")), ("recommendation", _("recommendation")), ("attendance", _("at the same event")),
    ("comment", _("comment")), ("reaction", _("reaction")), ("other", _("other")),
)  # fmt: skip
WAYS: Choices = (("in", _("from them")), ("out", _("to them")), ("mutual", _("together")), ("none", _("reached nobody")))
NETWORKS = ("email", "phone", "linkedin", "url", "x", "mastodon", "bluesky", "facebook", "instagram", "tiktok", "youtube",
            "telegram", "official", "external")  # fmt: skip
HANDLES: Choices = tuple((kind, kind) for kind in NETWORKS)
LISTS: Choices = (
    ("email", _("e-mail")), ("phone", _("phone")), ("sms", _("text message")), ("post", _("letter")), ("any", _("any channel")),
)  # fmt: skip
CONSENTS: Choices = (
    ("given", _("agreed")),
    ("withdrawn", _("no longer")),
    ("refused", _("refused")),
    ("bad", _("does not work")),
)
LEVELS: Choices = (
    ("1", _("strong support")), ("2", _("lean support")), ("3", _("undecided")), ("4", _("lean against")),
    ("5", _("strong against")),
)  # fmt: skip
OCCASIONS: Choices = (
    ("new_position", _("new position")), ("endorsement", _("endorsed us")), ("recommendation", _("recommended us")),
)  # fmt: skip


# Tags


def tag(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
    if operator == "known":
        return related(scope, PersonTag, Q(), listable=False)
    if operator != "=":
        named = asking.text("name").ask(scope, operator, values)
        ids = set(Tag.objects.filter(named, workspace_id=scope.workspace_id).values_list("id", flat=True))
    else:
        ids = {number for value in values for number in scope.tags.get(fold(value), ())}
    # Tags belong to a workspace themselves.
    borne = PersonTag.objects.filter(tag_id__in=sorted(ids))
    return Part(Q(Exists(borne.filter(person_id=OuterRef("pk")))), borne.values("person_id"))


def tags_of(actor: Any) -> Choices:
    held = Tag.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("see_all_people"):
        held = held.filter(person_tags__person__assigned_to_id=actor.member_id).distinct()
    return [(name, name) for name in held.order_by("name").values_list("name", flat=True)[:2_000]]


# Places


def postcode(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
    """A postcode, from the index on its lower case."""
    if operator != "=":
        return place_in("postal_code")(scope, operator, values)
    forms = [form for value in values for form in asking.lowered(value)]
    return related(scope, Address, Q(In(Lower("postal_code"), forms)))


def place_in(column: str) -> Any:
    """A part of an address that no index holds."""

    def ask(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
        return related(scope, Address, asking.text(column).ask(scope, operator, values), listable=operator == "=")

    return ask


def town(scope: Scope, values: tuple[str, ...]) -> Part:
    """The town of an address, in whatever spelling the index on its lower case holds it."""
    forms = spellings_held("people_address", "lower(locality)", "workspace_id = %s", [scope.workspace_id], values)
    if forms is None:
        return place_in("locality")(scope, "=", values)
    return related(scope, Address, Q(In(Lower("locality"), forms)))


class NotEmpty(Func):
    """A condition written exactly as in the index of places, so that the data base sees that it may use the index."""

    template = "%(expressions)s > ''"
    output_field = BooleanField()


def city(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
    """The place of an address, or what a profile says of where somebody is, up to the first comma."""
    written = place_in("locality")(scope, operator, values) if operator != "=" else town(scope, values)
    if operator == "known":
        return Part(written.test | ~Q(location=""))
    if operator != "=":
        return Part(written.test | asking.text("location").ask(scope, operator, values))
    return _or_told(scope, written, values)


def _or_told(scope: Scope, written: Part, values: tuple[str, ...]) -> Part:
    """Who has the place in an address, or is there as a profile says; most workspaces know no profiles from there."""
    assert written.rows is not None
    # Written exactly as in the index of places, so that the data base sees that it may use the index.
    held = spellings_begun(
        "people_person", "lower(location)", "workspace_id = %s AND location > ''", [scope.workspace_id], values, end=","
    )
    if held == []:
        return written
    if held is None:
        test = any_of(Q(location__alike=value) | Q(location__alike_begins=f"{value},") for value in values)
    else:
        test = Q(In(Lower("location"), held))
    told = Person.objects.filter(test, NotEmpty(F("location")), workspace_id=scope.workspace_id)
    return Part(written.test | test, written.rows.union(told.values("pk"), all=True))


# Work


def at_organisation(scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
    if operator == "known":
        return Q(organisation__isnull=False)
    held = Organisation.objects.filter(workspace_id=scope.workspace_id)
    if operator == "=":
        found = held.filter(key__in=[organisation_key(value)[:400] for value in values])
        return Q(organisation_id__in=list(found.values_list("id", flat=True)))
    return any_of(Q(**{f"organisation__name__{asking.LOOKUPS[operator]}": value}) for value in values)


def organisation(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
    return related(scope, Position, at_organisation(scope, operator, values), listable=operator == "=")


def in_organisations(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
    """People with a position at an organisation of a saved segment."""
    meant = saved_part(scope.turned("organisations"), values)
    held = visible_organisations(scope.actor).filter(meant.test)
    return related(scope, Position, Q(organisation_id__in=held.order_by().values("pk")), listable=False)


def organisation_segments(actor: Any) -> Choices:
    names = visible_segments(actor, about="organisations").order_by("name").values_list("name", flat=True)
    return [(name, name) for name in names]


# Reach


def handle_of(kind: str) -> Any:
    comparison = asking.text("value")

    def ask(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
        if operator != "=":
            return related(scope, Identity, Q(kind=kind) & comparison.ask(scope, operator, values), listable=False)
        # Handles are kept in canonical form, which has no capitals.
        forms = sorted({form for value in values for form in (value, value.lower())})
        return related(scope, Identity, Q(kind=kind, value__in=forms))

    return ask


def kind_of_handle(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
    return related(scope, Identity, Q(kind__in=asking.chosen(HANDLES, values)), listable=False)


def consents_of(*statuses: str) -> Any:
    def ask(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
        channels = sorted({*asking.chosen(LISTS, values), "any"})
        return related(scope, Consent, Q(channel__in=channels, status__in=statuses, purpose=""))

    return ask


# How we stand


def birthday(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
    if operator == "known":
        return on_person(scope, ~Q(birthday=""))
    days = [f"-{day}" for value in values for day in _birthdays(scope, operator, value)]
    people = Person.objects.filter(workspace_id=scope.workspace_id, birthday__gt="").alias(month_day=MonthDay("birthday"))
    return Part(Q(pk__in=people.filter(month_day__in=days).values("pk")))


def _birthdays(scope: Scope, operator: str, value: str) -> set[str]:
    """Days as month and day; the 29th of February is kept on the 28th in years without one."""
    if operator == "within":
        first, after = scope.today, scope.today + timedelta(days=min(asking.length(value), 366) + 1)
    else:
        first, after = asking.span(scope, value)
    days = {first + timedelta(days=number) for number in range((after - first).days)}
    found = {f"{day:%m-%d}" for day in days}
    short = {day for day in days if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3}
    return found | ({"02-29"} if short else set())


def in_words(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
    found = [asked for value in values if (asked := search.matching(value)) is not None]
    if not found:
        raise WrongText("Give a word to look for")
    test = any_of(Q(pk__in=asked) for asked in found)
    return on_person(scope, test, listable=True)


def duplicate(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
    pairs = Review.objects.filter(workspace_id=scope.workspace_id)
    there = Q(pk__in=pairs.values("first_id")) | Q(pk__in=pairs.values("second_id"))
    return Part(asking.yes(there).ask(scope, operator, values))


def by_reader(scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
    return Q(source__reader__in=[value.casefold() for value in values])


def readers_of(actor: Any) -> Choices:
    held = Source.objects.filter(workspace_id=actor.workspace_id).values_list("reader", flat=True).distinct()
    return [(name, name) for name in sorted(held)]


def own_or_shared(scope: Scope) -> Q:
    """Which vouches a member sees."""
    return Q(shared=True) | Q(member_id=scope.actor.member_id)
