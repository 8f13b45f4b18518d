"""Gathers, for one moment, everybody there is a reason to talk to: the facts that engine.ranking weighs.

Each kind of reason is one indexed query with a bound, so the cost does not grow with the workspace. For a moment in the past,
ties and conversations are replayed from what was stored up to then (apps.today.replay). Rooms beside these bring their own
reasons through apps.people.offers, which says how.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.access import visible_people, within_sight
from hustings.apps.people.actions.occasions import NOTED
from hustings.apps.people.models import Identity, MonthDay, Occasion, Person, Promise
from hustings.apps.people.offers import SOURCES, Offer
from hustings.apps.people.queries import refused_handles
from hustings.apps.people.queries.limits import full_today
from hustings.apps.today import replay
from hustings.apps.today.asking import OWED
from hustings.apps.today.models import Quiet
from hustings.engine import ranking, ties
from hustings.engine.cadence import Due, next_touch
from hustings.engine.openings import Material
from hustings.engine.ranking import Candidate, Reason
from hustings.kernel.clock import utc_now

MOST = 200
SPOKEN_SINCE = 0.4
OCCASIONS_FOR = timedelta(days=180)
CHANNELS_BY_IDENTITY = (("email", "email"), ("linkedin", "linkedin"), ("phone", "phone"))


@dataclass(slots=True)
class Case:
    """One person and what speaks for talking to them. `strength` is as of the moment asked about."""

    person: Person
    strength: float = 0.0
    touched_by_us: datetime | None = None
    channel: str = ""
    reasons: list[Reason] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)

    def add(self, reason: Reason | None, *materials: Material, channel: str = "") -> None:
        """Takes a reason, if there is one, and what an opening could refer to."""
        if reason is not None:
            self.reasons.append(reason)
            self.materials.extend(materials)
            self.channel = self.channel or channel


class Gathering:
    """The cases of one actor's workspace at one moment. `now` is in the workspace's zone, so that days are its days."""

    def __init__(self, actor: Actor, *, now: datetime) -> None:
        self.actor = actor
        self.now = now.astimezone(actor.zone)
        self.past = now < utc_now() - replay.JUST_NOW
        self.view = replay.view_of(actor, self.now)
        self.cases: dict[int, Case] = {}

    def go(self) -> list[Case]:
        """Everybody with at least one reason."""
        waiting = self.view.waiting_conversations(MOST)
        promises = list(self._promises())
        occasions = list(self._occasions())
        invitations = list(self._invitations())
        due = self.view.due_people(MOST)
        birthdays = list(self._birthdays())
        offers = [each for source in SOURCES.values() if source.offers for each in source.offers(self.actor, self.now)]
        named = (waiting, promises, occasions, invitations, offers)
        ids = {row.person_id for rows in named for row in rows} | set(due) | set(birthdays)
        self._open_cases(ids)
        self._unanswered(waiting)
        self._kept_word(promises)
        self._praise_and_news(occasions)
        self._invited(invitations)
        for person_id in due:
            self._rhythm(person_id)
        for person_id in birthdays:
            self._birthday(person_id)
        self._offered(offers)
        found = [case.person.pk for case in self.cases.values() if case.reasons]
        self._offered(each for source in SOURCES.values() if source.adds for each in source.adds(self.actor, found, self.now))
        return [case for case in self.cases.values() if case.reasons]

    def _offered(self, offers: Iterable[Offer]) -> None:
        for each in offers:
            case = self.cases.get(each.person_id)
            if case is not None:
                case.add(each.weigh(case.strength), *each.materials, channel=each.channel)

    def _open_cases(self, ids: Iterable[int]) -> None:
        people = visible_people(self.actor).filter(pk__in=ids, own_member__isnull=True)
        self.cases = {person.pk: Case(person) for person in people}
        states = self.view.tie_states(list(self.cases))
        for person_id, case in self.cases.items():
            state = states.get(person_id, ties.TieState())
            case.strength = ties.strength(state, now=self.now, connected=case.person.connected_on is not None).probability
            ours = [moment for moment in (state.last_out_at, state.last_mutual_at) if moment is not None]
            case.touched_by_us = max(ours).astimezone(self.actor.zone) if ours else None

    def _unanswered(self, waiting: Iterable[replay.Waiting]) -> None:
        for row in waiting:
            case = self.cases.get(row.person_id)
            if case is None:
                continue
            facts = {"since": row.since.isoformat(), "subject": row.subject, "kind": row.kind, "channel": row.channel}
            # Somebody whom we wrote to or met since, on whatever channel, may have had their answer there.
            spoken = case.touched_by_us is not None and case.touched_by_us > row.since
            weight = row.weight * (SPOKEN_SINCE if spoken else 1.0)
            evidence = f"interaction:{row.interaction_id}"
            case.add(
                ranking.unanswered(
                    row.since,
                    now=self.now,
                    needs_reply_weight=weight,
                    strength=case.strength,
                    evidence=(evidence,),
                    facts=facts,
                ),
                Material(evidence=evidence, kind="message", direction="in", at=self._local(row.since), text=row.text),
                channel=row.channel,
            )

    def _promises(self) -> Iterable[Any]:
        until = self.now.date() + timedelta(days=3)
        held = Promise.objects.filter(workspace_id=self.actor.workspace_id, due_on__lte=until, made_at__lte=self.now)
        return within_sight(self.actor, held).filter(self._open("kept_at")).order_by("-due_on")[:MOST]

    def _open(self, ended: str) -> Q:
        """What had not ended at the moment; at present that is what has not, which indexes hold apart."""
        return Q(**{f"{ended}__isnull": True}) | (Q(**{f"{ended}__gt": self.now}) if self.past else Q())

    def _kept_word(self, promises: Iterable[Promise]) -> None:
        for promise in promises:
            case = self.cases.get(promise.person_id)
            if case is None:
                continue
            evidence = f"promise:{promise.pk}"
            case.add(
                ranking.promise_due(
                    promise.due_on,
                    now=self.now,
                    strength=case.strength,
                    evidence=(evidence,),
                    facts={"text": promise.text, "due": promise.due_on.isoformat()},
                ),
                Material(evidence=evidence, kind="promise", direction="out", at=self._local(promise.made_at), text=promise.text),
            )

    def _occasions(self) -> Iterable[Occasion]:
        held = Occasion.objects.filter(workspace_id=self.actor.workspace_id, at__lte=self.now, at__gte=self.now - OCCASIONS_FOR)
        held = held.exclude(kind__in=NOTED)
        return within_sight(self.actor, held).filter(self._open("settled_at")).order_by("-at")[:MOST]

    def _praise_and_news(self, occasions: Iterable[Occasion]) -> None:
        for occasion in occasions:
            case = self.cases.get(occasion.person_id)
            if case is not None and occasion.kind == "new_position":
                self._news(case, occasion)
            elif case is not None:
                self._praise(case, occasion)

    def _news(self, case: Case, occasion: Occasion) -> None:
        evidence = f"occasion:{occasion.pk}"
        facts = {**occasion.facts, "since": occasion.at.isoformat()}
        since = occasion.at.astimezone(self.actor.zone).date()
        case.add(
            ranking.new_position(since, now=self.now, strength=case.strength, evidence=(evidence,), facts=facts),
            Material(
                evidence=evidence,
                kind="position",
                at=self._local(occasion.at),
                text=occasion.facts.get("title", ""),
                organisation=occasion.facts.get("organisation", ""),
            ),
        )

    def _praise(self, case: Case, occasion: Occasion) -> None:
        evidence = f"occasion:{occasion.pk}"
        text = occasion.facts.get("text", "")
        facts = {"since": occasion.at.isoformat(), "skill": text if occasion.kind == "endorsement" else ""}
        case.add(
            ranking.thanks_owed(
                occasion.at, now=self.now, kind=occasion.kind, strength=case.strength, evidence=(evidence,), facts=facts
            ),
            Material(evidence=evidence, kind=occasion.kind, at=self._local(occasion.at), text=text),
            channel="linkedin",
        )

    def _invitations(self) -> Iterable[Invitation]:
        """The member's own: what came to another account is for whoever has it."""
        own = Invitation.objects.filter(workspace_id=self.actor.workspace_id, member_id=self.actor.member_id)
        held = own.filter(direction="in", sent_at__lte=self.now)
        pending = held.filter(Q(state="pending") | (Q(decided_at__gt=self.now) if self.past else Q()))
        pending = pending.exclude(away_until__gt=self.now.date(), chosen_at__lte=self.now)
        # An import may tell of a connection long after it was made.
        pending = pending.exclude(state="accepted", person__connected_on__lte=self.now.date())
        return within_sight(self.actor, pending).order_by("-sent_at")[:MOST]

    def _invited(self, invitations: Iterable[Invitation]) -> None:
        for invitation in invitations:
            case = self.cases.get(invitation.person_id)
            if case is None:
                continue
            evidence = f"invitation:{invitation.pk}"
            case.add(
                ranking.invitation_pending(
                    invitation.sent_at,
                    now=self.now,
                    strength=case.strength,
                    evidence=(evidence,),
                    facts={"since": invitation.sent_at.isoformat(), "channel": invitation.channel},
                ),
                Material(
                    evidence=evidence,
                    kind="invitation",
                    direction="in",
                    at=self._local(invitation.sent_at),
                    text=invitation.message,
                ),
                channel=invitation.channel,
            )

    def _rhythm(self, person_id: int) -> None:
        case = self.cases.get(person_id)
        due = self._due(case) if case is not None else None
        if case is None or due is None:
            return
        last = self.view.last_touch(person_id)
        facts = {"segment": case.person.segment, "last": last.isoformat() if last else ""}
        words = ranking.overdue if self.now >= due.latest else ranking.coming_due
        evidence = tuple(f"interaction:{i}" for i in self.view.latest_interactions(person_id, 1))
        case.add(words(due, now=self.now, strength=case.strength, evidence=evidence, facts=facts))

    def _due(self, case: Case) -> Due | None:
        state = self.view.tie_states([case.person.pk]).get(case.person.pk)
        if state is None:
            return None
        return next_touch(
            case.person.segment,
            last_two_way_at=ties.last_two_way_at(state),
            last_touch_at=ties.last_touch_at(state),
            period_days=case.person.period_days,
        )

    def _birthdays(self) -> list[int]:
        """Of each of these days the closest, one query each."""
        ends = [f"{self.now.date() - timedelta(days=late):-%m-%d}" for late in range(4)]
        ends += ["-02-29"] if "-02-28" in ends else []
        known = visible_people(self.actor).filter(segment__in=("close_allies", "network"), birthday__gt="")
        held = known.alias(month_day=MonthDay("birthday")).order_by("-closeness", "id").values_list("id", flat=True)
        return [number for end in ends for number in held.filter(month_day=end)[:MOST]]

    def _birthday(self, person_id: int) -> None:
        case = self.cases.get(person_id)
        if case is None:
            return
        month, day = (int(part) for part in case.person.birthday[-5:].split("-"))
        facts = {"day": case.person.birthday[-5:]}
        case.add(
            ranking.birthday(
                month=month, day=day, now=self.now, strength=case.strength, evidence=(f"person:{person_id}",), facts=facts
            )
        )

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.actor.zone)


def candidates_of(actor: Actor, cases: Iterable[Case], *, now: datetime) -> list[Candidate]:
    """The cases as engine.ranking wants them: quiet reasons left out, those blocked who must not be contacted today."""
    held = list(cases)
    today = now.astimezone(actor.zone).date()
    ids = [case.person.pk for case in held]
    quiet, full = _quiet(actor, ids, today=today, now=now), full_today(actor, ids, now=now)
    _choose_channels(held)
    found = []
    for case in held:
        still = [reason for reason in case.reasons if not _is_quiet(reason, quiet.get(case.person.pk, ()))]
        if any(not row.code and not row.evidence for row in quiet.get(case.person.pk, ())):
            still = []
        if still:
            closeness = ranking.closeness(case.strength, evidence=(f"tie:{case.person.pk}",))
            reasons = tuple(still) + ((closeness,) if closeness else ())
            stop = None if OWED & {each.code for each in still} else full.get(case.person.pk)
            blocked = _blocked(case, today) or (stop.code if stop else "")
            candidate = Candidate(case.person.pk, reasons, case.channel, 1, blocked)
            minutes = ranking.minutes_for(ranking.action_of(candidate), channel=case.channel)
            found.append(Candidate(case.person.pk, reasons, case.channel, minutes, blocked))
    return found


def _blocked(case: Case, today: date) -> str:
    if case.person.do_not_contact:
        return "do_not_contact"
    return "touched_today" if case.touched_by_us is not None and case.touched_by_us.date() == today else ""


def _quiet(actor: Actor, ids: list[int], *, today: date, now: datetime) -> Mapping[int, list[Quiet]]:
    found: dict[int, list[Quiet]] = defaultdict(list)
    rows = Quiet.objects.filter(workspace_id=actor.workspace_id, person_id__in=ids, at__lte=now)
    for row in rows.filter(Q(until__isnull=True) | Q(until__gt=today)):
        found[row.person_id].append(row)
    return found


def _is_quiet(reason: Reason, rows: Iterable[Quiet]) -> bool:
    return any((row.code == reason.code and (not row.evidence or row.evidence in reason.evidence)) for row in rows if row.code)


def _choose_channels(cases: list[Case]) -> None:
    """Where a reason brings no channel: by what we can reach somebody and may, e-mail before LinkedIn before phone."""
    kinds: dict[int, set[str]] = defaultdict(set)
    without = [case.person.pk for case in cases if not case.channel]
    refused = refused_handles(without)
    for person_id, kind, value in Identity.objects.filter(person_id__in=without).values_list("person_id", "kind", "value"):
        if not refused.get(person_id, frozenset()) & {(kind, ""), (kind, value)}:
            kinds[person_id].add(kind)
    for case in cases:
        if not case.channel:
            case.channel = next((name for kind, name in CHANNELS_BY_IDENTITY if kind in kinds[case.person.pk]), "in_person")
