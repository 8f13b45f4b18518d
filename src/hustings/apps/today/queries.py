"""What the doors show of Today: the list of the day, a list for any moment, and the evidence behind each reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import quote

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.access import person_of, visible_people, visible_through
from hustings.apps.people.actions.dealings import tie_states
from hustings.apps.people.models import Identity, Interaction, Occasion, Participation, Person, Position, Promise
from hustings.apps.people.offers import SOURCES
from hustings.apps.people.provenance import handles_for
from hustings.apps.people.queries.limits import ContactStop
from hustings.apps.people.reaching_out import open_from
from hustings.apps.today.asking import stops_now
from hustings.apps.today.deciding import undecided
from hustings.apps.today.models import TodayItem, TodayList
from hustings.apps.today.planning import Plan, plan
from hustings.engine.ties import TieState, last_touch_at
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.provenance import Use


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Why: a code with its facts and weight, and the ids of the evidence."""

    code: str
    facts: Mapping[str, str]
    weight: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """One person of the list. `id` is None in a list that was computed for a moment and not stored.

    `invitation` is the one to choose about before the item can be done. `stop` is the code of why nobody is to reach out to them
    any more today (a code of engine.limits), `stop_until` the first day after it on which nothing stands against it.
    """

    id: int | None
    person_id: int
    name: str
    headline: str
    action: str
    channel: str
    minutes: int
    score: float
    reasons: tuple[ReasonView, ...]
    opening: str
    opening_language: str
    opening_evidence: str
    state: str = "open"
    until: date | None = None
    reach: str = ""
    invitation: int | None = None
    stop: str = ""
    stop_until: date | None = None


@dataclass(frozen=True, slots=True)
class TodayView:
    """The list of a day. `explanation` says why it is empty: no_people, all_done, nothing_due; else it is empty itself."""

    day: date
    minutes: int
    made_at: datetime | None
    items: tuple[ItemView, ...]
    waiting: tuple[ItemView, ...]
    done_count: int
    total_minutes: int
    explanation: str
    next_due: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact behind a claim."""

    id: str
    title: str
    at: datetime | None
    text: str
    link: str


def today(actor: Actor, *, now: datetime) -> TodayView:
    """The stored list of the day; empty, with an explanation, where there is none."""
    actor.require("see_today")
    day = now.astimezone(actor.zone).date()
    made = TodayList.objects.filter(member_id=actor.member_id, day=day).first()
    rows = _still_right(actor, day, TodayItem.objects.filter(list=made).order_by("rank", "id")) if made else []
    ids = [row.person_id for row in rows]
    reach, jobs, choices = _reach(ids), _jobs(ids), undecided(rows, on=day)
    stops = stops_now(actor, rows, now=now)
    views = [(row, _stopped(_item(row, reach, jobs, choices.get(row.pk)), stops.get(row.pk), actor, now)) for row in rows]
    items = tuple(view for row, view in views if not row.waiting)
    is_open = any(view.state == "open" for view in items)
    return TodayView(
        day=day,
        minutes=made.minutes if made else _minutes(actor),
        made_at=made.made_at if made else None,
        items=items,
        waiting=tuple(view for row, view in views if row.waiting),
        done_count=sum(view.state != "open" for view in items),
        total_minutes=sum(view.minutes for view in items),
        explanation="" if is_open else _explanation(actor, bool(items)),
        next_due=None if is_open else _next_due(actor, day),
    )


def _stopped(view: ItemView, stop: ContactStop | None, actor: Actor, now: datetime) -> ItemView:
    """An item without a way to reach them, where something stands against that since the list was made."""
    if stop is None:
        return view
    return replace(view, stop=stop.code, stop_until=open_from(actor, stop, now=now), reach="")


def _still_right(actor: Actor, day: date, items: QuerySet[TodayItem]) -> list[TodayItem]:
    """The items without people who left the actor's sight, want no contact, or were in touch with another member today."""
    rows = list(items.filter(visible_through(actor, "person")).select_related("person"))
    seen = [row.person_id for row in rows]
    begin = datetime.combine(day, time(), tzinfo=actor.zone)
    touched = Participation.objects.filter(
        person_id__in=seen, at__gte=begin, at__lt=begin + timedelta(days=1), interaction__counts=True,
        interaction__direction__in=("out", "mutual"),
    ).exclude(interaction__member_id=actor.member_id)  # fmt: skip
    busy = set(touched.values_list("person_id", flat=True))
    return [row for row in rows if row.state != "open" or not (row.person.do_not_contact or row.person_id in busy)]


def today_at(actor: Actor, *, at: datetime, minutes: int | None = None) -> TodayView:
    """The list as of any moment, past or to come, computed from stored facts; nothing is written."""
    actor.require("see_today")
    if not 1970 <= at.year <= 2200:
        raise WrongInput("Name a moment between the years 1970 and 2200.", field="at")
    wanted = minutes or _minutes(actor)
    plans = plan(actor, now=at, minutes=wanted)
    jobs = _jobs([each.person_id for each in plans])
    items = tuple(_planned(each, jobs) for each in plans)
    day = at.astimezone(actor.zone).date()
    return TodayView(
        day=day,
        minutes=wanted,
        made_at=None,
        items=items,
        waiting=(),
        done_count=0,
        total_minutes=sum(item.minutes for item in items),
        explanation="" if items else _explanation(actor, False),
        next_due=None if items else _next_due(actor, day),
    )


def _minutes(actor: Actor) -> int:
    return Member.objects.values_list("minutes_a_day", flat=True).get(pk=actor.member_id)


def _explanation(actor: Actor, had_items: bool) -> str:
    if had_items:
        return "all_done"
    return "nothing_due" if visible_people(actor).filter(own_member__isnull=True).exists() else "no_people"


def _next_due(actor: Actor, day: date) -> date | None:
    """The first day after this one on which a rhythm runs out or a promise is to be kept."""
    later = visible_people(actor).filter(due_on__gt=day, do_not_contact=False, own_member__isnull=True)
    promised = Promise.objects.filter(visible_through(actor, "person"), workspace_id=actor.workspace_id, kept_at__isnull=True)
    promised = promised.filter(due_on__gt=day, person__do_not_contact=False)
    first = [days.order_by("due_on").values_list("due_on", flat=True).first() for days in (later, promised)]
    return min((found for found in first if found is not None), default=None)


def _item(row: TodayItem, reach: Mapping[tuple[int, str], str], jobs: Mapping[int, str], invitation: int | None) -> ItemView:
    return ItemView(
        id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        headline=row.person.headline or jobs.get(row.person_id, ""),
        action=row.action,
        channel=row.channel,
        minutes=row.minutes,
        score=row.score,
        opening=row.opening,
        opening_language=row.opening_language,
        opening_evidence=row.opening_evidence,
        state=row.state,
        until=row.until,
        reach=reach.get((row.person_id, row.channel), ""),
        invitation=invitation,
        reasons=tuple(ReasonView(r["code"], r.get("facts", {}), r["weight"], tuple(r.get("evidence", ()))) for r in row.reasons),
    )


def _planned(each: Plan, jobs: Mapping[int, str]) -> ItemView:
    return ItemView(
        id=None,
        person_id=each.person_id,
        name=each.name,
        headline=each.headline or jobs.get(each.person_id, ""),
        action=each.action,
        channel=each.channel,
        minutes=each.minutes,
        score=each.score,
        opening=each.opening.text if each.opening else "",
        opening_language=each.opening.language if each.opening else "",
        opening_evidence=each.opening.evidence if each.opening else "",
        reasons=tuple(ReasonView(r.code, r.facts, r.weight, r.evidence) for r in each.reasons),
    )


def _jobs(person_ids: Iterable[int]) -> dict[int, str]:
    """What people do now, for those who say nothing about themselves."""
    found: dict[int, str] = {}
    held = Position.objects.filter(person_id__in=list(person_ids), current=True).order_by("-since", "id")
    for person_id, title, organisation in held.values_list("person_id", "title", "organisation__name"):
        found.setdefault(person_id, ", ".join(part for part in (title, organisation) if part))
    return found


def _reach(person_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """Links that open a channel with somebody, by handles whose use rules allow contact."""
    found: dict[tuple[int, str], str] = {}
    allowed = handles_for(Use.CONTACT, person_ids)
    for handle in Identity.objects.filter(person_id__in=person_ids).order_by("id").values_list("person_id", "kind", "value"):
        person_id, kind, value = handle
        link = LINKS.get(kind)
        if link is not None and handle in allowed:
            found.setdefault((person_id, kind), link.format(quote(value, safe="@/.+-_")))
    return found


LINKS = {"email": "mailto:{}", "phone": "tel:{}", "linkedin": "https://www.{}/"}


def evidence(actor: Actor, evidence_id: str) -> Evidence:
    """The fact behind an id such as `interaction:12`. Raises NotFound for what the actor may not see."""
    kind, _, number = evidence_id.partition(":")
    finder = FINDERS.get(kind)
    if not (number.isascii() and number.isdecimal()):
        raise NotFound("There is no such evidence.")
    return finder(actor, int(number)) if finder else _offered(actor, kind, int(number))


def _offered(actor: Actor, kind: str, number: int) -> Evidence:
    """Evidence that another room shows."""
    finder = next((source.evidence[kind] for source in SOURCES.values() if kind in source.evidence), None)
    if finder is None:
        raise NotFound("There is no such evidence.")
    return Evidence(f"{kind}:{number}", *finder(actor, number))


def _interaction(actor: Actor, number: int) -> Evidence:
    found = Interaction.objects.filter(workspace_id=actor.workspace_id, pk=number).first()
    people = visible_people(actor).filter(participations__interaction_id=number).order_by("participations__id")
    person = people.first()
    if found is None or person is None:
        raise NotFound("There is no such evidence.")
    return Evidence(f"interaction:{number}", found.subject or found.kind, found.at, found.text, f"/people/{person.pk}/#i{number}")


def _occasion(actor: Actor, number: int) -> Evidence:
    found = Occasion.objects.filter(workspace_id=actor.workspace_id, pk=number).first()
    if found is None:
        raise NotFound("There is no such evidence.")
    person = person_of(actor, found.person_id)
    text = found.facts.get("text") or ", ".join(
        part for part in (found.facts.get("title"), found.facts.get("organisation")) if part
    )
    if found.facts.get("source"):
        text = _("%(text)s (found in %(source)s)") % {"text": text, "source": found.facts["source"]}
    link = found.facts.get("link") or f"/people/{person.pk}/"
    return Evidence(f"occasion:{number}", found.kind.replace("_", " "), found.at, text, link)


def _invitation(actor: Actor, number: int) -> Evidence:
    found = Invitation.objects.filter(workspace_id=actor.workspace_id, pk=number).first()
    if found is None:
        raise NotFound("There is no such evidence.")
    person = person_of(actor, found.person_id)
    return Evidence(f"invitation:{number}", f"invitation, {found.channel}", found.sent_at, found.message, f"/people/{person.pk}/")


def _promise(actor: Actor, number: int) -> Evidence:
    found = Promise.objects.filter(workspace_id=actor.workspace_id, pk=number).first()
    if found is None:
        raise NotFound("There is no such evidence.")
    person = person_of(actor, found.person_id)
    return Evidence(f"promise:{number}", "promise", found.made_at, found.text, f"/people/{person.pk}/")


def _person(actor: Actor, number: int) -> Evidence:
    person: Person = person_of(actor, number)
    return Evidence(f"person:{number}", person.name, None, person.birthday, f"/people/{person.pk}/")


def _tie(actor: Actor, number: int) -> Evidence:
    """How often and when last: what closeness is computed from."""
    person = person_of(actor, number)
    state = tie_states([number]).get(number, TieState())
    counts = _("%(theirs)d from them, %(ours)d from you.") % {"theirs": state.in_count, "ours": state.out_count}
    last = last_touch_at(state)
    return Evidence(f"tie:{number}", str(_("What went to and fro")), last, counts, f"/people/{person.pk}/")


FINDERS = {
    "tie": _tie,
    "interaction": _interaction,
    "occasion": _occasion,
    "invitation": _invitation,
    "promise": _promise,
    "person": _person,
}
