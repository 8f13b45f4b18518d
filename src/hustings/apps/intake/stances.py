"""What was filed, signed, attended and tagged as evidence on goals: rooms beside each other that only this one sees.

Goals say which bills, petitions, events and tags are theirs; records, people and events say who did what. What the use rules of a
source keep from stances (X) is left out, and what private people did comes only with the condition that the goal names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django_tasks import task

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.accounts.queries import actor_of
from hustings.apps.events.models import Guest
from hustings.apps.goals import acts
from hustings.apps.goals.acts import Linked, PublicAct, Taken
from hustings.apps.goals.footings import drop_grounds, rests_beyond
from hustings.apps.intake import taken_away
from hustings.apps.intake.models import Import, Support
from hustings.apps.intake.spans import Span, merged
from hustings.apps.network.changes import outdate
from hustings.apps.people.models import Interaction, Participation, PersonTag
from hustings.apps.people.provenance import refused_people, refused_sources
from hustings.apps.records.models import Filing
from hustings.apps.records.queries import FilingRow, filings, is_filed_on, near, subjects_near
from hustings.jobs.queue import enqueue
from hustings.kernel.clock import utc_now
from hustings.kernel.provenance import Use
from hustings.storage import rows

MOST = 5_000
LEANS = {"support": 1.0, "oppose": -1.0}
ANSWERS = {"attended": 1.0, "accepted": 0.5, "registered": 0.5}
"""Whoever was at an event did more than whoever said they would come. Not to come, or not to answer, says nothing."""
FURTHER = 1 << 62
NEWEST = 50_000
"""Among so many of the newest interactions titles of actions are looked for."""


def link_bill(actor: Actor, goal_id: int, subject: str, *, helps: bool, now: datetime) -> tuple[int, Taken, list[int]]:
    """Says that a bill is a goal and takes what organisations filed on it as evidence. Returns the link's id, what was taken and
    the undo steps, the last one first to be taken back."""
    return link(actor, goal_id, subject, kind="bill", helps=helps, condition="", now=now)


def link(
    actor: Actor, goal_id: int, subject: str, *, kind: str, helps: bool, condition: str, now: datetime
) -> tuple[int, Taken, list[int]]:
    """The same of a bill, a petition or another action, an event or a tag: who signed, came or bears it. What private people did
    needs the condition on which it is kept: consent, contact or public. A name that nothing bears is linked and waits for what
    comes; the answer says so, with names that may be meant."""
    with transaction.atomic():
        number, step = acts.link_subject(actor, goal_id, subject, helps=helps, kind=kind, condition=condition)
        linked = acts.linked_subject(actor, number)
        taken = _take(actor, linked, now=now)
        if not taken.recorded + taken.known and not _is_known(actor, linked):
            taken = replace(taken, unknown=True, near=_near(actor, linked))
    return number, taken, [step, *([taken.step] if taken.step else [])]


def _is_known(actor: Actor, linked: Linked) -> bool:
    """Whether anything here bears the name that was linked."""
    here, name = actor.workspace_id, linked.subject
    if linked.kind == "bill":
        return is_filed_on(actor, name)
    if linked.kind == "action":
        return _actions(here).filter(subject__iexact=name).exists()
    if linked.kind == "event":
        return Guest.objects.filter(workspace_id=here, event__title__iexact=name).exists()
    return PersonTag.objects.filter(_named(name), workspace_id=here).exists()


def _near(actor: Actor, linked: Linked) -> tuple[str, ...]:
    if linked.kind == "bill":
        return subjects_near(actor, linked.subject)
    return near(linked.subject, titles_known(actor)[linked.kind])


def take_positions(actor: Actor, *, now: datetime, brought: Import | None = None) -> list[int]:
    """Takes what was filed, signed or attended since on what belongs to open goals. The same again changes nothing. Of actions
    only what an import `brought` is looked at, where one is named. Returns the undo steps."""
    steps = []
    for linked in acts.linked_subjects(actor):
        taken = _take(actor, linked, now=now, brought=brought)
        steps += [taken.step] if taken.step else []
    return steps


def _take(actor: Actor, linked: Linked, *, now: datetime, brought: Import | None = None) -> Taken:
    found = list(_found(actor, linked, now=now, brought=brought))
    taken_away.take_up(linked.id, found)
    # Signatures of earlier imports stand as they are: they come and go with their interactions.
    complete = linked.kind in ("event", "tag") or (linked.kind == "bill" and _is_whole(actor, linked.subject))
    return acts.take_acts(actor, linked.goal_id, found, helps=linked.helps, now=now, subject_id=linked.id, complete=complete)


def _found(actor: Actor, linked: Linked, *, now: datetime, brought: Import | None) -> Iterable[PublicAct]:
    if linked.kind == "bill":
        return positions(actor, linked.subject, now=now)
    if linked.kind == "action":
        told = signatures(actor, linked, now=now, within=_interactions_of(brought) if brought else None)
    else:
        told = attendances(actor, linked, now=now) if linked.kind == "event" else bearers(actor, linked, now=now)
    # Looked up here: whoever is known from X alone may be more than the data base takes in one list.
    refused = refused_people(actor.workspace_id, Use.INFER_BELIEF)
    return (each for each in told if each.person_id not in refused)


def _is_whole(actor: Actor, subject: str) -> bool:
    """Whether all that was filed on a bill is looked at."""
    held = Filing.objects.filter(workspace_id=actor.workspace_id, subject__iexact=subject)
    return held.order_by()[: MOST + 1].count() <= MOST


def positions(actor: Actor, subject: str, *, now: datetime) -> list[PublicAct]:
    """What organisations filed for or against a bill; neutral ones and filings without a client are no evidence."""
    found = filings(actor, subject=subject, most=MOST)
    records = dict(Filing.objects.filter(pk__in=[row.id for row in found]).values_list("id", "record_id"))
    return list(_filed(found, records, subject, now))


def _filed(rows: Iterable[FilingRow], records: dict[int, int], subject: str, now: datetime) -> Iterable[PublicAct]:
    for row in rows:
        if row.position in LEANS and row.client_id is not None:
            source = f"{row.subject}: {row.client}"
            yield PublicAct(
                "position", LEANS[row.position], min(_moment(row.since, now), now), source, organisation_id=row.client_id,
                words=" ".join(subject.split()), rests=("kept", records[row.id]),
            )  # fmt: skip


def signatures(actor: Actor, linked: Linked, *, now: datetime, within: list[Span] | None = None) -> Iterator[PublicAct]:
    """Who signed a petition, or took part in another action of this title."""
    held = Participation.objects.filter(
        workspace_id=actor.workspace_id, role="from", interaction__in=_actions(actor.workspace_id), at__lte=now,
        interaction__subject__iexact=linked.subject,
    )  # fmt: skip
    parts = (
        [held] if within is None else [held.filter(interaction_id__gte=first, interaction_id__lte=last) for first, last in within]
    )
    for query in parts:
        told = _usable(actor, query, "interaction__source_id").order_by("id")
        met: set[int] = set()
        for part, person, at, number in told.values_list("id", "person_id", "at", "interaction_id").iterator(chunk_size=5_000):
            # One interaction can have several who sign; each fact has a ground of its own.
            yield _act(linked, "signature", 1.0, at, person, ("interaction", further(part) if number in met else number))
            met.add(number)


def further(participation: int) -> int:
    """The number on which the fact about a second signer of one interaction rests: beyond all numbers of rows."""
    return FURTHER + participation


def _actions(workspace_id: int) -> QuerySet[Any, Any]:
    return Interaction.objects.filter(workspace_id=workspace_id, kind="other", direction="in")


def attendances(actor: Actor, linked: Linked, *, now: datetime) -> Iterator[PublicAct]:
    """Who was at the events of this title, or said that they would come."""
    held = Guest.objects.filter(
        workspace_id=actor.workspace_id, event__title__iexact=linked.subject, answer__in=ANSWERS, person__isnull=False
    )
    columns = _usable(actor, held, "event__source_id").values_list("id", "person_id", "answer", "came_at", "event__starts_at")
    for number, person, answer, came, starts in columns.iterator(chunk_size=5_000):
        yield _act(linked, "action", ANSWERS[answer], min(came or starts or now, now), person, ("guest", number))


def bearers(actor: Actor, linked: Linked, *, now: datetime) -> Iterator[PublicAct]:
    """Who bears a tag; the day is that on which it was taken as evidence, since tags have none."""
    held = PersonTag.objects.filter(_named(linked.subject), workspace_id=actor.workspace_id)
    for person in _usable(actor, held, None).values_list("person_id", flat=True).distinct().iterator(chunk_size=5_000):
        yield _act(linked, "action", 1.0, now, person, ("tag", person))


def _named(tag: str) -> Q:
    return Q(tag__name__iexact=tag) | Q(tag__aliases__name__iexact=tag)


def _usable(actor: Actor, held: QuerySet[Any, Any], source: str | None) -> QuerySet[Any, Any]:
    """Without our own members, and without what use rules of its source keep from stances."""
    held = held.filter(person__own_member__isnull=True)
    sources = refused_sources(actor.workspace_id, Use.INFER_BELIEF) if source else frozenset()
    return held.exclude(**{f"{source}__in": sources}) if sources else held


def _act(linked: Linked, kind: str, lean: float, at: datetime, person: int, rests: tuple[str, int]) -> PublicAct:
    return PublicAct(
        kind, lean, at, linked.subject, person_id=person, words=linked.subject, condition=linked.condition, rests=rests
    )


def _interactions_of(imported: Import) -> list[Span]:
    spans = Support.objects.filter(imported_by=imported, kind="interaction").values_list("first_id", "last_id")
    return merged(spans)


def _moment(since: str, now: datetime) -> datetime:
    """The middle of a day; of the first one of a month or a year where no more was told, and of today where nothing was."""
    if not since:
        return now
    year, month, day = [int(each) for each in f"{since}-01-01".split("-")[:3]]
    return datetime.combine(date(year, month, day), time(12), UTC)


def drop_acts(kind: str, numbers: Collection[int]) -> None:
    """These stored records or interactions go: the evidence that rests on them alone goes along; what was refused stays so."""
    if kind in ("kept", "interaction"):
        taken_away.put_aside(kind, numbers)
        drop_grounds(kind, numbers)
    if kind == "interaction":
        drop_grounds(kind, _of_further_signers(numbers))
    if kind == "kept":
        taken_away.put_aside_guests(numbers)


def _of_further_signers(interactions: Collection[int]) -> list[int]:
    """The grounds of those who signed these interactions beside somebody else."""
    found: list[int] = []
    for chunk in rows.chunks(sorted(interactions)) if rests_beyond("interaction", FURTHER) else ():
        signed = Participation.objects.filter(interaction_id__in=chunk, role="from")
        found.extend(further(number) for number in signed.values_list("pk", flat=True))
    return found


def settle_stances(imported: Import, *, now: datetime) -> None:
    """An import was taken back: what is left of filings, guests and tags is what evidence rests on, and ties are read anew."""
    outdate(imported.workspace_id)
    _settle(Member.objects.filter(pk=imported.member_id), ("bill", "event", "tag"), now=now)


def _settle(members: QuerySet[Member, Member], kinds: Collection[str], *, now: datetime) -> None:
    """Brings evidence from what is linked up to date, as the first of these members."""
    member = members.filter(is_active=True).select_related("workspace", "user").order_by("id").first()
    actor = actor_of(member, door="job") if member else None
    if actor is not None and actor.may("edit_goals") and actor.may("see_all_people"):
        for linked in acts.linked_subjects(actor, kinds):
            _take(actor, linked, now=now)


@task()
def take_of_workspace(workspace_id: int) -> None:
    """Takes who came to events and who bears tags by now, as an owner of the workspace; run again, it finds it done."""
    _settle(Member.objects.filter(workspace_id=workspace_id, role="owner"), ("event", "tag"), now=utc_now())


@task()
def take_nightly() -> int:
    """Asks for it in each workspace with such goals, one by one, so that none waits for another or fails with it; returns how
    many there are. What imports bring is taken with them."""
    held = sorted(acts.workspaces_linking(("event", "tag")))
    for workspace_id in held:
        enqueue(take_of_workspace, key=f"stances:{workspace_id}", workspace_id=workspace_id)
    return len(held)


def titles_known(actor: Actor, *, most: int = 40) -> dict[str, tuple[str, ...]]:
    """Titles of actions, events and tags that could belong to a goal, those of most people first. Three queries."""
    actor.require("see_all_people")
    last = Interaction.objects.aggregate(last=Max("id"))["last"] or 0
    newest = _actions(actor.workspace_id).filter(pk__gt=last - NEWEST).exclude(subject="")
    guests = Guest.objects.filter(workspace_id=actor.workspace_id, answer__in=ANSWERS, person__isnull=False)
    tags = PersonTag.objects.filter(workspace_id=actor.workspace_id)
    told = (("action", newest, "subject"), ("event", guests, "event__title"), ("tag", tags, "tag__name"))
    return {
        kind: tuple(
            held.order_by().values_list(field).annotate(number=Count("id")).order_by("-number", field)
            .values_list(field, flat=True)[:most]
        )
        for kind, held, field in told
    }  # fmt: skip
