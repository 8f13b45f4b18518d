"""What we know of people when their invitations come, and what to do about each: the facts for engine.invitations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db.models import Count, Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.models import Identity, Interaction, Participation, Person, Position, Tie, Vouch
from hustings.apps.people.queries import PersonRow, people_of_ids
from hustings.engine import invitations as engine
from hustings.engine.invitation_signals import recruits, sells
from hustings.engine.languages import language_of
from hustings.engine.triage import triage

MEETING = timedelta(hours=1)
"""How long a meeting in the calendar is taken to last."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about an invitation. `reply` is an answer, or the note for one of ours, ready to be sent; empty for none.

    `breaks` says that connecting goes against the network's rule.
    """

    proposal: engine.Proposal
    reply: str
    breaks: engine.RuleBreak | None


def advise(actor: Actor, held: Sequence[Invitation], people: dict[int, PersonRow], *, now: datetime) -> dict[int, Advice]:
    """The advice on each of these invitations, by id. A constant number of queries."""
    gathered = _Gathered(actor, {row.person_id for row in held})
    times = engine.free_times(_busy(actor, now), now=now.astimezone(actor.zone))
    found: dict[int, Advice] = {}
    for row in held:
        known = gathered.known(row, people[row.person_id])
        found[row.pk] = _advice(row, people[row.person_id], known, gathered, times, now)
    return found


def acquaintance(actor: Actor, row: Invitation) -> engine.Known:
    """What we know of the person of one invitation, stored or about to be. Ten queries."""
    (person,) = people_of_ids(actor, [row.person_id])
    return _Gathered(actor, {row.person_id}).known(row, person)


def advise_outgoing(actor: Actor, person_id: int, *, channel: str, now: datetime) -> Advice:
    """What to think of asking somebody to connect: whether it is right, why, and a note that says how we know each other.

    Where one has to have met and has not, `reply` is a letter that proposes a first meeting instead.
    """
    (person,) = people_of_ids(actor, [person_id])
    gathered = _Gathered(actor, {person_id})
    row = Invitation(person_id=person_id, channel=channel, direction="out", sent_at=now)
    known = gathered.known(row, person)
    times = engine.free_times(_busy(actor, now), now=now.astimezone(actor.zone))
    advice = _advice(row, person, known, gathered, times, now)
    if advice.breaks and advice.breaks.code == "not_met" and not advice.reply:
        first = msgspec.structs.replace(advice.proposal, action="meet_first")
        name = person.name.split()[0] if person.name else ""
        letter = engine.reply_to(first, known, name=name, language=actor.language, times=times)
        return Advice(first, letter, advice.breaks)
    return advice


def _advice(
    row: Invitation, person: PersonRow, known: engine.Known, gathered: _Gathered, times: Sequence[datetime], now: datetime
) -> Advice:
    proposal = engine.propose(known, channel=row.channel, sent_at=row.sent_at, now=now, job_seeking=gathered.job_seeking)
    work_at, name = known.same_company or known.former_company, person.name.split()[0] if person.name else ""
    language = language_of(row.message) if row.message else ""
    if row.direction == "in":
        reply = engine.reply_to(proposal, known, name=name, language=language, times=times, work_at=work_at)
    else:
        reply = engine.outgoing_note(
            known, channel=row.channel, name=name, work_at=work_at, where_met=gathered.where[row.person_id]
        )
    return Advice(proposal, reply, engine.check_rule(known, channel=row.channel))


def _busy(actor: Actor, now: datetime) -> list[tuple[datetime, datetime]]:
    ahead = Interaction.objects.filter(
        workspace_id=actor.workspace_id, member_id=actor.member_id, kind="meeting", at__gte=now, at__lte=now + timedelta(days=30)
    )
    return [(at, at + MEETING) for at in ahead.values_list("at", flat=True)]


class _Gathered:
    """Everything about some people that speaks for or against an invitation, from ten queries."""

    def __init__(self, actor: Actor, people: Collection[int]) -> None:
        member = Member.objects.get(pk=actor.member_id)
        self.job_seeking = member.job_seeking
        own = Person.objects.filter(own_member_id=actor.member_id).values_list("id", flat=True).first()
        self.vouches = {row.person_id: row for row in Vouch.objects.filter(person_id__in=people, member_id=actor.member_id)}
        self.where = defaultdict(str, {i: row.where for i, row in self.vouches.items()})
        self.dealings, self.evidence = _dealings(people)
        self.mutual = _mutual(people, own)
        self.companies, self.former = _companies(people, own)
        held = Identity.objects.filter(person_id__in=people, kind="official")
        self.public = set(held.values_list("person_id", flat=True))
        declined = Invitation.objects.filter(workspace_id=actor.workspace_id, person_id__in=people, state="declined")
        self.declined = defaultdict(list)
        for number, person in declined.filter(direction="in").values_list("id", "person_id"):
            self.declined[person].append(f"invitation:{number}")

    def known(self, row: Invitation, person: PersonRow) -> engine.Known:
        """What we know of the sender of an invitation."""
        i = row.person_id
        dealt = self.dealings[i]
        titles = (person.headline, *(each.title for each in person.positions))
        selling = sells(row.message)
        return engine.Known(
            vouch=self.vouches[i].how if i in self.vouches else "",
            met=dealt["met"],
            exchanged=min(dealt["in"], dealt["out"]),
            mutual=self.mutual.get(i, 0),
            same_company=self.companies.get(i, ""),
            former_company=self.former.get(i, ""),
            recommended=bool(dealt["recommended"]),
            public_role=i in self.public,
            note=bool(row.message.strip()),
            note_asks=triage(row.message, direction="in").needs_reply if row.message else False,
            sells=selling,
            recruiter=recruits(*titles),
            empty_profile=not any(titles),
            declined_before=bool(self.declined.get(i)),
            do_not_contact=person.do_not_contact,
            evidence=self._evidence(row, i),
        )

    def _evidence(self, row: Invitation, person: int) -> dict[str, tuple[str, ...]]:
        ours = f"invitation:{row.pk}"
        found = dict.fromkeys(("note", "note_asks", "sells"), (ours,))
        found |= dict.fromkeys(("recruiter", "same_company", "former_company", "public_role", "mutual"), (f"person:{person}",))
        found |= {code: tuple(ids[:3]) for code, ids in self.evidence[person].items()}
        if person in self.vouches:
            found |= dict.fromkeys(("vouch", "not_known"), (f"vouch:{self.vouches[person].pk}",))
        return found | {"declined_before": tuple(self.declined.get(person, ())), "empty_profile": (f"person:{person}",)}


_MEETS, _WRITES, _PRAISES = ("meeting", "call"), ("message", "letter"), ("recommendation", "endorsement")


def _dealings(people: Collection[int]) -> tuple[defaultdict[int, dict[str, int]], defaultdict[int, dict[str, list[str]]]]:
    """Meetings, messages each way and recommendations by person, and the newest of each as evidence. Two queries."""
    counts: defaultdict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("met", "in", "out", "recommended"), 0))
    evidence: defaultdict[int, dict[str, list[str]]] = defaultdict(dict)
    real = Participation.objects.filter(person_id__in=people, interaction__automatic="")
    grouped = real.values_list("person_id", "interaction__kind", "interaction__direction").annotate(number=Count("id"))
    for person, kind, direction, number in grouped.order_by("person_id"):
        if kind in _MEETS:
            counts[person]["met"] += number
        elif kind in _WRITES and direction in ("in", "out"):
            counts[person][direction] += number
        elif kind in _PRAISES and direction == "in":
            counts[person]["recommended"] += number
    newest = real.filter(interaction__kind__in=(*_MEETS, *_WRITES, *_PRAISES)).order_by("-at", "-id")
    for person, number, kind in newest.values_list("person_id", "interaction_id", "interaction__kind")[:500]:
        code = "met" if kind in _MEETS else "exchanged" if kind in _WRITES else "recommended"
        evidence[person].setdefault(code, []).append(f"interaction:{number}")
    return counts, evidence


def _mutual(people: Collection[int], own: int | None) -> dict[int, int]:
    """How many people each of these and we both know."""
    both = (
        Tie.objects.filter(subject_id__in=people, other__ties__other_id=own).exclude(other_id=own) if own else Tie.objects.none()
    )
    return dict(both.values_list("subject_id").annotate(number=Count("other_id", distinct=True)))


def _companies(people: Collection[int], own: int | None) -> tuple[dict[int, str], dict[int, str]]:
    """Where each works beside us now, and where once."""
    ours = dict(Position.objects.filter(person_id=own, organisation__isnull=False).values_list("organisation_id", "current"))
    shared = Position.objects.filter(Q(organisation_id__in=ours), person_id__in=people).select_related("organisation")
    now: dict[int, str] = {}
    once: dict[int, str] = {}
    for row in shared.order_by("id"):
        if row.organisation is not None:
            (now if row.current and ours[row.organisation_id or 0] else once).setdefault(row.person_id, row.organisation.name)
    return now, {person: name for person, name in once.items() if person not in now}
